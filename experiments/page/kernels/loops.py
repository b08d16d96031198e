"""Which compiled loops a page calls: those of the compiled crowd, and some that prepare a run for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from experiments.page.kernels.chances import chances
from sim import events as ev
from sim.compiled import compiled
from sim.crowd import passed_on, person_table
from sim.crowd.behaviour import Behaviour
from sim.crowd.ending import add_up
from sim.crowd.exposure import publish, recommend, spread
from sim.crowd.feed import FeedCounts, first_of
from sim.crowd.reaction import read
from sim.planning.posts import BeforeLuck, turns_out
from sim.world.people import People, traits

_turns_out = compiled()(turns_out)

BEFORE_LUCK = np.dtype([(name, np.float64) for name in BeforeLuck._fields])


@compiled()
def give_luck(luck_seed: np.uint64, posts: npt.NDArray[np.void], known: npt.NDArray[np.void]) -> None:
    """Gives the posts of a run, by place, the quality and the infectiousness that they have with this luck.

    ``known`` (posts.size,) of BEFORE_LUCK has what was known of each before; those of people have no luck of their own.
    """
    for place in range(ev.FIRST_PLACE, posts.shape[0]):
        k = known[place]
        before = BeforeLuck(
            k.quality_spread, k.author, k.usual, k.label, k.offer, k.infectiousness_spread, k.follows, k.apart
        )
        quality, infectiousness = _turns_out(luck_seed, np.int64(posts[place].post), before)
        posts[place].quality = quality
        posts[place].infectiousness = infectiousness


@compiled()
def first_views(behaviour: Behaviour, feed: FeedCounts, posts: npt.NDArray[np.void], place: int, people: int) -> int:
    """How many people a feed shows the post at a place when it comes out; counts them as shown."""
    shown: int = first_of(behaviour, feed, posts[place], place, people)
    return shown


@compiled()
def initial_trust(people: People, trust: npt.NDArray[np.uint16]) -> None:
    """Writes everybody's trust in the brand before the campaign, in steps of 1 / 65,535, into ``trust`` (people,)."""
    for person in range(people.size):
        trust[person] = traits(people, person)[2]


class Loop(NamedTuple):
    """A compiled loop, and the names under which a page keeps what it is handed."""

    function: Callable[..., Any]
    arguments: tuple[str, ...]


LOOPS = {
    "give_luck": Loop(give_luck, ("state.behaviour.luck_seed", "state.posts", "known")),
    "publish": Loop(publish, ("state", "scratch", "showing", "hour")),
    "first_views": Loop(first_views, ("state.behaviour", "state.feed", "state.posts", "place", "state.people.size")),
    "spread": Loop(spread, ("state", "scratch", "first", "last", "hour")),
    "recommend": Loop(recommend, ("state", "scratch", "batches", "first", "hour")),
    "read": Loop(read, ("state", "scratch", "due", "hour", "tally", "log")),
    "add_up": Loop(add_up, ("state.people", "state.behaviour", "state.table", "organic", "counts")),
    "chances": Loop(chances, ("state", "person", "seen", "found", "own")),
    "initial_trust": Loop(initial_trust, ("state.people", "trust")),
    "copy_people": Loop(person_table.copy_into, ("state.table", "larger_table")),
    "copy_passed_on": Loop(passed_on.copy_into, ("state.passed_on", "larger")),
}
