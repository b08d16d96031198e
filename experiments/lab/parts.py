"""What the pages share: the frame with the menu, texts, and the form that says what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nicegui import ui

from experiments.lab.asked import (
    FEWEST_PEOPLE,
    LEAST_BUDGET_EUR,
    MOST_BUDGET_EUR,
    MOST_PEOPLE,
    MOST_SCHEDULES,
    SETS,
    SHARING,
    Asked,
)
from experiments.table import spoken
from sim.measures import OBJECTIVES
from sim.mechanisms import MECHANISMS
from sim.schedule import PRESETS

VIEWS = {
    "/": "Watch it spread",
    "/virality": "Virality against trust",
    "/compare": "Compare",
    "/assumptions": "Assumptions",
}
GREY = "#7f868f"  # in pictures: to be read on light and on dark paper
TEXT = {"color": GREY, "fontSize": 13}
# Mechanisms that a class can see at work in a town.
SWITCHES = ("fatigue", "familiarity", "disclosure", "interest_fit", "sharing", "trust", "overdose_damage")
_STYLE = (Path(__file__).parent / "lab.css").read_text(encoding="utf-8")


@contextmanager
def frame(here: str, asked: Asked, lede: str, problems: Sequence[str]) -> Iterator[None]:
    """A page: the menu, its title, what is asked, and what is wrong with that, if anything is."""
    ui.add_css(_STYLE)
    ui.dark_mode(None)  # as the visitor's system has it
    with ui.element("main").classes("lab"):
        with ui.element("nav").props("aria-label=Views"):
            for address, name in VIEWS.items():
                current = "aria-current=page" if address == here else ""
                with ui.element("a").props(f'href="{address}?{asked.address}" {current}'):
                    ui.label(name).classes("contents")
        text("h1", VIEWS[here])
        text("p", lede).classes("lede")
        _form(here, asked)
        for problem in problems:
            text("p", problem).classes("problem").props("role=alert")
        yield


def text(tag: str, words: str) -> ui.element:
    """An element that holds nothing but text, which is never taken for markup."""
    with ui.element(tag) as element:
        ui.label(words).classes("contents")
    return element


def _form(here: str, asked: Asked) -> None:
    """What is asked, as a form: the address says it all, and a link shows the same again."""
    with ui.element("form").props(f"method=get action={here}").classes("asking"):
        if here == "/assumptions":  # which hang on the set and on the switches alone
            _choice("Assumptions", "assumptions", SETS, asked.assumptions)
            with ui.element("button").props("type=submit"):
                ui.label("Show these").classes("contents")
            return
        for number in range(MOST_SCHEDULES):
            chosen = asked.schedules[number] if number < len(asked.schedules) else ""
            _choice(f"Launch {'ABC'[number]}", "schedules", ("", *PRESETS) if number else PRESETS, chosen)
        _number("People", "people", asked.people, FEWEST_PEOPLE, MOST_PEOPLE)
        _number("Budget (EUR)", "budget_eur", asked.budget_eur, LEAST_BUDGET_EUR, MOST_BUDGET_EUR)
        if here == "/compare":
            _choice("Objective", "objective", OBJECTIVES, asked.objective)
        _choice(
            "Sharing", "sharing", [str(times) for times in SHARING], str(asked.sharing), "as assumed", " times as much"
        )
        _choice("Assumptions", "assumptions", SETS, asked.assumptions)
        _number("Luck (seed)", "seed", asked.seed, 0, 2**40)
        with ui.element("button").props("type=submit"):
            ui.label("Play these").classes("contents")
        with ui.element("fieldset"):
            with ui.element("legend"):
                ui.label("Switch off:").classes("contents")
            for name in SWITCHES:
                with ui.element("label").props(f'title="{MECHANISMS[name].meaning}"'):
                    checked = "checked" if name in asked.off else ""
                    ui.element("input").props(f"type=checkbox name=off value={name} {checked}")
                    ui.label(spoken(name)).classes("contents")


def _number(label: str, name: str, value: int, least: int, most: int) -> None:
    with ui.element("label"):
        ui.label(label)
        ui.element("input").props(f"type=number name={name} min={least} max={most} value={value}")


def _choice(label: str, name: str, values: Iterable[str], chosen: str, first: str = "", unit: str = "") -> None:
    """A choice among values; the first may have a name of its own, the others a unit."""
    with ui.element("label"):
        ui.label(label)
        with ui.element("select").props(f"name={name}"):
            for place, value in enumerate(values):
                words = first if first and place == 0 else f"{spoken(value)}{unit}" if value else "none"
                with ui.element("option").props(f'value="{value}" {"selected" if value == chosen else ""}'):
                    ui.label(words).classes("contents")
