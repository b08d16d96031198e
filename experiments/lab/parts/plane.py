"""The plane of virality and trust: a cloud of lucks behind the trails, between axes that stay, and a day that moves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui.element import Element

from experiments.lab.parts.charts import TEXT, ZERO, axis
from experiments.lab.play.lucks import Luck
from experiments.pictures.palette import colours
from experiments.words.numbers import spoken

GRID = {"left": 40, "right": 20, "top": 40, "bottom": 45, "containLabel": True}
_NO_CHANGE = {**ZERO, "data": [{"yAxis": 0}]}  # of trust
_ROUND = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # where an axis may end, times a power of ten
# What is told of the point under the pointer: of a trail, and of a luck.
_PLACE = """${at.value[0].toFixed(1)} % brought by people,
trust gained ${at.value[1].toFixed(4).replace("-", "\\u2212")}"""
_TOLD = f"(at) => `${{at.seriesName}}${{at.seriesType === 'scatter' ? ', luck ' + at.value[2] : ''}}: {_PLACE}`"

Trails = Mapping[str, list[list[float]]]  # by launch: virality in %, trust gained, hour


class PlanePlayer(Element, component="plane.js"):
    """Moves the trails of a chart, by its number among the elements, through so many days."""

    def __init__(self, chart: int, trails: Trails, days: int) -> None:
        super().__init__()
        self._props |= {"chart": chart, "trails": dict(trails), "days": days, "drawn": 0}

    def drawn_anew(self) -> None:
        """Says that the chart was drawn anew, trails and all: they are shown as far as the day that is on."""
        self._props["drawn"] += 1
        self.update()


@dataclass
class Ends:
    """Where the axes of one visitor's plane end: far enough for all that was shown so far, and never nearer again."""

    virality_percent: float = 1.0
    trust: float = 0.001  # up and down alike

    def widen(self, points: Iterable[Sequence[float]]) -> None:
        """Makes room for these points, virality and trust each."""
        for across, up, *_ in points:
            if across > self.virality_percent:
                self.virality_percent = min(100.0, rounded_up(across))
            if abs(up) > self.trust:
                self.trust = rounded_up(abs(up))


def rounded_up(number: float) -> float:
    """The nearest round number that is not less than one above 0."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(power * step for step in _ROUND if power * step >= number * (1.0 - 1e-9))


def plane_options(trails: Trails, before: Trails, lucks: Sequence[Luck], ends: Ends) -> dict[str, Any]:
    """Options of the chart: for each launch its lucks as a cloud, and its trail with its last point marked.

    The trails of ``before``, what was asked last, are dashed. A line says where no trust is won or lost.
    """
    palette = colours(list(dict.fromkeys((*trails, *before))))
    series: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "id": f"lucks {name}",
            "name": spoken(name),
            "symbolSize": 10,
            "data": [[*one.places[name], one.seed] for one in lucks if name in one.places],
            "itemStyle": {"color": palette[name], "opacity": 0.35},
            "z": 1,
        }
        for name in trails
    ]
    for name, trail in before.items():
        line = {"color": palette[name], "width": 1.5, "type": "dashed", "opacity": 0.6}
        ghost = {"type": "line", "id": f"before {name}", "name": f"{spoken(name)} before", "symbol": "none", "z": 2}
        series.append(ghost | {"data": trail, "lineStyle": line, "itemStyle": {"color": palette[name]}})
    for name, trail in trails.items():
        *on_the_way, last = trail or [[0.0, 0.0, 0.0]]
        series.append(
            {
                "type": "line",
                "id": f"trail {name}",
                "name": spoken(name),
                "data": [{"value": point, "symbol": "none"} for point in on_the_way]
                + [{"value": last, "symbol": "circle", "symbolSize": 13}],
                "showAllSymbol": True,
                "lineStyle": {"color": palette[name], "width": 2},
                "itemStyle": {"color": palette[name]},
                "z": 3,
            }
        )
    series[0]["markLine"] = _NO_CHANGE
    up = axis("trust gained (scale of 0 to 1)", 60)
    across = axis("impressions brought by people (%)", 28)
    return {
        **legend(list(trails)),
        "grid": GRID,
        "animation": False,
        "xAxis": _from_to(across, 0.0, ends.virality_percent),
        "yAxis": _from_to(up, -ends.trust, ends.trust),
        "series": series,
        "tooltip": {":formatter": _TOLD},
    }


def legend(schedules: Sequence[str]) -> dict[str, Any]:
    """The names of launches in their colours."""
    names = [{"name": spoken(name), "icon": "circle"} for name in schedules]
    return {"legend": {"data": names, "textStyle": TEXT, "itemStyle": {"opacity": 1}, "top": 0}}


def decimals(values: Sequence[float]) -> int:
    """Decimals that tell the marks of an axis apart: there are about five of them, at round numbers."""
    step = (max(values) - min(values)) / 8
    return max(0, math.ceil(-math.log10(step))) if step else 3


def _from_to(axis_: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    """The axis from end to end, its numbers written alike: with as many decimals as they need, and a true minus."""
    written = f"(value) => value.toFixed({decimals((low, high))}).replace('-', '\\u2212')"
    return axis_ | {"min": low, "max": high, "axisLabel": {**TEXT, ":formatter": written}}
