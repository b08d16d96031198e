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
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.arguments import check_seed
from sim.brief import Brief
from sim.diffusion.graph import Graph
from sim.diffusion.independent_cascade import chance_units
from sim.diffusion.kept_runs import MOST_ROOM, KeptRuns
from sim.diffusion.sorted_rows import UNITS
from sim.diffusion.spread import check_runs, people_who_begin
from sim.errors import InputError
from sim.world.world import World


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
    everybody in every run. Memory: up to 4 bytes for each live tie and 9 for each person, in each run. Raises
    InputError.
    """
    network = Graph.of(graph, weighted=p is None)
    chance, weights = chance_units(network, p)
    luck_seed = check_seed("greedy_seeds", "luck_seed", luck_seed)
    allowed = people_who_begin(network, range(network.people) if candidates is None else candidates)
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or not 1 <= count <= allowed.size:
        raise InputError(f"count = {count!r}: must be a whole number from 1 to the {allowed.size:,} who may begin")
    live_share = float(weights.mean() / UNITS) if weights.size else float(p or 0.0)
    live_ties = min(network.ties, int(1.01 * live_share * network.ties) + 1_000)  # hardly ever more
    check_runs(runs, 4.0 * live_ties + 8.2 * network.people)
    room = min(runs * (network.people + live_ties), MOST_ROOM)
    kept = KeptRuns(network, chance, weights, luck_seed, runs, room)
    # Whoever adds most stands first: total gain, person, and how many had been chosen when it was counted.
    waiting = [(-int(kept.gain(int(person)).sum()), int(person), 0) for person in allowed]
    heapq.heapify(waiting)
    chosen: list[int] = []
    gains: list[npt.NDArray[np.int64]] = []
    looked_at = allowed.size
    while len(chosen) < count:
        _, person, counted_at = waiting[0]
        if counted_at == len(chosen):
            heapq.heappop(waiting)
            chosen.append(person)
            gains.append(kept.add(person))
        else:
            heapq.heapreplace(waiting, (-int(kept.gain(person).sum()), person, len(chosen)))
            looked_at += 1
    return GreedySeeds(np.array(chosen), np.array(gains), looked_at)
