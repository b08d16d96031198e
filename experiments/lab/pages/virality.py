"""Does virality cost trust? One luck's trails before a cloud of twenty lucks, sizes of cascades, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.charts import axis, chart, redraw
from experiments.lab.parts.plane import GRID, Ends, PlanePlayer, Trails, legend, plane_options
from experiments.lab.parts.puzzles import Puzzling
from experiments.lab.parts.texts import figures_table, scrolled, text
from experiments.lab.play.lucks import LUCKS, Luck, does_it_cost_trust, lotteries, luck
from experiments.lab.play.pieces import finished
from experiments.lab.play.plane import Plane, cascades_in_words, plane, trails_in_words
from experiments.lab.pool import in_worker, workers
from experiments.lab.question.asked import Asked
from experiments.pictures.palette import colours
from experiments.words.numbers import minus, spoken, typeset
from sim.errors import InputError

_LEDE = (
    "To the right: more of what people see comes from other people. Upwards: those reached trust the brand more "
    "than before. Most lucks show little of it and a few show much, so the launches are played with twenty. Switch a "
    "mechanism off, and see what moves."
)
_FIRST = Asked(("macro_only", "nano_only"), people=20_000, budget_eur=100_000)
_SIZES = ("1", "2", "3 to 5", "6 to 20", "over 20")
_EVERY = 5  # lucks after which the cloud is drawn anew


router = APIRouter()


@dataclass
class _Visit:
    """What one visitor has seen of the plane: where its axes end, and the trails that were shown last."""

    ends: Ends = field(default_factory=Ends)
    trails: Trails = field(default_factory=dict)


@router.page("/virality", title="Does virality cost trust? groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    puzzling, visit = Puzzling(), _Visit()
    await Page("/virality", _LEDE, lambda page: _show(page, puzzling, visit), _FIRST).open(request)


async def _show(page: Page, puzzling: Puzzling, visit: _Visit) -> None:
    puzzling.begin(page.asked, page.ask)
    waiting = text("p", "Playing the campaigns ...").classes("note").props("role=status")
    try:
        shown = await in_worker(partial(plane, page.asked.scenario(), page.asked))
    except InputError:
        waiting.delete()
        raise
    waiting.delete()
    puzzling.judge(shown.tries)
    view = _View(page.asked, shown, visit)
    visit.trails = shown.trails
    if not page.asked.puzzle:  # a puzzle has one luck
        await view.follow()


class _View:
    """The answer, the plane with its player, sizes of cascades, and a sentence for each launch."""

    def __init__(self, asked: Asked, shown: Plane, visit: _Visit) -> None:
        self.asked, self.shown, self.ends = asked, shown, visit.ends
        self.before = visit.trails
        self.lucks: list[Luck] = []
        self.stopped = False
        self.ends.widen(point for trails in (shown.trails, self.before) for trail in trails.values() for point in trail)
        if not asked.puzzle:
            with ui.element("section").props("data-lottery"):
                self.answer = ui.label(f"Playing {LUCKS} lucks ...").classes("answer").props("role=status data-answer")
                self.stop = text("button", "Stop").classes("quiet").props("type=button data-stop-lucks")
                self.stop.on("click", self._stop)
        with ui.element("section").classes("panels").props("data-trails"):
            self._put_plane()
            self._put_sizes()
        self.words = ui.element("div").props("data-words")

    def _put_plane(self) -> None:
        with ui.element("figure"):
            text("figcaption", "Virality and trust with this luck, day by day")
            text("p", trails_in_words(self.shown.trails)).classes("note").props("data-said")
            if self.shown.apart:
                text("p", typeset(self.shown.apart)).classes("note").props("data-apart")
            self.chart = chart(self._options(), "26rem")
            days = self.asked.scenario().market.horizon_days
            self.player = PlanePlayer(self.chart.id, self.shown.trails, days)
            behind = ["Pale dots: other lucks, each in a town of its own."] if not self.asked.puzzle else []
            if self.before:
                behind.append("Dashed: what was asked before.")
            text("p", " ".join(behind)).classes("note")
            rows = [
                (spoken(name), f"{trail[-1][0]:.1f}", minus(f"{trail[-1][1]:+.4f}"))
                for name, trail in self.shown.trails.items()
                if trail
            ]
            with scrolled():
                figures_table(("At the end", "impressions brought by people (%)", "trust gained (0 to 1)"), rows)

    def _put_sizes(self) -> None:
        with ui.element("figure"):
            text("figcaption", "How far posts are passed on with this luck")
            text("p", cascades_in_words(self.shown.sizes)).classes("note").props("data-said")
            chart(cascade_sizes(self.shown), "26rem")
            rows = [(spoken(name), *(f"{share:.2f}" for share in shares)) for name, shares in self.shown.sizes.items()]
            with scrolled():
                figures_table(("Pieces (%) by people in the cascade", *_SIZES), rows)

    def _options(self) -> dict[str, Any]:
        return plane_options(self.shown.trails, self.before, self.lucks, self.ends)

    def _stop(self) -> None:
        self.stopped = True
        self.stop.delete()

    async def follow(self) -> None:
        """Plays luck after luck, and says what they come to once all are played, or those until it is stopped."""
        asked, scenario = self.asked, self.asked.scenario()
        pieces = (partial(luck, scenario, asked.schedules, asked.seed + k) for k in range(LUCKS))
        async for one in finished(workers(), pieces, lambda: self.stopped):
            self.lucks.append(one)
            self.ends.widen(one.places.values())
            self.answer.set_text(f"Playing {LUCKS} lucks: {len(self.lucks)} so far ...")
            if len(self.lucks) % _EVERY == 0:
                self._draw()
            await ui.context.client.connected()  # nothing is begun for who is away
        self._draw()
        if not self.stop.is_deleted:
            self.stop.delete()
        found = lotteries(asked.schedules, self.lucks)
        only = f" By the first {len(self.lucks)} of {LUCKS} lucks." if len(self.lucks) < LUCKS else ""
        self.answer.set_text(f"Does virality cost trust, {_shared(asked)}? {does_it_cost_trust(found)}{only}")
        with self.words:
            for of_launch in found:
                text("p", of_launch.words).classes("note")

    def _draw(self) -> None:
        redraw(self.chart, self._options())
        self.player.drawn_anew()


def _shared(asked: Asked) -> str:
    """In words: how much is shared."""
    once = replace(asked, sharing=1).scenario().assumptions.entry("share_per_engaged_person")
    known = "is assumed" if once.overridden else "was measured"
    return (
        f"at the sharing that {known}" if asked.sharing == 1 else f"if people shared {asked.sharing} times what {known}"
    )


def cascade_sizes(shown: Plane) -> dict[str, Any]:
    """The chart of cascade sizes: the share, in %, of everything published or written that reached each size."""
    names: Sequence[str] = list(shown.trails)
    palette = colours(names)
    series = []
    for name, shares in shown.sizes.items():
        series.append({"type": "bar", "name": spoken(name), "data": shares, "itemStyle": {"color": palette[name]}})
    return {
        **legend(names),
        "grid": GRID,
        "xAxis": {**axis("people in the cascade, publisher included", 28), "type": "category", "data": _SIZES},
        "yAxis": axis("pieces (%)", 40) | {"min": 0, "max": 100},
        "series": series,
        "tooltip": {":valueFormatter": "(value) => value.toFixed(2) + ' %'"},
    }
