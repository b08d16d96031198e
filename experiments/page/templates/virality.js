// Does virality cost trust? Where each luck puts a launch: how much of what is seen people brought, and how trust moved.
"use strict";

const FEWEST = 5;  // lucks in each half; fewer say nothing of whether two things go together

// Impressions brought by people, in %, and the mean trust gained by those reached; null of a run that reached nobody.
function placeOf(kernels, run) {
  const total = totalsOf(kernels, run), reached = total("reach_people");
  if (!reached) return null;
  const gained = (run.ending.trust - total("trust_initial_steps") / kernels.fixed) / reached;
  return [100 * total("viral_impressions") / total("impressions"), gained];
}

// Of a launch, from its places by luck: both means with intervals, the least, median and most viral luck, trust gained in
// the lucks above that median and in the others, and whether trust goes with virality: told where these intervals lie apart.
function lottery(places, quantiles) {
  const there = places.filter(Boolean), viral = there.map(([across]) => across).sort((a, b) => a - b);
  const middle = viral.length / 2, median = (viral[Math.ceil(middle) - 1] + viral[Math.floor(middle)]) / 2;
  const trust = (some) => estimate(some.map(([, gained]) => gained), quantiles);
  const above = there.filter(([across]) => across > median), rest = there.filter(([across]) => across <= median);
  const more = trust(above), others = trust(rest), enough = Math.min(above.length, rest.length) >= FEWEST;
  const goes = !enough ? "cannot be told" : more.low > others.high ? "more" : more.high < others.low ? "less" : "cannot be told";
  return { lucks: there.length, across: estimate(viral, quantiles), least: viral[0], median, most: viral.at(-1), gained: trust(there), more, others, goes };
}

// What lucks by launch say, in sentences: within each launch, and between each further launch and the first.
function costsTrust(names, lucks, quantiles) {
  const found = names.map((_, k) => lottery(lucks.map((places) => places[k]), quantiles));
  const those = (goes) => listed(names.filter((_, k) => found[k].goes === goes));
  const [more, less, untold] = ["more", "less", "cannot be told"].map(those);
  const answer = more && less ? `It hangs on the launch: the more viral lucks of ${less} gained less trust, those of ${more} gained more.`
    : less ? `Yes: the more viral lucks of ${less} gained less trust.`
      : more ? `No: the more viral lucks of ${more} gained more trust, not less.`
        : "Cannot be told: in every launch the intervals of the more viral lucks and of the others overlap.";
  const rest = untold && (more || less) ? [`For ${untold} it cannot be told: the intervals overlap.`] : [];
  return [answer, ...rest, ...names.slice(1).map((name, k) => beside(name, names[0], lucks.map((places) => [places[k + 1], places[0]]), quantiles))];
}

// How a launch differs from the first, in pairs of the same luck.
function beside(name, first, pairs, quantiles) {
  const both = pairs.filter(([one, other]) => one && other);
  const [across, up] = [0, 1].map((part) => estimate(both.map(([one, other]) => one[part] - other[part]), quantiles));
  const viral = across.low > 0 ? "people bring a larger share of the views" : across.high < 0 ? "people bring a smaller share of the views"
    : "whether people bring a larger share of the views cannot be told";
  const trust = up.low > 0 ? "it gains more trust" : up.high < 0 ? "it gains less trust" : "which gains more trust cannot be told";
  return `${name} beside ${first}: ${viral}, and ${trust}.`;
}

const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);
