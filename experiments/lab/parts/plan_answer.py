"""What a plan comes to: sentences, what other budgets bring, and what else could be done with this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from experiments.lab.parts.charts import GREY, TEXT, WRITTEN, axis, chart
from experiments.lab.parts.texts import figures_table, scrolled, text
from experiments.plan_launch import words
from experiments.plan_launch.curves import CurvePoint, marginal_profits
from experiments.plan_launch.study import LaunchPlan
from experiments.words.numbers import capitalised, noun, typeset
from sim.tiers import TIERS

_GREEDY, _BEST = "#56B4E9", "#D55E00"  # to be seen on either paper
_Point: TypeAlias = tuple[float, float, float, float]  # spend, mean and the ends of its interval
_SYMBOLS = ("circle", "rect", "triangle", "arrow")  # of the tiers, for whom colours are alike


def sentences(plan: LaunchPlan) -> None:
    """Puts what is expected of the plan, how sure that is, and what is to be known besides."""
    for sentence in filter(None, (words.expected(plan), words.money(plan), words.confidence(plan), *plan.notes)):
        text("p", typeset(sentence))


def other_budgets(plan: LaunchPlan) -> None:
    """Puts the chart of what other budgets bring, and its numbers."""
    kpi = plan.scenario.judged_by
    text("h2", "With another budget")
    text(
        "p",
        f"Mean {noun(kpi)} against what is spent; the band is the 95 % interval of the mean; dashed: beyond the "
        "budget. The line is of plans to which posts were added one by one; the diamond is the plan that was searched.",
    ).classes("note")
    chart(curve(plan), "22rem")
    rows = [
        (
            f"{point.spend_eur:,.0f}{' *' if point.beyond else ''}",
            f"{point.creators:,}",
            typeset(words.interval(point.objective, kpi.unit)),
            typeset(words.interval(point.profit_eur, "EUR")),
            typeset(f"{marginal:+.2f}"),
        )
        for point, marginal in zip(plan.curve, marginal_profits(plan.curve), strict=True)
    ]
    with scrolled():
        code = plan.scenario.currency.code
        headings = (f"spends {code}", "creators", noun(kpi), f"profit {code}", f"profit of one more {code}")
        figures_table(headings, rows)
    text("p", "* beyond the budget").classes("note")


def each_tier(plan: LaunchPlan) -> None:
    """Puts the chart of what the same money brings on one tier alone."""
    text("h2", "On one tier alone")
    text(
        "p",
        f"Mean {noun(plan.scenario.judged_by)} against what is spent on creators of one tier; the band is the 95 % "
        "interval of the mean. A line ends where your list has nobody more of the tier, or the budget does. The "
        "diamond is the plan.",
    ).classes("note")
    chart(tier_curves(plan), "22rem")


def tier_curves(plan: LaunchPlan) -> dict[str, Any]:
    """The chart's options: of each tier a band and a line, and the plan with its interval."""
    series: list[dict[str, Any]] = []
    for tier, symbol in zip(TIERS, _SYMBOLS, strict=False):
        if tier.name in plan.curves_by_tier:
            points = _points(plan.curves_by_tier[tier.name])
            line = {"type": "line", "name": tier.name, "symbol": symbol, "symbolSize": 8}
            series += _band(points, tier.colour, stack=tier.name)
            series.append(
                line
                | {"data": [[x, mean] for x, mean, _, _ in points], "itemStyle": {"color": tier.colour}}
                | {"lineStyle": {"color": tier.colour, "width": 2}}
            )
    names = [tier.name for tier in TIERS if tier.name in plan.curves_by_tier]
    return _axes(plan) | {"legend": {"data": names, "textStyle": TEXT, "top": 0}, "series": [*series, *_marked(plan)]}


