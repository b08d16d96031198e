"""Intervals of a statistic by drawing its cases again."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Interval = tuple[float, float]

UNKNOWN: Interval = (math.nan, math.nan)
DRAWS = 1_000  # of every bootstrap


def resampled(size: int, statistic: Callable[[npt.NDArray[np.int64]], float]) -> Interval:
    """The 95 % percentile interval of a statistic over cases drawn again, always the same way.

    ``statistic`` takes places of cases, 0 to ``size`` - 1. Unknown for fewer than two cases.
    """
    if size < 2:
        return UNKNOWN
    generator = np.random.default_rng(1)
    return middle(np.array([statistic(generator.integers(0, size, size)) for _ in range(DRAWS)]))


def middle(values: npt.NDArray[np.float64]) -> Interval:
    """The middle 95 % of a statistic's values over draws; unknown where many of them have none."""
    known = values[np.isfinite(values)]
    if known.size < 0.95 * values.size:  # the interval would be that of the draws that happen to have a value
        return UNKNOWN
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)
