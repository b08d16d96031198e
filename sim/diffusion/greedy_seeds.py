"""With whom to begin so that most are reached by sharing alone: one after the other, each whoever adds most.

The runs are the same for all who are tried: live ties of a run are drawn once, and kept. What somebody adds to
those reached shrinks as others begin, so whoever once added little need not be looked at again (lazy evaluation); the
choice is that of looking at everybody every time.

Sources: D. Kempe, J. Kleinberg, E. Tardos, KDD 2003 (greedy is within 1 - 1/e of the best); J. Leskovec, A. Krause,
C. Guestrin, C. Faloutsos, J. VanBriesen, N. Glance, "Cost-effective outbreak detection in networks", KDD 2007.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.arguments import check_seed
from sim.brief import Brief
from sim.compiled import compiled
from sim.diffusion.graph import Graph
from sim.diffusion.independent_cascade import chance_units
from sim.diffusion.live_ties import BLOCK, Bench, begin_batch, bench, live_of_block
from sim.diffusion.sorted_rows import UNITS
from sim.diffusion.spread import check_runs, people_who_begin
from sim.errors import InputError
from sim.world.world import World

_REACHED = np.uint32(2**32 - 1)  # by those who were chosen; smaller marks are of one attempt


class _Kept(NamedTuple):
    """Live ties that were drawn, run by run."""

    places: npt.NDArray[np.uint32]  # (runs, people): one more than where those of a person begin; 0: not drawn yet
    lengths: npt.NDArray[np.uint32]  # (runs, people): how many they are
    followers: npt.NDArray[np.uint32]  # (runs, room): whom they lead to
    used: npt.NDArray[np.int64]  # (runs,): of the room


@dataclass(frozen=True, eq=False, repr=False)
class GreedySeeds(Brief):
    """With whom to begin, in the order of the choice, and how many people each added in each run.

    ``seeds`` is (count,) and ``gains`` (count, runs). ``looked_at`` says how often somebody's gain was counted, of
    all candidates at every choice.
    """

    seeds: npt.NDArray[np.int64]
    gains: npt.NDArray[np.int64]
    looked_at: int

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """How many people all of them together reach in each run, (runs,)."""
        return np.asarray(self.gains.sum(axis=0))

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        mean = f"{self.sizes.mean():,.1f}"
        rows = {"seeds": ", ".join(map(str, self.seeds)), "people reached": mean, "runs": f"{self.gains.shape[1]:,}"}
        return f"{self.seeds.size:,} who begin, {mean} people reached", rows


def greedy_seeds(
    graph: Graph | World | Any,
    p: float | None,
    count: int,
    runs: int,
    *,
    candidates: Iterable[int] | None = None,
    luck_seed: int = 0,
) -> GreedySeeds:
    """So many people of whom each adds most to those whom the ones before reach, on average over the runs.

    ``p``, ``graph`` and the coins are those of ``independent_cascade``. Of people who add the same the one of the
    smallest number is taken. ``candidates`` are those who may begin; without them everybody, which takes a cascade for
    everybody in every run. Memory: up to 4 bytes for each live tie and 12 for each person, in each run. Raises
    InputError.
    """
    network = Graph.of(graph, weighted=p is None)
    chance, weights = chance_units(network, p)
    luck_seed = check_seed("greedy_seeds", "luck_seed", luck_seed)
    allowed = people_who_begin(network, range(network.people) if candidates is None else candidates)
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or not 1 <= count <= allowed.size:
        raise InputError(f"count = {count!r}: must be a whole number from 1 to the {allowed.size:,} who may begin")
    live_share = float(weights.mean() / UNITS) if weights.size else float(p or 0.0)
    room = min(network.ties, int(1.01 * live_share * network.ties) + 1_000)  # where it ends, ties are drawn each time
    check_runs(runs, 4.0 * room + 12.0 * network.people)
    worlds = _Worlds(network, chance, weights, np.uint64(luck_seed), runs, room)
    # Whoever adds most stands first: total gain, person, and how many had been chosen when it was counted.
    waiting = [(-int(worlds.gain(int(person)).sum()), int(person), 0) for person in allowed]
    heapq.heapify(waiting)
    chosen: list[int] = []
    gains: list[npt.NDArray[np.int64]] = []
    looked_at = allowed.size
    while len(chosen) < count:
        _, person, counted_at = waiting[0]
        if counted_at == len(chosen):
            heapq.heappop(waiting)
            chosen.append(person)
            gains.append(worlds.add(person))
        else:
            heapq.heapreplace(waiting, (-int(worlds.gain(person).sum()), person, len(chosen)))
            looked_at += 1
    return GreedySeeds(np.array(chosen), np.array(gains), looked_at)


class _Worlds:
    """Who is reached in every run by those who were added; live ties are drawn when somebody first comes by."""

    def __init__(
        self, graph: Graph, chance: np.uint32, weights: npt.NDArray[np.uint32], seed: np.uint64, runs: int, room: int
    ) -> None:
        people = (runs, graph.people)
        self._network = (graph.starts, graph.followers, chance, weights, seed)
        # Memory that nobody writes to is not taken by most systems.
        self._kept = _Kept(
            np.zeros(people, np.uint32),
            np.empty(people, np.uint32),
            np.empty((runs, room), np.uint32),
            np.zeros(runs, np.int64),
        )
        self._marks = np.zeros(people, np.uint32)
        self._queue = np.empty(graph.people + 1, np.uint32)
        self._work = bench()
        self._attempts = 0

    def gain(self, person: int) -> npt.NDArray[np.int64]:
        """How many people somebody would add to those reached, (runs,)."""
        self._attempts += 1
        return self._walk(person, np.uint32(self._attempts))

    def add(self, person: int) -> npt.NDArray[np.int64]:
        """Makes somebody begin; how many people are reached more, (runs,)."""
        return self._walk(person, _REACHED)

    def _walk(self, person: int, mark: np.uint32) -> npt.NDArray[np.int64]:
        found = np.zeros(len(self._marks), np.int64)
        _walk(*self._network, person, mark, self._marks, self._queue, self._work, self._kept, found)
        return found


@compiled()
def _walk(
    starts: npt.NDArray[np.int64],
    followers: npt.NDArray[np.uint32],
    chance: np.uint32,
    weights: npt.NDArray[np.uint32],
    seed: np.uint64,
    person: int,
    mark: np.uint32,
    marks: npt.NDArray[np.uint32],
    queue: npt.NDArray[np.uint32],
    work: Bench,
    kept: _Kept,
    found: npt.NDArray[np.int64],
) -> None:
    """In each run marks whom a person reaches beyond those reached already, and counts them in ``found``."""
    for run in range(found.size):
        own = marks[run]
        if own[person] == _REACHED:
            continue
        own[person] = mark
        queue[0] = person
        first, last = 0, 1
        while first < last:
            one = queue[first]
            if kept.places[run, one] == 0:
                begin_batch(starts, queue[first : first + 1], seed, run, work)
                last = _draw(followers, chance, weights, one, run, mark, own, queue, last, work, kept)
            else:
                begin = kept.places[run, one] - 1
                for place in range(begin, begin + kept.lengths[run, one]):
                    last = _take_up(kept.followers[run, place], mark, own, queue, last)
            first += 1
        found[run] = last


@compiled()
def _draw(
    followers: npt.NDArray[np.uint32],
    chance: np.uint32,
    weights: npt.NDArray[np.uint32],
    person: int,
    run: int,
    mark: np.uint32,
    own: npt.NDArray[np.uint32],
    queue: npt.NDArray[np.uint32],
    last: int,
    work: Bench,
    kept: _Kept,
) -> int:
    """The same where a person's live ties are not known yet: they are drawn, and kept while there is room."""
    begin = end = kept.used[run]
    room = kept.followers.shape[1]
    for tie in range(0, work.rows[1, 0], BLOCK):
        live = live_of_block(work, 0, tie, chance, weights, 0)
        for place in range(live):
            follower = followers[work.live[place]]
            if end < room:
                kept.followers[run, end] = follower
            end += 1
            last = _take_up(follower, mark, own, queue, last)
    if end <= room:
        kept.places[run, person] = begin + 1
        kept.lengths[run, person] = end - begin
        kept.used[run] = end
    return last


@compiled(forceinline=True)
def _take_up(
    follower: np.uint32, mark: np.uint32, own: npt.NDArray[np.uint32], queue: npt.NDArray[np.uint32], last: int
) -> int:
    """Queues a follower who is not marked yet; the end of the queue."""
    queue[last] = follower  # written over where that follower is marked already
    if own[follower] == mark or own[follower] == _REACHED:
        return last
    own[follower] = mark
    return last + 1
