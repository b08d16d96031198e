"""A lead, of which a share is sold later: people do as they would, money counts what is sold, words say leads."""

from dataclasses import replace
from functools import cache

import pytest
from pydantic import ValidationError

from experiments.one_run import run_table
from experiments.words.numbers import noun
from experiments.words.setting import setting
from sim.crowd.behaviour import behaviour_of
from sim.errors import InputError
from sim.kpis import IN_LEADS, KPI_BY_NAME
from sim.results.campaign import Campaign
from sim.scenario.market import Brand
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Schedule
from sim.world.world import World

# With a code and a commission, so that everything that hangs on a sale is there; half of the clicks are answered.
LAUNCH = Schedule("mine", (Phase(tier="micro", promo_code=True, commission_share=0.1, within_hours=48),))
ANSWERED = {"purchase_per_click": 0.5, "order_value_on_purchase": 0.0}


@cache
def launch(**brand: object) -> Scenario:
    asked = Scenario.load(people=5_000)
    asked = replace(asked, brand=Brand.model_validate(asked.brand.model_dump() | brand))
    return asked.with_values(ANSWERED)


@cache
def played(sold_per_lead: float) -> Campaign:
    return launch(sold_per_lead=sold_per_lead).play(LAUNCH)


def test_what_is_sold_later_changes_nothing_that_people_do():
    sold, leads = played(1.0), played(0.25)
    assert sold.kpis["code_purchases"] > 0
    assert (sold.record.events == leads.record.events).all()
    assert {name for name in sold.totals if sold.totals[name] != leads.totals[name]} == {
        *("revenue_eur", "discounts_eur", "commission_eur", "cost_eur", "profit_eur"),
        *(["loss_eur"] if sold.totals["loss_eur"] != leads.totals["loss_eur"] else []),
    }


def test_revenue_discounts_and_commission_count_the_share_that_is_sold():
    sold, leads = played(1.0).totals, played(0.25).totals
    for name in ("revenue_eur", "discounts_eur", "commission_eur"):
        assert sold[name] > 0.0
        assert leads[name] == pytest.approx(0.25 * sold[name], rel=1e-12)
    # 120 EUR of which a quarter of the leads pay, half of it margin, worked from the counts.
    earned = 0.5 * 120 * 0.25 * leads["purchases_incremental"] - leads["discounts_eur"]
    assert leads["profit_eur"] == pytest.approx(earned - leads["cost_eur"] - leads["own_hours_eur"], rel=1e-12)
    assert played(0.25).kpis["cpa_eur"] == pytest.approx(leads["cost_eur"] / leads["purchases_incremental"])


def test_a_lead_weighs_for_whoever_leaves_it_what_it_comes_to_on_average():
    # A car at 30,000 EUR, of which one in twenty test drives is sold: an order of 1,500 EUR, 25 times 60 EUR.
    car = launch(price_eur=30_000.0, sold_per_lead=0.05).with_value("order_value_on_purchase", 0.5)
    assert car.brand.worth_eur == 1_500.0
    assert behaviour_of(car, World.generate(car, 1), 1).price_factor == pytest.approx(25**-0.5)


def test_a_share_of_one_is_what_was_there_without_it():
    plain = Scenario.load(people=5_000)
    assert plain.brand.sold_per_lead == 1.0
    assert plain.with_value("brand.sold_per_lead", 1.0).fingerprint == plain.fingerprint
    assert plain.with_value("brand.sold_per_lead", 0.5).fingerprint != plain.fingerprint
    assert plain.indicators is KPI_BY_NAME
    assert plain.judged_by is KPI_BY_NAME["purchases_incremental"]


def test_where_leads_are_counted_no_word_says_purchase():
    told = launch(sold_per_lead=0.25)
    assert told.indicators is IN_LEADS
    for kpi, plain in zip(IN_LEADS.values(), KPI_BY_NAME.values(), strict=True):
        assert (kpi.name, kpi.numerator, kpi.denominator) == (plain.name, plain.numerator, plain.denominator)
        words = f"{kpi.label} {kpi.unit} {kpi.formula}".lower()
        assert not any(word in words for word in ("purchase", "buy", "bought", "cpa")), words
    assert noun(told.judged_by) == "incremental leads"
    assert noun(IN_LEADS["cpa_eur"]) == "cost per lead"
    assert IN_LEADS["revenue_eur"].formula == "price x sales per lead x incremental leads - discounts"
    assert "Leads are counted, of which 25 % are sold." in setting(told, "once")
    assert "Leads" not in setting(launch(sold_per_lead=1.0), "once")
    shown = [cell for column in run_table(played(0.25)).columns for cell in column.cells]
    assert "Leads, incremental" in shown
    assert not any("urchase" in str(cell) for cell in shown)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, float("nan"), True, "half"])
def test_a_share_that_cannot_be_is_refused(share):
    with pytest.raises(ValidationError):
        Brand(name="b", price_eur=1.0, margin_share=0.5, sold_per_lead=share)


def test_leads_are_not_judged_by_who_comes_twice():
    with pytest.raises(InputError, match="a second lead of the same person is no second sale"):
        replace(launch(sold_per_lead=0.25), objective="repeat_purchases")
    replace(launch(sold_per_lead=1.0), objective="repeat_purchases")
