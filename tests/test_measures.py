"""Every indicator is what its formula says, recomputed here by hand from a record of four hours."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.budget import PlannedPost
from sim.measures import KPI_BY_NAME, KPIS, kpi_value, totals_of
from sim.record import ORGANIC, TALLY, Ending, Record

# Simulated people by hour. One simulated person stands for ten.
#  first seen, seen, by shares, engaged, shared, clicked, bought, anyway, overdosed
HOURS = [
    [0, 0, 0, 0, 0, 0, 0, 0, 0],
    [4, 5, 0, 2, 1, 1, 0, 0, 0],
    [3, 6, 2, 3, 1, 2, 2, 0, 1],
    [1, 5, 2, 1, 0, 1, 1, 1, 1],
]
SCALE = 0.1

BY_HAND = {
    "reach_people": 80.0,  # 10 x (4 + 3 + 1)
    "impressions": 160.0,  # 10 x (5 + 6 + 5)
    "frequency": 2.0,  # 160 / 80
    "engagements": 60.0,  # 10 x (2 + 3 + 1)
    "engagement_rate_per_follower": 0.05,  # 60 / (500 + 200 + 500)
    "engagement_rate_per_reached_person": 0.75,  # 60 / 80
    "shares": 20.0,  # 10 x (1 + 1)
    "viral_share": 0.25,  # 40 / 160
    "clicks": 40.0,  # 10 x (1 + 2 + 1)
    "purchases_naive": 30.0,  # 10 x (2 + 1)
    "purchases_incremental": 20.0,  # 30 - 10 x 1
    "revenue_eur": 1_000.0,  # 50 x 20
    "cost_eur": 160.0,
    "profit_eur": 240.0,  # 0.4 x 1,000 - 160
    "cpm_eur": 1_000.0,  # 1,000 x 160 / 160
    "cpe_eur": 160 / 60,
    "cpa_eur": 8.0,  # 160 / 20
    "roi": 1.5,  # 240 / 160
    "half_reach_hours": 0.0,  # 4 of 8 in hour 1, the hour of the first post
    "trust_mean_reached": 0.55,  # 4.4 / 8
    "overdosed_share": 0.25,  # (1 + 1) / 8
}


def plan_of(fees: float = 100.0, coordination: float = 60.0) -> SimpleNamespace:
    # The first influencer, with 500 followers, posts twice; the second, with 200, once.
    return SimpleNamespace(
        posts=(PlannedPost(0, 0, 1), PlannedPost(1, 0, 2), PlannedPost(0, 1, 3)),
        fees_eur=fees,
        coordination_eur=coordination,
        spend_eur=fees + coordination,
    )


def totals(hours=HOURS, plan=None, margin: float = 0.4, trust_sum: float = 4.4) -> dict[str, float]:
    ending = Ending(aware=3, considering=2, customers=3, trust_sum=trust_sum, organic=np.empty(0, ORGANIC))
    record = Record(np.array(hours, np.int64), ending=ending, first_post_hour=1)
    scenario = SimpleNamespace(brand=SimpleNamespace(price_eur=50.0, margin_share=margin))
    world = SimpleNamespace(scale=SCALE, roster=(SimpleNamespace(followers=500), SimpleNamespace(followers=200)))
    return totals_of(record, scenario, world, plan or plan_of())


def value(name: str, **given) -> float:
    return kpi_value(KPI_BY_NAME[name], totals(**given))


@pytest.mark.parametrize("name", KPI_BY_NAME)
def test_every_indicator_is_what_its_formula_says(name):
    assert value(name) == pytest.approx(BY_HAND[name])


def test_no_indicator_escapes_the_hand_calculation():
    assert set(BY_HAND) == set(KPI_BY_NAME)


def test_every_indicator_has_a_formula_a_unit_and_a_name_of_its_own():
    assert len(KPI_BY_NAME) == len(KPIS) == len({kpi.label for kpi in KPIS})
    for kpi in KPIS:
        assert kpi.label
        assert kpi.formula
        assert kpi.unit


def test_units_are_in_names():
    for kpi in KPIS:
        if kpi.unit.startswith("EUR"):
            assert kpi.name.endswith("_eur")
        if kpi.name.endswith("_hours"):
            assert kpi.unit == "hours"
        if kpi.name.endswith("_share"):
            assert kpi.unit.startswith("share")


def test_every_indicator_is_made_of_totals_that_exist():
    known = totals()
    assert {name for kpi in KPIS for name in (kpi.numerator, kpi.denominator)} - {None} <= set(known)


def test_a_rate_per_follower_counts_the_followers_once_for_every_post():
    assert totals()["posted_followers"] == 500 + 200 + 500


def test_money_is_never_scaled():
    assert totals()["cost_eur"] == 160.0


def test_half_of_reach_is_counted_from_the_first_post():
    late = [HOURS[0], [1, *HOURS[1][1:]], HOURS[2], [4, *HOURS[3][1:]]]  # 1, 4, 8 of 8 reached
    assert value("half_reach_hours", hours=late) == 1.0


def test_cpe_is_cpm_over_a_thousand_times_engagements_per_impression():
    per_impression = value("engagements") / value("impressions")
    assert value("cpe_eur") == pytest.approx(value("cpm_eur") / (1_000 * per_impression))


@pytest.mark.parametrize("margin", [0.0, 0.4, 1.0])
def test_roi_is_margin_times_roas_less_one_when_the_fee_is_the_only_cost(margin):
    plan = plan_of(fees=160.0, coordination=0.0)
    roas = value("revenue_eur", plan=plan) / plan.fees_eur
    assert value("roi", plan=plan, margin=margin) == pytest.approx(margin * roas - 1.0)


def test_what_divides_by_nothing_has_no_value():
    silence = np.zeros((4, len(TALLY)), np.int64)
    nothing = totals(hours=silence, trust_sum=0.0)
    without = {kpi.name for kpi in KPIS if math.isnan(kpi_value(kpi, nothing))}
    assert without == {
        *("frequency", "engagement_rate_per_reached_person", "viral_share", "cpm_eur", "cpe_eur", "cpa_eur"),
        *("half_reach_hours", "trust_mean_reached", "overdosed_share"),
    }


def test_a_campaign_that_is_not_over_has_no_totals():
    with pytest.raises(ValueError, match="not over"):
        totals_of(Record.empty(4, 0), SimpleNamespace(), SimpleNamespace(scale=1.0, roster=()), plan_of())
