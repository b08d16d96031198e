"""The outcome against the spend as a picture (PNG, 1600 pixels wide).

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.ticker import FuncFormatter

from experiments.pictures.page import EDGE, HEIGHT, INK, PALE, STYLE, WIDTH, axes_at, page, save
from experiments.plan_launch.study import LaunchPlan
from experiments.words.numbers import is_money, noun
from experiments.words.setting import provenance

_BEST, _GREEDY = "#D55E00", "#0072B2"


@rc_context(STYLE)
def response_curve(path: Path, plan: LaunchPlan) -> None:
    """What more money brings: the objective and the profit, with bands, and the plan marked."""
    replicates = len(next(iter(plan.totals.values())))
    kpi = plan.scenario.judged_by
    figure, bottom, top = page(
        "What more money brings",
        f"Mean {noun(kpi)} and profit against what is spent; band: 95 % interval of the mean; dashed: beyond the "
        "budget. Orange: the plan that was searched at this budget, blue: posts added one by one.",
        f"{provenance(plan.scenario.name)} {replicates} replicates, seed {plan.design.seed}, assumptions "
        f"{plan.scenario.assumptions.name}.",
        HEIGHT,
    )
    code = plan.scenario.currency.code
    panels = [(f"{noun(kpi)}{f' ({code})' * is_money(kpi.unit)}", "objective", plan.objective)]
    if plan.scenario.brand.price_eur > 0.0 and kpi.name != "profit_eur":
        panels.append((f"profit ({code})", "profit_eur", plan.estimate_of("profit_eur")))
    height = (top - bottom - 0.6 - 0.6 * (len(panels) - 1)) / len(panels)
    spends = np.array([0.0, *(point.spend_eur for point in plan.curve)])
    within = sum(not point.beyond for point in plan.curve) + 1
    for place, (label, name, own) in enumerate(panels):
        low_edge = bottom + 0.55 + (len(panels) - 1 - place) * (height + 0.6)
        axes = axes_at(figure, EDGE + 1.0, low_edge, WIDTH - 2 * EDGE - 1.3, height)
        known = [getattr(point, name) for point in plan.curve]
        mean, low, high = (np.array([0.0, *(getattr(one, part) for one in known)]) for part in ("mean", "low", "high"))
        axes.fill_between(spends, low, high, color=_GREEDY, alpha=0.15, linewidth=0)
        axes.plot(spends[:within], mean[:within], color=_GREEDY, marker="o", markersize=4)
        axes.plot(spends[within - 1 :], mean[within - 1 :], color=_GREEDY, linestyle="--", marker="o", markersize=4)
        axes.errorbar(
            [plan.spend_eur], [own.mean], [[own.mean - own.low], [own.high - own.mean]],
            color=_BEST, marker="D", markersize=7, capsize=4, zorder=5,
        )  # fmt: skip
        axes.axvline(plan.scenario.budget_eur, color=PALE, linewidth=0.8, linestyle=":")
        axes.axhline(0.0, color=INK, linewidth=0.6)
        axes.set_title(label, loc="left", fontsize=10, color=PALE)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlabel(f"spend ({code})")
    save(figure, path)
