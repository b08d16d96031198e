// Words, colours and small pictures of the page.
"use strict";

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const mixed = (from, to, part) => `#${channels(from).map((c, k) => Math.round(c + part * (channels(to)[k] - c)).toString(16).padStart(2, "0")).join("")}`;

function say(words) {
  $("problem").textContent = words;
  $("problem").hidden = !words;
}

// The change of trust, in steps, at which shades end: that which 95 of 100 people reached stay within, at the end.
function shadeEnd(replays) {
  const sizes = replays.flatMap((replay) => {
    const last = new Map(), events = new Events(replay.kernels, replay.run);
    for (let k = 0; k < events.count; k += 1) last.set(events.person(k), events.trust(k));
    return [...last].map(([person, trust]) => Math.abs(trust - replay.trustBefore[person]));
  }).sort((a, b) => a - b);
  return Math.max(300, sizes[Math.floor(0.95 * sizes.length)] ?? 0);
}

function gained(replay, fixed) {
  const reached = replay.total("reach_people");
  return withSign(reached ? (replay.total("trust_steps") - replay.total("trust_initial_steps")) / fixed / reached : 0, 4);
}

// The table of differences: the mean of each launch, and for each after the first its difference with an interval.
function showDifferences(lesson, asked, lucks) {
  const { launches } = lesson.worlds[asked.town], found = differences(lesson, lucks);
  const table = $("measures");
  table.tHead.replaceChildren(made("tr", null, {}, made("th", "In the mean", { scope: "col" }),
    ...launches.map(({ label }) => made("th", label, { scope: "col" })),
    ...launches.slice(1).map(({ label }) => made("th", `${label}, less ${launches[0].label}`, { scope: "col" }))));
  table.tBodies[0].replaceChildren(...lesson.measures.map(({ label, unit }, m) => {
    const widest = Math.max(...found[m].map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))), 1e-9);
    return made("tr", null, {}, made("th", `${label} (${unit})`, { scope: "row" }),
      ...launches.map((_, k) => made("td", rounded(lucks.reduce((all, one) => all + one[k][m], 0) / lucks.length))),
      ...found[m].map((one) => made("td", null, {}, whisker(one, widest),
        made("span", `${signed(one.mean)} (${signed(one.low)} to ${signed(one.high)}): ${verdict(one)}`))));
  }));
  const level = Math.round(100 * lesson.level), towns = lesson.worlds.length;
  const [inTowns, another] = townsOf(lesson, asked).length > 1
    ? [`in the mean of ${towns === 2 ? "both" : `the ${towns}`} towns`, "towns beside these"] : ["in this one town", "another town"];
  $("sure").textContent = `${lucks.length} lucks, each the same for every launch. An interval holds the true mean in ${level} of 100 such comparisons. `
    + `It speaks of luck alone, ${inTowns} and with these numbers: ${another}, or other numbers, may tell something else.`;
}

const verdict = ({ low, high }) => (low > 0 ? "more" : high < 0 ? "fewer" : "not decided");

// A line from one end of an interval to the other, beside a mark at no difference.
function whisker({ mean, low, high }, widest) {
  const x = (number) => 60 + 55 * number / widest;
  const line = (x1, y1, x2, y2, name) => drawn("line", { x1, y1, x2, y2, class: name });
  return drawn("svg", { viewBox: "0 0 120 12", "aria-hidden": "true" }, line(60, 0, 60, 12, "none"),
    line(x(low), 6, x(high), 6, "interval"), line(x(mean), 2, x(mean), 10, "interval"));
}

// A part of a picture.
function drawn(name, properties, ...inside) {
  const part = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(properties).forEach(([key, value]) => part.setAttribute(key, value));
  part.append(...inside);
  return part;
}

// The answer to a question of the lesson, worked out now: with and without a mechanism, or over lucks as they come.
function answerTo({ try: mechanism, measure, times }, lesson, engine, asked) {
  const m = lesson.measures.findIndex(({ name }) => name === measure), n = Number(times), { label, unit } = lesson.measures[m];
  const { launches } = lesson.worlds[asked.town];
  const over = (of) => Array.from({ length: n }, (_, k) => playedAs(engine, lesson, of, k + 1, false).map((run) => measuresOf(lesson, run)[m]));
  const mean = (found, k) => found.reduce((all, one) => all + one[k], 0) / n;
  if (!mechanism) {
    const found = over(asked);
    return launches.map((launch, k) => {
      const own = found.map((one) => one[k]);
      return `${launch.label}: between ${whole(Math.min(...own))} and ${whole(Math.max(...own))} ${unit}, ${rounded(mean(found, k))} in the mean`;
    }).join(". ") + `. (${label}, ${n} lucks.)`;
  }
  const on = { ...asked, off: new Set([...asked.off].filter((name) => name !== mechanism)) };
  const off = { ...asked, off: new Set([...asked.off, mechanism]) };
  const [withIt, without] = [over(on), over(off)];
  return launches.map((launch, k) => `${launch.label}: ${rounded(mean(withIt, k))} ${unit} with it, ${rounded(mean(without, k))} without`).join(". ")
    + `. (${label}, mean of the same ${n} lucks.)`;
}
