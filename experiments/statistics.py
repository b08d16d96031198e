"""What many replicates say: estimates, shares, paired differences, and how likely each schedule is the best.

A replicate is one world and one luck, lived once under every schedule. Schedules are therefore
compared replicate by replicate, and the difference is the datum. A ratio indicator (such as cost
per purchase) is a ratio of means, never a mean of ratios: a replicate with few purchases must not
weigh more than one with many.

Replicates have no order. Every function sorts them before it sums or resamples, so a result does
not depend, to the last bit, on which replicate happened to finish first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

Array: TypeAlias = npt.NDArray[np.float64]

# Sums of equal numbers differ in their last bits; a spread below this share of the values is none.
ROUNDING = 1e-12
# Bootstrap draws held in memory at once (times replicates, 8 bytes each).
_CHUNK = 1_000
# Resamples of fewer replicates are too alike: their t statistics run to ends many times too wide.
_FEWEST_RESAMPLED = 6


@dataclass(frozen=True)
class Estimate:
    """The mean of an indicator over replicates and its interval, all in the indicator's unit."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Proportion:
    """A share of cases and its interval, each from 0 to 1."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedDifference:
    """First schedule minus second, over the same replicates, in the indicator's unit.

    ``replicates_saved`` is how many unpaired replicates one paired replicate is worth: 1 means that
    pairing did not help. It is infinite where the difference never varied although the schedules
    did, and not a number where neither varied or fewer than two replicates were given.
    """

    first: str
    second: str
    mean: float
    low: float
    high: float
    replicates: int
    replicates_saved: float


@dataclass(frozen=True, eq=False)
class Arm:
    """One schedule's totals, one entry per replicate; a ratio also names what it divides by."""

    name: str
    numerator: npt.ArrayLike
    denominator: npt.ArrayLike | None = None


def estimate(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike | None = None, factor: float = 1.0, level: float = 0.95
) -> Estimate:
    """Mean of a total, or ratio of means of two, over replicates, with a t interval.

    With R = mean(x) / mean(y) the value is factor * R, and the interval is that of the mean of the
    linearised values d_i = factor * (x_i - R * y_i) / mean(y); a total has y = 1 throughout.
    Unit: factor times the unit of x over that of y. Replicates with a missing entry are left out.

    No interval (low and high not a number) is given for one replicate, and none where the interval
    of mean(y) holds zero: there the exact (Fieller) interval of the ratio has no ends, and the
    linearised one would be false comfort. Value and interval are missing where mean(y) is zero.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4 (linearised variance);
    E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175 (unbounded where the denominator may be zero).
    """
    x, y = _usable([numerator, _or_ones(numerator, denominator)])
    value, deviations, scale = linearised(x, y, factor)
    half = float("nan") if may_be_zero(y, level) else _half_width(deviations, scale, level)
    return Estimate(value, value - half, value + half)


def fieller(numerator: npt.ArrayLike, denominator: npt.ArrayLike, factor: float = 1.0, level: float = 0.95) -> Estimate:
    """Ratio of means over replicates with Fieller's interval, in factor times the unit of x over that of y.

    The interval holds every R for which the t test of mean(x - R * y) = 0 is not rejected. Unlike
    the linearised one of ``estimate`` it is not symmetric, and it is exact where x and y are jointly
    normal. Where mean(y) may be zero it has no ends, and low and high are not a number.

    Source: E. C. Fieller, J. R. Stat. Soc. B 16 (1954) 175.
    """
    x, y = _usable([numerator, denominator])
    ratio, residuals, scale = linearised(x, y, 1.0)
    n = len(x)
    if n < 2 or np.isnan(scale) or may_be_zero(y, level):
        return Estimate(factor * ratio, float("nan"), float("nan"))
    # With z = (x - ratio * y) / mean(y) and w = y / mean(y), R = ratio + u solves
    # u^2 = c * (var(z) - 2 u cov(z, w) + u^2 var(w)): no large numbers that cancel.
    w = y / y.mean()
    c = _t_quantile(level, n - 1) ** 2 / n
    var_z, var_w = _variance(residuals, scale), _variance(w, float(np.abs(w).max()))
    cov = float(residuals @ (w - w.mean())) / (n - 1) if var_z > 0.0 and var_w > 0.0 else 0.0
    curve = 1.0 - c * var_w
    root = float(np.sqrt((c * cov) ** 2 + curve * c * var_z))
    ends = sorted(factor * (ratio + (side * root - c * cov) / curve) for side in (-1.0, 1.0))
    return Estimate(factor * ratio, *ends)


