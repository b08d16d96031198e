"""The chances behind a story: those of ``sim.crowd.chances`` asked once more, for somebody whose deeds are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim import events as ev
from sim.compiled import Row, compiled
from sim.crowd.chances import (
    chance_to_buy,
    chance_to_click,
    chance_to_engage,
    chance_to_share,
    has_bought,
    remembered,
)
from sim.crowd.person_table import CONSIDERING, CUSTOMER, LOYAL
from sim.crowd.reaction import remember
from sim.crowd.run_state import State
from sim.planning.posts import OWN
from sim.world.people import traits

# Of each impression, the chances (0 to 1) of what was left to a coin; not a number of what was not.
CHANCES = np.dtype([(name, np.float64) for name in ("engage", "share", "click", "buy")])


@compiled()
def chances(
    state: State,
    person: int,
    seen: npt.NDArray[np.void],
    found: npt.NDArray[np.void],
    own: npt.NDArray[np.void],
) -> None:
    """Fills in ``found`` (n,) of CHANCES for all that a person saw in a run, which ``state`` has at its end.

    ``seen`` (n,) of EVENT are the person's events, in their order; ``own`` (1,) of PERSON must hold zeros.
    """
    behaviour, p = state.behaviour, own[0]
    p.trust = traits(state.people, person)[2]
    for k in range(seen.shape[0]):
        event, chance = seen[k], found[k]
        hour, outcome = np.int64(event.hour), np.int64(event.outcome)
        showing = state.showings[_place_of(state, event)]
        post = state.posts[showing.place]
        credibility = behaviour.friend_credibility if showing.via < ev.FEED else 1.0
        memory = remembered(behaviour, p, hour)
        chance.engage = chance_to_engage(behaviour, person, p, post, memory, credibility)
        chance.share = chance.click = chance.buy = np.nan
        if outcome & ev.ENGAGED:
            if not _passed_on_before(seen, k, person):
                chance.share = chance_to_share(state, person, showing)
            chance.click = chance_to_click(state, person, behaviour.click_per_engaged_person)
        elif behaviour.click_per_unengaged_person > 0.0:
            chance.click = chance_to_click(state, person, behaviour.click_per_unengaged_person)
        if outcome & ev.CLICKED:
            bought_before = has_bought(state, person, p, hour)
            chance.buy = chance_to_buy(state, person, p, post, bought_before, hour)
            if outcome & ev.BOUGHT:
                p.flags |= LOYAL if bought_before else CUSTOMER
        if outcome & (ev.ENGAGED | ev.CLICKED):
            p.flags |= CONSIDERING
        remember(p, post, memory, hour)
        p.trust = event.trust


@compiled()
def _place_of(state: State, event: Row) -> int:
    """The place among the showings of a run of the one that an event comes from."""
    for place in range(state.showings.shape[0]):
        showing = state.showings[place]
        if showing.post == event.post and showing.via == event.via:
            return place
    return -1


@compiled()
def _passed_on_before(seen: npt.NDArray[np.void], k: int, person: int) -> bool:
    """Whether the piece of event k had been passed on by this person, or is what they wrote or told themselves."""
    for earlier in range(k):
        if seen[earlier].post == seen[k].post and seen[earlier].outcome & ev.SHARED:
            return True
        if seen[k].post == OWN | person and seen[earlier].outcome & ev.WROTE:
            return True
    return False
