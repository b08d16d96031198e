"""The market beside published figures: what is held against them is worked out here by hand, from planted totals."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from experiments.validation import market
from experiments.validation.checks import Check
from sim.tiers import TIER_NAMES

# Two draws of each tier: engagements, declared followers times posts, purchases, EUR.
PLANTED = {
    "engagements": (200.0, 400.0),
    "posted_followers": (10_000.0, 20_000.0),
    "purchases_naive": (30.0, 30.0),
    "purchases_incremental": (10.0, 20.0),
    "purchases_anyway_reached": (100.0, 200.0),
    "revenue_eur": (1_000.0, 2_000.0),
    "cost_eur": (500.0, 500.0),
}


def planted(**of_tiers: dict[str, tuple[float, ...]]) -> dict[str, dict[str, np.ndarray]]:
    """The totals of every tier, with some of them otherwise."""
    return {
        tier: {name: np.array(values) for name, values in (PLANTED | of_tiers.get(tier, {})).items()}
        for tier in TIER_NAMES
    }


def checks(name: str = "evidence", **of_tiers: dict[str, tuple[float, ...]]) -> dict[str, Check]:
    return {one.id: one for one in market._checks(planted(**of_tiers), name)}


def test_every_figure_is_a_ratio_of_means_over_the_draws_with_its_interval():
    # The second draw weighs more than the first: the mean of the two ratios would be another number.
    found = checks(micro={"engagements": (100.0, 800.0)}, nano={"revenue_eur": (1_000.0, 200.0)})
    assert found["M1 evidence micro"].value == pytest.approx(900 / 30_000)
    assert found["M2 evidence"].value == pytest.approx(30 / 300)
    assert found["M3 evidence"].value == pytest.approx(60 / 30)
    assert found["M4 evidence nano"].value == pytest.approx(1_200 / 30_000)
    assert found["M4 evidence macro"].value == pytest.approx(3_000 / 30_000)
    assert found["M5 evidence nano"].value == pytest.approx(1_200 / 1_000)
    assert found["M5 evidence macro"].value == pytest.approx(3_000 / 1_000)
    half = 12.706204736 * np.std([2.0, 0.4], ddof=1) / math.sqrt(2.0)  # Student's t, one degree of freedom
    assert found["M5 evidence nano"].interval == pytest.approx((1.2 - half, 1.2 + half))


def test_lift_and_overstatement_are_those_of_micro_influencers_and_the_money_that_of_nano_and_macro():
    before = {name: one.value for name, one in checks().items()}
    other = {"purchases_incremental": (20.0, 40.0), "revenue_eur": (5_000.0, 5_000.0)}
    for tier, moved in (
        ("micro", {"M2 evidence", "M3 evidence"}),
        ("nano", {"M4 evidence nano", "M5 evidence nano"}),
        ("macro", {"M4 evidence macro", "M5 evidence macro"}),
        ("mega", set()),
    ):
        after = checks(**{tier: other})
        assert {name for name, one in after.items() if one.value != before[name]} == moved


@pytest.mark.parametrize(
    ("name", "tier", "rates"),
    [
        # Just inside and just outside of either end: published bands, and 15 % about what the articles state.
        ("evidence", "nano", (0.0219, 0.0221, 0.0499, 0.0501)),
        ("evidence", "micro", (0.0149, 0.0151, 0.0349, 0.0351)),
        ("evidence", "macro", (0.0069, 0.0071, 0.0259, 0.0261)),
        ("evidence", "mega", (0.0069, 0.0071, 0.0249, 0.0251)),
        ("documents", "nano", (0.0679, 0.0681, 0.0919, 0.0921)),
        ("documents", "mega", (0.01444, 0.01446, 0.01954, 0.01956)),
    ],
)
def test_engagement_passes_inside_what_was_published_or_stated_alone(name, tier, rates):
    verdicts = [
        checks(name, **{tier: {"engagements": (rate * 10_000, rate * 20_000)}})[f"M1 {name} {tier}"].verdict
        for rate in rates
    ]
    assert verdicts == ["miss", "pass", "pass", "miss"]


@pytest.mark.parametrize(
    ("id_", "tier", "total", "below", "inside", "outside"),
    [
        ("M2 evidence", "micro", "purchases_incremental", 300.0, (0.0190, 0.885), (0.0189, 0.886)),
        ("M3 evidence", "micro", "purchases_naive", 30.0, (1.101, 3.99), (1.09, 4.01)),
        ("M4 evidence nano", "nano", "revenue_eur", 30_000.0, (0.0839, 0.837), (0.0837, 0.839)),
        ("M4 evidence macro", "macro", "revenue_eur", 30_000.0, (0.0156, 0.154), (0.0154, 0.156)),
        ("M5 evidence nano", "nano", "revenue_eur", 1_000.0, (20.1, 199.0), (19.9, 201.0)),
        ("M5 evidence macro", "macro", "revenue_eur", 1_000.0, (0.61, 5.99), (0.59, 6.01)),
    ],
)
def test_lift_overstatement_and_money_pass_inside_their_bands_alone(id_, tier, total, below, inside, outside):
    def verdict(value: float) -> str:
        each = value * below / 2.0  # ``below`` is the sum of two draws
        return checks(**{tier: {total: (each, each)}})[id_].verdict

    assert [verdict(value) for value in inside] == ["pass", "pass"]
    assert [verdict(value) for value in outside] == ["miss", "miss"]


def test_a_miss_in_money_says_how_many_times_the_sales_it_would_take():
    found = checks(nano={"revenue_eur": (500.0, 1_000.0)}, macro={"revenue_eur": (100.0, 200.0)})
    # 0.265 over 0.05 and 0.049 over 0.01; between 3,000 and 700,000 followers the order of tiers is nearly there.
    why = found["M4 evidence nano"].why
    assert found["M4 evidence nano"].verdict == "miss"
    assert "5.3 times as many sales per follower for nano and 4.9 times as many sales per follower for macro" in why
    exponent = math.log(5.3 / 4.9) / math.log(700_000 / 3_000)
    assert f"a tie_strength_on_purchase of {exponent:.2g}, which is off" in why
    assert {found[f"M{n} evidence {tier}"].why for n in (4, 5) for tier in ("nano", "macro")} == {why}


def test_where_nano_influencers_are_ahead_enough_no_exponent_below_zero_is_asked_for():
    why = checks(nano={"revenue_eur": (1_000.0, 2_000.0)}, macro={"revenue_eur": (100.0, 200.0)})[
        "M4 evidence nano"
    ].why
    assert "tie_strength_on_purchase" not in why
    assert "Their order of tiers is there, and no less far apart." in why


def test_where_nothing_is_sold_or_nobody_was_hired_it_is_a_miss_that_says_so():
    nothing = dict.fromkeys(PLANTED, (0.0, 0.0))
    for found in (checks(nano=nothing, micro=nothing), checks(nano=dict.fromkeys(PLANTED, ()), micro=nothing)):
        for id_ in ("M1 evidence nano", "M2 evidence", "M3 evidence", "M4 evidence nano", "M5 evidence nano"):
            assert math.isnan(found[id_].value)
            assert found[id_].verdict == "miss"
        assert found["M4 evidence nano"].why == "No sale came about."
        assert found["M4 evidence macro"].verdict == "pass"


@dataclass
class Played:
    """One campaign of a tier as the market reads it."""

    replicate: int
    totals: dict[str, float]


def test_each_tier_spends_the_budget_alone_and_the_order_in_which_campaigns_end_changes_no_digit(monkeypatch):
    asked = []

    def measured(order: tuple[int, ...], lost: tuple[int, str] | None = None) -> dict[str, Check]:
        def study(scenario, schedules, replicates, design, jobs):
            asked.append((scenario, schedules, list(replicates), design))
            for place in order:
                yield [
                    Played(
                        place,
                        {}
                        if (place, name) == lost
                        else {total: (place + 1) / 10 + tier for tier, total in enumerate(PLANTED)},
                    )
                    for name in schedules
                ]

        monkeypatch.setattr(market, "run_study", study)
        return {one.id: one for one in market.market_checks(3, 3, 1, lambda step: None)}

    found = measured((0, 1, 2))
    assert found == measured((2, 1, 0))
    assert [scenario.assumptions.name for scenario, *_ in asked] == ["evidence", "documents"] * 2
    for scenario, schedules, replicates, design in asked:
        assert scenario.simulated_people == scenario.market.people
        assert schedules == [f"{tier}_only" for tier in TIER_NAMES]
        assert (replicates, design.seed, design.lucks) == ([0, 1, 2], 3, 1)
    told = measured((0, 1, 2), lost=(1, "macro_only"))
    counted = {tier: told[f"M1 evidence {tier}"].how.split()[0] for tier in TIER_NAMES}
    assert counted == {"nano": "3", "micro": "3", "macro": "2", "mega": "3"}
