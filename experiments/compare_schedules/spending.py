"""Influencers, posts and costs in EUR that the budget of each schedule bought, and the brand's own hours beside it."""

from __future__ import annotations

import numpy as np

from experiments.compare_schedules.comparison import Comparison
from experiments.replicates.design import Run

BOUGHT = (
    "influencers",
    "posts",
    "fees_eur",
    "gifts_eur",
    "coordination_eur",
    "commission_eur",
    "discounts_eur",
    "unspent_eur",
    "own_hours",
    "own_hours_eur",
)

NOTHING_BOUGHT = dict.fromkeys(BOUGHT, 0.0)  # by whoever does nothing


def bought(run: Run) -> dict[str, float]:
    """Numbers and costs of one run by the names in ``BOUGHT``; empty where the run failed."""
    if run.plan is None or not run.totals:
        return {}
    published = run.plan.published  # whom a review dropped is not paid
    numbers = {"influencers": float(len({post.influencer for post in published})), "posts": float(len(published))}
    return numbers | {name: run.totals[name] for name in BOUGHT[2:]}


def mean_bought(comparison: Comparison) -> dict[str, dict[str, float]]:
    """The numbers and costs of ``bought`` by schedule, means over the replicates that count."""
    paid = {name: [bought(run) for run in comparison.kept if run.schedule == name] for name in comparison.schedules}
    return {name: {item: float(np.mean([run[item] for run in runs])) for item in BOUGHT} for name, runs in paid.items()}
