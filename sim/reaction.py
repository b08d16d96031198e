"""Reaction in compiled loops: what people do with the impressions of one hour, and how it all ends."""

from __future__ import annotations

import numpy as np
from numba import uint64

from sim import coin, rules
from sim.behaviour import brand_match, influencer_match
from sim.compiled import compiled
from sim.exposure import HALF, LOW, in_reading_order
from sim.population import FIXED, traits
from sim.record import (
    ANYWAY,
    BOUGHT,
    CLICKED,
    CLICKS,
    ENGAGED,
    ENGAGEMENTS,
    FIRST,
    IMPRESSIONS,
    NOBODY,
    OVERDOSE,
    OVERDOSES,
    PURCHASES,
    REACH,
    SHARED,
    SHARES,
    VIRAL,
)
from sim.touched import CONSIDERING, CUSTOMER, MEMORY_STEPS, OVERDOSED, TAKEN, home_of, row_of

_AT_ONCE = 2048  # impressions whose people fit into fast memory together
VACANT = uint64(0xFFFFFFFFFFFFFFFF)  # an empty place in the set of (post, person) that were shared


@compiled(forceinline=True)
def _place(shared, key):  # type: ignore[no-untyped-def]
    """Where a key stands in a set, or the vacant place where it belongs."""
    size = uint64(shared.shape[0])
    place = ((key * uint64(0x9E3779B97F4A7C15)) >> uint64(32)) % size
    while shared[np.int64(place)] != VACANT and shared[np.int64(place)] != key:
        place = (place + uint64(1)) % size
    return np.int64(place)


@compiled()
def copy_shared(shared, larger):  # type: ignore[no-untyped-def]
    """Copies a set of shared (post, person) into a larger one."""
    for key in shared:
        if key != VACANT:
            larger[_place(larger, key)] = key


@compiled()
def _meet(due, start, stop, people, behaviour, showings, table, rows, words):  # type: ignore[no-untyped-def]
    """Finds the row of everybody who reads, or gives them one, and draws the coins of engaging.

    Three loops with nothing else in them. The first only asks for memory, so that many places are
    waited for at once; the last only draws, which the compiler turns into vector instructions.
    """
    asked = 0
    for i in range(start, stop):
        asked += table[home_of(table, due[i] >> HALF)].flags
    rows[start] = asked  # kept, so that the compiler does not leave the asking out
    for i in range(start, stop):
        person = np.int64(due[i] >> HALF)
        row = row_of(table, person)
        rows[i] = row
        if table[row].flags == 0:
            table[row].flags = TAKEN
            table[row].person = person
            table[row].trust = traits(people, person)[2]
    for i in range(start, stop):
        showing = due[i] & LOW
        words[i] = coin.words(
            behaviour.luck_seed, coin.REACT, due[i] >> HALF, showings[showing].post, showings[showing].via
        )[0]


