"""Numbers and sentences as a reader meets them."""

import io
import math
from dataclasses import replace

import pytest
from rich.console import Console

from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.words.answer_sentence import answer_sentence
from experiments.words.numbers import show, show_difference, spoken
from experiments.words.tables import budget_table, comparison_table, verdict
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME, KPIS

NAN = math.nan
PURCHASES = KPI_BY_NAME["purchases_incremental"]
THREE = ["macro_only", "micro_only", "hybrid"]


def pair(first, second, mean, low, high, saved=9.6):
    return PairedDifference(first, second, mean, low, high, 40, saved)


def answer(means, pairs, probabilities=None, objective=PURCHASES):
    estimates = {name: Estimate(mean, mean - 10, mean + 10) for name, mean in means.items()}
    return answer_sentence(objective, list(means), estimates, pairs, probabilities or {})


@pytest.mark.parametrize(
    ("value", "unit", "step", "text"),
    [
        (1_234_567, "people", None, "1,230,000"),
        (1_234_567, "people", 812.0, "1,234,570"),
        (1_234_567, "people", 81_200.0, "1,235,000"),
        (48_756.4, "EUR", 0.0, "48,756"),
        (123.4, "purchases", None, "123"),
        (2.7182, "views per person reached", None, "2.72"),
        (0.0123, "share", None, "1.23 %"),
        (0.0123, "share of reach", 0.0004, "1.230 %"),
        (25, "shares", None, "25.0"),
        (12.3456, "EUR per 1,000 views", None, "12.35"),
        (0.5, "EUR per engagement", None, "0.50"),
        (0.03124, "EUR per engagement", None, "0.0312"),
        (1_234.5, "EUR", None, "1,230"),
        (-32_187.0, "EUR", 47.0, "-32,187"),
        (0.0, "people", None, "0"),
        (0.0, "EUR", None, "0.00"),
        (-0.0001, "people", 1.0, "0.0"),
        (NAN, "people", None, "n/a"),
        (-math.inf, "people", None, "-inf"),
    ],
)
def test_show(value, unit, step, text):
    assert show(value, unit, step) == text


def test_differences_carry_a_sign_and_shares_differ_in_points():
    assert show_difference(123.0, "people") == "+123"
    assert show_difference(-0.0123, "share") == "-1.23 pp"
    assert show_difference(0.0, "share", 0.01) == "0.0 pp"


def test_verdict():
    assert verdict(pair("a", "b", 2, 1, 3)) == "clear"
    assert verdict(pair("a", "b", -2, -3, -1)) == "clear"
    assert verdict(pair("a", "b", 2, -1, 5)) == "open"
    assert verdict(pair("a", "b", 2, NAN, NAN)) == "open"
    assert verdict(pair("a", "b", 0, 0, 0)) == "equal"


def test_a_clear_answer():
    pairs = [
        pair("macro_only", "micro_only", -123, -166, -80),
        pair("macro_only", "hybrid", 50, 10, 90),
        pair("micro_only", "hybrid", 173, 100, 246),
    ]
    got = answer({"macro_only": 700, "micro_only": 823, "hybrid": 650}, pairs, {"micro_only": 0.98})
    assert got == (
        "micro only brings 123 more incremental purchases than macro only (95 % interval 80 to 166); "
        "it is the best of the three with probability 0.98."
    )


def test_a_clear_answer_that_leaves_a_third_schedule_open_says_so():
    pairs = [
        pair("macro_only", "micro_only", -123, -166, -80),
        pair("micro_only", "hybrid", 173, -20, 366),
    ]
    got = answer({"macro_only": 700, "micro_only": 823, "hybrid": 650}, pairs, {"micro_only": 0.9})
    assert got.endswith("with probability 0.90. It cannot be told apart from hybrid.")


def test_an_undecided_answer_is_called_so():
    got = answer({"a": 700, "b": 712}, [pair("b", "a", 12, -5, 29)], {"b": 0.71})
    assert got == (
        "Undecided: b brings 12 more incremental purchases than a on average, but its 95 % interval, "
        "-5 to 29, holds zero; b is the better of the two with probability 0.71. More replicates may decide, "
        "or the two may be equally good."
    )


