"""A page plays what the compiled crowd plays: the same counts, events and ending to the last bit, under Node."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from dense_campaigns import campaigns
from examples import examples
from hypothesis import HealthCheck, Phase, given
from pages import Played, needs_node, played_under_node, write_lesson

from sim.model import simulate
from sim.results.record import Record


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
    seen: Counter[str] = Counter()

    @examples(
        60,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(campaigns())
    def pack(campaign):
        scenario, world, plan, luck = campaign
        plan = replace(plan, reviews=())  # which a page refuses
        name = f"lesson{len(records) // 2}"
        worlds = [(world, [plan]), (world.written_out(), [plan])]
        write_lesson(tmp_path / f"{name}.bin", scenario, worlds, luck)
        record = simulate(scenario, world, plan, luck_seed=luck, events=True)
        records[f"{name}-0-0"] = records[f"{name}-1-0"] = record
        seen["impressions"] += record.events.size
        for what in ("viral_impressions", "purchases_naive", "recommended_impressions", "media_mentions"):
            seen[what] += record.totals[what] > 0
        seen["organic"] += record.ending.organic.size > 0

    pack()
    played = played_under_node(tmp_path)
    assert len(records) >= 100
    assert played.keys() == records.keys()
    for name, record in records.items():
        assert_the_same(played[name], record)
    # The worlds were dense enough for the comparison to mean something.
    assert seen["impressions"] > 30_000
    assert min(seen[what] for what in ("viral_impressions", "purchases_naive", "recommended_impressions")) >= 15
    assert min(seen["media_mentions"], seen["organic"]) >= 5
