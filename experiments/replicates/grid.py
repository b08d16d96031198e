"""Cells times replicates: how every study plays its scenarios, in the same replicates everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from experiments.replicates.design import Design, Run, replicate_runs
from experiments.replicates.pool import one_pool

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_Cell = TypeVar("_Cell")  # what a study calls one of its cells
_Kept = TypeVar("_Kept")


class Task(NamedTuple, Generic[_Cell]):
    """One replicate of one cell."""

    cell: _Cell
    scenario: Scenario
    schedules: Sequence[str]
    replicate: int


class Played(NamedTuple, Generic[_Cell, _Kept]):
    """The part of one task that a study keeps, and the seconds that its runs took, all schedules together."""

    cell: _Cell
    replicate: int
    kept: _Kept
    seconds: float


def play(
    tasks: Collection[Task[_Cell]], keep: Callable[[Sequence[Run]], _Kept], design: Design, jobs: int
) -> Iterator[Played[_Cell, _Kept]]:
    """Tasks as they are finished, in no fixed order; which of them run side by side changes no number.

    ``keep`` is asked in the process that played the runs of a replicate, given in the order of the task's schedules:
    only what it returns travels. ``jobs`` processes work at once; 1 works in this process. Another joblib backend (a
    cluster, say) is chosen with ``joblib.parallel_config``.
    """
    if jobs > 1 and len(tasks) > 1:
        first = next(iter(tasks))
        compile_once(first.scenario, first.schedules, design)
    yield from one_pool(_played, [(task, keep, design) for task in tasks], jobs)


def run_study(
    scenario: Scenario, schedules: Sequence[str], replicates: Sequence[int], design: Design, jobs: int
) -> Iterator[list[Run]]:
    """The runs of each replicate of one scenario as they are finished, all of them kept."""
    tasks = [Task("", scenario, schedules, replicate) for replicate in replicates]
    for played in play(tasks, list, design, jobs):
        yield played.kept


def _played(task: Task[_Cell], keep: Callable[[Sequence[Run]], _Kept], design: Design) -> Played[_Cell, _Kept]:
    start = time.perf_counter()
    runs = {run.schedule: run for run in replicate_runs(task.scenario, task.schedules, task.replicate, design)}
    seconds = time.perf_counter() - start
    return Played(task.cell, task.replicate, keep([runs[name] for name in task.schedules]), seconds)


def compile_once(scenario: Scenario, schedules: Sequence[str], design: Design) -> None:
    """Compiles the model here, if nobody has, so that processes do not each do it at the same time."""
    from sim.compiled import CACHE_FOLDER, is_kept
    from sim.crowd.reaction import read

    if CACHE_FOLDER is not None and not is_kept(read):
        small = scenario if scenario.network else replace(scenario, simulated_people=2_000)
        replicate_runs(small, schedules[:1], 0, replace(design, contributions=False))
