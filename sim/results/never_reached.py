"""Why the campaign never reached somebody: who would have had to show it, and how likely that was to be seen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim import events as ev
from sim import rules
from sim.crowd.behaviour import friend_reach_scale
from sim.listed import first_listed
from sim.planning.posts import posts_of
from sim.world.following import influencers_followed, people_followed
from sim.world.people import traits

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

_NAMED = 4  # at most, where several are named


def why_never_reached(scenario: Scenario, world: World, record: Record, seed: int, person: int) -> str:
    """Sentences on why nobody showed a person anything that they saw; for a run with events, ``seed`` its luck."""
    assert record.events is not None
    activity = traits(world.people, person)[0]
    return " ".join(
        (
            _of_influencers(scenario, world, record, seed, person, activity),
            _of_people(scenario, world, record, person, activity),
            _of_feeds(record),
        )
    )


def _of_influencers(scenario: Scenario, world: World, record: Record, seed: int, person: int, activity: float) -> str:
    out = [post for post in record.plan.posts if not post.dropped]
    posted = Counter(post.influencer for post in out)
    followed = influencers_followed(world, person, sorted(posted))
    if not followed:
        them = "the one influencer" if len(posted) == 1 else f"any of the {len(posted):,} influencers"
        return f"Does not follow {them} who posted: one whom they follow would have had to be hired."
    unseen = 1.0
    for post in posts_of([post for post in out if post.influencer in followed], world, scenario, seed):
        unseen *= 1.0 - float(rules.see_probability(float(post["reach_scale"]), activity))
    pieces = sum(posted[row] for row in followed)
    names = first_listed([world.roster[row].name for row in followed], _NAMED)
    return (
        f"Follows {names}, who posted {_times(pieces)}, and saw nothing of it; the chance of seeing at least one was "
        f"{_percent(1.0 - unseen)}."
    )


def _of_people(scenario: Scenario, world: World, record: Record, person: int, activity: float) -> str:
    followed = people_followed(world, person)
    if not followed.size:
        return "Follows no other people, so nobody could pass anything on to them."
    events = record.events
    assert events is not None
    reached = np.isin(followed, events["person"])
    deeds = events["outcome"] & (ev.SHARED | ev.WROTE) != 0
    showed = followed[np.isin(followed, events["person"][deeds])].tolist()
    many = f"Follows {followed.size:,} other {'person' if followed.size == 1 else 'people'}"
    if showed:
        scale = friend_reach_scale(scenario.assumptions, world.people)
        chance = _percent(float(rules.see_probability(scale, activity)))
        names = first_listed([f"person {other:,}" for other in showed], _NAMED)
        return f"{many}, of whom {names} passed something on or wrote of it, unseen: the chance was {chance} each time."
    if not reached.any():
        return f"{many}; the campaign reached none of them either."
    names = first_listed([f"person {other:,}" for other in followed[reached].tolist()], _NAMED)
    return f"{many}, of whom {names} saw a post; they would have had to pass it on, and nobody did."


def _of_feeds(record: Record) -> str:
    assert record.events is not None
    shown = int((record.events["via"] == ev.FEED).sum())
    if not shown:
        return "No feed showed a post to anybody who need not follow."
    return f"Feeds showed posts {_times(shown)} to people who need not follow; this person was not among them."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _percent(chance: float) -> str:
    return f"{100.0 * chance:.2g} %" if chance < 0.995 else "over 99 %"
