"""Every indicator is what its formula says, recomputed here by hand from a record of four hours."""

import math
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest

from sim import events as ev
from sim.kpis import KPI_BY_NAME, KPIS, OBJECTIVES, kpi_value
from sim.planning.budget import Plan, PlannedPost
from sim.results.measures import POST_RESULTS, SOURCES, attributed, post_results, totals_of
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.world import World

# Simulated people by hour. One simulated person stands for ten.
#  first seen, seen, by shares, engaged, shared, clicked, bought, anyway, overdosed,
#  bought again, with a code, followed the brand, told, wrote, change of trust, trust when first reached, by feeds
HOURS = [
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [4, 5, 0, 2, 1, 1, 0, 0, 0, 0, 0, 2, 0, 1, 130_000, 131_070, 0],
    [3, 6, 2, 3, 1, 2, 2, 0, 1, 1, 2, 0, 1, 0, 100_000, 65_535, 1],
    [1, 5, 2, 1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 58_354, 65_535, 1],
]
# First seen, seen, engaged, clicked, bought, anyway: what customers told, what the press wrote, the posts.
PIECES = [
    [0, 1, 0, 0, 0, 0],
    [1, 2, 1, 0, 0, 0],
    [4, 6, 3, 2, 2, 0],
    [0, 0, 0, 0, 0, 0],
    [3, 6, 1, 1, 1, 1],
    [0, 1, 1, 1, 0, 0],
]
SCALE = 0.1
PRICE, MARGIN, DISCOUNT = 50.0, 0.4, 0.2

BY_HAND = {
    "reach_people": 80.0,  # 10 x (4 + 3 + 1)
    "impressions": 160.0,  # 10 x (5 + 6 + 5)
    "launch_reach_people": 80.0,  # all of it: the run is four hours long
    "launch_impressions": 160.0,
    "frequency": 2.0,  # 160 / 80
    "engagements": 60.0,  # 10 x (2 + 3 + 1)
    "engagement_rate_per_follower": 0.06,  # 60 / (0.8 x 500 + 200 + 0.8 x 500)
    "engagement_rate_per_reached_person": 0.75,  # 60 / 80
    "engagement_rate_per_impression": 0.375,  # 60 / 160
    "shares": 20.0,  # 10 x (1 + 1)
    "viral_share": 0.25,  # 40 / 160
    "recommended_share": 0.125,  # 20 / 160
    "clicks": 40.0,  # 10 x (1 + 2 + 1)
    "click_rate_per_impression": 0.25,  # 40 / 160
    "purchases_naive": 30.0,  # 10 x (2 + 1)
    "purchases_incremental": 20.0,  # 30 - 10 x 1
    "lift": 1.0,  # 20 / 10 x (1 who clicked + 1 who did not)
    "overstatement": 1.5,  # 30 / 20
    "revenue_per_follower_eur": 0.9,  # 900 / 1,000
    "purchase_rate_per_click": 0.75,  # 30 / 40
    "repeat_purchases": 10.0,  # 10 x 1
    "code_purchases": 20.0,  # 10 x 2
    "brand_followers": 30.0,  # 10 x (2 + 1)
    "account_growth": 0.075,  # 30 / 400
    "word_of_mouth": 10.0,  # 10 x 1
    "media_mentions": 10.0,  # 1, and each of the press stands for 0.3 / 0.1 / 0.3
    "revenue_eur": 900.0,  # 50 x 20 - 0.2 x 0.5 x 50 x 20
    "own_hours": 3.0,
    "cost_eur": 350.0,  # fees 100 + gifts 20 + coordination 40 + commission 0.1 x 45 x 20 + 0.2 x 50 x 10
    "profit_eur": -155.0,  # 0.4 x 50 x 20 - 100 - 350 - 105
    "cpm_eur": 2_187.5,  # 1,000 x 350 / 160
    "cpe_eur": 350 / 60,
    "cpc_eur": 8.75,  # 350 / 40
    "cpa_eur": 17.5,  # 350 / 20
    "roas": 900 / 350,
    "roi": -155 / 350,
    "half_reach_hours": 0.0,  # 4 of 8 in hour 1, the hour of the first post
    "trust_mean_reached": 0.55,  # 4.4 / 8
    "trust_gain_reached": 0.05,  # (4.4 - 2 - 1 - 1) / 8
    "overdosed_share": 0.25,  # (1 + 1) / 8
}

# The first influencer, with 500 followers, posts twice; the second, with 200, once: a review dropped the other post.
PLAN = Plan(
    schedule="by hand",
    posts=(
        PlannedPost(0, 0, 1, promo_code=True, commission_share=0.1),
        PlannedPost(1, 0, 0, commission_share=0.5, dropped=True),
        PlannedPost(1, 1, 2, commission_share=0.2),
        PlannedPost(0, 1, 3, commission_share=0.3),
    ),
    influencers=(0, 1),
    fees_eur=100.0,
    coordination_eur=40.0,
    spend_eur=160.0,
    next_price_eur=0.0,
    roster_exhausted=False,
    gifts_eur=20.0,
    own_hours=3.0,
    own_hours_eur=105.0,
)
WORLD = Mock(
    spec=World,
    scale=SCALE,
    roster=(
        SimpleNamespace(followers=500, tier="macro", in_market_share=0.8),
        SimpleNamespace(followers=200, tier="nano", in_market_share=1.0),
    ),
)


