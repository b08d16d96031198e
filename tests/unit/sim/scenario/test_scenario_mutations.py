"""A scenario that is wrong anywhere is refused in words at once, and what is accepted can be planned and played."""

import pickle
import tomllib

import pytest
from examples import examples
from hypothesis import given
from mutations import assert_in_our_words, mutated

from sim.errors import InputError
from sim.kpis import KPIS, kpi_value
from sim.model import simulate
from sim.planning.budget import plan
from sim.results.measures import totals_of
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of
from sim.world.influencers import roster_of

WHOLE = tomllib.loads(
    """
name = "whole"
question = "Which launch?"
budget_eur = 60_000
objective = "conversion"

[brand]
name = "b"
interest = "food"
price_eur = 50
margin_share = 0.4
price_class = "luxury"
interested_share = 0.8
account_followers = 1_000

[market]
people = 1_000_000
horizon_days = 20
interests = ["sport", "food", "art"]

[roster]
nano = 100
micro = 50
macro = 5
mega = 1

[assumptions]
set = "evidence"
tiers = "D1"
[assumptions.override]
fee_floor_eur = 20
reach_rate = { nano = 0.3, micro = 0.2, macro = 0.2, mega = 0.1 }
fans_largest = 500

[[schedules.mine]]
tier = "micro"
budget_share = 0.5
start_hours = 24
within_hours = 48
posts_each = 2
days_between_posts = 1.5
format = "story"
disclosed = false
promo_code = true
pick = "fit"
fee_share = 0.9
commission_share = 0.1
[[schedules.mine]]
tier = "nano"
count = 5
spacing_hours = 2
gift = true
[[schedules.mine]]
influencers = ["micro-1"]
[[schedules.mine]]
review_hours = 48
judge_by = "engagements"
shift_share = 0.3
"""
)


def planned(document: dict) -> list:
    """What a scenario comes to under its own schedules, each planned; empty where it is refused, in our words."""
    try:
        scenario = Scenario.from_mapping(document, people=2_000)
        assert len(scenario.fingerprint) == 64
        assert pickle.loads(pickle.dumps(scenario)) == scenario
        roster = roster_of(scenario, scenario.market.interests, 1)
        return [(scenario, plan(scenario, roster, name)) for name in scenario.schedules]
    except InputError as error:
        assert_in_our_words(error)
        return []


def test_the_whole_scenario_is_right():
    assert planned(WHOLE)


@pytest.mark.second
@examples(100)
@given(mutated(WHOLE))
def test_whatever_is_wrong_is_told_in_words_and_what_is_right_can_be_planned(document):
    planned(document)


@pytest.mark.slow
@examples(300)
@given(mutated(WHOLE))
def test_what_can_be_planned_can_be_played(document):
    for scenario, bought in planned(document):
        world = world_of(scenario, 1)
        try:
            world.check_audiences(bought.influencers)
        except InputError as error:
            assert_in_our_words(error)
            continue
        totals = totals_of(simulate(scenario, world, bought, luck_seed=1), scenario, world)
        assert all(kpi_value(kpi, totals) is not None for kpi in KPIS)
