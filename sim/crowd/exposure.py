"""Exposure in compiled loops: who will see a showing, and when; what falls due in an hour, in order.

A showing is a post as one messenger shows it, the influencer or somebody who shared it. An impression
that waits is a 64-bit key: the person in the upper half, the place of the showing in the lower.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from sim import coin, rules
from sim import events as ev
from sim.compiled import compiled
from sim.crowd.behaviour import delay_hours
from sim.crowd.calendar import put
from sim.planning.posts import OWN
from sim.world.audiences import audience_block
from sim.world.people import trait_class, trait_words
from sim.world.ties import followers_into

SHOWING = np.dtype([("post", np.uint32), ("via", np.uint32), ("place", np.int64)])

LOW = uint64(0xFFFFFFFF)
HALF = uint64(32)


@compiled(forceinline=True)
def _sees(people, trait_word, see_word, reach_scale):  # type: ignore[no-untyped-def]
    """Whether a person sees a showing, from the words of their activity and of the coin of seeing."""
    activity = people.activity[trait_class(trait_word)]
    return coin.unit(see_word) < rules.see_probability(reach_scale, activity)


@compiled(forceinline=True)
def _put_off(behaviour, pages, person, format_, delay_word, hour, showing):  # type: ignore[no-untyped-def]
    """Puts an impression away for the hour in which it will be read, if that is within the horizon."""
    due = hour + delay_hours(behaviour, format_, coin.unit(delay_word))
    if due < pages.head.shape[0]:
        put(pages, due, (uint64(person) << HALF) | uint64(showing))


@compiled()
def publish(  # type: ignore[no-untyped-def]
    people, audiences, influencers, behaviour, post, showing, hour, pages, members, words
):
    """Decides who of an influencer's audience will see the post, and when.

    ``members`` and ``words`` are room for one and three times BLOCK 32-bit words.
    """
    influencer = influencers[post.influencer]
    done = 0
    while done < influencer.members:
        n = audience_block(audiences, post.influencer, influencer, done, members, words[0])
        done += n
        # Two loops that only draw, which the compiler turns into vector instructions; then one that
        # only sorts out who sees the post, without a branch that could be guessed wrong.
        for i in range(n):
            words[0, i] = trait_words(people, members[i])[0]
        for i in range(n):
            w = coin.words(behaviour.luck_seed, coin.SEE, members[i], post.post, ev.NOBODY)
            words[1, i] = w[0]
            words[2, i] = w[1]
        seeing = 0
        for i in range(n):
            sees = _sees(people, words[0, i], words[1, i], post.reach_scale)
            words[0, seeing] = i
            seeing += sees
        for k in range(seeing):
            i = words[0, k]
            _put_off(behaviour, pages, members[i], post.format, words[2, i], hour, showing)


@compiled()
def readers_into(people, behaviour, author, out):  # type: ignore[no-untyped-def]
    """Writes who reads what somebody of the press wrote into ``out``; returns how many: anybody in the market.

    One reader stands in each of equal strata, so all are different.
    """
    n = behaviour.mention_readers
    for k in range(n):
        low = uint64(people.size) * uint64(k) // uint64(n)
        high = uint64(people.size) * uint64(k + 1) // uint64(n)
        word = coin.words(people.seed, coin.READERS, author, k, 0)[0]
        out[k] = np.int64(low + ((uint64(word) * (high - low)) >> HALF))
    return n


@compiled()
def spread(people, ties, behaviour, posts, showings, first, last, hour, pages, audience):  # type: ignore[no-untyped-def]
    """Decides who will see what people shared, told or wrote (showings ``first`` to ``last``), and when.

    What people share or tell is shown to those who follow them; what the press writes to its readers,
    who all read it. ``audience`` is room for the most of either.
    """
    for showing in range(first, last):
        post, via, place = showings[showing].post, showings[showing].via, showings[showing].place
        written = place == ev.MENTION and via == ev.NOBODY
        if written:
            n = readers_into(people, behaviour, uint64(post) - uint64(OWN), audience)
        else:
            n = followers_into(people, ties, via, audience)
        for i in range(n):
            person = audience[i]
            w = coin.words(behaviour.luck_seed, coin.SEE, person, post, via)
            if written or _sees(people, trait_words(people, person)[0], w[0], behaviour.friend_reach_scale):
                _put_off(behaviour, pages, person, posts[place].format, w[1], hour, showing)


@compiled()
def in_reading_order(due, showings):  # type: ignore[no-untyped-def]
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
