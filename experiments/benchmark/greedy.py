"""Greedy choice of who begins, ours beside one by CyNetDiff's marginal gains: lazy both, by the same number of runs.

Gains by an independent code are noisy, and so is its choice: two programs need not name the same people. Both choices
are therefore played in fresh runs with the same coins, and the difference is told with its standard error.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.benchmark.peers import cynetdiff_model
from sim.diffusion.graph import Graph
from sim.diffusion.greedy_seeds import greedy_seeds
from sim.diffusion.independent_cascade import independent_cascade

CHANCES = (0.02, 0.05)
CANDIDATES, COUNT, RUNS = 20, 4, 100
FRESH_RUNS, FRESH_SEED = 400, 99
SAME = 2.0  # standard errors within which two choices reach the same


def greedy_beside(graph: Graph, *, quick: bool = False) -> list[dict[str, Any]]:
    """For each chance who was chosen by whom, the seconds, and by how many people the choices differ in reach."""
    candidates = np.argsort(-np.diff(graph.starts), kind="stable")[:CANDIDATES].tolist()
    runs = 10 if quick else RUNS
    rows = []
    for p in CHANCES:
        greedy_seeds(graph, p, 1, 1, candidates=candidates[:1])  # compiled now, if it was not
        start = time.process_time()
        ours = greedy_seeds(graph, p, COUNT, runs, candidates=candidates).seeds.tolist()
        between = time.process_time()
        theirs = chosen_by_cynetdiff(graph, p, candidates, COUNT, runs)
        end = time.process_time()
        reach = [
            independent_cascade(graph, p, one, runs=FRESH_RUNS, luck_seed=FRESH_SEED).sizes for one in (ours, theirs)
        ]
        difference = reach[0] - reach[1]
        error = float(difference.std(ddof=1) / np.sqrt(FRESH_RUNS))
        rows.append(
            {
                "p": p,
                "runs": runs,
                "candidates": CANDIDATES,
                "ours": ours,
                "theirs": theirs,
                "seconds": between - start,
                "their_seconds": end - between,
                "reach": float(reach[0].mean()),
                "difference": float(difference.mean()),
                "standard_error": error,
                "same": set(ours) == set(theirs) or bool(abs(difference.mean()) <= SAME * error),
            }
        )
    return rows


def chosen_by_cynetdiff(graph: Graph, p: float, candidates: Sequence[int], count: int, runs: int) -> list[int]:
    """Those who add most by its marginal gains, one after the other; whoever added little is not looked at again."""
    model = cynetdiff_model(graph, p)
    model.set_rng(1)
    chosen: list[int] = []

    def gain(person: int) -> float:
        return float(model.compute_marginal_gains(chosen, [person], runs)[1])

    waiting = [(-gain(person), person, 0) for person in candidates]
    heapq.heapify(waiting)
    while len(chosen) < count:
        _, person, counted_at = waiting[0]
        if counted_at == len(chosen):
            heapq.heappop(waiting)
            chosen.append(person)
        else:
            heapq.heapreplace(waiting, (-gain(person), person, len(chosen)))
    return chosen
