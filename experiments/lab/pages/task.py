"""A task of the lesson as a pupil does it: guess first, then play, then talk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from nicegui import APIRouter, ui

from experiments.lab.pages.frame import framed
from experiments.lab.pages.page import PATIENCE_SECONDS
from experiments.lab.parts.lesson_answers import choices_of, play, right_words
from experiments.lab.parts.menu import address_of
from experiments.lab.parts.texts import alerts, text
from experiments.lab.play.lesson_tries import LAUNCHES, lesson_scenario, told, town_seed
from experiments.lab.question.class_seed import class_seed, drawn_seed
from experiments.lab.question.words import whole_in
from experiments.teaching.lesson import Try, lesson

_CHOSEN = "(event) => emit(event.target.value)"

router = APIRouter()


@router.page("/task", title="A task: groundswell lab", response_timeout=PATIENCE_SECONDS)
async def _page(request: Request) -> RedirectResponse | None:
    words = request.query_params
    if not words.get("seed"):
        return RedirectResponse(f"/task?{urlencode({**words, 'seed': drawn_seed()})}")
    tasks = lesson().tasks
    seed, problems = class_seed(words)
    wrong: list[str] = [*problems]
    number = whole_in(words, "number", 1, 1, len(tasks), wrong)
    task = tasks[number - 1]
    with framed("/task", f"Task {number}: {task.name}"):
        alerts(wrong)
        with ui.element("article").classes("lesson"):
            if number == 1:
                text("p", lesson().story)
            text("p", f"Your seed is {seed}: write it on your sheet. Whoever has the same sees the same.").classes(
                "note"
            )
            for of in task.tries:
                _Guess(of, seed)
            text("h2", "Talk about it")
            text("p", task.board)
            with ui.element("p").classes("ways"):
                text("a", "Watch this town").props(f'href="{watched(seed)}"')
                if number < len(tasks):
                    on = f"number={number + 1}&seed={seed}"
                    text("a", f"Task {number + 1}").props(f'href="{address_of("/task", on)}" data-next')
                else:
                    text("a", "The sheet with the exit quiz").props(f'href="{address_of("/sheet", f"seed={seed}")}"')
    return None


def watched(seed: int) -> str:
    """The address that shows the town of a class, with its first luck."""
    scenario = lesson_scenario()
    words = {
        "schedules": ",".join(LAUNCHES),
        "people": scenario.simulated_people,
        "budget_eur": round(scenario.budget_eur),
        "seed": town_seed(seed),
        "hour": 0,
    }
    return address_of("/watch", urlencode(words, safe=","))


class _Guess:
    """A guess among choices, a button that waits for it, and what came out beside it."""

    def __init__(self, of: Try, seed: int) -> None:
        self.of = of
        self.seed = seed
        self.guess = ""
        with ui.element("section").classes("guess").props("data-guess"):
            with ui.element("fieldset") as choices:
                text("legend", of.guess)
                for place, choice in enumerate(choices_of(of)):
                    with ui.element("label"):
                        ui.element("input").props(f"type=radio name=guess-{choices.id} value={place}")
                        text("span", choice)
            choices.on("change", _hearing(self._guessed), js_handler=_CHOSEN)
            self.choices = choices
            with ui.element("div").classes("player"):
                self.button = text("button", f"Play: {of.button.lower()}").props("type=button disabled data-play-guess")
                self.button.on("click", self._play)
                self.status = ui.label("Guess first.").props("role=status")
            self.result = ui.element("div").props("aria-live=polite data-outcome")

    async def _guessed(self, place: str) -> None:
        self.guess = choices_of(self.of)[int(place)]
        self.button.props(remove="disabled")
        self.status.set_text("")

    async def _play(self) -> None:
        self.button.props("disabled")
        self.choices.props("disabled")  # a guess stands once it is played
        played = await play(self.of, self.seed, self.status)
        right = right_words(self.of, played)
        self.status.set_text("")
        with self.result:
            said = "You guessed it" if right == self.guess else "It came out otherwise"
            text("p", f"{said}: {right}. Your guess: {self.guess}.").classes("answer")
            text("p", told(self.of, played)).classes("note")


def _hearing(heard: Callable[[str], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    async def on(event: Any) -> None:
        await heard(str(event.args))

    return on
