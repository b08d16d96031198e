// The story of somebody: what they saw, from whom, what they did, and the chances of it.
"use strict";

const clock = (hour) => `Day ${Math.floor(hour / 24) + 1}, ${String(hour % 24).padStart(2, "0")} h`;

// The deeds that may follow an impression: bit, name of the chance, words for the deed and for its omission.
const DEEDS = [[ENGAGED, "engage", "liked it", "liking it"], [SHARED, "share", "passed it on", "passing it on"],
  [CLICKED, "click", "went to the shop", "going to the shop"], [BOUGHT, "buy", "bought", "buying"],
  [FOLLOWED, "", "followed the brand", ""], [WROTE, "", "told others of it", ""]];

// What happened to a person in a run, a sentence for each moment. `chancesOf` finds the chances behind events of theirs.
function storyOf(kernels, launch, run, trustBefore, person, chancesOf) {
  const events = new Events(kernels, run), names = new Map(launch.influencers.map(({ key, name }) => [key, name]));
  const number = (trust) => (trust / kernels.fixed).toFixed(2);
  const told = [], own = [];
  for (let k = 0; k < events.count; k += 1) if (events.person(k) === person) own.push(k);
  const bytes = new Uint8Array(own.length * events.size);
  own.forEach((k, place) => bytes.set(run.events.subarray(k * events.size, (k + 1) * events.size), place * events.size));
  const chances = own.length ? chancesOf(bytes) : [];
  let trust = trustBefore[person];
  own.forEach((k, place) => {
    told.push([events.hour(k), `${clock(events.hour(k))}: ${shown(kernels, names, events, k)}; ${did(events.outcome(k), chances[place])}. `
      + `Trust in the brand afterwards ${number(events.trust(k))}, before ${number(trust)}.${notDone(events.outcome(k), chances[place])}`]);
    trust = events.trust(k);
  });
  for (const [hour, who] of run.ending.organic) {
    if (who === person) told.push([hour, `${clock(hour)}: bought without any click. They would have bought then with no campaign, too.`]);
  }
  if (!told.length) return ["The campaign never reached this person: nobody showed them anything that they saw."];
  return told.sort((a, b) => a[0] - b[0]).map(([, words]) => words);
}

// A chance in per cent with two digits; never 0 % or 100 % where it is left to chance.
function percent(chance) {
  if (chance > 0 && chance < 0.0001) return "under 0.01 %";
  if (chance > 0.99 && chance < 1) return "over 99 %";
  return `${chance >= 0.0995 ? (100 * chance).toFixed(0) : Number((100 * chance).toPrecision(2))} %`;
}

function did(outcome, chances) {
  const done = DEEDS.filter(([bit]) => outcome & bit).map(([, chance, words]) => (chance ? `${words} (chance ${percent(chances[chance])})` : words));
  const deeds = done.join(", ") || `did nothing; the chance of liking it was ${percent(chances.engage)}`;
  return outcome & OVERDOSE ? `${deeds}; had seen too much of it by now` : deeds;
}

// What somebody who liked it might have done and did not.
function notDone(outcome, chances) {
  if (!(outcome & ENGAGED)) return "";
  const left = DEEDS.filter(([bit, chance]) => !(outcome & bit) && chances[chance] > 0).map(([, chance, , words]) => `${words} (chance ${percent(chances[chance])})`);
  return left.length ? ` Not done: ${left.join(", ")}.` : "";
}

function shown(kernels, names, events, k) {
  const post = events.post(k), via = events.via(k), passed = via < kernels.feed;
  if (post >= kernels.own) {
    const author = post - kernels.own;
    return `read what person ${author.toLocaleString("en")} wrote${passed && via !== author ? `, which person ${via.toLocaleString("en")} passed on` : ""}`;
  }
  const how = passed ? ` that person ${via.toLocaleString("en")} passed on` : via === kernels.feed ? " that the feed recommended" : "";
  return `saw a post of ${names.get(Math.floor(post / kernels.pieces))}${how}`;
}
