"""Deviations from theory as z values, in standard errors."""

import math
from collections.abc import Iterable

import numpy as np


def z_mean(sample: Iterable[float], expected: float) -> float:
    """Standard errors between a sample's mean and what it should be."""
    values = np.asarray(list(sample), float)
    return float((values.mean() - expected) / (values.std(ddof=1) / math.sqrt(values.size)))


def z_count(count: float, trials: float, p: float) -> float:
    """Standard errors between a binomial count and its expectation."""
    return float((count - trials * p) / math.sqrt(trials * p * (1 - p)))


def z_variance(sample: Iterable[float], expected: float) -> float:
    """Standard errors between a sample's variance and what it should be; the error from the fourth moment."""
    values = np.asarray(list(sample), float)
    fourth = np.mean((values - values.mean()) ** 4)
    error = math.sqrt((fourth - values.var() ** 2) / values.size)
    return float((values.var(ddof=1) - expected) / error)


def close(**z: float) -> None:
    """Every deviation is below 4 standard errors; all are shown if one is not."""
    print("z:", {name: round(value, 2) for name, value in z.items()})
    assert max(abs(value) for value in z.values()) < 4, z
