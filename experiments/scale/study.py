"""How big must a run be? What a scale model of the market gets wrong, and from which size on it does not matter.

A scale model simulates fewer people than the market has: audiences shrink with it, rates and money do not.
Every size meets the same beliefs, replicate by replicate; the worlds differ, as no two sizes hold the same
people. What differs between two sizes under one belief is therefore the scale itself, and chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.replicates.design import Design, Run, check_question
from experiments.replicates.do_nothing import arms_by
from experiments.replicates.grid import Task, play
from experiments.replicates.pool import TASK_BYTES
from experiments.replicates.totals import both_totals
from experiments.scale.patterns import PatternRow, network_patterns, start_of_end
from experiments.statistics.estimates import (
    Arm,
    Array,
    Estimate,
    PairedDifference,
    estimate,
    linearised,
    paired_difference,
)
from experiments.statistics.pairs import verdict
from experiments.store.store import Store
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME, Kpi
from sim.scenario.scenario import FEWEST_PEOPLE

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)
INDICATORS = ("reach_people", "engagements", "clicks", "viral_share", "trust_gain_reached")  # beside the objective
TOLERANCE = 0.05  # of the value at the largest size
FIRST_PREFIX = 10
SETTLED, NOT_SETTLED, NOISY = "settled", "not settled", "too noisy to tell"


@dataclass(frozen=True)
class Deviation:
    """How far one indicator of one schedule is from its value at the largest size, as a share of that value.

    With a 95 % interval, paired by belief: settled where that lies within the tolerance, not settled where it lies
    outside, else too noisy to tell.
    """

    mean: float
    low: float
    high: float
    outcome: str


@dataclass(frozen=True)
class Prefix:
    """The decision by the first ``replicates``: the best by the objective, its lead, and the verdict.

    By profit the best may be to do nothing.
    """

    replicates: int
    winner: str | None
    lead: PairedDifference | None
    verdict: str


@dataclass(frozen=True)
class SizeRow:
    """The results at one size; ``refused`` says why there are none.

    ``means`` and ``deviations`` are by indicator, then schedule; ``leads`` by indicator, ``first`` of the study
    minus ``second``. ``chance_share`` (0 to 1) is how much of the variance of
    the objective's lead between replicates no belief explains. ``settles_at`` is the smallest prefix from which
    on verdict and winner are those of all replicates at the largest size, None where there is none.
    ``patterns`` are measures of the network by name; ``seconds`` is the median time of one run.
    """

    people: int
    refused: str = ""
    replicates: int = 0
    means: Mapping[str, Mapping[str, Estimate]] | None = None
    leads: Mapping[str, PairedDifference] | None = None
    deviations: Mapping[str, Mapping[str, Deviation]] | None = None
    outcome: str = ""
    chance_share: float = math.nan
    prefixes: tuple[Prefix, ...] = ()
    settles_at: int | None = None
    patterns: Mapping[str, float] | None = None
    seconds: float = math.nan


@dataclass(frozen=True)
class ScaleStudy:
    """All sizes in ascending order, and what follows from them.

    ``settled_from`` is the smallest size from which on every indicator of every schedule is settled, None where
    that is only the largest; ``first`` and ``second`` are best and runner-up by the objective at the largest.
    """

    scenario: Scenario
    schedules: tuple[str, ...]
    replicates: int
    design: Design
    tolerance: float
    rows: tuple[SizeRow, ...]
    patterns: tuple[PatternRow, ...]
    first: str
    second: str
    settled_from: int | None

    @property
    def played(self) -> tuple[SizeRow, ...]:
        """The sizes that were not refused."""
        return tuple(row for row in self.rows if not row.refused)


def indicators(scenario: Scenario) -> tuple[str, ...]:
    """The names of the indicators that are watched: the objective, then the others."""
    return tuple(dict.fromkeys((scenario.objective, *INDICATORS)))


def scale_study(
    scenario: Scenario,
    schedules: Sequence[str],
    sizes: Sequence[int] = SIZES,
    replicates: int = 80,
    design: Design | None = None,
    jobs: int = 1,
    on_run: Callable[[], None] = lambda: None,
    *,
    tolerance: float = TOLERANCE,
    folder: Path | None = None,
) -> ScaleStudy:
    """Plays the same schedules with more and more simulated people, and returns from which size on results stay.

    ``on_run`` is called as each replicate of each size ends; finished runs are kept in ``folder`` and never played
    twice, and the seconds told of them are those of then. A size at which the question cannot be asked is
    a row that says why. Raises InputError with every problem: sizes that are no whole numbers of at least 200
    or stand twice, fewer than two sizes, schedules or replicates, several lucks to a belief, a tolerance not
    between 0 and 1, a measured network, which has one size; and where fewer than two sizes can be played.
    """
    design = replace(design or Design(1, lucks=1), contributions=False)
    _check(scenario, sizes, design, tolerance, {"schedules": len(schedules), "replicates": replicates})
    at_size = {size: replace(scenario, simulated_people=size) for size in sorted(sizes)}
    # A task and its totals at every size.
    bytes_each = len(at_size) * (TASK_BYTES + 16.0 * len(indicators(scenario)) * len(schedules))
    refused = {
        size: reason
        for size, scaled in at_size.items()
        if (reason := _refusal(scaled, schedules, design, jobs, replicates, bytes_each))
    }
    playable = [size for size in at_size if size not in refused]
    _at_least_two(playable, refused)
    # The largest first: no process waits long for another at the end.
    tasks = [Task(size, at_size[size], list(schedules), r) for size in reversed(playable) for r in range(replicates)]
    shape = len(indicators(scenario)), len(schedules), replicates, 2
    totals = {size: np.full(shape, np.nan) for size in playable}
    seconds: dict[int, list[float]] = {size: [] for size in playable}
    errors: dict[int, dict[int, str]] = {size: {} for size in playable}
    with Store(folder) as store:
        for size, replicate, runs, task_seconds in play(tasks, design, jobs, store):
            numbers, error = _both_totals_of_each(runs, indicators(scenario))
            totals[size][..., replicate, :] = numbers
            seconds[size].append(task_seconds / len(schedules))
            if error:
                errors[size][replicate] = error
            on_run()
    for size, failed in errors.items():
        if len(failed) > replicates - 2:
            refused[size] = "fewer than two replicates succeeded; one failed with " + failed[min(failed)]
    whole = {size: totals[size] for size in playable if size not in refused}
    _at_least_two(whole, refused)
    measured, patterns = network_patterns({size: at_size[size] for size in whole}, design, tolerance)
    study = summarised(scenario, schedules, whole, design, tolerance)
    row_of = {row.people: row for row in study.rows}
    rows = [
        SizeRow(size, refused=refused[size])
        if size in refused
        else replace(row_of[size], patterns=measured.get(size), seconds=float(np.median(seconds[size])))
        for size in at_size
    ]
    return replace(study, rows=tuple(rows), patterns=patterns)


def _check(
    scenario: Scenario, sizes: Sequence[int], design: Design, tolerance: float, counts: Mapping[str, int]
) -> None:
    problems = [
        f"size {size!r}: must be a whole number of people, at least {FEWEST_PEOPLE}"
        for size in sizes
        if isinstance(size, bool) or not isinstance(size, int) or size < FEWEST_PEOPLE
    ]
    if len(set(sizes)) < 2 or len(set(sizes)) < len(sizes):
        problems.append(f"sizes {', '.join(map(str, sizes)) or 'none'}: give at least 2, each once")
    problems += [
        f"{name} = {count!r}: must be a whole number of at least 2"
        for name, count in counts.items()
        if isinstance(count, bool) or not isinstance(count, int) or count < 2
    ]
    if design.lucks > 1:
        problems.append(
            f"lucks = {design.lucks}: must be 1, or 0 for the base values alone; sizes are paired by belief"
        )
    if not 0.0 < tolerance < 1.0:
        problems.append(f"tolerance = {tolerance}: must be between 0 and 1")
    if scenario.network is not None:
        problems.append("[network]: a measured network has one size; take a scenario without one")
    if problems:
        raise InputError(problems)


def _refusal(
    scenario: Scenario, schedules: Sequence[str], design: Design, jobs: int, replicates: int, bytes_each: float
) -> str:
    """Why the question cannot be asked at this size; empty where it can."""
    if scenario.simulated_people > scenario.market.people:
        return f"the market has only {scenario.market.people:,} people"
    try:
        check_question(scenario, schedules, design, jobs, replicates, bytes_each)
    except InputError as refusal:
        return refusal.problems[0]
    return ""


def _at_least_two(playable: Collection[int], refused: Mapping[int, str]) -> None:
    if len(playable) < 2:
        reasons = list(dict.fromkeys(refused.values()))
        lines = reasons if len(reasons) == 1 else [f"{size:,} people: {reason}" for size, reason in refused.items()]
        raise InputError(["fewer than two sizes can be played; give other sizes or schedules", *lines])


def _both_totals_of_each(runs: Sequence[Run], names: Sequence[str]) -> tuple[Array, str]:
    """Numerators and denominators (indicators, schedules, 2) of one replicate, and why there are none."""
    error = next((run.error for run in runs if run.error), "")
    numbers = [[both_totals({} if error else run.totals, KPI_BY_NAME[name]) for run in runs] for name in names]
    return np.array(numbers), error


def summarised(
    scenario: Scenario, schedules: Sequence[str], totals: Mapping[int, Array], design: Design, tolerance: float
) -> ScaleStudy:
    """The statistics of finished runs, without patterns and times.

    ``totals`` has by size an array (indicators, schedules, replicates, 2): numerators and denominators (1 where
    an indicator has none), not numbers where a replicate failed.
    """
    sizes = sorted(totals)
    largest = totals[sizes[-1]]
    replicates = largest.shape[2]
    kpis = [KPI_BY_NAME[name] for name in indicators(scenario)]
    whole = _prefix(kpis[0], schedules, largest[0], replicates)
    first, second = _order(kpis[0], largest[0])[:2]
    rows = []
    for size in sizes:
        numbers = totals[size]
        rest = totals[sizes[-2]] if size == sizes[-1] else largest
        means: dict[str, dict[str, Estimate]] = {}
        leads: dict[str, PairedDifference] = {}
        deviations: dict[str, dict[str, Deviation]] = {}
        for kpi, here, there in zip(kpis, numbers, largest, strict=True):
            leads[kpi.name] = _difference(kpi, schedules, here, first, second)
            means[kpi.name], deviations[kpi.name] = {}, {}
            for name, own, reference in zip(schedules, here, there, strict=True):
                means[kpi.name][name] = estimate(own[:, 0], own[:, 1], kpi.factor)
                deviations[kpi.name][name] = _deviation(kpi, own, reference, tolerance)
        prefixes = tuple(_prefix(kpis[0], schedules, numbers[0], n) for n in prefix_sizes(replicates))
        row = SizeRow(
            size,
            replicates=int(np.isfinite(numbers).all(axis=(0, 1, 3)).sum()),
            means=means,
            leads=leads,
            deviations=None if size == sizes[-1] else deviations,
            outcome="reference" if size == sizes[-1] else _outcome(deviations),
            chance_share=_chance_share(kpis[0], numbers[0][[first, second]], rest[0][[first, second]]),
            prefixes=prefixes,
            settles_at=settles_at(prefixes, whole),
        )
        rows.append(row)
    start = start_of_end([row.outcome in (SETTLED, "reference") for row in rows])
    return ScaleStudy(
        scenario,
        tuple(schedules),
        replicates,
        design,
        tolerance,
        tuple(rows),
        (),
        schedules[first],
        schedules[second],
        sizes[start] if start < len(sizes) - 1 else None,
    )


def _value(kpi: Kpi, numbers: Array) -> float:
    """The value of an indicator over the replicates that have it, from numbers (replicates, 2)."""
    known = numbers[np.isfinite(numbers).all(axis=1)]
    return linearised(known[:, 0], known[:, 1], kpi.factor)[0]


def _order(kpi: Kpi, numbers: Array) -> list[int]:
    """Places of the schedules from the best by an indicator, those without a value last."""
    sign = -1.0 if kpi.better == "higher" else 1.0
    values = [sign * _value(kpi, schedule_numbers) for schedule_numbers in numbers]
    return sorted(range(len(values)), key=lambda place: (math.isnan(values[place]), values[place]))


def _difference(kpi: Kpi, schedules: Sequence[str], numbers: Array, first: int, second: int) -> PairedDifference:
    first_arm, second_arm = (Arm(schedules[place], *numbers[place].T) for place in (first, second))
    return paired_difference(first_arm, second_arm, kpi.factor)


def _prefix(kpi: Kpi, schedules: Sequence[str], numbers: Array, count: int) -> Prefix:
    """The decision by the first so many replicates of the objective, (schedules, replicates, 2).

    By profit, doing nothing is one of those to choose from.
    """
    schedules, some = _with_nothing(kpi, schedules, numbers[:, :count])
    some = some[:, np.isfinite(some).all(axis=(0, 2))]
    if not some.shape[1]:
        return Prefix(count, None, None, "none")
    first, second = _order(kpi, some)[:2]
    lead = _difference(kpi, schedules, some, first, second)
    return Prefix(count, schedules[first], lead, verdict(lead))


def _with_nothing(kpi: Kpi, schedules: Sequence[str], numbers: Array) -> tuple[Sequence[str], Array]:
    """Who is judged by an indicator, with their numbers (arms, replicates, 2)."""
    arms = arms_by(kpi, schedules)
    nothing = np.broadcast_to([0.0, 1.0], (len(arms) - len(schedules), *numbers.shape[1:]))
    return arms, np.concatenate([numbers, nothing])


def prefix_sizes(replicates: int) -> list[int]:
    """10, 20, 40 and so on, and all of them at last."""
    sizes = [FIRST_PREFIX]
    while sizes[-1] < replicates:
        sizes.append(2 * sizes[-1])
    return [*(size for size in sizes if size < replicates), replicates]


def settles_at(prefixes: Sequence[Prefix], reference: Prefix) -> int | None:
    """The smallest prefix from which on winner and verdict are those of the reference; None where there is none."""
    same = [(prefix.winner, prefix.verdict) == (reference.winner, reference.verdict) for prefix in prefixes]
    start = start_of_end(same)
    return prefixes[start].replicates if start < len(prefixes) else None


def _deviation(kpi: Kpi, numbers: Array, largest: Array, tolerance: float) -> Deviation:
    """The deviation of one schedule at one size from the largest size, both (replicates, 2)."""
    both = np.isfinite(numbers).all(axis=1) & np.isfinite(largest).all(axis=1)
    reference = abs(_value(kpi, largest[both]))
    difference = paired_difference(Arm("", *numbers[both].T), Arm("", *largest[both].T), kpi.factor)
    if not reference > 0.0:
        return Deviation(math.nan, math.nan, math.nan, NOISY)
    mean, low, high = (value / reference for value in (difference.mean, difference.low, difference.high))
    if -tolerance <= low and high <= tolerance:
        return Deviation(mean, low, high, SETTLED)
    return Deviation(mean, low, high, NOT_SETTLED if low > tolerance or high < -tolerance else NOISY)


def _outcome(deviations: Mapping[str, Mapping[str, Deviation]]) -> str:
    """The outcome of a whole size: not settled if any deviation is, else too noisy if any is."""
    outcomes = {deviation.outcome for by_schedule in deviations.values() for deviation in by_schedule.values()}
    return next(word for word in (NOT_SETTLED, NOISY, SETTLED) if word in outcomes)


def _chance_share(kpi: Kpi, numbers: Array, other: Array) -> float:
    """Share of the variance of a lead that another size under the same beliefs does not repeat, 0 to 1.

    Arrays are (2 schedules, replicates, 2). With lead = belief + chance, and chance at two sizes independent,
    the covariance of the two leads is the variance that beliefs bring.
    """
    both = np.isfinite(numbers).all(axis=(0, 2)) & np.isfinite(other).all(axis=(0, 2))
    leads = []
    for schedules in (numbers[:, both], other[:, both]):
        first, second = (linearised(arm[:, 0], arm[:, 1], kpi.factor)[1] for arm in schedules)
        leads.append(first - second)
    if both.sum() < 3 or not np.isfinite(leads).all() or not np.ptp(leads[0]) > 0.0:
        return math.nan
    spread = np.cov(leads)
    return float(np.clip(1.0 - spread[0, 1] / spread[0, 0], 0.0, 1.0))
