"""Reaction in compiled loops: what people do with the impressions of one hour, and how it all ends."""

from __future__ import annotations

import numpy as np
from numba import uint64

from sim import coin, rules
from sim import events as ev
from sim.compiled import compiled
from sim.crowd.behaviour import brand_match, class_match, influencer_match, interested, is_press
from sim.crowd.exposure import HALF, LOW, in_reading_order
from sim.crowd.person_table import (
    CONSIDERING,
    CUSTOMER,
    FOLLOWS,
    LOYAL,
    MEMORY_STEPS,
    OVERDOSED,
    TAKEN,
    home_of,
    row_of,
)
from sim.planning.posts import OWN
from sim.world.people import traits

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


@compiled(forceinline=True)
def _show(sharing, n, post, via, place):  # type: ignore[no-untyped-def]
    """Adds a showing to those that go out after this hour; returns how many there are."""
    sharing[n].post = post
    sharing[n].via = via
    sharing[n].place = place
    return n + 1


@compiled(forceinline=True)
def _for_the_first_time(shared, post, person):  # type: ignore[no-untyped-def]
    """Whether this person passes this post on for the first time; remembers it."""
    key = (uint64(post) << HALF) | uint64(person)
    place = _place(shared, key)
    fresh = shared[place] != key
    shared[place] = key
    return fresh


