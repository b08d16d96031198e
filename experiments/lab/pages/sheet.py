"""The sheet of a pupil, to print: room for guesses and what came out, questions, and the exit quiz without its key."""

from __future__ import annotations

from fastapi import Request
from nicegui import APIRouter, ui

from experiments.lab.pages.frame import framed
from experiments.lab.pages.page import PATIENCE_SECONDS
from experiments.lab.parts.lesson_answers import choices_of
from experiments.lab.parts.texts import alerts, text
from experiments.lab.question.class_seed import class_seed
from experiments.teaching.lesson import lesson

router = APIRouter()


@router.page("/sheet", title="Sheet: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> None:
    given = request.query_params.get("seed")
    seed, problems = class_seed(request.query_params)
    plan = lesson()
    with framed("/sheet", plan.title), ui.element("article").classes("lesson sheet"):
        alerts(problems)
        text("p", f"Name: ____________________    Seed: {seed if given else '____________'}").classes("name")
        text("p", plan.story)
        for number, task in enumerate(plan.tasks, 1):
            text("h2", f"{number}. {task.name}")
            for of in task.tries:
                text("p", f"My guess. {of.guess}")
                with ui.element("ul").classes("boxes"):
                    for choice in choices_of(of):
                        text("li", choice)
                _line("What came out:")
            text("p", task.board)
            _line("")
        text("h2", "What do you know now?")
        with ui.element("ol").props("data-quiz"):
            for one in plan.quiz:
                with ui.element("li"):
                    text("p", one.question)
                    with ui.element("ul").classes("boxes"):
                        for choice in one.choices:
                            text("li", choice)
        text("h2", "For at home")
        with ui.element("ol"):
            for task_at_home in plan.home:
                text("li", task_at_home)


def _line(words: str) -> None:
    """Room to write in."""
    text("p", words).classes("room")
