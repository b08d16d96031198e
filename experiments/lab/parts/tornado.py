"""The tornado: a button that draws it, bars of what moves the answer most, and all of it as a table."""

from __future__ import annotations

import asyncio
from functools import partial

from nicegui import ui

from experiments.lab.parts.charts import chart, redraw
from experiments.lab.parts.texts import text, with_interval, with_unit
from experiments.lab.parts.tornado_chart import HEIGHT, name_shown, options
from experiments.lab.play.tornado import PASSES, End, Standing, Tornado
from experiments.lab.pool import workers
from experiments.statistics.estimates import PairedDifference
from experiments.words.numbers import minus, row_step, show_difference, spoken
from sim.tiers import TierTable

_DRAW, _STOP, _GO_ON = "Draw the tornado", "Stop", "Go on"


class TornadoView:
    """Nothing is played before the button is pressed; pressed again, it stops."""

    def __init__(self, tornado: Tornado) -> None:
        self.tornado = tornado
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
        """Draws after every pass, as often as the visitor wants it, until all are played."""
        pieces = PASSES * (len(self.tornado.ends) + 1)
        while len(self.tornado.played) < pieces:
            await self.wanted.wait()
            self.word.set_text(_STOP)
            shown = self.tornado.passes
            async for done in self.tornado.pieces(workers()):
                if done % 5 == 0:
                    self.done.set_text(
                        f"pass {self.tornado.passes + 1} of {PASSES}: {self._through(done)} % of it played"
                    )
                if self.tornado.passes > shown:
                    shown = self.tornado.passes
                    self._show(await asyncio.to_thread(self.tornado.standing))
                await ui.context.client.connected()  # nothing is begun for who is away
            self.wanted.clear()
            self.word.set_text(_GO_ON)
            self.done.set_text(f"stopped after {self.tornado.passes} of {PASSES} passes")
        self.word.set_text("Done")
        self.done.set_text(f"{PASSES} of {PASSES} passes")
        self.button.props("disabled")

    def _through(self, done: int) -> int:
        """How much of the pass in work is played, in per cent."""
        one = len(self.tornado.ends) + 1
        return min(99, max(0, round(100 * (done - one * self.tornado.passes) / one)))

    def _pressed(self) -> None:
        if self.wanted.is_set():
            self.tornado.stop()
            self.word.set_text("Stopping ...")
        else:
            self.word.set_text(_STOP)
            self.done.set_text("begins as soon as the answer above is there")
            self.wanted.set()

    def _show(self, standing: Standing) -> None:
        if not standing.counted:
            self.drawn.clear()
            with self.drawn:
                text("p", "With nothing moved the two launches cannot be played: there is nothing to draw.")
            return
        if self.chart is None:
            with self.drawn:
                first, second = (spoken(name) for name in self.tornado.schedules)
                text("h2", f"What moves {first} minus {second} most")
                self.key = text("p", "").classes("note")
                self.chart = chart(options(self.tornado, standing), HEIGHT)
                self.refused = ui.element("div")
                with ui.element("details").props("data-tornado-table"):
                    text("summary", "The same as a table, with 95 % intervals")
                    self.table = ui.element("div").classes("wide")
        redraw(self.chart, options(self.tornado, standing))
        for element, put in ((self.key, self._key), (self.refused, _refused), (self.table, self._table)):
            element.clear()
            with element:
                put(standing)

    def _key(self, standing: Standing) -> None:
        ui.label(
            "Hollow: at the low end of its range. Filled: at the high end. Grey: its 95 % interval holds zero, or it "
            "has none yet; one in twenty leaves zero out by chance alone. "
            f"Zero is where nothing is moved: {self._words(standing.base, standing)}."
        ).classes("contents")

    def _table(self, standing: Standing) -> None:
        moving = [bar for bar in standing.bars if bar.width or bar.low.refused or bar.high.refused]
        with ui.element("table"):
            with ui.element("thead"), ui.element("tr"):
                what = f"moves {with_unit(self.tornado.kpi)} by"
                for words in ("Assumption", f"at its low end {what}", f"at its high end {what}"):
                    text("th", words).props("scope=col")
            with ui.element("tbody"):
                for bar in moving:
                    with ui.element("tr").props(f'data-bar="{bar.name}"'):
                        text("th", name_shown(bar)).props("scope=row")
                        for end in (bar.low, bar.high):
                            text("td", self._end(end, standing))
        still = [name_shown(bar) for bar in standing.bars if bar not in moving]
        if still:
            text("p", f"Moved in no replicate so far by: {', '.join(still)}.").classes("note")

    def _end(self, end: End, standing: Standing) -> str:
        if end.effect is None:
            return f"{_value(end)}: cannot be played"
        partly = f", without {end.refused} of {standing.counted} replicates" if end.refused else ""
        return f"{_value(end)}: {self._words(end.effect, standing)}{partly}"

    def _words(self, one: PairedDifference, standing: Standing) -> str:
        step = row_step([standing.base])
        return minus(with_interval(one, partial(show_difference, unit=self.tornado.kpi.unit, step=step)))


def _refused(standing: Standing) -> None:
    """Which ends could not be played, and why."""
    for bar in standing.bars:
        for which, end in (("low", bar.low), ("high", bar.high)):
            if end.refused:
                times = "" if end.effect is None else f" in {end.refused} of {standing.counted} replicates"
                text(
                    "p", f"{name_shown(bar)} at its {which} end ({_value(end)}) cannot be played{times}: {end.reason}"
                ).classes("note").props(f'data-refused="{bar.name}"')


def _value(end: End) -> str:
    """A number, or one of each tier."""
    if not isinstance(end.value, TierTable):
        return f"{end.value:g}"
    each = [f"{value:g}" for value in end.value.values()]
    return each[0] if len(set(each)) == 1 else " / ".join(each)
