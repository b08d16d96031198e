"""A page plays what the compiled crowd plays: the same counts, events and ending to the last bit, under Node.

The chances that its stories tell are those of the readable rules.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from dense_campaigns import campaigns
from pages import Played, needs_node, played_under_node, write_lesson

from experiments.page.controls import SLIDERS, Town, sliders, stops_of, switches
from sim.assumptions.mechanisms import MECHANISMS
from sim.model import simulate
from sim.results.record import Record
from sim.results.replay import Replay
from sim.scenario.scenario import Scenario


def assert_the_same(played: Played, record: Record) -> None:
    assert np.array_equal(played.hourly, record.hourly)
    assert np.array_equal(played.by_post, record.by_post)
    assert np.array_equal(played.events, record.events)
    ending = record.ending
    assert [played.ending[part] for part in ("aware", "considering", "customers", "loyal")] == [
        ending.aware, ending.considering, ending.customers, ending.loyal
    ]  # fmt: skip
    assert played.ending["trust"] == ending.trust_sum
    assert played.ending["organic"] == [[int(one["hour"]), int(one["person"])] for one in ending.organic]


@pytest.mark.slow
def test_a_page_and_the_columns_give_the_same_events_in_many_dense_worlds(tmp_path):
    needs_node()
    records: dict[str, Record] = {}
    replays: dict[str, Replay] = {}
    seen: Counter[str] = Counter()
    for scenario, world, plan, luck in campaigns(60):
        plan = replace(plan, reviews=())  # which a page refuses
        name = f"lesson{len(records) // 2}"
        worlds = [(world, [plan]), (world.written_out(), [plan])]
        write_lesson(tmp_path / f"{name}.bin", scenario, worlds, luck)
        record = simulate(scenario, world, plan, luck_seed=luck, events=True)
        records[f"{name}-0-0"] = records[f"{name}-1-0"] = record
        replays[f"{name}-0-0"] = Replay(scenario, world, record, luck)
        seen["impressions"] += record.events.size
        for what in ("viral_impressions", "purchases_naive", "recommended_impressions", "media_mentions"):
            seen[what] += record.totals[what] > 0
        seen["organic"] += record.ending.organic.size > 0
    played = played_under_node(tmp_path)
    assert len(records) >= 100
    assert played.keys() == records.keys()
    for name, record in records.items():
        assert_the_same(played[name], record)
    for name, replay in replays.items():
        for person, told in played[name].chances.items():
            for one, (_, impression) in zip(told, replay.impressions_of(person), strict=True):
                expected = {deed: chance for deed, chance in impression.chances.items() if deed in one}
                chances = {deed: chance for deed, chance in one.items() if chance is not None}
                assert chances == pytest.approx(expected, rel=1e-12)
                seen["bought by chance"] += "buy" in expected
    assert seen["bought by chance"] > 100
    # The worlds were dense enough for the comparison to mean something.
    assert seen["impressions"] > 30_000
    assert min(seen[what] for what in ("viral_impressions", "purchases_naive", "recommended_impressions")) >= 15
    assert min(seen["media_mentions"], seen["organic"]) >= 5


@pytest.mark.slow
def test_a_page_whose_numbers_were_changed_plays_what_the_model_would_under_them(tmp_path):
    needs_node()
    names = ("hybrid",)
    launch = Scenario.load()
    market = launch.market.model_copy(update={"feed": "recommended"})
    town = Town.of(replace(launch, simulated_people=5_000, market=market), names, 3)
    off, chance = switches(town, names), np.random.default_rng(5)
    stops = {name: stops_of(town.scenario.assumptions, name) for name in SLIDERS}
    set_to = sliders(town, stops, off)
    records, differ = {}, 0
    plain = simulate(town.scenario, town.world, town.plans[0], luck_seed=9, events=True)
    for mix in range(12):
        chosen = [name for name in off if chance.random() < 0.3]
        at = {name: int(chance.integers(len(stops[name]))) for name in set_to if chance.random() < 0.5}
        changes = [*(set_to[name][k] for name, k in at.items()), *(off[name] for name in chosen)]
        changed = {
            "behaviour": {name: value for one in changes for name, value in one["behaviour"].items()},
            "posts": {name: value for one in changes for name, value in one["posts"][0].items()},
        }
        write_lesson(tmp_path / f"mix{mix}.bin", town.scenario, [(town.world, list(town.plans))], 9, changed)
        values = {name: stops[name][k] for name, k in at.items()}
        for name in chosen:
            values |= MECHANISMS[name].off
        under = town.under(town.scenario.assumptions.with_values(values)).scenario
        record = simulate(under, town.world, town.plans[0], luck_seed=9, events=True)
        differ += not np.array_equal(record.events, plain.events)
        records[f"mix{mix}-0-0"] = record
    played = played_under_node(tmp_path)
    for name, record in records.items():
        assert_the_same(played[name], record)
    assert differ >= 10
