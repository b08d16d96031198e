"""By how much launch A is ahead of launch B, and by how much that moves where something else is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from experiments.replicates.design import Design, replicate_runs
from experiments.replicates.totals import both_totals
from experiments.statistics.estimates import Arm, PairedDifference, may_be_zero, paired_difference, pseudo_values
from sim.kpis import Kpi
from sim.scenario.scenario import Scenario

# Of A and of B what the indicator divides and what it divides by, which is 1 where it is a plain total.
Figures = tuple[float, float, float, float]
_LEVEL = 0.95


def played(scenario: Scenario, schedules: Sequence[str], replicate: int, design: Design) -> Figures | str:
    """The figures of the objective for two launches in one replicate, or why there are none."""
    first, second = replicate_runs(scenario, schedules, replicate, design)
    if not (first.totals and second.totals):
        return first.error or second.error
    kpi = scenario.judged_by
    return *both_totals(first.totals, kpi), *both_totals(second.totals, kpi)


def lead(figures: Sequence[Figures], names: Sequence[str], kpi: Kpi) -> PairedDifference:
    """The lead of A over B in these replicates, in the indicator's unit, with a 95 % interval."""
    x1, y1, x2, y2 = _columns(figures)
    return paired_difference(Arm(names[0], x1, y1), Arm(names[1], x2, y2), kpi.factor)


def moved(figures: Sequence[Figures], base: Sequence[Figures], kpi: Kpi) -> PairedDifference:
    """How much more A is ahead of B in these replicates than in the same ones of ``base``, with a 95 % interval.

    Figures that are the same in every replicate give exactly zero. There is no interval where the mean of a
    denominator may be zero.
    """
    difference = paired_difference(Arm("moved", _leads(figures, kpi)), Arm("base", _leads(base, kpi)))
    below = [column for both_figures in (figures, base) for column in _columns(both_figures)[1::2]]
    if any(may_be_zero(column, _LEVEL) for column in below):
        return replace(difference, low=float("nan"), high=float("nan"))
    return difference


def _columns(figures: Sequence[Figures]) -> npt.NDArray[np.float64]:
    """The figures by kind, (4, replicates)."""
    return np.array(figures, dtype=np.float64).reshape(-1, 4).T


def _leads(figures: Sequence[Figures], kpi: Kpi) -> npt.NDArray[np.float64]:
    """A minus B of each replicate, (replicates,); of ratios pseudo-values, whose mean is that of ratios of means."""
    x1, y1, x2, y2 = _columns(figures)
    first_ratio, second_ratio = pseudo_values(x1, y1, kpi.factor), pseudo_values(x2, y2, kpi.factor)
    return np.asarray((first_ratio.mean + first_ratio.deviations) - (second_ratio.mean + second_ratio.deviations))
