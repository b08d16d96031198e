"""Home: three doors, to plan, to teach and to do research, each with its next three steps."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import APIRouter, ui

from experiments.lab.pages.frame import framed
from experiments.lab.pages.page import PATIENCE_SECONDS
from experiments.lab.parts.menu import address_of
from experiments.lab.parts.projector import PROJECTOR
from experiments.lab.parts.texts import text


class Step(NamedTuple):
    """A view, with the words that it is asked, and what somebody does there."""

    view: str
    words: str
    title: str
    what: str


class Door(NamedTuple):
    """A way into the lab, for whom it is, and its next steps in order."""

    name: str
    title: str
    who: str
    steps: tuple[Step, Step, Step]


_LEDE = (
    "Play an influencer campaign person by person, as often as you like, before anybody pays for it. Everything is "
    "worked out on this machine; a model shows what follows from what is assumed, and no more."
)
DOORS = (
    Door(
        "plan",
        "Plan",
        "You have a budget and a launch to decide on.",
        (
            Step("/watch", "", "See two launches", "The same people, the same money: watch who hears of it, and how."),
            Step("/compare", "", "Compare them", "Which does better, how sure that is, and what may go wrong."),
            Step("/plan", "", "Plan with your list", "Drop your creators, and be told whom to hire, when and why."),
        ),
    ),
    Door(
        "teach",
        "Teach",
        "You have a class, a projector and 45 minutes.",
        (
            Step("/teach", "", "Read the lesson", "Aims, minutes, questions for the board, answers, an exit quiz."),
            Step("/task", "number=1", "Try the first task", "As your pupils will: guess first, then see."),
            Step("/sheet", "", "Print the sheet", "One page for each pupil, with room for guesses."),
        ),
    ),
    Door(
        "research",
        "Research",
        "You want to know what the answer hangs on.",
        (
            Step("/virality", "", "Switch a mechanism off", "Does virality cost trust? See what moves it, and luck."),
            Step("/assumptions", "", "Change a number", "Every number with its range and source; which one matters?"),
            Step("/schedule", "", "Draw a launch", "Your own, as a file that the command line plays at full size."),
        ),
    ),
)

router = APIRouter()


@router.page("/", title="groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> RedirectResponse | None:
    if request.query_params.keys() - {PROJECTOR}:  # what older links to Watch ask for
        return RedirectResponse(f"/watch?{request.url.query}")
    with framed("/", "What would happen if we launched?", _LEDE), ui.element("div").classes("doors"):
        for door in DOORS:
            _put(door)
    return None


def _put(door: Door) -> None:
    with ui.element("section").props(f"data-door={door.name} aria-labelledby=door-{door.name}"):
        text("h2", door.title).props(f"id=door-{door.name}")
        text("p", door.who).classes("note")
        with ui.element("ol"):
            for step in door.steps:
                with ui.element("li"), ui.element("a").props(f'href="{address_of(step.view, step.words)}"'):
                    text("b", step.title)
                    text("span", step.what)
