"""Assumptions: every number that the model takes, with its range, how well it stands, and where it comes from."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from experiments.assumption_table import base_shown, range_shown
from experiments.lab.page import Page
from experiments.lab.texts import text
from experiments.table import spoken
from sim.assumptions import Entry

_HEADS = ("Assumption", "value", "range", "standing", "source")


_LEDE = (
    "Nothing in the model is hidden: these are all its numbers under the chosen set. A guess is a number that "
    "nobody has measured; ranges are what a comparison draws from."
)


@ui.page("/assumptions", title="Assumptions: groundswell lab")
async def _page(request: Request) -> None:
    await Page("/assumptions", _LEDE, _show).open(request)


async def _show(page: Page) -> None:
    entries = list(page.asked.scenario().assumptions)
    guesses = sum(entry.standing == "guessed" for entry in entries)
    text("p", f"{len(entries)} numbers, {guesses} of them guesses.").classes("answer").props("data-count")
    scrolled = ui.element("div").classes("wide").props("tabindex=0 role=region aria-label=Assumptions")
    with scrolled, ui.element("table"):
        with ui.element("thead"), ui.element("tr"):
            for head in _HEADS:
                text("th", head).props("scope=col")
        with ui.element("tbody"):
            for entry in sorted(entries, key=lambda one: (one.standing == "guessed", one.name)):
                _row(entry)


def _row(entry: Entry) -> None:
    with ui.element("tr").props(f'data-entry="{entry.name}"'):
        with ui.element("th").props("scope=row"):
            text("b", spoken(entry.name))
            text("small", f"{entry.meaning} In {entry.unit}.")
        text("td", base_shown(entry))
        text("td", range_shown(entry))
        text("td", "overridden here" if entry.overridden else entry.standing).classes(entry.standing)
        text("td", entry.source).classes("source")
