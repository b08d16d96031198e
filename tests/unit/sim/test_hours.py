"""An hour is the same whether columns play it by themselves or as a Mesa model."""

import numpy as np
import pytest

import sim.model
from sim.errors import InputError
from sim.hours import ColumnHours
from sim.mesa_model import CampaignModel
from sim.model import simulate
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.world.world import World

SCENARIO = Scenario.load(people=500)
WORLD = World.generate(SCENARIO, 1)
HYBRID = plan(SCENARIO, WORLD, "hybrid")


def test_columns_by_themselves_are_columns_of_a_mesa_model():
    alone = ColumnHours(SCENARIO, WORLD, HYBRID, 1, events=True)
    model = CampaignModel(SCENARIO, WORLD, HYBRID, luck_seed=1, events=True)
    while alone.running:
        alone.step()
        model.step()
        assert alone.hour == model.hour
    assert not model.running
    assert alone.record.hourly.sum() > 0
    assert np.array_equal(alone.record.hourly, model.record.hourly)
    assert np.array_equal(alone.record.events, model.record.events)
    assert alone.record.totals == model.record.totals


def test_the_model_of_mesa_is_found_where_it_stood():
    assert sim.model.CampaignModel is CampaignModel
    with pytest.raises(AttributeError, match="CampaignModle"):
        sim.model.CampaignModle  # noqa: B018


def test_a_crowd_that_there_is_not_is_refused():
    with pytest.raises(InputError, match="must be 'columns' or 'agents'"):
        simulate(SCENARIO, WORLD, HYBRID, luck_seed=1, crowd="rows")
