"""What compiled loops work on has the same form in every market, so that nothing is compiled twice."""

import subprocess
import sys

import pytest

PLAY = """
import networkx as nx
from sim import Scenario, plan, simulate, world_from_networkx, world_of
from sim.crowd.exposure import publish, spread
from sim.crowd.ending import add_up
from sim.crowd.reaction import read

scenario = Scenario.load(people=5_000)
town = world_of(scenario, 1)
graph = nx.gnp_random_graph(2_000, 0.01, seed=1, directed=True)
nx.set_node_attributes(graph, scenario.brand.interest, "interest")
for world in (town, world_from_networkx(graph, scenario, 1)):
    for events in (False, True):
        simulate(scenario, world, plan("hybrid", world.roster, scenario), 1, events=events)
print(*(len(loop.signatures) for loop in (publish, read, spread, add_up)))
"""


@pytest.mark.second
def test_one_compilation_of_each_loop_serves_a_formula_and_a_stored_network_with_and_without_a_log():
    told = subprocess.run([sys.executable, "-c", PLAY], capture_output=True, text=True, timeout=120)
    assert told.stdout.split() == ["1", "1", "1", "1"], told.stderr
