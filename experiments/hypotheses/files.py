"""Writes the files of a test of hypotheses: hypotheses.json, a picture of each, and a page to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.files import finite, write_json
from experiments.hypotheses.claims import Judged
from experiments.hypotheses.run import Question, Swept, Tested, UnderSet
from experiments.hypotheses.stated import Claim
from experiments.hypotheses.words import (
    carried,
    carriers,
    decisive,
    effect_of,
    found,
    multiplicity,
    says,
    turn_in_words,
    turning_point,
    why,
)
from experiments.report.verdicts import RESULT
from experiments.words.setting import provenance
from sim.assumptions.mechanisms import MECHANISMS


def as_json(tested: Sequence[Tested], question: Question) -> dict[str, Any]:
    """Everything that stands in hypotheses.json: nothing in it varies from run to run."""
    base = question.arms.base(question.variant(question.sets[0]))
    return finite(
        {
            "groundswell": version("groundswell"),
            "scenario": base.name,
            "people": base.market.people,
            "simulated_people": base.simulated_people,
            "budget_eur": base.budget_eur,
            "assumptions_fingerprints": {
                name: question.arms.base(question.variant(name)).assumptions.fingerprint for name in question.sets
            },
            "seed": question.seed,
            "without": list(question.without),
            "looks": list(question.looks),
            "error": question.stated.rule.error,
            "error_per_limit": question.error_per_limit,
            "multiplicity": multiplicity(question),
            "hypotheses": {test.hypothesis.name: _tested(test) for test in tested},
        }
    )


def _tested(tested: Tested) -> dict[str, Any]:
    stated = tested.hypothesis
    return {
        "sentence": stated.sentence,
        "articles": stated.articles,
        "reading": stated.reading,
        "restated": None if stated.restated is None else stated.restated.model_dump(),
        "claims": [says(claim) for claim in stated.claims],
        "verdict": tested.verdict,
        "why": why(tested),
        "sets": {name: _under(tested, result) for name, result in tested.sets.items()},
    }


def _under(tested: Tested, result: UnderSet) -> dict[str, Any]:
    claims = tested.hypothesis.claims
    return {
        "verdict": result.verdict,
        "beliefs": result.beliefs,
        "decisive_claim": decisive(result) + 1,
        "claims": [_claim(k, claim, result) for k, claim in enumerate(claims)],
        "carried_by": carriers(result),
        "carried": carried(tested, result),
        "mechanisms": [
            {
                "name": ablation.mechanism,
                "meaning": MECHANISMS[ablation.mechanism].meaning,
                "claims": [
                    {
                        "with_it": _effect(ablation.with_it[k]),
                        "without": _effect(ablation.without[k]),
                        "change": asdict(ablation.change[k]),
                        "turns": ablation.turns(k),
                    }
                    for k in range(len(claims))
                ],
            }
            for ablation in result.ablations
        ],
        "sweeps": [_sweep(swept, claims[swept.sweep.claim - 1], result) for swept in result.swept],
    }


def _claim(place: int, claim: Claim, result: UnderSet) -> dict[str, Any]:
    judged, turning = result.claims[place], result.dependences[place]
    return {
        "says": says(claim),
        "measure": claim.measure,
        "formula": claim.kpi.formula,
        "effect_of": effect_of(claim),
        "relative": claim.relative,
        "unit": "share of the second arm" if claim.relative else claim.kpi.unit,
        "threshold": claim.threshold,
        "first": judged.first,
        "second": judged.second,
        **_effect(judged),
        "shown": found(judged, claim),
        "beliefs_counted": len(judged.beliefs),
        "beliefs_left_out": judged.left_out,
        "depends_on": None
        if turning is None
        else {**asdict(turning), "in_words": turning_point(turning, result.assumptions)},
    }


def _effect(judged: Judged) -> dict[str, Any]:
    return {"state": judged.state, "effect": asdict(judged.effect)}


def _sweep(swept: Swept, claim: Claim, result: UnderSet) -> dict[str, Any]:
    entry = result.assumptions.entry(swept.sweep.number)
    return {
        "number": entry.name,
        "meaning": entry.meaning,
        "unit": entry.unit,
        "claim": swept.sweep.claim,
        "points": [
            {"value": value, **_effect(point)} for value, point in zip(swept.sweep.values, swept.points, strict=True)
        ],
        "turns": asdict(swept.turns),
        "level": asdict(swept.level),
        "in_words": turn_in_words(swept, claim),
    }


def write_hypotheses(tested: Sequence[Tested], content: dict[str, Any], folder: Path) -> None:
    """The files of a test, in a folder that exists; ``content`` is what stands in hypotheses.json."""
    from experiments.hypotheses.page import page
    from experiments.hypotheses.plot import draw

    write_json(folder / RESULT, content)
    for test in tested:
        draw(folder / f"{test.hypothesis.name}.png", test, note_on(content))
    (folder / "hypotheses.html").write_text(page(content, folder), encoding="utf-8")


def note_on(content: dict[str, Any]) -> str:
    """The note at the foot of the pictures of hypotheses: where they come from, in a line or two."""
    off = f", without {', '.join(content['without'])}" if content["without"] else ""
    return (
        f"{provenance(content['scenario'])} {content['budget_eur']:,.0f} EUR where nothing else is said, "
        f"{content['simulated_people']:,} people simulated for {content['people']:,}, seed {content['seed']}{off}. "
        "Intervals are simultaneous over all claims, sets and looks: at most "
        f"{100 * content['error']:g} % of such studies declare anything wrongly."
    )
