"""Drafts played in paired replicates, over all cores; what was played once is never played again."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

from experiments.plan_launch.draft import Draft, schedule_of
from experiments.replicates.design import Design
from experiments.replicates.pool import one_pool
from experiments.statistics.estimates import Array
from experiments.store.keys import about_cell, code_digest, digest_of_content
from experiments.store.store import Finished, Store
from sim.errors import InputError
from sim.scenario.scenario import Scenario, schedule_named
from sim.scenario.schedule import Schedule

if TYPE_CHECKING:
    from sim.kpis import Kpi
    from sim.world.world import World

# A draft, or a schedule of the scenario or preset by its name.
Option: TypeAlias = Draft | str

KEPT = ("cost_eur", "profit_eur", "revenue_eur", "purchases_incremental", "clicks", "engagements", "reach_people")
_AT_ONCE = 32  # drafts that one task plays in its world


class Outcomes(Protocol):
    """What options bring, replicate by replicate: the same replicate is the same world with the same luck."""

    def values(self, options: Sequence[Option], replicates: Sequence[int]) -> Array:
        """The objective, (options, replicates)."""


class Played:
    """Outcomes by simulation, at full size. ``asked`` counts campaigns, each once, those that an earlier command kept
    among them: a search that goes on asks for the same as one that was never stopped.

    A draw of the assumptions may make a creator whose fee is not known too dear: such a one is not hired there.
    """

    def __init__(
        self,
        scenario: Scenario,
        design: Design,
        jobs: int,
        store: Store | None = None,
        on_campaigns: Callable[[int], None] = lambda _: None,
        beside: Kpi | None = None,
    ) -> None:
        from sim.world.influencers import roster_of

        self.scenario, self.design, self.jobs = scenario, design, jobs
        self.roster = roster_of(scenario, scenario.market.interests, design.seed_of(0))
        objectives = (scenario.judged_by, *([] if beside is None else [beside]))
        self.names = tuple(dict.fromkeys((*(kpi.numerator for kpi in objectives), *KEPT)))
        self._asked: set[tuple[str, int]] = set()
        self._store, self._on_campaigns, self._beside = store or Store(None), on_campaigns, beside
        self.key = _key(scenario, design, self.names)

    @property
    def asked(self) -> int:
        """How many different campaigns were asked for."""
        return len(self._asked)

    def at_budget(self, budget_eur: float) -> Played:
        """The same with another budget; nothing counts as asked yet."""
        scenario = replace(self.scenario, budget_eur=budget_eur)
        return Played(scenario, self.design, self.jobs, self._store, self._on_campaigns, self._beside)

    def values(self, options: Sequence[Option], replicates: Sequence[int]) -> Array:
        """The objective, (options, replicates)."""
        return self.totals(options, replicates)[:, :, 0]

    def totals(self, options: Sequence[Option], replicates: Sequence[int]) -> Array:
        """The totals of ``names``, (options, replicates, names)."""
        keys = {option: digest_of_content([self.key, self._word(option)]) for option in options}
        about = about_cell(self.scenario, "drafts of a plan", self.design.seed, self.design.lucks)
        self._asked.update(itertools.product(keys.values(), replicates))
        missing: list[tuple[int, list[Option]]] = []
        for replicate in replicates:
            new = [option for option, key in keys.items() if replicate not in self._store.known(key)]
            missing += [(replicate, new[start : start + _AT_ONCE]) for start in range(0, len(new), _AT_ONCE)]
        chunks = self._shared_out(missing)
        question = (self.key, self.scenario, self.design, self.names)
        tasks = [
            (place, *question, replicate, [self._schedule(option) for option in new])
            for place, (replicate, new) in enumerate(chunks)
        ]
        for place, outcomes in one_pool(_play, tasks, self.jobs):
            replicate, new = chunks[place]
            finished = [dict(zip(self.names, outcome, strict=True)) for outcome in outcomes]
            self._store.keep(
                [
                    Finished(keys[option], replicate, outcome, about=about)
                    for option, outcome in zip(new, finished, strict=True)
                ]
            )
            self._on_campaigns(len(new))
        return np.array(
            [[[*self._outcome(keys[option], at).values()] for at in replicates] for option in options], np.float64
        )

    def _outcome(self, key: str, replicate: int) -> dict[str, float]:
        outcome = self._store.known(key)[replicate]
        assert isinstance(outcome, dict)  # nothing else was kept
        return outcome

    def _shared_out(self, missing: list[tuple[int, list[Option]]]) -> list[tuple[int, list[Option]]]:
        """The same tasks, cut smaller where there are too few of them for every process."""
        pieces = -(-2 * self.jobs // max(1, len(missing)))
        if pieces <= 1:
            return missing
        return [(at, new[k::pieces]) for at, new in missing for k in range(min(pieces, len(new)))]

    def _schedule(self, option: Option) -> Schedule:
        if isinstance(option, str):
            return schedule_named(option, self.scenario)
        return schedule_of(option, self.roster, self.scenario.rules)

    def _word(self, option: Option) -> str:
        if isinstance(option, str):
            return option
        return " ".join(f"{p.creator}:{p.day}:{p.format}{':code' * p.code}" for p in sorted(option))


_MOST_WORLDS = 256  # that a process keeps; a generated one takes some 20 KB beside its roster
_worlds: dict[tuple[str, int], tuple[Scenario, World]] = {}


def _play(
    place: int,
    key: str,
    scenario: Scenario,
    design: Design,
    names: Sequence[str],
    replicate: int,
    schedules: Sequence[Schedule],
) -> tuple[int, list[list[float]]]:
    """The totals of each schedule in the world of one replicate, with its luck; no number where it has none."""
    from sim.model import simulate
    from sim.planning.budget import plan
    from sim.results.measures import totals_of

    believed, world = world_of_replicate(key, scenario, design, replicate)
    seed = design.seed_of(replicate)
    outcomes = []
    for schedule in schedules:
        outcome = [0.0] * len(names)
        if schedule.phases:
            made = plan(believed, world, schedule, may_fall_short=True)
            try:
                if made.posts:
                    totals = totals_of(simulate(believed, world, made, luck_seed=seed), believed, world)
                    outcome = [float(totals[name]) for name in names]
            except InputError:  # it hires somebody with more followers than the market has people
                outcome = [math.nan] * len(names)
        outcomes.append(outcome)
    return place, outcomes


def world_of_replicate(key: str, scenario: Scenario, design: Design, replicate: int) -> tuple[Scenario, World]:
    """What a replicate believes and its world, which this process keeps for the next time."""
    from sim.world.graph import world_of

    if (key, replicate) not in _worlds:
        while len(_worlds) >= (_MOST_WORLDS if scenario.network is None else 1):
            del _worlds[next(iter(_worlds))]
        believed = design.believed(scenario, replicate)
        _worlds[key, replicate] = believed, world_of(believed, design.seed_of(replicate))
    return _worlds[key, replicate]


def _key(scenario: Scenario, design: Design, names: Sequence[str]) -> str:
    """A digest of all on which an outcome hangs but the draft: 32 hexadecimal digits."""
    rules = [scenario.rules.hour_of_day, scenario.rules.review_days]
    entries = [(e.name, e.base, e.low, e.high, e.distribution, e.tiers, e.overridden) for e in scenario.assumptions]
    return digest_of_content([code_digest(), scenario.fingerprint, rules, entries, design.seed, design.lucks, names])


def check_plannable(scenario: Scenario) -> None:
    """Refuses creators who are drawn anew in each world, and objectives that are no totals. Raises InputError."""
    if scenario.roster_text is None and (scenario.network is None or scenario.network.best_connected is None):
        raise InputError(
            "a plan is made of names: give a list of creators (--roster FILE, or roster.file in the scenario); those "
            "that a scenario draws are others in each world"
        )
    kpi = scenario.judged_by
    if kpi.denominator is not None:
        raise InputError(
            f"objective {kpi.name!r}: a ratio is best where hardly anything is spent; plan for what it divides, "
            f"{kpi.numerator!r}, or for profit, or give --target-roi"
        )
    if kpi.better == "neither":
        raise InputError(f"objective {kpi.name!r}: cannot be judged by: neither more nor less of it is better")
