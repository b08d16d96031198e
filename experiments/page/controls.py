"""What a visitor of a page may change: mechanisms switched off, and a few numbers, each with what it changes of a run.

Only what people read as the campaign goes on can be changed in a page: not who lives in the town, who is hired, or what
a post is like. What a change comes to is worked out here, number by number; a page puts these in the place of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import Assumptions
from sim.crowd.behaviour import behaviour_of
from sim.errors import InputError
from sim.planning.budget import Plan, plan
from sim.planning.posts import POST, before_luck, pieces_of_people, posts_of
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of
from sim.world.world import World

STOPS = 9  # of a slider, from the low end of what is believed to the high end
# Numbers with a slider, and what they are called there.
SLIDERS = {
    "share_per_engaged_person": "How many of those who like a post pass it on",
    "retelling_factor": "What a retelling is worth beside the first telling",
    "friend_credibility": "How much more is believed what a friend shows",
    "fatigue_per_repeat": "What is left of attention at each repeat",
    "memory_half_life_hours": "Hours until half is forgotten",
    "click_per_engaged_person": "How many of those who like a post go to the shop",
    "purchase_per_click": "How many of those who go to the shop buy",
    "trust_on_purchase": "How much trust counts in buying",
    "trust_step_engaged": "How far one liked post moves trust",
}
# Switches that come before all others, where two would share a number: those that matter most to a campaign.
_FIRST = ("sharing", "feeds", "unengaged_clicks")
# Numbers of a post that a change may touch; how a post turns out is a matter of its luck.
_OF_POSTS = tuple(name for name in POST.names or () if POST[name] == np.float64 and name not in ("infectiousness",))
_ANY_LUCK = 0

Change = dict[str, Any]  # {"behaviour": {slot: number}, "posts": [{field: [number of each post]} of each launch]}


@dataclass(frozen=True)
class Town:
    """A world with the launches planned in it, under some scenario."""

    scenario: Scenario
    world: World
    plans: tuple[Plan, ...]

    @classmethod
    def of(cls, scenario: Scenario, schedules: Sequence[str], seed: int) -> Town:
        """The world of a seed, and what the budget buys in it. Raises InputError."""
        world = world_of(scenario, seed)
        return cls(scenario, world, tuple(plan(scenario, world, name) for name in schedules))

    def under(self, assumptions: Assumptions) -> Town:
        """The same people and plans under other numbers, of which only those count that people read in a run."""
        return replace(self, scenario=replace(self.scenario, assumptions=assumptions))

    def is_same_place(self, other: Town) -> bool:
        """Whether the people, whom they follow, who is hired, and what is known of their posts are the same."""
        mine, others = self.world, other.world
        pairs: list[tuple[Any, Any]] = [
            *zip(mine.people, others.people, strict=True),
            *zip(mine.ties, others.ties, strict=True),
        ]
        return (
            all(np.array_equal(a, b) for a, b in pairs)
            and np.array_equal(mine.influencers, others.influencers)
            and [p.posts for p in self.plans] == [p.posts for p in other.plans]
            and self.known_of_posts() == other.known_of_posts()
        )

    def known_of_posts(self) -> list[tuple[float, ...]]:
        """What is known of each post of each launch before any luck."""
        assumptions = self.scenario.assumptions
        return [tuple(before_luck(post, self.world, assumptions)) for one in self.plans for post in one.posts]

    @cached_property
    def behaviour(self) -> dict[str, float]:
        """The numbers of behaviour, by name."""
        behaviour = behaviour_of(self.scenario, self.world, _ANY_LUCK)._asdict()
        return {name: value for name, value in behaviour.items() if not isinstance(value, np.ndarray)}

    @cached_property
    def posts(self) -> list[dict[str, list[float]]]:
        """The numbers of the posts of each launch, by name."""
        people = pieces_of_people(self.world, self.scenario)
        posts = [
            np.concatenate([people, posts_of(one.posts, self.world, self.scenario, _ANY_LUCK)]) for one in self.plans
        ]
        return [{name: launch[name].tolist() for name in _OF_POSTS} for launch in posts]


def change(base: Town, changed: Town, *, posts: bool = True) -> Change:
    """The numbers of a run that differ between two towns of the same people and plans; without ``posts``, of people."""
    of_posts = zip(base.posts, changed.posts, strict=True) if posts else (({}, {}) for _ in base.plans)
    return {
        "behaviour": {
            f"state.behaviour.{name}": value
            for name, value in changed.behaviour.items()
            if value != base.behaviour[name]
        },
        "posts": [{name: now[name] for name in now if now[name] != before[name]} for before, now in of_posts],
    }


def touched(changes: Iterable[Change]) -> set[str]:
    """The names of all numbers that any of these changes."""
    return {name for one in changes for part in (one["behaviour"], *one["posts"]) for name in part}


def switches(town: Town, schedules: Sequence[str]) -> dict[str, Change]:
    """What each mechanism's removal changes, of those that a page can remove.

    Left out is what would change the place itself, what changes nothing here, and what shares a number with another
    mechanism that came before: the two together would be more than both.
    """
    found: dict[str, Change] = {}
    taken: set[str] = set()
    of_the_place = _read_for_the_place(town, schedules)
    for name in dict.fromkeys((*_FIRST, *MECHANISMS)):
        off = MECHANISMS[name].off
        under = town.under(town.scenario.assumptions.with_values(off))
        if of_the_place & off.keys() and not _is_the_same_place(town, schedules, under.scenario):
            continue
        made = change(town, under)
        numbers = touched([made])
        if numbers and not numbers & taken:
            found[name] = made
            taken |= numbers
    return found


def _read_for_the_place(town: Town, schedules: Sequence[str]) -> set[str]:
    """The names of the assumptions on which it depends who lives there, who is hired, and what posts are like."""
    assumptions = replace(town.scenario.assumptions, read=set())
    Town.of(replace(town.scenario, assumptions=assumptions), schedules, town.world.seed).known_of_posts()
    return assumptions.read


def _is_the_same_place(town: Town, schedules: Sequence[str], changed: Scenario) -> bool:
    try:
        return town.is_same_place(Town.of(changed, schedules, town.world.seed))
    except InputError:
        return False


def stops_of(assumptions: Assumptions, name: str) -> list[float]:
    """The values of a slider, ascending: the range that is believed in equal steps, and the base among them."""
    entry = next(entry for entry in assumptions if entry.name == name)
    if entry.by_tier or entry.low is None or entry.high is None or entry.low >= entry.high:  # type: ignore[operator]
        return []
    values = np.linspace(float(entry.low), float(entry.high), STOPS)  # type: ignore[arg-type]
    return sorted({*(round(float(value), 6) for value in values), float(entry.value())})


def sliders(town: Town, stops: Mapping[str, Sequence[float]], off: Mapping[str, Change]) -> dict[str, list[Change]]:
    """What each stop of each slider changes, of people alone.

    Left out is a slider that would change posts, or that shares a number with another, or with a switch; but a switch
    may share the numbers of a slider if it switches off what the slider is about: off is off.
    """
    found: dict[str, list[Change]] = {}
    taken: set[str] = set()
    for name, values in stops.items():
        under = [town.under(town.scenario.assumptions.with_values({name: value})) for value in values]
        if any(one.posts != town.posts for one in (under[0], under[-1])):
            continue
        made = [change(town, one, posts=False) for one in under]
        numbers = touched(made)
        others = touched(one for switch, one in off.items() if name not in MECHANISMS[switch].off)
        if numbers and not numbers & (taken | others):
            found[name] = made
            taken |= numbers
    return found
