"""Answers for a decision maker: how likely a loss is, how bad, and the worth of knowing more.

Values of one schedule are an array (B, L): B belief draws, L lucks under each; S schedules make
(S, B, L). Every figure here is predictive, of one campaign that is still to come, so it uses all B * L
runs: the assumptions are as unknown to the decision maker as the luck is.

Plain values are asked for. An objective that is a ratio (cost per purchase) has a value per run only
where its denominator is positive; its caller passes totals, or such values. Beliefs and lucks have no
order, and a belief with a missing run counts for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from experiments.statistics.belief_effects import one_schedule, variance_split, whole_beliefs
from experiments.statistics.estimates import ROUNDING, Array, Proportion, wilson


@dataclass(frozen=True)
class ValueOfPerfectInformation:
    """The worth of an oracle before the choice of a schedule, in the unit of the objective.

    ``everything``: it tells assumptions and luck. ``assumptions_low`` and ``assumptions_high``: it
    tells the assumptions alone; the two estimates err on opposite sides.
    """

    everything: float
    assumptions_low: float
    assumptions_high: float


def loss_probability(profit: npt.ArrayLike, level: float = 0.95) -> Proportion:
    """Probability that a campaign loses money: share of runs (B, L) with profit below zero.

    Wilson's interval, with the number of runs divided by the design effect 1 + (L - 1) * icc: two
    runs of a belief that always agree are worth one. icc, the intraclass correlation of the
    indicator of loss, is estimated by one-way analysis of variance and floored at zero. Where all
    runs agree it cannot be estimated, and 1 is taken: as many cases as beliefs.

    Raises ValueError for another shape. Without a whole belief every entry is not a number.

    Source: L. Kish, Survey Sampling, 1965 (design effect); Wilson as in ``wilson``.
    """
    lost = one_schedule(np.where(np.isnan(profit), np.nan, np.less(profit, 0.0)))
    if lost.size == 0:
        return Proportion(float("nan"), float("nan"), float("nan"))
    lucks = lost.shape[1]
    icc = variance_split(lost).between_share
    design_effect = 1.0 + (lucks - 1) * (1.0 if np.isnan(icc) else icc)
    return wilson(float(lost.mean()), lost.size / design_effect, level)


def value_at_risk(profit: npt.ArrayLike, share: float = 0.05) -> float:
    """The profit (EUR) that a campaign falls below at most this share of the time.

    The smallest observed value at or below which at least ``share`` of the runs (B, L) lie: with
    0.05, in one campaign of twenty the profit is this or worse. With fewer than 1 / share runs it is
    the worst of them. It is a profit, not a loss with its sign turned. Not a number without runs.

    Raises ValueError for a share outside 0 to 1, 0 excluded, and for another shape.
    Source: P. Jorion, Value at Risk, 3rd ed. 2006 (historical simulation).
    """
    worst = _from_the_worst(profit, share)
    return float(worst[_whole_up(share * len(worst)) - 1]) if len(worst) else float("nan")


def conditional_value_at_risk(profit: npt.ArrayLike, share: float = 0.05) -> float:
    """Mean profit (EUR) over the worst ``share`` of the runs (B, L): how bad the bad campaigns are.

    A run on the boundary counts with the fraction of it that belongs to the share, so the figure has
    no jumps, and it is never above ``value_at_risk``, whose errors and missing value it shares.

    Source: R. T. Rockafellar, S. Uryasev, J. Banking Finance 26 (2002) 1443.
    """
    worst = _from_the_worst(profit, share)
    if len(worst) == 0:
        return float("nan")
    runs = share * len(worst)
    boundary = _whole_up(runs) - 1
    return float((worst[:boundary].sum() + (runs - boundary) * worst[boundary]) / runs)


def expected_regret(values: npt.ArrayLike, higher_is_better: bool) -> Array:
    """Opportunity loss of each schedule, (S,), in the unit of the objective and never negative.

    Mean over the runs of values (S, B, L) of what the best schedule in that run had above one's own.
    The smallest one is what knowing everything beforehand would be worth. Not a number without a
    whole belief. Raises ValueError for another shape.

    Source: H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory, 1961, chapter 4.
    """
    gains = _gains(values, higher_is_better)
    if gains.size == 0:
        return np.full(gains.shape[0], np.nan)
    regret: Array = (gains.max(axis=0) - gains).mean(axis=(1, 2))
    return regret


def value_of_perfect_information(values: npt.ArrayLike, higher_is_better: bool) -> ValueOfPerfectInformation:
    """The worth of knowing, before the choice among schedules, all that is uncertain.

    Both parts compare with the best that can be done without knowing, max over schedules of the mean
    over all runs of values (S, B, L).

    ``everything`` is the mean over runs of the best schedule's value, less that: a ceiling, as no
    research can foretell luck.

    For the assumptions alone the best schedule under a belief is wanted, on average over luck, but
    only L lucks of it were seen. Choosing and judging by the same lucks takes luck for knowledge:
    ``assumptions_high`` is too high on average. Choosing by the other lucks and judging by the one
    left out, each in turn (schedules that tie share), pays for chance choices:
    ``assumptions_low`` is too low on average, and not a number with one luck. The truth tends to lie
    between; they close in on each other as L grows. Neither is given below zero.

    Not a number without a whole belief. Raises ValueError for another shape.

    Source: H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory, 1961, chapter 4;
    J. E. Oakley, A. Brennan, P. Tappenden, J. Chilcott, J. Health Econ. 29 (2010) 468 (the bias that
    a few inner runs bring).
    """
    gains = _gains(values, higher_is_better)
    if gains.size == 0:
        return ValueOfPerfectInformation(float("nan"), float("nan"), float("nan"))
    unknowing = float(gains.mean(axis=(1, 2)).max())
    everything = float(gains.max(axis=0).mean()) - unknowing
    in_sample = float(gains.mean(axis=2).max(axis=0).mean()) - unknowing
    crossed = _judged_by_other_lucks(gains) - unknowing
    low = crossed if np.isnan(crossed) else max(crossed, 0.0)
    return ValueOfPerfectInformation(max(everything, 0.0), low, max(in_sample, 0.0))


def _from_the_worst(profit: npt.ArrayLike, share: float) -> Array:
    if not 0.0 < share <= 1.0:
        raise ValueError(f"a share lies above 0 and goes up to 1; {share} does not")
    return np.sort(one_schedule(profit), axis=None)


def _whole_up(runs: float) -> int:
    """Rounded up, though not for the last bit of a product such as 0.07 * 100."""
    return max(ceil(runs - 1e-9), 1)


def _gains(values: npt.ArrayLike, higher_is_better: bool) -> Array:
    table = whole_beliefs(values)
    return table if higher_is_better else -table


def _judged_by_other_lucks(gains: Array) -> float:
    """Mean value of the schedule that is best under a belief by the lucks other than the judging one."""
    lucks = gains.shape[2]
    if lucks < 2:
        return float("nan")
    others = gains.sum(axis=2, keepdims=True) - gains
    best = others >= others.max(axis=0) - ROUNDING * np.abs(others).max(axis=0)
    return float(((best * gains).sum(axis=0) / best.sum(axis=0)).mean())
