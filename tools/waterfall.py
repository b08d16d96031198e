"""The main job's answer, switch by switch: each mechanism of spread and of the market taken away after the other.

``python tools/waterfall.py --replicates 100 --people 300000`` prints a table for either set of assumptions, with
``--lines 7`` those of docs/spread.md. The first line is the model as it is; each further one has one more group of
mechanisms at its off values; the seventh is version 0.7.0, the last has in addition the base values of version 0.6.0,
fixed. Read upwards, it is what each group did to the answer. Worlds and luck are the
same in all lines.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from experiments.replicates.design import Design
from experiments.replicates.grid import run_study
from experiments.replicates.totals import Totals, estimate_of
from experiments.statistics.estimates import paired_difference
from sim.assumptions.mechanisms import without
from sim.assumptions.numbers import SETS
from sim.kpis import KPI_BY_NAME
from sim.scenario.scenario import Scenario

BEFORE = Path(__file__).resolve().parents[1] / "tests" / "samples" / "as_in_0_6_0.toml"
# Habits first: without them hardly anybody who is followed by many shares, and nothing explodes on the way.
SPREAD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("everybody passes things on alike", ("sharing_habits",)),
    ("posts and authors equally infectious", ("infectiousness",)),
    ("large accounts' followers share like others", ("size_on_sharing",)),
    ("retellings are shared like the first showing", ("retelling",)),
)
SHARES_IN_0_7_0 = {"share_per_engaged_person": 0.002}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("without authority, and influencers of a tier equally authentic", ("authority", "authenticity_spread")),
    ("without price, order value and what discounts do", ("price", "order_value", "code_redemption")),
    ("clicks multiply the chance, and come from those who engage alone", ("click_saturation", "unengaged_clicks")),
    ("without fit and readiness in organic purchases", ("organic_fit", "readiness")),
    ("declared rates without bias, need alike in every interest", ("declared_rates", "need_by_interest")),
    ("reach divided among true followers", ("reach_of_true_followers",)),
    ("one fee per follower for all sizes", ("fees_by_size",)),
)
SCHEDULES = ("macro_only", "micro_only", "leader_then_a_hundred")
PURCHASES, PROFIT = KPI_BY_NAME["purchases_incremental"], KPI_BY_NAME["profit_eur"]


def stages(assumption_set: str, people: int | None) -> Iterator[tuple[str, Scenario]]:
    """Scenarios from the model as it is back to version 0.6.0, each with what it is in words."""
    scenario = Scenario.load(people=people, assumption_set=assumption_set)
    yield "the model as it is", scenario
    scenario = replace(scenario, market=scenario.market.model_copy(update={"feed": "followers"}))
    yield "posts are shown to followers alone", scenario
    gone: list[str] = []
    for words, names in SPREAD:
        gone += names
        yield words, replace(scenario, assumptions=without(scenario.assumptions, gone))
    shares = without(scenario.assumptions, gone).with_values(SHARES_IN_0_7_0)
    scenario, gone = replace(scenario, assumptions=shares), []
    yield "0.002 shares per engagement: version 0.7.0", scenario
    for words, names in GROUPS:
        gone += names
        yield words, replace(scenario, assumptions=without(scenario.assumptions, gone))
    in_budget = {"hours_from_budget": True}
    brand = scenario.brand.model_copy(update=in_budget)
    hours = {"coordination_hours_per_influencer": 2.0, "own_hour_eur": 50.0}
    assumptions = without(scenario.assumptions, gone)
    yield (
        "coordination paid from the budget, 100 EUR a head",
        replace(scenario, brand=brand, assumptions=assumptions.with_values(hours)),
    )
    before = {name: value for name, value in tomllib.loads(BEFORE.read_text()).items() if assumptions.has(name)}
    if assumption_set == "documents":
        del before["engagement_spread"]  # which that set states itself, in 0.6.0 as today
    yield (
        "every number at the base of 0.6.0",
        replace(scenario, brand=brand, assumptions=assumptions.with_values({**before, **hours})),
    )


def line(scenario: Scenario, replicates: int, jobs: int) -> list[str]:
    """Means of purchases by schedule, two differences of purchases and one of profit, with 95 % intervals."""
    design = Design(1, contributions=False)
    runs = [run for played in run_study(scenario, SCHEDULES, range(replicates), design, jobs) for run in played]
    totals = Totals(SCHEDULES, design, runs)
    means = [f"{estimate_of(totals.arm(name, PURCHASES), PURCHASES).mean:,.0f}" for name in SCHEDULES]
    differences = []
    for kpi, first, second in (
        (PURCHASES, "macro_only", "micro_only"),
        (PURCHASES, "leader_then_a_hundred", "micro_only"),
        (PROFIT, "leader_then_a_hundred", "micro_only"),
    ):
        found = paired_difference(totals.arm(first, kpi), totals.arm(second, kpi))
        differences.append(f"{found.mean:+,.0f} ({found.low:+,.0f} to {found.high:+,.0f})")
    return means + differences


def main() -> None:
    """Prints a table for each set of assumptions."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--replicates", type=int, default=100)
    asked.add_argument("--people", type=int, default=None)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--lines", type=int, default=None)
    given = asked.parse_args()
    for assumption_set in sorted(SETS, reverse=True):
        print(f"\n### Under {assumption_set}\n")
        columns = ["", *(name.replace("_", " ") for name in SCHEDULES)]
        columns += ["macro - micro", "leader - micro", "profit, leader - micro"]
        print("| " + " | ".join(columns) + " |")
        print("|---" + "|---:" * (len(columns) - 1) + "|")
        for words, scenario in islice(stages(assumption_set, given.people), given.lines):
            print(f"| {words} | " + " | ".join(line(scenario, given.replicates, given.jobs)) + " |", flush=True)


if __name__ == "__main__":
    main()
