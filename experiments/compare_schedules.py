"""Which launch schedule does better at equal budget, by how much, and how sure that is."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.statistics import (
    Arm,
    Estimate,
    PairedDifference,
    estimate,
    paired_difference,
    probability_best,
    wins_share,
)
from experiments.study import Run, prepare, run_study, seed_of
from sim.budget import check_equal_budgets
from sim.errors import InputError
from sim.measures import KPI_BY_NAME, KPIS, Kpi, kpi_value
from sim.room import check_room

if TYPE_CHECKING:
    from sim.scenario import Scenario

BOUGHT = ("influencers", "posts", "fees_eur", "coordination_eur")
PICTURED = ("reach_people", "engagements", "clicks", "purchases_incremental", "profit_eur", "trust_mean_reached")


@dataclass(frozen=True)
class Comparison:
    """Schedules by replicate, and what can be said of them. Estimates and differences are by KPI name."""

    scenario: Scenario
    schedules: tuple[str, ...]
    replicates: int
    seed: int
    runs: tuple[Run, ...]
    failed: tuple[Run, ...]
    estimates: dict[str, dict[str, Estimate]]
    differences: dict[str, list[PairedDifference]]
    probability_best: dict[str, float]
    wins_share: dict[str, float]


def compare(
    scenario: Scenario,
    schedules: Sequence[str],
    replicates: int,
    seed: int,
    *,
    jobs: int = 1,
    allow_unequal_budgets: bool = False,
    on_replicate: Callable[[], None] = lambda: None,
) -> Comparison:
    """Runs every schedule in every replicate and compares them pair by pair.

    ``on_replicate`` is called as each replicate ends. Raises InputError before anything is run where
    the question cannot be asked: an unknown schedule, unequal budgets, a market that does not fit; and
    later where a replicate's roster leaves one schedule short of the others.
    """
    if len(set(schedules)) != len(schedules):
        raise InputError(f"schedules {', '.join(schedules)}: each may stand there once")
    if KPI_BY_NAME[scenario.objective].better == "neither":
        raise InputError(
            f"objective {scenario.objective!r}: cannot be judged by: neither more nor less of it is better"
        )
    world, plans = prepare(scenario, schedules, seed_of(seed, 0))
    check_equal_budgets(plans, allow_unequal_budgets)
    check_room(world, plans, jobs=min(jobs, replicates))
    runs: list[Run] = []
    for finished in run_study(scenario, schedules, replicates, seed, jobs):
        check_equal_budgets([run.plan for run in finished], allow_unequal_budgets)  # rosters differ between worlds
        runs += finished
        on_replicate()
    order = {name: place for place, name in enumerate(schedules)}
    runs.sort(key=lambda run: (run.replicate, order[run.schedule]))
    return summarised(scenario, tuple(schedules), replicates, seed, runs)


def summarised(
    scenario: Scenario, schedules: tuple[str, ...], replicates: int, seed: int, runs: Sequence[Run]
) -> Comparison:
    """The statistics of finished runs. A replicate in which any schedule failed counts for none."""
    failed = tuple(run for run in runs if run.error)
    lost = {run.replicate for run in failed}
    if len(lost) == replicates:
        raise RuntimeError(f"every replicate failed, the first with {failed[0].error}")
    kept = {name: [run for run in runs if run.schedule == name and run.replicate not in lost] for name in schedules}

    def column(name: str, total: str) -> np.ndarray:
        return np.array([run.totals[total] for run in kept[name]])

    def arm(name: str, kpi: Kpi) -> Arm:
        return Arm(name, column(name, kpi.numerator), column(name, kpi.denominator) if kpi.denominator else None)

    estimates: dict[str, dict[str, Estimate]] = {}
    differences: dict[str, list[PairedDifference]] = {}
    for kpi in KPIS:
        arms = {name: arm(name, kpi) for name in schedules}
        estimates[kpi.name] = {name: estimate(arm.numerator, arm.denominator, kpi.factor) for name, arm in arms.items()}
        differences[kpi.name] = [
            paired_difference(arms[one], arms[other], kpi.factor) for one, other in combinations(schedules, 2)
        ]
    objective = KPI_BY_NAME[scenario.objective]
    values = np.array([column(name, objective.numerator) for name in schedules])
    below = np.array([column(name, objective.denominator) for name in schedules]) if objective.denominator else None
    higher = objective.better == "higher"
    return Comparison(
        scenario,
        schedules,
        replicates,
        seed,
        tuple(runs),
        failed,
        estimates,
        differences,
        dict(zip(schedules, probability_best(values, higher, seed=seed, denominators=below).tolist(), strict=True)),
        dict(zip(schedules, wins_share(values, higher, denominators=below).tolist(), strict=True)),
    )


def bought(run: Run) -> dict[str, float]:
    """What the budget paid for in one run, by the names in ``BOUGHT``."""
    plan = run.plan
    return dict(
        zip(BOUGHT, (len(plan.influencers), len(plan.posts), plan.fees_eur, plan.coordination_eur), strict=True)
    )


def mean_bought(comparison: Comparison) -> dict[str, dict[str, float]]:
    """What the budget paid for under each schedule, means over the replicates."""
    by_schedule = {
        name: [bought(run) for run in comparison.runs if run.schedule == name] for name in comparison.schedules
    }
    return {
        name: {what: float(np.mean([run[what] for run in runs])) for what in BOUGHT}
        for name, runs in by_schedule.items()
    }


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Everything that stands in comparison.json: nothing in it varies from run to run."""
    scenario = comparison.scenario
    kpis = {
        kpi.name: {
            "label": kpi.label,
            "unit": kpi.unit,
            "formula": kpi.formula,
            "better": kpi.better,
            "schedules": {name: asdict(value) for name, value in comparison.estimates[kpi.name].items()},
            "differences": [asdict(pair) for pair in comparison.differences[kpi.name]],
        }
        for kpi in KPIS
    }
    content: dict[str, Any] = _finite(
        {
            "groundswell": version("groundswell"),
            "scenario": scenario.name,
            "question": scenario.question,
            "scenario_fingerprint": scenario.fingerprint,
            "assumptions": scenario.assumptions.name,
            "assumptions_fingerprint": scenario.assumptions.fingerprint,
            "people": scenario.market.people,
            "simulated_people": scenario.simulated_people,
            "budget_eur": scenario.budget_eur,
            "objective": scenario.objective,
            "schedules": list(comparison.schedules),
            "bought": mean_bought(comparison),
            "replicates": comparison.replicates,
            "failed_runs": len(comparison.failed),
            "seed": comparison.seed,
            "interval_level": 0.95,
            "probability_best": comparison.probability_best,
            "wins_share": comparison.wins_share,
            "kpis": kpis,
        }
    )
    return content


