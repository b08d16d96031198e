"""The set of (piece, person) already passed on, so that nobody passes a piece on twice.

The set is an array of 64-bit keys, the piece in the upper half, the person in the lower, found by hashing. It must
never be full; whoever adds to it makes room first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

VACANT = np.uint64(0xFFFFFFFFFFFFFFFF)  # an empty place

_HALF = np.uint64(32)


@compiled(forceinline=True)
def _place(passed_on: npt.NDArray[np.uint64], key: np.uint64) -> np.int64:
    """The place of a key in the set, or the vacant place where it belongs."""
    size = np.uint64(passed_on.shape[0])
    place = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) % size
    while passed_on[np.int64(place)] != VACANT and passed_on[np.int64(place)] != key:
        place = (place + np.uint64(1)) % size
    return np.int64(place)


@compiled()
def copy_into(passed_on: npt.NDArray[np.uint64], larger: npt.NDArray[np.uint64]) -> None:
    """Puts all that is in a set into a larger one."""
    for key in passed_on:
        if key != VACANT:
            larger[_place(larger, key)] = key


@compiled(forceinline=True)
def for_the_first_time(passed_on: npt.NDArray[np.uint64], post: int, person: int) -> bool:
    """Whether this person passes this piece on for the first time; remembers it."""
    key = (np.uint64(post) << _HALF) | np.uint64(person)
    place = _place(passed_on, key)
    fresh: bool = passed_on[place] != key
    passed_on[place] = key
    return fresh


def empty_set() -> npt.NDArray[np.uint64]:
    """A set of nothing."""
    return np.full(1024, VACANT, np.uint64)


def with_room(passed_on: npt.NDArray[np.uint64], most: int) -> npt.NDArray[np.uint64]:
    """The set itself, or a larger copy if it would be more than half full with so many in it."""
    if 2 * most <= passed_on.size:
        return passed_on
    larger = np.full(4 * most, VACANT, np.uint64)
    copy_into(passed_on, larger)
    return larger
