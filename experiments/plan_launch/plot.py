"""What more money brings, what each tier brings alone, and plans between two objectives, as pictures (PNG, 1600 wide).

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.pictures.page import EDGE, HEIGHT, INK, MARKERS, PALE, STYLE, WIDTH, axes_at, page, save
from experiments.plan_launch.alternatives import FEW_REPLICATES
from experiments.plan_launch.curves import CurvePoint
from experiments.plan_launch.front import named_front
from experiments.plan_launch.study import LaunchPlan
from experiments.statistics.estimates import Estimate
from experiments.words.numbers import is_money, noun, spoken
from experiments.words.setting import provenance
from sim.kpis import Kpi
from sim.tiers import TIERS

_BEST, _GREEDY = "#D55E00", "#0072B2"
_LEFT = EDGE + 1.0
_BROAD = WIDTH - 2 * EDGE - 1.3


@rc_context(STYLE)
def response_curve(path: Path, plan: LaunchPlan) -> None:
    """What more money brings: the objective and the profit, with bands, and the plan marked."""
    kpi = plan.scenario.judged_by
    figure, bottom, top = page(
        "What more money brings",
        f"Mean {noun(kpi)} and profit against what is spent; band: 95 % interval of the mean; dashed: beyond the "
        "budget. Orange: the plan that was searched at this budget, blue: posts added one by one.",
        _note(plan, _of_curves(plan)),
        HEIGHT,
    )
    code = plan.scenario.currency.code
    panels = [(_titled(kpi, code), "objective", plan.objective)]
    if plan.scenario.brand.price_eur > 0.0 and kpi.name != "profit_eur":
        panels.append((f"profit ({code})", "profit_eur", plan.estimate_of("profit_eur")))
    height = (top - bottom - 0.6 - 0.6 * (len(panels) - 1)) / len(panels)
    within = sum(not point.beyond for point in plan.curve) + 1
    for place, (label, name, own) in enumerate(panels):
        axes = axes_at(figure, _LEFT, bottom + 0.55 + (len(panels) - 1 - place) * (height + 0.6), _BROAD, height)
        spends, mean = _banded(axes, plan.curve, name, _GREEDY)
        axes.plot(spends[:within], mean[:within], color=_GREEDY, marker="o", markersize=4)
        axes.plot(spends[within - 1 :], mean[within - 1 :], color=_GREEDY, linestyle="--", marker="o", markersize=4)
        _cross(axes, plan.spend_eur, own, None)
        axes.axvline(plan.scenario.budget_eur, color=PALE, linewidth=0.8, linestyle=":")
        axes.axhline(0.0, color=INK, linewidth=0.6)
        axes.set_title(label, loc="left", fontsize=10, color=PALE)
        _thousands(axes)
    axes.set_xlabel(f"spend ({code})")
    save(figure, path)


@rc_context(STYLE)
def response_by_tier(path: Path, plan: LaunchPlan) -> None:
    """What the same money brings on one tier alone, with bands, beside the plan."""
    kpi = plan.scenario.judged_by
    figure, axes = _one_panel(
        "What each tier brings alone",
        f"Mean {noun(kpi)} against what is spent on creators of one tier; band: 95 % interval of the mean. A line ends "
        "where the list has nobody more of the tier, or the budget does. Orange diamond: the plan.",
        plan,
        _of_curves(plan),
    )
    for tier, marker in zip(TIERS, MARKERS, strict=False):
        if tier.name in plan.curves_by_tier:
            spends, mean = _banded(axes, plan.curves_by_tier[tier.name], "objective", tier.colour)
            axes.plot(spends, mean, color=tier.colour, marker=marker, markersize=5, label=tier.name)
    _cross(axes, plan.spend_eur, plan.objective, "the plan")
    axes.axhline(0.0, color=INK, linewidth=0.6)
    axes.set_title(_titled(kpi, plan.scenario.currency.code), loc="left", fontsize=10, color=PALE)
    axes.legend(frameon=False, loc="upper left")
    _thousands(axes)
    axes.set_xlabel(f"spend ({plan.scenario.currency.code})")
    save(figure, path)


@rc_context(STYLE)
def front_picture(path: Path, plan: LaunchPlan, beside: Kpi) -> None:
    """The plans between two objectives, each with the intervals of its means."""
    first = plan.scenario.judged_by
    figure, axes = _one_panel(
        f"Between {noun(first)} and {noun(beside)}",
        "Each point is a plan within the same budget and rules; bars: 95 % intervals of the means, which rise and fall "
        "together (differences in pairs: report.html). None that was found has more of both. Orange diamond: the plan.",
        plan,
        _replicates(plan),
    )
    for name, one in named_front(plan.draft, plan.front):
        itself = one.draft == plan.draft
        axes.errorbar(
            [one.first.mean], [one.second.mean], [[part] for part in _below_above(one.second)],
            [[part] for part in _below_above(one.first)], color=_BEST if itself else _GREEDY,
            marker="D" if itself else "o", capsize=3, linewidth=1.0,
        )  # fmt: skip
        axes.annotate(spoken(name), (one.first.mean, one.second.mean), (6, 6), textcoords="offset points", fontsize=9)
    code = plan.scenario.currency.code
    axes.set_title(_titled(beside, code), loc="left", fontsize=10, color=PALE)
    _thousands(axes)
    axes.set_xlabel(_titled(first, code))
    save(figure, path)


def _one_panel(title: str, subtitle: str, plan: LaunchPlan, replicates: int) -> tuple[Figure, Axes]:
    """A page with one panel as large as it."""
    figure, bottom, top = page(title, subtitle, _note(plan, replicates), HEIGHT)
    return figure, axes_at(figure, _LEFT, bottom + 0.55, _BROAD, top - bottom - 0.6)


def _replicates(plan: LaunchPlan) -> int:
    return len(next(iter(plan.totals.values())))


def _of_curves(plan: LaunchPlan) -> int:
    """The replicates in which each point of a curve was played."""
    return min(FEW_REPLICATES, _replicates(plan))


def _note(plan: LaunchPlan, replicates: int) -> str:
    return (
        f"{provenance(plan.scenario.name)} {replicates} replicates, seed {plan.design.seed}, assumptions "
        f"{plan.scenario.assumptions.name}."
    )


def _titled(kpi: Kpi, code: str) -> str:
    return f"{noun(kpi)}{f' ({code})' * is_money(kpi.unit)}"


def _banded(axes: Axes, curve: Sequence[CurvePoint], name: str, colour: str) -> tuple[np.ndarray, np.ndarray]:
    """Draws the band of a curve; its spends and means, from nothing on, are returned to be drawn over it."""
    known: list[Estimate] = [getattr(point, name) for point in curve]
    spends = np.array([0.0, *(point.spend_eur for point in curve)])
    mean, low, high = (np.array([0.0, *(getattr(one, part) for one in known)]) for part in ("mean", "low", "high"))
    axes.fill_between(spends, low, high, color=colour, alpha=0.15, linewidth=0)
    return spends, mean


def _cross(axes: Axes, spend_eur: float, own: Estimate, label: str | None) -> None:
    axes.errorbar(
        [spend_eur], [own.mean], [[part] for part in _below_above(own)],
        color=_BEST, marker="D", markersize=7, capsize=4, zorder=5, label=label, linestyle="none",
    )  # fmt: skip


def _below_above(own: Estimate) -> tuple[float, float]:
    return own.mean - own.low, own.high - own.mean


def _thousands(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
