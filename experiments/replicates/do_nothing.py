"""Doing nothing: an arm that costs nothing and earns nothing, for certain, beside all that is judged by profit.

It is never played. No schedule can bear its name, which has a space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.statistics.estimates import Arm, Array, PairedDifference, paired_difference
from sim.kpis import Kpi

DO_NOTHING = "do nothing"


def arms_by(kpi: Kpi, schedules: Sequence[str]) -> tuple[str, ...]:
    """Who is judged by an indicator: the schedules and, where it is profit, doing nothing."""
    return (*schedules, DO_NOTHING) if kpi.name == "profit_eur" else tuple(schedules)


def with_nothing(kpi: Kpi, by_schedule: Mapping[str, Array]) -> dict[str, Array]:
    """Values by schedule, of any shape, with the zeros of doing nothing where the indicator is profit."""
    zeros = np.zeros_like(next(iter(by_schedule.values())))
    return {name: by_schedule.get(name, zeros) for name in arms_by(kpi, tuple(by_schedule))}


def profit_over_nothing(profit_eur: Mapping[str, Array]) -> list[PairedDifference]:
    """The profit of each schedule, (replicates,) each, less that of doing nothing, in EUR."""
    return [
        paired_difference(Arm(name, values), Arm(DO_NOTHING, np.zeros(len(values))))
        for name, values in profit_eur.items()
    ]
