"""Programs of others that play sharing alone, each asked for the same: so many cascades over one graph.

Whatever draws by a generator gets one of its own for each call. Only CyNetDiff comes with the extra ``peers``. The
others are used where somebody installed them: NDlib brings igraph, which is under the GPL, and the package of EoN
states no licence.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.diffusion.graph import Graph
from sim.diffusion.independent_cascade import independent_cascade

Play = Callable[[int, int], npt.NDArray[np.int64]]  # (luck seed, runs): the people reached in each run


class Peer(NamedTuple):
    """A program: its module and how it is installed, up to which size it is asked, and what makes it ready."""

    name: str
    module: str
    install: str
    most_people: int  # beyond it one cascade takes minutes, or the graph gigabytes
    at_once: bool  # plays as many cascades in a turn as we do; else one, as it takes seconds
    ready: Callable[[Graph, float, Sequence[int]], Play]

    @property
    def is_there(self) -> bool:
        """Whether its module can be imported."""
        return find_spec(self.module) is not None


def own(graph: Graph, p: float, seeds: Sequence[int]) -> Play:
    """Ours."""
    return lambda luck, runs: independent_cascade(graph, p, seeds, runs=runs, luck_seed=luck).sizes


def cynetdiff_model(graph: Graph, p: float) -> Any:
    """The graph as CyNetDiff reads it, with one chance."""
    from cynetdiff.models import IndependentCascadeModel

    starts = array.array("I", graph.starts[:-1].astype(np.uint32).tobytes())
    return IndependentCascadeModel(starts, array.array("I", graph.followers.tobytes()), activation_prob=p)


def _cynetdiff(graph: Graph, p: float, seeds: Sequence[int]) -> Play:
    model = cynetdiff_model(graph, p)
    model.set_seeds(list(seeds))

    def play(luck: int, runs: int) -> npt.NDArray[np.int64]:
        model.set_rng(luck)
        sizes = np.empty(runs, np.int64)
        for run in range(runs):
            model.reset_model()
            model.advance_until_completion()
            sizes[run] = model.get_num_activated_nodes()
        return sizes

    return play


def _networkx_graph(graph: Graph) -> Any:
    """What somebody shares goes along a tie from them to each follower."""
    import networkx as nx

    made = nx.DiGraph()
    made.add_nodes_from(range(graph.people))
    sources = np.repeat(np.arange(graph.people), np.diff(graph.starts))
    made.add_edges_from(zip(sources.tolist(), graph.followers.tolist(), strict=True))
    return made


def _eon(graph: Graph, p: float, seeds: Sequence[int]) -> Play:
    import EoN

    ties = _networkx_graph(graph)

    def play(luck: int, runs: int) -> npt.NDArray[np.int64]:
        rng = np.random.default_rng(luck)
        played = [EoN.basic_discrete_SIR(ties, p, initial_infecteds=list(seeds), rng=rng) for _ in range(runs)]
        return np.array([recovered[-1] for *_, recovered in played])

    return play


def _ndlib(graph: Graph, p: float, seeds: Sequence[int]) -> Play:
    from ndlib.models.epidemics import IndependentCascadesModel
    from ndlib.models.ModelConfig import Configuration

    ties = _networkx_graph(graph)
    settings = Configuration()
    settings.add_model_initial_configuration("Infected", list(seeds))
    for tie in ties.edges():
        settings.add_edge_configuration("threshold", tie, p)

    def play(luck: int, runs: int) -> npt.NDArray[np.int64]:
        sizes = np.empty(runs, np.int64)
        for run in range(runs):
            model = IndependentCascadesModel(ties, seed=1_000 * luck + run)  # one that was played is not made new again
            model.set_initial_status(settings)
            counts = model.iteration(node_status=False)["node_count"]
            while counts[1]:
                counts = model.iteration(node_status=False)["node_count"]
            sizes[run] = counts[2]
        return sizes

    return play


def _mesa(graph: Graph, p: float, seeds: Sequence[int]) -> Play:
    """Agents as Mesa's tutorial writes them: objects with a list of followers, of whom those act who are new."""
    from mesa import Agent, Model
    from mesa.agent import AgentSet

    class Person(Agent):  # type: ignore[misc]
        reached = False

        def share(self) -> None:
            for follower in self.followers:
                if not follower.reached and self.random.random() < p:
                    follower.reached = True
                    self.model.new.append(follower)

    class Sharing(Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.new: list[Person] = []
            self.people = [Person(self) for _ in range(graph.people)]
            for person, (first, stop) in enumerate(zip(graph.starts[:-1], graph.starts[1:], strict=True)):
                self.people[person].followers = [self.people[one] for one in graph.followers[first:stop].tolist()]

        def step(self) -> None:
            acting = AgentSet(self.new, random=self.random)
            self.new = []
            acting.do("share")

    model = Sharing()

    def play(luck: int, runs: int) -> npt.NDArray[np.int64]:
        model.random.seed(luck)
        sizes = np.empty(runs, np.int64)
        for run in range(runs):
            for person in model.people:
                person.reached = False
            model.new = [model.people[one] for one in seeds]
            for person in model.new:
                person.reached = True
            while model.new:
                model.step()
            sizes[run] = sum(person.reached for person in model.people)
        return sizes

    return play


PEERS = (
    Peer("CyNetDiff", "cynetdiff", 'pip install "groundswell[peers]"', 10**9, True, _cynetdiff),
    Peer("EoN", "EoN", "pip install EoN", 100_000, False, _eon),
    Peer("NDlib", "ndlib", "pip install ndlib six", 100_000, False, _ndlib),
    Peer("Mesa agents", "mesa", "pip install mesa", 100_000, False, _mesa),
)
