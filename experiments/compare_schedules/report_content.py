"""Content of the report of a comparison, as plain numbers and words, before a page is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np

from experiments.compare_schedules.choices import Choice
from experiments.compare_schedules.comparison import Comparison, Comparisons, flips, pictured
from experiments.compare_schedules.spending import NOTHING_BOUGHT, mean_bought
from experiments.compare_schedules.unequal_spend import shown_per_eur
from experiments.compare_schedules.unequal_words import reason_sentence
from experiments.compare_schedules.words import TRUST_HANGS_ON, doubt_sentence, headline_and_rest, notes, sets_sentence
from experiments.files import finite
from experiments.pictures.palette import colours
from experiments.replicates.design import CONTRIBUTION_REPLICATES
from experiments.replicates.do_nothing import DO_NOTHING
from experiments.statistics.curves import middle_90_percent
from experiments.statistics.estimates import Array
from experiments.statistics.pairs import verdict
from experiments.words.as_shipped import changes_from_shipped, not_as_shipped
from experiments.words.assumptions import base_shown, range_shown
from experiments.words.numbers import capitalised, spoken, typeset
from sim.kpis import KPI_BY_NAME, OBJECTIVES, Kpi, kpi_value
from sim.money import EUR
from sim.world.influencers import roster_notes

_DRIVERS = 8  # as many of the assumptions that move the answer most
_DOTS = 200  # replicates drawn as dots


def report_content(comparisons: Comparisons) -> dict[str, Any]:
    """The content of the report; ``experiments.report.page.render`` makes a page of it."""
    first = next(iter(comparisons.values()))
    scenario, design = first.scenario, first.design
    objective, kpis = scenario.judged_by, scenario.indicators
    palette = colours(list(first.schedules))
    headline, rest = headline_and_rest(first)

    def by_set(described: Callable[[Comparison], Any]) -> dict[str, Any]:
        return {name: described(comparison) for name, comparison in comparisons.items()}

    return finite(
        {
            "title": scenario.name.replace("_", " "),
            "question": scenario.question or scenario.name,
            "answer": capitalised(typeset(headline)),
            "doubt": typeset(f"{rest} {doubt_sentence(comparisons)}".strip()),
            "setting": {
                "budget_eur": scenario.budget_eur,
                **({} if scenario.currency == EUR else {"currency": scenario.currency.code}),
                "days": scenario.market.horizon_days,
                "people": scenario.market.people,
                "simulated_people": scenario.simulated_people,
                "replicates": first.replicates,
                "played": min(
                    comparison.replicates - comparison.lost_replicates for comparison in comparisons.values()
                ),
                "beliefs": first.replicates // max(1, design.lucks),
                "lucks": max(1, design.lucks),
                "contribution_replicates": min(CONTRIBUTION_REPLICATES, first.replicates) * design.contributions,
                "seed": design.seed,
                "belief_on": design.lucks > 0,
                "version": version("groundswell"),
                "scenario": scenario.name,
                "scenario_fingerprint": scenario.fingerprint,
                "interval_level": 0.95,
                "result": scenario.brand.result,
                "sold_per_lead": scenario.brand.sold_per_lead,
            },
            "sets": list(comparisons),
            "sets_differ": sets_sentence(comparisons, spoken),
            "trust_hangs_on": TRUST_HANGS_ON,
            "nothing": DO_NOTHING,
            "schedules": [{"name": n, "label": spoken(n), "colour": palette[n]} for n in first.schedules],
            "objectives": [
                {"name": name, "kpi": kpi, **_described(kpis[kpi], ("label", "unit", "formula"))}
                for name, kpi in OBJECTIVES.items()
            ],
            "matrix": by_set(_choices),
            "flips": flips(comparisons),
            "unequal": by_set(_unequal),
            "pictures": by_set(_curves),
            "differences": by_set(_differences),
            "over_nothing": by_set(over_nothing),
            "costs": by_set(lambda comparison: mean_bought(comparison) | {DO_NOTHING: NOTHING_BOUGHT}),
            "risk": by_set(_risks),
            "information": by_set(lambda comparison: asdict(comparison.information) | {"unit": objective.unit}),
            "contributions": by_set(lambda comparison: _as_lists(comparison.contributions)),
            "ingredients": by_set(lambda comparison: _as_lists(comparison.ingredients, comparison.schedules)),
            "kpis": [
                {
                    "name": kpi.name,
                    **_described(kpi, ("label", "unit", "formula", "better")),
                    "values": by_set(partial(_estimates, kpi=kpi.name)),
                }
                for kpi in kpis.values()
            ],
            "variance": by_set(_variance),
            "survives": by_set(_survives),
            "drivers": by_set(_drivers),
            "assumptions": by_set(_assumptions),
            "verdicts": None,
            "notes": [
                *([strayed] if (strayed := not_as_shipped(changes_from_shipped(scenario))) else []),
                *(f"Roster: {line}." for line in roster_notes(scenario)),
                *(line for name, comparison in comparisons.items() for line in notes(name, comparison)),
            ],
        }
    )


def _described(kpi: Kpi, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(kpi, name) for name in fields}


def _choices(comparison: Comparison) -> dict[str, dict[str, Any]]:
    several = len(comparison.schedules) > 1
    return {
        objective: _cell(choice)
        | {"if_launched": _cell(comparison.if_launched) if choice.best == DO_NOTHING and several else None}
        for objective, choice in comparison.choices.items()
    }


def _unequal(comparison: Comparison) -> dict[str, Any] | None:
    """Why the schedules cannot spend the same, and what they bring per 1,000 EUR spent; None where they can."""
    unequal, scenario = comparison.unequal, comparison.scenario
    if unequal is None:
        return None
    return {
        "reason": reason_sentence(unequal, scenario.budget_eur, scenario.currency),
        "kpis": [
            {
                **_described(scenario.indicators[name], ("label", "unit")),
                "values": {schedule: asdict(value) for schedule, value in unequal.per_thousand_eur[name].items()},
                "pairs": [asdict(pair) | {"verdict": verdict(pair)} for pair in unequal.differences[name]],
            }
            for name in shown_per_eur(unequal, scenario.objective)
        ],
    }


def _estimates(comparison: Comparison, kpi: str) -> dict[str, dict[str, Any]]:
    return {schedule: asdict(value) for schedule, value in comparison.estimates[kpi].items()}


def _as_lists(
    parts: Mapping[str, Sequence[Any]], names: Iterable[str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Dataclasses by schedule as mappings; of ``names`` that are not there, none."""
    return {name: [asdict(part) for part in parts.get(name, [])] for name in names or parts}


