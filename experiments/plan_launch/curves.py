"""Response curves: the outcome against the spend, of the whole list and of each tier alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NOTHING, Draft, creators_of
from experiments.plan_launch.greedy import GreedyPath, filling, greedy
from experiments.plan_launch.played import Played
from experiments.plan_launch.score import Score
from experiments.plan_launch.search import LAPS
from experiments.statistics.estimates import Estimate, estimate
from sim.tiers import TIER_NAMES

_POINTS = 8
_POINTS_OF_TIER = 5
_BEYOND = 1.5  # of the budget, up to which other budgets are tried


@dataclass(frozen=True)
class CurvePoint:
    """What the best that was found brings for a spend; ``beyond`` the budget that was asked about."""

    spend_eur: float
    objective: Estimate
    profit_eur: Estimate
    creators: int
    beyond: bool


def marginal_profits(curve: Sequence[CurvePoint]) -> list[float]:
    """The profit of one more EUR between each point and the one before, the first of which is nothing at all."""
    spends = [0.0, *(point.spend_eur for point in curve)]
    profits = [0.0, *(point.profit_eur.mean for point in curve)]
    return [
        (profit - before) / max(1e-9, spend - spent)
        for (before, profit), (spent, spend) in zip(pairwise(profits), pairwise(spends), strict=True)
    ]


def response_curve(
    path: GreedyPath,
    allowed: Allowed,
    played: Played,
    score: Score,
    replicates: Sequence[int],
) -> list[CurvePoint]:
    """The outcome against the spend: along a greedy path, and on from its end to half as much again as the budget."""
    within = [draft for draft in path.drafts if draft]
    points = _points(allowed, played, within, replicates, _POINTS)
    beyond = played.at_budget(_BEYOND * played.scenario.budget_eur)
    wider_allowed = Allowed(beyond.scenario, beyond.roster)
    longer = greedy(wider_allowed, beyond, score, range(LAPS[0]), per_eur=True, start=path.drafts[-1], known=path.gains)
    further = longer.drafts[1:]
    return points + _points(wider_allowed, beyond, further, replicates, _POINTS // 2, beyond=True)


def curves_by_tier(
    allowed: Allowed, played: Played, score: Score, replicates: Sequence[int]
) -> Mapping[str, Sequence[CurvePoint]]:
    """The outcome against the spend on one tier alone, whoever brings most for the money alone first.

    A curve ends where the list has nobody more of the tier or the budget is spent. Who must post is not asked for.
    """
    curves = {}
    for tier in TIER_NAMES:
        own = [one for one in allowed.creators if allowed.roster[one].tier == tier]
        path = list(filling(allowed, NOTHING, _best_first(own, allowed, played, score)))
        if path:
            curves[tier] = _points(allowed, played, path, replicates, _POINTS_OF_TIER)
    return curves


def _best_first(creators: Sequence[int], allowed: Allowed, played: Played, score: Score) -> list[int]:
    """Creators by what their first post brings alone for its price; what costs nothing comes first."""
    alone = [frozenset({allowed.post(one, 0)}) for one in creators]
    if not alone:
        return []
    nothing, *scores = score.of(played.values([NOTHING, *alone], range(LAPS[0])))
    worth = {
        one: (own - nothing) / max(1, allowed.prices.of_first(one, allowed.format_of(one)))
        for one, own in zip(creators, scores, strict=True)
    }
    return sorted(creators, key=lambda one: -worth[one])


def _points(
    allowed: Allowed,
    played: Played,
    drafts: Sequence[Draft],
    replicates: Sequence[int],
    most: int,
    *,
    beyond: bool = False,
) -> list[CurvePoint]:
    """Up to so many of ever longer drafts, about equally far apart in what they spend, and always the last."""
    if not drafts:
        return []
    spends = np.array([allowed.prices.of(draft) / 100 for draft in drafts])
    wanted = np.linspace(0.0 if not beyond else spends[0], spends[-1], most + 1)[1:]
    options = [drafts[place] for place in sorted({int(np.argmin(np.abs(spends - one))) for one in wanted})]
    totals = played.totals(options, replicates)
    profit = played.names.index("profit_eur")
    return [
        CurvePoint(
            allowed.prices.of(draft) / 100,
            estimate(own[:, 0]),
            estimate(own[:, profit]),
            len(creators_of(draft)),
            beyond,
        )
        for draft, own in zip(options, totals, strict=True)
    ]
