"""Compare: the paired differences between launches, with intervals that tighten while replicates run."""

from __future__ import annotations

import asyncio
import math
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.charts import GREY, ZERO, chart, in_rows, redraw
from experiments.lab.parts.risk import RiskView
from experiments.lab.parts.texts import figures_table, scrolled, with_interval
from experiments.lab.play.comparing import MOST_REPLICATES, Comparing, ComparisonSoFar
from experiments.lab.play.comparison_files import FILES, comparison_files
from experiments.lab.pool import workers
from experiments.lab.question.asked import Asked
from experiments.lab.question.opened import MIX
from experiments.pictures.palette import colours
from experiments.replicates.do_nothing import arms_by
from experiments.statistics.estimates import PairedDifference
from experiments.words.numbers import (
    capitalised,
    difference_unit,
    is_share,
    minus,
    noun,
    row_step,
    show,
    show_difference,
    spoken,
)
from experiments.words.setting import assumed
from sim.errors import InputError
from sim.kpis import Kpi

_LEDE = (
    "Every launch is played in the same towns with the same luck and the same draw of the uncertain assumptions; "
    "the differences are taken replicate by replicate, and their intervals tighten as more come in."
)
_FIRST = Asked(schedules=("macro_only", "micro_only", MIX), people=20_000)
# What may go wrong in a process of the pool.
_FAULTS = (ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)


router = APIRouter()


