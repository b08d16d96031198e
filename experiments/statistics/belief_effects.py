"""Effects of the uncertain assumptions on the result, apart from luck.

A study draws B beliefs (what the uncertain assumptions are) and lives L lucks under each; every
schedule meets the same beliefs and lucks, so an indicator of one schedule is an array (B, L). Runs of
one belief hang together. For means and differences the datum is therefore the mean over the lucks of
a belief, and what these functions add is how the two sources of uncertainty share the spread:
Var(Y) = Var(E[Y | belief]) + E[Var(Y | belief)].

Beliefs have no order, nor have the lucks of one belief: both are sorted before anything is summed. A
belief with a missing run counts for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from experiments.statistics.estimates import ROUNDING, Array, Proportion, estimate, wilson

# A third of fewer beliefs than these has too few to have an interval worth reading.
_FEWEST_BELIEFS = 9


@dataclass(frozen=True)
class VarianceSplit:
    """Variance components of one run, in the squared unit of the indicator, and their shares (0 to 1).

    ``floored`` tells that the estimate of ``between`` came out negative and was set to zero: the
    beliefs differ by no more than luck explains. Not a number where there is no telling.
    """

    between: float
    within: float
    between_share: float
    within_share: float
    floored: bool


@dataclass(frozen=True)
class Driver:
    """How a paired difference goes with one uncertain assumption.

    ``rank_correlation`` is Spearman's; ``p_value`` is adjusted for the number of assumptions looked
    at. The means of the difference and their 95 % intervals are those over the third of the beliefs
    with the lowest (``low_``) and the highest (``high_``) values of the assumption, in the unit of
    the difference. ``flips``: these means have opposite signs and neither interval holds zero.
    """

    name: str
    rank_correlation: float
    p_value: float
    low_mean: float
    low_low: float
    low_high: float
    high_mean: float
    high_low: float
    high_high: float
    flips: bool


def whole_beliefs(values: npt.ArrayLike) -> Array:
    """Values (S, B, L) of S schedules without the beliefs in which any run is missing, in sorted order.

    A belief, and a luck under it, is the same for all schedules and stays so: they move together.
    Raises ValueError for another number of dimensions.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 3:
        raise ValueError(f"values need the shape (schedules, beliefs, lucks); their shape is {table.shape}")
    table = np.ascontiguousarray(table[:, np.isfinite(table).all(axis=(0, 2))], dtype=np.float64)
    if table.size == 0:
        return table
    table = np.take_along_axis(table, np.lexsort(table, axis=-1)[np.newaxis], axis=2)
    keys = table.transpose(0, 2, 1).reshape(-1, table.shape[1])
    return np.ascontiguousarray(table[:, np.lexsort(keys)])


def one_schedule(values: npt.ArrayLike) -> Array:
    """Values (B, L) of one schedule, treated as by ``whole_beliefs``, whose errors it raises."""
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"values need the shape (beliefs, lucks); their shape is {table.shape}")
    alone: Array = whole_beliefs(table[np.newaxis])[0]
    return alone


def variance_split(values: npt.ArrayLike) -> VarianceSplit:
    """Between-belief and within-belief (luck) variance of the values (B, L) of one schedule.

    One-way random effects: with mean squares MSB between beliefs and MSW within them, within = MSW
    and between = (MSB - MSW) / L, both unbiased until ``between`` is floored at zero. Nothing can be
    split with fewer than two beliefs or two lucks. Raises ValueError for another shape.

    Source: S. R. Searle, G. Casella, C. E. McCulloch, Variance Components, 1992, chapter 3.
    """
    table = one_schedule(values)
    between, within = _components(table, table)
    if np.isnan(between):
        return VarianceSplit(float("nan"), float("nan"), float("nan"), float("nan"), floored=False)
    floored, between = between < 0.0, max(between, 0.0)
    total = between + within
    if total <= (ROUNDING * float(np.abs(table).max())) ** 2:
        return VarianceSplit(0.0, 0.0, float("nan"), float("nan"), floored=False)
    return VarianceSplit(between, within, between / total, within / total, floored)


def saved_by_shared_belief(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """How many replicates one is worth because both schedules (B, L) meet the same belief draw.

    (var(d) + 2 cov) / var(d), with d the difference of the means over the lucks of a belief and cov
    the between-belief component of the covariance of the two schedules: what var(d) would be with
    beliefs drawn apart, over what it is. 1 means that sharing did not help; below 1 it hurt. Infinite
    where d never varies although the beliefs matter; not a number where they do not either, and with
    fewer than two beliefs or two lucks. Raises ValueError for unequal or other shapes.

    Source: A. M. Law, Simulation Modeling and Analysis, 5th ed. 2015, section 11.2 (common random
    numbers); Searle et al. 1992, chapter 3, with cross products in place of squares.
    """
    if np.shape(first) != np.shape(second):
        raise ValueError(f"both schedules need the same shape; theirs are {np.shape(first)} and {np.shape(second)}")
    a, b = whole_beliefs(np.stack([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)]))
    covariance, _ = _components(a, b)
    if np.isnan(covariance):
        return float("nan")
    spread = float((a - b).mean(axis=1).std(ddof=1))
    rounding = ROUNDING * float(max(np.abs(a).max(), np.abs(b).max()))
    if spread <= rounding:
        return float("inf") if covariance > rounding**2 else float("nan")
    return max(1.0 + 2.0 * covariance / spread / spread, 0.0)


