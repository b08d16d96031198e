"""What the report says of a comparison: plain numbers and words, before any page is made of them."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np

from experiments.compare_schedules.choices import Choice
from experiments.compare_schedules.comparison import Comparison, Comparisons, flips, pictured
from experiments.compare_schedules.spending import mean_bought
from experiments.compare_schedules.words import answer, doubt_sentence, notes, sets_sentence
from experiments.files import finite
from experiments.pictures.palette import colours
from experiments.replicates.design import CONTRIBUTION_REPLICATES
from experiments.statistics.estimates import Array, middle_90_percent
from experiments.words.assumptions import base_shown, range_shown
from experiments.words.numbers import spoken, typeset
from sim.kpis import KPI_BY_NAME, KPIS, OBJECTIVES, kpi_value
from sim.world.influencers import roster_notes

_DRIVERS = 8  # as many of the assumptions that move the answer most
_DOTS = 200  # replicates drawn as dots


def report_content(comparisons: Comparisons) -> dict[str, Any]:
    """The content of the report; ``experiments.report.page.render`` makes a page of it."""
    first = next(iter(comparisons.values()))
    scenario, design = first.scenario, first.design
    objective = KPI_BY_NAME[scenario.objective]
    palette = colours(list(first.schedules))
    return finite(
        {
            "title": scenario.name.replace("_", " "),
            "question": scenario.question or scenario.name,
            "answer": _begun(typeset(answer(first))),
            "doubt": typeset(doubt_sentence(comparisons)),
            "setting": {
                "budget_eur": scenario.budget_eur,
                "days": scenario.market.horizon_days,
                "people": scenario.market.people,
                "simulated_people": scenario.simulated_people,
                "replicates": first.replicates,
                "played": min(one.replicates - one.lost_replicates for one in comparisons.values()),
                "beliefs": first.replicates // max(1, design.lucks),
                "lucks": max(1, design.lucks),
                "contribution_replicates": min(CONTRIBUTION_REPLICATES, first.replicates) * design.contributions,
                "seed": design.seed,
                "belief_on": design.lucks > 0,
                "version": version("groundswell"),
                "scenario": scenario.name,
                "scenario_fingerprint": scenario.fingerprint,
                "interval_level": 0.95,
            },
            "sets": list(comparisons),
            "sets_differ": sets_sentence(comparisons, spoken),
            "schedules": [{"name": n, "label": spoken(n), "colour": palette[n]} for n in first.schedules],
            "objectives": [
                {"name": name, "kpi": kpi, **_described(kpi, ("label", "unit", "formula"))}
                for name, kpi in OBJECTIVES.items()
            ],
            "matrix": {
                name: {
                    objective: _cell(choice, one.do_not_launch and choice.kpi == "profit_eur")
                    for objective, choice in one.choices.items()
                }
                for name, one in comparisons.items()
            },
            "flips": flips(comparisons),
            "pictures": {name: _curves(one) for name, one in comparisons.items()},
            "differences": {name: _differences(one) for name, one in comparisons.items()},
            "costs": {name: mean_bought(one) for name, one in comparisons.items()},
            "risk": {name: _risks(one) for name, one in comparisons.items()},
            "information": {
                name: asdict(one.information) | {"unit": objective.unit} for name, one in comparisons.items()
            },
            "contributions": {
                name: {schedule: [asdict(part) for part in parts] for schedule, parts in one.contributions.items()}
                for name, one in comparisons.items()
            },
            "ingredients": {
                name: {s: [asdict(part) for part in one.ingredients.get(s, [])] for s in one.schedules}
                for name, one in comparisons.items()
            },
            "kpis": [
                {
                    "name": kpi.name,
                    **_described(kpi.name, ("label", "unit", "formula", "better")),
                    "values": {
                        name: {schedule: asdict(value) for schedule, value in one.estimates[kpi.name].items()}
                        for name, one in comparisons.items()
                    },
                }
                for kpi in KPIS
            ],
            "variance": {name: _variance(one) for name, one in comparisons.items()},
            "survives": {
                name: None if one.beliefs is None else asdict(one.beliefs.survives) for name, one in comparisons.items()
            },
            "drivers": {name: _drivers(one) for name, one in comparisons.items()},
            "assumptions": {name: _assumptions(one) for name, one in comparisons.items()},
            "verdicts": None,
            "notes": [
                *(f"Roster: {line}." for line in roster_notes(scenario)),
                *(line for name, one in comparisons.items() for line in notes(name, one)),
            ],
        }
    )


def _begun(sentence: str) -> str:
    """With a capital letter."""
    return sentence[:1].upper() + sentence[1:]


def _described(kpi: str, what: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(KPI_BY_NAME[kpi], name) for name in what}


def _cell(choice: Choice, do_not_launch: bool) -> dict[str, Any]:
    lead = choice.lead
    return {
        "do_not_launch": do_not_launch,
        "best": choice.best,
        "probability_best": choice.probability_best.get(choice.best or "", float("nan")),
        "runner_up": None if lead is None else lead.second,
        "difference": None if lead is None else lead.mean,
        "low": None if lead is None else lead.low,
        "high": None if lead is None else lead.high,
        "verdict": choice.verdict,
    }


def _curves(one: Comparison) -> dict[str, Any]:
    runs = {name: [run for run in one.kept if run.schedule == name] for name in one.schedules}
    viral, trust = KPI_BY_NAME["viral_share"], KPI_BY_NAME["trust_gain_reached"]
    return {
        "hours": list(range(1, one.scenario.market.horizon_hours + 1)),
        "reach": {name: _band(np.array([run.reach_people for run in of])) for name, of in runs.items()},
        "trust": {name: _band(np.array([run.trust_gain for run in of])) for name, of in runs.items()},
        "virality_trust": {
            name: [[kpi_value(viral, run.totals), kpi_value(trust, run.totals)] for run in of[:_DOTS]]
            for name, of in runs.items()
        },
    }


def _band(curves: Array) -> dict[str, list[float]]:
    """Median and middle 90 % of curves (replicates, hours), each a list (hours,)."""
    # Six digits are more than a picture shows, and keep the page small.
    low, middle, high = ([float(f"{value:.6g}") for value in row] for row in middle_90_percent(curves))
    return {"low": low, "middle": middle, "high": high}


def _differences(one: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "kpi": name,
            **_described(name, ("label", "unit")),
            "pairs": [
                asdict(pair) | {"verdict": word}
                for pair, word in zip(one.differences[name], one.verdicts(name), strict=True)
            ],
        }
        for name in pictured(one)
    ]


def _risks(one: Comparison) -> dict[str, Any]:
    return {
        name: asdict(risk)
        | {
            "wins_share": one.decision.wins_share[name],
            "draws_share": one.decision.draws_share[name],
            "probability_best": one.decision.probability_best[name],
        }
        for name, risk in one.risks.items()
    }


def _variance(one: Comparison) -> dict[str, Any]:
    lead = one.decision.lead
    effects = one.beliefs
    return {
        "kpi": one.scenario.objective,
        "belief_share": None if effects is None else effects.split.between_share,
        "luck_share": None if effects is None else effects.split.within_share,
        "saved_by_pairing": None if lead is None else lead.replicates_saved,
        "saved_by_shared_belief": None if effects is None else effects.saved,
    }


def _drivers(one: Comparison) -> list[dict[str, Any]]:
    if one.beliefs is None:
        return []
    assumptions = one.scenario.assumptions
    found = []
    for driver in one.beliefs.drivers[:_DRIVERS]:
        entry = assumptions.entry(driver.name.split(".")[0])
        found.append(asdict(driver) | {"meaning": entry.meaning, "standing": entry.standing})
    return found


def _assumptions(one: Comparison) -> list[dict[str, Any]]:
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
        for entry in one.scenario.assumptions
    ]
