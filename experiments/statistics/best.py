"""Which schedule is best: by its mean, and in single campaigns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import (
    ROUNDING,
    Array,
    contrast_of,
    may_be_zero,
    pseudo_values,
    usable_schedules,
)
from experiments.statistics.limits import FEWEST, certainty_above_zero, certainty_highest

_LEVEL = 0.95  # of the intervals beside which a probability is read


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
    shape and compares ratios of means. Of two schedules the probability is the certainty of the sign of
    their ``paired_difference``: above 0.975 exactly where its 95 % interval leaves zero out. Of several,
    their means are drawn together from a multivariate t distribution with the spread of the paired
    differences, and the share of ``draws`` in which one is the best is its probability; what the leader
    has above its certainty against any single rival goes to the rivals. So no schedule whose interval against
    another holds zero has more than 0.975. Ties share equally.

    A schedule whose mean denominator is not positive (no purchase to spread the cost over) has no value and
    loses. Against one whose denominator may be zero, or with such a one, 0.975 is the most.

    Replicates in which any schedule has no value are left out. With fewer than 6 replicates left, or no
    schedule that has a value, every probability is not a number. See ``limits`` for either.

    Six are enough: of two equal schedules either came above 0.99 in so many of 10,000 samples, where 1 % is
    meant: with 6 to 100 replicates and normal differences 0 to 0.4 %, hits of either in one replicate of twenty
    0 to 0.3 %, lognormal differences of sigma 1.5 1.0 to 1.4 % (before their tail was allowed for, 12 to 3 %),
    real ones of kurtosis 6 to 20 0 to 1.5 %. Hits of one alone whose size is lognormal with sigma 1.5 make the
    other one seem surely better in 5 %. Nor is any probability above 0.975 where too few replicates differ for
    an interval.

    Source: T. Schweder, N. L. Hjort, Confidence, Likelihood, Probability, 2016, chapter 3.
    """
    table, schedules = usable_schedules(values, denominators)
    above, below = table[:schedules], table[schedules:]
    known = [place for place in range(schedules) if table.shape[1] >= FEWEST and below[place].mean() > 0.0]
    if not known:
        return np.full(schedules, np.nan)
    sign = 1.0 if higher_is_better else -1.0
    sides = {place: pseudo_values(above[place], below[place], sign) for place in known}
    unsure = {place for place in known if may_be_zero(below[place], _LEVEL)}
    leader = max(known, key=lambda place: sides[place].mean)
    doubts = np.zeros(schedules)  # that the leader is better than this one
    for rival in range(schedules):
        too_few = False
        if rival in sides and rival != leader:
            contrast = contrast_of(sides[leader], sides[rival])
            too_few = contrast.too_few
            lead = max(contrast.mean - contrast.rounding, 0.0)
            doubts[rival] = 1.0 - certainty_above_zero(lead, contrast.deviations, contrast.spread)
        if rival != leader and (too_few or unsure & {leader, rival}):
            doubts[rival] = max(doubts[rival], 0.5 - _LEVEL / 2.0)
    chances = np.zeros(schedules)
    if len(known) > 2:
        means, deviations, scales = zip(
            *((side.mean, side.deviations, side.scale) for side in sides.values()), strict=True
        )
        chances[known] = certainty_highest(np.array(means), np.stack(deviations), ROUNDING * max(scales), draws, seed)
    else:
        chances[leader] = 1.0  # of which the doubt is taken below
    excess = chances[leader] - (1.0 - doubts.max())
    if excess > 0.0:
        chances[leader] -= excess
        chances += excess * doubts / doubts.sum()
    return chances


def wins_share(values: npt.ArrayLike, higher_is_better: bool, *, denominators: npt.ArrayLike | None = None) -> Array:
    """Share (0 to 1) of replicates in which each schedule was the best one; ties share equally.

    Shapes, missing values and denominators are as in ``probability_best``. It answers another
    question: how often one campaign would turn out best, not which schedule is better on average.
    """
    table, schedules = usable_schedules(values, denominators)
    if table.shape[1] == 0:
        return np.full(schedules, np.nan)
    return share_of_bests(table, schedules, higher_is_better)


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
