// The picture of virality and trust: a mark for each luck of each launch, its mean, and a table of the same numbers.
"use strict";

const ROUND = [1, 2, 5].flatMap((digit) => [-3, -2, -1, 0, 1].map((power) => Number(`${digit}e${power}`))).sort((a, b) => a - b);
const SHAPES = ["circle", "square", "triangle"];  // of launches, in their order
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 410, 12, 268];

// The ends of both axes, from which all lucks so far are seen. They widen and never narrow: what a switch moves can be seen.
function widened(axes, places) {
  const end = (least, sizes) => Math.max(least, ROUND.find((round) => round >= Math.max(0, ...sizes)) ?? 100);
  const there = places.filter(Boolean);
  return { across: Math.min(100, end(axes.across, there.map(([across]) => across))), up: end(axes.up, there.map(([, up]) => Math.abs(up))) };
}

function mark(shape, x, y, r, properties) {
  if (shape === "circle") return drawn("circle", { cx: x, cy: y, r, ...properties });
  const corners = shape === "square" ? [[-1, -1], [1, -1], [1, 1], [-1, 1]] : [[0, -1.2], [1.2, 1], [-1.2, 1]];
  return drawn("polygon", { points: corners.map(([a, b]) => `${x + 0.9 * r * a},${y + 0.9 * r * b}`).join(" "), ...properties });
}

class Plane {
  constructor(picture, table, words) {
    Object.assign(this, { picture, table, words, axes: { across: 1, up: 0.001 } });
  }

  // `lucks` has [luck][launch], places or null.
  show(lesson, launches, lucks) {
    const names = launches.map(({ label }) => label), found = names.map((_, k) => lottery(lucks.map((one) => one[k]), lesson.quantiles));
    const told = costsTrust(names, lucks, lesson.quantiles);
    this.axes = widened(this.axes, lucks.flat());
    const x = (across) => LEFT + (RIGHT - LEFT) * across / this.axes.across, y = (up) => (TOP + BOTTOM) / 2 - (BOTTOM - TOP) / 2 * up / this.axes.up;
    this.picture.replaceChildren(...this.frame(x, y), ...names.flatMap((name, k) => this.cloud(name, SHAPES[k], lesson.colours[k], lucks, k, x, y)),
      ...found.flatMap((one, k) => this.mean(one, SHAPES[k], lesson.colours[k], x, y)));
    this.picture.setAttribute("aria-label", `Virality and trust of ${lucks.length} lucks of ${listed(names)}. ${told.join(" ")} The table has the numbers.`);
    this.words.replaceChildren(...told.map((sentence) => made("p", sentence)));
    this.fill(names, found, lesson.colours);
  }

  // Axes, their numbers, and a line where no trust is won or lost.
  frame(x, y) {
    const { across, up } = this.axes, fifths = [0, 1, 2, 3, 4, 5], halves = [-1, -0.5, 0, 0.5, 1];
    const decimals = (end) => Math.max(0, 1 - Math.floor(Math.log10(end)));
    return [
      ...fifths.map((k) => drawn("text", { x: x(across * k / 5), y: BOTTOM + 16, "text-anchor": "middle" }, (across * k / 5).toFixed(decimals(across)))),
      ...halves.map((k) => drawn("text", { x: LEFT - 6, y: y(up * k) + 4, "text-anchor": "end" }, k ? withSign(up * k, decimals(up)) : "0")),
      ...fifths.map((k) => drawn("line", { x1: x(across * k / 5), x2: x(across * k / 5), y1: TOP, y2: BOTTOM, class: "grid" })),
      ...halves.map((k) => drawn("line", { x1: LEFT, x2: RIGHT, y1: y(up * k), y2: y(up * k), class: k ? "grid" : "none" })),
      drawn("text", { x: (LEFT + RIGHT) / 2, y: BOTTOM + 36, "text-anchor": "middle" }, "impressions brought by people (%)"),
      drawn("text", { x: 11, y: (TOP + BOTTOM) / 2, "text-anchor": "middle", transform: `rotate(-90 11 ${(TOP + BOTTOM) / 2})` }, "trust gained (scale of 0 to 1)"),
    ];
  }

  cloud(name, shape, colour, lucks, k, x, y) {
    return lucks.flatMap((places, luck) => {
      if (!places[k]) return [];
      const [across, up] = places[k], title = drawn("title", {}, `${name}, luck ${luck + 1}: ${across.toFixed(2)} % brought by people, trust gained ${withSign(up, 4)}`);
      const one = mark(shape, x(across), y(up), 3, { fill: colour, "fill-opacity": 0.6, class: "luck" });
      one.append(title);
      return [one];
    });
  }

  // The mean of a launch, with its intervals across and up.
  mean({ lucks, across, gained }, shape, colour, x, y) {
    if (!lucks) return [];
    const [at, height] = [x(across.mean), y(gained.mean)];
    const lines = lucks < 2 ? [] : [[x(Math.max(0, across.low)), height, x(Math.min(this.axes.across, across.high)), height], [at, y(Math.max(-this.axes.up, gained.low)), at, y(Math.min(this.axes.up, gained.high))]];
    return [
      mark(shape, at, height, 5, { fill: colour, class: "mean" }),
      ...lines.map(([x1, y1, x2, y2]) => drawn("line", { x1, y1, x2, y2, class: "mean" })),
    ];
  }

  fill(names, found, colours) {
    const between = ({ mean, low, high }, words) => (Number.isFinite(low) ? `${words(mean)} (${words(low)} to ${words(high)})` : Number.isFinite(mean) ? words(mean) : "none");
    const percent = (number) => `${withSign(number, 2).replace("+", "")}`, trust = (number) => withSign(number, 4);
    const rows = [
      ["Brought by people, %, in the mean", ({ across }) => between(across, percent)],
      ["Of the least and the most viral luck", ({ lucks, least, most }) => (lucks ? `${percent(least)} to ${percent(most)}` : "none")],
      ["Trust gained, in the mean", ({ gained }) => between(gained, trust)],
      ["In the lucks more viral than the median", ({ more }) => between(more, trust)],
      ["In the other lucks", ({ others }) => between(others, trust)],
      ["The more viral lucks gained", ({ goes }) => (goes === "cannot be told" ? goes : `${goes} trust`)],
    ];
    const key = (k) => drawn("svg", { viewBox: "0 0 16 16", class: "shape", "aria-hidden": "true" }, mark(SHAPES[k], 8, 8, 6, { fill: colours[k] }));
    this.table.tHead.replaceChildren(made("tr", null, {}, made("th", "Over all lucks", { scope: "col" }),
      ...names.map((name, k) => made("th", null, { scope: "col" }, key(k), ` ${name}`))));
    this.table.tBodies[0].replaceChildren(...rows.map(([name, words]) => (
      made("tr", null, {}, made("th", name, { scope: "row" }), ...found.map((one) => made("td", words(one))))
    )));
  }
}
