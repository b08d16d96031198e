"""Sharing alone beside other programs: the same graph, the same chance, the same people who begin, taking turns.

Times are of the processor, so that whatever else a machine does counts little. In every turn each program plays some
cascades, and a ratio is of two times of one turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import packages_distributions, version
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.benchmark.campaigns import machine
from experiments.benchmark.greedy import greedy_beside
from experiments.benchmark.peers import PEERS, Peer, Play, own
from sim.diffusion.graph import Graph

OWN = "groundswell"
CHANCES = (0.03, 0.05, 0.08)
BEGIN = 100  # people, drawn at random
SIZES = ((100_000, 2_000_000, 20), (1_000_000, 20_000_000, 4))  # people, ties, cascades in a turn
QUICK_SIZES = ((2_000, 40_000, 20), (5_000, 100_000, 4))
TURNS = 5


@dataclass(frozen=True)
class Timed:
    """A program on one graph at one chance: what it took, how far it went, and how it compares with ours.

    ``z`` is the difference of its mean size from ours over the standard error of the difference, where both play the
    same: ours knows how much sizes go up and down, of a slow program's few cascades that is not seen. ``times_ours``
    is its time for a cascade over ours in each turn.
    """

    program: str
    version: str
    ready_s: float
    runs: int
    milliseconds: float  # of the processor, for one cascade: the median over turns
    turn_milliseconds: tuple[float, ...]
    mean_size: float
    standard_error: float
    z: float
    times_ours: tuple[float, ...]


def heavy_tailed(people: int, ties: int, seed: int) -> Graph:
    """A directed graph in which the r-th most followed has followers by (r + 10)^-0.62; who has more follows more.

    Nobody follows anybody twice, or themselves, so there are a few ties less than asked for.
    """
    generator = np.random.default_rng(seed)
    followed = (np.arange(people) + 10.0) ** -0.62
    names = generator.permutation(people)
    source, target = (_drawn(weight, ties, names, generator) for weight in (followed, np.sqrt(followed)))
    pairs = np.unique(source * people + target)
    source, target = np.divmod(pairs, people)
    different = source != target
    return Graph.from_edges(source[different], target[different], people=people)


def _drawn(
    weight: npt.NDArray[Any], count: int, names: npt.NDArray[np.int64], generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """So many people, each as often as its weight says."""
    sums = np.cumsum(weight)
    return np.asarray(names[np.searchsorted(sums, generator.random(count) * sums[-1], side="right")])


def beside_peers(
    *, quick: bool = False, peers: Iterable[Peer] = PEERS, on_stage: Callable[[str], None] = lambda stage: None
) -> dict[str, Any]:
    """Every figure, as JSON. ``quick`` takes small graphs and two turns, and says nothing about speed."""
    peers = tuple(peers)
    there = [peer for peer in peers if peer.is_there]
    turns = 2 if quick else TURNS
    graphs: list[dict[str, Any]] = []
    greedy: list[dict[str, Any]] = []
    for people, ties, at_once in QUICK_SIZES if quick else SIZES:
        on_stage(f"a graph of {people:,} people")
        graph = heavy_tailed(people, ties, seed=people)
        seeds = np.random.default_rng(1).choice(people, BEGIN, replace=False).tolist()
        asked = [peer for peer in there if people <= peer.most_people]
        chances = []
        for p in CHANCES:
            on_stage(f"{people:,} people, chance {p:g}")
            rows = [asdict(row) for row in timed(graph, p, seeds, asked, turns, at_once)]
            chances.append({"p": p, "programs": rows})
        if not graphs and any(peer.module == "cynetdiff" for peer in there):
            on_stage("greedy choice")
            greedy = greedy_beside(graph, quick=quick)
        graphs.append(
            {
                "people": people,
                "ties": graph.ties,
                "most_followers": int(np.diff(graph.starts).max()),
                "made_s": _made_s(graph),
                "chances": chances,
            }
        )
    return {
        "groundswell": version("groundswell"),
        "machine": machine(),
        "turns": turns,
        "quick": quick,
        "begin": BEGIN,
        "graphs": graphs,
        "greedy": greedy,
        "missing": [f"{peer.name} is not installed: {peer.install}" for peer in peers if not peer.is_there],
    }


def _made_s(graph: Graph) -> float:
    """Seconds of the processor in which the graph is made of a list of its ties, in no order."""
    order = np.random.default_rng(2).permutation(graph.ties)
    sources = np.repeat(np.arange(graph.people, dtype=np.int32), np.diff(graph.starts))[order]
    targets = graph.followers[order]
    Graph.from_edges(sources[:1], targets[:1])  # compiled now, if it was not
    start = time.process_time()
    Graph.from_edges(sources, targets, people=graph.people)
    return time.process_time() - start


def timed(graph: Graph, p: float, seeds: Sequence[int], peers: Iterable[Peer], turns: int, at_once: int) -> list[Timed]:
    """Ours and theirs by turns, ours first; what is compiled or fetched first is not timed."""
    names, plays, versions, ready_s, cascades = (
        [OWN],
        [own(graph, p, seeds)],
        [version("groundswell")],
        [0.0],
        [at_once],
    )
    for peer in peers:
        start = time.process_time()
        plays.append(peer.ready(graph, p, seeds))
        ready_s.append(time.process_time() - start)
        names.append(peer.name)
        versions.append(version(packages_distributions()[peer.module][0]))
        cascades.append(at_once if peer.at_once else 1)
    seconds, sizes = _turns(plays, cascades, turns)
    return [
        Timed(
            program=names[place],
            version=versions[place],
            ready_s=ready_s[place],
            runs=sizes[place].size,
            milliseconds=1e3 * float(np.median(seconds[place])),
            turn_milliseconds=tuple((1e3 * seconds[place]).tolist()),
            mean_size=float(sizes[place].mean()),
            standard_error=_standard_error(sizes[place]),
            z=_z(sizes[place], sizes[0]) if place else 0.0,
            times_ours=tuple((seconds[place] / seconds[0]).tolist()),
        )
        for place in range(len(plays))
    ]


def _turns(
    plays: Sequence[Play], cascades: Sequence[int], turns: int
) -> tuple[npt.NDArray[np.float64], list[npt.NDArray[np.int64]]]:
    """Seconds for a cascade, (programs, turns), and the sizes of all cascades of each program."""
    seconds = np.empty((len(plays), turns))
    sizes: list[list[npt.NDArray[np.int64]]] = [[] for _ in plays]
    for play in plays:
        play(0, 1)
    for turn in range(turns):
        for place, (play, runs) in enumerate(zip(plays, cascades, strict=True)):
            start = time.process_time()
            sizes[place].append(play(1 + turn, runs))
            seconds[place, turn] = (time.process_time() - start) / runs
    return seconds, [np.concatenate(found) for found in sizes]


def _standard_error(sizes: npt.NDArray[np.int64]) -> float:
    return float(sizes.std(ddof=1) / np.sqrt(sizes.size))


def _z(theirs: npt.NDArray[np.int64], ours: npt.NDArray[np.int64]) -> float:
    error = ours.std(ddof=1) * np.sqrt(1.0 / theirs.size + 1.0 / ours.size)
    return float((theirs.mean() - ours.mean()) / error) if error else 0.0
