"""A paired comparison that grows replicate by replicate, until enough or until somebody stops it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np

from experiments.compare_schedules.base_plans import BasePlans, base_plans, judged_per_eur
from experiments.compare_schedules.unequal_spend import unequal_spend
from experiments.compare_schedules.unequal_words import unequal_answer
from experiments.lab.play.pieces import finished, given
from experiments.lab.question.asked import Asked
from experiments.lab.question.fits import check_played
from experiments.lab.question.strayed import strayed
from experiments.replicates.design import Design, Run, replicate_runs
from experiments.replicates.do_nothing import DO_NOTHING, arms_by
from experiments.replicates.totals import Totals, divided, estimate_of
from experiments.statistics.best import probability_best
from experiments.statistics.estimates import Arm, Estimate, PairedDifference, paired_difference
from experiments.words.answer_sentence import answer_sentence
from experiments.words.numbers import typeset
from sim.kpis import Kpi
from sim.scenario.scenario import Scenario

MOST_REPLICATES = 100


@dataclass(frozen=True)
class ComparisonSoFar:
    """A comparison after ``counted`` replicates, by the scenario's objective; doing nothing is an arm by profit."""

    counted: int  # replicates in which every schedule could be played
    estimates: dict[str, Estimate]
    differences: list[PairedDifference]
    answer: str


class Comparing:
    """Schedules played in the same worlds with the same luck and beliefs, a replicate at a time."""

    def __init__(self, asked: Asked) -> None:
        self.schedules = asked.schedules
        self.scenario: Scenario = asked.scenario()
        self.strayed = strayed(asked)
        self.design = Design(asked.seed, lucks=1, contributions=False)
        self.kpi: Kpi = self.scenario.judged_by
        self.base: BasePlans | None = None  # known once it is played
        self.runs: dict[int, list[Run]] = {}
        self.stopped = False

    async def replicates(self, pool: Executor) -> AsyncIterator[int]:
        """Plays replicates in the pool and says after each how many are done; ``stopped`` ends it soon.

        Raises InputError where they would not fit.
        """
        await given(pool, partial(check_played, self.scenario, self.schedules, self.design.seed_of(0)))
        self.base = await given(pool, partial(base_plans, self.scenario, self.schedules, self.design))
        pieces = (
            partial(replicate_runs, self.scenario, list(self.schedules), replicate, self.design)
            for replicate in range(MOST_REPLICATES)
        )
        async for runs in finished(pool, pieces, lambda: self.stopped):
            self.runs[runs[0].replicate] = runs
            yield len(self.runs)

    def stop(self) -> None:
        """Ends it as soon as the replicates in work are done."""
        self.stopped = True

    def so_far(self) -> ComparisonSoFar:
        """The paired differences and the answer so far; the same runs say the same in whatever order they came."""
        whole = [self.runs[r] for r in sorted(self.runs) if all(run.totals for run in self.runs[r])]
        arms = {
            name: Arm(name, *divided([runs[k].totals for runs in whole], self.kpi))
            for k, name in enumerate(self.schedules)
        }
        if DO_NOTHING in arms_by(self.kpi, self.schedules):
            arms[DO_NOTHING] = Arm(DO_NOTHING, np.zeros(len(whole)))
        estimates = {name: estimate_of(arm, self.kpi) for name, arm in arms.items()}
        differences = [paired_difference(arms[a], arms[b], self.kpi.factor) for a, b in combinations(arms, 2)]
        table = np.array([arm.numerator for arm in arms.values()], dtype=np.float64)
        below = None if self.kpi.denominator is None else np.array([arm.denominator for arm in arms.values()])
        chances = probability_best(
            table, self.kpi.better == "higher", seed=self.design.seed, draws=2_000, denominators=below
        )
        answer = answer_sentence(
            self.kpi,
            list(arms),
            estimates,
            differences,
            dict(zip(arms, chances.tolist(), strict=True)),
        )
        if whole and self.base is not None and judged_per_eur(self.base, self.design):
            totals = Totals(self.schedules, self.design, [run for runs in whole for run in runs])
            unequal = unequal_spend(self.base, totals, self.scenario.judged_by, self.design.seed)
            budget = self.scenario.budget_eur, self.scenario.currency
            answer = " ".join(unequal_answer(self.kpi, self.schedules, unequal, estimates, *budget, answer))
        return ComparisonSoFar(len(whole), estimates, differences, typeset(answer))
