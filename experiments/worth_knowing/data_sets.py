"""The data that one might gather: past campaigns of a schedule, seen in part or whole, and lift tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from experiments.calibrate.columns import LEARNED_BY, MEASURES
from experiments.calibrate.summaries import Summary, simulated
from experiments.reference_table.reference_table import ReferenceTable
from experiments.statistics.estimates import Array
from experiments.words.numbers import spoken
from sim.errors import InputError

Kind: TypeAlias = Literal["one measure", "all measures", "lift test"]

LIFT = "incremental_sales"


@dataclass(frozen=True)
class DataSet:
    """What would be known of so many campaigns of a schedule, and the standard error of it, as a count."""

    kind: Kind
    schedule: str
    measures: tuple[str, ...]
    campaigns: int = 1
    error: float = 0.0

    @property
    def name(self) -> str:
        """How it is called in tables and sentences."""
        which = spoken(self.schedule)
        of = f"{self.campaigns} {which} campaigns" if self.campaigns > 1 else f"one {which} campaign"
        if self.kind == "lift test":
            return f"a lift test on {of} (standard error {self.error:,.0f})"
        return f"all measures of {of}" if self.kind == "all measures" else f"{spoken(self.measures[0])} of {of}"


def data_sets(schedules: Sequence[str], campaigns: Sequence[int], lift_error: float) -> list[DataSet]:
    """Each measure of one campaign, all of one and of more, and a lift test, schedule by schedule.

    Raises InputError where a number of campaigns is below 1 or the error of the lift test below 0.
    """
    if not campaigns or min(campaigns) < 1:
        raise InputError(f"--campaigns {','.join(map(str, campaigns))}: must be numbers of at least 1, such as 1,5,20")
    if not 0.0 <= lift_error < np.inf:
        raise InputError(f"--lift-error {lift_error}: must be at least 0")
    found = []
    for schedule in schedules:
        found += [DataSet("one measure", schedule, (measure,)) for measure in LEARNED_BY]
        found += [DataSet("all measures", schedule, LEARNED_BY, count) for count in sorted(set(campaigns))]
        found.append(DataSet("lift test", schedule, (LIFT,), error=lift_error))
    return found


def usual_lift_error(table: ReferenceTable, schedules: Sequence[str]) -> float:
    """A quarter of the standard deviation of the incremental sales of single campaigns, over points and lucks.

    The mean over the schedules. With it a lift test tells a usual campaign from one that sells hardly anything.
    """
    spreads = [float(np.nanstd(table.total(schedule, MEASURES[LIFT].total))) for schedule in schedules]
    return float(np.mean(spreads)) / 4.0


def seen(table: ReferenceTable, data: DataSet, truth: int, seed: int) -> tuple[Array, Array]:
    """The numbers that the campaigns of every point would give, and those of the truth: (points, numbers), (numbers,).

    The error of a lift test is a count. Among logarithms, as in a calibration, it is that over the count that was
    measured: large where a test finds hardly anything.
    """
    summaries = [Summary(data.schedule, measure, data.campaigns, 0.0, 0.0) for measure in data.measures]
    if not data.error:
        numbers = simulated(table, summaries, seed)
        return numbers, numbers[truth]
    noise = data.error * np.random.default_rng([seed, truth]).normal()
    counts = [float(table.total(data.schedule, MEASURES[measure].total)[truth, 0]) for measure in data.measures]
    measured = np.maximum(np.array(counts) + noise, 0.0)
    with_error = [
        Summary(data.schedule, measure, data.campaigns, 0.0, data.error / (1.0 + count))
        for measure, count in zip(data.measures, measured.tolist(), strict=True)
    ]
    return simulated(table, with_error, seed), np.log1p(measured)
