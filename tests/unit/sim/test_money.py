"""A currency: what its amounts are called in files, and by what it is known in a text."""

import pytest

from sim.assumptions.files import SETS
from sim.assumptions.numbers import Assumptions
from sim.kpis import KPI_BY_NAME
from sim.money import EUR, OF_EVIDENCE, Currency, other_currency
from sim.scenario.quantities import CHOSEN

USD = Currency("USD", 1.08)
NAMES = (*KPI_BY_NAME, *CHOSEN)


@pytest.mark.parametrize("currency", [EUR, USD, Currency("TRY", 45.0), Currency("ALL", 98.0)], ids=lambda one: one.code)
def test_every_name_is_found_again_by_what_a_file_calls_it(currency):
    for name in NAMES:
        assert currency.inside(currency.outside(name), NAMES) == name
        assert (currency.outside(name) == name) == (currency == EUR or "_eur" not in name)


def test_names_of_another_currency_are_no_names():
    assert USD.inside("budget_eur", NAMES) is None
    assert EUR.inside("budget_usd", NAMES) is None
    assert USD.right_name("budget_gbp", ["budget_eur", "people"]) == "budget_usd"
    assert USD.right_name("people", ["budget_eur", "people"]) == ""


@pytest.mark.parametrize("chosen", SETS)
def test_what_is_assumed_in_eur_keeps_its_name_in_every_file(chosen):
    assert {entry.name for entry in Assumptions.load(chosen) if entry.in_eur} == OF_EVIDENCE
    assert [USD.outside(name) for name in OF_EVIDENCE] == list(OF_EVIDENCE)


def test_keys_are_renamed_however_deep_and_names_that_somebody_chose_are_not():
    content = {"fees_eur": 1, "sets": [{"risks": {"pay_eur": {"value_at_risk_eur": 2}}}], "note": "budget_eur"}
    assert USD.keys(content, ["pay_eur", "other"]) == {
        "fees_usd": 1,
        "sets": [{"risks": {"pay_eur": {"value_at_risk_usd": 2}}}],
        "note": "budget_eur",
    }
    assert EUR.keys(content) is content


def test_units_are_shown_with_the_code_and_other_words_stay():
    assert [USD.unit(unit) for unit in ("EUR per EUR", "EUR", "people", "EUROPE")] == [
        *("USD per USD", "USD", "people", "EUROPE")
    ]


@pytest.mark.parametrize(
    ("text", "code", "other"),
    [
        *(("Fee ($)", "CAD", ""), ("Fee ($)", "USD", ""), ("US$ 30", "CAD", "USD"), ("R$ 30", "USD", "BRL")),
        *(("30 kr", "SEK", ""), ("Fee (€)", "USD", "EUR"), ("30 euros", "GBP", "EUR"), ("£30", "GBP", "")),
        *(("fee_usd", "USD", ""), ("feeusd", "EUR", "USD"), ("¥ 30", "CNY", ""), ("¥ 30", "EUR", "JPY")),
        *(("fee_kes", "KES", ""), ("influenceur", "USD", ""), ("fee", "USD", "")),
    ],
)
def test_a_sign_that_several_currencies_have_counts_for_the_scenarios_own(text, code, other):
    told = other_currency(text, Currency(code, 1.0))
    assert told == "" if not other else told.startswith(f"; this is {other}, and amounts are in {code} here")
