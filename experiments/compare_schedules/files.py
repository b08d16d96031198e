"""Writes the files of a comparison: comparison.json, runs.csv, plan.csv, pictures and report.html."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from experiments.compare_schedules.choices import Choice
from experiments.compare_schedules.comparison import Comparison, Comparisons, flips, pictured
from experiments.compare_schedules.plan_tables import plan_table
from experiments.compare_schedules.report_content import over_nothing
from experiments.compare_schedules.spending import BOUGHT, bought, mean_bought
from experiments.files import finite, write_json
from experiments.replicates.do_nothing import DO_NOTHING
from experiments.words.as_shipped import changes_from_shipped, not_as_shipped
from experiments.words.plain_text import cell
from experiments.words.setting import provenance
from sim.kpis import KPI_BY_NAME, KPIS, OBJECTIVES, kpi_value
from sim.money import Currency


def as_json(comparisons: Comparisons) -> dict[str, Any]:
    """Everything that stands in comparison.json: nothing in it varies from run to run."""
    first = next(iter(comparisons.values()))
    scenario, currency = first.scenario, first.scenario.currency
    content = finite(
        {
            "groundswell": version("groundswell"),
            "scenario": scenario.name,
            "question": scenario.question,
            "people": scenario.market.people,
            "simulated_people": scenario.simulated_people,
            "budget_eur": scenario.budget_eur,
            "objective": currency.outside(scenario.objective),
            "objectives": {name: currency.outside(kpi) for name, kpi in OBJECTIVES.items()},
            "schedules": list(first.schedules),
            "seed": first.design.seed,
            "interval_level": 0.95,
            "kpis": {
                kpi.name: {"label": kpi.label, "unit": kpi.unit, "formula": kpi.formula, "better": kpi.better}
                for kpi in scenario.indicators.values()
            },
            "flips": flips(comparisons),
            "sets": {name: _set_json(comparison) for name, comparison in comparisons.items()},
        }
    )
    named: dict[str, Any] = currency.keys(content, (*first.schedules, DO_NOTHING))
    return named


def _set_json(comparison: Comparison) -> dict[str, Any]:
    scenario = comparison.scenario
    return {
        "scenario_fingerprint": scenario.fingerprint,
        "assumptions_fingerprint": scenario.assumptions.fingerprint,
        "replicates": comparison.replicates,
        "lucks_per_belief": comparison.design.lucks,
        "lost_replicates": comparison.lost_replicates,
        "bought": mean_bought(comparison),
        "decision": _choice_json(comparison.decision, scenario.currency),
        "choices": {name: _choice_json(choice, scenario.currency) for name, choice in comparison.choices.items()},
        "judgement": None if comparison.judgement is None else asdict(comparison.judgement),
        "risks": {name: asdict(risk) for name, risk in comparison.risks.items()},
        "value_of_perfect_information": asdict(comparison.information),
        "contributions": {name: [asdict(part) for part in parts] for name, parts in comparison.contributions.items()},
        "ingredients": {name: [asdict(part) for part in parts] for name, parts in comparison.ingredients.items()},
        "unspent": {name: asdict(unspent) for name, unspent in comparison.unspent.items()},
        "unequal_spend": None if comparison.unequal is None else asdict(comparison.unequal),
        "do_not_launch": comparison.do_not_launch,
        "if_launched": _choice_json(comparison.if_launched, scenario.currency),
        "profit_over_nothing": over_nothing(comparison),
        "profit_at_equal_spend": [asdict(pair) for pair in comparison.at_equal_spend],
        "beliefs": None if comparison.beliefs is None else asdict(comparison.beliefs),
        "kpis": {
            kpi.name: {
                "schedules": {name: asdict(value) for name, value in comparison.estimates[kpi.name].items()},
                "differences": [
                    asdict(pair) | {"verdict": word}
                    for pair, word in zip(comparison.differences[kpi.name], comparison.verdicts(kpi.name), strict=True)
                ],
            }
            for kpi in KPIS
        },
    }


def _choice_json(choice: Choice, currency: Currency) -> dict[str, Any]:
    return asdict(choice) | {"kpi": currency.outside(choice.kpi)}


def as_csv(comparisons: Comparisons) -> str:
    """One row per set, schedule and replicate: the seeds, every KPI of that run, and what went wrong, if it did."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    seeds = ("belief_seed", "world_seed", "luck_seed")
    more = [item for item in BOUGHT if item not in KPI_BY_NAME]
    outside = next(iter(comparisons.values())).scenario.currency.outside
    named = map(outside, (*KPI_BY_NAME, *more))
    writer.writerow(["assumptions", "schedule", "replicate", *seeds, *named, "error"])
    for name, comparison in comparisons.items():
        design = comparison.design
        for run in comparison.runs:
            values = [kpi_value(kpi, run.totals) for kpi in KPIS] if run.totals else [float("nan")] * len(KPIS)
            paid = bought(run)
            values += [paid.get(item, float("nan")) for item in more]
            belief = design.seed_of(run.belief) if design.lucks else ""
            head = [cell(name), cell(run.schedule), run.replicate, belief, run.world_seed, run.world_seed]
            writer.writerow([*head, *("" if np.isnan(v) else repr(float(v)) for v in values), cell(run.error)])
    return out.getvalue()


