"""One person's story: who showed them what, when, and what they did, from the event log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.posts import OWN, PIECES
from sim.record import BOUGHT, CLICKED, ENGAGED, FIXED, FOLLOWED, NOBODY, OVERDOSE, SHARED, WROTE

if TYPE_CHECKING:
    from sim.record import Record
    from sim.world import World

_DEEDS = (
    (ENGAGED, "liked it"),
    (SHARED, "passed it on"),
    (CLICKED, "went to the shop"),
    (BOUGHT, "bought"),
    (FOLLOWED, "followed the brand"),
    (WROTE, "told others of it"),
    (OVERDOSE, "had seen too much of it"),
)


def story(world: World, record: Record, person: int) -> list[str]:
    """What happened to a person, a line for each impression; one line where nothing did."""
    assert record.events is not None
    assert record.ending is not None
    names = {profile.key: profile.name for profile in world.roster}
    lines = [
        f"{clock(int(one['hour']))}: {_shown(names, int(one['post']), int(one['via']))}; {_did(int(one['outcome']))}. "
        f"Trust in the brand afterwards: {int(one['trust']) / FIXED:.2f}."
        for one in record.events[record.events["person"] == person]
    ]
    organic = record.ending.organic
    lines += [f"{clock(int(one['hour']))}: bought without any click." for one in organic[organic["person"] == person]]
    return lines or ["The campaign never reached this person."]


def clock(hour: int) -> str:
    """An hour of the campaign as it is shown."""
    return f"Day {hour // 24 + 1}, {hour % 24:02d} h"


def _shown(names: Mapping[int, str], post: int, via: int) -> str:
    by = "" if via == NOBODY else f" that person {via:,} passed on"
    if post >= OWN:
        author = post - OWN
        return f"read what person {author:,} wrote" + (by if via not in (NOBODY, author) else "")
    return f"saw a post of {names.get(post // PIECES, 'an influencer')}{by}"


def _did(outcome: int) -> str:
    return ", ".join(word for bit, word in _DEEDS if outcome & bit) or "did nothing"
