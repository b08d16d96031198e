"""A campaign may be for something that costs nothing: what money says of it is told as it is, or as n/a."""

import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from experiments.cli.terminal import asked
from experiments.compare_schedules.comparison import compare
from experiments.compare_schedules.files import as_json
from experiments.compare_schedules.table import print_comparison
from experiments.one_run import run_table, summary_of
from experiments.replicates.design import Design
from sim.errors import InputError
from sim.scenario.scenario import Scenario

FREE = """
budget_eur = 60_000
objective = "awareness"
[brand]
name = "a helpline"
price_eur = 0
margin_share = 0.5
[market]
people = 10_000_000
horizon_days = 10
[[schedules.gifts]]
tier = "micro"
within_hours = 48
promo_code = true
gift = true
commission_share = 0.1
"""


def free(objective: str = "awareness") -> Scenario:
    return Scenario.from_mapping(tomllib.loads(FREE.replace("awareness", objective)), people=2_000)


def printed(*parts: object) -> str:
    screen = Console(width=100, record=True, file=io.StringIO())
    for part in parts:
        screen.print(part)
    return screen.export_text()


@pytest.mark.parametrize("objective", ["awareness", "engagement", "conversion", "loyalty", "trust", "brand_followers"])
def test_a_price_of_nothing_is_accepted_where_the_goal_is_not_money(objective: str):
    assert free(objective).brand.price_eur == 0


@pytest.mark.parametrize("objective", ["profit", "profit_eur", "revenue_eur", "roas", "roi"])
def test_it_is_refused_where_the_goal_is_money_wherever_the_goal_was_named(objective: str, tmp_path: Path):
    with pytest.raises(InputError, match=r"brand\.price_eur is 0, so that no purchase earns anything"):
        free(objective)
    (tmp_path / "free.toml").write_text(FREE)
    with pytest.raises(InputError, match=r"brand\.price_eur is 0"):
        asked(tmp_path / "free.toml", 2_000, None, objective)
    with pytest.raises(InputError, match=r"brand\.price_eur is 0"):
        replace(Scenario.load(people=2_000), objective="profit_eur", brand=free().brand)


def test_run_and_compare_tell_what_it_cost_and_no_ratio_that_has_no_value():
    result = free().play("gifts", seed=1, events=False)
    summary = summary_of(result)
    assert summary["kpis"]["revenue_eur"] == summary["kpis"]["roas"] == 0
    assert summary["kpis"]["profit_eur"] == -summary["kpis"]["cost_eur"] - summary["own_hours_eur"] < 0
    assert summary["kpis"]["account_growth"] is None
    assert "n/a" in printed(run_table(result))
    found = {"evidence": compare(free(), ["gifts", "micro_only"], 3, Design(1, lucks=0, contributions=False))}
    screen = Console(width=100, record=True, file=io.StringIO())
    print_comparison(screen, found)
    text = screen.export_text()
    assert "n/a" in text
    assert "nan" not in text.split()
    json.dumps(as_json(found), allow_nan=False)
