"""Sharing alone: the independent cascade on a stored graph, in worlds whose ties are the same whoever is tried.

Whoever takes a post up shows it once to each follower, who takes it up with one chance (D. Kempe, J. Kleinberg,
E. Tardos, KDD 2003). The ties that carry it are drawn person by person and keyed by (world, person), so a world is one
graph of live ties: what a set of people reaches in it is what its members reach together, and what one more adds is
counted by walking on from what is reached already.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sim import coin
from sim.compiled import compiled
from sim.errors import InputError
from sim.world.ties import Ties

_REACHED = np.uint32(2**32 - 1)  # by those who are counted already; smaller marks are of one attempt


class IndependentCascade:
    """Cascades over the ties of a stored graph in so many worlds, grown by ``add`` and looked ahead by ``gains``.

    ``chance`` is that of one follower of one person who passes it on. Memory: 4 bytes for each person and world.
    Raises InputError for ties that are no stored graph, and for a chance that is none.
    """

    def __init__(self, ties: Ties, chance: float, *, worlds: int = 1, seed: int = 0) -> None:
        if not ties.stored:
            raise InputError("an independent cascade needs a stored graph; a formula's ties are never written out")
        if not 0.0 <= chance <= 1.0:
            raise InputError(f"chance = {chance:g}: must be from 0 to 1")
        if worlds < 1:
            raise InputError(f"worlds = {worlds}: must be at least 1")
        self._ties, self._chance, self._seed = ties, chance, seed
        people = ties.starts.size - 1
        self._marks = np.zeros((worlds, people), np.uint32)
        self._waiting = np.empty(people, np.uint32)
        self._attempts = 0

    def gains(self, candidates: Iterable[int]) -> npt.NDArray[np.int64]:
        """How many people each candidate alone would add to those reached, (candidates, worlds)."""
        found = []
        for candidate in candidates:
            self._attempts += 1
            found.append(self._walk(candidate, np.uint32(self._attempts)))
        return np.array(found, np.int64).reshape(-1, len(self._marks))

    def add(self, person: int) -> npt.NDArray[np.int64]:
        """Makes somebody begin; how many people are reached more, (worlds,)."""
        return self._walk(person, _REACHED)

    @property
    def reached(self) -> npt.NDArray[np.bool_]:
        """Who is reached by those who were added, (worlds, people)."""
        return np.asarray(self._marks == _REACHED)

    def _walk(self, person: int, mark: np.uint32) -> npt.NDArray[np.int64]:
        people = self._marks.shape[1]
        if not 0 <= person < people:
            raise InputError(f"person {person}: must be from 0 to {people - 1:,}")
        ties, found = self._ties, np.zeros(len(self._marks), np.int64)
        _walk(ties.starts, ties.followers, self._chance, self._seed, person, mark, self._marks, self._waiting, found)
        return found


@compiled()
def _walk(
    starts: npt.NDArray[np.int64],
    followers: npt.NDArray[np.uint32],
    chance: float,
    seed: int,
    person: int,
    mark: np.uint32,
    marks: npt.NDArray[np.uint32],
    waiting: npt.NDArray[np.uint32],
    found: npt.NDArray[np.int64],
) -> None:
    """In each world marks whom a person reaches beyond those reached already, and counts them in ``found``."""
    log_miss = math.log1p(-chance) if chance < 1.0 else -math.inf
    for world in range(marks.shape[0]):
        own = marks[world]
        if own[person] == _REACHED:
            continue
        own[person] = mark
        waiting[0], first, last = person, 0, 1
        while first < last:
            one = waiting[first]
            first += 1
            if chance > 0.0:
                last = _pass_on(starts, followers, log_miss, seed, world, one, mark, own, waiting, last)
        found[world] = last


@compiled()
def _pass_on(
    starts: npt.NDArray[np.int64],
    followers: npt.NDArray[np.uint32],
    log_miss: float,
    seed: int,
    world: int,
    person: int,
    mark: np.uint32,
    own: npt.NDArray[np.uint32],
    waiting: npt.NDArray[np.uint32],
    last: int,
) -> int:
    """Queues the followers whom a person's live ties reach anew; the end of the queue is returned.

    Between live ties lie geometrically many dead ones: floor(log(u) / log(1 - chance)) of them.
    """
    end = starts[person + 1]
    tie, turn = starts[person] - 1, 0
    while True:
        w = coin.words(seed, coin.LIVE_TIE, person, turn, world)
        turn += 1
        for word in w:
            skip = math.log((word + 1.0) * 2.0**-32) / log_miss
            if skip >= end - tie - 1:
                return last
            tie += 1 + int(skip)
            follower = followers[tie]
            if own[follower] != mark and own[follower] != _REACHED:
                own[follower] = mark
                waiting[last] = follower
                last += 1
