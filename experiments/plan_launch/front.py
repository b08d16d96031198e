"""Two objectives at once: the plans of which none brings more of one without bringing less of the other.

The two are weighed, each by what it is worth at its own best, and a plan is searched for several weights. What is found
lies on or below the true front: a plan between two that were found, or a bent-in part of the front, may be missed
(I. Das and J. Dennis, Structural Optimization 14, 1997, 63).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NAME, Draft
from experiments.plan_launch.greedy import greedy
from experiments.plan_launch.played import Option, Outcomes, Played
from experiments.plan_launch.score import Score
from experiments.plan_launch.search import LAPS, improved
from experiments.statistics.estimates import Arm, Array, Estimate, PairedDifference, estimate, paired_difference
from sim.kpis import Kpi

WEIGHTS = (0.0, 0.25, 0.5, 0.75)  # of the first objective; with all the weight it is the plan itself


@dataclass(frozen=True)
class FrontPlan:
    """A plan that trades the first objective for the second, with what it gives up and gains against the plan."""

    draft: Draft
    spend_eur: float
    first: Estimate
    second: Estimate
    first_less_plan: PairedDifference
    second_less_plan: PairedDifference


def named_front(plan: Draft, front: Sequence[FrontPlan]) -> list[tuple[str, FrontPlan]]:
    """The plans of a front by name, in its order: ``plan`` itself, and front_1, front_2, ... the others."""
    others = itertools.count(1)
    return [(NAME if one.draft == plan else f"front_{next(others)}", one) for one in front]


class Weighed:
    """Outcomes of the weighed sum of the first two totals, with weights by which more is better, (2,)."""

    def __init__(self, played: Played, weights: Array) -> None:
        self._played, self._weights = played, weights

    def values(self, options: Sequence[Option], replicates: Sequence[int]) -> Array:
        """The weighed sum, (options, replicates)."""
        return np.asarray(self._played.totals(options, replicates)[:, :, :2] @ self._weights)


def front(
    allowed: Allowed,
    played: Played,
    objectives: tuple[Kpi, Kpi],
    plan: Draft,
    also: Sequence[Draft],
    *,
    cautious: bool,
    campaigns: int,
    seed: int,
    replicates: Sequence[int],
) -> list[FrontPlan]:
    """The plans that no other found is better than in both, by means on fresh ``replicates``; the plan is always one.

    The first two totals of ``played`` are those of the objectives. A search for each of ``WEIGHTS`` may play so many
    campaigns. ``also`` are drafts that were found before. By the first objective, the best first.
    """
    signs = np.array([1.0 if kpi.better == "higher" else -1.0 for kpi in objectives])
    worth = np.abs(played.totals([plan], range(LAPS[0]))[0, :, :2].mean(axis=0))  # of each at its own best
    drafts = [plan, *also]
    for weight in WEIGHTS:
        weighed = Weighed(played, np.array([weight, 1.0 - weight]) * signs / np.maximum(worth, 1e-9))
        drafts += _found(allowed, weighed, Score(cautious=cautious), played, campaigns, seed)
        if weight == 0.0:
            worth[1] = abs(played.totals(drafts[-1:], range(LAPS[0]))[0, :, 1].mean())
    drafts = [draft for draft in dict.fromkeys(drafts) if draft]
    totals = played.totals(drafts, replicates)[:, :, :2]
    good = totals.mean(axis=1) * signs
    left = [place for place in range(len(drafts)) if place == 0 or not _dominated(good, place)]
    return [
        FrontPlan(
            drafts[place],
            allowed.prices.of(drafts[place]) / 100,
            estimate(totals[place, :, 0]),
            estimate(totals[place, :, 1]),
            paired_difference(Arm("this", totals[place, :, 0]), Arm("plan", totals[0, :, 0])),
            paired_difference(Arm("this", totals[place, :, 1]), Arm("plan", totals[0, :, 1])),
        )
        for place in sorted(left, key=lambda place: -good[place, 0])
    ]


def _found(
    allowed: Allowed, outcomes: Outcomes, score: Score, played: Played, campaigns: int, seed: int
) -> tuple[Draft, Draft]:
    """The start and the end of a search by these outcomes."""
    most = played.asked + campaigns
    path = greedy(allowed, outcomes, score, range(LAPS[0]), per_eur=True)
    generator = np.random.default_rng(seed)
    *_, last = improved(allowed, outcomes, score, path, generator, lambda: played.asked < most)
    return path.drafts[path.best], last


def _dominated(good: Array, place: int) -> bool:
    """Whether another is at least as good in both and better in one; of two alike the first stays."""
    others = np.delete(good, place, axis=0)
    better = (others >= good[place]).all(axis=1) & (others > good[place]).any(axis=1)
    alike = (good[:place] == good[place]).all(axis=1)
    return bool(better.any() or alike.any())