@compiled()
def _react(  # type: ignore[no-untyped-def]
    due,
    start,
    stop,
    hour,
    people,
    influencers,
    behaviour,
    posts,
    showings,
    table,
    rows,
    words,
    shared,
    log,
    tally,
    sharing,
):
    """Everybody whose impressions fall due reacts, in the order (person, post, via), each impression once.

    Adds to ``tally``, and to the showings in ``sharing``, of which there are as many as shares so far.
    """
    shares = tally[SHARES]
    reached = viral = engagements = clicks = purchases = anyway = overdoses = 0
    horizon = behaviour.delay_shares.shape[0]
    for i in range(start, stop):
        person = np.int64(due[i] >> HALF)
        showing = showings[due[i] & LOW]
        post = posts[showing.place]
        influencer = influencers[post.influencer]
        credibility = 1.0 if showing.via == NOBODY else behaviour.friend_credibility

        p = table[rows[i]]
        outcome = 0
        if p.seen == 0:
            outcome |= FIRST
            memory = 0.0
        elif p.hour == hour:
            memory = p.memory / MEMORY_STEPS
        else:
            memory = rules.faded(p.memory / MEMORY_STEPS, float(hour - p.hour), behaviour.memory_half_life_hours)

        match = influencer_match(influencer, person)
        attention = rules.attention(
            memory, behaviour.wear_in_gain, behaviour.wear_in_impressions, behaviour.fatigue_per_repeat
        )
        engage = rules.engage_probability(influencer.engagement, match, post.quality, attention, credibility)
        trust = p.trust / FIXED
        step = behaviour.trust_step_seen
        if coin.unit(words[i]) < engage:
            outcome |= ENGAGED
            w = coin.words(behaviour.luck_seed, coin.REACT, person, showing.post, showing.via)
            step = behaviour.trust_step_engaged
            if coin.unit(w[1]) < rules.share_probability(behaviour.share_per_engaged):
                key = (uint64(showing.post) << HALF) | uint64(person)
                place = _place(shared, key)
                if shared[place] != key:  # nobody shares the same post twice
                    shared[place] = key
                    outcome |= SHARED
                    sharing[shares].post = showing.post
                    sharing[shares].via = person
                    sharing[shares].place = showing.place
                    shares += 1
            click = rules.click_probability(behaviour.click_per_engaged, brand_match(behaviour, person))
            if coin.unit(w[2]) < click:
                outcome |= CLICKED
                propensity = traits(people, person)[1]
                organic = _organic_hour(people, behaviour, person)
                considering = behaviour.considering_on_purchase if p.flags & CONSIDERING else 1.0
                buy = rules.buy_probability(
                    behaviour.purchase_per_click,
                    trust,
                    behaviour.trust_initial,
                    behaviour.trust_on_purchase,
                    propensity,
                    considering,
                )
                if not p.flags & CUSTOMER and organic > hour and coin.unit(w[3]) < buy:
                    outcome |= BOUGHT
                    p.flags |= CUSTOMER
                    if organic < horizon:
                        anyway += 1
            p.flags |= CONSIDERING
        authenticity = rules.perceived_authenticity(influencer.authenticity, credibility)
        p.trust = rules.in_steps(rules.trust_after(trust, authenticity, step), FIXED)
        p.memory = rules.in_steps(memory + 1.0, MEMORY_STEPS)
        p.hour = hour
        p.seen = min(255, p.seen + 1)
        if memory + 1.0 > behaviour.overdose_impressions and not p.flags & OVERDOSED:
            outcome |= OVERDOSE
            p.flags |= OVERDOSED

        reached += (outcome & FIRST) != 0
        viral += showing.via != NOBODY
        engagements += (outcome & ENGAGED) != 0
        clicks += (outcome & CLICKED) != 0
        purchases += (outcome & BOUGHT) != 0
        overdoses += (outcome & OVERDOSE) != 0
        if log.shape[0] > 0:
            event = log[i]
            event.hour = hour
            event.person = person
            event.post = showing.post
            event.via = showing.via
            event.outcome = outcome
            event.trust = p.trust
    tally[REACH] += reached
    tally[IMPRESSIONS] += stop - start
    tally[VIRAL] += viral
    tally[ENGAGEMENTS] += engagements
    tally[SHARES] = shares
    tally[CLICKS] += clicks
    tally[PURCHASES] += purchases
    tally[ANYWAY] += anyway
    tally[OVERDOSES] += overdoses


@compiled()
def read(  # type: ignore[no-untyped-def]
    due, hour, people, influencers, behaviour, posts, showings, table, rows, words, shared, log, tally, sharing
):
    """One hour of reading: ``due`` are the keys of the impressions, ascending; ``rows`` and ``words`` room for each.

    Adds to ``tally`` and, where it has room for them, fills in ``log`` and the showings in ``sharing``.
    """
    in_reading_order(due, showings)
    for start in range(0, due.shape[0], _AT_ONCE):
        stop = min(start + _AT_ONCE, due.shape[0])
        _meet(due, start, stop, people, behaviour, showings, table, rows, words)
        _react(
            due,
            start,
            stop,
            hour,
            people,
            influencers,
            behaviour,
            posts,
            showings,
            table,
            rows,
            words,
            shared,
            log,
            tally,
            sharing,
        )


@compiled(forceinline=True)
def _organic_hour(people, behaviour, person):  # type: ignore[no-untyped-def]
    u = coin.unit(coin.words(behaviour.luck_seed, coin.ORGANIC, person, 0, 0)[0])
    return rules.organic_hour(u, behaviour.organic_purchases_per_hour, traits(people, person)[1])


@compiled()
def add_up(people, behaviour, table, organic, counts):  # type: ignore[no-untyped-def]
    """Adds up the people touched into ``counts``; returns how many bought with no click, listed in ``organic``.

    ``counts`` holds aware, considering, customers and the sum of trust in steps.
    """
    horizon = behaviour.delay_shares.shape[0]
    n = 0
    for row in range(table.shape[0]):
        p = table[row]
        if p.flags == 0:
            continue
        counts[3] += p.trust
        if p.flags & CUSTOMER:
            counts[2] += 1
            continue
        hour = _organic_hour(people, behaviour, p.person)
        if hour < horizon:
            counts[2] += 1
            organic[n].hour = int(hour)
            organic[n].person = p.person
            n += 1
        elif p.flags & CONSIDERING:
            counts[1] += 1
        else:
            counts[0] += 1
    return n
