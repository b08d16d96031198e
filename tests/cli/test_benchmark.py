"""The benchmark itself: every figure that docs/size_and_speed.md shows is measured and printed."""

import io

import pytest
from rich.console import Console

from experiments.benchmark.campaigns import campaign, measure, timed_run
from experiments.benchmark.table import benchmark_table


def test_the_stop_watch_counts_what_the_campaign_did():
    scenario, world, plan = campaign(20_000, 5, 1, 0.01)
    timing = timed_run(scenario, world, plan, 1)
    assert timing.people == 20_000
    assert timing.members == world.influencers["members"].sum() == 5 * 210 + 3_500
    assert 0 < timing.reached <= timing.impressions < timing.members
    assert timing.publish_s + timing.read_s < timing.total_s


@pytest.mark.nightly
def test_every_figure_is_measured_and_printed():
    result = measure(quick=True)
    assert [market["people"] for market in result["by_market"]] == [10_000, 100_000, 1_000_000, 10_000_000]
    assert result["one_million"]["impressions"] > 0
    assert result["repeats"] == 1
    out = io.StringIO()
    Console(file=out, width=120).print(benchmark_table(result))
    for word in (
        "per impression",
        "per audience member",
        "per tie",
        "slope",
        "threads",
        "main job",
        "first compilation",
    ):
        assert word in out.getvalue()
