"""Reaction in compiled loops: people react to the impressions of one hour."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim import coin, rules
from sim import events as ev
from sim.compiled import Row, compiled
from sim.crowd.behaviour import Behaviour, is_press
from sim.crowd.chances import (
    chance_to_buy,
    chance_to_click,
    chance_to_engage,
    chance_to_share,
    has_bought,
    organic_hour,
    remembered,
)
from sim.crowd.exposure import HALF, LOW, in_reading_order, write_batches
from sim.crowd.passed_on import for_the_first_time
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
from sim.crowd.run_state import Scratch, State
from sim.planning.posts import OWN
from sim.world.people import traits

_AT_ONCE = 2048  # impressions whose people fit into fast memory together


@compiled()
def read(
    state: State,
    scratch: Scratch,
    due: npt.NDArray[np.uint64],
    hour: int,
    tally: npt.NDArray[np.int64],
    log: npt.NDArray[np.void],
) -> tuple[int, int, int]:
    """One hour of reading: everybody reacts to what is due, in the order (person, post, via), each impression once.

    ``due`` (n,) holds the keys of the impressions, ascending; ``scratch`` has room for n. Adds to ``tally``
    (len(TALLY),) and to the counts by piece. Fills in ``log``, (n,) of EVENT, or (0,) where nothing is logged, and
    what goes out after this hour: the first showings of ``scratch.sharing`` and the first of ``scratch.batches``;
    returns how many there are of each, and the people in those batches.
    """
    shown = react(state, scratch, due, hour, tally, log)
    batches = people = 0
    if tally[ev.ENGAGEMENTS] > 0:
        batches, people = write_batches(state, scratch.batches)
    return shown, batches, people


@compiled()
def react(
    state: State,
    scratch: Scratch,
    due: npt.NDArray[np.uint64],
    hour: int,
    tally: npt.NDArray[np.int64],
    log: npt.NDArray[np.void],
) -> int:
    """``read`` but for what feeds show next, which goes by everybody; returns how many showings go out."""
    in_reading_order(due, state.showings)
    for start in range(0, due.shape[0], _AT_ONCE):
        stop = min(start + _AT_ONCE, due.shape[0])
        _meet(state, scratch, due, start, stop)
        _play(state, scratch, due, start, stop, hour, tally, log)
    return _outgoing(tally)


@compiled(inline="always")
def _meet(state: State, scratch: Scratch, due: npt.NDArray[np.uint64], start: int, stop: int) -> None:
    """Finds the row of everybody who reads, or gives them one, and draws the coins of engaging.

    Three loops with nothing else in them. The first only asks for memory, so that many places are
    waited for at once; the last only draws, which the compiler turns into vector instructions.
    """
    table, rows, words = state.table, scratch.rows, scratch.engage_words
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
            table[row].trust = traits(state.people, person)[2]
    for i in range(start, stop):
        showing = state.showings[due[i] & LOW]
        words[i] = coin.words(state.behaviour.luck_seed, coin.REACT, due[i] >> HALF, showing.post, showing.via)[0]


@compiled(inline="always")
def _play(
    state: State,
    scratch: Scratch,
    due: npt.NDArray[np.uint64],
    start: int,
    stop: int,
    hour: int,
    tally: npt.NDArray[np.int64],
    log: npt.NDArray[np.void],
) -> None:
    """Plays the impressions ``start`` up to ``stop`` of the hour, each through every rule in turn."""
    behaviour = state.behaviour
    for i in range(start, stop):
        person = np.int64(due[i] >> HALF)
        showing = state.showings[due[i] & LOW]
        post = state.posts[showing.place]
        p = state.table[scratch.rows[i]]
        credibility = behaviour.friend_credibility if showing.via < ev.FEED else 1.0

        trust_before = p.trust
        outcome = ev.FIRST if p.tiers == 0 else 0
        memory = remembered(behaviour, p, hour)
        chance = chance_to_engage(behaviour, person, p, post, memory, credibility)
        u = coin.unit(scratch.engage_words[i])
        if u < chance:
            outcome |= ev.ENGAGED
            w = coin.words(behaviour.luck_seed, coin.REACT, person, showing.post, showing.via)
            answer = coin.words(behaviour.luck_seed, coin.ANSWER, person, showing.post, showing.via)
            outcome |= _share(state, scratch, tally, person, showing, w[1])
            outcome |= _follow(behaviour, p, answer[0])
            outcome |= _write(state, scratch, tally, person, answer[1])
            outcome |= _click(state, person, behaviour.click_per_engaged_person, coin.unit(w[2]))
        elif u < chance + (1.0 - chance) * behaviour.most_unengaged_click:  # nearly nobody, whoever it is
            outcome |= _click(state, person, behaviour.click_per_unengaged_person, coin.rest(u, chance))
        if outcome & ev.CLICKED:
            outcome |= _shop(state, scratch, tally, person, p, showing, post, hour)
        if outcome & (ev.ENGAGED | ev.CLICKED):
            p.flags |= CONSIDERING
        outcome |= _overdose(behaviour, p, memory)
        _trust_moves(behaviour, p, post, memory, credibility, outcome)
        remember(p, post, memory, hour)
        _count(state, tally, showing, outcome, trust_before, p.trust)
        if log.shape[0] > 0:
            _write_down(log[i], hour, person, showing, outcome, p.trust)


# The steps are written into the loop before it is compiled: compiled one by one, each with all that it is handed, they
# took a third more time to compile.


@compiled(forceinline=True)
def _outgoing(tally: npt.NDArray[np.int64]) -> int:
    """The number of showings that go out after an hour: shared, told by customers, written by the press."""
    shown: int = tally[ev.SHARES] + tally[ev.SPOKEN] + tally[ev.MENTIONS]
    return shown


@compiled(inline="always")
def _show(scratch: Scratch, tally: npt.NDArray[np.int64], column: int, post: int, via: int, place: int) -> None:
    """Adds a showing to those that go out after this hour, and counts it in a column of the tally."""
    showing = scratch.sharing[_outgoing(tally)]
    showing.post = post
    showing.via = via
    showing.place = place
    showing.steps = 0
    showing.generation = 0
    tally[column] += 1


@compiled(inline="always")
def _share(
    state: State, scratch: Scratch, tally: npt.NDArray[np.int64], person: int, showing: Row, word: np.uint64
) -> int:
    """Lets some who engage pass the piece on to their followers, once; returns the bit SHARED, or 0."""
    if coin.unit(word) < chance_to_share(state, person, showing) and for_the_first_time(
        state.passed_on, showing.post, person
    ):
        _show(scratch, tally, ev.SHARES, showing.post, person, showing.place)
        shared = scratch.sharing[_outgoing(tally) - 1]
        shared.steps, shared.generation = showing.steps + 1, showing.generation
        return ev.SHARED
    return 0


@compiled(inline="always")
def _follow(behaviour: Behaviour, p: Row, word: np.uint64) -> int:
    """Lets some who engage begin to follow the brand's account; returns the bit FOLLOWED, or 0."""
    if not p.flags & FOLLOWS and coin.unit(word) < rules.follow_probability(behaviour.follow_per_engaged_person):
        p.flags |= FOLLOWS
        return ev.FOLLOWED
    return 0


