"""Who brought the purchases of a schedule, and which of its ingredients make the difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.replicates.design import Run
from experiments.replicates.totals import divided
from experiments.statistics.estimates import (
    Arm,
    Array,
    Estimate,
    PairedDifference,
    estimate,
    fieller,
    paired_difference,
)
from sim.kpis import Kpi
from sim.results.measures import SOURCES


@dataclass(frozen=True)
class Contribution:
    """Purchases of one schedule by who brought them, means per campaign over all replicates that count.

    ``attributed`` followed a click there; ``increment`` are the incremental purchases that are lost where
    this source's posts are left out, None where that was not tried.
    """

    source: str
    attributed: float
    increment: Estimate | None


@dataclass(frozen=True)
class Ingredient:
    """Effect of one ingredient by the objective: the schedule as it is less the schedule without it.

    ``share`` is the difference over what there is without it; not a number where that is not above zero.
    """

    name: str
    difference: PairedDifference
    share: float


def contributions(runs: Sequence[Run]) -> list[Contribution]:
    """Contributions by source, from the runs of one schedule.

    What is lost without a source is tried in the first replicates alone. There it is a share of the incremental
    purchases (a ratio of means over the beliefs, with Fieller's interval), and that share of the mean over all
    replicates is told, so that it can be held against every other figure.
    """
    tried = [run for run in runs if run.increment]
    mean = float(np.mean([run.totals["purchases_incremental"] for run in runs])) if runs else float("nan")
    brought = []
    for source in SOURCES:
        attributed = float(np.mean([run.attributed[source][0] for run in runs])) if runs else float("nan")
        with_it = [run for run in tried if source in run.increment]
        if attributed or with_it:
            brought.append(Contribution(source, attributed, _lost(with_it, source, mean) if with_it else None))
    return brought


def _lost(tried: Sequence[Run], source: str, mean: float) -> Estimate:
    """The incremental purchases lost without a source, at the mean over all replicates."""
    lost = _by_belief(tried, [run.increment[source] for run in tried])
    purchases = _by_belief(tried, [run.totals["purchases_incremental"] for run in tried])
    if np.isclose(purchases.mean(), mean, rtol=1e-12, atol=0.0):  # every replicate was tried
        return estimate(lost)
    share = fieller(lost, purchases)
    low, high = sorted((mean * share.low, mean * share.high))
    return Estimate(mean * share.mean, low, high)


def ingredients(runs: Sequence[Run], kpi: Kpi) -> list[Ingredient]:
    """Effects of the ingredients of a schedule, from its runs in the replicates in which each was taken out."""
    effects = []
    for name in dict.fromkeys(name for run in runs for name in run.without):
        tried = [run for run in runs if name in run.without]
        arms = []
        for label, side in (("with", [run.totals for run in tried]), ("without", [run.without[name] for run in tried])):
            above, below = divided(side, kpi)
            arms.append(Arm(label, _by_belief(tried, above), None if below is None else _by_belief(tried, below)))
        difference = paired_difference(arms[0], arms[1], kpi.factor)
        base = estimate(arms[1].numerator, arms[1].denominator, kpi.factor).mean
        effects.append(Ingredient(name, difference, difference.mean / base if base > 0.0 else float("nan")))
    return effects


def _by_belief(runs: Sequence[Run], values: Iterable[float]) -> Array:
    """Means over the lucks of each belief: the datum, as everywhere."""
    by_belief: dict[int, list[float]] = {}
    for run, value in zip(runs, values, strict=True):
        by_belief.setdefault(run.belief, []).append(value)
    return np.array([float(np.mean(lucks)) for lucks in by_belief.values()])
