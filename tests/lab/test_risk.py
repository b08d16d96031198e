"""Profit and risk of a comparison are those of the campaigns that were played, by hand and by the statistics."""

from dataclasses import replace

import pytest

from experiments.lab.play.risk import FEWEST, risk_rows, risk_sentence, risks
from experiments.lab.question.asked import Asked
from experiments.replicates.design import Design, Run, replicate_runs
from sim.money import EUR, Currency

SCHEDULES = ("macro_only", "micro_only")


def run(schedule, replicate, profit_eur):
    done = _RUN if profit_eur is not None else replace(_RUN, totals={}, error="could not be paid")
    totals = {} if profit_eur is None else {**_RUN.totals, "profit_eur": profit_eur}
    return replace(done, schedule=schedule, replicate=replicate, totals=totals)


_SMALL = Asked(SCHEDULES, people=2_000)
_RUN: Run = replicate_runs(_SMALL.scenario(), list(SCHEDULES), 0, Design(1, lucks=1, contributions=False))[0]


def of(profits):
    return {k: [run("macro_only", k, one), run("micro_only", k, other)] for k, (one, other) in enumerate(profits)}


def test_of_twenty_campaigns_the_worst_tenth_are_the_two_worst():
    macro, micro = risks(SCHEDULES, of([(k - 4.5, 100.0) for k in range(20)]))
    assert macro.mean.mean == pytest.approx(5.0)
    assert macro.loses.mean == 0.25  # -4.5 to -0.5
    assert macro.worst == pytest.approx(-4.0)
    assert (macro.low, macro.high) == (-3.5, 13.5)
    assert micro.loses.mean == 0.0
    assert micro.worst == micro.low == micro.high == 100.0


def test_nothing_is_told_of_fewer_than_ten_campaigns_in_which_all_were_played():
    profits = [(1.0, 2.0)] * FEWEST
    assert risks(SCHEDULES, of(profits))
    assert risks(SCHEDULES, of(profits[1:])) == []
    assert risks(SCHEDULES, of([*profits[1:], (1.0, None)])) == []
    assert str(FEWEST) in risk_sentence([], EUR)


def test_the_order_in_which_campaigns_come_in_changes_nothing():
    forwards = of([(float(k % 7 - 3), float(k)) for k in range(15)])
    assert risks(SCHEDULES, dict(reversed(forwards.items()))) == risks(SCHEDULES, forwards)


def test_the_sentence_names_every_launch_and_the_worst_tenth_of_the_one_that_loses_least_often():
    found = risks(SCHEDULES, of([(-1_000.0, 2_000.0 if k else -5_000.0) for k in range(10)]))
    told = risk_sentence(found, Currency("USD", 1.1))
    assert told == (
        "Money is lost by macro only in 100 % of its campaigns; micro only in 10 % of its campaigns. "
        "In its worst tenth micro only comes to \u22125,000 USD on average."
    )
    rows = risk_rows(found, Currency("USD", 1.1))
    assert [row[0] for row in rows] == ["Macro only", "Micro only"]
    assert all(len(row) == 5 for row in rows)
