"""A calendar of impressions: each is put away under the hour in which it will be read, and taken out then.

An impression is one 64-bit key: the person in the upper half, the place of the showing (who shows
which post) in the lower. Each hour holds a chain of small chunks; chunks of past hours are used again.
Where threads share a campaign, each hour holds a chain for each part of the people.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

CHUNK = 128
_NONE = -1
# Places in ``Pages.counts``.
_FREE, _USED = 0, 1


class Pages(NamedTuple):
    """Storage of a calendar as compiled loops see it."""

    keys: npt.NDArray[np.uint64]  # (chunks, CHUNK)
    following: npt.NDArray[np.int32]  # (chunks,) next chunk of the same hour, or of the free list
    head: npt.NDArray[np.int32]  # (hours, parts) the chunk of each chain that is being filled
    filled: npt.NDArray[np.int32]  # (hours, parts) how full that chunk is
    counts: npt.NDArray[np.int64]  # [first free chunk, chunks ever used]


@compiled(forceinline=True)
def part_of(person: int, parts: int) -> int:
    """The part to which a person belongs, of as many as a power of two."""
    return person & (parts - 1)


@compiled(forceinline=True)
def put(pages: Pages, hour: int, person: int, showing: int) -> None:
    """Puts one impression away; there must be room (``reserve``) and the hour must be within range."""
    part = part_of(person, pages.head.shape[1])
    chunk = pages.head[hour, part]
    if chunk == _NONE or pages.filled[hour, part] == CHUNK:
        fresh = pages.counts[_FREE]
        if fresh == _NONE:
            fresh = pages.counts[_USED]
            pages.counts[_USED] += 1
        else:
            pages.counts[_FREE] = pages.following[fresh]
        pages.following[fresh] = chunk
        pages.head[hour, part] = fresh
        pages.filled[hour, part] = 0
        chunk = pages.head[hour, part]
    pages.keys[chunk, pages.filled[hour, part]] = (np.uint64(person) << np.uint64(32)) | np.uint64(showing)
    pages.filled[hour, part] += 1


@compiled()
def _due(pages: Pages, hour: int, part: int) -> int:
    chunk, n = pages.head[hour, part], 0
    while chunk != _NONE:
        n += pages.filled[hour, part] if chunk == pages.head[hour, part] else CHUNK
        chunk = pages.following[chunk]
    return n


@compiled()
def _take(pages: Pages, hour: int, part: int, out: npt.NDArray[np.uint64]) -> None:
    chunk, n, held = pages.head[hour, part], 0, pages.filled[hour, part]
    while chunk != _NONE:
        for i in range(held):
            out[n + i] = pages.keys[chunk, i]
        n += held
        held = CHUNK
        following = pages.following[chunk]
        pages.following[chunk] = pages.counts[_FREE]
        pages.counts[_FREE] = chunk
        chunk = following
    pages.head[hour, part] = _NONE


class Calendar:
    """The impressions that wait to be read, by hour, over ``hours`` hours, and by part of the people."""

    def __init__(self, hours: int, parts: int = 1) -> None:
        self.pages = Pages(
            np.empty((0, CHUNK), np.uint64),
            np.empty(0, np.int32),
            np.full((hours, parts), _NONE, np.int32),
            np.zeros((hours, parts), np.int32),
            np.array([_NONE, 0], np.int64),
        )

    def reserve(self, impressions: int) -> None:
        """Makes room for so many more. Memory that is never written to is never taken from the machine."""
        pages = self.pages
        needed = int(pages.counts[_USED]) + impressions // CHUNK + pages.head.size + 1
        if needed > pages.following.size:
            chunks = max(needed, 2 * pages.following.size)
            keys = np.empty((chunks, CHUNK), np.uint64)
            following = np.empty(chunks, np.int32)
            used = int(pages.counts[_USED])
            keys[:used] = pages.keys[:used]
            following[:used] = pages.following[:used]
            self.pages = pages._replace(keys=keys, following=following)

    def take(self, hour: int, part: int = 0) -> npt.NDArray[np.uint64]:
        """The keys of one part that are due in this hour, in no order; they are gone from the calendar."""
        if self.pages.head[hour, part] == _NONE:
            return np.empty(0, np.uint64)
        due = np.empty(_due(self.pages, hour, part), np.uint64)
        _take(self.pages, hour, part, due)
        return due

    @property
    def bytes_used(self) -> int:
        """Memory written to so far, in bytes."""
        return int(self.pages.counts[_USED]) * (8 * CHUNK + 4)
