"""Paired replicates: every schedule meets the same people with the same luck and the same state of the world.

A replicate has a belief (what the uncertain assumptions are), a world and its luck. Several replicates
share one belief, so that what the assumptions do and what luck does can be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from experiments.replicates.ingredients import without_each
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME
from sim.memory import check_memory, kept_bytes
from sim.planning import budget
from sim.planning.equal_spend import check_equal_budgets
from sim.results.campaign import SEEDS_PER_STUDY
from sim.scenario.scenario import Scenario, schedule_named

if TYPE_CHECKING:
    from sim.planning.budget import Plan
    from sim.world.world import World

MOST_MISSING_SHARE = 0.05  # of what was to be played; where more could not be, nothing is called clear
CONTRIBUTION_REPLICATES = 20  # the first so many are played again without each source of purchases


@dataclass(frozen=True)
class Design:
    """Which replicates a study is made of.

    With ``lucks`` above 0 the uncertain assumptions are drawn anew for every so many replicates, the same
    draw for every schedule; with 0 every replicate takes them at their base. With ``contributions`` the
    first replicates are also played without each tier of a schedule, and the first luck of each belief among
    them without each of its ingredients. With ``allow_unequal_budgets`` schedules that cannot spend the same are
    compared at what each spends; without it some studies refuse them, and others compare them per EUR spent.
    """

    seed: int
    lucks: int = 2
    contributions: bool = True
    allow_unequal_budgets: bool = False

    def __post_init__(self) -> None:
        if self.lucks < 0:
            raise InputError(f"lucks = {self.lucks}: must be at least 1, or 0 for the base values alone")

    def belief_of(self, replicate: int) -> int:
        """The number of the belief that a replicate shares with its like; each its own where none is drawn."""
        return replicate // max(1, self.lucks)

    def tries_contributions(self, replicate: int) -> bool:
        """Whether a replicate is played again without each source of purchases."""
        return self.contributions and replicate < CONTRIBUTION_REPLICATES

    def seed_of(self, number: int) -> int:
        """World seed and luck seed of a replicate, or belief seed of a belief: 1,000,000 x seed + its number."""
        return SEEDS_PER_STUDY * self.seed + number

    def believed(self, scenario: Scenario, replicate: int) -> Scenario:
        """The scenario as this replicate believes it to be."""
        if not self.lucks:
            return scenario
        from sim.assumptions.belief import believed
        from sim.crowd.measured_spread import spread_as_measured

        given, seed = scenario.assumptions, self.seed_of(self.belief_of(replicate))
        drawn = spread_as_measured(given, believed(given, seed), own_network=scenario.network is not None)
        return replace(scenario, assumptions=drawn)


@dataclass(frozen=True)
class Run:
    """One schedule in one replicate. ``totals`` are at full size; ``error`` says why there are none.

    ``attributed`` has by source (naive purchases, those that would not have come anyway), and ``post_results`` what
    each post of the plan brought, (posts, sim.results.measures.POST_RESULTS). Where it was tried,
    ``increment`` has by source the incremental purchases that are lost without it, and ``without`` the totals
    of the schedule without each of its ingredients.
    """

    schedule: str
    replicate: int
    belief: int
    world_seed: int
    totals: dict[str, float]
    reach_people: npt.NDArray[np.float64]  # (hours,) cumulative, at full size
    trust_gain: npt.NDArray[np.float64]  # (hours,) mean of those reached so far; not a number before anybody is
    plan: Plan | None
    attributed: dict[str, tuple[float, float]] = field(default_factory=dict)
    increment: dict[str, float] = field(default_factory=dict)
    without: dict[str, dict[str, float]] = field(default_factory=dict)
    error: str = ""
    post_results: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    contributions_tried: bool = False

    def totals_alone(self) -> Run:
        """The same run with nothing but its totals, which are most of what studies ask for and little to carry."""
        nothing = np.zeros(0)
        return Run(
            self.schedule,
            self.replicate,
            self.belief,
            self.world_seed,
            self.totals,
            nothing,
            nothing,
            None,
            error=self.error,
        )


def prepare(scenario: Scenario, schedules: Sequence[str], world_seed: int) -> tuple[World, list[Plan]]:
    """The world of one replicate, and what the budget buys in it under each schedule.

    Raises InputError where a schedule cannot hire, or somebody has more followers than the market has people.
    """
    from sim.world.graph import world_of

    world = world_of(scenario, world_seed)
    plans = [budget.plan(scenario, world, name) for name in schedules]
    for planned in plans:
        world.check_audiences(planned.influencers)
    return world, plans


def replicate_runs(scenario: Scenario, schedules: Sequence[str], replicate: int, design: Design) -> list[Run]:
    """All schedules of one replicate. What fails is a row without totals, not the end of the study.

    A belief may make influencers so dear that a schedule can hire nobody, or so cheap that its roster is used
    up. Such a draw counts like any other: without it the rest would be no sample. A schedule is played with
    whom it could hire, and compared at what it spent.
    """
    from sim.world.graph import world_of

    seed, belief = design.seed_of(replicate), design.belief_of(replicate)
    believed = design.believed(scenario, replicate)
    nothing = np.zeros(scenario.market.horizon_hours)

    def failed(name: str, plan: Plan | None, error: str) -> Run:
        return Run(name, replicate, belief, seed, {}, nothing, nothing, plan, error=error)

    try:
        world = world_of(believed, seed)
    except InputError as refusal:
        return [failed(name, None, refusal.problems[0]) for name in schedules]
    tried = design.tries_contributions(replicate)
    first_luck = replicate % max(1, design.lucks) == 0
    runs = []
    for name in schedules:
        plan = None
        try:
            plan = budget.plan(believed, world, name, may_fall_short=True)
            run = _played(believed, world, plan, replicate, belief, seed)
            if tried:
                run = replace(
                    run,
                    contributions_tried=True,
                    increment=_increments(believed, world, plan, run),
                    without=_without_ingredients(believed, world, run) if first_luck else {},
                )
            runs.append(run)
        except InputError as refusal:
            runs.append(failed(name, plan, refusal.problems[0]))
        except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as fault:
            runs.append(failed(name, plan, f"{type(fault).__name__}: {fault}"))
    return runs


def _played(scenario: Scenario, world: World, plan: Plan, replicate: int, belief: int, seed: int) -> Run:
    from sim import events as ev
    from sim.model import simulate
    from sim.results.measures import attributed, post_results, totals_of

    record = simulate(scenario, world, plan, luck_seed=seed)
    totals = totals_of(record, scenario, world)
    reached = np.cumsum(record.hourly[:, ev.REACH])
    gained = np.cumsum(record.hourly[:, ev.TRUST] - record.hourly[:, ev.TRUST_INITIAL]) / ev.FIXED
    return Run(
        plan.schedule,
        replicate,
        belief,
        seed,
        totals,
        reached / world.scale,
        np.divide(gained, reached, out=np.full(reached.size, np.nan), where=reached > 0),
        record.plan,
        attributed(record, world),
        post_results=post_results(record, world),
    )


def _increments(scenario: Scenario, world: World, plan: Plan, run: Run) -> dict[str, float]:
    """By tier, the incremental purchases that are lost where its posts are left out."""
    lost: dict[str, float] = {}
    for tier in sorted({world.roster[row].tier for row in plan.influencers}):
        rest = plan.without([row for row in plan.influencers if world.roster[row].tier == tier])
        left = _totals(scenario, world, rest, run)["purchases_incremental"] if rest.posts else 0.0
        lost[tier] = run.totals["purchases_incremental"] - left
    return lost


def _without_ingredients(scenario: Scenario, world: World, run: Run) -> dict[str, dict[str, float]]:
    """By ingredient of the schedule, the totals of the schedule without it."""
    return {
        name: _totals(scenario, world, budget.plan(scenario, world, plainer, may_fall_short=True), run)
        for name, plainer in without_each(schedule_named(run.schedule, scenario)).items()
    }


def _totals(scenario: Scenario, world: World, plan: Plan, run: Run) -> dict[str, float]:
    """The totals of another plan in the world of a run, with its luck."""
    from sim.model import simulate
    from sim.results.measures import totals_of

    return totals_of(simulate(scenario, world, plan, luck_seed=run.world_seed), scenario, world)


def check_question(
    scenario: Scenario,
    schedules: Sequence[str],
    design: Design,
    jobs: int,
    replicates: int,
    bytes_each: float | None = None,
) -> None:
    """Refuses, before anything is run, what cannot be asked. Raises InputError.

    ``bytes_each`` is what is held in memory of a replicate; without it, all of its runs.
    """
    if len(set(schedules)) != len(schedules):
        raise InputError(f"schedules {', '.join(schedules)}: each may stand there once")
    if KPI_BY_NAME[scenario.objective].better == "neither":
        raise InputError(
            f"objective {scenario.objective!r}: cannot be judged by: neither more nor less of it is better"
        )
    world, plans = prepare(scenario, schedules, design.seed_of(0))
    check_equal_budgets(plans, design.allow_unequal_budgets)
    if bytes_each is None:
        bytes_each = sum(kept_bytes(plan, scenario.market.horizon_hours) for plan in plans)
    check_memory(world, plans, scenario.assumptions, jobs=jobs, replicates=replicates, kept_bytes_each=bytes_each)
