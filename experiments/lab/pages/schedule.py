"""Draw a launch: its phases as bars on a calendar, saved as a file for the command line or taken to other views."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import APIRouter, ui
from starlette.concurrency import run_in_threadpool

from experiments.lab.pages.frame import framed
from experiments.lab.pages.page import PATIENCE_SECONDS
from experiments.lab.parts.menu import VIEWS, address_of
from experiments.lab.parts.schedule_bars import ScheduleBars
from experiments.lab.parts.texts import alerts, text
from experiments.lab.question.drawn import Bar, bars_word, drawable, drawn_file, drawn_tables, keep_drawn, read_bars
from experiments.lab.question.opened import FIRST, scenario_named
from experiments.words.numbers import spoken
from sim.errors import InputError
from sim.scenario.schedule import PRESETS

_LEDE = (
    "Each bar is a phase: who posts, from which day, and over how many days their first posts are spread. What is "
    "drawn is a launch like any other: watch it, compare it, or take it along as a file."
)
_NAME, _BESIDE = "drawn", "micro_only"
_BEGUN = "alternating"  # something with more than one bar
# In the browser: the address says what is drawn, and the way back leads past all that was drawn on the way.
_ADDRESS = """
const page = new URL(location.href);
for (const [name, word] of Object.entries(%s)) page.searchParams.set(name, word);
history.replaceState(null, "", page);
"""

router = APIRouter()


@router.page("/schedule", title="Draw a launch: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    with framed("/schedule", VIEWS["/schedule"], _LEDE), ui.element("div").classes("drawn"):
        await _Drawing(dict(request.query_params)).open()


class _Drawing:
    """What one visitor draws: a name, bars, and the launch beside which it is compared."""

    def __init__(self, words: dict[str, str]) -> None:
        self.scenario_file = words.get("scenario", FIRST)
        self.name = words.get("name", _NAME)
        self.beside = words.get("beside", _BESIDE)
        self.starts = drawable()
        self.bars: tuple[Bar, ...] = self.starts[_BEGUN]
        self.given = words.get("phases", "")

    async def open(self) -> None:
        """Puts the calendar, the fields and what can be done with it."""
        problems: tuple[str, ...] = ()
        try:
            self.bars = read_bars(self.given) if self.given else self.bars
            scenario = scenario_named(self.scenario_file)
        except InputError as error:
            problems = error.problems
            self.scenario_file = FIRST
            scenario = scenario_named(FIRST)
        starts = {spoken(name): bars for name, bars in self.starts.items()}
        ScheduleBars(self.bars, scenario.market.horizon_days, starts, self._drawn)
        self._fields([*PRESETS, *scenario.schedules])
        self.problems = ui.element("div").props("data-problems")
        with ui.element("div").props("data-take"):
            with ui.element("button").classes("button").props("type=button data-save") as self.save:
                ui.label("Save it as a file (TOML)").classes("contents")
            self.save.on("click", self._save)
            self.links = {view: text("a", name) for view, name in (("/watch", "Watch it"), ("/compare", "Compare it"))}
        await self._check(problems)

    def _fields(self, launches: list[str]) -> None:
        with ui.element("div").classes("named"):
            with ui.element("label"):
                ui.label("Name of the launch")
                name = ui.element("input").props("type=text maxlength=40 data-name")
                name.props["value"] = self.name[:40]
            with ui.element("label"):
                ui.label("Compared with")
                with ui.element("select").props("data-beside") as beside:
                    for launch in launches:
                        chosen = "selected" if launch == self.beside else ""
                        text("option", spoken(launch)).props(f"value={launch} {chosen}")
        for field, attribute in ((name, "name"), (beside, "beside")):
            field.on("change", self._hearing(attribute), js_handler="(event) => emit(event.target.value)")

    def _hearing(self, attribute: str) -> Any:
        async def heard(event: Any) -> None:
            setattr(self, attribute, str(event.args).strip())
            await self._check()

        return heard

    async def _drawn(self, word: str) -> None:
        try:
            self.bars = read_bars(word)
        except InputError as error:
            self._complain(error.problems)
            return
        await self._check()

    async def _check(self, problems: tuple[str, ...] = ()) -> None:
        """Says what is wrong with what is drawn, or lets it be taken along."""
        self.tables: dict[str, Any] | None = None
        try:
            self.tables = await run_in_threadpool(drawn_tables, self.scenario_file, self.name, self.bars, self.beside)
        except InputError as error:
            problems = (*problems, *error.problems)
        self._complain(problems)
        words = {"phases": bars_word(self.bars), "name": self.name, "beside": self.beside}
        ui.run_javascript(_ADDRESS % json.dumps(words))
        self.save.props(remove="disabled") if self.tables else self.save.props("disabled")
        for view, link in self.links.items():
            if self.tables is None:
                link.props(remove="href")
                continue
            asked = {"scenario": keep_drawn(self.tables), "schedules": f"{self.name},{self.beside}"}
            link.props(f'href="{address_of(view, urlencode(asked, safe=","))}"')

    def _complain(self, problems: tuple[str, ...]) -> None:
        self.problems.clear()
        with self.problems:
            alerts(problems)

    def _save(self) -> None:
        if self.tables is not None:
            ui.download(drawn_file(self.tables).encode(), "launch.toml")