def wilson(share: float, trials: float, level: float = 0.95) -> Proportion:
    """A share (0 to 1) of a number of independent trials with Wilson's score interval.

    ``trials`` need not be whole: cases that hang together count for fewer. With none there is no
    interval, and low and high are not a number.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
    """
    if not trials > 0.0:
        return Proportion(share, float("nan"), float("nan"))
    z2 = float(ndtri(0.5 + level / 2.0)) ** 2 / trials
    centre = (share + z2 / 2.0) / (1.0 + z2)
    half = float(np.sqrt(z2 * (share * (1.0 - share) + z2 / 4.0))) / (1.0 + z2)
    return Proportion(share, min(share, max(centre - half, 0.0)), max(share, min(centre + half, 1.0)))


def paired_difference(first: Arm, second: Arm, factor: float = 1.0, level: float = 0.95) -> PairedDifference:
    """First minus second schedule: difference of the means, or of the ratios of means, with a t interval.

    The interval is that of the mean of d_Ai - d_Bi, the linearised values of ``estimate`` taken
    replicate by replicate. Unit: that of the indicator. Pairing is judged by
    replicates_saved = (var(d_A) + var(d_B)) / var(d_A - d_B). Replicates in which either schedule
    has no value are left out of both. Missing intervals are as in ``estimate``.

    The t interval is right for differences that are near normal. Skewed ones want
    ``bootstrap_difference``, whose docstring has the measured coverages of both.

    Source: A. M. Law, Simulation Modeling and Analysis, 5th ed. 2015, sections 10.2.1 (paired t)
    and 11.2 (common random numbers).
    """
    x1, y1, x2, y2 = _both(first, second)
    value1, d1, scale1 = linearised(x1, y1, factor)
    value2, d2, scale2 = linearised(x2, y2, factor)
    scale = scale1 + scale2
    unsure = may_be_zero(y1, level) or may_be_zero(y2, level)
    half = float("nan") if unsure else _half_width(d1 - d2, scale, level)
    mean = value1 - value2
    return PairedDifference(
        first=first.name,
        second=second.name,
        mean=mean,
        low=mean - half,
        high=mean + half,
        replicates=len(d1),
        replicates_saved=_worth_of_pairing(d1, d2, scale1, scale2),
    )


def bootstrap_difference(
    first: Arm,
    second: Arm,
    factor: float = 1.0,
    level: float = 0.95,
    *,
    seed: int,
    draws: int = 4_000,
) -> PairedDifference:
    """``paired_difference`` with an interval that also holds for skewed differences.

    Each limit is the farther one of two: Student's, and that of the studentised bootstrap
    (bootstrap-t), which resamples whole replicates and takes both ratios of means and the standard
    error of their difference anew each time. Neither alone is honest everywhere. The bootstrap
    learns the skewness, and with it the side on which Student's limit falls short; where the
    differences are symmetric with heavy tails it reads chance outliers as skewness and is too short
    itself. Below six replicates the interval is Student's.

    Coverage of 95 % intervals in %, measured over 5,000 samples of n replicates (standard error 0.3):

        differences                                   n    Student  BCa   bootstrap-t  this interval
        normal                                        20   95.0     93.2  95.3         95.9
                                                      40   95.0     93.7  94.9         95.5
        exponential                                   20   91.5     90.8  94.4         95.5
                                                      40   93.0     92.6  94.4         95.6
        lognormal, sigma 1                            20   87.4     87.7  91.9         93.1
                                                      40   89.3     89.9  92.3         93.6
        3 large less 30 small Pareto(2.5) audiences   20   90.5     87.1  91.0         92.6
                                                      40   91.7     89.2  91.6         93.4
        return on cost, revenue lognormal             20   93.2     83.2  87.9         93.5
                                                      40   93.8     86.4  89.1         94.1
        cost per purchase, purchases lognormal        20   91.3     89.7  90.6         92.7
                                                      40   92.4     91.4  93.1         93.9

    With ten replicates it is 91 to 96, with a hundred 94 to 96.
    Deterministic under a seed, and independent of the order of replicates.
    Raises ValueError for fewer than one draw.

    Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, section 12.5;
    P. Hall, Ann. Stat. 16 (1988) 927 (why studentised: second-order correct on either side).
    """
    if draws < 1:
        raise ValueError(f"a bootstrap needs at least one draw, not {draws}")
    plain = paired_difference(first, second, factor, level)
    half = plain.high - plain.mean
    if plain.replicates < _FEWEST_RESAMPLED or not half > 0.0:
        return plain
    statistics = _studentised(_both(first, second), factor, draws, np.random.default_rng(seed))
    if len(statistics) == 0:
        return plain
    below, above = np.quantile(statistics, [0.5 - level / 2.0, 0.5 + level / 2.0])
    error = half / _t_quantile(level, plain.replicates - 1)
    return replace(
        plain, low=min(plain.low, plain.mean - above * error), high=max(plain.high, plain.mean - below * error)
    )


