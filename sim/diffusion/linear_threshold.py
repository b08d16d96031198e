"""The linear threshold model: somebody takes something up when enough of those whom they follow have.

Source: D. Kempe, J. Kleinberg, E. Tardos, "Maximizing the spread of influence through a social network", KDD 2003.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sim import coin
from sim.arguments import check_seed
from sim.compiled import compiled
from sim.diffusion.graph import Graph
from sim.diffusion.sorted_rows import UNITS
from sim.diffusion.spread import Spread, check_runs, people_who_begin
from sim.errors import InputError
from sim.world.world import World


def linear_threshold(
    graph: Graph | World | Any,
    seeds: Iterable[int],
    *,
    runs: int = 1,
    luck_seed: int = 0,
    steps: bool = False,
) -> Spread:
    """How far something goes from those who begin (``seeds``), in so many runs, each with new thresholds.

    The weight of a tie is what somebody counts for with a follower: the weights of all whom a person follows come to
    at most one. Where ties have no weights, all whom a person follows count the same, together one. A threshold is
    even from 0 to 1. ``graph``, ``steps`` and what is returned are as with ``independent_cascade``; the entries of a
    matrix of fractions are weights, those of one of whole numbers are not.

    A threshold hangs on the seed, the number of the run and the person alone, so whoever more begin, more are reached
    in every run. Weights are added up as whole numbers of units of 2^-31: in no order do they come to something else.
    Raises InputError, also for weights that come to more than one.
    """
    network = Graph.of(graph, weighted=_has_values(graph))
    luck_seed = check_seed("linear_threshold", "luck_seed", luck_seed)
    begin = people_who_begin(network, seeds)
    check_runs(runs, 8 + (4.0 * network.people if steps else 0.0))
    weights = _equal_weights(network) if network.weight_units is None else _checked(network, network.weight_units)
    sizes = np.empty(runs, np.int64)
    reached_at = np.full((runs, network.people) if steps else (0, 0), -1, np.int32)
    lacking, queue = np.empty(network.people, np.uint32), np.empty(network.people, np.uint32)
    _play(network.starts, network.followers, weights, np.uint64(luck_seed), begin, lacking, queue, sizes, reached_at)
    return Spread(sizes, reached_at if steps else None)


def _has_values(graph: object) -> bool:
    """Whether it is a matrix of fractions, whose entries are weights."""
    return getattr(getattr(graph, "dtype", None), "kind", "") == "f"


def _equal_weights(graph: Graph) -> npt.NDArray[np.uint32]:
    """One over the number whom the follower follows, rounded up: all of them together always suffice."""
    followed = np.bincount(graph.followers, minlength=graph.people)
    each = -(-UNITS // np.maximum(1, followed))
    return each.astype(np.uint32)[graph.followers]


def _checked(graph: Graph, weights: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The weights, where those of everybody come to one at most. Raises InputError."""
    sums, followed = np.zeros(graph.people, np.int64), np.zeros(graph.people, np.int64)
    _add_up(graph.followers, weights, sums, followed)
    beyond = sums > UNITS + followed  # each may have been rounded up by a unit
    if beyond.any():
        person = int(np.argmax(beyond))
        raise InputError(
            f"weights: of {int(beyond.sum()):,} people the weights of those whom they follow come to more than 1, the "
            f"first is person {person:,} with {sums[person] / UNITS:.6g}; divide them by their sum"
        )
    return weights


@compiled()
def _add_up(
    followers: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.uint32],
    sums: npt.NDArray[np.int64],
    followed: npt.NDArray[np.int64],
) -> None:
    for tie in range(followers.size):
        sums[followers[tie]] += weights[tie]
        followed[followers[tie]] += 1


@compiled()
def _play(
    starts: npt.NDArray[np.int64],
    followers: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.uint32],
    seed: np.uint64,
    begin: npt.NDArray[np.uint32],
    lacking: npt.NDArray[np.uint32],
    queue: npt.NDArray[np.uint32],
    sizes: npt.NDArray[np.int64],
    reached_at: npt.NDArray[np.int32],
) -> None:
    """All runs; ``lacking`` is what everybody lacks up to their threshold, 1 to 2^31, and 0 once they are reached."""
    for run in range(sizes.size):
        for person in range(lacking.size):
            word = coin.words(seed, coin.THRESHOLD, person, 0, run)[0]
            lacking[person] = np.uint32((word >> np.uint64(1)) + np.uint64(1))
        for place in range(begin.size):
            queue[place] = begin[place]
            lacking[begin[place]] = 0
        first, last, step = 0, begin.size, 0
        while first < last:
            end = last
            if reached_at.size:
                for place in range(first, end):
                    reached_at[run, queue[place]] = step
            for place in range(first, end):
                person = queue[place]
                for tie in range(starts[person], starts[person + 1]):
                    last = _count_for(followers[tie], weights[tie], lacking, queue, last)
            first = end
            step += 1
        sizes[run] = last


@compiled(forceinline=True)
def _count_for(
    follower: np.uint32,
    weight: np.uint32,
    lacking: npt.NDArray[np.uint32],
    queue: npt.NDArray[np.uint32],
    last: int,
) -> int:
    """One tie counts for its follower, who is queued if nothing is lacking any more; the end of the queue."""
    lacks = lacking[follower]
    if lacks == 0:
        return last
    if weight < lacks:
        lacking[follower] = lacks - weight
        return last
    lacking[follower] = 0
    queue[last] = follower
    return last + 1
