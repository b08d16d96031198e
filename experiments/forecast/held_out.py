"""Fits on every second cascade of a file and forecasts the others from their beginning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.forecast.fit import constant_rate, error, fitted, log_ratio, of_the_model, self_exciting
from experiments.forecast.process import Floats, Process
from experiments.statistics.estimates import Estimate, estimate
from experiments.validation.timing import Cascade
from sim.errors import InputError

CONSTANT = "constant rate"
FEWEST = 10  # cascades in either half


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What was fitted, and how far forecasts of the cascades that were held out are off.

    ``log_ratios`` are logarithms of forecast over truth, by process (hours, cascades).
    """

    after_hours: tuple[float, ...]
    horizon_hours: float
    processes: tuple[Process, ...]
    log_ratios: Mapping[str, Floats]

    def off_by(self, name: str) -> Floats:
        """By which factor half of the forecasts are off at most, upwards or downwards; (hours,)."""
        factors: Floats = np.exp(np.median(np.abs(self.log_ratios[name]), axis=1))
        return factors

    def nearer(self, name: str, other: str) -> list[Estimate]:
        """How much nearer a process is than another, cascade by cascade, in logarithms; one for each hour."""
        by_cascade = np.abs(self.log_ratios[other]) - np.abs(self.log_ratios[name])
        return [estimate(row) for row in by_cascade]


def held_out(
    cascades: Sequence[Cascade], after_hours: Sequence[float], on_stage: Callable[[str], None] = lambda stage: None
) -> HeldOut:
    """Fits both processes on the first, third, ... cascade, and forecasts the second, fourth, ...

    The horizon is the last hour of the file. Raises InputError where there are too few cascades, or an hour is not
    within it.
    """
    horizon = float(max(cascade.hours[-1] for cascade in cascades))
    problems = [
        f"after {hours:g} hours: must be above 0 and below the last hour of the file, {horizon:g}"
        for hours in after_hours
        if not 0.0 < hours < horizon
    ]
    if len(cascades) < 2 * FEWEST:
        problems.append(f"{len(cascades)} cascades; must be at least {2 * FEWEST}: half of them are held out")
    if problems:
        raise InputError(problems)
    seen, others = cascades[::2], cascades[1::2]
    processes = []
    for made in (of_the_model, self_exciting):
        on_stage(f"fitting {len(seen)} cascades: {made.__name__.replace('_', ' ')}")
        processes.append(fitted(made, seen, horizon, after_hours))
    ratios = {
        one.name: np.array([[error(one, cascade, hours, horizon) for cascade in others] for hours in after_hours])
        for one in processes
    }
    ratios[CONSTANT] = np.array(
        [[log_ratio(constant_rate(one, hours, horizon), one, horizon) for one in others] for hours in after_hours]
    )
    return HeldOut(tuple(after_hours), horizon, tuple(processes), ratios)