def probability_best(
    values: npt.ArrayLike,
    higher_is_better: bool,
    *,
    seed: int,
    draws: int = 10_000,
    denominators: npt.ArrayLike | None = None,
) -> Array:
    """Probability (0 to 1, summing to 1) that each schedule's expected objective is the best.

    ``values`` is (schedules, replicates); a ratio objective also gives ``denominators`` of that
    shape and compares ratios of means. Each bootstrap draw resamples whole replicates, so all
    schedules keep sharing their worlds and their luck; the share of draws in which a schedule has
    the best mean is its probability. Ties share equally. A draw in which a schedule's mean
    denominator is not positive (no purchase to spread the cost over) is one that it loses.

    Replicates in which any schedule has no value are left out. With fewer than two replicates left
    nothing is known about luck, and every probability is not a number.

    Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapters 6 and 25.
    """
    table, schedules = usable_schedules(values, denominators)
    replicates = table.shape[1]
    if replicates < 2:
        return np.full(schedules, np.nan)
    generator = np.random.default_rng(seed)
    even = np.full(replicates, 1.0 / replicates)
    won = np.zeros(schedules)
    for start in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - start)
        counts = generator.multinomial(replicates, even, size=size)
        won += size * share_of_bests(table @ counts.T / replicates, schedules, higher_is_better)
    return won / draws


def wins_share(values: npt.ArrayLike, higher_is_better: bool, *, denominators: npt.ArrayLike | None = None) -> Array:
    """Share (0 to 1) of replicates in which each schedule was the best one; ties share equally.

    Shapes, missing values and denominators are as in ``probability_best``. It answers another
    question: how often one campaign would turn out best, not which schedule is better on average.
    """
    table, schedules = usable_schedules(values, denominators)
    if table.shape[1] == 0:
        return np.full(schedules, np.nan)
    return share_of_bests(table, schedules, higher_is_better)


def _or_ones(numerator: npt.ArrayLike, denominator: npt.ArrayLike | None) -> npt.ArrayLike:
    """A plain total is a ratio whose denominator is one in every replicate."""
    return np.ones(np.shape(numerator)) if denominator is None else denominator


def _both(first: Arm, second: Arm) -> Array:
    """Numerator and denominator of the first arm and of the second, (4, usable replicates)."""
    below1, below2 = (_or_ones(arm.numerator, arm.denominator) for arm in (first, second))
    return _usable([first.numerator, below1, second.numerator, below2])


def _studentised(table: Array, factor: float, draws: int, generator: np.random.Generator) -> Array:
    """The t statistic of the paired difference in each resample of replicates that has a spread."""
    n = table.shape[1]
    value1, _, scale1 = linearised(table[0], table[1], factor)
    value2, _, scale2 = linearised(table[2], table[3], factor)
    found: list[Array] = []
    for start in range(0, draws, _CHUNK):
        x1, y1, x2, y2 = table[:, generator.integers(n, size=(min(_CHUNK, draws - start), n))]
        with np.errstate(divide="ignore", invalid="ignore"):
            mean1, mean2 = y1.mean(axis=1, keepdims=True), y2.mean(axis=1, keepdims=True)
            ratio1, ratio2 = x1.mean(axis=1, keepdims=True) / mean1, x2.mean(axis=1, keepdims=True) / mean2
            d = factor * ((x1 - ratio1 * y1) / mean1 - (x2 - ratio2 * y2) / mean2)
            error = d.std(axis=1, ddof=1) / np.sqrt(n)
            t = (factor * (ratio1 - ratio2)[:, 0] - (value1 - value2)) / error
        found.append(t[np.isfinite(t) & (np.ptp(d, axis=1) > ROUNDING * (scale1 + scale2))])
    return np.concatenate(found)


