"""Virality against trust: a trail for each launch as the campaign runs, and the sizes of its cascades beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.charts import GREY, TEXT, axis, chart
from experiments.lab.parts.puzzles import Puzzling
from experiments.lab.parts.texts import text
from experiments.lab.play.plane import Plane, plane
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked
from experiments.pictures.palette import colours
from experiments.words.numbers import spoken
from sim.errors import InputError

_LEDE = (
    "To the right: more of what people see comes from other people. Upwards: those reached trust the brand more "
    "than before. A trail runs from the first day to the last. Measured sharing is so rare that a small town shows "
    "none of it: choose how many times as much there is, switch a mechanism off, and see what moves."
)
_FIRST = Asked(people=20_000, sharing=50)
_SIZES = ("1", "2", "3 to 5", "6 to 20", "over 20")
# What is told of the point under the pointer.
_TOLD = """(at) => `${at.seriesName}: ${at.value[0].toFixed(1)} % brought by people,
trust gained ${at.value[1].toFixed(4).replace("-", "\\u2212")}`"""


router = APIRouter()


@router.page("/virality", title="Virality against trust: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    puzzling = Puzzling()
    await Page("/virality", _LEDE, lambda page: _show(page, puzzling), _FIRST).open(request)


async def _show(page: Page, puzzling: Puzzling) -> None:
    puzzling.begin(page.asked, page.ask)
    waiting = text("p", "Playing the campaigns ...").classes("note")
    try:
        shown = await in_worker(partial(plane, page.asked.scenario(), page.asked))
    except InputError:
        waiting.delete()
        raise
    waiting.delete()
    puzzling.judge(shown.tries)
    with ui.element("section").classes("panels").props("data-trails"):
        for title, options in (
            ("Virality against trust, day by day", trails(shown)),
            ("How far posts are passed on", cascade_sizes(shown)),
        ):
            with ui.element("figure"):
                text("figcaption", title)
                chart(options, "26rem")


def trails(shown: Plane) -> dict[str, Any]:
    """The plane with a trail for each launch; its last point is marked, and a line where no trust is won or lost."""
    palette = colours(list(shown.trails))
    drawn = {name: trail or [[0.0, 0.0]] for name, trail in shown.trails.items()}
    series: list[dict[str, Any]] = []
    for name, (*before, last) in drawn.items():
        series.append(
            {
                "type": "line",
                "name": spoken(name),
                "data": [{"value": point, "symbol": "none"} for point in before] + [{"value": last, "symbolSize": 13}],
                "symbol": "circle",
                "showAllSymbol": True,
                "lineStyle": {"color": palette[name], "width": 2},
                "itemStyle": {"color": palette[name]},
            }
        )
    series[0]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": GREY, "type": "solid"},
        "data": [{"yAxis": 0}],
    }
    across, up = zip(*(point for trail in drawn.values() for point in trail), strict=True)
    return {
        **_legend(shown),
        "grid": {"left": 40, "right": 20, "top": 40, "bottom": 45, "containLabel": True},
        "xAxis": _numbers(axis("impressions brought by people (%)", 28), across),
        "yAxis": _numbers(axis("trust gained (scale of 0 to 1)", 60), up),
        "series": series,
        "tooltip": {":formatter": _TOLD},
    }


def cascade_sizes(shown: Plane) -> dict[str, Any]:
    """The chart of cascade sizes: the share, in %, of everything published or written that reached each size."""
    palette = colours(list(shown.trails))
    series = []
    for name, shares in shown.sizes.items():
        series.append({"type": "bar", "name": spoken(name), "data": shares, "itemStyle": {"color": palette[name]}})
    return {
        **_legend(shown),
        "grid": {"left": 40, "right": 20, "top": 40, "bottom": 45, "containLabel": True},
        "xAxis": {**axis("people in the cascade, publisher included", 28), "type": "category", "data": _SIZES},
        "yAxis": axis("pieces (%)", 40),
        "series": series,
        "tooltip": {":valueFormatter": "(value) => value.toFixed(2) + ' %'"},
    }


def _numbers(axis_: dict[str, Any], values: Sequence[float]) -> dict[str, Any]:
    """The axis with its numbers written alike: as many decimals as these values need, and a true minus sign."""
    written = f"(value) => value.toFixed({decimals(values)}).replace('-', '\\u2212')"
    return axis_ | {"axisLabel": {**TEXT, ":formatter": written}}


def decimals(values: Sequence[float]) -> int:
    """Decimals that tell the marks of an axis apart: there are about five of them, at round numbers."""
    step = (max(values) - min(values)) / 8
    return max(0, math.ceil(-math.log10(step))) if step else 3


def _legend(shown: Plane) -> dict[str, Any]:
    names = [{"name": spoken(name), "icon": "circle"} for name in shown.trails]
    return {"legend": {"data": names, "textStyle": TEXT, "top": 0}, "aria": {"enabled": True}}
