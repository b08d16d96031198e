"""With fees by size off and own hours paid from the budget, plans are those of 0.6.0 to the cent, and events too."""

import dataclasses
import hashlib

import pytest

from sim.model import simulate
from sim.planning.budget import plan
from sim.scenario.scenario import BUILT_INS, Scenario
from sim.scenario.schedule import PRESETS
from sim.world.influencers import roster_of
from sim.world.world import World

# What 0.6.0 assumed of money, and of what else a plan depends on.
AS_BEFORE = {
    "fee_per_follower_eur": 0.01,
    "fee_growth": 1.0,
    "fee_level": 1.0,
    "fee_floor_eur": 50.0,
    "works_without_fee_share": {"nano": 0.6, "micro": 0.3, "macro": 0.05, "mega": 0.0},
    "coordination_hours_per_influencer": 2.0,
    "own_hour_eur": 50.0,
    "coordination_growth": 1.05,
    "shortlist_fit_share": {"nano": 0.9, "micro": 0.9, "macro": 0.5, "mega": 0.3},
    "delay_median_hours": 10.0,
    "delay_spread": 1.86,
}
# Made by these functions with version 0.6.0 (commit 8896cd0), where one influencer took 100 EUR of the budget to
# coordinate.
PLANS = "7e7c7f08323d1d29aa6f1eb2d8d1abbed4bd948ff325a7986062556e81042fb6"
EVENTS = {
    "documents": "c40c3dec7511019bca0b449d65112250dfd23230855a81d9de2b601ccb3e4063",
    "evidence": "a44e0a172d896f9127695c6c9ba852fc569eb89c245320bc47a5f8ebd9a3fcb8",
}


def asked(name: str, assumption_set: str = "evidence") -> Scenario:
    found = Scenario.load(name, people=2_000, assumption_set=assumption_set)
    brand = found.brand.model_copy(update={"hours_from_budget": True})
    roster = found.roster.model_copy(update={"nano": 1_000})
    return dataclasses.replace(found, brand=brand, roster=roster, assumptions=found.assumptions.with_values(AS_BEFORE))


def test_with_fees_per_follower_and_hours_from_the_budget_every_plan_is_that_of_before_to_the_cent():
    digest = hashlib.sha256()
    fees = [f"{3_000 * k + 7},{11.5 * k if k % 3 else ''}" for k in range(1, 300)]
    for name in BUILT_INS:
        scenario = asked(name)
        listed = dataclasses.replace(scenario, roster_text="\n".join(["followers,fee_eur", *fees]))
        for where in (scenario, listed):
            roster = roster_of(where, where.market.interests, 1)
            digest.update(repr([one.fee_eur for one in roster]).encode())
            for budget_eur in (900.0, 7_000.0, 60_000.0):
                budget = dataclasses.replace(where, budget_eur=budget_eur)
                for schedule in (*PRESETS, *scenario.schedules):
                    made = plan(budget, roster, schedule, may_fall_short=True)
                    money = (made.fees_eur, made.gifts_eur, made.coordination_eur, made.spend_eur, made.unspent_eur)
                    posts = [(post.influencer, post.piece, post.hour, post.fee_eur) for post in made.posts]
                    digest.update(repr((money, made.next_price_eur, posts)).encode())
    assert digest.hexdigest() == PLANS


@pytest.mark.parametrize("assumption_set", EVENTS)
def test_and_so_is_every_event(assumption_set):
    digest = hashlib.sha256()
    scenario = asked("sneaker_launch", assumption_set)
    world = World.generate(scenario, 1)
    for schedule in ("hybrid_adjusted", "leader_then_a_hundred"):
        record = simulate(scenario, world, plan(scenario, world, schedule), luck_seed=1, events=True)
        digest.update(record.events[["hour", "person", "post", "via", "outcome", "trust"]].tobytes())
        digest.update(record.hourly.tobytes())
        digest.update(repr(float(record.ending.trust_sum)).encode())
    assert digest.hexdigest() == EVENTS[assumption_set]
