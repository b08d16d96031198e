"""[money]: amounts of a file are in its currency, and what is known in EUR alone is converted by its rate."""

import tomllib
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import SMALLEST

from sim.crowd.behaviour import behaviour_of
from sim.errors import InputError
from sim.money import Currency
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of
from sim.world.influencers import roster_of

USD = '[money]\ncurrency = "USD"\nper_eur = 1.08\n'
FREE = SMALLEST.replace("price_eur = 10\n", "price_eur = 0\n")
LIST = "name,followers,fee\n" + "".join(f"creator {k},{3_000 + 2_000 * k},{40 + 10 * k}\n" for k in range(12))


def in_currency(text: str, code: str = "USD") -> str:
    return text.replace("_eur", f"_{code.lower()}")


def read(text: str, **asked) -> Scenario:
    return Scenario.from_mapping(tomllib.loads(text), **asked)


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read(text)
    return list(refused.value.problems)


def test_a_file_says_its_currency_and_has_all_its_amounts_in_it():
    scenario = read(in_currency(SMALLEST.replace("price_eur = 10", "price_eur = 10\nusual_price_eur = 20")) + USD)
    assert scenario.currency == Currency("USD", 1.08)
    assert (scenario.budget_eur, scenario.brand.price_eur, scenario.brand.usual_price_eur) == (1_000, 10, 20)
    assert scenario.indicators["cpe_eur"].unit == "USD per engagement"
    assert scenario.indicators["profit_eur"].formula.endswith("own hours in USD")


def test_an_objective_is_named_as_the_file_has_its_amounts():
    assert read(f'objective = "cpe_usd"{in_currency(SMALLEST)}{USD}').objective == "cpe_eur"
    (problem,) = told(f'objective = "cpe_eur"{in_currency(SMALLEST)}{USD}')
    assert "did you mean 'cpe_usd'?" in problem


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            SMALLEST + USD,
            ["budget_eur: unknown key; amounts of this file are in USD ([money] currency): write budget_usd"],
        ),
        (
            in_currency(SMALLEST, "GBP") + USD,
            ["brand.price_gbp: unknown key; amounts of this file are in USD ([money] currency): write price_usd"],
        ),
        (
            in_currency(SMALLEST),
            ["budget_usd: unknown key; this is USD, and amounts are in EUR here: for USD give the scenario [money]"],
        ),
        (in_currency(SMALLEST).replace("budget_usd = 1000", "") + USD, ["budget_usd: missing: what each schedule may"]),
        (in_currency(SMALLEST.replace("= 10\n", "= -1\n")) + USD, ["brand.price_usd = -1: must be at least 0"]),
        (
            in_currency(SMALLEST) + '[money]\ncurrency = "USD"\n',
            ["money: currency = 'USD': per_eur is missing, what one EUR costs in USD"],
        ),
        (SMALLEST + "[money]\nper_eur = 1.2\n", ["money: per_eur = 1.2: one EUR costs 1 EUR; leave it out"]),
        (SMALLEST + '[money]\ncurrency = "usd"\n', ["money.currency = 'usd': must be a code of ISO 4217"]),
        (SMALLEST + '[money]\ncurrency = "EUR"\nper_eur = 0\n', ["money.per_eur = 0: must be above 0"]),
        (SMALLEST + "[money]\nrate = 1\n", ["money.rate: unknown key"]),
        (
            f'objective = "profit"{in_currency(FREE)}{USD}',
            ["objective = 'profit_usd': brand.price_usd is 0, so that no purchase earns anything"],
        ),
    ],
)  # fmt: skip
def test_a_fault_names_the_key_as_the_file_has_to_have_it(text, sentences):
    problems = told(text)
    assert len(problems) <= 4
    for sentence in sentences:
        assert any(sentence in problem for problem in problems), problems


def test_the_one_fault_of_a_currency_without_a_rate_is_the_missing_rate():
    assert len(told(in_currency(SMALLEST) + '[money]\ncurrency = "USD"\n')) == 1


