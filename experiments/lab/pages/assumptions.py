"""Assumptions: every number that the model takes, to be changed, and what that does to the answer."""

from __future__ import annotations

import asyncio

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.page import PATIENCE_SECONDS, Page
from experiments.lab.parts.assumption_fields import AssumptionFields, numbers, shipped
from experiments.lab.parts.changes import ChangesView
from experiments.lab.parts.texts import text
from experiments.lab.parts.tornado import TornadoView
from experiments.lab.play.changes import Changes
from experiments.lab.play.tornado import Tornado
from experiments.lab.question.asked import Asked
from experiments.lab.question.plainly import plainly

_LEDE = (
    "Nothing in the model is hidden: these are all its numbers under the chosen set. A guess is a number that "
    "nobody has measured; ranges are what a comparison draws from. Change a number, and see what that does."
)
_FIRST = Asked(people=50_000)  # takes hardly longer than fewer, and rare purchases count in finer steps


router = APIRouter()


@router.page("/assumptions", title="Assumptions: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    table = _Table()
    await Page("/assumptions", _LEDE, table.show, _FIRST).open(request)


class _Table:
    """The table of one visitor: it stays when a number is changed, so that nobody is thrown out of it."""

    def __init__(self) -> None:
        self.fields: AssumptionFields | None = None

    async def show(self, page: Page) -> None:
        """The answer above, and the table below it."""
        self._fill_in(page)
        changes, tornado = Changes(page.asked), Tornado(page.asked)
        above, below = ChangesView(changes), TornadoView(tornado)
        try:
            await asyncio.gather(above.follow(), below.follow())
        finally:  # the visitor left, or asks something else
            changes.stop()
            tornado.stop()

    def _fill_in(self, page: Page) -> None:
        if self.fields is None:
            with page.below:
                self.count = text("p", "").classes("note").props("data-count")
                self.fields = AssumptionFields(
                    lambda place, value: self._number(page, place, value), lambda places: self._reset(page, places)
                )
        entries = list(shipped(page.asked))
        guesses = sum(entry.standing == "guessed" for entry in entries)
        self.count.clear()
        with self.count:
            ui.label(f"{len(entries)} numbers, {guesses} of them guesses.").classes("contents")
        self.fields.show(page.asked)

    async def _number(self, page: Page, place: str, given: str) -> None:
        """Takes a number that was typed; the shipped one is no change."""
        changed = {name: repr(value) for name, value in page.asked.changed} | {place: given}
        if _is(given, numbers(shipped(page.asked)).get(place)):
            del changed[place]
        await self._ask(page, changed)
        if self.fields is not None:
            self.fields.answer(place, given, map(plainly, page.problems))

    async def _reset(self, page: Page, places: list[str]) -> None:
        await self._ask(page, {name: repr(value) for name, value in page.asked.changed if name not in places})
        if self.fields is not None:
            self.fields.answer("", "", ())

    async def _ask(self, page: Page, changed: dict[str, str]) -> None:
        await page.ask({"changed": ",".join(f"{name}:{value}" for name, value in changed.items())})


def _is(given: str, number: float | None) -> bool:
    try:
        return float(given) == number
    except ValueError:
        return False
