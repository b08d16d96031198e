"""Paired replicates: every schedule meets the same people with the same luck, replicate after replicate."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.budget import Plan
    from sim.scenario import Scenario
    from sim.world import World

SEEDS_PER_STUDY = 1_000_000


@dataclass(frozen=True)
class Run:
    """One schedule in one replicate. ``totals`` are at full size; ``error`` says why there are none."""

    schedule: str
    replicate: int
    world_seed: int
    luck_seed: int
    totals: dict[str, float]
    reach_people: npt.NDArray[np.float64]  # (hours,) cumulative, at full size
    plan: Plan
    error: str = ""


def seed_of(seed: int, replicate: int) -> int:
    """The world seed and the luck seed of a replicate: 1,000,000 x seed + replicate, the same for every schedule."""
    return SEEDS_PER_STUDY * seed + replicate


def prepare(scenario: Scenario, schedules: Sequence[str], seed: int) -> tuple[World, list[Plan]]:
    """The world of one replicate, and what the budget buys in it under each schedule. Raises InputError."""
    from sim.budget import plan
    from sim.graph import world_of

    world = world_of(scenario, seed)
    plans = [plan(name, world.roster, scenario) for name in schedules]
    for one in plans:
        world.check_audiences(one.influencers)
    return world, plans


def replicate_runs(scenario: Scenario, schedules: Sequence[str], replicate: int, seed: int) -> list[Run]:
    """All schedules of one replicate. A run that fails is a row without totals, not the end of the study."""
    from sim.measures import totals_of
    from sim.model import simulate
    from sim.record import REACH

    both = seed_of(seed, replicate)
    try:
        world, plans = prepare(scenario, schedules, both)
    except InputError as refusal:  # rosters, and so fees, differ between worlds
        raise InputError([f"replicate {replicate}: {problem}" for problem in refusal.problems]) from None
    runs = []
    for plan in plans:
        totals: dict[str, float] = {}
        reach, error = np.zeros(scenario.market.horizon_hours), ""
        try:
            record = simulate(scenario, world, plan, both)
            totals = totals_of(record, scenario, world, plan)
            reach = np.cumsum(record.hourly[:, REACH]) / world.scale
        except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as fault:
            error = f"{type(fault).__name__}: {fault}"
        runs.append(Run(plan.schedule, replicate, both, both, totals, reach, plan, error))
    return runs


def run_study(
    scenario: Scenario, schedules: Sequence[str], replicates: int, seed: int, jobs: int
) -> Iterator[list[Run]]:
    """Replicates as they are finished, in no fixed order; which of them run side by side changes no number.

    ``jobs`` processes work at once; 1 works in this process. Another joblib backend (a cluster, say)
    is chosen with ``joblib.parallel_config``.
    """
    if jobs == 1 or replicates == 1:
        for replicate in range(replicates):
            yield replicate_runs(scenario, schedules, replicate, seed)
        return
    from joblib import Parallel, delayed

    compile_once(scenario, schedules, seed)
    parallel = Parallel(n_jobs=min(jobs, replicates), return_as="generator_unordered", batch_size=1)
    with _born_deaf_to_ctrl_c():
        finished = parallel(delayed(replicate_runs)(scenario, schedules, r, seed) for r in range(replicates))
    yield from finished


@contextmanager
def _born_deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile never hear Ctrl-C, and print no traceback of it: this one ends them."""
    if threading.current_thread() is not threading.main_thread():  # only that one may say who hears it
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited by whatever is started
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def compile_once(scenario: Scenario, schedules: Sequence[str], seed: int) -> None:
    """Compiles the model here, if nobody has, so that processes do not each do it at the same time."""
    from dataclasses import replace

    from sim.compiled import CACHE_FOLDER

    if not any(CACHE_FOLDER.rglob("*reaction*.nbc")):
        small = scenario if scenario.network else replace(scenario, simulated_people=2_000)
        replicate_runs(small, schedules[:1], 0, seed)