def note_on(comparison: Comparison) -> str:
    """The note at the foot of the pictures of a comparison: where they come from, in a line or two."""
    scenario = comparison.scenario
    size = f"{scenario.simulated_people:,} people simulated"
    guesses = sum(entry.standing == "guessed" for entry in scenario.assumptions)
    if scenario.simulated_people != scenario.market.people:
        size += f" for {scenario.market.people:,}"
    drawn = "drawn anew for every belief" if comparison.design.lucks else "at their base values"
    return (
        f"{provenance(scenario.name)} {scenario.budget_eur:,.0f} {scenario.currency.code} per "
        f"schedule, {size}, {comparison.replicates} paired replicates, seed {comparison.design.seed}, assumptions: "
        f"{scenario.assumptions.name}, {drawn}, of which {guesses} of {len(scenario.assumptions)} numbers are guesses. "
        f"{not_as_shipped(changes_from_shipped(scenario))}"
    ).rstrip()


def draw_pictures(comparison: Comparison, folder: Path, suffix: str = "") -> None:
    """Reach over time, the paired differences, and virality against trust, as PNG files in a folder."""
    from experiments.compare_schedules import plots

    note = note_on(comparison)
    by_schedule = {name: [run for run in comparison.kept if run.schedule == name] for name in comparison.schedules}
    reach = {name: np.array([run.reach_people for run in runs]) for name, runs in by_schedule.items()}
    hours = np.arange(1, comparison.scenario.market.horizon_hours + 1)
    plots.reach_over_time(folder / f"reach_over_time{suffix}.png", hours, reach, note)
    kpis = comparison.scenario.indicators
    plots.paired_differences(
        folder / f"paired_differences{suffix}.png",
        {kpis[name].label: comparison.differences[name] for name in pictured(comparison)},
        {kpis[name].label: kpis[name].unit for name in pictured(comparison)},
        note,
        {kpis[name].label: comparison.verdicts(name) for name in pictured(comparison)},
    )
    shown = [KPI_BY_NAME["viral_share"], KPI_BY_NAME["trust_gain_reached"]]
    points = {
        name: np.array([[kpi_value(kpi, run.totals) for kpi in shown] for run in runs])
        for name, runs in by_schedule.items()
    }
    plots.virality_against_trust(folder / f"virality_against_trust{suffix}.png", points, note)


def write_comparison(comparisons: Comparisons, folder: Path, verdicts: Mapping[str, Any] | None = None) -> None:
    """The files of a comparison, in a folder that exists; with two sets, pictures of each.

    ``verdicts`` are those of an earlier test of hypotheses, for the report.
    """
    from experiments.compare_schedules.report_content import report_content
    from experiments.report.page import render

    write_json(folder / "comparison.json", as_json(comparisons))
    (folder / "runs.csv").write_text(as_csv(comparisons), encoding="utf-8")
    (folder / "plan.csv").write_text(plan_table(comparisons), encoding="utf-8")
    with warnings.catch_warnings():
        # A name in a script that the font does not have shows as boxes; everything else is readable.
        warnings.filterwarnings("ignore", r"Glyph \d+", UserWarning)
        for name, comparison in comparisons.items():
            draw_pictures(comparison, folder, f"_{name}" if len(comparisons) > 1 else "")
        (folder / "report.html").write_text(
            render({**report_content(comparisons), "verdicts": verdicts}), encoding="utf-8"
        )
