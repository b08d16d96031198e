"""A plan on the screen: who posts when, what it brings beside other ways, and what other budgets would bring."""

from __future__ import annotations

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from experiments.plan_launch import words
from experiments.plan_launch.study import LaunchPlan
from experiments.plan_launch.tables import TextTable, tables_of
from experiments.words.setting import setting
from experiments.words.tables import titled_table

_MOST_ROWS = 40


def print_plan(screen: Console, plan: LaunchPlan) -> None:
    """Prints a plan."""
    replicates = len(next(iter(plan.totals.values())))
    screen.print(setting(plan.scenario, f"{replicates} replicates"), highlight=False, markup=False)
    screen.print("\n".join(words.sentences(plan)), highlight=False, markup=False)
    screen.print(Group(*map(_printed, tables_of(plan))), highlight=False)


def _printed(told: TextTable) -> Table:
    table = titled_table(told.title, told.headings, told.left)
    for row in told.rows[:_MOST_ROWS]:
        table.add_row(*map(Text, row))
    more = len(told.rows) - _MOST_ROWS
    said = [f"and {more:,} more, in plan.csv"] if more > 0 else []
    table.caption = " ".join([*said, told.caption]) or None
    return table
