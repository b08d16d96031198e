"""The compiled crowd: full-size markets, a row of columns per person touched, no Python per person."""

from __future__ import annotations

import numpy as np
from numba import uint64

from sim import coin, rules, touched
from sim.audience import BLOCK, audience_block
from sim.behaviour import Behaviour, brand_match, delay_hours, influencer_match
from sim.compiled import compiled
from sim.network import followers_into
from sim.population import FIXED, trait_class, trait_words, traits
from sim.posts import Posts
from sim.record import (
    ANYWAY,
    BOUGHT,
    CLICKED,
    CLICKS,
    ENGAGED,
    ENGAGEMENTS,
    EVENT,
    FIRST,
    IMPRESSIONS,
    NOBODY,
    ORGANIC,
    OVERDOSE,
    OVERDOSES,
    PURCHASES,
    REACH,
    SHARED,
    SHARES,
    TALLY,
    VIRAL,
    Counts,
    Ending,
    Events,
)
from sim.timetable import Timetable, put
from sim.touched import CONSIDERING, CUSTOMER, MEMORY_STEPS, OVERDOSED, TAKEN, row_of
from sim.world import World

# A showing: a post as one messenger shows it, the influencer or somebody who shared it.
SHOWING = np.dtype([("post", np.uint32), ("via", np.uint32), ("place", np.int64)])

_LOW = uint64(0xFFFFFFFF)
_HALF = uint64(32)
_VACANT = uint64(0xFFFFFFFFFFFFFFFF)
_SHARE_ROOM = 1 << 22  # impressions for which room is made at once


@compiled(forceinline=True)
def _show(people, behaviour, pages, person, words, scale, hour, showing):  # type: ignore[no-untyped-def]
    """Puts an impression away for the hour in which this person will see the showing, if ever.

    ``words`` are those of the person's activity, of the coin of seeing and of the delay.
    """
    activity = people.activity[trait_class(words[0])]
    if coin.unit(words[1]) < rules.see_probability(scale, activity):
        due = hour + delay_hours(behaviour, coin.unit(words[2]))
        if due < pages.head.shape[0]:
            put(pages, due, (uint64(person) << _HALF) | uint64(showing))


