"""Where the answer turns: the best schedule over a grid of two quantities, and how well its border is known.

At each cell of the grid both quantities are set. Where one is that of a tier, the other tiers are held at the
scenario's own values of it: they would be drawn together with it. Everything else that is uncertain is drawn
as ever, and every schedule is played in the same replicates as in every other cell. The same resamples of
replicates serve the whole map: what luck does to one cell it does to its neighbours, so a border moves as a
whole. By profit, doing nothing is one of those who may be best.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from experiments.replicates.design import Design, check_question
from experiments.replicates.do_nothing import DO_NOTHING, arms_by
from experiments.replicates.grid import Task, play
from experiments.replicates.pool import TASK_BYTES
from experiments.replicates.totals import both_totals
from experiments.statistics.best import share_of_bests
from experiments.statistics.estimates import ROUNDING, Array
from experiments.store.store import Store
from sim.errors import InputError, nearest
from sim.kpis import Kpi
from sim.scenario.quantities import CHOSEN, numbers_of, unknown
from sim.tiers import TIER_NAMES, TierTable

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DRAWS = 2_000  # resamples of the replicates
SURE = 0.95  # probability from which on a lead, or a best schedule, is called decided
MOST_POINTS = 50
_FOLD = 4.0  # ends farther apart than this by ratio are joined in equal ratios


@dataclass(frozen=True)
class Axis:
    """One quantity with its grid of values, ascending, in ``unit``; ``base`` is its value in the scenario.

    ``name`` is that of an assumption, with the tier behind a dot where it has tiers, or one of
    ``brand.price_eur``, ``brand.margin_share``, ``brand.interested_share`` and ``budget_eur``, as the scenario's file
    has it: ``budget_usd`` where amounts are in USD. With ``geometric`` neighbours have equal ratios, else equal
    distances.
    """

    name: str
    meaning: str
    unit: str
    values: tuple[float, ...]
    geometric: bool
    base: float

    @property
    def positions(self) -> Array:
        """The values on the scale on which neighbours are equally far apart, (points,)."""
        return np.log(self.values) if self.geometric else np.array(self.values, dtype=np.float64)

    def at(self, position: float) -> float:
        """The value at a position on that scale; infinite positions, beyond the map, stay as they are."""
        return math.exp(position) if self.geometric and math.isfinite(position) else position


@dataclass(frozen=True, eq=False)
class PairLead:
    """How far ``first`` is ahead of ``second``, in the unit and the better direction of the objective.

    ``lead`` is (y points, x points), not a number where a cell is unknown; ``ahead`` is the probability
    that the expected value of ``first`` is the better one.
    """

    first: str
    second: str
    lead: Array
    ahead: Array


@dataclass(frozen=True, eq=False)
class BreakevenMap:
    """Who is best at each cell. Rows are the values of y, columns those of x; Y and X are their numbers.

    ``means`` and ``probability_best`` are (schedules, Y, X), ``kept`` (Y, X) counts the replicates that
    count, ``best`` (Y, X) is the place of the best schedule, or -1, and ``states`` (Y, X) says ``decided``
    (probability of being best at least 0.95), ``undecided``, ``equal`` (no schedule differs) or ``unknown``
    (fewer than half of the replicates count). ``drawn`` (schedules, draws, Y, X) are the means in each
    resample of replicates, the same resamples in every cell.
    """

    scenario: Scenario
    schedules: tuple[str, ...]
    x: Axis
    y: Axis
    replicates: int
    design: Design
    means: Array
    probability_best: Array
    kept: npt.NDArray[np.int64]
    best: npt.NDArray[np.int64]
    states: npt.NDArray[np.str_]
    drawn: Array

    @property
    def kpi(self) -> Kpi:
        """The objective."""
        return self.scenario.judged_by

    @property
    def held(self) -> dict[str, float]:
        """What is held in every cell because an axis sets another tier of it, by name (``reach_rate.macro``)."""
        swept = (_set_by(self.x, self.scenario), _set_by(self.y, self.scenario))
        stems = dict.fromkeys(name.partition(".")[0] for name in swept if name not in CHOSEN and "." in name)
        return {
            name: self.scenario.assumptions.value(stem, tier)
            for stem in stems
            for tier in TIER_NAMES
            if (name := f"{stem}.{tier}") not in swept
        }

    @property
    def winners(self) -> tuple[str, ...]:
        """Those that are best somewhere, in the order in which they were given."""
        return tuple(name for place, name in enumerate(self.schedules) if (self.best == place).any())

    @property
    def pairs(self) -> tuple[PairLead, ...]:
        """Each two that are best somewhere, or would be if nobody did nothing, with the lead of the first."""
        names = [name for name in self.schedules if name in (*self.winners, *self._launched_winners())]
        return tuple(self.pair(first, second) for place, first in enumerate(names) for second in names[place + 1 :])

    def _launched_winners(self) -> set[str]:
        """The schedules that are best somewhere among those that do something."""
        if DO_NOTHING not in self.schedules:
            return set()
        launched = self.means[: self.schedules.index(DO_NOTHING)]
        known = self.best >= 0
        return {self.schedules[place] for place in np.unique(launched.argmax(axis=0)[known])}

    def pair(self, first: str, second: str) -> PairLead:
        """Any two of the schedules. Raises InputError for a name that is not among them."""
        first_place, second_place = places(self, first, second)
        sign = 1.0 if self.kpi.better == "higher" else -1.0
        ahead = _ahead(self.drawn[first_place], self.drawn[second_place], sign)
        lead: Array = sign * gap(self.means[first_place], self.means[second_place])
        return PairLead(first, second, lead, np.where(np.isfinite(lead), ahead, np.nan))


def axis(name: str, scenario: Scenario, points: int, low: float | None = None, high: float | None = None) -> Axis:
    """An axis with ``points`` values of a quantity from ``low`` to ``high``, both ends among them.

    Without ends: the range of belief of an assumption; half to double the scenario's value of a quantity
    of the scenario, as far as that is allowed. Spacing is geometric where both ends are above 0 and more
    than a factor of 4 apart, else even. Raises InputError with every problem: an unknown name, a number of
    points, ends that are not allowed or not in order, a quantity that is fixed and was given no ends.
    """
    meaning, unit, base, ends, allowed, open_end = _quantity(name, scenario)
    problems = []
    if isinstance(points, bool) or not isinstance(points, int) or not 2 <= points <= MOST_POINTS:
        problems.append(f"{name}: {points!r} points given; allowed is a whole number from 2 to {MOST_POINTS}")
    if low is None and high is None and ends[0] == ends[1]:
        problems.append(f"{name}: is fixed at {ends[0]:g} and has no range; give low and high")
    least, most = (end if given is None else float(given) for end, given in zip(ends, (low, high), strict=True))
    for word, end in (("low", least), ("high", most)):
        if not math.isfinite(end) or not allowed[0] <= end <= allowed[1] or (open_end and end == allowed[0]):
            start = f"above {allowed[0]:g}, at most" if open_end else f"from {allowed[0]:g} to"
            problems.append(f"{name}: {word} = {end:g} given; allowed is a finite number {start} {allowed[1]:g}")
    if not problems and least >= most:
        problems.append(f"{name}: low = {least:g}, high = {most:g} given; low must be below high")
    if problems:
        raise InputError(problems)
    geometric = least > 0.0 and most / least > _FOLD
    grid = np.geomspace(least, most, points) if geometric else np.linspace(least, most, points)
    inner = [float(value) for value in grid[1:-1]]
    grid_axis = Axis(name, meaning, unit, (least, *inner, most), geometric, base)
    for value in (least, most):
        scenario.with_value(_set_by(grid_axis, scenario), value)
    return grid_axis


def _set_by(axis: Axis, scenario: Scenario) -> str:
    """The name by which a scenario sets the quantity of an axis."""
    return scenario.currency.inside(axis.name, CHOSEN) or axis.name


def _quantity(name: str, scenario: Scenario) -> tuple[str, str, float, tuple[float, float], tuple[float, float], bool]:
    """Meaning, unit, base, default ends, what is allowed, and whether the least allowed is left out."""
    if chosen := scenario.currency.inside(name, CHOSEN):
        quantity = CHOSEN[chosen]
        base = scenario.budget_eur if chosen == "budget_eur" else getattr(scenario.brand, chosen.removeprefix("brand."))
        unit = scenario.currency.unit(quantity.unit)
        ends = (base / 2.0, min(2.0 * base, quantity.most))
        return quantity.meaning, unit, base, ends, (quantity.least, quantity.most), quantity.above_least
    if name not in numbers_of(scenario.assumptions):
        raise InputError(unknown(name, scenario.assumptions, scenario.currency))
    stem, _, tier = name.partition(".")
    entry = scenario.assumptions.entry(stem)
    low, high = (end[tier] if isinstance(end, TierTable) else end for end in (entry.low, entry.high))
    meaning = f"{entry.meaning.rstrip('.')}{f' ({tier})' if tier else ''}"
    return meaning, entry.unit, entry.value(tier or None), (low, high), entry.allowed, False


def breakeven(
    scenario: Scenario,
    schedules: Sequence[str],
    x: Axis,
    y: Axis,
    replicates: int,
    design: Design,
    jobs: int = 1,
    on_cell: Callable[[], None] = lambda: None,
    *,
    folder: Path | None = None,
) -> BreakevenMap:
    """Plays every schedule in every cell, in the same replicates everywhere, and says who is best where.

    ``on_cell`` is called as each cell is whole; finished runs are kept in ``folder`` and never played twice. A
    replicate in which a schedule cannot be afforded or fails counts for none of them in that cell. Raises InputError
    before anything is run where the question cannot be asked: fewer than two schedules or replicates, several lucks to
    a belief (replicates are resampled as if each had a belief of its own), two axes of one quantity, values that
    contradict each other, or what ``compare`` refuses at the scenario's own values.
    """
    problems = []
    arms = arms_by(scenario.judged_by, schedules)
    if len(arms) < 2:
        problems.append(f"{len(schedules)} schedule given; a break-even map needs at least 2 to choose between")
    if isinstance(replicates, bool) or not isinstance(replicates, int) or replicates < 2:
        problems.append(f"replicates = {replicates!r}: must be a whole number of at least 2")
    if design.lucks > 1:
        problems.append(f"lucks = {design.lucks}: must be 1, or 0 for the base values alone; a map resamples beliefs")
    if x.name == y.name:
        problems.append(f"{x.name}: stands on both axes; give two quantities")
    if problems:
        raise InputError(problems)
    cells = _cells(scenario, x, y)
    # A task and its totals in every cell, and how often each resample of the replicates takes this one.
    bytes_each = len(cells) * (TASK_BYTES + 16.0 * len(schedules)) + 24.0 * DRAWS
    check_question(scenario, schedules, design, jobs, replicates, bytes_each)
    design = replace(design, contributions=False)
    tasks = [Task(place, cell, list(schedules), r) for place, cell in enumerate(cells) for r in range(replicates)]
    totals = np.full((len(cells), len(schedules), replicates, 2), np.nan)
    missing = [replicates] * len(cells)
    with Store(folder) as store:
        for place, replicate, runs, _ in play(tasks, design, jobs, store):
            totals[place, :, replicate] = [both_totals(run.totals, scenario.judged_by) for run in runs]
            missing[place] -= 1
            if not missing[place]:
                on_cell()
    grid = totals.reshape(len(y.values), len(x.values), len(schedules), replicates, 2)
    if DO_NOTHING in arms:
        nothing = np.zeros_like(grid[:, :, :1])
        nothing[..., 1] = 1.0
        grid = np.concatenate([grid, nothing], axis=2)
    return mapped(scenario, arms, x, y, grid, design)


def _cells(scenario: Scenario, x: Axis, y: Axis) -> list[Scenario]:
    """The scenario at each cell, x running fastest. Raises InputError with each contradiction once."""
    cells: list[Scenario] = []
    problems: list[str] = []
    for up in y.values:
        for along in x.values:
            try:
                cells.append(scenario.with_values({_set_by(x, scenario): along, _set_by(y, scenario): up}))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return cells


def mapped(
    scenario: Scenario, schedules: Sequence[str], x: Axis, y: Axis, totals: Array, design: Design
) -> BreakevenMap:
    """The statistics of finished runs.

    ``totals`` has the shape (Y, X, schedules, replicates, 2): numerator and denominator of the objective
    (a denominator of 1 where it has none), not numbers where a run failed.
    """
    kpi = scenario.judged_by
    rows, columns, count, replicates, _ = totals.shape
    counts = np.random.default_rng(design.seed).multinomial(
        replicates, np.full(replicates, 1.0 / replicates), size=DRAWS
    )
    weights = np.vstack([np.ones(replicates), counts]).T  # first all replicates as they are, then the resamples
    means = np.full((count, rows, columns), np.nan)
    chances, drawn = means.copy(), np.full((count, DRAWS, rows, columns), np.nan)
    kept = np.isfinite(totals).all(axis=(2, 4)).sum(axis=2)
    best = np.full((rows, columns), -1)
    states = np.full((rows, columns), "unknown", dtype="<U9")
    for i, j in np.ndindex(rows, columns):
        if kept[i, j] < max(2.0, replicates / 2.0):
            continue
        usable = np.asarray(np.isfinite(totals[i, j]).all(axis=(0, 2)))
        above, below = np.moveaxis(np.where(usable[:, np.newaxis], totals[i, j], 0.0), 2, 0) @ weights
        value = kpi.factor * np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0.0)
        means[:, i, j], drawn[:, :, i, j] = value[:, 0], value[:, 1:]
        if not np.isfinite(value[:, 0]).any():
            continue
        kept_only = totals[i, j][:, usable]
        if (np.ptp(kept_only, axis=0) <= ROUNDING * np.abs(kept_only).max()).all():
            chances[:, i, j], states[i, j] = 1.0 / count, "equal"
            continue
        higher = kpi.better == "higher"
        chances[:, i, j] = share_of_bests(np.vstack([above[:, 1:], below[:, 1:]]), count, higher)
        score = np.where(np.isfinite(means[:, i, j]), means[:, i, j] if higher else -means[:, i, j], -np.inf)
        best[i, j] = int(np.argmax(score))
        states[i, j] = "decided" if chances[best[i, j], i, j] >= SURE else "undecided"
    return BreakevenMap(scenario, tuple(schedules), x, y, replicates, design, means, chances, kept, best, states, drawn)


def places(grid: BreakevenMap, *names: str) -> list[int]:
    """The places of schedules in a map. Raises InputError for those that it does not have."""
    known = grid.schedules
    problems = [f"{name}: not on this map; one of {', '.join(known)}{nearest(name, known)}" for name in names]
    if wrong := [problem for name, problem in zip(names, problems, strict=True) if name not in known]:
        raise InputError(wrong)
    return [known.index(name) for name in names]


def gap(first: Array, second: Array) -> Array:
    """First minus second, exactly zero where they differ by no more than rounding."""
    difference: Array = first - second
    return np.where(np.abs(difference) <= ROUNDING * np.maximum(np.abs(first), np.abs(second)), 0.0, difference)


def _ahead(first: Array, second: Array, sign: float) -> Array:
    """Share of draws, the first dimension, with first the better; ties count half, no value loses."""
    ranks = [np.where(np.isfinite(values), sign * values, -np.inf) for values in (first, second)]
    equal = (ranks[0] == ranks[1]) | (gap(first, second) == 0.0)
    share: Array = np.where(equal, 0.5, ranks[0] > ranks[1]).mean(axis=0)
    return share