@router.page("/compare", title="Compare: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    await Page("/compare", _LEDE, _show, _FIRST).open(request)


async def _show(page: Page) -> None:
    if len(page.asked.schedules) < 2:
        raise InputError(["give two launches to compare"])
    comparing = Comparing(page.asked)
    try:
        await _View(comparing).follow()
    finally:
        comparing.stop()  # the visitor left, or asks something else


class _View:
    """The answer so far, its picture, and a button that stops it."""

    def __init__(self, comparing: Comparing) -> None:
        self.comparing = comparing
        self.answer = ui.label("Playing the first replicates ...").classes("answer").props("role=status data-answer")
        arms = len(arms_by(comparing.kpi, comparing.schedules))
        pairs = arms * (arms - 1) // 2
        drawn = assumed(comparing.scenario.assumptions)
        ui.label(f"Assumptions: {drawn}, drawn anew for every replicate.").classes("note").props("data-assumed")
        self.chart = chart(_options(comparing, []), f"{8 + 5 * pairs}rem")
        with ui.element("div").classes("player"):
            self.done = ui.label("0 replicates").props("data-replicates")
            with ui.element("button").props("type=button data-stop") as button:
                self.word = ui.label("Stop").classes("contents")
            button.on("click", comparing.stop)
            self.button = button
        self.figures = scrolled().props("data-figures")
        self.risk = RiskView(comparing.schedules, comparing.scenario.currency)
        self.files: dict[str, bytes] = {}
        self.files_of = 0  # replicates that stand in them
        self.writing = False
        with ui.element("p").classes("taken"):
            self.making = ui.label("Take it along:").props("role=status")
            self.buttons = [self._button(name, words) for name, words in FILES.items()]

    def _button(self, name: str, words: str) -> ui.element:
        with ui.element("button").props(f"type=button disabled data-take={name}") as button:
            ui.label(words).classes("contents")
        button.on("click", lambda: self._take(name))
        return button

    async def _take(self, name: str) -> None:
        """Hands a file out; all are made anew where more replicates have come in since."""
        runs = [run for replicate in sorted(self.comparing.runs) for run in self.comparing.runs[replicate]]
        done = len(self.comparing.runs)
        visitor = self.making.client  # who may ask something else meanwhile
        if self.files_of != done:
            self.making.set_text(f"Writing up {done} replicates ...")
            self.writing = True
            self._allow(False)
            asked = self.comparing
            call = partial(comparison_files, asked.scenario, asked.schedules, asked.design, runs, asked.strayed)
            try:
                self.files = await asyncio.get_running_loop().run_in_executor(workers(), call)
            except _FAULTS as fault:
                self.making.set_text(f"This could not be written up: {fault}")
                return
            finally:
                self.writing = False
                self._allow(True)
            self.files_of = done
            self.making.set_text(f"Of {done} replicates:")
        visitor.download(self.files[name], name)

    def _allow(self, allowed: bool) -> None:
        for button in self.buttons:
            button.props(remove="disabled") if allowed else button.props("disabled")

    async def follow(self) -> None:
        """Shows every few replicates what can be said, until all are played or it is stopped."""
        try:
            async for done in self.comparing.replicates(workers()):
                if done in (2, 3, 5, 8) or done % 10 == 0 or self.comparing.stopped:
                    self._show(self.comparing.so_far())
                await ui.context.client.connected()  # nothing is begun for who is away
        except _FAULTS as fault:
            self.answer.set_text(f"This could not be played: {fault}")
        self.word.set_text("Stopped" if self.comparing.stopped else "Done")
        self.button.props("disabled")

    def _show(self, so_far: ComparisonSoFar) -> None:
        if not so_far.counted:
            self.answer.set_text("In none of the draws so far can every launch be paid and played at equal budget.")
            return
        self.answer.set_text(capitalised(so_far.answer))
        self.done.set_text(f"{so_far.counted} of {MOST_REPLICATES} replicates")
        if so_far.counted > 2 and not self.writing:
            self._allow(True)
        redraw(self.chart, _options(self.comparing, so_far.differences))
        self.figures.clear()
        with self.figures:
            _figures(self.comparing.kpi, so_far)
        self.risk.show(self.comparing.runs)


def _figures(kpi: Kpi, so_far: ComparisonSoFar) -> None:
    """The numbers of the picture and of each launch, with their intervals."""
    step = row_step(list(so_far.estimates.values()))
    rows = [
        (spoken(name), with_interval(value, partial(show, unit=kpi.unit, step=step)))
        for name, value in so_far.estimates.items()
    ]
    step = row_step(so_far.differences)
    rows += [
        (
            f"{spoken(pair.first)} minus {spoken(pair.second)}",
            with_interval(pair, partial(show_difference, unit=kpi.unit, step=step)),
        )
        for pair in so_far.differences
    ]
    headings = (f"{noun(kpi)} ({difference_unit(kpi.unit)}) per campaign", "mean (95 % interval)")
    figures_table(headings, ((name, minus(words)) for name, words in rows))


def _options(comparing: Comparing, differences: list[PairedDifference]) -> dict[str, Any]:
    """The picture: for each pair the mean difference and its 95 % interval, and a line at zero."""
    kpi: Kpi = comparing.kpi
    percent = 100.0 if is_share(kpi.unit) else 1.0
    palette = colours(arms_by(comparing.kpi, comparing.schedules))
    names = [f"{spoken(pair.first)} minus {spoken(pair.second)}" for pair in differences]
    bars, dots = [], []
    for k, pair in enumerate(differences):
        clear = pair.low > 0.0 or pair.high < 0.0
        colour = palette[pair.first if pair.mean > 0 else pair.second] if clear else GREY
        if math.isfinite(pair.high - pair.low):
            bars.append(
                {
                    "coords": [[percent * pair.low, k], [percent * pair.high, k]],
                    "lineStyle": {"color": colour, "width": 3, "opacity": 1},
                }
            )
        dots.append({"value": [percent * pair.mean, k], "itemStyle": {"color": colour, "opacity": 1}})
    ends = [percent * number for pair in differences for number in (pair.low, pair.mean, pair.high)]
    return in_rows(f"difference in {noun(kpi)} ({difference_unit(kpi.unit)})", ends, names, 12) | {
        "series": [
            {"type": "lines", "coordinateSystem": "cartesian2d", "polyline": False, "data": bars, "silent": True},
            {"type": "scatter", "symbolSize": 12, "data": dots, "label": {"show": False}, "markLine": ZERO},
        ]
    }