@compiled()
def _react(  # type: ignore[no-untyped-def]
    due,
    start,
    stop,
    hour,
    people,
    behaviour,
    posts,
    by_post,
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

    Adds to ``tally`` and ``by_post``, and to the showings in ``sharing``, of which there are as many as
    shares, customers who told and people who wrote so far.
    """
    shown = tally[ev.SHARES] + tally[ev.SPOKEN] + tally[ev.MENTIONS]
    reached = viral = engagements = shares = clicks = purchases = anyway = overdoses = 0
    repeats = codes = followers = spoken = mentions = trust_steps = trust_initial = 0
    horizon = behaviour.horizon
    for i in range(start, stop):
        person = np.int64(due[i] >> HALF)
        showing = showings[due[i] & LOW]
        post = posts[showing.place]
        credibility = 1.0 if showing.via == ev.NOBODY else behaviour.friend_credibility

        p = table[rows[i]]
        trust_steps -= p.trust
        outcome = 0
        if p.tiers == 0:
            outcome |= ev.FIRST
            trust_steps += p.trust
            trust_initial += p.trust
            memory = 0.0
        elif p.hour == hour:
            memory = p.memory / MEMORY_STEPS
        else:
            memory = rules.faded(p.memory / MEMORY_STEPS, float(hour - p.hour), behaviour.memory_half_life_hours)

        match = influencer_match(post, person)
        attention = rules.attention(
            memory, behaviour.wear_in_gain, behaviour.wear_in_impressions, behaviour.fatigue_per_repeat
        )
        familiar = rules.familiarity(p.tiers & (p.tiers ^ post.tier_bit), behaviour.familiarity_on_engagement)
        engage = rules.engage_probability(post.engagement, match, post.quality, attention, credibility, familiar)
        trust = p.trust / ev.FIXED
        step = behaviour.trust_step_seen
        if coin.unit(words[i]) < engage:
            outcome |= ev.ENGAGED
            w = coin.words(behaviour.luck_seed, coin.REACT, person, showing.post, showing.via)
            answer = coin.words(behaviour.luck_seed, coin.ANSWER, person, showing.post, showing.via)
            step = behaviour.trust_step_engaged
            shares_it = coin.unit(w[1]) < rules.share_probability(behaviour.share_per_engaged)
            if shares_it and _for_the_first_time(shared, showing.post, person):  # nobody shares a post twice
                outcome |= ev.SHARED
                shown = _show(sharing, shown, showing.post, person, showing.place)
            if not p.flags & FOLLOWS and coin.unit(answer[0]) < rules.follow_probability(behaviour.follow_per_engaged):
                outcome |= ev.FOLLOWED
                p.flags |= FOLLOWS
            press = is_press(people, behaviour, person)
            writes = press and coin.unit(answer[1]) < rules.mention_probability(behaviour.mention_per_engaged_press)
            if writes and _for_the_first_time(shared, OWN | person, person):
                outcome |= ev.WROTE
                mentions += 1
                shown = _show(sharing, shown, OWN | person, ev.NOBODY, ev.MENTION)
            wants = interested(people, behaviour, person)
            click = rules.click_probability(behaviour.click_per_engaged, brand_match(behaviour, person), wants)
            if coin.unit(w[2]) < click:
                outcome |= ev.CLICKED
                by_post[showing.place, ev.OF_CLICKS] += 1
                organic = _organic_hour(people, behaviour, person)
                customer = (p.flags & CUSTOMER) != 0 or organic <= hour
                buy = rules.buy_probability(
                    behaviour.purchase_per_click,
                    trust,
                    behaviour.trust_initial,
                    behaviour.trust_on_purchase,
                    traits(people, person)[1],
                    behaviour.considering_on_purchase if p.flags & CONSIDERING else 1.0,
                    rules.promo_code(post.promo_code, behaviour.promo_code_on_purchase),
                    class_match(people, behaviour, person),
                    rules.repeat_purchase(customer, behaviour.repeat_on_purchase),
                )
                if coin.unit(w[3]) < buy:
                    outcome |= ev.BOUGHT
                    by_post[showing.place, ev.OF_PURCHASES] += 1
                    codes += post.promo_code
                    if customer:
                        p.flags |= LOYAL
                        repeats += 1
                    else:
                        p.flags |= CUSTOMER
                        if organic < horizon:
                            anyway += 1
                            by_post[showing.place, ev.OF_ANYWAY] += 1
                        advocacy = rules.advocacy_probability(behaviour.advocacy_per_purchase)
                        if not press and coin.unit(answer[2]) < advocacy:
                            _for_the_first_time(shared, OWN | person, person)  # nobody shares what they told
                            outcome |= ev.WROTE
                            spoken += 1
                            shown = _show(sharing, shown, OWN | person, person, ev.WORD_OF_MOUTH)
            p.flags |= CONSIDERING
        authenticity = rules.perceived_authenticity(post.authenticity, credibility)
        trust = rules.trust_after(trust, authenticity, step)
        if memory + 1.0 > behaviour.overdose_impressions:
            if not p.flags & OVERDOSED:
                outcome |= ev.OVERDOSE
                p.flags |= OVERDOSED
            if not outcome & ev.ENGAGED:
                trust = rules.trust_damaged(trust, behaviour.overdose_damage)
        p.trust = rules.in_steps(trust, ev.FIXED)
        p.memory = rules.in_steps(memory + 1.0, MEMORY_STEPS)
        p.hour = hour
        p.tiers |= post.tier_bit

        trust_steps += p.trust
        by_post[showing.place, ev.OF_IMPRESSIONS] += 1
        by_post[showing.place, ev.OF_REACH] += (outcome & ev.FIRST) != 0
        by_post[showing.place, ev.OF_ENGAGEMENTS] += (outcome & ev.ENGAGED) != 0
        reached += (outcome & ev.FIRST) != 0
        viral += showing.via != ev.NOBODY
        engagements += (outcome & ev.ENGAGED) != 0
        shares += (outcome & ev.SHARED) != 0
        clicks += (outcome & ev.CLICKED) != 0
        purchases += (outcome & ev.BOUGHT) != 0
        overdoses += (outcome & ev.OVERDOSE) != 0
        followers += (outcome & ev.FOLLOWED) != 0
        if log.shape[0] > 0:
            event = log[i]
            event.hour = hour
            event.person = person
            event.post = showing.post
            event.via = showing.via
            event.outcome = outcome
            event.trust = p.trust
    tally[ev.REACH] += reached
    tally[ev.IMPRESSIONS] += stop - start
    tally[ev.VIRAL] += viral
    tally[ev.ENGAGEMENTS] += engagements
    tally[ev.SHARES] += shares
    tally[ev.CLICKS] += clicks
    tally[ev.PURCHASES] += purchases
    tally[ev.ANYWAY] += anyway
    tally[ev.OVERDOSES] += overdoses
    tally[ev.REPEATS] += repeats
    tally[ev.CODES] += codes
    tally[ev.FOLLOWERS] += followers
    tally[ev.SPOKEN] += spoken
    tally[ev.MENTIONS] += mentions
    tally[ev.TRUST] += trust_steps
    tally[ev.TRUST_INITIAL] += trust_initial


@compiled()
def read(  # type: ignore[no-untyped-def]
    due, hour, people, behaviour, posts, by_post, showings, table, rows, words, shared, log, tally, sharing
):
    """One hour of reading: ``due`` are the keys of the impressions, ascending; ``rows`` and ``words`` room for each.

    Adds to ``tally`` and ``by_post`` and, where it has room for them, fills in ``log`` and the showings
    in ``sharing``, at most two for each impression.
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
            behaviour,
            posts,
            by_post,
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
    rate = behaviour.organic_purchases_per_hour * interested(people, behaviour, person)
    return rules.organic_hour(u, rate, traits(people, person)[1])


@compiled()
def add_up(people, behaviour, table, organic, counts):  # type: ignore[no-untyped-def]
    """Adds up the people touched into ``counts``; returns how many bought with no click, listed in ``organic``.

    ``counts`` holds aware, considering, customers, loyal and the sum of trust in steps.
    """
    n = 0
    for row in range(table.shape[0]):
        p = table[row]
        if p.flags == 0:
            continue
        counts[4] += p.trust
        stage = 1 if p.flags & CONSIDERING else 0
        if p.flags & CUSTOMER:
            stage = 2
        else:
            hour = _organic_hour(people, behaviour, p.person)
            if hour < behaviour.horizon:
                stage = 2
                organic[n].hour = int(hour)
                organic[n].person = p.person
                n += 1
        counts[3 if p.flags & LOYAL else stage] += 1
    return n