def test_without_an_interval_nothing_is_decided():
    got = answer({"a": 700, "b": 712}, [pair("b", "a", 12, NAN, NAN, NAN)])
    assert got == (
        "Undecided: b brings 12.0 more incremental purchases than a on average, but there is no interval; "
        "more replicates, usually dozens, are needed to tell this from luck."
    )
    assert answer({"a": 7, "b": 7}, [pair("a", "b", 0, NAN, NAN, NAN)]).startswith(
        "Undecided: a and b are level in incremental purchases on average, but there is no interval; "
    )


def test_schedules_with_the_same_mean_are_called_level_and_not_one_better_by_nothing():
    got = answer({"a": 7, "b": 7}, [pair("a", "b", 0, -460, 460)], {"a": 0.24})
    assert got == (
        "Undecided: a and b are level in incremental purchases on average, and the 95 % interval of their difference "
        "is -460 to 460; a is the better of the two with probability 0.24. More replicates may decide, or the two may "
        "be equally good."
    )
    assert "a brings 1 more" in answer({"a": 7, "b": 6}, [pair("a", "b", 1, -9, 11)], {"a": 0.5})


def test_equal_schedules_and_missing_values_are_told():
    assert answer({"a": 7, "b": 7}, [pair("a", "b", 0, 0, 0)]).startswith("Undecided: a and b have the same")
    assert answer({"a": NAN, "b": NAN}, []) == "No answer: no schedule has a value of incremental purchases."
    assert "no other schedule has a value" in answer({"a": 7, "b": NAN}, [])
    assert answer({"a_b": 560}, []) == (
        "Nothing to compare: a b brings 560 incremental purchases (95 % interval 550 to 570); "
        "there is no other schedule."
    )
    assert "a has CPA of 560 EUR per purchase (95 %" in answer({"a": 560}, [], objective=KPI_BY_NAME["cpa_eur"])
    alone = answer_sentence(PURCHASES, ["a"], {"a": Estimate(5.0, NAN, NAN)}, [], {})
    assert alone == "Nothing to compare: a brings 5.00 incremental purchases (no interval); there is no other schedule."


def test_lower_is_better_and_shares_are_compared_in_points():
    cpm = answer({"a": 15, "b": 14}, [pair("a", "b", 1, 0.5, 1.5)], {"b": 1.0}, KPI_BY_NAME["cpm_eur"])
    assert cpm.startswith("b is lower in CPM than a by 1.00 EUR per 1,000 views (95 % interval 0.50 to 1.50); it is")
    assert cpm.endswith("with probability above 0.99.")
    viral = answer({"a": 0.2, "b": 0.1}, [pair("a", "b", 0.1, 0.08, 0.12)], {"a": 1.0}, KPI_BY_NAME["viral_share"])
    assert "higher in impressions brought by shares than b by 10.0 percentage points" in viral
    trust = answer({"a": 0.7, "b": 0.6}, [pair("a", "b", 0.1, 0.08, 0.12)], {}, KPI_BY_NAME["trust_mean_reached"])
    assert "by 0.100 on a scale of 0 to 1" in trust
    profit = answer({"a": 900, "b": 500}, [pair("a", "b", 400, 300, 500)], {}, KPI_BY_NAME["profit_eur"])
    assert profit.startswith("a brings 400 EUR more incremental profit than b")


def test_frequency_cannot_be_an_objective():
    with pytest.raises(InputError, match="neither more nor less"):
        answer({"a": 1, "b": 2}, [], objective=KPI_BY_NAME["frequency"])