@compiled()
def _publish(  # type: ignore[no-untyped-def]
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
        # Two loops that only draw, which the compiler turns into vector instructions.
        for i in range(n):
            words[0, i] = trait_words(people, members[i])[0]
        for i in range(n):
            w = coin.words(behaviour.luck_seed, coin.SEE, members[i], post.post, NOBODY)
            words[1, i] = w[0]
            words[2, i] = w[1]
        for i in range(n):
            member_words = (words[0, i], words[1, i], words[2, i])
            _show(people, behaviour, pages, members[i], member_words, influencer.reach_scale, hour, showing)


@compiled()
def _spread(people, ties, behaviour, showings, first, last, hour, pages, followers):  # type: ignore[no-untyped-def]
    """Decides who of their followers will see what people shared (showings ``first`` to ``last``), and when."""
    for showing in range(first, last):
        post, via = showings[showing].post, showings[showing].via
        for i in range(followers_into(people, ties, via, followers)):
            person = followers[i]
            w = coin.words(behaviour.luck_seed, coin.SEE, person, post, via)
            words = (trait_words(people, person)[0], w[0], w[1])
            _show(people, behaviour, pages, person, words, behaviour.friend_reach_scale, hour, showing)


@compiled()
def _in_reading_order(due, showings):  # type: ignore[no-untyped-def]
    """Sorts what each person reads in one hour by (post, via); ``due`` is already in order of person."""
    for i in range(1, due.shape[0]):
        key = due[i]
        new = showings[key & _LOW]
        j = i
        while j > 0 and due[j - 1] >> _HALF == key >> _HALF:
            old = showings[due[j - 1] & _LOW]
            if old.post < new.post or (old.post == new.post and old.via < new.via):
                break
            due[j] = due[j - 1]
            j -= 1
        due[j] = key


@compiled(forceinline=True)
def _place(shared, key):  # type: ignore[no-untyped-def]
    """Where a key stands in a set, or the vacant place where it belongs."""
    size = uint64(shared.shape[0])
    place = ((key * uint64(0x9E3779B97F4A7C15)) >> uint64(32)) % size
    while shared[np.int64(place)] != _VACANT and shared[np.int64(place)] != key:
        place = (place + uint64(1)) % size
    return np.int64(place)


@compiled()
def _copy(shared, larger):  # type: ignore[no-untyped-def]
    for key in shared:
        if key != _VACANT:
            larger[_place(larger, key)] = key


@compiled()
def _meet(due, people, behaviour, showings, table, rows, words):  # type: ignore[no-untyped-def]
    """Finds the row of everybody who reads in this hour, or gives them one, and draws the coins of engaging.

    Two loops with nothing else in them: memory is waited for, and coins are drawn, many at a time.
    """
    for i in range(due.shape[0]):
        person = np.int64(due[i] >> _HALF)
        row = row_of(table, person)
        rows[i] = row
        if table[row].flags == 0:
            table[row].flags = TAKEN
            table[row].person = person
            table[row].trust = traits(people, person)[2]
    for i in range(due.shape[0]):
        showing = due[i] & _LOW
        words[i] = coin.words(
            behaviour.luck_seed, coin.REACT, due[i] >> _HALF, showings[showing].post, showings[showing].via
        )[0]


@compiled()
def _read(  # type: ignore[no-untyped-def]
    due, hour, people, influencers, behaviour, posts, showings, table, rows, words, shared, log, tally, sharing
):
    """Everybody whose impressions fall due reacts, in the order (person, post, via), each impression once.

    Returns how many shared; their showings stand in ``sharing``.
    """
    reached = viral = engagements = shares = clicks = purchases = anyway = overdoses = 0
    horizon = behaviour.delay_shares.shape[0]
    for i in range(due.shape[0]):
        person = np.int64(due[i] >> _HALF)
        showing = showings[due[i] & _LOW]
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
                key = (uint64(showing.post) << _HALF) | uint64(person)
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
    tally[REACH] = reached
    tally[IMPRESSIONS] = due.shape[0]
    tally[VIRAL] = viral
    tally[ENGAGEMENTS] = engagements
    tally[SHARES] = shares
    tally[CLICKS] = clicks
    tally[PURCHASES] = purchases
    tally[ANYWAY] = anyway
    tally[OVERDOSES] = overdoses
    return shares


@compiled(forceinline=True)
def _organic_hour(people, behaviour, person):  # type: ignore[no-untyped-def]
    u = coin.unit(coin.words(behaviour.luck_seed, coin.ORGANIC, person, 0, 0)[0])
    return rules.organic_hour(u, behaviour.organic_purchases_per_hour, traits(people, person)[1])


@compiled()
def _end(people, behaviour, table, organic, counts):  # type: ignore[no-untyped-def]
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


class ColumnCrowd:
    """Followers as columns. Impressions wait in a timetable; people get a row when they are first touched."""

    def __init__(self, world: World, behaviour: Behaviour, posts: Posts, *, events: bool) -> None:
        self.world = world
        self.behaviour = behaviour
        self.posts = posts
        self.events = events
        self.timetable = Timetable(behaviour.delay_shares.size)
        self.showings = np.empty(max(1024, posts.size), SHOWING)
        self.showing_count = 0
        self.table = touched.empty_table()
        self.reached = 0
        self.shared = np.full(1024, _VACANT, np.uint64)
        self._members = np.empty(BLOCK, np.uint32)
        self._words = np.empty((3, BLOCK), np.uint32)
        self._followers = np.empty(world.ties.most_followers, np.int64)

    def publish(self, place: int, hour: int) -> None:
        """The influencer shows post ``place`` of the run's posts to the audience."""
        post = self.posts[place]
        self._add_showings(np.array([(post["post"], NOBODY, place)], SHOWING))
        self.timetable.reserve(int(self.world.influencers[post["influencer"]]["members"]))
        _publish(
            self.world.people,
            self.world.audiences,
            self.world.influencers,
            self.behaviour,
            post,
            self.showing_count - 1,
            hour,
            self.timetable.pages,
            self._members,
            self._words,
        )

    def read(self, hour: int) -> tuple[Counts, Events]:
        """Everybody reads what falls due in this hour: counts, shape (len(TALLY),), and the hour's events."""
        due = self.timetable.take(hour)
        tally = np.zeros(len(TALLY), np.int64)
        log = np.empty(due.size if self.events else 0, EVENT)
        if due.size:
            _in_reading_order(due, self.showings)
            sharing = np.empty(due.size, SHOWING)
            rows, words = np.empty(due.size, np.int64), np.empty(due.size, np.uint32)
            self._make_room(due.size)
            _meet(due, self.world.people, self.behaviour, self.showings, self.table, rows, words)
            shares = _read(
                due,
                hour,
                self.world.people,
                self.world.influencers,
                self.behaviour,
                self.posts,
                self.showings,
                self.table,
                rows,
                words,
                self.shared,
                log,
                tally,
                sharing,
            )
            self.reached += int(tally[REACH])
            if shares:
                self._spread(sharing[:shares], hour)
        return tally, log

    def _make_room(self, impressions: int) -> None:
        """For as many people reached, and shares made, as there are impressions."""
        self.table = touched.with_room(self.table, self.reached, impressions)
        shares = self.showing_count + impressions
        if 2 * shares > self.shared.size:
            larger = np.full(4 * shares, _VACANT, np.uint64)
            _copy(self.shared, larger)
            self.shared = larger

    def _spread(self, sharing: np.ndarray, hour: int) -> None:
        first = self.showing_count
        self._add_showings(sharing)
        at_once = max(1, _SHARE_ROOM // self.world.ties.most_followers)
        for start in range(first, self.showing_count, at_once):
            stop = min(start + at_once, self.showing_count)
            self.timetable.reserve((stop - start) * self.world.ties.most_followers)
            _spread(
                self.world.people,
                self.world.ties,
                self.behaviour,
                self.showings,
                start,
                stop,
                hour,
                self.timetable.pages,
                self._followers,
            )

    def _add_showings(self, more: np.ndarray) -> None:
        needed = self.showing_count + more.size
        if needed > self.showings.size:
            self.showings = np.resize(self.showings, 2 * needed)
        self.showings[self.showing_count : needed] = more
        self.showing_count = needed

    def end(self) -> Ending:
        """The people touched, when the campaign is over."""
        world, behaviour = self.world, self.behaviour
        organic = np.empty(self.reached, ORGANIC)
        counts = np.zeros(4, np.int64)
        organic = organic[: _end(world.people, behaviour, self.table, organic, counts)]
        organic.sort(order=["hour", "person"])
        aware, considering, customers, trust = (int(n) for n in counts)
        return Ending(aware, considering, customers, trust / FIXED, organic)
