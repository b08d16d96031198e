"""Cascades of ordinary posts, which no campaign started.

The author is anybody who posts, or now and then a large account. The post is shown to those who follow the author;
whoever sees it, engages and shares shows it to their own followers, and so on until nobody passes it on. The rules are
those of what customers tell of their purchases: no fatigue, no match, no label. Luck is keyed by (person, cascade, who
showed it), so that every cascade is what it is whatever else is asked for.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import uint64

from experiments.validation.authors import EAGER, author_of, authors_of, habit_of, post_infectiousness
from sim import coin, rules, rules_of_spread
from sim import events as ev
from sim.compiled import compiled, compiled_maker
from sim.crowd.behaviour import friend_reach_scale, share_scale_of
from sim.errors import InputError
from sim.planning.posts import pieces_of_people
from sim.results.cascades import Cascades
from sim.scenario.scenario import Scenario
from sim.world.audiences import audience_member
from sim.world.people import trait_class, trait_words
from sim.world.ties import followers_into
from sim.world.world import World

MOST_CASCADES = 2**32  # a cascade's number is a word of a coin

_FIRST_ROOM = 1024  # nodes of one cascade before room is doubled; members of a large account looked at in one go
_HALVINGS = 44  # of 16 standard deviations: finer than the 2^-32 of a coin


class Habits(NamedTuple):
    """How people answer what a friend posts, as compiled loops read it."""

    luck_seed: np.uint64
    reach_scale: float  # P(see) = reach_scale x activity
    engage: float  # P(engage | seen)
    share_scale: float  # of ``sim.rules_of_spread.share_probability``
    retelling_factor: float
    author_spread: float  # of how infectious posts are, between authors: log standard deviation
    post_spread: float  # the same between the posts of one author
    delay_median: float  # hours
    delay_spread: float  # log standard deviation


def habits_of(world: World, scenario: Scenario, luck_seed: int) -> Habits:
    """The habits in this scenario: what is passed on by friends is answered as what customers tell."""
    value = scenario.assumptions.value
    engagement = float(pieces_of_people(world, scenario)["engagement"][ev.WORD_OF_MOUTH])
    return Habits(
        np.uint64(luck_seed),
        friend_reach_scale(scenario.assumptions, world.people),
        rules.engage_probability(engagement, 1.0, 1.0, 1.0, value("friend_credibility"), 1.0),
        share_scale_of(scenario.assumptions, world),
        value("retelling_factor"),
        value("author_infectiousness_spread"),
        value("post_infectiousness_spread"),
        value("delay_median_hours"),
        value("delay_spread"),
    )


def organic_cascades(world: World, scenario: Scenario, count: int, luck_seed: int) -> Cascades:
    """Plays ``count`` ordinary posts, each with all who passed it on; ``post`` is the number of the cascade.

    Authors are picked in proportion to how readily they pass things on, one anew for each cascade; a share of the
    posts, ``large_account_posts_share``, comes from accounts of the roster, whose person is -1. The nodes of a cascade
    stand in the order in which they shared, and a node's parent is whoever's showing made that person share first. More
    cascades leave the first ones as they are. Raises InputError for a number below 0 or beyond 2^32.
    """
    if not 0 <= count <= MOST_CASCADES:
        raise InputError(f"cascades = {count}: must be a whole number from 0 to {MOST_CASCADES:,}")
    authors = authors_of(world, scenario.assumptions)
    starts, parent, person = _play(world.people, world.ties, habits_of(world, scenario, luck_seed), authors, count)
    return Cascades(starts, parent, person, np.arange(count, dtype=np.int64))


class Wave(NamedTuple):
    """One cascade while it runs: everybody who has shared or is going to, in the order in which they were found.

    Whoever is going to share waits in ``heap``, a binary heap by (hour, person). ``slots`` is a hash table from
    person to place, -1 where it is free; its size is a power of two, at least twice the room.
    """

    hour: npt.NDArray[np.float64]  # of sharing, since the cascade began
    person: npt.NDArray[np.int64]
    parent: npt.NDArray[np.int64]  # place of whoever showed it
    steps: npt.NDArray[np.int64]  # how often it had been passed on when this person shares it, 0 of the author
    where: npt.NDArray[np.int64]  # in the heap while waiting, afterwards in the order of sharing
    slot: npt.NDArray[np.int64]  # in the hash table
    heap: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int64]


@compiled(forceinline=True)
def _standard_normal(u):  # type: ignore[no-untyped-def]
    """The standard normal number below which a share ``u`` lies: the delay rule turned round, by bisection."""
    low, high = -8.0, 8.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if rules.delay_share(math.exp(middle), 1.0, 1.0) < u:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@compiled(forceinline=True)
def _slot_of(wave, person):  # type: ignore[no-untyped-def]
    """Where a person stands in the hash table, or the free slot where they would."""
    last = wave.slots.shape[0] - 1
    at = np.int64((uint64(person) * uint64(0x9E3779B97F4A7C15)) >> uint64(32)) & last
    while wave.slots[at] >= 0 and wave.person[wave.slots[at]] != person:
        at = (at + 1) & last
    return at


@compiled(forceinline=True)
def _before(wave, first, second):  # type: ignore[no-untyped-def]
    if wave.hour[first] != wave.hour[second]:
        return wave.hour[first] < wave.hour[second]
    return wave.person[first] < wave.person[second]


@compiled()
def _rise(wave, at):  # type: ignore[no-untyped-def]
    """Moves what stands at a place of the heap up to where nothing above it comes later."""
    place = wave.heap[at]
    while at > 0:
        above = wave.heap[(at - 1) // 2]
        if not _before(wave, place, above):
            break
        wave.heap[at] = above
        wave.where[above] = at
        at = (at - 1) // 2
    wave.heap[at] = place
    wave.where[place] = at


@compiled()
def _take_first(wave, waiting):  # type: ignore[no-untyped-def]
    """Takes the first to share out of a heap of ``waiting`` places; one fewer wait then."""
    first, place = wave.heap[0], wave.heap[waiting - 1]
    at, count = 0, waiting - 1
    while 2 * at + 1 < count:
        below = 2 * at + 1
        if below + 1 < count and _before(wave, wave.heap[below + 1], wave.heap[below]):
            below += 1
        if not _before(wave, wave.heap[below], place):
            break
        wave.heap[at] = wave.heap[below]
        wave.where[wave.heap[at]] = at
        at = below
    wave.heap[at] = place
    wave.where[place] = at
    return first


@compiled()
def _enter(wave, known, person, hour, parent):  # type: ignore[no-untyped-def]
    """Notes a person, not known yet, at the place ``known``."""
    at = _slot_of(wave, person)
    wave.slots[at] = known
    wave.slot[known] = at
    wave.person[known] = person
    wave.hour[known] = hour
    wave.parent[known] = parent
    wave.steps[known] = wave.steps[parent] + 1 if parent >= 0 else 0


@compiled()
def _will_share(habits, wave, by, person, delay_word, waiting, known):  # type: ignore[no-untyped-def]
    """Lets a person whom the node at place ``by`` makes share it wait; returns how many wait and are known then."""
    place = wave.slots[_slot_of(wave, person)]
    if place >= 0 and wave.hour[place] <= wave.hour[by]:
        return waiting, known  # has shared it; most of what is shown in a large cascade comes too late
    delay = habits.delay_median * math.exp(habits.delay_spread * _standard_normal(coin.unit(delay_word)))
    hour = wave.hour[by] + delay
    if place < 0:
        _enter(wave, known, person, hour, by)
        wave.heap[waiting] = known
        _rise(wave, waiting)
        return waiting + 1, known + 1
    if hour < wave.hour[place]:
        wave.hour[place] = hour
        wave.parent[place] = by
        wave.steps[place] = wave.steps[by] + 1
        _rise(wave, wave.where[place])
    return waiting, known


@compiled()
def _show(people, ties, habits, authors, cascade, infectious, wave, by, waiting, known, audience, engaging):  # type: ignore[no-untyped-def]
    """Shows the piece to those who follow the node at place ``by``; returns how many wait and are known then."""
    via = wave.person[by]
    retold = rules_of_spread.retold(wave.steps[by], habits.retelling_factor)
    n = followers_into(people, ties, via, audience)
    # A loop that only draws, which the compiler turns into vector instructions.
    for i in range(n):
        engaging[i] = coin.words(habits.luck_seed, coin.ORDINARY, audience[i], cascade, via)[1]
    for i in range(n):
        if coin.unit(np.uint64(engaging[i])) >= habits.engage:
            continue
        person = audience[i]
        w = coin.words(habits.luck_seed, coin.ORDINARY, person, cascade, via)
        if coin.unit(w[2]) >= rules_of_spread.share_probability(
            habits.share_scale, habit_of(authors, person), infectious, retold
        ):
            continue
        activity = people.activity[trait_class(trait_words(people, person)[0])]
        if coin.unit(w[0]) < rules.see_probability(habits.reach_scale, activity):
            waiting, known = _will_share(habits, wave, by, person, w[3], waiting, known)
    return waiting, known


@compiled()
def _walk(people, habits, authors, cascade, infectious, account, eager, at, stop, wave, waiting, known):  # type: ignore[no-untyped-def]
    """Shows the piece to some of a large account's audience; returns (next member, next stop, waiting, known).

    Hardly anybody passes it on, so members are not asked one by one. Each is looked at with the highest chance that
    anybody of them can have to pass it on, by the length of the way to the next, and then does so with their own chance
    over that one. Those of ``eager`` habits and all others are walked through apart, each with the highest chance among
    them; at most ``_FIRST_ROOM`` are looked at in one call.
    """
    posting = authors.accounts[account]
    influencer = authors.influencers[posting.row]
    first = authors.starts[account]
    members = authors.starts[account + 1] - first if eager else influencer.members
    infectious = infectious * posting.own_showing
    seen_most = rules.see_probability(posting.reach_scale, people.activity[people.activity.shape[0] - 1])
    habit_most = math.inf if eager else (EAGER if authors.habits.shape[0] > 0 else 1.0)
    most = seen_most * posting.engage
    if habits.share_scale <= 0.0 or infectious <= 0.0 or most <= 0.0:
        return members, stop, waiting, known
    most *= rules_of_spread.share_probability(habits.share_scale, habit_most, infectious, 1.0)
    step = math.log1p(-most)
    for _ in range(_FIRST_ROOM):
        w = coin.words(habits.luck_seed, coin.STOP, stop, cascade, eager)
        stop += 1
        way = math.log(coin.unit(w[0]) + coin.unit(w[3]) * 2.0**-32 + 2.0**-65) / step
        if way >= members - at:
            return members, stop, waiting, known
        at += np.int64(way)
        person = authors.eager[first + at] if eager else audience_member(authors.audiences, posting.row, influencer, at)
        at += 1
        habit = habit_of(authors, person)
        if habit > habit_most:
            continue  # walked through with the eager
        share = rules_of_spread.share_probability(habits.share_scale, habit, infectious, 1.0)
        if coin.unit(w[1]) * most >= posting.engage * share:
            continue
        activity = people.activity[trait_class(trait_words(people, person)[0])]
        seen = rules.see_probability(posting.reach_scale, activity)
        if coin.unit(w[1]) * most < seen * posting.engage * share:
            waiting, known = _will_share(habits, wave, 0, np.int64(person), w[2], waiting, known)
        if at >= members:
            break
    return at, stop, waiting, known


@compiled()
def _write(wave, known, start, parent, person):  # type: ignore[no-untyped-def]
    """Writes a cascade that is over from node ``start`` on, and empties the hash table."""
    for place in range(known):
        node = start + wave.where[place]
        person[node] = wave.person[place]
        parent[node] = start + wave.where[wave.parent[place]] if place > 0 else -1
        wave.slots[wave.slot[place]] = -1


@compiled_maker()
def _longer(array, size):  # type: ignore[no-untyped-def]
    longer = np.empty(size, array.dtype)
    longer[: array.shape[0]] = array
    return longer


@compiled_maker()
def _wider(wave, known, room):  # type: ignore[no-untyped-def]
    """A copy of the cascade with room for ``room`` nodes."""
    size = 1
    while size < 2 * room:
        size *= 2
    wider = Wave(
        _longer(wave.hour, room),
        _longer(wave.person, room),
        _longer(wave.parent, room),
        _longer(wave.steps, room),
        _longer(wave.where, room),
        _longer(wave.slot, room),
        _longer(wave.heap, room),
        np.full(size, -1, np.int64),
    )
    for place in range(known):
        at = _slot_of(wider, wider.person[place])
        wider.slots[at] = place
        wider.slot[place] = at
    return wider


@compiled_maker()
def _play(people, ties, habits, authors, count):  # type: ignore[no-untyped-def]
    """All cascades: (starts, parent, person), as in ``Cascades``."""
    none = np.empty(0, np.int64)
    # Twice, so that there is room for all whom one person, or one call of ``_walk``, may add.
    at_once = max(_FIRST_ROOM, ties.most_followers)
    wave = _wider(Wave(np.empty(0), none, none, none, none, none, none, none), 0, 2 * at_once)
    audience, engaging = np.empty(ties.most_followers, np.int64), np.empty(ties.most_followers, np.uint32)
    starts = np.zeros(count + 1, np.int64)
    parent, person = np.empty(count + _FIRST_ROOM, np.int64), np.empty(count + _FIRST_ROOM, np.int64)
    for cascade in range(count):
        author, account = author_of(authors, people.size, habits.luck_seed, cascade)
        infectious = post_infectiousness(
            authors, habits.author_spread, habits.post_spread, habits.luck_seed, cascade, author, account
        )
        _enter(wave, 0, author, 0.0, -1)
        wave.where[0] = 0
        waiting, known, shared = 0, 1, 1
        if account >= 0:
            for eager in range(2):
                members = authors.influencers[authors.accounts[account].row].members
                if eager == 1:
                    members = authors.starts[account + 1] - authors.starts[account]
                at, stop = 0, 0
                while at < members:
                    if known + at_once > wave.person.shape[0]:
                        wave = _wider(wave, known, 2 * wave.person.shape[0])
                    at, stop, waiting, known = _walk(
                        people, habits, authors, cascade, infectious, account, eager, at, stop, wave, waiting, known
                    )
        else:
            waiting, known = _show(
                people, ties, habits, authors, cascade, infectious, wave, 0, waiting, known, audience, engaging
            )
        while waiting > 0:
            place = _take_first(wave, waiting)
            wave.where[place] = shared
            waiting, shared = waiting - 1, shared + 1
            if known + at_once > wave.person.shape[0]:
                wave = _wider(wave, known, 2 * wave.person.shape[0])
            waiting, known = _show(
                people, ties, habits, authors, cascade, infectious, wave, place, waiting, known, audience, engaging
            )
        start = starts[cascade]
        starts[cascade + 1] = start + known
        # Room is left for a root of every cascade to come.
        if start + known + count - cascade > parent.shape[0]:
            size = max(2 * parent.shape[0], start + known + count - cascade)
            parent, person = _longer(parent, size), _longer(person, size)
        _write(wave, known, start, parent, person)
    nodes = starts[count]
    return starts, parent[:nodes].copy(), person[:nodes].copy()
