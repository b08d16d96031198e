"""Fits the numbers of a process on cascades that were seen to their end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from experiments.forecast.process import Floats, Process
from experiments.validation.timing import Cascade

_MOST_STEPS = 400
_FIRST_STEP = 0.4  # of the search, in the logarithm of each number
_NEAR = {"xatol": 0.02, "fatol": 2.0}  # in logarithms of the numbers, and of the likelihood
_MOST_TOLD = 1e12  # of a forecast: where each brings more than one other, it grows beyond all numbers
_LEAST, _MOST = 1e-3, 1e4  # of what one who passes it on later counts for


def of_the_model(x: Floats) -> Process:
    """The model's process at these coordinates."""
    median, spread, retelling, shape, rate = np.exp(x[[0, 1, 2, 4, 5]])
    return Process("groundswell", "lognormal", median, spread, retelling, float(x[3]), shape, rate)


def self_exciting(x: Floats) -> Process:
    """A self-exciting process at these coordinates."""
    scale, exponent = np.exp(np.clip(x, math.log(0.002), math.log(20.0)))
    return Process("self-exciting", "power law", scale, exponent)


# Where the search for the numbers begins: logarithms, but for the exponent of size.
_STARTS: dict[Callable[[Floats], Process], tuple[float, ...]] = {
    of_the_model: (0.0, math.log(1.86), math.log(0.3), 0.3, 0.0, math.log(300.0)),
    self_exciting: (math.log(0.1), math.log(0.3)),
}


def fitted(
    made: Callable[[Floats], Process], cascades: Sequence[Cascade], horizon_hours: float, after: Sequence[float]
) -> Process:
    """The process of this kind under which these cascades are likeliest, by Nelder and Mead's method.

    What one who passes it on later counts for is not in the times that were seen; it is fitted so that forecasts from
    these hours on come nearest, in the mean of the absolute logarithm of the ratio.
    """

    def unlikely(x: Floats) -> float:
        process = made(x)
        return -sum(process.log_likelihood(cascade, horizon_hours) for cascade in cascades)

    start = np.array(_STARTS[made])
    around = np.vstack([start, start + _FIRST_STEP * np.eye(start.size)])
    options = {"maxiter": _MOST_STEPS, "initial_simplex": around, **_NEAR}
    found = minimize(unlikely, start, method="Nelder-Mead", options=options)
    process = made(found.x)

    def apart(log_later: float) -> float:
        guess = replace(process, later=math.exp(log_later))
        return float(np.mean([abs(error(guess, one, hours, horizon_hours)) for one in cascades for hours in after]))

    later = minimize_scalar(apart, bounds=(math.log(_LEAST), math.log(_MOST)), method="bounded")
    return replace(process, later=math.exp(later.x))


def error(process: Process, cascade: Cascade, after_hours: float, horizon_hours: float) -> float:
    """The logarithm of the forecast of a process over what came."""
    return log_ratio(process.forecast(cascade, after_hours, horizon_hours), cascade, horizon_hours)


def log_ratio(told: float, cascade: Cascade, horizon_hours: float) -> float:
    """The logarithm of what was told over what came."""
    return math.log(min(max(told, 1.0), _MOST_TOLD) / cascade.size_by(horizon_hours))


def constant_rate(cascade: Cascade, after_hours: float, horizon_hours: float) -> float:
    """The forecast of whoever believes that it goes on as it began."""
    return cascade.size_by(after_hours) * horizon_hours / after_hours
