"""What is wrong with an input is told in a few lines, whatever the input."""

import pickle
import re

import pytest

from sim.errors import Faults, InputError, nearest
from sim.money import other_currency

# ---- How many -------------------------------------------------------------------------------------


def test_of_many_faults_twenty_are_told_and_the_rest_counted():
    told = InputError(f"line {k}: x" for k in range(1_000_000)).told
    assert told[0] == "line 0: x"
    assert told[19] == "line 19: x"
    assert told[20:] == ("... and 999,980 more",)
    assert InputError(["a"] * 20).told == ("a",) * 20
    assert InputError(["a"] * 21).told[20:] == ("... and 1 more",)


def test_a_million_faults_take_the_memory_of_a_thousand_and_none_is_lost_on_the_way():
    faults = Faults()
    for k in range(700_000):
        faults.append(f"line {k}: x")
    faults += (f"line {k}: x" for k in range(300_000))
    assert len(faults) == 1_000
    inner = InputError(faults)
    outer = Faults(["own"])
    outer.take(inner, "roster.file: ")
    error = pickle.loads(pickle.dumps(InputError(outer)))
    assert error.problems[:2] == ("own", "roster.file: line 0: x")
    assert error.told[-1] == "... and 999,981 more"
    assert str(error).count("\n") == 20


def test_a_problem_is_one_line_whatever_the_input_wrote_into_it():
    (line,) = InputError("key 'a\nb\x1b[31m\u2028c\ud800': unknown").told
    assert line == r"key 'a\nb\x1b[31m\u2028c\ud800': unknown"
    for filling in ("x", "\t", "\u202e", "\U000e0001"):
        (line,) = InputError(f"{filling * 1_000_000}: is not a file").told
        assert len(line) <= 2_000
        assert line.endswith(": is not a file")


# ---- Other currencies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["budget_usd", "price_USD", "priceUsd", "feeusd", "fee ($)", "fee_gbp", "Fee in pounds", "cost_chf", "jpy"]
)
def test_money_in_another_currency_is_never_taken_for_eur(name: str):
    hint = nearest(name, ["budget_eur", "price_eur", "fee_eur"])
    assert hint == other_currency(name)
    assert re.match(
        "; this is (USD|GBP|CHF|JPY), and amounts are in EUR here: for ... give the scenario \\[money\\]", hint
    )


@pytest.mark.parametrize("name", ["budget_euro", "prize_eur", "fee", "crusade", "pricing", ""])
def test_a_name_without_a_currency_gets_the_nearest_or_nothing(name: str):
    assert not other_currency(name)
    assert "currency" not in nearest(name, ["budget_eur", "price_eur"])


def test_names_beside_which_there_is_no_money_are_compared_as_ever():
    assert nearest("micro_usd", ["micro_use"]) == "; did you mean 'micro_use'?"


# ---- Long names -----------------------------------------------------------------------------------


def test_a_name_of_a_million_characters_is_compared_as_quickly_as_one_of_a_hundred(monkeypatch):
    compared = []
    monkeypatch.setattr("difflib.get_close_matches", lambda name, known, **_: compared.append((name, known)) or [])
    nearest("x" * 1_000_000, (f"micro-{k}" for k in range(262_144)))
    ((name, known),) = compared
    assert len(name) <= 100
    assert len(known) <= 10_000
