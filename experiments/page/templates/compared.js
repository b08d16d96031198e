// Launches compared in pairs, each pair among the same people with the same luck: estimates, and how sure they are.
"use strict";

// Mean, and the interval around it, of n numbers; no interval of fewer than two.
function estimate(numbers, quantiles) {
  const n = numbers.length, mean = numbers.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, low: -Infinity, high: Infinity };
  const spread = Math.sqrt(numbers.reduce((all, x) => all + (x - mean) ** 2, 0) / (n - 1));
  const reach = quantiles[n - 1] * spread / Math.sqrt(n);
  return { mean, low: mean - reach, high: mean + reach };
}

// By launch, the mean over towns of the numbers that `of` finds in a run, by [town][launch]; null where one has none.
function meanOfTowns(towns, of) {
  return towns[0].map((_, k) => {
    const each = towns.map((runs) => of(runs[k]));
    return each.every(Boolean) ? each[0].map((_, m) => each.reduce((all, one) => all + one[m], 0) / each.length) : null;
  });
}

// By measure and launch after the first: the difference against the first. `lucks` has [luck][launch][measure].
function differences(lesson, lucks) {
  return lesson.measures.map((_, m) => lucks[0].slice(1).map((_, k) => (
    estimate(lucks.map((launches) => launches[k + 1][m] - launches[0][m]), lesson.quantiles)
  )));
}
