"""Who finds the influencers takes hours or money: the budget pays money, and hours only where it is told to."""

import dataclasses

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from rosters import LAUNCH, SMALL, of, people, refusal, scenario, schedules

from sim import events as ev
from sim.errors import InputError
from sim.planning.budget import plan
from sim.planning.review import reviewed
from sim.scenario.market import RELATIONS
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Review, Schedule

NUMBERS = LAUNCH.assumptions.with_values(
    {
        "coordination_hours_per_influencer": 2,
        "own_hour_eur": 30,
        "platform_hours_per_influencer": 0.25,
        "platform_fee_share": 0.1,
        "agency_fee_share": 0.25,
        "coordination_growth": 1.5,
    }
)
FOUR = Phase(tier="nano", count=4, posts_each=2)  # of 50.10 EUR a post


def brand_with(relation: str, hours_from_budget: bool = False, budget_eur: float = 60_000) -> Scenario:
    brand = LAUNCH.brand.model_copy(update={"relation": relation, "hours_from_budget": hours_from_budget})
    return scenario(budget_eur, brand=brand, assumptions=NUMBERS)


@pytest.mark.parametrize(
    ("relation", "hours", "taken_eur"),
    [
        ("by_hand", 2 * 4**1.5, 0.0),
        ("platform", 0.25 * 4**1.5, 4 * 10.02),  # of 100.20 each
        ("agency", 0.0, 4 * 25.05),
    ],
)
def test_each_relation_takes_its_hours_and_its_share_of_the_fees(relation, hours, taken_eur):
    roster = people(*[("nano", 50.1)] * 9)
    beside, paid = (plan(brand_with(relation, from_budget), roster, of(FOUR)) for from_budget in (False, True))
    assert beside.own_hours == paid.own_hours == hours
    assert (beside.own_hours_eur, paid.own_hours_eur) == (30.0 * hours, 0.0)
    assert (beside.coordination_eur, paid.coordination_eur) == (taken_eur, taken_eur + 30.0 * hours)
    for made in (beside, paid):
        assert made.fees_eur == 8 * 50.10
        assert made.spend_eur == pytest.approx(made.fees_eur + made.coordination_eur, abs=1e-9)
        assert made.unspent_eur == pytest.approx(60_000 - made.spend_eur, abs=1e-9)


@pytest.mark.parametrize(("relation", "hired"), [("by_hand", 10), ("platform", 9), ("agency", 8)])
def test_a_budget_hires_fewer_where_somebody_takes_a_share_of_the_fees(relation, hired):
    made = plan(brand_with(relation, budget_eur=1_000), people(*[("nano", 100)] * 20), of(Phase(tier="nano")))
    assert len(made.influencers) == hired
    assert made.next_price_eur == {"by_hand": 100.0, "platform": 110.0, "agency": 125.0}[relation]


def test_a_schedule_that_is_refused_says_what_its_cheapest_influencer_costs_and_who_gets_it():
    roster = people(("macro", 1_000))
    told = {
        relation: refusal("macro_only", roster, brand_with(relation, from_budget, budget_eur=900))
        for relation, from_budget in (("by_hand", False), ("platform", True), ("agency", False))
    }
    assert "costs 1,000.00 EUR (1 x 1,000.00 EUR); raise" in told["by_hand"]
    assert (
        "costs 1,107.50 EUR (1 x 1,000.00 EUR + 100.00 EUR for the platform + 7.50 EUR for own hours)"
        in (told["platform"])
    )
    assert "costs 1,250.00 EUR (1 x 1,000.00 EUR + 250.00 EUR for the agency)" in told["agency"]


@examples(200)
@given(schedules, st.integers(200, 8_000), st.sampled_from(RELATIONS), st.booleans())
def test_under_every_relation_a_plan_adds_up_to_the_cent_and_stays_within_the_budget(
    listed, budget, relation, from_budget
):
    where = brand_with(relation, from_budget, budget)
    try:
        made = plan(where, SMALL, of(*listed))
    except InputError:
        return
    n = len(made.influencers)
    hours = {"by_hand": 2.0, "platform": 0.25, "agency": 0.0}[relation] * n**1.5
    share = {"by_hand": 0.0, "platform": 0.1, "agency": 0.25}[relation]
    assert made.own_hours == pytest.approx(hours)
    taken = made.coordination_eur - (round(30.0 * hours, 2) if from_budget else 0.0)
    assert made.own_hours_eur == (0.0 if from_budget else pytest.approx(30.0 * hours, abs=0.006))
    # To half a cent for each phase of each influencer, of whom nobody is named in more than all of them.
    assert taken == pytest.approx(share * made.fees_eur, abs=0.006 * (1 + n * len(listed)))
    assert made.spend_eur == pytest.approx(made.fees_eur + made.gifts_eur + made.coordination_eur, abs=1e-9)
    assert made.spend_eur + made.unspent_eur == pytest.approx(budget, abs=1e-9)
    assert made.unspent_eur >= 0.0


def test_what_coordination_took_is_not_given_back_by_a_review():
    where = brand_with("platform")
    roster = people(*[("nano", 100)] * 4)
    phases = (Phase(tier="nano", spacing_hours=10, posts_each=2, days_between_posts=2),)
    made = plan(where, roster, Schedule("mine", phases, (Review(review_hours=40, shift_share=1.0),)))
    told = [dataclasses.replace(one, declared_engagement_rate_per_follower=0.01) for one in roster]
    clicks = np.zeros((len(made.posts), len(ev.BY_POST)), np.int64)
    clicks[:, ev.OF_CLICKS] = [100 * (post.influencer == 0) for post in made.posts]
    after = reviewed(made, made.reviews[0], clicks, told)
    assert after.posts != made.posts
    for name in ("coordination_eur", "own_hours", "own_hours_eur"):
        assert getattr(after, name) == getattr(made, name) > 0
    assert after.spend_eur == pytest.approx(after.fees_eur + after.coordination_eur)


def test_hours_cost_a_small_brand_none_of_its_cash():
    """A bakery with 2,000 EUR whose own people do it all has all of it left for fees."""
    roster = people(*[("nano", 50)] * 60)
    made = plan(brand_with("by_hand", budget_eur=2_000), roster, of(Phase(tier="nano")))
    assert (made.fees_eur, made.spend_eur, len(made.influencers)) == (2_000.0, 2_000.0, 40)
    assert made.own_hours_eur == round(60.0 * 40**1.5, 2)
