"""The study: a screening of all groups, indices of those that it found, and where the answer turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from experiments.reference_table.points import labels_of
from experiments.reference_table.reference_table import ReferenceTable, play_points
from experiments.sensitivity.designs import Method, SensitivityDesign, design
from experiments.sensitivity.groups import groups_of
from experiments.sensitivity.indices import Importance, Index, importance
from experiments.sensitivity.turning import Box, box_of
from experiments.statistics.estimates import Array
from sim.errors import InputError, nearest
from sim.kpis import OBJECTIVES, Kpi
from sim.results.columns import Columns
from sim.scenario.scenario import Scenario, schedule_named

Methods: TypeAlias = Literal["morris", "sobol", "both"]


@dataclass(frozen=True)
class Plan:
    """How much is played: blocks of a screening and of indices, how many groups get indices, and lucks of a point."""

    methods: Methods = "both"
    trajectories: int = 10
    points: int = 64
    top: int = 8
    lucks: int = 2
    seed: int = 1


@dataclass(frozen=True)
class Part:
    """What one method found: ``importance`` at a quarter, a half and all of its design."""

    design: SensitivityDesign
    outcome: Array  # (points,), not a number where a campaign failed
    importance: list[Importance]


@dataclass(frozen=True)
class Swing:
    """The mean outcome where a number is in the lowest quarter of its range, and in the highest."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class Sensitivity:
    """What matters for an indicator of one schedule, or for the difference of two, first less second."""

    scenario: Scenario
    schedules: tuple[str, ...]
    kpi: Kpi
    plan: Plan
    parts: dict[Method, Part]
    box: Box | None = None

    @property
    def last(self) -> Part:
        """The part with the indices, or the screening where there are none."""
        return self.parts["sobol" if "sobol" in self.parts else "morris"]

    def table(self) -> Columns:
        """A row for each group of each method: its indices with the half-widths of their intervals."""
        rows = [
            (method, name, one.total[name], one.first.get(name))
            for method, part in self.parts.items()
            for one in part.importance[-1:]
            for name in one.ranked()
        ]
        nothing = Index(np.nan, np.nan)
        return Columns(
            {
                "method": np.array([method for method, _, _, _ in rows]),
                "group": np.array([name for _, name, _, _ in rows]),
                "total": np.array([total.value for _, _, total, _ in rows]),
                "total_half_width": np.array([total.half_width for _, _, total, _ in rows]),
                "first": np.array([(first or nothing).value for _, _, _, first in rows]),
                "first_half_width": np.array([(first or nothing).half_width for _, _, _, first in rows]),
            }
        )

    def swings(self) -> list[Swing]:
        """The swing of every number of the last part, the largest first; of those points whose outcome is known.

        Of few points some numbers have none at one of their ends: they have no swing.
        """
        part = self.last
        rows = part.design.independent_rows() if part.design.method == "sobol" else np.arange(len(part.outcome))
        rows = rows[np.isfinite(part.outcome[rows])]
        outcome, quantiles = part.outcome[rows], part.design.points.quantiles[rows]
        swings = [
            Swing(label, float(outcome[column <= 0.25].mean()), float(outcome[column >= 0.75].mean()))
            for label, column in zip(part.design.points.labels, quantiles.T, strict=True)
            if (column <= 0.25).any() and (column >= 0.75).any()
        ]
        return sorted(swings, key=lambda swing: -abs(swing.high - swing.low))


def sensitivity_study(
    scenario: Scenario,
    schedules: Sequence[str],
    of: str | None = None,
    plan: Plan | None = None,
    *,
    vary: Sequence[str] = (),
    folder: Path | None = None,
    jobs: int = 1,
    on_design: Callable[[SensitivityDesign], None] = lambda design: None,
    on_points: Callable[[int], None] = lambda count: None,
    read: Callable[[SensitivityDesign], Array] | None = None,
) -> Sensitivity:
    """What matters for an indicator ``of`` one schedule, or for the difference of two; without it, the objective.

    Groups of assumptions are screened, and those that the screening ranks first get indices, the others at base. All
    points meet the same worlds and the same luck. ``vary`` names the assumptions; without it, all that are uncertain.
    Campaigns that ``folder`` holds are not played again. ``on_design`` hears of each design before it is played,
    ``on_points`` how many of its points were finished. ``read`` gives the outcome of a design that was played
    elsewhere. Raises InputError.
    """
    plan = plan or Plan()
    kpi = indicator_named(of, scenario)
    names = checked_schedules(schedules, scenario)
    groups = groups_of(labels_of(scenario.assumptions, vary))
    parts: dict[Method, Part] = {}
    for method in methods_of(plan):
        made = design(method, groups, plan.trajectories if method == "morris" else plan.points, plan.seed)
        on_design(made)
        if read is not None:
            outcome = read(made)
        else:
            table = play_points(
                scenario, names, made.points, plan.lucks, plan.seed, folder=folder, jobs=jobs, on_points=on_points
            )
            outcome = outcome_of(table, kpi)
        parts[method] = Part(made, outcome, importance(made, outcome, plan.seed))
        groups = {name: groups[name] for name in parts[method].importance[-1].ranked()[: max(2, plan.top)]}
    return Sensitivity(scenario, names, kpi, plan, parts, _box(parts) if len(names) == 2 else None)


def methods_of(plan: Plan) -> tuple[Method, ...]:
    """The methods of a plan, in the order in which they are played."""
    return ("morris", "sobol") if plan.methods == "both" else (plan.methods,)


def outcome_of(table: ReferenceTable, kpi: Kpi) -> Array:
    """An indicator of the only schedule at each point of a table, or that of the first less that of the second."""
    first, *other = (table.indicator(kpi, name) for name in table.schedules)
    return first - other[0] if other else first


def indicator_named(name: str | None, scenario: Scenario) -> Kpi:
    """An indicator by its name or by an objective's; the scenario's objective without one. Raises InputError."""
    if name is None:
        return scenario.judged_by
    known = {scenario.currency.outside(one): one for one in scenario.indicators} | dict(OBJECTIVES)
    if name not in known:
        raise InputError(f"--of {name!r}: no such indicator{nearest(name, known)}")
    return scenario.indicators[known[name]]


def checked_schedules(names: Sequence[str], scenario: Scenario) -> tuple[str, ...]:
    """One or two schedules that the scenario knows. Raises InputError."""
    if not 1 <= len(names) <= 2 or len(set(names)) != len(names):
        raise InputError(f"schedules {', '.join(names) or 'none'}: must be one, or two different ones to be compared")
    for name in names:
        schedule_named(name, scenario)
    return tuple(names)


def _box(parts: dict[Method, Part]) -> Box | None:
    """Where the sign of the difference is the rarer one, among the independent points of the indices."""
    if "sobol" not in parts:
        return None
    part = parts["sobol"]
    rows = part.design.independent_rows()
    rows = rows[np.isfinite(part.outcome[rows])]
    ahead = part.outcome[rows] > 0.0
    cases = ahead if ahead.mean() <= 0.5 else part.outcome[rows] < 0.0
    return box_of(part.design.points.labels, part.design.points.quantiles[rows], cases)
