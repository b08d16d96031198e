"""The lab counts in the currency of the scenario that a visitor opens."""

import pytest
from worlds import SMALLEST

from experiments.lab.question.asked import Asked, budgets_in, document
from experiments.lab.routes.uploads import opened_roster, opened_scenario
from sim.errors import InputError
from sim.money import EUR, Currency

DEAR = (
    SMALLEST.replace("_eur", "_jpy")
    .replace("= 1000\n[brand]", "= 500_000\n[brand]")
    .replace("people = 1000", "people = 9000")
)
DEAR += '[money]\ncurrency = "JPY"\nper_eur = 160\n'


def test_a_scenario_in_another_currency_is_opened_played_and_saved_in_it():
    asked = opened_scenario(DEAR.encode(), "dear.toml", {})
    assert asked.budget_eur == 500_000
    assert asked.scenario().currency == Currency("JPY", 160.0)
    assert document(asked)["budget_jpy"] == 500_000
    assert not [name for name in document(asked) if name.endswith("_eur")]


def test_limits_of_a_budget_are_so_many_euros():
    assert budgets_in(EUR) == (1_000, 10_000_000)
    asked = opened_scenario(DEAR.encode(), "dear.toml", {})
    with pytest.raises(InputError, match=r"budget_jpy = '1000': must be a whole number from 160,000 to 1,600,000,000"):
        Asked.read(asked.words | {"budget_eur": "1000"})


def test_a_budget_with_cents_is_refused_by_the_name_of_the_file():
    with pytest.raises(InputError, match=r"budget_jpy = 500000.5: the lab plays with whole JPY"):
        opened_scenario(DEAR.replace("500_000", "500_000.5").encode(), "dear.toml", {})


def test_a_roster_that_is_opened_has_its_fees_in_that_currency():
    asked = opened_scenario(DEAR.encode(), "dear.toml", {})
    own = opened_roster("name,followers,fee\nann,5000,¥9000\n".encode(), "list.csv", asked.words)
    assert own.scenario().currency.code == "JPY"
    with pytest.raises(InputError, match=r"this is EUR, and amounts are in JPY here"):
        opened_roster("name,followers,fee\nann,5000,60 €\n".encode(), "list.csv", asked.words)
