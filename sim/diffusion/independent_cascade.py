"""The independent cascade: whoever takes something up shows it once to each follower, who takes it up by a coin.

Source: D. Kempe, J. Kleinberg, E. Tardos, "Maximizing the spread of influence through a social network", KDD 2003.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.arguments import check_seed
from sim.compiled import compiled
from sim.diffusion.graph import Graph
from sim.diffusion.live_ties import BATCH, BLOCK, Bench, begin_batch, bench, live_of_block
from sim.diffusion.sorted_rows import UNITS
from sim.diffusion.spread import Spread, check_runs, people_who_begin
from sim.errors import InputError
from sim.world.world import World

_ONE_CHANCE = np.zeros(0, np.uint32)


def independent_cascade(
    graph: Graph | World | Any,
    p: float | None,
    seeds: Iterable[int],
    *,
    runs: int = 1,
    luck_seed: int = 0,
    steps: bool = False,
) -> Spread:
    """How far something goes from those who begin (``seeds``), in so many runs.

    ``p`` is the chance that one follower of one person who shares takes it up; None takes each tie's weight as its
    chance. ``graph`` is a Graph, a World or a sparse matrix. With ``steps`` it is kept at which step everybody was
    reached, at 4 bytes for each person and run.

    A tie's coin hangs on the seed, the number of the run and the tie alone. So in every run those whom some of the
    seeds reach are among those whom all of them reach, and those reached with a smaller ``p`` among those reached
    with a larger one; runs 0, 1, ... are the same however many are asked for. Raises InputError.
    """
    network = Graph.of(graph, weighted=p is None)
    chance, weights = chance_units(network, p)
    luck_seed = check_seed("independent_cascade", "luck_seed", luck_seed)
    begin = people_who_begin(network, seeds)
    check_runs(runs, 8 + (4.0 * network.people if steps else 0.0))
    sizes = np.empty(runs, np.int64)
    reached_at = np.full((runs, network.people) if steps else (0, 0), -1, np.int32)
    _play(
        network.starts,
        network.followers,
        chance,
        weights,
        np.uint64(luck_seed),
        begin,
        np.zeros(network.people, np.uint8),
        np.empty(network.people + 1, np.uint32),
        bench(),
        sizes,
        reached_at,
    )
    return Spread(sizes, reached_at if steps else None)


def chance_units(graph: Graph, p: float | None) -> tuple[np.uint32, npt.NDArray[np.uint32]]:
    """One chance for all ties, or the weight of each, in units of 2^-31; the other is nothing. Raises InputError."""
    if p is None:
        if graph.weight_units is None:
            raise InputError("p is None, and the graph's ties have no weights; give a chance, or weights to the graph")
        return np.uint32(0), graph.weight_units
    if isinstance(p, bool) or not isinstance(p, int | float | np.integer | np.floating) or not 0.0 <= p <= 1.0:
        raise InputError(f"p = {p!r}: must be a number from 0 to 1, or None for the weight of each tie")
    return np.uint32(math.ceil(float(p) * UNITS)), _ONE_CHANCE


@compiled()
def _play(
    starts: npt.NDArray[np.int64],
    followers: npt.NDArray[np.uint32],
    chance: np.uint32,
    weights: npt.NDArray[np.uint32],
    seed: np.uint64,
    begin: npt.NDArray[np.uint32],
    reached: npt.NDArray[np.uint8],
    queue: npt.NDArray[np.uint32],
    work: Bench,
    sizes: npt.NDArray[np.int64],
    reached_at: npt.NDArray[np.int32],
) -> None:
    """All runs, one after the other. ``reached`` is all zero before and after each; the queue holds one more."""
    for run in range(sizes.size):
        for place in range(begin.size):
            queue[place] = begin[place]
            reached[begin[place]] = 1
        first, last, step = 0, begin.size, 0
        while first < last:
            end = last
            if reached_at.size:
                for place in range(first, end):
                    reached_at[run, queue[place]] = step
            while first < end:
                stop = min(end, first + BATCH)
                begin_batch(starts, queue[first:stop], seed, run, work)
                last = _pass_on(followers, chance, weights, stop - first, work, reached, queue, last)
                first = stop
            step += 1
        for place in range(last):
            reached[queue[place]] = 0
        sizes[run] = last


@compiled()
def _pass_on(
    followers: npt.NDArray[np.uint32],
    chance: np.uint32,
    weights: npt.NDArray[np.uint32],
    batch: int,
    work: Bench,
    reached: npt.NDArray[np.uint8],
    queue: npt.NDArray[np.uint32],
    last: int,
) -> int:
    """Queues the followers whom the live ties of a batch reach anew; the end of the queue is returned."""
    found = 0
    for place in range(batch):
        for first in range(0, work.rows[1, place], BLOCK):
            found = live_of_block(work, place, first, chance, weights, found)
            if found > work.live.size - BLOCK:
                last = _take_up(followers, work, found, reached, queue, last)
                found = 0
    return _take_up(followers, work, found, reached, queue, last)


@compiled(forceinline=True)
def _take_up(
    followers: npt.NDArray[np.uint32],
    work: Bench,
    found: int,
    reached: npt.NDArray[np.uint8],
    queue: npt.NDArray[np.uint32],
    last: int,
) -> int:
    """Queues those at the end of live ties who are not reached yet; two loops, so that memory is waited for once."""
    for tie in range(found):
        work.live[tie] = followers[work.live[tie]]
    for tie in range(found):
        follower = work.live[tie]
        queue[last] = follower  # written over where that follower is reached already
        last += 1 - reached[follower]
        reached[follower] = 1
    return last
