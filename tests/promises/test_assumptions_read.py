"""No number of the model is there for show: each entry of both sets is read by a campaign."""

import dataclasses

import pytest

from sim.assumptions.numbers import SETS
from sim.model import simulate
from sim.planning.budget import plan
from sim.results.measures import totals_of
from sim.scenario.market import RELATIONS
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, Phase, Schedule
from sim.tiers import TIER_NAMES
from sim.world.world import World

OF_ORDINARY_POSTS = {"large_account_posts_share"}  # which no campaign started: read by validation alone


@pytest.mark.parametrize("name", SETS)
def test_every_assumption_is_read_by_a_campaign_for_a_luxury_product_with_every_format_and_relation(name):
    scenario = Scenario.load(people=2_000, assumption_set=name)
    luxury = scenario.brand.model_copy(update={"price_class": "luxury"})
    scenario = dataclasses.replace(scenario, brand=luxury, budget_eur=200_000)
    world = World.generate(scenario, 1)
    phases = [
        Phase(tier=tier, count=1, format=format_, promo_code=True)
        for tier, format_ in zip(TIER_NAMES, FORMATS, strict=True)
    ]
    schedule = Schedule("every format", (*phases, Phase(tier="nano", count=1, start_hours=5, feed="recommended")))
    for relation in RELATIONS:
        where = dataclasses.replace(scenario, brand=luxury.model_copy(update={"relation": relation}))
        campaign = plan(where, world, schedule)
    totals_of(simulate(scenario, world, campaign, luck_seed=1), scenario, world)
    unread = set(scenario.assumptions.names) - scenario.assumptions.read - OF_ORDINARY_POSTS
    assert not unread, f"nobody reads {', '.join(sorted(unread))} of the set {name}"