def test_what_is_known_in_eur_is_converted_wherever_a_scenario_takes_assumptions():
    plain, dear = read(SMALLEST), read(in_currency(SMALLEST) + USD)
    for name in ("fee_per_follower_eur", "fee_floor_eur", "own_hour_eur"):
        assert dear.assumptions.value(name) == 1.08 * plain.assumptions.value(name)
        assert dear.assumptions.entry(name) == plain.assumptions.entry(name)
    assert dear.assumptions.value("fee_growth") == plain.assumptions.value("fee_growth")
    other = dear.with_values({"own_hour_eur": 10.0, "budget_eur": 50.0})
    assert other.assumptions.value("own_hour_eur") == 10.8  # what is overridden is in EUR as well
    assert other.budget_eur == 50.0
    assert dear.fingerprint != plain.fingerprint


def test_a_price_is_held_against_a_figure_in_eur_after_it_is_converted():
    plain = read(SMALLEST, people=1_000)
    dear = read(in_currency(SMALLEST).replace("= 10\n", "= 20\n") + USD.replace("1.08", "2"), people=1_000)
    factors = [behaviour_of(one, world_of(one, 1), 1).price_factor for one in (plain, dear)]
    assert factors[0] == factors[1] != 1.0


def test_a_value_that_is_not_allowed_is_told_by_the_name_of_the_file():
    with pytest.raises(InputError, match=r"^budget_usd: -5 given"):
        read(in_currency(SMALLEST) + USD).with_value("budget_eur", -5)


def listed(text: str, path: Path, fees: str) -> Scenario:
    (path / "list.csv").write_text(fees)
    return read(f'{text}[roster]\nfile = "{path / "list.csv"}"\n', people=1_000)


def test_a_list_is_in_the_currency_of_the_scenario(tmp_path):
    dear = listed(in_currency(SMALLEST) + USD, tmp_path, LIST.replace("fee", "Fee ($)"))
    plain = listed(SMALLEST, tmp_path, LIST)
    fees = [[one.fee_eur for one in world_of(scenario, 1).roster] for scenario in (dear, plain)]
    assert fees[0] == fees[1]
    with pytest.raises(InputError, match=r"this is EUR, and amounts are in USD here"):
        listed(in_currency(SMALLEST) + USD, tmp_path, LIST.replace("fee", "fee_eur"))


@examples(50)
@given(
    budget=st.floats(100, 5_000), price=st.floats(1, 500), usual=st.none() | st.floats(1, 500),
    per_eur=st.floats(0.01, 400), hours=st.booleans(), gift=st.booleans(),
)  # fmt: skip
def test_a_scenario_whose_amounts_are_all_listed_has_the_same_plan_at_every_rate(
    tmp_path_factory, budget, price, usual, per_eur, hours, gift
):
    """Coordination is for nothing, so that nothing is known in EUR alone."""
    text = SMALLEST.replace("= 1000\n[brand]", f"= {budget!r}\n[brand]").replace(
        "price_eur = 10", f"price_eur = {price!r}"
    )
    text = text.replace("margin_share", f"hours_from_budget = {str(hours).lower()}\nmargin_share")
    text = text.replace("margin_share", f"usual_price_eur = {usual!r}\nmargin_share") if usual else text
    text += "[assumptions.override]\nown_hour_eur = 0\n"
    path = tmp_path_factory.getbasetemp()
    money = f'[money]\ncurrency = "SEK"\nper_eur = {per_eur!r}\n'
    plans = []
    for scenario in (
        listed(text, path, LIST),
        listed(in_currency(text, "SEK").replace("own_hour_sek", "own_hour_eur") + money, path, LIST),
    ):
        roster = roster_of(scenario, scenario.market.interests, 1)
        made = plan(scenario, roster, "burst" if gift else "nano_only", may_fall_short=True)
        plans.append((made.posts, made.spend_eur, made.unspent_eur, made.next_price_eur, made.own_hours_eur))
    assert plans[0] == plans[1]