@compiled(inline="always")
def _write(state: State, scratch: Scratch, tally: npt.NDArray[np.int64], person: int, word: np.uint64) -> int:
    """Lets some of the press who engage write about the campaign, once; returns the bit WROTE, or 0."""
    press = is_press(state.people, state.behaviour, person)
    chance = rules.mention_probability(state.behaviour.mention_per_engaged_press)
    if press and coin.unit(word) < chance and for_the_first_time(state.passed_on, OWN | person, person):
        _show(scratch, tally, ev.MENTIONS, OWN | person, ev.NOBODY, ev.MENTION)
        return ev.WROTE
    return 0


@compiled(inline="always")
def _click(state: State, person: int, rate: float, u: float) -> int:
    """Lets some who see a piece go to the shop, at the rate of those who engaged or did not; the bit CLICKED, or 0."""
    return ev.CLICKED if u < chance_to_click(state, person, rate) else 0


@compiled(inline="always")
def _shop(
    state: State,
    scratch: Scratch,
    tally: npt.NDArray[np.int64],
    person: int,
    p: Row,
    showing: Row,
    post: Row,
    hour: int,
) -> int:
    """Lets some who clicked buy, and some who buy for the first time tell; returns the bits BOUGHT and WROTE, or 0."""
    luck = state.behaviour.luck_seed
    bought_before = has_bought(state, person, p, hour)
    word = coin.words(luck, coin.REACT, person, showing.post, showing.via)[3]
    if coin.unit(word) >= chance_to_buy(state, person, p, post, bought_before, hour):
        return 0
    _count_purchase(state, tally, person, p, showing.place, post, bought_before)
    if bought_before or is_press(state.people, state.behaviour, person):
        return ev.BOUGHT
    word = coin.words(luck, coin.ANSWER, person, showing.post, showing.via)[2]
    return ev.BOUGHT | _tell(state, scratch, tally, person, word)


