"""Which launch schedule does better at equal budget, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from experiments.compare_schedules.base_plans import BasePlans, base_plans, judged_per_eur
from experiments.compare_schedules.belief_lead import BeliefEffects, belief_effects
from experiments.compare_schedules.choices import Choice, choice, flip
from experiments.compare_schedules.contributions import Contribution, Ingredient, contributions, ingredients
from experiments.compare_schedules.unequal_spend import UnequalSpend, adds_up, spent_by, unequal_spend
from experiments.replicates.design import MOST_MISSING_SHARE, Design, Run, check_question
from experiments.replicates.do_nothing import DO_NOTHING, arms_by, profit_over_nothing, with_nothing
from experiments.replicates.grid import run_study
from experiments.replicates.totals import Totals, estimate_of
from experiments.statistics.decisions import (
    ValueOfPerfectInformation,
    conditional_value_at_risk,
    expected_regret,
    loss_probability,
    value_at_risk,
    value_of_perfect_information,
)
from experiments.statistics.estimates import Arm, Array, Estimate, PairedDifference, Proportion, paired_difference
from experiments.statistics.pairs import money_verdict, spend_verdict, verdict
from experiments.statistics.sequential import Judgement, judge, looks
from experiments.store.store import Store
from sim.arguments import check_kinds, check_seed
from sim.brief import Brief
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME, KPIS, OBJECTIVES, Kpi
from sim.memory import BYTES_PER_STORED_RUN
from sim.reading.tables import shown
from sim.scenario.scenario import Scenario

MOST_IN_MEMORY = 1_000  # replicates: 200 MB of three schedules; of larger studies, all but totals is left on disk
_OBJECTIVES = {name: KPI_BY_NAME[kpi] for name, kpi in OBJECTIVES.items()}
_PICTURED = ("reach_people", "engagements", "clicks", "purchases_incremental", "profit_eur", "trust_gain_reached")


@dataclass(frozen=True)
class Risk:
    """Risk of one schedule; money in EUR, regret in the unit of the objective."""

    loss_probability: Proportion
    value_at_risk_eur: float
    conditional_value_at_risk_eur: float
    expected_regret: float


@dataclass(frozen=True)
class Unspent:
    """Budget that one schedule leaves, mean per campaign, and the share of replicates in which it falls short.

    It falls short where more is left than one more influencer costs, or nobody can be hired; ``reason`` says
    why in the first such replicate.
    """

    mean_eur: float
    falls_short_share: float
    reason: str


@dataclass(frozen=True, repr=False)
class Comparison(Brief):
    """Schedules by replicate under one set of assumptions, and what can be said of them.

    Estimates and differences are by KPI name, choices by objective; ``judgement`` is the last look of a
    study that went on until the decision was clear. By profit, doing nothing is one of the arms: it stands in
    ``risks`` and, where profit decides, in the choice. Where more than ``MOST_MISSING_SHARE`` of the replicates
    could not be played, differences have no interval and choices no probability: the rest is no sample.
    ``unequal`` is there where schedules cannot spend the same, unless they are to be compared at what each spends.
    """

    scenario: Scenario
    schedules: tuple[str, ...]
    replicates: int
    design: Design
    runs: tuple[Run, ...]
    failed: tuple[Run, ...]
    estimates: dict[str, dict[str, Estimate]]
    differences: dict[str, list[PairedDifference]]
    choices: dict[str, Choice]
    decision: Choice  # by the scenario's own objective
    risks: dict[str, Risk]
    information: ValueOfPerfectInformation
    contributions: dict[str, list[Contribution]]
    ingredients: dict[str, list[Ingredient]]  # of the schedules that have any, by the scenario's objective
    unspent: dict[str, Unspent]
    at_equal_spend: list[PairedDifference]  # differences of profit as if what is unspent were spent too
    over_nothing: list[PairedDifference]  # profit of each schedule less that of doing nothing
    if_launched: Choice  # by profit, among the schedules alone
    beliefs: BeliefEffects | None
    judgement: Judgement | None = None
    base: BasePlans | None = None  # None where these cannot be made
    unequal: UnequalSpend | None = None

    @property
    def kept(self) -> list[Run]:
        """The runs that count: those of beliefs in which nothing failed."""
        lost = {run.belief for run in self.failed}
        return [run for run in self.runs if run.belief not in lost]

    @property
    def lost_replicates(self) -> int:
        """Replicates that count for nothing, as a run in them or in another of their belief failed."""
        return self.replicates - len({run.replicate for run in self.kept})

    @property
    def is_whole(self) -> bool:
        """Whether so few replicates are missing that the rest may be called a sample."""
        return self.lost_replicates <= MOST_MISSING_SHARE * self.replicates

    @property
    def do_not_launch(self) -> bool:
        """Whether doing nothing has the best mean profit; the choice by profit says how sure that is."""
        return self.choices["profit"].best == DO_NOTHING

    def write(self, folder: Path | str) -> None:
        """Writes what the command writes: report.html, comparison.json, runs.csv and pictures. Raises InputError."""
        from experiments.compare_schedules.files import write_comparison
        from experiments.files import filled_folder, writable_folder
        from experiments.report.verdicts import verdicts_beside

        whole = writable_folder(Path(folder))
        with filled_folder(whole) as unfinished:
            write_comparison({self.scenario.assumptions.name: self}, unfinished, verdicts_beside(whole))

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        kpi = self.scenario.judged_by
        facts: dict[str, object] = {"scenario": self.scenario.name, "assumptions": self.scenario.assumptions.name}
        facts["replicates"] = f"{self.replicates:,}, {self.lost_replicates:,} of them lost; seed {self.design.seed}"
        for name, value in self.estimates[kpi.name].items():
            facts[f"{name}, {kpi.label}"] = f"{value.mean:,.4g} ({value.low:,.4g} to {value.high:,.4g}) {kpi.unit}"
        names = ", ".join(self.schedules)
        return f"{names} by {kpi.label.lower()}, {self.replicates:,} replicates, seed {self.design.seed}", facts

    def verdicts(self, kpi: str) -> list[str]:
        """The verdict on each difference by an indicator, in the order of ``differences``."""
        pairs = self.differences[kpi]
        if kpi != "profit_eur":
            per_eur = None if self.unequal is None else self.unequal.fair(kpi, pairs)
            if per_eur is None:
                return [verdict(pair) for pair in pairs]
            return [spend_verdict(*difference_pair) for difference_pair in zip(pairs, per_eur, strict=True)]
        return [money_verdict(*difference_pair) for difference_pair in zip(pairs, self.at_equal_spend, strict=True)]


Comparisons = Mapping[str, Comparison]  # by set of assumptions


@dataclass(frozen=True)
class UntilClear:
    """Go on until the decision is clear, or until so many replicates; smaller differences do not matter."""

    cap: int
    indifference: float = 0.0

    def __post_init__(self) -> None:
        if self.cap < 1:
            raise InputError(f"cap = {self.cap}: must be at least 1")
        if not self.indifference >= 0.0:
            raise InputError(f"indifference = {self.indifference}: must be 0 or more")


def compare(
    scenario: Scenario,
    schedules: Sequence[str],
    replicates: int = 40,
    design: Design | None = None,
    *,
    seed: int | None = None,
    jobs: int = 1,
    until_clear: UntilClear | None = None,
    on_replicate: Callable[[], None] = lambda: None,
    folder: Path | None = None,
) -> Comparison:
    """Runs every schedule in every replicate and compares them pair by pair.

    Without a ``design`` it is that of the command, with ``seed``, or 1.
    ``replicates`` is rounded up so that every belief has all its lucks. With ``until_clear`` it is the
    first look, and more replicates follow. ``on_replicate`` is called as each replicate ends; finished runs are kept
    in ``folder`` and never played twice. Schedules that
    cannot spend the same are compared per EUR spent, or by the plain difference if the design allows unequal
    budgets. Raises InputError before anything is run where the question cannot be asked at the base values of
    the assumptions: an unknown schedule, one that can hire nobody, a market that does not fit.
    """
    check_kinds("compare", scenario=(scenario, Scenario, "a Scenario"))
    check_kinds("compare", schedules=(schedules, (list, tuple), "a list of names of schedules"))
    check_kinds("compare", design=(design, (Design, type(None)), "a Design, or left out and the seed given by name"))
    if design is not None and seed is not None:
        raise InputError(f"compare: seed = {seed}: leave it out; the design has the seed {design.seed}")
    for name, number in (("replicates", replicates), ("jobs", jobs)):
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise InputError(f"compare: {name} = {shown(number)}: must be a whole number of at least 1")
    if design is None:
        design = Design(check_seed("compare", "seed", 1 if seed is None else seed, 2**40))
    if until_clear is not None and len(arms_by(KPI_BY_NAME[scenario.objective], schedules)) < 2:
        raise InputError("going on until the decision is clear needs at least two schedules to decide between")
    most = replicates if until_clear is None else min(replicates, until_clear.cap)
    if most < design.lucks:
        design = replace(design, lucks=most)
    lucks = max(1, design.lucks)
    sizes: tuple[int, ...] = (-(-replicates // lucks),)
    if until_clear is not None:
        sizes = looks(sizes[0], max(1, until_clear.cap // lucks))
    each_at_its_spend = replace(design, allow_unequal_budgets=True)
    largest = sizes[-1] * lucks
    left_in_store = folder is not None and largest > MOST_IN_MEMORY
    bytes_each = len(schedules) * BYTES_PER_STORED_RUN if left_in_store else None
    check_question(scenario, schedules, each_at_its_spend, min(jobs, largest), largest, bytes_each)
    base = base_plans(scenario, schedules, design)
    per_eur = judged_per_eur(base, design) and adds_up(KPI_BY_NAME[scenario.objective])
    if per_eur and until_clear is not None and until_clear.indifference > 0.0:
        raise InputError(
            f"indifference = {until_clear.indifference:g}: is a difference of campaigns, and schedules that cannot "
            f"spend the same are judged per {scenario.currency.code}; leave it out, or compare them at what each "
            "spends (--allow-unequal-budgets)"
        )
    runs: list[Run] = []
    judgement = None
    done = 0
    with Store(folder) if folder else nullcontext() as store:
        for size in sizes:
            more = range(done * lucks, size * lucks)
            for finished in run_study(scenario, schedules, more, design, jobs, store, left_in_store=left_in_store):
                runs += finished
                on_replicate()
            done = size
            if until_clear is not None:
                judgement = _judged(scenario, schedules, runs, design, len(sizes), until_clear.indifference, per_eur)
                if _missing_share(runs) > MOST_MISSING_SHARE:
                    judgement = replace(judgement, state="open")
                if judgement.state != "open":
                    break
    order = {name: place for place, name in enumerate(schedules)}
    runs.sort(key=lambda run: (run.replicate, order[run.schedule]))
    return replace(summarised(scenario, tuple(schedules), done * lucks, design, runs, base), judgement=judgement)


def _judged(
    scenario: Scenario,
    schedules: Sequence[str],
    runs: Sequence[Run],
    design: Design,
    looked: int,
    indifference: float,
    per_eur: bool,
) -> Judgement:
    totals, kpi = Totals(schedules, design, runs), KPI_BY_NAME[scenario.objective]
    above, below = _both(totals, kpi)
    if per_eur and kpi.name != "profit_eur":
        below = spent_by(totals)
    return judge(
        kpi.factor * _of_beliefs(above),
        kpi.better == "higher",
        looks=looked,
        indifference=indifference,
        denominators=None if below is None else _of_beliefs(below),
    )


def _of_beliefs(by_arm: Mapping[str, Array]) -> Array:
    """Means over the lucks of each belief, (arms, beliefs)."""
    return np.array([values.mean(axis=1) for values in by_arm.values()])


def _both(totals: Totals, kpi: Kpi) -> tuple[dict[str, Array], dict[str, Array] | None]:
    """Numerators and denominators of an indicator by arm, doing nothing among them where it is profit."""
    above, below = totals.both(kpi)
    return with_nothing(kpi, above), below


def summarised(
    scenario: Scenario,
    schedules: tuple[str, ...],
    replicates: int,
    design: Design,
    runs: Sequence[Run],
    base: BasePlans | None = None,
) -> Comparison:
    """The statistics of finished runs; ``base`` says whether the schedules can spend the same."""
    failed = tuple(run for run in runs if run.error)
    totals = Totals(schedules, design, runs)
    if not totals.beliefs:
        raise RuntimeError(f"every replicate failed, the first with {failed[0].error}")
    whole = _missing_share(runs) <= MOST_MISSING_SHARE
    estimates: dict[str, dict[str, Estimate]] = {}
    differences: dict[str, list[PairedDifference]] = {}
    for kpi in KPIS:
        arms = {name: totals.arm(name, kpi) for name in schedules}
        estimates[kpi.name] = {name: estimate_of(arm, kpi) for name, arm in arms.items()}
        differences[kpi.name] = _differences(arms, kpi.factor, whole)
    spent = {
        name: Arm(name, (totals.of(name, "profit_eur") - totals.of(name, "unspent_eur")).mean(axis=1))
        for name in schedules
    }
    at_equal_spend = _differences(spent, 1.0, whole)
    over_nothing = profit_over_nothing({name: totals.of(name, "profit_eur").mean(axis=1) for name in schedules})
    over_nothing = over_nothing if whole else [_no_interval(pair) for pair in over_nothing]
    objective = KPI_BY_NAME[scenario.objective]
    unequal = None
    if base is not None and judged_per_eur(base, design):
        unequal = unequal_spend(base, totals, objective, design.seed, whole=whole)

    def chosen(kpi: Kpi, arms: tuple[str, ...]) -> Choice:
        pairs, equal = differences[kpi.name], None
        per_eur = None if unequal is None else unequal.fair(kpi.name, pairs)
        if kpi.name == "profit_eur":  # who does nothing leaves nothing unspent
            pairs, equal = [*pairs, *over_nothing], [*at_equal_spend, *over_nothing]
        decided = choice(kpi, arms, *_both(totals, kpi), pairs, design.seed, equal, per_eur)
        return decided if whole else decided.unsaid()

    choices = {name: chosen(kpi, arms_by(kpi, schedules)) for name, kpi in _OBJECTIVES.items()}
    decision = chosen(objective, arms_by(objective, schedules))
    values = with_nothing(objective, dict(zip(schedules, totals.values(objective), strict=True)))
    table = np.array(list(values.values()))
    return Comparison(
        scenario,
        schedules,
        replicates,
        design,
        tuple(runs),
        failed,
        estimates,
        differences,
        choices,
        decision,
        _risks(totals, dict(zip(values, expected_regret(table, objective.better == "higher").tolist(), strict=True))),
        value_of_perfect_information(table, objective.better == "higher"),
        {name: contributions(totals.runs[name]) for name in schedules},
        {name: effects for name in schedules if (effects := ingredients(totals.runs[name], objective))},
        {name: _unspent(totals.runs[name]) for name in schedules},
        at_equal_spend,
        over_nothing,
        chosen(KPI_BY_NAME["profit_eur"], schedules),
        belief_effects(scenario, totals.beliefs, values, decision, design),
        base=base,
        unequal=unequal,
    )


def _missing_share(runs: Sequence[Run]) -> float:
    """Share (0 to 1) of the beliefs tried in which any run failed."""
    return len({run.belief for run in runs if run.error}) / len({run.belief for run in runs})


def _no_interval(pair: PairedDifference) -> PairedDifference:
    return replace(pair, low=float("nan"), high=float("nan"))


def _unspent(runs: Sequence[Run]) -> Unspent:
    short = [run.plan for run in runs if run.plan is not None and run.plan.falls_short]
    mean = float(np.mean([run.totals["unspent_eur"] for run in runs]))
    return Unspent(mean, len(short) / len(runs), short[0].why_short if short else "")


def _differences(arms: Mapping[str, Arm], factor: float, whole: bool) -> list[PairedDifference]:
    """Every pair of schedules; without intervals where what could be played is no sample."""
    pairs = [paired_difference(arms[first], arms[second], factor) for first, second in combinations(arms, 2)]
    return pairs if whole else [_no_interval(pair) for pair in pairs]


def _risks(totals: Totals, regrets: Mapping[str, float]) -> dict[str, Risk]:
    """Risks of each schedule, and of doing nothing, which has a regret where profit is the objective."""
    profits = with_nothing(KPI_BY_NAME["profit_eur"], {name: totals.of(name, "profit_eur") for name in totals.runs})
    risks = {
        name: Risk(
            loss_probability(profit),
            value_at_risk(profit),
            conditional_value_at_risk(profit),
            regrets.get(name, float("nan")),
        )
        for name, profit in profits.items()
    }
    certain = Proportion(0.0, 0.0, 0.0)  # whoever does nothing loses nothing: no sample of it
    return risks | {DO_NOTHING: replace(risks[DO_NOTHING], loss_probability=certain)}


def flips(comparisons: Comparisons) -> dict[str, str | None]:
    """A sentence by objective where the answer differs between the sets; None where it does not."""
    return {
        name: flip(name, {set_name: comparison.choices[name] for set_name, comparison in comparisons.items()})
        for name in OBJECTIVES
    }


def pictured(comparison: Comparison) -> list[str]:
    """The indicators whose differences are drawn, in order: the usual ones and the objective."""
    return list(dict.fromkeys((*_PICTURED[:5], comparison.scenario.objective, _PICTURED[5])))