def _finite(value: Any) -> Any:
    """JSON has no word for infinity or not-a-number: null stands for both."""
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def as_csv(comparison: Comparison) -> str:
    """One row per schedule and replicate: the seeds, every KPI of that run, and what went wrong, if it did."""
    out = io.StringIO()
    columns = ["schedule", "replicate", "world_seed", "luck_seed", *KPI_BY_NAME, *BOUGHT, "error"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for run in comparison.runs:
        values = [kpi_value(kpi, run.totals) for kpi in KPIS] if run.totals else [float("nan")] * len(KPIS)
        cells = ["" if np.isnan(value) else repr(float(value)) for value in values]
        head = [run.schedule, run.replicate, run.world_seed, run.luck_seed]
        writer.writerow([*head, *cells, *(repr(value) for value in bought(run).values()), run.error])
    return out.getvalue()


def provenance(comparison: Comparison) -> str:
    """Where a picture comes from, in a line or two."""
    scenario = comparison.scenario
    size = f"{scenario.simulated_people:,} people simulated"
    guesses = sum(entry.standing == "guessed" for entry in scenario.assumptions)
    if scenario.simulated_people != scenario.market.people:
        size += f" for {scenario.market.people:,}"
    name = scenario.name.replace("_", " ").encode(errors="replace").decode()  # a file's name may be no text at all
    return (
        f"groundswell {version('groundswell')}, {name}: {scenario.budget_eur:,.0f} EUR per "
        f"schedule, {size}, {comparison.replicates} paired replicates, seed {comparison.seed}, assumptions: "
        f"{scenario.assumptions.name}, of which {guesses} of {len(scenario.assumptions)} numbers are guesses."
    )


def draw_pictures(comparison: Comparison, folder: Path) -> None:
    """Reach over time, the paired differences, and virality against trust, as PNG files in a folder."""
    from experiments import plots

    note = provenance(comparison)
    lost = {run.replicate for run in comparison.failed}
    kept = [run for run in comparison.runs if run.replicate not in lost]
    by_schedule = {name: [run for run in kept if run.schedule == name] for name in comparison.schedules}
    reach = {name: np.array([run.reach_people for run in runs]) for name, runs in by_schedule.items()}
    hours = np.arange(1, comparison.scenario.market.horizon_hours + 1)
    plots.reach_over_time(folder / "reach_over_time.png", hours, reach, note)
    pictured = [
        KPI_BY_NAME[name] for name in dict.fromkeys((*PICTURED[:5], comparison.scenario.objective, PICTURED[5]))
    ]
    plots.paired_differences(
        folder / "paired_differences.png",
        {kpi.label: comparison.differences[kpi.name] for kpi in pictured},
        {kpi.label: kpi.unit for kpi in pictured},
        note,
    )
    shown = [KPI_BY_NAME["viral_share"], KPI_BY_NAME["trust_mean_reached"]]
    points = {
        name: np.array([[kpi_value(kpi, run.totals) for kpi in shown] for run in runs])
        for name, runs in by_schedule.items()
    }
    plots.virality_against_trust(folder / "virality_against_trust.png", points, note)


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """The files of a comparison, in a folder that exists."""
    (folder / "comparison.json").write_text(json.dumps(as_json(comparison), indent=2) + "\n", encoding="utf-8")
    (folder / "runs.csv").write_text(as_csv(comparison), encoding="utf-8")
    with warnings.catch_warnings():
        # A name in a script that the font does not have shows as boxes; everything else is readable.
        warnings.filterwarnings("ignore", r"Glyph \d+", UserWarning)
        draw_pictures(comparison, folder)


if __name__ == "__main__":
    import sys

    from experiments.cli import main

    main(["compare", *sys.argv[1:]])
