"""The tornado: a button that draws it, bars of what moves the answer most, and all of it as a table."""

from __future__ import annotations

import asyncio
import math
import time
from functools import partial
from typing import Any

from nicegui import ui

from experiments.lab.parts.charts import GREY, ZERO, chart, in_rows, redraw
from experiments.lab.parts.texts import beside_nothing, scrolled, table_head, text, with_interval, with_unit
from experiments.lab.play.tornado import PASSES, Bar, End, Tornado, TornadoSoFar
from experiments.lab.pool import workers
from experiments.pictures.palette import FURTHER_COLOURS
from experiments.statistics.estimates import PairedDifference
from experiments.words.numbers import is_share, minus, row_step, show_difference, spoken
from sim.tiers import TierTable

MOST_BARS = 12
_HEIGHT = f"{6 + 3.1 * MOST_BARS:g}rem"
_COLOUR = FURTHER_COLOURS[2]  # no tier's
_BAR_PIXELS = 8
_LOOK_SECONDS = 2.0  # from one drawing of the first look to the next
_DRAW, _STOP, _GO_ON = "Draw the tornado", "Stop", "Go on"


class TornadoView:
    """A button and the tornado: nothing is played before it is pressed; pressed again, it stops."""

    def __init__(self, tornado: Tornado) -> None:
        self.tornado = tornado
        self.client = ui.context.client
        self.wanted = asyncio.Event()
        with ui.element("div").classes("player"):
            with ui.element("button").props("type=button data-tornado") as button:
                self.word = ui.label(_DRAW).classes("contents")
            button.on("click", self._pressed)
            self.button = button
            self.done = ui.label(
                f"moves {len(tornado.ends)} uncertain numbers, one at a time, to both ends of their ranges"
            ).props("data-passes")
        self.drawn = ui.element("section").classes("tornado").props('aria-label="Tornado"')
        self.chart: ui.echart | None = None

    async def follow(self) -> None:
        """Draws a first look and then every pass, as often as the visitor wants it, until all are played."""
        pieces = PASSES * (len(self.tornado.ends) + 1)
        while len(self.tornado.played) < pieces:
            await self.wanted.wait()
            self.word.set_text(_STOP)
            shown, drawn_at = self.tornado.passes, -math.inf
            async for done in self.tornado.pieces(workers()):
                if done % 5 == 0:
                    self.done.set_text(
                        f"pass {self.tornado.passes + 1} of {PASSES}: {self._through(done)} % of it played"
                    )
                due = not self.tornado.passes and done > 1 and time.monotonic() - drawn_at > _LOOK_SECONDS
                if self.tornado.passes > shown or due:
                    shown, drawn_at = self.tornado.passes, time.monotonic()
                    self._show(await asyncio.to_thread(self.tornado.so_far))
                await self.client.connected()  # nothing is begun for who is away
            self.wanted.clear()
            self.word.set_text(_GO_ON)
            self.done.set_text(f"stopped after {self.tornado.passes} of {PASSES} passes")
        self.word.set_text("Done")
        self.done.set_text(f"{PASSES} of {PASSES} passes")
        self.button.props("disabled")

    def _through(self, done: int) -> int:
        """The part of the pass in work that is played, in whole per cent."""
        pieces = len(self.tornado.ends) + 1
        return min(99, max(0, round(100 * (done - pieces * self.tornado.passes) / pieces)))

    def _pressed(self) -> None:
        if self.wanted.is_set():
            self.tornado.stop()
            self.word.set_text("Stopping ...")
        else:
            self.word.set_text(_STOP)
            self.done.set_text("begins: first one town, then more")
            self.wanted.set()

    def _show(self, so_far: TornadoSoFar) -> None:
        if not so_far.counted:
            self.drawn.clear()
            with self.drawn:
                text("p", "With nothing moved the two launches cannot be played: there is nothing to draw.")
            return
        if self.chart is None:
            with self.drawn:
                first, second = (spoken(name) for name in self.tornado.schedules)
                text("h2", f"What moves {first} minus {second} most")
                self.key = text("p", "").classes("note")
                self.chart = chart(options(self.tornado, so_far), _HEIGHT)
                self.refused = ui.element("div")
                with ui.element("details").props("data-tornado-table"):
                    text("summary", "The same as a table, with 95 % intervals")
                    self.table = scrolled()
        redraw(self.chart, options(self.tornado, so_far))
        for element, put in ((self.key, self._key), (self.refused, _refused), (self.table, self._table)):
            element.clear()
            with element:
                put(so_far)

    def _key(self, so_far: TornadoSoFar) -> None:
        look = ""
        if not so_far.passes:
            look = f"A first look: one town, {len(so_far.bars)} of {len(self.tornado.ends)} numbers moved so far. "
        ui.label(
            f"{look}Hollow: at the low end of its range. Filled: at the high end. Grey: its 95 % interval holds zero, "
            "or it has none yet; one in twenty leaves zero out by chance alone. "
            f"Zero is where nothing is moved: {self._words(so_far.base, so_far)}.{beside_nothing(self.tornado.kpi)}"
        ).classes("contents")

    def _table(self, so_far: TornadoSoFar) -> None:
        moving = [bar for bar in so_far.bars if bar.width or bar.low.refused or bar.high.refused]
        with ui.element("table"):
            moves = f"moves {with_unit(self.tornado.kpi)} by"
            table_head(("Assumption", f"at its low end {moves}", f"at its high end {moves}"))
            with ui.element("tbody"):
                for bar in moving:
                    with ui.element("tr").props(f'data-bar="{bar.name}"'):
                        text("th", name_shown(bar)).props("scope=row")
                        for end in (bar.low, bar.high):
                            text("td", self._end(end, so_far))
        still = [name_shown(bar) for bar in so_far.bars if bar not in moving]
        if still:
            text("p", f"Moved in no replicate so far by: {', '.join(still)}.").classes("note")

    def _end(self, end: End, so_far: TornadoSoFar) -> str:
        if end.effect is None:
            return f"{_value(end)}: cannot be played"
        partly = f", without {end.refused} of {so_far.counted} replicates" if end.refused else ""
        return f"{_value(end)}: {self._words(end.effect, so_far)}{partly}"

    def _words(self, difference: PairedDifference, so_far: TornadoSoFar) -> str:
        step = row_step([so_far.base])
        return minus(with_interval(difference, partial(show_difference, unit=self.tornado.kpi.unit, step=step)))


