"""The list of creators on the page that plans: what to drop where none is open, and what was understood of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from experiments.lab.parts.texts import figures_table, scrolled, table_head, text
from experiments.lab.question.asked import Asked
from experiments.lab.question.kept import keep
from experiments.lab.question.lists import EXAMPLE, drawn_list, listing_of, own_counts
from experiments.words.numbers import capitalised, spoken
from experiments.words.roster import roster_content
from experiments.words.roster_summary import RATE, summary_rows
from sim.money import Currency
from sim.roster.columns import COLUMNS

_MOST_ROWS = 200
_LEGEND = "Without a word it stands in your file; assumed: usual for the size; drawn: not known, other in each world."
# In the browser: a file that is dropped goes the way of one that is chosen under Open and save, where faults are told.
_OVER = "(event) => { event.preventDefault(); event.currentTarget.classList.add('over'); }"
_LEFT = "(event) => event.currentTarget.classList.remove('over')"
_HANDED_ON = """(event) => {
  event.preventDefault();
  event.currentTarget.classList.remove("over");
  const files = event.dataTransfer ? event.dataTransfer.files : event.target.files;
  if (!files.length) return;
  const panel = document.querySelector(".files"), input = panel.querySelector("[data-open=roster]");
  const handed = new DataTransfer();
  handed.items.add(files[0]);
  panel.open = true;
  input.files = handed.files;
  input.dispatchEvent(new Event("change"));
  event.target.value = "";
}"""

Ask = Callable[[Mapping[str, str]], Awaitable[None]]


def nothing_open(asked: Asked, ask: Ask) -> None:
    """Puts a place to drop a list, what it has to have, and two drawn lists to begin with. ``ask`` is told of one."""
    scenario = asked.scenario()
    with ui.element("section").classes("drop").props("data-drop") as place:
        text("h2", "Drop your list of creators here")
        text(
            "p",
            f"A spreadsheet (CSV, XLSX) with the column {COLUMNS[0]}, and where you know them "
            f"{', '.join(COLUMNS[1:])}. It stays on this machine. What is understood of it is read back before "
            "anything is played.",
        ).classes("note")
        with ui.element("label").classes("button"):
            ui.label("Choose a file").classes("contents")
            file = ui.element("input").props('type=file accept=".csv,.tsv,.txt,.xlsx" data-choose')
    place.on("dragover", js_handler=_OVER)
    place.on("dragleave", js_handler=_LEFT)
    place.on("drop", js_handler=_HANDED_ON)
    file.on("change", js_handler=_HANDED_ON)
    own = own_counts(scenario)
    with ui.element("p").classes("taken"):
        ui.label("No list at hand:")
        _drawn(f"Try an example list of {sum(EXAMPLE.values())} creators", "example", asked, EXAMPLE, ask)
        part = "" if sum(own.values()) == sum(scenario.roster.counts.values()) else "the first "
        words = f"Take {part}{sum(own.values())} creators that {spoken(scenario.name)} draws"
        _drawn(words, "own", asked, own, ask)
    text("p", "Both are drawn by the model, with invented names: nobody on them exists.").classes("note")


def _drawn(words: str, name: str, asked: Asked, counts: Mapping[str, int], ask: Ask) -> None:
    async def chosen() -> None:
        drawn = await run_in_threadpool(drawn_list, asked.scenario(), counts, asked.seed)
        await ask({"roster": keep(drawn)})

    text("button", words).props(f"type=button data-list={name}").on("click", chosen)


class ReadBack:
    """What was understood of the open list; unfolded until something more interesting is there."""

    def __init__(self, asked: Asked) -> None:
        scenario = asked.scenario()
        known = roster_content(listing_of(scenario), scenario)
        summary, people = known["summary"], known["influencers"]
        with ui.element("details").classes("files").props("open data-read-back") as self.section:
            text("summary", f"Your list: {len(people):,} creators, as it was understood")
            with scrolled():
                rows = summary_rows(summary, scenario.currency)
                told = [(capitalised(name), words) for name, words in rows.items()]
                figures_table((f"{len(people):,} creators", "what was understood"), told)
            for warning in summary["warnings"]:
                text("p", f"Look again: {warning}").classes("problem").props("data-warning")
            if known["notes"]:
                text("h3", "How it was read")
                with ui.element("ul"):
                    for note in known["notes"]:
                        text("li", note)
            with ui.element("details"):
                text("summary", "Everybody on it")
                _everybody(people, scenario.currency)

    def fold(self) -> None:
        """Makes room for an answer."""
        self.section.props(remove="open")


def _everybody(people: list[dict[str, Any]], currency: Currency) -> None:
    with scrolled(), ui.element("table").classes("figures"):
        table_head(
            ("Name", "Tier", "Followers", "Engagement rate per follower", f"{currency.code} per post", "Interest")
        )
        with ui.element("tbody"):
            for one in people[:_MOST_ROWS]:
                with ui.element("tr"):
                    text("th", _cell(one["name"], one["name"]["value"])).props("scope=row")
                    text("td", one["tier"]["value"])
                    text("td", f"{one['followers']['value']:,}")
                    text("td", _cell(one[RATE], f"{100 * one[RATE]['value']:.3g} %"))
                    text("td", _cell(one["fee_eur"], f"{one['fee_eur']['value']:,.2f}"))
                    text("td", _cell(one["interest"], one["interest"]["value"] or ""))
    if len(people) > _MOST_ROWS:
        text("p", f"and {len(people) - _MOST_ROWS:,} more").classes("note")
    text("p", _LEGEND).classes("note")


def _cell(known: Mapping[str, Any], shown: str) -> str:
    return shown if known["from"] == "file" else f"{shown} {known['from']}".lstrip()