def _usable(columns: Sequence[npt.ArrayLike]) -> Array:
    """The columns without the replicates in which one is missing, the replicates in sorted order."""
    rows = [np.asarray(column, dtype=np.float64) for column in columns]
    if len({row.shape for row in rows}) != 1 or rows[0].ndim != 1:
        shapes = ", ".join(str(row.shape) for row in rows)
        raise ValueError(f"every array needs one entry per replicate and the same length; their shapes are {shapes}")
    table = np.stack(rows)
    table = table[:, np.isfinite(table).all(axis=0)]
    # Rows that order the replicates the same way leave ties that are equal in every row: no matter.
    return np.ascontiguousarray(table[:, np.lexsort(table)])


def usable_schedules(values: npt.ArrayLike, denominators: npt.ArrayLike | None) -> tuple[Array, int]:
    """Numerators above denominators, (2 x schedules, replicates), and the number of schedules."""
    above = np.asarray(values, dtype=np.float64)
    below = np.ones_like(above) if denominators is None else np.asarray(denominators, dtype=np.float64)
    if above.ndim != 2 or above.shape != below.shape:
        raise ValueError(
            "values and denominators need the shape (schedules, replicates); "
            f"their shapes are {above.shape} and {below.shape}"
        )
    return _usable([*above, *below]), above.shape[0]


def linearised(x: Array, y: Array, factor: float) -> tuple[float, Array, float]:
    """The ratio of means, each replicate's linearised deviation from it, and the size of the terms."""
    centre = float(y.mean()) if len(y) else 0.0
    if centre == 0.0:
        return float("nan"), np.full(len(y), np.nan), float("nan")
    ratio = float(x.mean()) / centre
    scale = abs(factor / centre) * max(float(np.abs(x).max()), abs(ratio) * float(np.abs(y).max()))
    return factor * ratio, factor * (x - ratio * y) / centre, scale


def _variance(deviations: Array, scale: float) -> float:
    """Sample variance; exactly zero where the values differ by no more than rounding."""
    if np.ptp(deviations) <= ROUNDING * scale:
        return 0.0
    return float(deviations.var(ddof=1))


@cache
def _t_quantile(level: float, freedom: int) -> float:
    return float(stdtrit(freedom, 0.5 + level / 2.0))


def _half_width(deviations: Array, scale: float, level: float) -> float:
    n = len(deviations)
    if n < 2 or np.isnan(scale):
        return float("nan")
    return _t_quantile(level, n - 1) * float(np.sqrt(_variance(deviations, scale) / n))


def may_be_zero(y: Array, level: float) -> bool:
    """Whether zero lies inside the t interval of the mean of a denominator that varies."""
    if len(y) < 2:
        return False
    return 0.0 < _half_width(y, float(np.abs(y).max()), level) >= abs(float(y.mean()))


def _worth_of_pairing(d1: Array, d2: Array, scale1: float, scale2: float) -> float:
    if len(d1) < 2 or np.isnan(scale1 + scale2):
        return float("nan")
    unpaired = _variance(d1, scale1) + _variance(d2, scale2)
    paired = _variance(d1 - d2, scale1 + scale2)
    if unpaired == 0.0:
        return float("nan")
    return unpaired / paired if paired > 0.0 else float("inf")


def share_of_bests(table: Array, schedules: int, higher_is_better: bool) -> Array:
    """For each schedule the share of columns in which it is the best; a tie is shared equally."""
    above, below = table[:schedules], table[schedules:]
    ratio = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0.0)
    score = ratio if higher_is_better else -ratio
    size = np.max(np.abs(np.where(below > 0.0, ratio, 0.0)), axis=0)
    score = np.where(below > 0.0, score, -np.inf)
    best = score >= score.max(axis=0) - ROUNDING * size
    share: Array = (best / best.sum(axis=0)).mean(axis=1)
    return share
