"""Virality against trust: a trail for each launch as the campaign runs, and the sizes of its cascades beside it."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from fastapi import Request
from nicegui import ui

from experiments.lab.asked import Asked
from experiments.lab.charts import TEXT, axis, chart
from experiments.lab.page import Page
from experiments.lab.texts import text
from experiments.lab.watched import Watched, watched
from experiments.palette import colours
from experiments.table import spoken
from sim.cascades import cascades_of
from sim.record import FIXED, IMPRESSIONS, REACH, TRUST, TRUST_INITIAL, VIRAL, Record

_LEDE = (
    "To the right: more of what people see comes from other people. Upwards: those reached trust the brand more "
    "than before. A trail runs from the first day to the last. Measured sharing is so rare that a small town shows "
    "none of it: choose how many times as much there is, switch a mechanism off, and see what moves."
)
_EVERY_HOURS = 6
_SIZES = ("1", "2", "3 to 5", "6 to 20", "over 20")
_FROM = (1, 2, 3, 6, 21)  # people in a cascade of each kind, at least


@ui.page("/virality", title="Virality against trust: groundswell lab")
async def _page(request: Request) -> None:
    await Page("/virality", _LEDE, _show, Asked(people=20_000, sharing=50)).open(request)


async def _show(page: Page) -> None:
    waiting = text("p", "Playing the campaigns ...").classes("note")
    shown = await asyncio.to_thread(watched, page.asked)
    waiting.delete()
    with ui.element("section").classes("panels").props("data-trails"):
        for title, options in (
            ("Virality against trust, day by day", trails(shown)),
            ("How far posts are passed on", cascade_sizes(shown)),
        ):
            with ui.element("figure"):
                text("figcaption", title)
                chart(options, "26rem")


def trail(record: Record) -> list[list[float]]:
    """Every few hours: viral share of the impressions so far in %, trust gained by those reached so far."""
    seen, viral = record.hourly[:, IMPRESSIONS].cumsum(), record.hourly[:, VIRAL].cumsum()
    reached = record.hourly[:, REACH].cumsum()
    gained = (record.hourly[:, TRUST] - record.hourly[:, TRUST_INITIAL]).cumsum() / FIXED
    return [
        [100.0 * float(viral[hour] / seen[hour]), float(gained[hour] / reached[hour])]
        for hour in range(_EVERY_HOURS - 1, len(seen), _EVERY_HOURS)
        if reached[hour]
    ]


def trails(shown: Watched) -> dict[str, Any]:
    """The plane with a trail for each launch; its last point is marked."""
    palette = colours(list(shown.records))
    series: list[dict[str, Any]] = []
    for name, record in shown.records.items():
        points = trail(record)
        line = {"color": palette[name], "width": 2}
        series.append(
            {"type": "line", "name": spoken(name), "data": points, "showSymbol": False, "lineStyle": line,
             "itemStyle": {"color": palette[name]}}
        )  # fmt: skip
        end = [{"value": point, "itemStyle": {"color": palette[name]}} for point in points[-1:]]
        series.append({"type": "scatter", "name": spoken(name), "symbolSize": 13, "data": end})
    return {
        **_legend(shown),
        "grid": {"left": 40, "right": 20, "top": 40, "bottom": 45, "containLabel": True},
        "xAxis": axis("impressions brought by people (%)", 28),
        "yAxis": axis("trust gained (scale of 0 to 1)", 52),
        "series": series,
    }


def cascade_sizes(shown: Watched) -> dict[str, Any]:
    """Of everything that was published or written, what share reached a cascade of each size, in %."""
    palette = colours(list(shown.records))
    series = []
    for name, record in shown.records.items():
        shares = sizes(record)
        series.append({"type": "bar", "name": spoken(name), "data": shares, "itemStyle": {"color": palette[name]}})
    return {
        **_legend(shown),
        "grid": {"left": 40, "right": 20, "top": 40, "bottom": 45, "containLabel": True},
        "xAxis": {**axis("people in the cascade, whoever published included", 28), "type": "category", "data": _SIZES},
        "yAxis": axis("pieces (%)", 40),
        "series": series,
    }


def sizes(record: Record) -> list[float]:
    """Share of the pieces with a cascade of each size, in %, in the order of the picture; adds up to 100."""
    found = cascades_of(record).size
    counts = np.histogram(found, bins=[*_FROM, max(int(found.max(initial=0)), _FROM[-1]) + 1])[0]
    return [100.0 * float(count) / max(1, found.size) for count in counts]


def _legend(shown: Watched) -> dict[str, Any]:
    names = [spoken(name) for name in shown.records]
    return {"legend": {"data": names, "textStyle": TEXT, "top": 0}, "tooltip": {}, "aria": {"enabled": True}}
