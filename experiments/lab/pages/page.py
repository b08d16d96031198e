"""A view of the lab: menu, form, and below it what is asked, shown anew in place as soon as something else is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from urllib.parse import urlencode

from fastapi import Request
from nicegui import background_tasks, ui
from starlette.concurrency import run_in_threadpool

from experiments.lab.pages.frame import framed
from experiments.lab.parts.files import FilesPanel
from experiments.lab.parts.form import form, switches
from experiments.lab.parts.menu import VIEWS, lead
from experiments.lab.parts.texts import alerts
from experiments.lab.question.asked import Asked
from experiments.lab.question.opened import MIX
from experiments.lab.question.strayed import strayed
from sim.errors import InputError

PATIENCE_SECONDS = 60.0  # until a page must be there: with a class at once that takes longer than alone
ALWAYS_SAID = frozenset(Asked().words)
# The address says what is asked; what the browser itself keeps in it stays there.
_ADDRESS = """
const page = new URL(location.href);
const own = ["hour", "colour", "projector"].filter((name) => page.searchParams.has(name));
const kept = own.map((name) => [name, page.searchParams.get(name)]);
page.search = %s;
kept.forEach(([name, value]) => page.searchParams.set(name, value));
history.pushState(null, "", page);
"""
_BACK = '<script>addEventListener("popstate", () => location.reload());</script>'

Show = Callable[["Page"], Awaitable[None]]


def chosen(asked: Asked, default: Asked, given: Collection[str] = ()) -> dict[str, str]:
    """The words that differ from what a view shows by itself, and those it was given: what goes on to other views."""
    usual = default.in_scenario(asked.scenario_file).words | {"scenario": default.scenario_file}
    return {name: word for name, word in asked.words.items() if word != usual.get(name) or name in given}


class Page:
    """One visitor's page. ``asked`` is what it shows; ``content`` the element that holds it.

    ``below`` comes after it and stays as it is when something else is asked; ``problems`` is what was wrong with
    what was asked last.
    """

    def __init__(self, here: str, lede: str, show: Show, default: Asked | None = None) -> None:
        self.here = here
        self.lede = lede
        self.show = show
        self.default = default or Asked()
        self._task: asyncio.Task[None] | None = None
        self._asking = asyncio.Lock()  # one question after the other

    async def open(self, request: Request) -> None:
        """Answers a request, then shows what its address asks until the visitor leaves."""
        self.asked, problems = await run_in_threadpool(Asked.read_or_default, request.query_params, self.default)
        given = frozenset(request.query_params)
        self._given = frozenset() if given >= ALWAYS_SAID else given  # a link to all that is asked says no choice
        ui.add_body_html(_BACK)
        with framed(self.here, VIEWS[self.here], self.lede) as (whole, self._links):
            self._form = ui.element("div")
            self._strayed = ui.label("").classes("strayed").props("data-strayed")
            with ui.element("div").classes("folds"):
                self._switches = ui.element("div")
                self._files = FilesPanel(town=self.here in ("/watch", "/virality"))
            self._problems = ui.element("div")
            self.content = ui.element("div").props("data-content")
            if self.here == "/virality":  # where many switches would push the pictures out of sight
                self._switches.move(whole)
            self.below = ui.element("div")
        self._fill_in()
        self._complain(problems)
        client = ui.context.client
        client.on_delete(self._stop)  # not on_disconnect: that is also heard of who is back in a moment
        await client.connected()
        if not problems:
            self._start()

    async def ask(self, words: Mapping[str, str], *, by_form: bool = False) -> None:
        """Shows with these words in place of what was asked; says in words what is wrong with them, if anything is."""
        async with self._asking:
            now = self.asked.words | dict(words)
            if now["scenario"] != self.asked.scenario_file:  # which has a budget, an objective and launches of its own
                now = {name: now[name] for name in ("scenario", "people", "seed", "sharing", "roster") if name in now}
            before = self.asked
            try:
                # In a thread: reading a long roster keeps nobody else waiting.
                self.asked = await run_in_threadpool(Asked.read, now, self.default)
            except InputError as error:
                self._complain(error.problems)
                return
            self._complain(())
            same = self.asked.scenario_file == before.scenario_file and (MIX in self.asked.schedules) == (
                MIX in before.schedules
            )
            if by_form and same:
                self._link()  # whoever is filling in the form is not thrown out of it
            else:
                self._fill_in()
            ui.run_javascript(_ADDRESS % json.dumps(self.asked.address))
            self._start()

    def _fill_in(self) -> None:
        self._form.clear()
        with self._form:
            self._fold = form(self.here, self.asked, self._by_form)
        self._link()
        self._switches.clear()
        if self.here not in ("/assumptions", "/plan"):
            with self._switches:
                switches(self.here, self.asked, self._by_form)

    async def _by_form(self, words: Mapping[str, str]) -> None:
        await self.ask(words, by_form=True)

    def _link(self) -> None:
        words = urlencode(chosen(self.asked, self.default, self._given), safe=",:")
        lead(self._links, words)
        self._fold.show(self.here, self.asked)
        self._strayed.set_text(strayed(self.asked))
        self._files.show(self.asked, self.asked.plan.people if self.here == "/plan" else self.asked.people)

    def _complain(self, problems: tuple[str, ...] | list[str]) -> None:
        self.problems = tuple(problems)
        self._problems.clear()
        with self._problems:
            alerts(problems)

    def _start(self) -> None:
        self._stop()
        self.content.clear()
        self._task = background_tasks.create(self._shown(), name=f"show {self.here}")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _shown(self) -> None:
        if self.content.is_deleted:
            return  # the visitor has left
        with self.content:
            try:
                await self.show(self)
            except InputError as error:
                alerts(error.problems)
