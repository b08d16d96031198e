"""Plays a design: every schedule in the same replicates in every cell, and each finished run kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.replicates.design import Design
from experiments.replicates.grid import Task, play
from experiments.replicates.totals import both_totals
from experiments.store.store import Outcome, Store
from experiments.sweep.design_file import Cell, quantities
from sim.errors import InputError
from sim.results.columns import Columns
from sim.scenario.scenario import Scenario, schedule_named


@dataclass(frozen=True)
class Sweep:
    """The outcomes of a design by (cell, schedule, replicate): totals by name, or why there are none."""

    scenario: Scenario
    schedules: tuple[str, ...]
    cells: Sequence[Cell]
    replicates: int
    design: Design
    outcomes: dict[tuple[int, str, int], Outcome]

    def table(self) -> Columns:
        """A row for each run: cell, what it sets, schedule, replicate, every indicator, and why there are none."""
        currency = self.scenario.currency
        rows = sorted(self.outcomes, key=lambda key: (key[0], self.schedules.index(key[1]), key[2]))
        told = [self.outcomes[key] for key in rows]
        totals = [outcome if isinstance(outcome, dict) else {} for outcome in told]
        columns = {"cell": np.array([cell for cell, _, _ in rows])}
        columns |= {name: np.array([self.cells[cell][name] for cell, _, _ in rows]) for name in quantities(self.cells)}
        columns["schedule"] = np.array([schedule for _, schedule, _ in rows])
        columns["replicate"] = np.array([replicate for _, _, replicate in rows])
        for name, kpi in self.scenario.indicators.items():
            above, below = np.array([both_totals(one, kpi) for one in totals], np.float64).reshape(-1, 2).T
            ratio = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0.0)
            columns[currency.outside(name)] = kpi.factor * ratio
        columns["error"] = np.array([outcome if isinstance(outcome, str) else "" for outcome in told])
        return Columns(columns)


def sweep_study(
    scenario: Scenario,
    cells: Sequence[Cell],
    schedules: Sequence[str],
    replicates: int,
    design: Design,
    *,
    folder: Path | None = None,
    jobs: int = 1,
    on_runs: Callable[[int], None] = lambda count: None,
) -> Sweep:
    """Plays every schedule in every cell in so many paired replicates, those that ``folder`` does not hold.

    A quantity that a cell sets is not drawn. ``on_runs`` hears how many replicates of a cell were finished. Raises
    InputError.
    """
    if not cells:
        raise InputError("a design needs at least one cell")
    if len(set(schedules)) != len(schedules) or not schedules:
        raise InputError(f"schedules {', '.join(schedules) or 'none'}: each may stand there once, and one must")
    for name in schedules:
        schedule_named(name, scenario)
    design = Design(design.seed, design.lucks, contributions=False)
    set_to = [scenario.with_values(cell) for cell in cells]
    tasks = [Task(number, one, schedules, at) for number, one in enumerate(set_to) for at in range(replicates)]
    outcomes: dict[tuple[int, str, int], Outcome] = {}
    with Store(folder) as store:
        for cell, replicate, runs, _ in play(tasks, design, jobs, store):
            outcomes |= {(cell, run.schedule, replicate): run.error or run.totals for run in runs}
            on_runs(1)
    return Sweep(scenario, tuple(schedules), cells, replicates, design, outcomes)