@compiled(inline="always")
def _count_purchase(
    state: State,
    tally: npt.NDArray[np.int64],
    person: int,
    p: Row,
    place: int,
    post: Row,
    bought_before: bool,
) -> None:
    """Makes a buyer a customer, or a loyal one if they bought before, and counts what only purchases have."""
    tally[ev.CODES] += post.promo_code
    if bought_before:
        p.flags |= LOYAL
        tally[ev.REPEATS] += 1
    else:
        p.flags |= CUSTOMER
        if organic_hour(state.people, state.behaviour, person) < state.behaviour.horizon:
            tally[ev.ANYWAY] += 1
            state.by_post[place, ev.OF_ANYWAY] += 1


@compiled(inline="always")
def _tell(state: State, scratch: Scratch, tally: npt.NDArray[np.int64], person: int, word: np.uint64) -> int:
    """Lets some who buy for the first time tell their followers; returns the bit WROTE, or 0."""
    if coin.unit(word) < rules.advocacy_probability(state.behaviour.advocacy_per_purchase):
        for_the_first_time(state.passed_on, OWN | person, person)  # nobody shares what they told
        _show(scratch, tally, ev.SPOKEN, OWN | person, person, ev.WORD_OF_MOUTH)
        return ev.WROTE
    return 0


@compiled(inline="always")
def _overdose(behaviour: Behaviour, p: Row, memory: float) -> int:
    """Marks whoever is past the overdose point for the first time; returns the bit OVERDOSE, or 0."""
    if memory + 1.0 > behaviour.overdose_impressions and not p.flags & OVERDOSED:
        p.flags |= OVERDOSED
        return ev.OVERDOSE
    return 0


@compiled(inline="always")
def _trust_moves(behaviour: Behaviour, p: Row, post: Row, memory: float, credibility: float, outcome: int) -> None:
    """Moves trust towards the messenger, further for those who engage; lowers it past the overdose point."""
    engaged = outcome & ev.ENGAGED
    step = behaviour.trust_step_engaged if engaged else behaviour.trust_step_seen
    authenticity = rules.perceived_authenticity(post.authenticity, credibility)
    trust = rules.trust_after(p.trust / ev.FIXED, authenticity, step)
    if memory + 1.0 > behaviour.overdose_impressions and not engaged:
        trust = rules.trust_damaged(trust, behaviour.overdose_damage)
    p.trust = rules.in_steps(trust, ev.FIXED)


@compiled(inline="always")
def remember(p: Row, post: Row, memory: float, hour: int) -> None:
    """Adds an impression to those remembered, with its hour and the tier of its piece."""
    p.memory = rules.in_steps(memory + 1.0, MEMORY_STEPS)
    p.hour = hour
    p.tiers |= post.tier_bit


@compiled(inline="always")
def _count(
    state: State,
    tally: npt.NDArray[np.int64],
    showing: Row,
    outcome: int,
    trust_before: int,
    trust_after: int,
) -> None:
    """Adds one impression to the counts of the hour and of the piece; what is shown or bought has been counted."""
    first = (outcome & ev.FIRST) != 0
    own = state.by_post[showing.place]
    own[ev.OF_IMPRESSIONS] += 1
    own[ev.OF_REACH] += first
    tally[ev.IMPRESSIONS] += 1
    tally[ev.REACH] += first
    tally[ev.VIRAL] += showing.via < ev.FEED
    tally[ev.RECOMMENDED] += showing.via == ev.FEED
    tally[ev.OVERDOSES] += (outcome & ev.OVERDOSE) != 0
    tally[ev.TRUST] += trust_after - (0 if first else trust_before)
    tally[ev.TRUST_INITIAL] += trust_before if first else 0
    if outcome & ev.ENGAGED:
        own[ev.OF_ENGAGEMENTS] += 1
        # A feed goes by how a piece does where the account or the feed itself shows it.
        state.feed.engaged[showing.place, showing.generation] += showing.via >= ev.FEED
        tally[ev.ENGAGEMENTS] += 1
        tally[ev.FOLLOWERS] += (outcome & ev.FOLLOWED) != 0
    if outcome & ev.CLICKED:
        own[ev.OF_CLICKS] += 1
        own[ev.OF_PURCHASES] += (outcome & ev.BOUGHT) != 0
        tally[ev.CLICKS] += 1
        tally[ev.PURCHASES] += (outcome & ev.BOUGHT) != 0


@compiled(inline="always")
def _write_down(event: Row, hour: int, person: int, showing: Row, outcome: int, trust: int) -> None:
    """Writes one impression into the log."""
    event.hour = hour
    event.person = person
    event.post = showing.post
    event.via = showing.via
    event.outcome = outcome
    event.trust = trust
