"""What a plan comes to: sentences, what other budgets bring, and what else could be done with this one."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from experiments.lab.parts.charts import GREY, TEXT, WRITTEN, axis, chart
from experiments.lab.parts.texts import figures_table, text
from experiments.plan_launch import words
from experiments.plan_launch.study import LaunchPlan
from experiments.words.numbers import capitalised, noun, typeset

_GREEDY, _BEST = "#56B4E9", "#D55E00"  # to be seen on either paper


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
        )
        for point in plan.curve
    ]
    with ui.element("div").classes("wide"):
        code = plan.scenario.currency.code
        figures_table((f"spends {code}", "creators", noun(kpi), f"profit {code}"), rows)
    text("p", "* beyond the budget").classes("note")


def curve(plan: LaunchPlan) -> dict[str, Any]:
    """The chart's options: a band, a line that is dashed beyond the budget, and the plan with its interval."""
    kpi = plan.scenario.judged_by
    points = [(0.0, 0.0, 0.0, 0.0)]
    points += [(p.spend_eur, p.objective.mean, p.objective.low, p.objective.high) for p in plan.curve]
    within = sum(not point.beyond for point in plan.curve) + 1
    own = plan.objective
    band = {"type": "line", "stack": "band", "stackStrategy": "all", "symbol": "none", "silent": True}
    line = {"type": "line", "symbol": "circle", "symbolSize": 7, "itemStyle": {"color": _GREEDY}}
    style = {"color": _GREEDY, "width": 2}
    written = {"axisLabel": {**TEXT, ":formatter": WRITTEN, "hideOverlap": True}}
    return {
        "animationDuration": 150,
        "grid": {"left": 40, "right": 25, "top": 20, "bottom": 50, "containLabel": True},
        "xAxis": axis(f"spends ({plan.scenario.currency.code})", 30) | written | {"min": 0},
        "yAxis": axis(noun(kpi), 65) | written,
        "series": [
            band | {"data": [[x, low] for x, _, low, _ in points], "lineStyle": {"opacity": 0}},
            band
            | {
                "data": [[x, high - low] for x, _, low, high in points],
                "lineStyle": {"opacity": 0},
                "areaStyle": {"color": _GREEDY, "opacity": 0.2},
            },
            line | {"data": [[x, mean] for x, mean, _, _ in points[:within]], "lineStyle": style},
            line
            | {"data": [[x, mean] for x, mean, _, _ in points[within - 1 :]], "lineStyle": {**style, "type": "dashed"}},
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
        ],
    }


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
    with ui.element("div").classes("wide"):
        figures_table(
            ("otherwise", f"spends {plan.scenario.currency.code}", noun(kpi), "the plan less this", "which is"), rows
        )
