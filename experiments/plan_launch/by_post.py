"""What each post of a plan brings: the plan played once more in the replicates of its estimate, post by post."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.plan_files.expected import ExpectedResults, expected_results
from experiments.plan_launch.draft import Draft, schedule_of
from experiments.plan_launch.played import Played, world_of_replicate
from experiments.replicates.design import Design
from experiments.replicates.pool import one_pool
from experiments.statistics.estimates import Array
from sim.planning.budget import Plan, PlannedPost
from sim.planning.budget import plan as planned
from sim.results.measures import POST_RESULTS
from sim.scenario.scenario import Scenario


def base_plan(played: Played, draft: Draft) -> Plan:
    """The draft as the books have it at the fees that are known or usual."""
    schedule = schedule_of(draft, played.roster, played.scenario.rules)
    return planned(played.scenario, played.roster, schedule, may_fall_short=True)


def expected_by_post(played: Played, plan: Plan, draft: Draft, replicates: Sequence[int]) -> ExpectedResults:
    """Means with intervals; a post that a replicate cannot pay for brings nothing in it."""
    about = (played.key, played.scenario, played.design, plan, draft)
    tasks = [(*about, replicate) for replicate in replicates]
    # Sorted by replicate: which of them finishes first must not change the last digit of a mean.
    told = sorted(one_pool(_results, tasks, played.jobs), key=lambda result: result[0])
    return expected_results(np.array([results for _, results in told]))


def _results(
    key: str, scenario: Scenario, design: Design, plan: Plan, draft: Draft, replicate: int
) -> tuple[int, Array]:
    from sim.model import simulate
    from sim.results.measures import post_results

    believed, world = world_of_replicate(key, scenario, design, replicate)
    made = planned(believed, world, schedule_of(draft, world.roster, believed.rules), may_fall_short=True)
    results = np.zeros((len(plan.posts), len(POST_RESULTS)))
    if made.posts:
        record = simulate(believed, world, made, luck_seed=design.seed_of(replicate))
        there = record.plan.posts if record.plan is not None else ()
        brought = dict(zip(map(_act, there), post_results(record, world), strict=True))
        for place, post in enumerate(plan.posts):
            results[place] = brought.get(_act(post), 0.0)
    return replicate, results


def _act(post: PlannedPost) -> tuple[int, int, str]:
    return post.influencer, post.hour, post.format
