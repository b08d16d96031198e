"""What schedules that cannot spend the same bring per EUR spent, as a table at the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from experiments.compare_schedules.unequal_spend import EUR, UnequalSpend
from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.statistics.pairs import verdict
from experiments.words.numbers import noun, row_step, show, show_difference, spoken
from experiments.words.tables import titled_table
from sim.kpis import OBJECTIVES
from sim.scenario.scenario import Scenario


def shown_per_eur(unequal: UnequalSpend, objective: str) -> list[str]:
    """The indicators that are shown per EUR spent: the objective first, then those of the other objectives."""
    names = dict.fromkeys((objective, *OBJECTIVES.values()))
    return [name for name in names if name in unequal.per_thousand_eur]


def per_eur_table(schedules: Sequence[str], unequal: UnequalSpend, scenario: Scenario) -> Group:
    """Means per 1,000 EUR spent with their intervals, and the paired differences between schedules."""
    title = f"Per {EUR:,.0f} EUR spent, as schedules cannot spend the same"
    table = titled_table(title, ("KPI", "", "mean", "95 % interval", "verdict"), ("KPI", "", "verdict"))
    for name in shown_per_eur(unequal, scenario.objective):
        kpi = scenario.indicators[name]
        values = unequal.per_thousand_eur[name]
        step = row_step([values[schedule] for schedule in schedules])
        for schedule in schedules:
            value = values[schedule]
            first = Text(noun(kpi)) if schedule == schedules[0] else ""
            table.add_row(
                first, Text(spoken(schedule)), show(value.mean, kpi.unit, step), _ends(value, kpi.unit, step), ""
            )
        step = row_step(unequal.differences[name])
        for pair in unequal.differences[name]:
            names = Text(f"{spoken(pair.first)} minus {spoken(pair.second)}")
            word = verdict(pair)
            table.add_row(
                "",
                names,
                show_difference(pair.mean, kpi.unit, step),
                _ends(pair, kpi.unit, step),
                Text(word, style="bold green" if word == "clear" else "dim"),
                end_section=pair is unequal.differences[name][-1],
            )
    note = "All other tables are of what each schedule brought at what it spent.\n"
    return Group(table, Text(note, style="dim"))


def _ends(value: Estimate | PairedDifference, unit: str, step: float | None) -> str:
    if not math.isfinite(value.high - value.low):
        return "no interval"
    told = show_difference if isinstance(value, PairedDifference) else show
    return f"{told(value.low, unit, step)} to {told(value.high, unit, step)}"