def record_of(hours=HOURS, pieces=PIECES, plan=PLAN, trust_sum: float = 4.4) -> Record:
    ending = ev.Ending(
        aware=3, considering=2, customers=2, loyal=1, trust_sum=trust_sum, organic=np.zeros(1, ev.ORGANIC)
    )
    return Record(np.array(hours, np.int64), plan, by_post=np.array(pieces, np.int64), ending=ending)


def totals(margin: float = MARGIN, discount: float = DISCOUNT, **of_the_record) -> dict[str, float]:
    assumed = {"promo_code_discount_share": discount, "code_redeemed_share": 0.5, "press_share": 0.3}
    scenario = Mock(
        spec=Scenario,
        brand=SimpleNamespace(worth_eur=PRICE, margin_share=margin, account_followers=400),
        assumptions=SimpleNamespace(value=assumed.__getitem__),
    )
    return totals_of(record_of(**of_the_record), scenario, WORLD)


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
        if kpi.unit.startswith("EUR") and kpi.unit != "EUR per EUR":  # which is a number
            assert kpi.name.endswith("_eur")
        if kpi.name.endswith("_hours"):
            assert kpi.unit == "hours"
        if kpi.name.endswith("_share"):
            assert kpi.unit.startswith("share")


def test_every_indicator_is_made_of_totals_that_exist():
    known = totals()
    assert {name for kpi in KPIS for name in (kpi.numerator, kpi.denominator)} - {None} <= set(known)


def test_a_rate_per_follower_counts_the_followers_once_for_every_post():
    assert totals()["posted_followers"] == 400 + 200 + 400


def test_what_is_added_up_is_rounded_once_so_that_no_version_of_python_adds_otherwise(monkeypatch):
    tenth = SimpleNamespace(followers=1, tier="nano", in_market_share=0.1)
    monkeypatch.setattr(WORLD, "roster", (tenth,))
    posts = tuple(PlannedPost(0, piece, 0, commission_share=0.1) for piece in range(10))
    pieces = [[0] * 6, [0] * 6, *([0, 0, 0, 0, 1, 0] for _ in posts)]
    made = totals(plan=replace(PLAN, posts=posts, influencers=(0,)), pieces=pieces)
    assert made["posted_followers"] == 1.0  # not 0.9999999999999999
    assert made["commission_eur"] == 10 * 50.0


def test_money_is_never_scaled():
    made = totals()
    assert [made[f"{name}_eur"] for name in ("fees", "gifts", "coordination")] == [100.0, 20.0, 40.0]
    # Commissions and discounts follow the sales of the whole market.
    assert (made["commission_eur"], made["discounts_eur"]) == (pytest.approx(190.0), pytest.approx(100.0))


def test_a_post_that_a_review_dropped_counts_for_nothing():
    without = replace(PLAN, posts=tuple(post for post in PLAN.posts if not post.dropped))
    pieces = [row for place, row in enumerate(PIECES) if place != 3]
    assert totals(plan=without, pieces=pieces) == totals()


def test_a_discount_is_given_to_those_who_redeem_a_code_and_lowers_its_commission():
    none, half = totals(discount=0.0), totals(discount=0.5)
    assert none["revenue_eur"] - half["revenue_eur"] == pytest.approx(0.5 * 0.5 * PRICE * 20)
    assert none["commission_eur"] - half["commission_eur"] == pytest.approx(0.1 * 0.5 * 0.5 * PRICE * 20)
    assert none["profit_eur"] - half["profit_eur"] == pytest.approx(0.5 * 0.5 * PRICE * 20 * 0.9)


def test_half_of_reach_is_counted_from_the_first_post():
    late = [HOURS[0], [1, *HOURS[1][1:]], HOURS[2], [4, *HOURS[3][1:]]]  # 1, 4, 8 of 8 reached
    assert value("half_reach_hours", hours=late) == 1.0


def test_cpe_is_cpm_over_a_thousand_times_engagements_per_impression():
    per_impression = value("engagements") / value("impressions")
    assert value("cpe_eur") == pytest.approx(value("cpm_eur") / (1_000 * per_impression))


@pytest.mark.parametrize("margin", [0.0, 0.4, 1.0])
def test_roi_is_margin_times_roas_less_one_when_the_fee_is_the_only_cost(margin):
    posts = tuple(replace(post, commission_share=0.0) for post in PLAN.posts)
    plan = replace(PLAN, posts=posts, fees_eur=160.0, coordination_eur=0.0, gifts_eur=0.0, own_hours_eur=0.0)
    given = {"plan": plan, "margin": margin, "discount": 0.0}
    assert value("roas", **given) == pytest.approx(PRICE * 20 / 160)
    assert value("roi", **given) == pytest.approx(margin * value("roas", **given) - 1.0)


