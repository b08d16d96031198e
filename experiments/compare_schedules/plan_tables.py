"""The plans of a comparison as plan.csv: under each set of assumptions, the first replicate at their base values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.plan_files.expected import ExpectedResults, expected_results
from experiments.plan_files.plan_csv import plans_csv
from experiments.plan_files.rows import rows_of
from sim.results.measures import POST_RESULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experiments.compare_schedules.comparison import Comparison, Comparisons
    from sim.planning.budget import Plan, PlannedPost
    from sim.scenario.scenario import Scenario


def plan_table(comparisons: Comparisons) -> str:
    """The text of plan.csv: a row for each post, with the set of assumptions and the schedule in front."""
    return plans_csv(
        [
            (
                {"assumptions": name, "schedule": plan.schedule},
                rows_of(comparison.scenario, comparison.base.roster, plan, _expected(comparison, plan)),
            )
            for name, comparison in comparisons.items()
            if comparison.base is not None
            for plan in comparison.base.plans
        ],
        ("assumptions", "schedule"),
        next(iter(comparisons.values())).scenario.currency,
    )


def _expected(comparison: Comparison, plan: Plan) -> ExpectedResults | None:
    """Means over the replicates of the posts that come out in every one of them; None where each has other people."""
    if not _is_listed(comparison.scenario):
        return None
    runs = [run for run in comparison.kept if run.schedule == plan.schedule]
    results = np.full((len(runs), len(plan.posts), len(POST_RESULTS)), np.nan)
    for run, told in zip(runs, results, strict=True):
        posts: Sequence[PlannedPost] = run.plan.posts if run.plan is not None else ()
        brought = {_act(post): row for post, row in zip(posts, run.post_results, strict=True) if not post.dropped}
        for place, post in enumerate(plan.posts):
            told[place] = brought.get(_act(post), np.nan)
    return expected_results(results, max(1, comparison.design.lucks))


def _is_listed(scenario: Scenario) -> bool:
    """Whether the roster is of the same people in every replicate, and not drawn anew."""
    connected = scenario.network is not None and scenario.network.best_connected is not None
    return scenario.roster_text is not None or connected


def _act(post: PlannedPost) -> tuple[object, ...]:
    """By what a post is the same in another replicate: all but its fee, which may be drawn."""
    return (
        post.influencer,
        post.piece,
        post.hour,
        post.format,
        post.feed,
        post.disclosed,
        post.promo_code,
        post.commission_share,
        post.gift,
    )