def _cell(choice: Choice) -> dict[str, Any]:
    lead = choice.lead
    return {
        "best": choice.best,
        "probability_best": choice.probability_best.get(choice.best or "", float("nan")),
        "runner_up": None if lead is None else lead.second,
        "difference": None if lead is None else lead.mean,
        "low": None if lead is None else lead.low,
        "high": None if lead is None else lead.high,
        "verdict": choice.verdict,
    }


def _curves(comparison: Comparison) -> dict[str, Any]:
    runs = {name: [run for run in comparison.kept if run.schedule == name] for name in comparison.schedules}
    viral, trust = KPI_BY_NAME["viral_share"], KPI_BY_NAME["trust_gain_reached"]
    return {
        "hours": list(range(1, comparison.scenario.market.horizon_hours + 1)),
        "reach": {name: _band(np.array([run.reach_people for run in own_runs])) for name, own_runs in runs.items()},
        "trust": {name: _band(np.array([run.trust_gain for run in own_runs])) for name, own_runs in runs.items()},
        "virality_trust": {
            name: [[kpi_value(viral, run.totals), kpi_value(trust, run.totals)] for run in own_runs[:_DOTS]]
            for name, own_runs in runs.items()
        },
    }


def _band(curves: Array) -> dict[str, list[float]]:
    """Median and middle 90 % of curves (replicates, hours), each a list (hours,)."""
    # Six digits are more than a picture shows, and keep the page small.
    low, middle, high = ([float(f"{value:.6g}") for value in row] for row in middle_90_percent(curves))
    return {"low": low, "middle": middle, "high": high}


def _differences(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "kpi": name,
            **_described(comparison.scenario.indicators[name], ("label", "unit")),
            "pairs": [
                asdict(pair) | {"verdict": word}
                for pair, word in zip(comparison.differences[name], comparison.verdicts(name), strict=True)
            ],
        }
        for name in pictured(comparison)
    ]


def over_nothing(comparison: Comparison) -> list[dict[str, Any]]:
    """The profit of each schedule less that of doing nothing, with the verdict on it."""
    return [asdict(pair) | {"verdict": verdict(pair)} for pair in comparison.over_nothing]


def _risks(comparison: Comparison) -> dict[str, Any]:
    return {
        name: asdict(risk)
        | {
            part: getattr(comparison.decision, part).get(name)  # none of doing nothing, where profit does not decide
            for part in ("wins_share", "draws_share", "probability_best")
        }
        for name, risk in comparison.risks.items()
    }


def _survives(comparison: Comparison) -> dict[str, Any] | None:
    effects = comparison.beliefs
    return None if effects is None else asdict(effects.survives) | {"first": effects.first, "second": effects.second}


def _variance(comparison: Comparison) -> dict[str, Any]:
    lead = comparison.decision.lead
    effects = comparison.beliefs
    return {
        "kpi": comparison.scenario.objective,
        "belief_share": None if effects is None else effects.split.between_share,
        "luck_share": None if effects is None else effects.split.within_share,
        "saved_by_pairing": None if lead is None else lead.replicates_saved,
        "saved_by_shared_belief": None if effects is None else effects.saved,
    }


def _drivers(comparison: Comparison) -> list[dict[str, Any]]:
    if comparison.beliefs is None:
        return []
    assumptions = comparison.scenario.assumptions
    described = []
    for driver in comparison.beliefs.drivers[:_DRIVERS]:
        entry = assumptions.entry(driver.name.split(".")[0])
        described.append(asdict(driver) | {"meaning": entry.meaning, "standing": entry.standing})
    return described


def _assumptions(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "name": entry.name,
            "meaning": entry.meaning,
            "unit": entry.unit,
            "base": base_shown(entry),
            "range": range_shown(entry),
            "standing": entry.standing,
            "source": entry.source,
            "overridden": entry.overridden,
        }
        for entry in comparison.scenario.assumptions
    ]
