"""Tests hypotheses: each of a file is played, judged, taken apart and swept.

A hypothesis is judged at a few looks until all of its claims are decided, then played again without each
mechanism it could hang on, and over the values of the numbers it names. Runs are kept on disk, found again by
what they are about, and shared by all hypotheses: what was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np

from experiments.hypotheses.arms import Arms, Cell, Variant, check_arms, play_cells
from experiments.hypotheses.claims import Judged, judge_claim
from experiments.hypotheses.stated import Hypothesis, Stated, Sweep
from experiments.hypotheses.verdicts import (
    Ablation,
    Dependence,
    Turn,
    Verdict,
    ablation,
    dependence,
    of_set,
    over_sets,
    turn,
)
from experiments.replicates.design import Design
from experiments.statistics.sequential import looks
from experiments.store.store import Store
from sim.assumptions.numbers import SETS as KNOWN_SETS
from sim.assumptions.numbers import Assumptions

SETS = KNOWN_SETS[::-1]  # evidence first
ABLATION_ERROR = 0.05  # that any mechanism of a hypothesis is named wrongly

Played: TypeAlias = Callable[[str, Iterable[Cell], int], None]  # what it is for, cells, beliefs


@dataclass(frozen=True, eq=False)
class Swept:
    """A claim over the values of one number. ``turns`` is where it turns, ``level`` where the arms are level."""

    sweep: Sweep
    points: tuple[Judged, ...]
    turns: Turn
    level: Turn


@dataclass(frozen=True, eq=False)
class UnderSet:
    """One hypothesis under one set of assumptions; ``beliefs`` is how many were drawn before it stopped."""

    assumptions: Assumptions
    verdict: Verdict
    claims: tuple[Judged, ...]
    dependences: tuple[Dependence | None, ...]
    beliefs: int
    ablations: tuple[Ablation, ...]
    swept: tuple[Swept, ...]


@dataclass(frozen=True, eq=False)
class Tested:
    """One hypothesis with its verdict over the sets of assumptions and under each."""

    hypothesis: Hypothesis
    verdict: Verdict
    sets: Mapping[str, UnderSet]


@dataclass(frozen=True)
class Question:
    """Which hypotheses of a file are to be tested, and how; None leaves it as the file says."""

    stated: Stated
    names: tuple[str, ...] = ()  # all, where none is named
    sets: tuple[str, ...] = SETS  # by name, or files with one
    people: int | None = None
    seed: int = 1
    without: tuple[str, ...] = ()  # mechanisms that are off throughout

    @property
    def looks(self) -> tuple[int, ...]:
        """The numbers of beliefs at which every hypothesis is judged."""
        return looks(self.stated.rule.first_beliefs, self.stated.rule.most_beliefs)

    @property
    def error_per_limit(self) -> float:
        """Error of one limit, such that the whole file with all its looks and both sets keeps its own (Bonferroni).

        It counts all claims of the file, whichever are asked for: a hypothesis has the same verdict alone.
        """
        return self.stated.rule.error / (len(self.looks) * self.stated.claims * len(SETS))

    @property
    def design(self) -> Design:
        """One luck for each belief: what is not known of the assumptions is most of the spread."""
        return Design(self.seed, lucks=1, contributions=False)

    @cached_property
    def arms(self) -> Arms:
        """The arms of the file as scenarios."""
        return Arms(self.stated, self.people, self.design)

    def variant(
        self, assumption_set: str, off: Sequence[str] = (), values: Mapping[str, float] | None = None
    ) -> Variant:
        """One set with further mechanisms removed and some numbers set."""
        return Variant(assumption_set, tuple(dict.fromkeys((*self.without, *off))), tuple((values or {}).items()))

    def cells(self, hypothesis: Hypothesis, variant: Variant, claim: int | None = None) -> list[Cell]:
        """The arms of one claim, or of all, under a variant."""
        claims = hypothesis.claims if claim is None else (hypothesis.claims[claim],)
        names = dict.fromkeys(name for stated in claims for name in stated.names)
        return [self.arms.cell(hypothesis.arms[name], variant) for name in names]


@dataclass(eq=False)
class _Trial:
    """One hypothesis under one set while it is worked on."""

    question: Question
    store: Store
    hypothesis: Hypothesis
    assumption_set: str
    beliefs: int = 0
    claims: list[Judged] = field(default_factory=list)
    ablations: list[Ablation] = field(default_factory=list)
    swept: list[Swept] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """Whether every claim is supported or refuted."""
        return bool(self.claims) and all(judged.state != "undecided" for judged in self.claims)

    def variant(self, off: Sequence[str] = (), values: Mapping[str, float] | None = None) -> Variant:
        return self.question.variant(self.assumption_set, off, values)

    def cells(self, variant: Variant, claim: int | None = None) -> list[Cell]:
        return self.question.cells(self.hypothesis, variant, claim)

    def judged(self, variant: Variant, claim: int, beliefs: int) -> Judged:
        """A claim over the first so many beliefs, all of which have been played."""
        stated, outcomes = self.hypothesis.claims[claim], {}
        for name in stated.names:
            known = self.store.known(self.question.arms.cell(self.hypothesis.arms[name], variant).key)
            outcomes[name] = {belief: known[belief] for belief in range(beliefs)}
        return judge_claim(stated, outcomes, self.question.error_per_limit)

    def all_judged(self, variant: Variant, beliefs: int) -> list[Judged]:
        return [self.judged(variant, claim, beliefs) for claim in range(len(self.hypothesis.claims))]


def run_hypotheses(
    question: Question,
    *,
    folder: Path | None = None,
    jobs: int = 1,
    on_stage: Callable[[str, int], None] = lambda stage, runs: None,
    on_runs: Callable[[int], None] = lambda runs: None,
) -> list[Tested]:
    """Tests the hypotheses asked for. Finished runs are kept in ``folder`` and never played twice.

    ``on_stage`` is called with what begins and how many runs it takes, ``on_runs`` with how many have just
    ended. Raises InputError before anything is played where arms cannot be compared at the base values: a
    budget that hires nobody, arms that spend different sums, a market too large for this machine.
    """
    chosen = question.stated.chosen(question.names)
    variants = [question.variant(name) for name in question.sets]
    question.arms.check(chosen, variants)
    check_arms(
        (
            question.cells(one, variant, claim)
            for one in chosen
            for variant in variants
            for claim in range(len(one.claims))
        ),
        question.design,
        jobs,
    )
    with Store(folder) as store:
        return _tested(question, chosen, store, jobs, on_stage, on_runs)


def _tested(
    question: Question,
    chosen: Sequence[Hypothesis],
    store: Store,
    jobs: int,
    on_stage: Callable[[str, int], None],
    on_runs: Callable[[int], None],
) -> list[Tested]:
    trials = [_Trial(question, store, hypothesis, name) for hypothesis in chosen for name in question.sets]

    def played(stage: str, cells: Iterable[Cell], beliefs: int) -> None:
        distinct = {cell.key: cell for cell in cells}.values()
        wanted = [
            (cell, belief) for cell in distinct for belief in range(beliefs) if belief not in store.known(cell.key)
        ]
        on_stage(stage, len(wanted))
        play_cells(wanted, store, question.design, jobs, on_runs)

    for number, beliefs in enumerate(question.looks, 1):
        open_still = [trial for trial in trials if not trial.decided]
        stage = f"claims, look {number} of {len(question.looks)}"
        played(stage, (cell for trial in open_still for cell in trial.cells(trial.variant())), beliefs)
        for trial in open_still:
            trial.beliefs, trial.claims = beliefs, trial.all_judged(trial.variant(), beliefs)
    beliefs = min(question.stated.rule.ablation_beliefs, question.looks[-1])
    _ablate(trials, played, beliefs)
    _sweep(trials, played, beliefs)
    return [
        _concluded(hypothesis, [trial for trial in trials if trial.hypothesis is hypothesis]) for hypothesis in chosen
    ]


def _ablate(work: Sequence[_Trial], played: Played, beliefs: int) -> None:
    """Every hypothesis again without each mechanism that it could hang on."""
    tried = [
        (trial, name) for trial in work for name in trial.hypothesis.mechanisms if name not in trial.question.without
    ]
    cells = (cell for trial, name in tried for cell in trial.cells(trial.variant((name,))))
    played("without each mechanism", cells, beliefs)
    for trial, name in tried:
        error = ABLATION_ERROR / (2 * len(trial.hypothesis.mechanisms) * len(trial.hypothesis.claims))
        with_it, without = (trial.all_judged(variant, beliefs) for variant in (trial.variant(), trial.variant((name,))))
        trial.ablations.append(ablation(name, with_it, without, error))


def _sweep(work: Sequence[_Trial], played: Played, beliefs: int) -> None:
    """The claims that name a number over the values of it."""
    tried = [
        (trial, sweep, [trial.variant(values={sweep.number: value}) for value in sweep.values])
        for trial in work
        for sweep in trial.hypothesis.sweeps
    ]
    cells = (cell for trial, sweep, variants in tried for v in variants for cell in trial.cells(v, sweep.claim - 1))
    played("over the values of one number", cells, beliefs)
    for trial, sweep, variants in tried:
        points = tuple(trial.judged(variant, sweep.claim - 1, beliefs) for variant in variants)
        common = sorted(set.intersection(*(set(point.beliefs) for point in points)))
        beyond = np.array([point.beyond[point.places(common)] for point in points])
        ahead = np.array([point.ahead[point.places(common)] for point in points])
        seed = trial.question.seed
        trial.swept.append(Swept(sweep, points, turn(sweep.values, beyond, seed), turn(sweep.values, ahead, seed)))


def _concluded(hypothesis: Hypothesis, trials: Sequence[_Trial]) -> Tested:
    from sim.assumptions.belief import quantile_of

    sets = {}
    for trial in trials:
        question = trial.question
        assumptions = question.arms.base(trial.variant()).assumptions
        quantiles = {b: quantile_of(assumptions, question.design.seed_of(b)) for b in range(trial.beliefs)}
        turns = tuple(dependence(judged, quantiles, question.seed) for judged in trial.claims)
        verdict = of_set([judged.state for judged in trial.claims], turns)
        sets[assumptions.name] = UnderSet(
            assumptions, verdict, tuple(trial.claims), turns, trial.beliefs, tuple(trial.ablations), tuple(trial.swept)
        )
    return Tested(hypothesis, over_sets({name: result.verdict for name, result in sets.items()}), sets)
