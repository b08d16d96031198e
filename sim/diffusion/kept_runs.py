"""Runs whose live ties are kept, so that what one person more would add is counted many times at little cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.diffusion.graph import Graph
from sim.diffusion.live_ties import BLOCK, Bench, begin_batch, bench, live_of_block

MOST_ROOM = 2**32 - 2  # a place is told by a word


class Kept(NamedTuple):
    """What is known of each run: who is reached by those who were added, and the live ties that were drawn.

    Memory is written to where somebody comes by and nowhere else, so that small cascades touch little of it.
    """

    reached: npt.NDArray[np.uint8]  # (runs, people / 8): a bit for everybody
    places: npt.NDArray[np.uint32]  # (runs, people): one more than where those of a person begin; 0: not drawn yet
    live: npt.NDArray[np.uint32]  # (room,): of a person in a run how many they are, then to whom they lead
    used: npt.NDArray[np.int64]  # (1,): of the room


class KeptRuns:
    """So many runs of the independent cascade, grown by ``add`` and looked ahead by ``gain``.

    ``chance``, ``weights`` and coins are those of ``independent_cascade``. Of all runs ``room`` live ties
    and people find a place; where it ends, ties are drawn anew each time.
    """

    def __init__(
        self, graph: Graph, chance: np.uint32, weights: npt.NDArray[np.uint32], luck_seed: int, runs: int, room: int
    ) -> None:
        self._network = (graph.starts, graph.followers, chance, weights, np.uint64(luck_seed))
        self._kept = Kept(
            np.zeros((runs, (graph.people + 7) // 8), np.uint8),
            np.zeros((runs, graph.people), np.uint32),
            np.empty(room, np.uint32),
            np.zeros(1, np.int64),
        )
        self._marks = np.zeros(graph.people, np.int64)  # whoever was reached by the latest walk of all bears its number
        self._queue = np.empty(graph.people + 1, np.uint32)
        self._work = bench()
        self._walks = 0

    def gain(self, person: int) -> npt.NDArray[np.int64]:
        """How many people somebody would add to those reached, (runs,)."""
        return self._walk(person, False)

    def add(self, person: int) -> npt.NDArray[np.int64]:
        """Makes somebody begin; how many people are reached more, (runs,)."""
        return self._walk(person, True)

    def _walk(self, person: int, added: bool) -> npt.NDArray[np.int64]:
        found = np.zeros(len(self._kept.places), np.int64)
        _walk(*self._network, person, added, self._walks, self._marks, self._queue, self._work, self._kept, found)
        self._walks += found.size
        return found


@compiled()
def _walk(
    starts: npt.NDArray[np.int64],
    followers: npt.NDArray[np.uint32],
    chance: np.uint32,
    weights: npt.NDArray[np.uint32],
    seed: np.uint64,
    person: int,
    added: bool,
    walks: int,
    marks: npt.NDArray[np.int64],
    queue: npt.NDArray[np.uint32],
    work: Bench,
    kept: Kept,
    found: npt.NDArray[np.int64],
) -> None:
    """Counts in each run whom a person reaches beyond those reached already; if ``added``, they are now."""
    for run in range(found.size):
        reached = kept.reached[run]
        if _has(reached, person):
            continue
        mark = walks + run + 1
        marks[person] = mark
        queue[0] = person
        first, last = 0, 1
        while first < last:
            one = queue[first]
            place = np.int64(kept.places[run, one])
            if place == 0:
                begin_batch(starts, queue[first : first + 1], seed, run, work)
                last = _draw(followers, chance, weights, one, run, mark, marks, reached, queue, last, work, kept)
            else:
                for tie in range(place, place + kept.live[place - 1]):
                    last = _take_up(kept.live[tie], mark, marks, reached, queue, last)
            first += 1
        found[run] = last
        if added:
            for turn in range(last):
                reached[queue[turn] >> 3] |= np.uint8(1 << (queue[turn] & 7))


@compiled()
def _draw(
    followers: npt.NDArray[np.uint32],
    chance: np.uint32,
    weights: npt.NDArray[np.uint32],
    person: int,
    run: int,
    mark: int,
    marks: npt.NDArray[np.int64],
    reached: npt.NDArray[np.uint8],
    queue: npt.NDArray[np.uint32],
    last: int,
    work: Bench,
    kept: Kept,
) -> int:
    """Draws a person's live ties, follows them, and keeps them while there is room; the end of the queue."""
    begin = kept.used[0]  # where their number stands
    end, room = begin + 1, kept.live.size
    for tie in range(0, work.rows[1, 0], BLOCK):
        live = live_of_block(work, 0, tie, chance, weights, 0)
        for place in range(live):
            follower = followers[work.live[place]]
            if end < room:
                kept.live[end] = follower
            end += 1
            last = _take_up(follower, mark, marks, reached, queue, last)
    if end <= room:
        kept.live[begin] = end - begin - 1
        kept.places[run, person] = begin + 1
        kept.used[0] = end
    return last


@compiled(forceinline=True)
def _has(reached: npt.NDArray[np.uint8], person: int) -> bool:
    """Whether the bit of a person is set."""
    return bool((reached[person >> 3] >> (person & 7)) & 1)


@compiled(forceinline=True)
def _take_up(
    follower: np.uint32,
    mark: int,
    marks: npt.NDArray[np.int64],
    reached: npt.NDArray[np.uint8],
    queue: npt.NDArray[np.uint32],
    last: int,
) -> int:
    """Queues a follower whom neither this walk has reached nor whoever was added; the end of the queue."""
    if marks[follower] == mark or _has(reached, follower):
        return last
    marks[follower] = mark
    queue[last] = follower
    return last + 1