def drivers(difference: npt.ArrayLike, quantiles: Mapping[str, npt.ArrayLike]) -> list[Driver]:
    """Which uncertain assumption moves the paired difference (B,), the strongest rank correlation first.

    ``quantiles`` gives, by assumption, where each belief lies within that assumption's range (B,), in
    any unit that has its order. P values are those of the t approximation, adjusted by Holm's method.
    An assumption that never varies is left out; so are beliefs without a difference. With fewer than
    nine beliefs, or a difference that never varies, nothing is said and the list is empty.

    A belief's difference holds its luck too: luck weakens every correlation and invents none.
    Raises ValueError where the lengths differ.

    Source: C. Spearman, Am. J. Psychol. 15 (1904) 72; S. Holm, Scand. J. Stat. 6 (1979) 65.
    """
    d = np.asarray(difference, dtype=np.float64)
    columns = {name: np.asarray(values, dtype=np.float64) for name, values in quantiles.items()}
    wrong = [name for name, values in columns.items() if values.shape != d.shape]
    if d.ndim != 1 or wrong:
        raise ValueError(f"difference and quantiles need one entry per belief: {', '.join(wrong) or d.shape}")
    known = np.isfinite(d)
    d = d[known]
    columns = {name: values[known] for name, values in columns.items()}
    columns = {name: values for name, values in sorted(columns.items()) if len(d) and np.ptp(values) > 0.0}
    if len(d) < _FEWEST_BELIEFS or np.ptp(d) <= ROUNDING * float(np.abs(d).max()):
        return []
    correlations = {name: rank_correlation(d, values) for name, values in columns.items()}
    p_values = _holm({name: rank_p_value(r, len(d)) for name, r in correlations.items()})
    strengths = [_driver(name, d, columns[name], r, p_values[name]) for name, r in correlations.items()]
    return sorted(strengths, key=lambda driver: -abs(driver.rank_correlation))


def survives(difference: npt.ArrayLike, level: float = 0.95) -> Proportion:
    """Share of beliefs (B,) under which the difference has the sign of its mean, with Wilson's interval.

    It says how often the ranking of two schedules survives when the assumptions are drawn anew. The
    sign asked about is that of the observed mean, taken as given. What remains of luck in a belief's
    difference turns some signs, so the share is rather too near one half than too far from it. Zero
    has neither sign. Not a number where nothing is given or the mean is zero.
    """
    d = np.sort(np.asarray(difference, dtype=np.float64), axis=None)
    d = d[np.isfinite(d)]
    if len(d) == 0 or abs(float(d.mean())) <= ROUNDING * float(np.abs(d).max()):
        return Proportion(float("nan"), float("nan"), float("nan"))
    return wilson(float(np.mean(np.sign(d) == np.sign(d.mean()))), len(d), level)


def _components(a: Array, b: Array) -> tuple[float, float]:
    """Between- and within-belief components of the covariance of two schedules (B, L)."""
    beliefs, lucks = a.shape
    if beliefs < 2 or lucks < 2:
        return float("nan"), float("nan")
    mean_a, mean_b = a.mean(axis=1), b.mean(axis=1)
    of_means = float((mean_a - mean_a.mean()) @ (mean_b - mean_b.mean())) / (beliefs - 1)
    apart = (a - mean_a[:, np.newaxis]) * (b - mean_b[:, np.newaxis])
    within = float(apart.sum()) / (beliefs * (lucks - 1))
    return of_means - within / lucks, within


def rank_correlation(first: Array, second: Array) -> float:
    """Spearman's rank correlation of two quantities (n,), neither of which may be the same throughout."""
    a, b = (ranks - ranks.mean() for ranks in (_ranks(first), _ranks(second)))
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def _ranks(values: Array) -> Array:
    """Ranks from 1; equal values share their mean rank."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (counts.cumsum() - (counts - 1) / 2.0)[place]


def rank_p_value(correlation: float, pairs: int) -> float:
    """Two-sided p value of a rank correlation, from Student's t with two degrees of freedom less."""
    rest = 1.0 - correlation**2
    if rest <= 0.0:
        return 0.0
    return 2.0 * float(stdtr(pairs - 2, -abs(correlation) * np.sqrt((pairs - 2) / rest)))


def _holm(p_values: Mapping[str, float]) -> dict[str, float]:
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, (len(p_values) - place) * p))
        adjusted[name] = highest
    return adjusted


def _driver(name: str, difference: Array, values: Array, correlation: float, p_value: float) -> Driver:
    third = len(difference) // 3
    in_order = np.sort(values)
    # Equal values at the edge of a third all belong to it: which one came first means nothing.
    low = estimate(difference[values <= in_order[third - 1]])
    high = estimate(difference[values >= in_order[-third]])
    flips = low.mean * high.mean < 0.0 and low.low * low.high > 0.0 and high.low * high.high > 0.0
    return Driver(name, correlation, p_value, low.mean, low.low, low.high, high.mean, high.low, high.high, flips=flips)
