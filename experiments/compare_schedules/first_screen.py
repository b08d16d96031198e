"""What a comparison says at once: the answer first, what it rests on below, all of it on one screen."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.compare_schedules.choices import matrix
from experiments.compare_schedules.comparison import Comparison
from experiments.compare_schedules.table import judgement_text
from experiments.compare_schedules.words import answer, doubt_sentence, notes
from experiments.words.numbers import noun, percent, row_step, show, spoken, unit_shown
from experiments.words.setting import setting
from experiments.words.tables import titled_table
from sim.kpis import OBJECTIVES
from sim.world.influencers import roster_notes

# Beside the objective: attention, sales, money.
_SHOWN = ("reach_people", "purchases_incremental", "profit_eur")


def print_first_screen(screen: Console, comparisons: Mapping[str, Comparison]) -> None:
    """The answers, a small table for each set of assumptions, the choice by each objective, and what is in doubt."""
    for name, comparison in comparisons.items():
        screen.print(Text(f"Under {name}: {answer(comparison)}\n", style="bold"))
    for comparison in comparisons.values():
        screen.print(brief_table(comparison))
        judged = judgement_text(comparison)
        if judged.plain:
            screen.print(judged)
    several = max(len(comparison.schedules) for comparison in comparisons.values()) > 1
    lines = [*(objective_lines(comparisons) if several else []), doubt_sentence(comparisons), *left_out(comparisons)]
    screen.print(Text("\n".join(lines) + "\n", style="dim"))
    first = next(iter(comparisons.values()))
    times = f"{first.replicates} paired replicates" if first.replicates > 1 else "one replicate"
    sets = f"{' and '.join(comparisons)}, the same replicates under each" if len(comparisons) > 1 else ""
    screen.print(setting(first.scenario, times, sets).rstrip("\n"), highlight=False, markup=False)


def brief_table(comparison: Comparison) -> Table:
    """A row for each schedule: the objective and what everybody asks about, each mean with half its 95 % interval."""
    kpis, schedules = comparison.scenario.indicators, comparison.schedules
    shown = dict.fromkeys((comparison.scenario.objective, *_SHOWN))
    table = titled_table(
        f"Under {comparison.scenario.assumptions.name}, mean per campaign", ("Schedule",), ("Schedule",)
    )
    for name in shown:
        table.add_column(f"{noun(kpis[name])},\n{unit_shown(kpis[name].unit)}", justify="right")
    table.add_column("loses\nmoney", justify="right")
    steps = {name: row_step([comparison.estimates[name][schedule] for schedule in schedules]) for name in shown}
    for schedule in schedules:
        cells = []
        for name in shown:
            value, unit = comparison.estimates[name][schedule], kpis[name].unit
            half = (value.high - value.low) / 2.0
            mean = show(value.mean, unit, steps[name])
            cells.append(f"{mean} ± {show(half, unit, steps[name])}" if math.isfinite(half) else mean)
        loses = percent(comparison.risks[schedule].loss_probability.mean)
        table.add_row(Text(spoken(schedule)), *cells, loses)
    return table


def objective_lines(comparisons: Mapping[str, Comparison]) -> list[str]:
    """A sentence for each set of assumptions: what to choose for which objective."""
    cells = matrix(
        {name: comparison.choices for name, comparison in comparisons.items()},
        {name: comparison.if_launched for name, comparison in comparisons.items()},
    )
    return [
        f"By objective, under {name}: {'; '.join(f'{one} {cells[one][name]}' for one in OBJECTIVES)}."
        for name in comparisons
    ]


def left_out(comparisons: Mapping[str, Comparison]) -> list[str]:
    """How many notes there are on the list of influencers, on hiring and on money that was left; none where none."""
    roster = roster_notes(next(iter(comparisons.values())).scenario)
    found = [*roster, *(note for name, comparison in comparisons.items() for note in notes(name, comparison))]
    are = "is one note" if len(found) == 1 else f"are {len(found)} notes"
    return [f"There {are} on what was hired and spent: --full."] if found else []
