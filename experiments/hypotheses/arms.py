"""Arms of a hypothesis as scenarios, and their runs: each schedule in each belief, played once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.hypotheses.stated import Hypothesis, Stated, StatedArm
from experiments.replicates.design import Design
from experiments.replicates.grid import Task, play
from experiments.store.keys import run_key
from experiments.store.store import Store
from sim.assumptions.mechanisms import MECHANISMS, without
from sim.errors import Faults, InputError
from sim.money import EUR
from sim.reading.tables import read_table
from sim.scenario.market import Brand, RosterSource
from sim.scenario.scenario import BUILT_INS, Scenario
from sim.scenario.schedule_tables import read_schedules


@dataclass(frozen=True, eq=False)
class Cell:
    """A schedule in a scenario: what is played once in each belief, and the key under which it is kept."""

    key: str
    scenario: Scenario
    schedule: str


class Variant(NamedTuple):
    """A set of assumptions with some mechanisms removed and some numbers set."""

    assumption_set: str
    off: tuple[str, ...] = ()
    values: tuple[tuple[str, float], ...] = ()


class Arms:
    """The arms of a file of hypotheses as scenarios, each built once. Raises InputError for what cannot be one."""

    def __init__(self, stated: Stated, people: int | None, design: Design) -> None:
        self.stated = stated
        self.people = people or stated.rule.people
        self.design = design
        self._bases: dict[Variant, Scenario] = {}
        self._changes: dict[tuple[str, Variant], Scenario] = {}  # arms that differ in the schedule alone share one
        self._cells: dict[tuple[str, Variant], Cell] = {}

    def base(self, variant: Variant) -> Scenario:
        """The base scenario under a variant."""
        if variant not in self._bases:
            if variant.off or variant.values:
                plain = self.base(Variant(variant.assumption_set))
                assumptions = without(plain.assumptions, variant.off).with_values(dict(variant.values))
                self._bases[variant] = replace(plain, assumptions=assumptions)
            else:
                self._bases[variant] = self._load(variant.assumption_set)
        return self._bases[variant]

    def cell(self, arm: StatedArm, variant: Variant) -> Cell:
        """The cell of an arm under a variant, built once."""
        label = arm.model_dump_json(), variant
        if label not in self._cells:
            scenario = self._changed(arm, variant)
            key = run_key(scenario, arm.schedule, self.design.seed, self.design.lucks)
            self._cells[label] = Cell(key, scenario, arm.schedule)
        return self._cells[label]

    def check(self, hypotheses: Iterable[Hypothesis], variants: Iterable[Variant]) -> None:
        """Refuses arms and sweeps of these that make no scenario. Raises InputError with every fault."""
        problems = Faults()
        variants = list(variants)
        for variant in variants:
            self.base(variant)
        for hypothesis in hypotheses:
            for variant in variants:
                self._check_arms(hypothesis, variant, problems)
                if not problems:
                    self._check_sweeps(hypothesis, variant, problems)
        if problems:
            prefixed = dict.fromkeys(f"{self.stated.path}: {problem}" for problem in problems)
            raise InputError(prefixed, problems.beyond)

    def _check_arms(self, hypothesis: Hypothesis, variant: Variant, problems: Faults) -> None:
        for label, arm in hypothesis.arms.items():
            try:
                self.cell(arm, variant)
            except InputError as error:
                problems.take(error, f"{hypothesis.name}.arms.{label}.")

    def _check_sweeps(self, hypothesis: Hypothesis, variant: Variant, problems: Faults) -> None:
        for number, sweep in enumerate(hypothesis.sweeps, 1):
            for value in sweep.values:
                swept = variant._replace(values=((sweep.number, value),))
                try:
                    self.base(swept)
                    for name in hypothesis.claims[sweep.claim - 1].names:
                        self.cell(hypothesis.arms[name], swept)
                except InputError as error:
                    problems.take(error, f"{hypothesis.name}.sweeps[{number}]: ")

    def _load(self, assumption_set: str) -> Scenario:
        scenario = Scenario.load(self._scenario_file(), people=self.people, assumption_set=assumption_set)
        problems = Faults()
        if scenario.currency != EUR:
            problems.append(
                f"study.scenario: amounts of {scenario.name} are in {scenario.currency.code}, and those of claims and "
                "arms are in EUR; name a scenario without [money]"
            )
        own = read_schedules(self.stated.schedules, scenario.market, problems)
        if problems:
            raise InputError((f"{self.stated.path}: {problem}" for problem in problems), problems.beyond)
        return replace(scenario, schedules={**scenario.schedules, **own})

    def _scenario_file(self) -> Path:
        """The base scenario: beside the file of hypotheses, built in, or as seen from the folder where one works."""
        name = self.stated.rule.scenario
        beside, here = self.stated.path.parent / name, Path(name)
        if name in BUILT_INS and not _is_there(beside):
            return BUILT_INS[name]
        return here if _is_there(here) and not _is_there(beside) else beside

    def _changed(self, arm: StatedArm, variant: Variant) -> Scenario:
        """The base scenario with what the arm changes; what the variant sets or switches off wins."""
        label = arm.model_dump_json(exclude={"schedule"}), variant
        if label not in self._changes:
            self._changes[label] = _with_arm(self.base(variant), arm, variant)
        return self._changes[label]


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for any file
        return False


def _with_arm(base: Scenario, arm: StatedArm, variant: Variant) -> Scenario:
    """A scenario with what an arm changes. Raises InputError with every fault of the arm."""
    problems = Faults()
    brand, roster, assumptions = base.brand, base.roster, base.assumptions
    if arm.brand:
        brand = read_table(Brand, {**brand.model_dump(), **arm.brand}, "brand", problems) or brand
    if arm.roster:
        roster = read_table(RosterSource, {**roster.counts, **arm.roster}, "roster", problems) or roster
        if base.network is not None and base.network.best_connected is not None:
            problems.append("roster: the base scenario has its roster from network.best_connected; leave one of it out")
    taken = {*dict(variant.values), *(name for mechanism in variant.off for name in MECHANISMS[mechanism].off)}
    override = {name: value for name, value in arm.override.items() if name not in taken}
    try:
        assumptions = assumptions.with_values(override) if override else assumptions
    except InputError as error:
        problems.take(error, "override.")
    if problems:
        raise InputError(problems)
    return replace(
        base,
        budget_eur=arm.budget_eur or base.budget_eur,
        brand=brand,
        roster=roster,
        roster_text=None if arm.roster else base.roster_text,
        assumptions=assumptions,
    )


def play_cells(
    wanted: Iterable[tuple[Cell, int]], store: Store, design: Design, jobs: int, on_runs: Callable[[int], None]
) -> None:
    """Plays each cell in each belief asked for, which the store keeps; what shares a world is played together."""
    together: dict[tuple[int, int], list[Cell]] = {}
    for cell, belief in wanted:
        together.setdefault((id(cell.scenario), belief), []).append(cell)
    tasks = [
        Task(scenario, cells[0].scenario, [cell.schedule for cell in cells], belief)
        for (scenario, belief), cells in together.items()
    ]
    for played in play(tasks, design, jobs, store):
        on_runs(len(played.runs))


def check_arms(cells: Iterable[Sequence[Cell]], design: Design, jobs: int) -> None:
    """Refuses arms that cannot be compared at the base values of the assumptions; each group is compared.

    Raises InputError with every problem: an arm that hires nobody, arms that spend different sums, a market
    too large for this machine.
    """
    from sim.memory import check_memory
    from sim.planning.budget import plan
    from sim.planning.equal_spend import check_equal_budgets
    from sim.world.graph import world_of

    problems: list[str] = []
    world_at = cache(lambda scenario: world_of(scenario, design.seed_of(0)))  # most arms share a scenario
    for group in cells:
        try:
            plans = []
            for cell in group:
                world = world_at(cell.scenario)
                plans.append(plan(cell.scenario, world, cell.schedule))
                world.check_audiences(plans[-1].influencers)
                check_memory(world, plans[-1:], cell.scenario.assumptions, jobs=jobs)
            check_equal_budgets(plans)
        except InputError as refusal:
            problems += refusal.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
