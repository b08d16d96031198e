"""How probably an effect of a given size would be seen in sales that go up and down by themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from experiments.detect.sales_file import Noise
from experiments.statistics.estimates import Array, Estimate, estimate

ERROR = 0.05  # two-sided: how often an effect is seen where there is none
POWER = 0.8  # at which an effect counts as one that would be seen


@dataclass(frozen=True)
class Detectable:
    """One effect beside the noise of the sales. Purchases of one campaign, but for ``campaigns``."""

    name: str
    effect: Estimate
    seen_probability: float  # the mean of the power over all that may be true
    smallest_effect: float  # that would be seen with a probability of 0.8
    campaigns: float  # as many of them would be seen with that probability; infinite for no effect


def power(effect: float, error: float, weeks: int) -> float:
    """The probability that an effect is told from none, at a standard error known from so many weeks."""
    critical = float(stdtrit(weeks - 2, 1.0 - ERROR / 2.0))
    return float(ndtr(abs(effect) / error - critical) + ndtr(-abs(effect) / error - critical))


def smallest(error: float, weeks: int) -> float:
    """The effect that is told from none with a probability of 0.8, in the unit of the standard error."""
    return error * float(stdtrit(weeks - 2, 1.0 - ERROR / 2.0) + ndtri(POWER))


def detectable(name: str, effects: Array, error: float, noise: Noise) -> Detectable:
    """An effect, drawn once for each state of what is not known, (draws,), at a standard error of one campaign."""
    mean = estimate(effects)
    least = smallest(error, noise.weeks)
    seen = float(np.mean([power(effect, error, noise.weeks) for effect in effects]))
    return Detectable(name, mean, seen, least, (least / abs(mean.mean)) ** 2 if mean.mean else math.inf)


def of_schedules(purchases: Mapping[str, Array], noise: Noise, weeks: int) -> list[Detectable]:
    """What each schedule would show against the weeks before, and each pair of them in a half of the market each.

    ``purchases`` are incremental ones by schedule, (draws,), paired. In two halves of a market effects are half as
    large, and so is the variance of either half's sales.
    """
    error = noise.of_total(weeks)
    found = [detectable(name, values, error, noise) for name, values in purchases.items()]
    names = list(purchases)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    found += [
        detectable(f"{a} minus {b}", 0.5 * (purchases[a] - purchases[b]), error, noise) for a, b in pairs
    ]  # two halves, each of half the variance: together that of the whole
    return found
