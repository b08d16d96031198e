"""What is shown hour by hour comes from the event log and agrees with the record's own counts."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Scenario, plan, simulate, world_of
from sim import events as ev
from sim.results.funnel import AWARE, CUSTOMER, LOYAL, STAGES, UNAWARE, timeline_of

KEEN = {"purchase_per_click": 0.5, "repeat_on_purchase": 1.0, "organic_purchase_per_year": 3.0}


@pytest.fixture(scope="module", params=["as it is", "keen"])
def played(request):
    scenario = Scenario.load(people=20_000)
    values = KEEN if request.param == "keen" else {}
    scenario = replace(scenario, assumptions=scenario.assumptions.with_values(values))
    world = world_of(scenario, 2)
    return world, simulate(scenario, world, plan(scenario, world, "hybrid"), luck_seed=2, events=True)


def test_the_last_hour_is_the_end_of_the_record(played):
    world, record = played
    counts = timeline_of(record, world.people.size).counts()
    end = record.ending
    assert counts[-1].tolist()[1:] == [end.aware, end.considering, end.customers, end.loyal]
    assert counts[-1].sum() == world.people.size


def test_whoever_is_reached_by_an_hour_is_no_longer_unaware(played):
    world, record = played
    counts = timeline_of(record, world.people.size).counts()
    assert (world.people.size - counts[:, UNAWARE]).tolist() == record.hourly[:, ev.REACH].cumsum().tolist()


def test_buyers_on_screen_are_those_of_the_record_at_every_hour():
    """With no purchase but by clicks, customers are the naive purchases less the repeated ones."""
    scenario = Scenario.load(people=20_000)
    values = KEEN | {"organic_purchase_per_year": 0.0}
    scenario = replace(scenario, assumptions=scenario.assumptions.with_values(values))
    world = world_of(scenario, 2)
    record = simulate(scenario, world, plan(scenario, world, "hybrid"), luck_seed=2, events=True)
    counts = timeline_of(record, world.people.size).counts()
    first = (record.hourly[:, ev.PURCHASES] - record.hourly[:, ev.REPEATS]).cumsum()
    assert counts[:, [CUSTOMER, LOYAL]].sum(axis=1).tolist() == first.tolist()
    assert first[-1] > 0
    assert record.hourly[:, ev.ANYWAY].sum() == 0
    assert counts[-1, LOYAL] > 0


def test_nobody_falls_back_and_nobody_acts_before_being_reached(played):
    world, record = played
    timeline = timeline_of(record, world.people.size)
    before = np.zeros(world.people.size, np.uint8)
    for now in timeline.stages():
        assert (now >= before).all()
        before = now.copy()
    first = record.events[(record.events["outcome"] & ev.FIRST) != 0]
    reached = dict(zip(first["person"].tolist(), first["hour"].tolist(), strict=True))
    assert all(hour >= reached[person] for hour, person, _ in timeline.changes.tolist())
    assert len(STAGES) == LOYAL + 1
    assert AWARE == 1


def test_a_run_without_events_has_no_timeline(played):
    world, record = played
    silent = type(record)(record.hourly, record.plan, by_post=record.by_post, ending=record.ending)
    with pytest.raises(ValueError, match="events=True"):
        timeline_of(silent, world.people.size)


def test_a_campaign_that_nobody_sees_leaves_everybody_unaware():
    scenario = Scenario.load(people=2_000)
    scenario = replace(scenario, assumptions=scenario.assumptions.with_values({"reach_rate": 0.0}))
    world = world_of(scenario, 1)
    record = simulate(scenario, world, plan(scenario, world, "micro_only"), luck_seed=1, events=True)
    assert timeline_of(record, 2_000).counts()[:, UNAWARE].tolist() == [2_000] * scenario.market.horizon_hours
