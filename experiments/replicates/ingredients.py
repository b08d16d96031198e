"""Schedules without one of their ingredients, such as promo codes or one tier, to be played again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.scenario.schedule import Phase, Schedule
from sim.tiers import TIER_NAMES

# What is taken out, and the phase without it. In the order in which they are told.
_TERMS: dict[str, Callable[[Phase], dict[str, object]]] = {
    "promo codes": lambda phase: {"promo_code": False},
    "hiring by fit": lambda phase: {"pick": "roster"} if phase.pick == "fit" else {},
    "hiring by declared rate": lambda phase: {"pick": "roster"} if phase.pick == "declared_rate" else {},
    "hiring by followers": lambda phase: {"pick": "roster"} if phase.pick == "followers" else {},
    "formats other than posts": lambda phase: {"format": "post"},
    "leaving the label out": lambda phase: {"disclosed": True},
}


def without_each(schedule: Schedule) -> dict[str, Schedule]:
    """The schedule without each of its ingredients, by what is taken out; empty where it has none.

    A tier is taken out where other phases of the schedule take the money that it leaves.
    """
    without: dict[str, Schedule] = {}
    for name, plainer in _TERMS.items():
        phases = tuple(phase.model_copy(update=plainer(phase)) for phase in schedule.phases)
        if phases != schedule.phases:
            without[name] = replace(schedule, phases=phases)
    if schedule.reviews:
        without["reviews"] = replace(schedule, reviews=())
    for tier in TIER_NAMES:
        tier_phases = [phase for phase in schedule.phases if phase.tier == tier]
        rest = tuple(phase for phase in schedule.phases if phase.tier != tier)
        if tier_phases and any(phase.takes_rest or phase.posts_on for phase in rest):
            is_lone = sum(phase.count or 2 for phase in tier_phases) == 1
            without[f"the {tier}-influencer" if is_lone else f"{tier}-influencers"] = replace(schedule, phases=rest)
    return without
