"""No number of the model is there for show: each entry of both sets is read by a campaign."""

import pytest

from sim.assumptions import SETS
from sim.budget import plan
from sim.measures import totals_of
from sim.model import simulate
from sim.scenario import Scenario
from sim.world import World


@pytest.mark.parametrize("name", SETS)
def test_every_assumption_is_read_by_a_campaign(name):
    scenario = Scenario.load(people=2_000, assumption_set=name)
    world = World.generate(scenario, 1)
    hybrid = plan("hybrid", world.roster, scenario)
    totals_of(simulate(scenario, world, hybrid, 1), scenario, world, hybrid)
    unread = set(scenario.assumptions.names) - scenario.assumptions.read
    assert not unread, f"nobody reads {', '.join(sorted(unread))} of the set {name}"
