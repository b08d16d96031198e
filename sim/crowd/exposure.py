"""Exposure in compiled loops: who will see a showing, and when; what falls due in an hour, in order.

A showing is a post as one messenger shows it, the influencer or somebody who shared it. An impression
that waits is a 64-bit key: the person in the upper half, the place of the showing in the lower.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim import coin, rules
from sim import events as ev
from sim.compiled import Row, compiled
from sim.crowd.behaviour import Behaviour, delay_hours
from sim.crowd.calendar import Pages, put
from sim.crowd.feed import GENERATIONS, due_of, known_order, person_at
from sim.crowd.run_state import Scratch, State
from sim.planning.posts import OWN
from sim.world.audiences import audience_block
from sim.world.people import People, trait_class, trait_words
from sim.world.ties import followers_into

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


@compiled(forceinline=True)
def _sees(people: People, trait_word: np.uint64, see_word: np.uint64, reach_scale: float) -> bool:
    """Whether a person sees a showing, from the words of their activity and of the coin of seeing."""
    activity = people.activity[trait_class(trait_word)]
    return coin.unit(see_word) < rules.see_probability(reach_scale, activity)


@compiled(forceinline=True)
def _put_off(
    behaviour: Behaviour, pages: Pages, person: int, format_: int, delay_word: np.uint64, hour: int, showing: int
) -> None:
    """Puts an impression away for the hour in which it will be read, if that is within the horizon."""
    due = hour + delay_hours(behaviour, format_, coin.unit(delay_word))
    if due < pages.head.shape[0]:
        put(pages, due, person, showing)


@compiled()
def publish(state: State, scratch: Scratch, showing: int, hour: int) -> None:
    """Decides who of an influencer's audience will see the post of a showing, by its place, and when."""
    place = state.posts[state.showings[showing].place].influencer
    publish_to(state, scratch, showing, 0, state.influencers[place].members, hour)


@compiled()
def publish_to(state: State, scratch: Scratch, showing: int, first: int, last: int, hour: int) -> None:
    """Decides for members ``first`` up to ``last`` of an influencer's audience."""
    post = state.posts[state.showings[showing].place]
    influencer = state.influencers[post.influencer]
    while first < last:
        n = audience_block(
            state.audiences, post.influencer, influencer, first, scratch.members, scratch.member_words[0]
        )
        n = min(n, last - first)
        first += n
        _show_to_members(state, scratch, n, post, ev.NOBODY, post.reach_scale, hour, showing)


@compiled()
def _show_to_members(
    state: State, scratch: Scratch, n: int, post: Row, via: int, scale: float, hour: int, showing: int
) -> None:
    """Decides who of the first ``n`` of ``scratch.members`` will see a piece as ``via`` shows it, and when.

    Two loops that only draw, which the compiler turns into vector instructions; then one that only sorts out who sees
    the piece, without a branch that could be guessed wrong.
    """
    people, behaviour = state.people, state.behaviour
    members, words = scratch.members, scratch.member_words
    for i in range(n):
        words[0, i] = trait_words(people, members[i])[0]
    for i in range(n):
        w = coin.words(behaviour.luck_seed, coin.SEE, members[i], post.post, via)
        words[1, i] = w[0]
        words[2, i] = w[1]
    seeing = 0
    for i in range(n):
        sees = _sees(people, words[0, i], words[1, i], scale)
        words[0, seeing] = i
        seeing += sees
    for k in range(seeing):
        i = words[0, k]
        _put_off(behaviour, state.pages, members[i], post.format, words[2, i], hour, showing)


@compiled()
def readers_into(people: People, behaviour: Behaviour, author: int, out: npt.NDArray[np.int64]) -> int:
    """Writes who reads what somebody of the press wrote into ``out``; returns how many: anybody in the market.

    One reader stands in each of equal strata, so all are different.
    """
    n = behaviour.simulated_readers
    for k in range(n):
        low = np.uint64(people.size) * np.uint64(k) // np.uint64(n)
        high = np.uint64(people.size) * np.uint64(k + 1) // np.uint64(n)
        word = coin.words(people.seed, coin.READERS, author, k, 0)[0]
        out[k] = np.int64(low + ((np.uint64(word) * (high - low)) >> HALF))
    return n


