"""A calendar of impressions: each is put away under the hour in which it will be read, and taken out then.

An impression is one 64-bit key: the person in the upper half, the place of the showing (who shows
which post) in the lower. Each hour holds a chain of small chunks; chunks of past hours are used again.
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
    head: npt.NDArray[np.int32]  # (hours,) the chunk of each hour that is being filled
    filled: npt.NDArray[np.int32]  # (hours,) how full that chunk is
    counts: npt.NDArray[np.int64]  # [first free chunk, chunks ever used]


@compiled(forceinline=True)
def put(pages: Pages, hour: int, key: np.uint64) -> None:
    """Puts one impression away; there must be room (``reserve``) and the hour must be within range."""
    chunk = pages.head[hour]
    if chunk == _NONE or pages.filled[hour] == CHUNK:
        fresh = pages.counts[_FREE]
        if fresh == _NONE:
            fresh = pages.counts[_USED]
            pages.counts[_USED] += 1
        else:
            pages.counts[_FREE] = pages.following[fresh]
        pages.following[fresh] = chunk
        pages.head[hour] = fresh
        pages.filled[hour] = 0
        chunk = pages.head[hour]
    pages.keys[chunk, pages.filled[hour]] = key
    pages.filled[hour] += 1


@compiled()
def _due(pages: Pages, hour: int) -> int:
    chunk, n = pages.head[hour], 0
    while chunk != _NONE:
        n += pages.filled[hour] if chunk == pages.head[hour] else CHUNK
        chunk = pages.following[chunk]
    return n


@compiled()
def _take(pages: Pages, hour: int, out: npt.NDArray[np.uint64]) -> None:
    chunk, n, held = pages.head[hour], 0, pages.filled[hour]
    while chunk != _NONE:
        for i in range(held):
            out[n + i] = pages.keys[chunk, i]
        n += held
        held = CHUNK
        following = pages.following[chunk]
        pages.following[chunk] = pages.counts[_FREE]
        pages.counts[_FREE] = chunk
        chunk = following
    pages.head[hour] = _NONE


class Calendar:
    """The impressions that wait to be read, by hour, over ``hours`` hours."""

    def __init__(self, hours: int) -> None:
        self.pages = Pages(
            np.empty((0, CHUNK), np.uint64),
            np.empty(0, np.int32),
            np.full(hours, _NONE, np.int32),
            np.zeros(hours, np.int32),
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

    def take(self, hour: int) -> npt.NDArray[np.uint64]:
        """The keys due in this hour, ascending; they are gone from the calendar."""
        if self.pages.head[hour] == _NONE:
            return np.empty(0, np.uint64)
        due = np.empty(_due(self.pages, hour), np.uint64)
        _take(self.pages, hour, due)
        due.sort()
        return due

    @property
    def bytes_used(self) -> int:
        """Memory written to so far, in bytes."""
        return int(self.pages.counts[_USED]) * (8 * CHUNK + 4)