def test_a_further_count_is_a_total_of_its_name(monkeypatch):
    monkeypatch.setattr(ev, "TALLY", (*ev.TALLY, "complaints"))
    assert totals(hours=[[*row, 2] for row in HOURS])["complaints"] == 2 * len(HOURS) / WORLD.scale


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_objective_is_judged_by_an_indicator_that_has_a_better_end(objective):
    assert KPI_BY_NAME[OBJECTIVES[objective]].better in ("higher", "lower")


def test_purchases_are_attributed_to_the_piece_that_was_clicked():
    found = attributed(record_of(), WORLD)
    assert list(found) == list(SOURCES)
    silent = dict.fromkeys(SOURCES, (0.0, 0.0))
    assert found == silent | {"macro": (20.0, 20.0), "nano": (10.0, 0.0)}
    told = attributed(record_of(pieces=[[0, 0, 0, 2, 2, 1], [0, 0, 0, 1, 1, 0], *[[0] * 6] * 4]), WORLD)
    assert told == silent | {"word of mouth": (20.0, 10.0), "press": (10.0, 10.0)}


def test_the_hand_made_record_has_the_columns_of_a_real_one():
    assert {len(row) for row in HOURS} == {len(ev.TALLY)}
    assert {len(row) for row in PIECES} == {len(ev.BY_POST)}


def test_what_divides_by_nothing_has_no_value():
    silence = np.zeros((4, len(ev.TALLY)), np.int64)
    nothing = totals(hours=silence, pieces=np.zeros_like(PIECES), trust_sum=0.0)
    without = {kpi.name for kpi in KPIS if math.isnan(kpi_value(kpi, nothing))}
    assert without == {
        "overstatement",
        *("frequency", "engagement_rate_per_reached_person", "engagement_rate_per_impression", "viral_share"),
        "recommended_share",
        *("click_rate_per_impression", "purchase_rate_per_click", "cpm_eur", "cpe_eur", "cpc_eur", "cpa_eur"),
        *("half_reach_hours", "trust_mean_reached", "trust_gain_reached", "overdosed_share"),
    }


def test_a_campaign_that_is_not_over_has_no_totals():
    with pytest.raises(ValueError, match="not over"):
        totals_of(Record.empty(4, PLAN), Mock(spec=Scenario), WORLD)
    with pytest.raises(ValueError, match="not over"):
        attributed(Record.empty(4, PLAN), WORLD)


def test_the_launch_ends_48_hours_after_the_first_post():
    """The first post comes out in hour 1 and is seen from hour 2 on: hours 2 to 49 are its first 48."""
    quiet = [0] * len(ev.TALLY)
    seen = [1, 2, *quiet[2:]]
    hours = [quiet, *[seen] * 60]
    assert totals(hours=hours)["launch_reach_people"] == 10 * 49  # hour 1 can hold nothing of this post in a real run
    assert totals(hours=hours)["launch_impressions"] == 10 * 98
    plan = replace(PLAN, posts=tuple(replace(post, hour=post.hour + 20) for post in PLAN.posts))
    assert totals(hours=hours, plan=plan)["launch_reach_people"] == 10 * 60


def test_the_first_week_and_what_comes_later_are_told_apart_by_the_hour_of_publication():
    """Engagements of the published posts: 3, 1 and 1; a review dropped the second in order."""
    posts = tuple(
        replace(post, hour=hour, fee_eur=fee)
        for post, hour, fee in zip(PLAN.posts, (0, 1, 167, 168), (10.0, 20.0, 30.0, 40.0), strict=True)
    )
    made = totals(plan=replace(PLAN, posts=posts))
    assert (made["first_week_engagements"], made["later_engagements"]) == (10 * 4, 10 * 1)
    assert (made["first_week_fees_eur"], made["later_fees_eur"]) == (40.0, 40.0)


def test_a_gain_is_no_loss():
    loss, gain = totals(), totals(margin=1.0, discount=0.0)
    assert loss["profit_eur"] < 0 < gain["profit_eur"]
    assert (loss["loss_eur"], gain["loss_eur"]) == (-loss["profit_eur"], 0.0)


def test_what_a_post_brought_is_told_of_each_at_full_size_and_adds_up_with_what_people_told():
    brought = post_results(record_of(), WORLD)
    named = [dict(zip(POST_RESULTS, row, strict=True)) for row in brought.tolist()]
    assert named[0] == {
        "impressions": 60.0, "reach_people": 40.0, "engagements": 30.0, "clicks": 20.0, "purchases_incremental": 20.0
    }  # fmt: skip
    assert named[1] == dict.fromkeys(POST_RESULTS, 0.0)  # dropped
    assert named[2]["purchases_incremental"] == 0.0  # 1 bought, who would have come anyway
    told = 10.0 * np.array(PIECES[:2])
    assert brought.sum(axis=0)[:2] + told[:, [1, 0]].sum(axis=0) == pytest.approx([160.0, 80.0])
    with pytest.raises(ValueError, match="play it to the end"):
        post_results(replace(record_of(), by_post=None), WORLD)