def curve(plan: LaunchPlan) -> dict[str, Any]:
    """The chart's options: a band, a line that is dashed beyond the budget, and the plan with its interval."""
    points = _points(plan.curve)
    within = sum(not point.beyond for point in plan.curve) + 1
    line = {"type": "line", "symbol": "circle", "symbolSize": 7, "itemStyle": {"color": _GREEDY}}
    style = {"color": _GREEDY, "width": 2}
    return _axes(plan) | {
        "series": [
            *_band(points, _GREEDY),
            line | {"data": [[x, mean] for x, mean, _, _ in points[:within]], "lineStyle": style},
            line
            | {"data": [[x, mean] for x, mean, _, _ in points[within - 1 :]], "lineStyle": {**style, "type": "dashed"}},
            *_marked(plan),
        ],
    }


def _points(curve: Sequence[CurvePoint]) -> list[_Point]:
    """The points of a curve, from nothing on."""
    return [
        (0.0, 0.0, 0.0, 0.0),
        *((p.spend_eur, p.objective.mean, p.objective.low, p.objective.high) for p in curve),
    ]


def _axes(plan: LaunchPlan) -> dict[str, Any]:
    written = {"axisLabel": {**TEXT, ":formatter": WRITTEN, "hideOverlap": True}}
    return {
        "animationDuration": 150,
        "grid": {"left": 40, "right": 25, "top": 30, "bottom": 50, "containLabel": True},
        "xAxis": axis(f"spends ({plan.scenario.currency.code})", 30) | written | {"min": 0},
        "yAxis": axis(noun(plan.scenario.judged_by), 65) | written,
    }


def _band(points: Sequence[_Point], colour: str, stack: str = "band") -> list[dict[str, Any]]:
    """The interval of the mean as two series, one on the other."""
    band = {"type": "line", "stack": stack, "stackStrategy": "all", "symbol": "none", "silent": True}
    return [
        band | {"data": [[x, low] for x, _, low, _ in points], "lineStyle": {"opacity": 0}},
        band
        | {
            "data": [[x, high - low] for x, _, low, high in points],
            "lineStyle": {"opacity": 0},
            "areaStyle": {"color": colour, "opacity": 0.2},
        },
    ]


def _marked(plan: LaunchPlan) -> list[dict[str, Any]]:
    """The plan with its interval, and the budget."""
    own = plan.objective
    return [
        {
            "type": "lines",
            "coordinateSystem": "cartesian2d",
            "data": [{"coords": [[plan.spend_eur, own.low], [plan.spend_eur, own.high]]}],
            "lineStyle": {"color": _BEST, "width": 3, "opacity": 1},
            "silent": True,
        },
        {
            "type": "scatter",
            "symbol": "diamond",
            "symbolSize": 15,
            "itemStyle": {"color": _BEST},
            "data": [[plan.spend_eur, own.mean]],
            "markLine": _budget(plan),
        },
    ]


def _budget(plan: LaunchPlan) -> dict[str, Any]:
    """A line at the budget."""
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": GREY, "type": "dotted"},
        "label": {**TEXT, "formatter": "budget", "position": "insideEndTop"},
        "data": [{"xAxis": plan.scenario.budget_eur}],
    }


def otherwise(plan: LaunchPlan) -> None:
    """Puts what else could be done with the budget, the best first, and how far the plan is ahead of it."""
    kpi = plan.scenario.judged_by
    sign = -1.0 if kpi.better == "higher" else 1.0
    rows = [
        (
            capitalised(words.named(one)),
            f"{one.spend_eur:,.0f}",
            typeset(words.interval(one.objective, kpi.unit)),
            typeset(words.difference(one.behind, kpi.unit)),
            words.against(plan, one),
        )
        for one in sorted(plan.alternatives, key=lambda one: sign * one.objective.mean)
    ]
    text("h2", "What else could be done with the budget")
    with scrolled():
        figures_table(
            ("otherwise", f"spends {plan.scenario.currency.code}", noun(kpi), "the plan less this", "which is"), rows
        )
