"""Where tiers do not differ, no schedule is better than another; where they do, the same test says so.

Every difference between tiers and between people is off, a follower costs the same everywhere, nothing spreads
and nothing tires. Then all schedules buy the same number of independent looks for a euro, whoever gives them and
whenever. Pairs of schedules are compared over paired worlds, by t-tests of which not one in a hundred families
would find a difference where there is none (Bonferroni over all pairs and indicators).
"""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from worlds import PLAIN

from sim.model import simulate
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.tiers import TIER_NAMES
from sim.world.world import World

PRESETS = (
    *("nano_only", "micro_only", "macro_only", "mega_only"),
    *("parallel", "alternating", "burst", "hybrid_without_codes"),
)
INDICATORS = ("reach_people", "impressions", "engagements", "clicks")
WORLDS = 60
FAMILYWISE = 0.01

ALIKE = PLAIN | {
    "reach_rate": 0.2,
    "engagement_per_reached_person": 0.1,
    "authenticity": 0.5,
    "audience_locality_share": 0.0,
    "audience_interest_share": 0.0,
    "click_per_engaged_person": 0.4,
    "fee_floor_eur": 0.0,
    "fee_per_follower_eur": 0.01,
    "coordination_hours_per_influencer": 0.0,
    "own_hour_eur": 50.0,
}


def launch(**different: object) -> Scenario:
    """A market of a billion, so that audiences hardly overlap, and long enough for every post to be seen."""
    base = Scenario.load(None)
    return replace(
        base,
        brand=base.brand.model_copy(update={"hours_from_budget": True}),
        market=base.market.model_copy(update={"people": 1_000_000_000, "horizon_days": 28}),
        roster=base.roster.model_copy(update={"nano": 1_700, "micro": 250, "macro": 20, "mega": 10}),
        simulated_people=10_000_000,
        assumptions=base.assumptions.with_values(ALIKE | different),
    )


def per_euro(scenario: Scenario, worlds: int = WORLDS) -> np.ndarray:
    """What each world (row), schedule and indicator brought per EUR spent: shape (worlds, 8, 4)."""
    found = np.empty((worlds, len(PRESETS), len(INDICATORS)))
    for seed in range(worlds):
        world = World.generate(scenario, seed)
        for place, name in enumerate(PRESETS):
            bought = plan(scenario, world, name)
            assert not bought.roster_exhausted
            totals = simulate(scenario, world, bought, luck_seed=seed).totals
            found[seed, place] = [totals[indicator] / bought.spend_eur for indicator in INDICATORS]
    return found


def p_values(found: np.ndarray) -> dict[tuple[str, str, str], float]:
    """Of the paired t-test of each two schedules in each indicator; those that never differ have 1."""
    values = {}
    for one, other in itertools.combinations(range(len(PRESETS)), 2):
        difference = found[:, one] - found[:, other]
        for k, indicator in enumerate(INDICATORS):
            same = not difference[:, k].any()
            p = 1.0 if same else float(stats.ttest_1samp(difference[:, k], 0.0).pvalue)
            values[PRESETS[one], PRESETS[other], indicator] = p
    return values


def differing(values: dict[tuple[str, str, str], float]) -> list[tuple[str, str, str]]:
    return [comparison for comparison, p in values.items() if p < FAMILYWISE / len(values)]


@pytest.fixture(scope="module")
def alike() -> np.ndarray:
    return per_euro(launch())


@pytest.mark.slow
def test_where_tiers_are_alike_no_schedule_differs_from_another_per_euro(alike):
    values = p_values(alike)
    assert len(values) == 28 * 4
    print("smallest p x comparisons:", round(min(values.values()) * len(values), 3))
    assert not differing(values)
    # And all are what arithmetic says: 100 followers for a euro at the scale of the market, a fifth of whom see it.
    expected = np.array([1.0, 1.0, 0.1, 0.04]) * 100 * 0.2 / 100
    t = (alike - expected).mean(axis=0) / (alike.std(axis=0, ddof=1) / WORLDS**0.5)
    assert np.abs(t).max() < 4


@pytest.mark.slow
def test_the_hour_of_a_post_changes_nothing_at_all_where_nothing_is_remembered(alike):
    """The burst hires whom micro_only hires; where and when they post is then a matter of indifference."""
    micro, burst = (alike[:, PRESETS.index(name)] for name in ("micro_only", "burst"))
    assert np.array_equal(micro, burst)


@pytest.mark.parametrize(
    ("different", "least"),
    [
        ({"reach_rate": {"nano": 0.36, "micro": 0.23, "macro": 0.20, "mega": 0.15}}, 60),
        ({"coordination_hours_per_influencer": 2.0}, 60),
        ({"in_market_share": {"nano": 0.95, "micro": 0.90, "macro": 0.70, "mega": 0.50}}, 60),
    ],
)
def test_where_tiers_differ_the_same_test_finds_it(different, least):
    found = differing(p_values(per_euro(launch(**different), worlds=8)))
    assert len(found) >= least
    for indicator in INDICATORS:
        assert ("nano_only", "mega_only", indicator) in found
    assert not any({"micro_only", "burst"} == set(comparison[:2]) for comparison in found)


def test_the_schedules_of_this_test_use_every_tier():
    scenario = launch()
    world = World.generate(scenario, 1)
    hired = {world.roster[row].tier for name in PRESETS for row in plan(scenario, world, name).influencers}
    assert hired == set(TIER_NAMES)
