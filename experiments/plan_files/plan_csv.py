"""A plan as plan.csv, which spreadsheets open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from experiments.plan_files.expected import ExpectedResults
from experiments.plan_files.rows import COLUMNS, TERMS, PlanRow, results_in, rows_of
from experiments.words.plain_text import cell
from sim.money import EUR, Currency

if TYPE_CHECKING:
    from sim.planning.budget import Plan
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario

_BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def plan_csv(scenario: Scenario, roster: Sequence[Profile], plan: Plan, expected: ExpectedResults | None = None) -> str:
    """The text of plan.csv, to be written as UTF-8: a row for each post that comes out."""
    return plans_csv([({}, rows_of(scenario, roster, plan, expected))], currency=scenario.currency)


def plans_csv(
    plans: Iterable[tuple[Mapping[str, str], Sequence[PlanRow]]], heads: Sequence[str] = (), currency: Currency = EUR
) -> str:
    """Several plans as one table; each brings its values of the columns ``heads``, which stand in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*heads, *map(currency.outside, COLUMNS)])
    for of_plan, rows in plans:
        head = [cell(of_plan[name]) for name in heads]
        for row in rows:
            terms = [_written(getattr(row, name)) for name in TERMS]
            results = ["" if value is None else f"{value:.2f}" for value in results_in(row)]
            writer.writerow([*head, *terms, *results])
    return _BYTE_ORDER_MARK + out.getvalue()


def _written(value: str | bool | float | date | None) -> str:
    """A value as it stands in a cell; a spreadsheet takes none for a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else cell(str(value))