def render(names, width, half=8.0, objective=PURCHASES):
    means = {name: 1_234_567.0 + 9 * i for i, name in enumerate(names)}
    row = {name: Estimate(mean, mean - half, mean + half) for name, mean in means.items()}
    estimates = {kpi.name: row for kpi in KPIS}
    pairs = [pair(a, b, -9.0, -9 - half, -9 + half) for i, a in enumerate(names) for b in names[i + 1 :]]
    differences = {kpi.name: pairs for kpi in KPIS}
    chances = dict.fromkeys(names, 1 / len(names))
    console = Console(width=width, file=io.StringIO())
    console.print(comparison_table(names, estimates, differences, chances, chances, objective, width=width))
    return console.file.getvalue()


def test_three_schedules_fit_100_columns_without_breaking_a_number_or_a_label():
    text = render(THREE, 100)
    assert max(map(len, text.splitlines())) <= 100
    for kpi in KPIS:
        assert kpi.label in text
    assert "* 1,23" in text
    assert "macro only minus micro only" in text
    assert "…" not in text


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("half", [8.0, 0.0, NAN])
@pytest.mark.parametrize("names", [["only"], THREE, [f"a_[red]long[/red]_name_{i}" for i in range(8)]])
def test_narrow_terminals_and_many_schedules_degrade(width, half, names):
    text = render(names, width, half)
    assert max(map(len, text.splitlines())) <= width
    assert spoken(names[-1]).split()[0] in text


PAID = {
    "influencers": 9.5,
    "posts": 12.0,
    "unspent_eur": 0.3,
    "fees_eur": 59_314.0,
    "gifts_eur": 0.0,
    "coordination_eur": 659.0,
    "commission_eur": 0.0,
    "discounts_eur": 0.0,
    "own_hours": 0.0,
    "own_hours_eur": 0.0,
}


@pytest.mark.parametrize(
    ("more", "beside"),
    [
        ({}, ""),
        ({"discounts_eur": 4_318.0}, "Discounts: beside the budget, as they depend on sales."),
        ({"commission_eur": 7.0, "discounts_eur": 1.0}, "Commission and discounts: beside the budget, as they depend"),
        ({"gifts_eur": 120.0}, ""),
        ({"unspent_eur": 1_753.0}, ""),
        ({"own_hours": 345.6, "own_hours_eur": 12_096.0}, "Own hours: of the brand's own people, beside the budget"),
        ({"own_hours": 22.0}, ""),
    ],
)
def test_what_the_budget_bought_and_what_is_paid_beside_it(more, beside):
    console = Console(width=110, file=io.StringIO())
    console.print(budget_table({"macro_only": PAID, "hybrid": PAID | more}))
    text = console.file.getvalue()
    (row,) = (line.split() for line in text.splitlines() if line.strip().startswith("hybrid"))
    beyond = ("commission_eur", "discounts_eur", "unspent_eur", "own_hours", "own_hours_eur")
    assert row == ["hybrid", "9.5", "12.0", "59,314", *(["120"] if "gifts_eur" in more else []), "659"] + [
        f"{more[cost]:,.0f}" for cost in beyond if cost in more
    ]
    assert ("beside the budget" in text) == bool(beside)
    assert beside in text


def test_a_tie_marks_no_winner():
    estimates = {PURCHASES.name: {"a": Estimate(3.0, 2.0, 4.0), "b": Estimate(3.0 + 1e-15, 2.0, 4.0)}}
    console = Console(width=100, file=io.StringIO())
    console.print(comparison_table(["a", "b"], estimates, {}, {}, {}, PURCHASES))
    assert "* 3" not in console.file.getvalue()


def test_labels_read_well_inside_a_sentence():
    shouting = replace(PURCHASES, label="ROI", unit="share of cost", denominator="cost_eur")
    assert "higher in ROI than" in answer({"a": 0.2, "b": 0.1}, [pair("a", "b", 0.1, 0.08, 0.12)], {}, shouting)


def test_a_difference_without_an_interval_is_written_as_one_of_unknown_precision():
    assert show_difference(1_234.5, "purchases", NAN) == show_difference(1_234.5, "purchases")
    assert show(12.345, "EUR", NAN) == show(12.345, "EUR")
