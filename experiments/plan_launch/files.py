"""A plan as files: plan.json for a machine, plan.toml to be played again, and the picture of other budgets."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tomli_w

from experiments.files import finite, write_json
from experiments.plan_files.brief_html import brief_html
from experiments.plan_files.plan_csv import plan_csv
from experiments.plan_files.plan_ics import plan_ics
from experiments.plan_files.plan_xlsx import plan_xlsx
from experiments.plan_launch import words
from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NAME, Draft, schedule_of
from experiments.plan_launch.study import LaunchPlan
from experiments.statistics.estimates import Estimate, PairedDifference


def as_json(plan: LaunchPlan) -> dict[str, Any]:
    """The plan for a machine; every figure with its interval."""
    kpi, currency = plan.scenario.judged_by, plan.scenario.currency
    content = finite(
        {
            "groundswell": version("groundswell"),
            "scenario": plan.scenario.name,
            "assumptions": plan.scenario.assumptions.name,
            "objective": currency.outside(kpi.name),
            "unit": kpi.unit,
            "budget_eur": plan.scenario.budget_eur,
            "spend_eur": plan.spend_eur,
            "judged_by": "worst cases" if plan.cautious else "mean",
            "seed": plan.design.seed,
            "campaigns": plan.campaigns,
            "headline": words.headline(plan),
            "posts": _posts(plan),
            "expected": _estimate(plan.objective),
            "searched": plan.searched,
            "totals": {name: _estimate(plan.estimate_of(name)) for name in plan.totals},
            "loss_share": float((plan.totals["profit_eur"] < 0.0).mean()),
            "confidence": {
                "probability": plan.choice.probability,
                "matters": plan.choice.matters,
                "among": plan.choice_among,
                "state": plan.choice.state,
            },
            "alternatives": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "spend_eur": one.spend_eur,
                    "objective": _estimate(one.objective),
                    "plan_less_this": _difference(one.behind),
                }
                for one in plan.alternatives
            ],
            "creators": [
                {
                    "name": plan.allowed.roster[one.creator].name,
                    "cost_eur": one.cost_eur,
                    "lost_without": _difference(one.lost),
                    "alone": _estimate(one.alone),
                    "why": words.why(plan, one),
                }
                for one in plan.creators
            ],
            "curve": [
                {
                    "spend_eur": one.spend_eur,
                    "creators": one.creators,
                    "beyond": one.beyond,
                    "objective": _estimate(one.objective),
                    "profit_eur": _estimate(one.profit_eur),
                }
                for one in plan.curve
            ],
            "notes": list(plan.notes),
        }
    )
    named: dict[str, Any] = currency.keys(content)
    return named


def _posts(plan: LaunchPlan) -> list[dict[str, Any]]:
    return [
        {
            "name": plan.allowed.roster[post.creator].name,
            "day": post.day + 1,
            "hour": plan.scenario.rules.hour_of_day,
            "format": post.format,
        }
        for post in sorted(plan.draft, key=lambda post: (post.day, post.creator, post.format))
    ]


def _estimate(known: Estimate) -> dict[str, float]:
    return {"mean": known.mean, "low": known.low, "high": known.high}


def _difference(pair: PairedDifference) -> dict[str, float]:
    return {"mean": pair.mean, "low": pair.low, "high": pair.high}


def scenario_text(document: Mapping[str, Any], draft: Draft, allowed: Allowed) -> str:
    """The scenario's document with the draft as its schedule ``plan``, as TOML."""
    schedule = schedule_of(draft, allowed.roster, allowed.rules)
    tables: list[dict[str, Any]] = [
        phase.model_dump(exclude_defaults=True, exclude_none=True) for phase in schedule.phases
    ]
    tables += [review.model_dump() for review in schedule.reviews]
    schedules = {name: given for name, given in document.get("schedules", {}).items() if name != NAME}
    if tables:
        schedules[NAME] = tables
    return tomli_w.dumps({**document, "schedules": schedules} if schedules else dict(document))


def write_plan(plan: LaunchPlan, document: Mapping[str, Any], folder: Path) -> None:
    """Writes the files of a plan into a folder."""
    from experiments.plan_launch.plot import response_curve

    write_json(folder / "plan.json", as_json(plan))
    text = scenario_text(document, plan.draft, plan.allowed)
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    about = (plan.scenario, plan.allowed.roster, plan.books)
    (folder / "plan.csv").write_text(plan_csv(*about, plan.by_post), encoding="utf-8", newline="")
    (folder / "plan.xlsx").write_bytes(plan_xlsx(*about, plan.by_post))
    (folder / "brief.html").write_text(brief_html(*about, plan.by_post), encoding="utf-8")
    if plan.scenario.market.start is not None:
        (folder / "plan.ics").write_text(plan_ics(*about), encoding="utf-8", newline="")
    if plan.curve:
        response_curve(folder / "response_curve.png", plan)
