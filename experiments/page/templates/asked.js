// What a visitor has asked for: town, luck, hour, colours, over what to compare, switches and sliders; kept in the address after the #.
"use strict";

const asBegun = () => ({ town: 0, luck: 1, hour: 72, by: "stage", over: "town", off: new Set(), set: new Map() });

// What an address asks for, and a sentence for each thing in it that is not here.
function askedIn(hash, lesson) {
  const asked = asBegun(), problems = [];
  const whole = (name, words, low, high) => {
    const number = /^\d{1,6}$/.test(words) ? Number(words) : NaN;
    if (number >= low && number <= high) return number;
    problems.push(`${name} must be a whole number from ${low} to ${high}`);
    return null;
  };
  const readers = {
    town: (words) => { asked.town = (whole("town", words, 1, lesson.worlds.length) ?? 1) - 1; },
    luck: (words) => { asked.luck = whole("luck", words, 1, lesson.lucks.most) ?? 1; },
    hour: (words) => { asked.hour = whole("hour", words, 0, 24 * lesson.days - 1) ?? asked.hour; },
    by: (words) => { if (["stage", "trust"].includes(words)) asked.by = words; else problems.push("by must be stage or trust"); },
    over: (words) => { if (["town", "towns"].includes(words)) asked.over = words; else problems.push("over must be town or towns"); },
    off: (words) => words.split(",").filter(Boolean).forEach((name) => {
      if (lesson.controls.switches.some((one) => one.name === name)) asked.off.add(name);
      else problems.push("off names a mechanism that cannot be switched off here");
    }),
    set: (words) => words.split(",").filter(Boolean).forEach((pair) => {
      const [name, stop] = pair.split(":"), slider = lesson.controls.sliders.find((one) => one.name === name);
      if (!slider) { problems.push("set names a number that has no slider here"); return; }
      const place = whole("the place of a slider", stop ?? "", 0, slider.stops.length - 1);
      if (place !== null && place !== slider.base) asked.set.set(name, place);
    }),
  };
  for (const [name, words] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (Object.hasOwn(readers, name)) readers[name](words); else problems.push("it has a word that means nothing here");
  }
  return { asked, problems: [...new Set(problems)] };
}

function hashOf(asked) {
  const words = new URLSearchParams({ town: asked.town + 1, luck: asked.luck, hour: asked.hour, by: asked.by });
  if (asked.over !== "town") words.set("over", asked.over);
  if (asked.off.size) words.set("off", [...asked.off].join(","));
  if (asked.set.size) words.set("set", [...asked.set].map((pair) => pair.join(":")).join(","));
  return `#${words.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

// The numbers that take the place of the town's for one launch: those of sliders, then those of switches, since off is off.
function changedBy(asked, world, launch) {
  const changes = [
    ...[...asked.set].map(([name, stop]) => world.changes.set[name][stop]),
    ...[...asked.off].map((name) => world.changes.off[name]),
  ];
  return {
    behaviour: Object.assign({}, ...changes.map((one) => one.behaviour)),
    posts: Object.assign({}, ...changes.map((one) => one.posts[launch])),
  };
}

const luckSeed = (lesson, luck) => String(BigInt(lesson.lucks.first) + BigInt(luck - 1));

// Plays every launch as asked; what each came to. With `events` every impression is kept.
function playedAs(engine, lesson, asked, luck, events) {
  const world = lesson.worlds[asked.town];
  return world.launches.map((launch, k) => engine.play(world, launch, luckSeed(lesson, luck), {
    changed: changedBy(asked, world, k), events,
  }));
}

// The towns over which launches are compared: the one that is shown, or all.
const townsOf = (lesson, asked) => (asked.over === "towns" ? lesson.worlds.map((_, town) => town) : [asked.town]);

// The chances behind what a person saw under launch k, whose events these are: the launch is played once more.
function chancesOf(engine, lesson, asked, k, person, events) {
  const world = lesson.worlds[asked.town], changed = changedBy(asked, world, k);
  engine.play(world, world.launches[k], luckSeed(lesson, asked.luck), { changed, events: false });
  return engine.chances(person, events);
}

// What a run counted in all its hours, by the name of the count.
function totalsOf({ tally }, run) {
  const totals = new Array(tally.length).fill(0);
  run.hourly.forEach((number, k) => { totals[k % tally.length] += number; });
  return (name) => totals[tally.indexOf(name)];
}

// The indicators of a run, in the order of the lesson.
function measuresOf(lesson, run) {
  const total = totalsOf(lesson.kernels, run), sum = (names) => names.reduce((all, name) => all + total(name), 0);
  return lesson.measures.map(({ add, less }) => sum(add) - sum(less));
}
