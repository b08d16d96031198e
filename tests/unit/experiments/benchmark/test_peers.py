"""Programs of others are asked for the same cascades as ours, and one that is not there is named."""

import numpy as np
import pytest

from experiments.benchmark.peers import PEERS, own
from sim import Graph

GRAPHS = {
    "everybody follows one": (Graph.from_edges([0] * 5, range(1, 6)), 6, 1),
    "a line": (Graph.from_edges(range(5), range(1, 6)), 6, 1),
}


@pytest.mark.filterwarnings("ignore")  # of libraries at their import
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
@pytest.mark.parametrize("name", GRAPHS)
def test_every_program_passes_on_from_whom_is_followed_to_whoever_follows(peer, name):
    if not peer.is_there:
        pytest.skip(f"{peer.name} is not installed")
    graph, from_the_first, from_the_last = GRAPHS[name]
    for play in (own, peer.ready):
        assert play(graph, 1.0, [0])(1, 2).tolist() == [from_the_first] * 2
        assert play(graph, 1.0, [5])(1, 2).tolist() == [from_the_last] * 2
        assert play(graph, 1.0, [5, 0])(1, 1).tolist() == [6]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_program_reaches_as_many_of_a_star_as_the_chance_says(peer):
    if not peer.is_there:
        pytest.skip(f"{peer.name} is not installed")
    star = Graph.from_edges([0] * 400, range(1, 401))
    sizes = peer.ready(star, 0.3, [0])(1, 60) - 1
    assert sizes.mean() == pytest.approx(120.0, abs=4.0 * np.sqrt(400 * 0.3 * 0.7 / 60))
    assert sizes.std() > 3.0
