"""Teach: the lesson for whoever gives it, with a seed for the class, a link for each task, and a key; printable."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.frame import framed
from experiments.lab.pages.page import PATIENCE_SECONDS
from experiments.lab.parts.lesson_answers import LessonAnswers
from experiments.lab.parts.menu import address_of
from experiments.lab.parts.texts import alerts, scrolled, table_head, text
from experiments.lab.play.puzzles import PUZZLES
from experiments.lab.question.class_seed import MOST_CLASS_SEED, class_seed
from experiments.teaching.lesson import LESSON_MINUTES, lesson

_LEDE = (
    f"A lesson of {LESSON_MINUTES} minutes for pupils of about 15: they guess, play, and find out what one launch can "
    "prove. The page that plays without this program (“groundswell page”) holds the same lesson."
)

router = APIRouter()


@router.page("/teach", title="Teach: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    seed, problems = class_seed(request.query_params)
    with framed("/teach", lesson().title, _LEDE), ui.element("article").classes("lesson"):
        alerts(problems)
        _seed(seed)
        _links(seed)
        _told()
        LessonAnswers(seed)
        _quiz()
        _further()


def _seed(seed: int) -> None:
    with (
        ui.element("form")
        .classes("asking set fields")
        .props('action=/teach method=get aria-label="The seed of the class"')
    ):
        with ui.element("label"):
            ui.label("Seed of the class")
            ui.element("input").props(
                f'type=number name=seed min=1 max={MOST_CLASS_SEED} step=1 required value="{seed}"'
            )
        text("button", "Set").props("type=submit")
    text(
        "p", "With one seed all see the same town and the same luck. Without one each draws a seed of their own."
    ).classes("note")


def _links(seed: int) -> None:
    text("h2", "A link for each task")
    with scrolled("Links"), ui.element("table").props("data-links"):
        table_head(("Task", "All see the same", "Each draws a seed"))
        with ui.element("tbody"):
            for number, task in enumerate(lesson().tasks, 1):
                with ui.element("tr"):
                    text("th", f"{number}. {task.name}").props("scope=row")
                    for words in (f"number={number}&seed={seed}", f"number={number}"):
                        with ui.element("td"):
                            _link("/task", words)
            with ui.element("tr"):
                text("th", "The sheet of a pupil, to print").props("scope=row")
                for words in (f"seed={seed}", ""):
                    with ui.element("td"):
                        _link("/sheet", words)
    text("h3", "For whoever is quick: three puzzles")
    with ui.element("ul"):
        for puzzle in PUZZLES:
            with ui.element("li"):
                _link("/virality", urlencode(puzzle.words, safe=",:"), f"{puzzle.title}: {puzzle.goal}")
    text("p", "A guess before each, and what to ask and to listen for, stand below the tasks.").classes("note")


def _link(view: str, words: str, name: str = "") -> None:
    address = address_of(view, words)
    text("a", name or address).props(f'href="{address}"')


def _told() -> None:
    """Aims, minutes, and for each task what to ask, to expect and to listen for."""
    plan = lesson()
    text("h2", "Aims")
    with ui.element("ul"):
        for aim in plan.aims:
            text("li", aim)
    text("p", plan.needs).classes("note")
    text("h2", "Minutes")
    with ui.element("ol").classes("minutes"):
        for minutes, what in plan.minutes:
            with ui.element("li"):
                text("b", f"{minutes}")
                text("span", what)
    text("h2", "The story")
    text("p", plan.story)
    text("h2", "Tasks")
    with scrolled("Tasks"), ui.element("table").props("data-tasks"):
        table_head(("Task", "Question for the board", "What to expect", "Misconception to listen for"))
        with ui.element("tbody"):
            for number, task in enumerate(plan.tasks, 1):
                with ui.element("tr"):
                    text("th", f"{number}. {task.name}").props("scope=row")
                    for words in (task.board, task.expect, task.listen):
                        text("td", words)
    text("h2", "Puzzles")
    with scrolled("Puzzles"), ui.element("table").props("data-puzzles-taught"):
        table_head(("Puzzle", "Guess first", "Where to look", "Question for the board", "Misconception to listen for"))
        with ui.element("tbody"):
            for puzzle, taught in zip(PUZZLES, plan.puzzles, strict=True):
                with ui.element("tr"):
                    text("th", puzzle.title).props("scope=row")
                    for words in (taught.guess, taught.look, taught.board, taught.listen):
                        text("td", words)
    solved = ", ".join(str(taught.natural) for taught in plan.puzzles)
    text(
        "p",
        f"Of the ten guesses that come to mind first, {solved} solve the puzzles, in their order. "
        "A way is shown after three attempts, and what is learnt as soon as the goal is reached.",
    ).classes("note")
    text("h2", "Easily misread")
    with ui.element("ul"):
        for what, why in plan.misread:
            text("li", f"{what} {why}")


def _quiz() -> None:
    """The exit quiz with its key."""
    text("h2", "Exit quiz, with key")
    with ui.element("ol").props("data-key"):
        for one in lesson().quiz:
            with ui.element("li"):
                text("p", one.question)
                with ui.element("ol").classes("choices"):
                    for place, choice in enumerate(one.choices, 1):
                        right = place == one.right
                        text("li", f"{choice} ✓ {one.why}" if right else choice).classes("right" if right else "")


def _further() -> None:
    text("h2", "For at home")
    with ui.element("ol"):
        for task in lesson().home:
            text("li", task)
        for puzzle, taught in zip(PUZZLES, lesson().puzzles, strict=True):
            text("li", f"After the puzzle “{puzzle.title}”: {taught.home}")
    text("h2", "And then")
    text(
        "p",
        "The notebook virality_vs_trust.py is a second lesson of 45 minutes, which goes on where the puzzles end: what "
        "spreads widest, is it trusted least? `marimo run notebooks/virality_vs_trust.py` opens it.",
    )
