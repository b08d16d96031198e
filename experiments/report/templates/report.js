"use strict";
// Saves the data behind each picture, and the whole content, from what the page already holds.

const content = JSON.parse(document.getElementById("content").textContent);

function bands(name) {
  return (set) => {
    const { hours, [name]: curves } = content.pictures[set];
    const rows = [["assumptions", "schedule", "hour", "low", "middle", "high"]];
    for (const [schedule, curve] of Object.entries(curves)) {
      hours.forEach((hour, i) => rows.push([set, schedule, hour, curve.low[i], curve.middle[i], curve.high[i]]));
    }
    return rows;
  };
}

const tables = {
  reach: bands("reach"),
  trust: bands("trust"),
  virality: (set) => {
    const rows = [["assumptions", "schedule", "viral_share", "trust"]];
    for (const [schedule, points] of Object.entries(content.pictures[set].virality_trust)) {
      for (const point of points) rows.push([set, schedule, ...point]);
    }
    return rows;
  },
  differences: (set) => {
    const columns = ["first", "second", "mean", "low", "high", "verdict", "replicates_saved"];
    const rows = [["assumptions", "kpi", "unit", ...columns]];
    for (const { kpi, unit, pairs } of content.differences[set]) {
      const nothing = kpi === "profit_eur" ? content.over_nothing[set] : [];
      for (const pair of [...pairs, ...nothing]) rows.push([set, kpi, unit, ...columns.map((column) => pair[column])]);
    }
    return rows;
  },
};

function cell(value) {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

for (const button of document.querySelectorAll("button[data-csv]")) {
  const set = content.sets[Number(button.dataset.set)];
  button.addEventListener("click", () => {
    const rows = tables[button.dataset.csv](set);
    save(`${button.dataset.csv}_${set}.csv`, "text/csv", rows.map((row) => row.map(cell).join(",") + "\n").join(""));
  });
}

for (const button of document.querySelectorAll("button[data-json]")) {
  button.addEventListener("click", () => save("report.json", "application/json", JSON.stringify(content, null, 1)));
}

// Without this script the buttons could do nothing, so they appear only with it.
for (const button of document.querySelectorAll("button[hidden]")) button.hidden = false;

// A table that is wider than the window is scrolled; only then is it a stop of the tabulator key.
const scrolled = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const element of document.querySelectorAll(".scroll")) scrolled.observe(element);
