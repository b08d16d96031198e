"""A thousand campaigns take no more memory than fifty, and none of them stays behind."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import mesa
import pytest
from places import ROOT

from sim.mesa_model import CampaignModel
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.world.world import World


def a_small_campaign():
    scenario = Scenario.load(people=2_000)
    world = World.generate(scenario, 1)
    return scenario, world, plan(scenario, world, "hybrid")


@pytest.mark.parametrize("collect", [False, True])
@pytest.mark.parametrize("crowd", ["columns", "agents"])
def test_no_model_stays_alive_after_its_run(crowd, collect):
    scenario, world, hybrid = a_small_campaign()
    model = CampaignModel(scenario, world, hybrid, luck_seed=1, crowd=crowd, collect=collect)
    model.run()
    ghost = weakref.ref(model)
    del model
    gc.collect()
    assert ghost() is None, f"Mesa {mesa.__version__} keeps the model"


def test_no_model_stays_alive_when_only_stepped():
    scenario, world, hybrid = a_small_campaign()
    model = CampaignModel(scenario, world, hybrid, luck_seed=1)
    while model.running:
        model.step()
    ghost = weakref.ref(model)
    del model
    gc.collect()
    assert ghost() is None, f"Mesa {mesa.__version__} keeps the model"


THOUSAND_RUNS = """
import gc, os
from pathlib import Path
from sim.model import simulate
from sim.scenario.scenario import Scenario
from sim.planning.budget import plan
from sim.world.world import World

scenario = Scenario.load(people=2_000)
world = World.generate(scenario, 1)
hybrid = plan(scenario, world, "hybrid")
for luck in range(1_050):
    simulate(scenario, world, hybrid, luck_seed=luck)
    if luck in (49, 1_049):
        gc.collect()
        print(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
"""


@pytest.mark.nightly
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell resident memory")
def test_a_thousand_runs_take_no_more_memory_than_fifty():
    # In a process of its own: what other tests freed and left behind would hide growth, or look like it.
    told = subprocess.run([sys.executable, "-c", THOUSAND_RUNS], cwd=ROOT, capture_output=True, text=True, check=True)
    after_fifty, after_all = (int(line) / 1e6 for line in told.stdout.split())
    assert after_all - after_fifty < 50, f"grew from {after_fifty:.0f} to {after_all:.0f} MB"
