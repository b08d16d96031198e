"""What people do does not hang on the currency in which a campaign is counted."""

import tomllib

import pytest
from worlds import SMALLEST

from sim.scenario.scenario import Scenario

TOWN = SMALLEST.replace("people = 1000", "people = 20_000")
LIST = "name,followers,fee\n" + "".join(f"creator {k},{1_200 + 50 * k},{40 + 10 * k}.50\n" for k in range(12))
OFF = "[assumptions.override]\nown_hour_eur = 0\norder_value_on_purchase = 0\nclick_per_engaged_person = 0.5\n"


# So many whatever they cost: what is left over after cents are rounded might go to somebody else.
NINE = '[[schedules.nine]]\ntier = "nano"\ncount = 9\n'


def played(text: str, money: str = ""):
    if money:
        text = text.replace("_eur", "_usd").replace("own_hour_usd", "own_hour_eur")
    return Scenario.from_mapping(tomllib.loads(text + NINE + money)).play("nine", events=False)


def test_where_all_fees_are_listed_and_coordination_is_free_the_rate_changes_nothing(tmp_path):
    (tmp_path / "list.csv").write_text(LIST)
    text = f'{TOWN}[roster]\nfile = "{tmp_path / "list.csv"}"\n{OFF}'
    plain, dear = played(text), played(text, '[money]\ncurrency = "USD"\nper_eur = 7.5\n')
    assert plain.totals == dear.totals
    assert plain.totals["fees_eur"] > 0.0


def test_the_same_campaign_in_another_currency_brings_the_same_for_so_many_times_the_money():
    """Everything counts: usual fees, own hours, and the price that a figure of the evidence is held against."""
    dear = TOWN.replace("= 1000\n[brand]", "= 4000\n[brand]").replace("= 10\n", "= 40\n")
    plain, other = played(TOWN), played(dear, '[money]\ncurrency = "USD"\nper_eur = 4\n')
    money = {name for name in plain.totals if name.endswith("_eur")}
    assert {name: plain.totals[name] for name in plain.totals if name not in money} == {
        name: other.totals[name] for name in other.totals if name not in money
    }
    cents = 0.02 * len(plain.plan.posts)  # each fee is one to the cent
    assert [other.totals[name] for name in money] == pytest.approx(
        [4 * plain.totals[name] for name in money], abs=cents
    )
    assert plain.totals["fees_eur"] > 0.0
    assert plain.totals["own_hours_eur"] > 0.0
    assert plain.totals["purchases_incremental"] > 0.0
