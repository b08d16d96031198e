"""The page: what to watch, the towns, and the story of whoever is clicked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from nicegui import app, ui

from experiments.lab.asked import FEWEST_PEOPLE, MOST_PEOPLE, MOST_SCHEDULES, Asked
from experiments.lab.crowd import Crowd
from experiments.lab.story import story
from experiments.lab.watched import packed, watched
from experiments.table import spoken
from sim.errors import InputError
from sim.mechanisms import MECHANISMS
from sim.schedule import PRESETS

# Mechanisms that a class can see at work in a town.
SWITCHES = ("fatigue", "familiarity", "disclosure", "interest_fit", "sharing", "trust", "overdose_damage")
_STYLE = (Path(__file__).parent / "lab.css").read_text(encoding="utf-8")


@app.get("/watched")
def _watched(request: Request) -> Response:
    """What the crowd shows, in a form that the browser unpacks; what is wrong with the question in words."""
    try:
        asked = Asked.read(request.query_params)
        return Response(packed(watched(asked)), media_type="application/octet-stream")
    except InputError as error:
        return JSONResponse({"problems": list(error.problems)}, status_code=422)


@ui.page("/", title="groundswell lab")
def _page(request: Request) -> None:
    ui.add_css(_STYLE)
    ui.dark_mode(None)  # as the visitor's system has it
    problems: tuple[str, ...] = ()
    try:
        asked = Asked.read(request.query_params)
    except InputError as error:
        asked, problems = Asked(), tuple(error.problems)
    with ui.element("main").classes("lab"):
        _heading("h1", "Watch it spread")
        _heading(
            "p", "The same people, the same luck, two or three launches at equal budget: what differs is the launch."
        ).classes("lede")
        _form(asked)
        for problem in problems:
            _heading("p", problem).classes("problem").props("role=alert")
        crowd_story = _Story(asked)
        if not problems:
            Crowd(f"/watched?{asked.address}", crowd_story.tell)
            crowd_story.place()


class _Story:
    """Below the towns: what happened to the person who was clicked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def place(self) -> None:
        self.place_ = ui.element("section").classes("story").props("aria-live=polite data-story")
        with self.place_:
            _heading("p", "Click a person to read their story.").classes("note")

    def tell(self, schedule: str, person: int) -> None:
        shown = watched(self.asked)
        if schedule not in shown.records or not 0 <= person < shown.world.people.size:
            return  # no page of this lab asks for that
        self.place_.clear()
        with self.place_:
            _heading("h2", f"Person {person:,} under {spoken(schedule)}")
            with ui.element("ul"):
                for line in story(shown.world, shown.records[schedule], person):
                    _heading("li", line)


def _heading(tag: str, text: str) -> ui.element:
    """An element that holds nothing but text, which is never taken for markup."""
    with ui.element(tag) as element:
        ui.label(text).classes("contents")
    return element


def _form(asked: Asked) -> None:
    """What to watch, as a form: the address says it all, and a link shows the same again."""
    with ui.element("form").props("method=get action=/").classes("asking"):
        for number in range(MOST_SCHEDULES):
            chosen = asked.schedules[number] if number < len(asked.schedules) else ""
            _choice(f"Launch {'ABC'[number]}", "schedules", ("", *PRESETS) if number else PRESETS, chosen)
        with ui.element("label"):
            ui.label("People")
            ui.element("input").props(
                f"type=number name=people min={FEWEST_PEOPLE} max={MOST_PEOPLE} step=1000 value={asked.people}"
            )
        _choice("Assumptions", "assumptions", ("evidence", "documents"), asked.assumptions)
        with ui.element("label"):
            ui.label("Luck (seed)")
            ui.element("input").props(f"type=number name=seed min=0 max={2**40} value={asked.seed}")
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


def _choice(label: str, name: str, values: Iterable[str], chosen: str) -> None:
    with ui.element("label"):
        ui.label(label)
        with ui.element("select").props(f"name={name}"):
            for value in values:
                with ui.element("option").props(f'value="{value}" {"selected" if value == chosen else ""}'):
                    ui.label(spoken(value) or "none").classes("contents")
