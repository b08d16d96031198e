"""Does virality cost trust? The launches with twenty lucks; with one luck a trail for each, and sizes of cascades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.charts import TEXT, ZERO, axis, chart, redraw
from experiments.lab.parts.puzzles import Puzzling
from experiments.lab.parts.texts import text
from experiments.lab.play.lucks import LUCKS, Luck, does_it_cost_trust, lotteries, luck
from experiments.lab.play.pieces import finished
from experiments.lab.play.plane import Plane, plane
from experiments.lab.pool import in_worker, workers
from experiments.lab.question.asked import Asked
from experiments.pictures.palette import colours
from experiments.words.numbers import spoken
from sim.errors import InputError

_LEDE = (
    "To the right: more of what people see comes from other people. Upwards: those reached trust the brand more "
    "than before. People share here as rarely as was measured, unless you choose otherwise; most lucks show "
    "little of it and a few show much, so the launches are played with twenty lucks. Switch a mechanism off, and see "
    "what moves."
)
_FIRST = Asked(("macro_only", "nano_only"), people=20_000, budget_eur=100_000)
_GRID = {"left": 40, "right": 20, "top": 40, "bottom": 45, "containLabel": True}
_NO_CHANGE = {**ZERO, "data": [{"yAxis": 0}]}  # of trust
_SIZES = ("1", "2", "3 to 5", "6 to 20", "over 20")
# What is told of the point under the pointer.
_PLACE = """${at.value[0].toFixed(1)} % brought by people,
trust gained ${at.value[1].toFixed(4).replace("-", "\\u2212")}"""
_TOLD = f"(at) => `${{at.seriesName}}: {_PLACE}`"
_TOLD_OF_LUCK = f"(at) => `${{at.seriesName}}, luck ${{at.value[2]}}: {_PLACE}`"


router = APIRouter()


@router.page("/virality", title="Does virality cost trust? groundswell lab", response_timeout=PATIENCE_SECONDS)
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
    lucks = None if page.asked.puzzle else _Lucks(page.asked)  # a puzzle has one luck
    with ui.element("section").classes("panels").props("data-trails"):
        for title, options in (
            ("Virality and trust with this luck, day by day", trails(shown)),
            ("How far posts are passed on with this luck", cascade_sizes(shown)),
        ):
            with ui.element("figure"):
                text("figcaption", title)
                chart(options, "26rem")
    if lucks is not None:
        await lucks.follow()


class _Lucks:
    """The launches with many lucks: the answer, a picture with a dot for each luck, and a sentence for each launch."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.lucks: list[Luck] = []
        with ui.element("section").props("data-lottery"):
            self.answer = ui.label(f"Playing {LUCKS} lucks ...").classes("answer").props("role=status data-answer")
            with ui.element("figure"):
                text("figcaption", f"{LUCKS} lucks, each in a town of its own")
                self.chart = chart(lottery(asked.schedules, []), "26rem")
            self.words = ui.element("div").props("data-words")

    async def follow(self) -> None:
        """Plays luck after luck, and says what they come to once all are played."""
        asked, scenario = self.asked, self.asked.scenario()
        pieces = (partial(luck, scenario, asked.schedules, asked.seed + k) for k in range(LUCKS))
        async for one in finished(workers(), pieces, lambda: False):
            self.lucks.append(one)
            self.answer.set_text(f"Playing {LUCKS} lucks: {len(self.lucks)} so far ...")
            await ui.context.client.connected()  # nothing is begun for who is away
        redraw(self.chart, lottery(asked.schedules, self.lucks))
        found = lotteries(asked.schedules, self.lucks)
        self.answer.set_text(f"Does virality cost trust, {_shared(asked)}? {does_it_cost_trust(found)}")
        with self.words:
            for of_launch in found:
                text("p", of_launch.words).classes("note")


def _shared(asked: Asked) -> str:
    """In words: how much is shared."""
    once = replace(asked, sharing=1).scenario().assumptions.entry("share_per_engaged_person")
    known = "is assumed" if once.overridden else "was measured"
    return (
        f"at the sharing that {known}" if asked.sharing == 1 else f"if people shared {asked.sharing} times what {known}"
    )


def lottery(schedules: Sequence[str], lucks: Sequence[Luck]) -> dict[str, Any]:
    """The plane with a dot for each luck of each launch, and a line where no trust is won or lost."""
    palette = colours(list(schedules))
    series: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "name": spoken(name),
            "symbolSize": 11,
            "data": [[*one.places[name], one.seed] for one in lucks if name in one.places],
            "itemStyle": {"color": palette[name], "opacity": 0.75},
        }
        for name in schedules
    ]
    series[0]["markLine"] = _NO_CHANGE
    across, up = zip(*((0.0, 0.0), *(place for one in lucks for place in one.places.values())), strict=True)
    return {**_plane(schedules, across, up), "series": series, "tooltip": {":formatter": _TOLD_OF_LUCK}}


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
    series[0]["markLine"] = _NO_CHANGE
    across, up = zip(*(point for trail in drawn.values() for point in trail), strict=True)
    return {**_plane(list(shown.trails), across, up), "series": series, "tooltip": {":formatter": _TOLD}}


def _plane(schedules: Sequence[str], across: Sequence[float], up: Sequence[float]) -> dict[str, Any]:
    """Legend and axes of the plane, with room for these values."""
    return {
        **_legend(schedules),
        "grid": _GRID,
        "xAxis": _numbers(axis("impressions brought by people (%)", 28), across),
        "yAxis": _numbers(axis("trust gained (scale of 0 to 1)", 60), up),
    }


def cascade_sizes(shown: Plane) -> dict[str, Any]:
    """The chart of cascade sizes: the share, in %, of everything published or written that reached each size."""
    palette = colours(list(shown.trails))
    series = []
    for name, shares in shown.sizes.items():
        series.append({"type": "bar", "name": spoken(name), "data": shares, "itemStyle": {"color": palette[name]}})
    return {
        **_legend(list(shown.trails)),
        "grid": _GRID,
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


def _legend(schedules: Sequence[str]) -> dict[str, Any]:
    names = [{"name": spoken(name), "icon": "circle"} for name in schedules]
    return {"legend": {"data": names, "textStyle": TEXT, "top": 0}}