@compiled()
def spread(state: State, scratch: Scratch, first: int, last: int, hour: int) -> None:
    """Decides who will see what people shared, told or wrote (showings ``first`` up to ``last``), and when.

    What people share or tell is shown to those who follow them; what the press writes to its readers,
    who all read it.
    """
    people, behaviour, pages, readers = state.people, state.behaviour, state.pages, scratch.readers
    for showing in range(first, last):
        shown = state.showings[showing]
        post, via, place = shown.post, shown.via, shown.place
        written = place == ev.MENTION and via == ev.NOBODY
        if written:
            n = readers_into(people, behaviour, np.uint64(post) - np.uint64(OWN), readers)
        else:
            n = followers_into(people, state.ties, via, readers)
        for i in range(n):
            person = readers[i]
            w = coin.words(behaviour.luck_seed, coin.SEE, person, post, via)
            if written or _sees(people, trait_words(people, person)[0], w[0], behaviour.friend_reach_scale):
                _put_off(behaviour, pages, person, state.posts[place].format, w[1], hour, showing)


@compiled()
def write_batches(state: State, batches: npt.NDArray[np.void]) -> tuple[int, int]:
    """Writes to whom feeds show pieces next, for the engagements so far, into ``batches``.

    ``batches`` is (pieces * GENERATIONS,) of BATCH. Returns how many there are, and the people in all of them.
    """
    n = people = 0
    for place in range(ev.FIRST_PLACE, state.posts.shape[0]):
        post = state.posts[place]
        engagements = state.by_post[place, ev.OF_ENGAGEMENTS]
        if post.feed_per_engagement <= 0.0 or engagements == state.feed.judged[place]:
            continue
        state.feed.judged[place] = engagements
        for generation in range(GENERATIONS):
            first = state.feed.shown[place]
            more = due_of(state.behaviour, state.feed, post, place, generation, state.people.size)
            if more > 0:
                batch = batches[n]
                batch.place, batch.generation = place, min(generation + 1, GENERATIONS - 1)
                batch.first, batch.people = first, more
                n += 1
                people += more
    return n, people


@compiled()
def recommend(state: State, scratch: Scratch, batches: npt.NDArray[np.void], first: int, hour: int) -> None:
    """Writes a showing for each batch, from ``first`` on, and decides who of its people will see it, and when."""
    behaviour, size, members = state.behaviour, state.people.size, scratch.members
    for b in range(batches.shape[0]):
        batch = batches[b]
        post = state.posts[batch.place]
        showing = state.showings[first + b]
        showing.post, showing.via, showing.place = post.post, ev.FEED, batch.place
        showing.steps, showing.generation = 0, batch.generation
        order = known_order(behaviour.luck_seed, state.feed, post, batch.place, size)
        end = batch.first + batch.people
        for start in range(batch.first, end, members.shape[0]):
            n = min(members.shape[0], end - start)
            for i in range(n):
                members[i] = person_at(order, start + i, post, size, behaviour.feed_interest_share)
            _show_to_members(state, scratch, n, post, ev.FEED, behaviour.friend_reach_scale, hour, first + b)


@compiled()
def in_reading_order(due: npt.NDArray[np.uint64], showings: npt.NDArray[np.void]) -> None:
    """Sorts what each person reads in one hour by (post, via); ``due`` is already in order of person."""
    for i in range(1, due.shape[0]):
        key = due[i]
        new = showings[key & LOW]
        j = i
        while j > 0 and due[j - 1] >> HALF == key >> HALF:
            old = showings[due[j - 1] & LOW]
            if old.post < new.post or (old.post == new.post and old.via < new.via):
                break
            due[j] = due[j - 1]
            j -= 1
        due[j] = key
