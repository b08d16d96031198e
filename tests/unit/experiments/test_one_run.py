"""One campaign, told: what the budget paid, and the brand's own hours apart from it."""

import dataclasses
import re

import pytest

from experiments.one_run import spent_sentences, summary_of
from sim.scenario.scenario import Scenario

PLATFORM, AGENCY = {"relation": "platform"}, {"relation": "agency"}


@pytest.mark.parametrize(
    ("brand", "beside"), [({}, True), ({"hours_from_budget": True}, False), (PLATFORM, True), (AGENCY, False)]
)
def test_own_hours_are_told_apart_from_what_the_budget_paid_and_only_where_it_did_not_pay_them(brand, beside):
    launch = Scenario.load(None, people=2_000)
    campaign = dataclasses.replace(launch, brand=launch.brand.model_copy(update=brand)).play("macro_only", events=False)
    summary, told = summary_of(campaign), spent_sentences(campaign)
    plan = campaign.plan
    assert (summary["own_hours"], summary["own_hours_eur"]) == (plan.own_hours, plan.own_hours_eur)
    assert (plan.own_hours > 0) == (brand.get("relation") != "agency")
    assert f"Spent {plan.spend_eur:,.2f} of 60,000.00 EUR; {plan.unspent_eur:,.2f} EUR are left." in told
    assert bool(re.search(r"Own hours, beside the budget: [\d.]+, which cost the brand [\d,.]+ EUR\.", told)) == beside
    assert campaign.totals["cost_eur"] == plan.spend_eur
    earned = launch.brand.margin_share * launch.brand.price_eur * campaign.totals["purchases_incremental"]
    assert campaign.totals["profit_eur"] == pytest.approx(earned - plan.spend_eur - plan.own_hours_eur)
