"""Cells times replicates: how every study plays its scenarios, in the same replicates everywhere.

What a store holds is not played again, and what ends is kept in it at once.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from experiments.replicates.design import Design, Run, replicate_runs
from experiments.replicates.pool import one_pool
from experiments.replicates.run_bytes import detail_of, with_detail
from experiments.replicates.stored_run import Shelf, StoredRun
from experiments.store.keys import about_cell, run_key
from experiments.store.store import Finished, Outcome, Store

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_Cell = TypeVar("_Cell")  # what a study calls one of its cells
_PASSING = "MemoryError"  # a fault of the moment, which says nothing of the run
_NOTHING = np.zeros(0)


class Task(NamedTuple, Generic[_Cell]):
    """One replicate of one cell."""

    cell: _Cell
    scenario: Scenario
    schedules: Sequence[str]
    replicate: int


class Played(NamedTuple, Generic[_Cell]):
    """The runs of one task in the order of its schedules, and the seconds that they took, all together."""

    cell: _Cell
    replicate: int
    runs: list[Run]
    seconds: float


def play(
    tasks: Collection[Task[_Cell]], design: Design, jobs: int, store: Store | None = None, *, whole: bool = False
) -> Iterator[Played[_Cell]]:
    """Tasks as they are finished, in no fixed order; which of them run side by side changes no number.

    Runs have their totals alone, or are ``whole``: with plan, curves and contributions. ``jobs`` processes work at
    once; 1 works in this process. Where a cluster was joined, it plays. What ``store`` holds comes first and is not
    played again. Raises InputError where it cannot be read or written.
    """
    finder = _Finder(store, design, whole)
    left: list[tuple[Task[_Cell], list[str]]] = []
    found: list[dict[str, tuple[Run, float]]] = []
    for task in tasks:
        runs = finder.runs(task)
        if len(runs) == len(task.schedules):
            yield _in_order(task, runs)
        else:
            left.append((task, [name for name in task.schedules if name not in runs]))
            found.append(runs)
    if jobs > 1 and len(left) > 1:
        compile_once(left[0][0].scenario, left[0][1], design)
    todo = [(number, task, names, design, whole, store is not None) for number, (task, names) in enumerate(left)]
    for number, played in one_pool(_played, todo, jobs):
        task = left[number][0]
        finder.keep(task, played)
        yield _in_order(task, found[number] | {run.schedule: (run, seconds) for run, seconds, _ in played})


def run_study(
    scenario: Scenario,
    schedules: Sequence[str],
    replicates: Sequence[int],
    design: Design,
    jobs: int,
    store: Store | None = None,
    *,
    left_in_store: bool = False,
) -> Iterator[list[Run]]:
    """The whole runs of each replicate of one scenario as they are finished.

    With ``left_in_store`` they hold no more than their totals in memory, see ``experiments.replicates.stored_run``.
    """
    tasks = [Task("", scenario, schedules, replicate) for replicate in replicates]
    finder = _Finder(store, design, whole=True)
    shelf = Shelf(store.folder) if left_in_store and store is not None and store.folder is not None else None
    for played in play(tasks, design, jobs, store, whole=True):
        if shelf is None:
            yield played.runs
        else:
            yield [finder.left(scenario, run, shelf) for run in played.runs]


class _Finder:
    """Looks runs up in a store, and keeps them there; without a store it finds nothing."""

    def __init__(self, store: Store | None, design: Design, whole: bool) -> None:
        self._store, self._design, self._whole = store, design, whole
        # The key of each schedule of a scenario and what tells of it; a scenario is held as long as its id is used.
        self._cells: dict[tuple[int, str], tuple[Scenario, str, str]] = {}

    def runs(self, task: Task[_Cell]) -> dict[str, tuple[Run, float]]:
        """The runs of a task that are there, with the seconds that they took."""
        if self._store is None:
            return {}
        found = {}
        for name in task.schedules:
            key, _ = self._cell(task.scenario, name)
            outcome = self._store.known(key).get(task.replicate)
            run = None if outcome is None else self._run(key, name, task.replicate, outcome)
            if run is not None:
                found[name] = run, self._store.seconds(key, task.replicate)
        return found

    def keep(self, task: Task[_Cell], played: Sequence[tuple[Run, float, bytes | None]]) -> None:
        """Keeps what has just been played."""
        if self._store is None:
            return
        finished = []
        for run, seconds, detail in played:
            key, about = self._cell(task.scenario, run.schedule)
            lasts = not run.error.startswith(_PASSING)
            finished.append(Finished(key, run.replicate, run.error or run.totals, seconds, detail, about, lasts))
        self._store.keep(finished)

    def left(self, scenario: Scenario, run: Run, shelf: Shelf) -> Run:
        """The run with what is in the store left there; as it is where it was not kept."""
        key, _ = self._cell(scenario, run.schedule)
        totals = {} if self._store is None else self._store.known(key).get(run.replicate)
        return StoredRun(run, totals, key, shelf) if isinstance(totals, dict) and not run.error else run

    def _cell(self, scenario: Scenario, schedule: str) -> tuple[str, str]:
        label = id(scenario), schedule
        if label not in self._cells:
            question = scenario, schedule, self._design.seed, self._design.lucks
            self._cells[label] = scenario, run_key(*question), about_cell(*question)
        return self._cells[label][1:]

    def _run(self, key: str, schedule: str, replicate: int, outcome: Outcome) -> Run | None:
        """The run as it was, or None where the store does not hold all that is asked for."""
        design = self._design
        totals, error = ({}, outcome) if isinstance(outcome, str) else (outcome, "")
        seed, belief = design.seed_of(replicate), design.belief_of(replicate)
        run = Run(schedule, replicate, belief, seed, dict(totals), _NOTHING, _NOTHING, None, error=error)
        if not self._whole or self._store is None:
            return run
        detail = self._store.detail(key, replicate)
        if detail is None:
            return None
        try:
            whole = with_detail(run, detail)
        except ValueError:
            return None
        is_all = error or whole.contributions_tried or not design.tries_contributions(replicate)
        return whole if is_all else None


def _in_order(task: Task[_Cell], runs: dict[str, tuple[Run, float]]) -> Played[_Cell]:
    in_order = [runs[name] for name in task.schedules]
    return Played(task.cell, task.replicate, [run for run, _ in in_order], sum(seconds for _, seconds in in_order))


def _played(
    number: int, task: Task[_Cell], schedules: Sequence[str], design: Design, whole: bool, kept: bool
) -> tuple[int, list[tuple[Run, float, bytes | None]]]:
    """Done in the process that plays: each run, its seconds, and what else is kept of it."""
    start = time.perf_counter()
    runs = replicate_runs(task.scenario, schedules, task.replicate, design)
    seconds = (time.perf_counter() - start) / len(runs)
    if whole:
        return number, [(run, seconds, detail_of(run) if kept else None) for run in runs]
    return number, [(run.totals_alone(), seconds, None) for run in runs]


def compile_once(scenario: Scenario, schedules: Sequence[str], design: Design) -> None:
    """Compiles the model here, if nobody has, so that processes do not each do it at the same time."""
    from sim.compiled import CACHE_FOLDER, is_kept
    from sim.crowd.reaction import read

    if CACHE_FOLDER is not None and not is_kept(read):
        small = scenario if scenario.network else replace(scenario, simulated_people=2_000)
        replicate_runs(small, schedules[:1], 0, replace(design, contributions=False))
