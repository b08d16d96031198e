"""Worlds over measured networks, from files and NetworkX, and any world as a NetworkX graph.

``world_of`` is the way from a scenario to its world, generated or measured.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.errors import InputError
from sim.scenario.edge_list import Network, read_edge_list, read_labels, read_network
from sim.world.people import People, traits
from sim.world.ties import count_ties, write_ties
from sim.world.world import World, check_world_seed

if TYPE_CHECKING:
    import networkx as nx

    from sim.scenario.scenario import Scenario

__all__ = ["read_edge_list", "read_labels", "to_networkx", "world_from_edge_list", "world_from_networkx", "world_of"]

MOST_NODES = 200_000  # measured: 180 bytes and 3 microseconds per tie, so 1.4 GB and 20 s with 40 ties a person


def world_of(scenario: Scenario, world_seed: int) -> World:
    """The world of a scenario with this seed: its [network], or a generated one.

    Of a measured network the seed decides only people's traits and what is drawn of the roster. Raises
    InputError, also where a file of the network is not what it was when the scenario was read.
    """
    world_seed = check_world_seed("world_of", scenario, world_seed)
    if scenario.network is None:
        return World.generate(scenario, world_seed)
    network = scenario.network.read()
    if network.content != scenario.network_content:
        raise InputError(
            f"{scenario.network.edges}: the network's files changed since the scenario was read; load it again"
        )
    return _over(network, scenario, world_seed, scenario.network.best_connected)


def world_from_edge_list(
    path: Path,
    scenario: Scenario,
    world_seed: int,
    *,
    mutual: bool = False,
    labels: Path | None = None,
    best_connected: int | None = None,
) -> World:
    """A world over the ties of a file (see ``read_edge_list``); with ``mutual`` each tie goes both ways.

    ``labels`` is a file of everybody's interest (see ``read_labels``) and says how many people there
    are; without it the largest id does. The roster is the scenario's, or with ``best_connected`` so
    many people with the most followers. Raises InputError.
    """
    network = read_network(Path(path), labels=None if labels is None else Path(labels), mutual=mutual)
    return _over(network, scenario, world_seed, best_connected)


def _over(network: Network, scenario: Scenario, world_seed: int, best_connected: int | None) -> World:
    return World.stored(
        scenario,
        world_seed,
        network.follower,
        network.followed,
        people=network.people,
        interest=network.interest,
        best_connected=best_connected,
    )


def world_from_networkx(
    graph: nx.Graph,
    scenario: Scenario,
    world_seed: int,
    *,
    interest: str | None = None,
    best_connected: int | None = None,
) -> World:
    """A world over a NetworkX graph: u -> v means that u follows v, an undirected tie goes both ways.

    Nodes may have any names and count as people 0, 1, ... in the graph's order, which is what the
    world's ``labels`` refer to. Interests stand in the node attribute ``interest`` names; where it
    names none, in the attribute "interest" if any node has that. Raises InputError.
    """
    if not callable(getattr(graph, "is_directed", None)):
        raise InputError(f"graph is a {type(graph).__name__}; must be a NetworkX graph")
    number = {node: place for place, node in enumerate(graph)}
    if not number:
        raise InputError("the graph has no nodes; give it people")
    pairs = ((number[u], number[v]) for u, v in graph.edges())
    ends = np.fromiter((end for pair in pairs for end in pair), np.int64).reshape(-1, 2)
    if not graph.is_directed():
        ends = np.concatenate([ends, ends[:, ::-1]])
    return World.stored(
        scenario,
        world_seed,
        ends[:, 0],
        ends[:, 1],
        people=len(number),
        interest=_interests(graph, interest),
        best_connected=best_connected,
    )


def _interests(graph: nx.Graph, attribute: str | None) -> list[str] | None:
    """The interest of each node, in the graph's order; None where the graph says nothing of interests."""
    name = "interest" if attribute is None else attribute
    interests = [data.get(name) for _, data in graph.nodes(data=True)]
    nodes_without = [node for node, value in zip(graph, interests, strict=True) if value is None]
    if attribute is None and len(nodes_without) == len(interests):
        return None
    if nodes_without:
        raise InputError(
            f"node {nodes_without[0]!r} has no attribute {name!r}, and {len(nodes_without) - 1:,} more have none; "
            "give it to every node, or to none"
        )
    return [str(value) for value in interests]


def to_networkx(world: World) -> nx.DiGraph:
    """Any world as a NetworkX graph: u -> v means that u follows v.

    Nodes come in the order of people's numbers and are named by them, or by the ids under which a
    stored graph was given. Their attributes are interest and activity (relative, of mean 1). Raises
    InputError for a world too large for NetworkX.
    """
    people = world.people
    if people.size > MOST_NODES:
        raise InputError(
            f"{people.size:,} people: must be at most {MOST_NODES:,}, as NetworkX takes gigabytes beyond; "
            "generate a world of fewer people"
        )
    import networkx as nx

    starts = np.concatenate(([0], np.cumsum(count_ties(people, world.ties))))
    followers = write_ties(people, world.ties, starts)
    activity = np.empty(people.size)
    _write_activity(people, activity)
    names: list[Any] = (np.arange(people.size) if world.labels is None else world.labels).tolist()
    graph = nx.DiGraph()
    for place, (first, last) in enumerate(zip(people.interest_starts[:-1], people.interest_starts[1:], strict=True)):
        graph.add_nodes_from(
            (names[person], {"interest": world.interests[place], "activity": float(activity[person])})
            for person in range(first, last)
        )
    for person, name in enumerate(names):
        graph.add_edges_from((names[other], name) for other in followers[starts[person] : starts[person + 1]].tolist())
    return graph


@compiled()
def _write_activity(people: People, out: npt.NDArray[np.float64]) -> None:
    for person in range(people.size):
        out[person] = traits(people, person)[0]