def _refused(so_far: TornadoSoFar) -> None:
    """Which ends could not be played, and why."""
    for bar in so_far.bars:
        for which, end in (("low", bar.low), ("high", bar.high)):
            if end.refused:
                times = "" if end.effect is None else f" in {end.refused} of {so_far.counted} replicates"
                text(
                    "p", f"{name_shown(bar)} at its {which} end ({_value(end)}) cannot be played{times}: {end.reason}"
                ).classes("note").props(f'data-refused="{bar.name}"')


def _value(end: End) -> str:
    """The value of an end in words, or the values of the tiers."""
    if not isinstance(end.value, TierTable):
        return f"{end.value:g}"
    by_tier = [f"{value:g}" for value in end.value.values()]
    return by_tier[0] if len(set(by_tier)) == 1 else " / ".join(by_tier)


def name_shown(bar: Bar) -> str:
    """The name of a bar's assumption, such as "purchase per click" or "fake follower share of nano"."""
    name, _, tier = bar.name.partition(".")
    return f"{spoken(name)} of {tier}" if tier else spoken(name)


def options(tornado: Tornado, so_far: TornadoSoFar) -> dict[str, Any]:
    """Low ends hollow and high ends filled, grey where the interval holds zero; the widest on top."""
    kpi = tornado.kpi
    percent = 100.0 if is_share(kpi.unit) else 1.0
    bars = [bar for bar in so_far.bars if bar.width > 0.0][:MOST_BARS]
    effects = [end.effect for bar in bars for end in (bar.low, bar.high) if end.effect is not None]
    means = [percent * effect.mean for effect in effects]
    return in_rows(f"moves {with_unit(kpi)} by", means, [_label(bar) for bar in bars], 15) | {
        "series": [
            {
                "type": "bar",
                "name": name,
                "barWidth": _BAR_PIXELS,
                "barGap": "15%",
                "data": [_drawn(bar.high if filled else bar.low, percent, filled) for bar in bars],
            }
            | ({"markLine": ZERO} if filled else {})
            for name, filled in (("low end", False), ("high end", True))
        ]
    }


def _label(bar: Bar) -> str:
    """The name, and the ends where each of them is one number."""
    low, high = bar.low.value, bar.high.value
    if isinstance(low, TierTable) or isinstance(high, TierTable):
        return name_shown(bar)
    return f"{name_shown(bar)}: {low:g} to {high:g}"


def _drawn(end: End, percent: float, filled: bool) -> dict[str, Any]:
    effect = end.effect
    if effect is None or not math.isfinite(effect.mean):
        return {"value": "-"}
    colour = _COLOUR if effect.low > 0.0 or effect.high < 0.0 else GREY
    style = {"color": colour if filled else "transparent", "borderColor": colour, "borderWidth": 2}
    return {"value": percent * effect.mean, "itemStyle": style}
