"""A plan as files: plan.json for a machine, plan.toml to be played again, and the picture of other budgets."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tomli_w

from experiments.files import finite, write_json
from experiments.plan_files.brief_html import brief_html
from experiments.plan_files.brief_pdf import brief_pdf
from experiments.plan_files.expected import ExpectedResults
from experiments.plan_files.plan_csv import plan_csv
from experiments.plan_files.plan_ics import plan_ics
from experiments.plan_files.plan_xlsx import plan_xlsx
from experiments.plan_launch import words
from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.curves import CurvePoint
from experiments.plan_launch.draft import NAME, Draft, schedule_of
from experiments.plan_launch.front import named_front
from experiments.plan_launch.page import plan_page
from experiments.plan_launch.study import LaunchPlan
from experiments.statistics.estimates import Estimate, PairedDifference
from sim.planning.budget import Plan


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
            "posts": _posts(plan, plan.draft),
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
            "beside": None
            if plan.beside is None
            else {"name": currency.outside(plan.beside.name), "unit": plan.beside.unit},
            "front": [
                {
                    "name": name,
                    "spend_eur": one.spend_eur,
                    "first": _estimate(one.first),
                    "second": _estimate(one.second),
                    "first_less_plan": _difference(one.first_less_plan),
                    "second_less_plan": _difference(one.second_less_plan),
                    "posts": _posts(plan, one.draft),
                }
                for name, one in named_front(plan.draft, plan.front)
            ],
            "curve": [_point(one) for one in plan.curve],
            "curves_by_tier": {tier: [_point(one) for one in curve] for tier, curve in plan.curves_by_tier.items()},
            "notes": list(plan.notes),
        }
    )
    named: dict[str, Any] = currency.keys(content)
    return named


def _point(one: CurvePoint) -> dict[str, Any]:
    return {
        "spend_eur": one.spend_eur,
        "creators": one.creators,
        "beyond": one.beyond,
        "objective": _estimate(one.objective),
        "profit_eur": _estimate(one.profit_eur),
    }


def _posts(plan: LaunchPlan, draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "name": plan.allowed.roster[post.creator].name,
            "day": post.day + 1,
            "hour": plan.scenario.rules.hour_of_day,
            "format": post.format,
            "promo_code": post.code,
        }
        for post in sorted(draft, key=lambda post: (post.day, post.creator, post.format))
    ]


def _estimate(known: Estimate) -> dict[str, float]:
    return {"mean": known.mean, "low": known.low, "high": known.high}


def _difference(pair: PairedDifference) -> dict[str, float]:
    return {"mean": pair.mean, "low": pair.low, "high": pair.high}


def scenario_text(document: Mapping[str, Any], drafts: Mapping[str, Draft], allowed: Allowed) -> str:
    """The scenario's document with the drafts as its schedules by name, as TOML; one of nobody is left out."""
    schedules = {name: given for name, given in document.get("schedules", {}).items() if name not in drafts}
    for name, draft in drafts.items():
        schedule = schedule_of(draft, allowed.roster, allowed.rules)
        tables: list[dict[str, Any]] = [
            phase.model_dump(exclude_defaults=True, exclude_none=True) for phase in schedule.phases
        ]
        tables += [review.model_dump() for review in schedule.reviews]
        if tables:
            schedules[name] = tables
    return tomli_w.dumps({**document, "schedules": schedules} if schedules else dict(document))


def write_plan(plan: LaunchPlan, document: Mapping[str, Any], folder: Path) -> None:
    """Writes the files of a plan into a folder."""
    from experiments.plan_launch.plot import front_picture, response_by_tier, response_curve

    write_json(folder / "plan.json", as_json(plan))
    others = {name: one.draft for name, one in named_front(plan.draft, plan.front)}
    write_draft(plan.allowed, plan.draft, plan.books, document, folder, plan.by_post, others)
    if plan.curve:
        response_curve(folder / "response_curve.png", plan)
        response_by_tier(folder / "response_by_tier.png", plan)
    if plan.front and plan.beside is not None:
        front_picture(folder / "front.png", plan, plan.beside)
    (folder / "report.html").write_text(plan_page(plan, folder), encoding="utf-8")


def write_draft(
    allowed: Allowed,
    draft: Draft,
    books: Plan,
    document: Mapping[str, Any],
    folder: Path,
    by_post: ExpectedResults | None = None,
    others: Mapping[str, Draft] | None = None,
) -> None:
    """Writes the files that say who posts what when, with what is expected of each post where that is known.

    ``others`` are drafts that stand beside it in plan.toml, by name.
    """
    text = scenario_text(document, {NAME: draft} | dict(others or {}), allowed)
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    about = (allowed.scenario, allowed.roster, books)
    (folder / "plan.csv").write_text(plan_csv(*about, by_post), encoding="utf-8", newline="")
    (folder / "plan.xlsx").write_bytes(plan_xlsx(*about, by_post))
    brief = brief_html(*about, by_post)
    (folder / "brief.html").write_text(brief, encoding="utf-8")
    (folder / "brief.pdf").write_bytes(brief_pdf(brief))
    if allowed.scenario.market.start is not None:
        (folder / "plan.ics").write_text(plan_ics(*about), encoding="utf-8", newline="")
