"""A scale study as a picture (PNG, 1600 pixels wide).

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

import math
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from experiments.pictures.page import EDGE, HEIGHT, INK, MARKERS, STYLE, WIDTH, axes_at, page, save, short
from experiments.pictures.palette import colours
from experiments.scale.study import SETTLED, Deviation, ScaleStudy, SizeRow, indicators
from experiments.scale.table import people_shown
from experiments.words.numbers import minus


def scale_picture(path: Path, study: ScaleStudy, note: str) -> None:
    """Deviation of each indicator from the largest size against size, with 95 % intervals and the tolerance band."""
    names = indicators(study.scenario)
    rows = [row for row in study.played if row.deviations]
    with rc_context(STYLE):
        percent = 100.0 * study.tolerance
        subtitle = (
            f"Dot: mean deviation from {study.played[-1].people:,} people under the same beliefs, in % of the value "
            f"there; filled: settled. Bar: 95 % interval; arrow: it leaves the panel. Grey: tolerance of {percent:g} %."
        )
        figure, bottom, top = page("How big must a simulation be?", subtitle, note, HEIGHT)
        columns, lines = 3, -(-len(names) // 3)
        width, height = (WIDTH - 2 * EDGE) / columns, (top - bottom - 0.35) / lines
        palette = colours(study.schedules)
        for place, name in enumerate(names):
            left = EDGE + (place % columns) * width + 0.62
            low = bottom + 0.35 + (lines - 1 - place // columns) * height
            axes = axes_at(figure, left, low + 0.5, width - 0.8, height - 0.9)
            axes.set_title(study.scenario.indicators[name].label, fontsize=10.5, loc="left", weight="bold")
            axes.axhspan(-percent, percent, color="#E4E4E4", linewidth=0)
            axes.axhline(0.0, color=INK, linewidth=0.9)
            limit = _limit(rows, name, percent)
            for turn, schedule in enumerate(study.schedules):
                shift = 1.0 + 0.16 * (turn - (len(study.schedules) - 1) / 2.0)
                colour, marker = palette[schedule], MARKERS[turn % len(MARKERS)]
                for row in rows:
                    deviation = (row.deviations or {})[name][schedule]
                    _dot(axes, row.people * shift, deviation, limit, colour, marker)
            axes.set_xscale("log")
            axes.set_xlim(rows[0].people / 1.6, rows[-1].people * 1.6)
            axes.set_ylim(-limit, limit)
            axes.xaxis.set_major_locator(FixedLocator([row.people for row in rows]))
            axes.xaxis.set_minor_locator(NullLocator())
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: people_shown(value)))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:+g}") if value else "0"))
            axes.tick_params(labelsize=8.5)
            if place % columns == 0:
                axes.set_ylabel("deviation in %", fontsize=9)
            if place + columns >= len(names):
                axes.set_xlabel("simulated people", fontsize=9)
        for turn, schedule in enumerate(study.schedules):
            at = (EDGE + 0.62 + 2.4 * (turn % 4)) / WIDTH
            axes = figure.add_axes((at, (bottom + 0.06) / HEIGHT, 0.02, 0.02))
            axes.axis("off")
            axes.plot([0], [0], MARKERS[turn % len(MARKERS)], color=palette[schedule], markersize=8, clip_on=False)
            figure.text(at + 0.025, (bottom + 0.16) / HEIGHT, short(schedule, 26), fontsize=9.5, va="center")
        save(figure, path)


def _limit(rows: list[SizeRow], name: str, percent: float) -> float:
    """How far a panel goes: all dots, and intervals up to four times the tolerance, or past the farthest dot."""
    shown = [dot for row in rows for dot in (row.deviations or {})[name].values() if math.isfinite(dot.mean)]
    dots = max((100.0 * abs(dot.mean) for dot in shown), default=0.0)
    ends = [100.0 * abs(end) for dot in shown for end in (dot.low, dot.high) if math.isfinite(end)]
    return max(2.0 * percent, min(1.1 * max(ends, default=0.0), max(4.0 * percent, 1.3 * dots)))


def _dot(axes: Axes, x: float, deviation: Deviation, limit: float, colour: str, marker: str) -> None:
    if not math.isfinite(deviation.mean):
        return
    mean, low, high = (100.0 * value for value in (deviation.mean, deviation.low, deviation.high))
    settled = deviation.outcome == SETTLED
    if math.isfinite(high - low):
        axes.plot([x, x], [max(low, -limit), min(high, limit)], color=colour, linewidth=1.8, zorder=3)
        for end, edge, arrow in ((low, -limit, "v"), (high, limit, "^")):
            if abs(end) > limit:
                axes.plot([x], [edge], arrow, color=colour, markersize=5, clip_on=False, zorder=4)
    axes.plot([x], [mean], marker, color=colour, markerfacecolor=colour if settled else "white", markersize=6, zorder=5)
