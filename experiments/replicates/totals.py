"""The totals of finished runs as arrays: a belief is a row, its lucks are the columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import attrgetter

import numpy as np

from experiments.replicates.design import Design, Run
from experiments.statistics.estimates import Arm, Array, Estimate, estimate, fieller
from sim.kpis import Kpi


class Totals:
    """Totals of the runs that count as arrays of shape (beliefs, lucks).

    A replicate in which any schedule failed counts for none, nor does any other of its belief.
    """

    def __init__(self, schedules: Sequence[str], design: Design, runs: Sequence[Run]) -> None:
        lost = {run.belief for run in runs if run.error}
        self.beliefs = sorted({run.belief for run in runs} - lost)
        self.runs = {
            name: sorted(
                (run for run in runs if run.schedule == name and run.belief not in lost), key=attrgetter("replicate")
            )
            for name in schedules
        }
        self._shape = len(self.beliefs), max(1, design.lucks)

    def of(self, schedule: str, total: str) -> Array:
        """One total of one schedule."""
        return np.array([run.totals[total] for run in self.runs[schedule]], np.float64).reshape(self._shape)

    def both(self, kpi: Kpi) -> tuple[dict[str, Array], dict[str, Array] | None]:
        """Numerators and denominators of an indicator by schedule; no denominators where it has none."""
        above = {name: self.of(name, kpi.numerator) for name in self.runs}
        below = {name: self.of(name, kpi.denominator) for name in self.runs} if kpi.denominator else None
        return above, below

    def arm(self, schedule: str, kpi: Kpi) -> Arm:
        """One schedule by an indicator; the mean over the lucks of a belief is the datum."""
        below = self.of(schedule, kpi.denominator).mean(axis=1) if kpi.denominator else None
        return Arm(schedule, self.of(schedule, kpi.numerator).mean(axis=1), below)

    def values(self, kpi: Kpi) -> Array:
        """An indicator of every run, shape (schedules, beliefs, lucks); not a number where it has none."""
        above, below = self.both(kpi)
        table = np.array(list(above.values()))
        if below is None:
            return kpi.factor * table
        under = np.array(list(below.values()))
        ratio: Array = kpi.factor * np.divide(table, under, out=np.full_like(table, np.nan), where=under > 0.0)
        return ratio


def estimate_of(arm: Arm, kpi: Kpi) -> Estimate:
    """An indicator of one schedule: a mean with Student's interval, or a ratio of means with Fieller's."""
    if arm.denominator is None:
        return estimate(arm.numerator, factor=kpi.factor)
    return fieller(arm.numerator, arm.denominator, kpi.factor)


def divided(totals: Sequence[Mapping[str, float]], kpi: Kpi) -> tuple[Array, Array | None]:
    """Numerators and denominators of an indicator, (runs,) each; None in place of denominators where it has none."""
    above = np.array([run[kpi.numerator] for run in totals], np.float64)
    return above, np.array([run[kpi.denominator] for run in totals], np.float64) if kpi.denominator else None


def both_totals(totals: Mapping[str, float], kpi: Kpi) -> tuple[float, float]:
    """Numerator and denominator (1 where it has none) of an indicator in one run; not a number without totals."""
    if not totals:
        return math.nan, math.nan
    return totals[kpi.numerator], 1.0 if kpi.denominator is None else totals[kpi.denominator]
