"""Refuses, before anything is played, what is too large for the lab, which plays small towns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.memory import BYTES_AT_REST, available_bytes, estimated_bytes
from sim.planning.formats import reach_rate_of
from sim.scenario.scenario import schedule_named
from sim.scenario.schedule import MOST_POSTS_EACH, Phase

if TYPE_CHECKING:
    from sim.assumptions.numbers import Assumptions
    from sim.planning.budget import Plan
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

PROCESSES = 2  # that play at once
MOST_INFLUENCERS = 20_000  # on offer; each is drawn anew in every town
MOST_POSTS = 50_000  # of one launch
MOST_ASKED = 200_000_000  # followers who are asked about every post of all launches: a second or two
MOST_IMPRESSIONS = 10_000_000  # that influencers show under all launches; those that people show come on top
_ELSEWHERE = "`groundswell compare` plays larger ones"


def check_extent(scenario: Scenario, schedules: Sequence[str]) -> None:
    """Refuses, before any town is made, rosters and launches that are too long. Raises InputError."""
    offered = _offered(scenario)
    if sum(offered.values()) > MOST_INFLUENCERS:
        raise InputError(
            f"roster: {sum(offered.values()):,} influencers; the lab plays with at most {MOST_INFLUENCERS:,}, and "
            f"{_ELSEWHERE}"
        )
    problems = []
    for name in schedules:
        phases = schedule_named(name, scenario).phases
        posts = sum(_posts_at_most(phase) * _hired_at_most(phase, offered) for phase in phases)
        if posts > MOST_POSTS:
            problems.append(
                f"launch {name}: up to {posts:,} posts; the lab plays at most {MOST_POSTS:,} of a launch: lower its "
                f"count or posts_each, or the roster; {_ELSEWHERE}"
            )
    if problems:
        raise InputError(problems)


def check_fits(world: World, plans: Sequence[Plan], assumptions: Assumptions) -> None:
    """Refuses launches that would take the lab too long, or the machine too much memory. Raises InputError."""
    asked, shown = 0.0, 0.0
    for plan in plans:
        for post in plan.posts:
            members = float(world.influencers[post.influencer]["members"])
            asked += members
            shown += members * reach_rate_of(world.roster[post.influencer], post.format, assumptions)
    for count, most, thing in (
        (asked, MOST_ASKED, "followers to be asked about a post"),
        (shown, MOST_IMPRESSIONS, "impressions"),
    ):
        if count > most:
            fits = int(world.people.size * most / count)
            ways = f"choose at most about {fits:,} people, " if fits >= 2_000 else ""
            raise InputError(
                f"these launches come to about {count:,.0f} {thing} among {world.people.size:,} people; the lab plays "
                f"at most {most:,}: {ways}fewer launches, posts or influencers, or a smaller budget; {_ELSEWHERE}"
            )
    # Beyond what the processes take at rest, which they have taken already; logs of all launches are kept at once.
    more = sum(estimated_bytes(world, plan, assumptions, events=True) - BYTES_AT_REST for plan in plans)
    free = available_bytes()
    if PROCESSES * more > free:
        raise InputError(
            f"these launches would take about {PROCESSES * more / 1e9:,.2g} GB of memory and {free / 1e9:,.2g} GB are "
            "free; choose fewer people or posts, or free some memory first"
        )


def check_played(scenario: Scenario, schedules: Sequence[str], seed: int) -> None:
    """Refuses as the two others do, by the town of this seed. Raises InputError.

    Launches that cannot be planned are none of its business: they are told where they are played.
    """
    from experiments.replicates.design import prepare

    check_extent(scenario, schedules)
    try:
        world, plans = prepare(scenario, schedules, seed)
    except InputError:
        return
    check_fits(world, plans, scenario.assumptions)


def _offered(scenario: Scenario) -> dict[str, int]:
    """Influencers on offer by tier; all of a roster file under one name, for its tiers are not known yet."""
    if scenario.roster_text is None:
        return scenario.roster.counts
    return {"": scenario.roster_text.count("\n")}


def _posts_at_most(phase: Phase) -> int:
    return MOST_POSTS_EACH if phase.posts_on else phase.posts_each


def _hired_at_most(phase: Phase, offered: dict[str, int]) -> int:
    if phase.influencers is not None:
        return len(phase.influencers)
    there = offered.get(phase.tier or "", offered.get("", 0))
    return there if phase.count is None else min(phase.count, there)
