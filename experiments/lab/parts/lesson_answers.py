"""What the guesses of the lesson come to in the town of a class: played when the teacher asks for it."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from experiments.lab.parts.texts import scrolled, table_head, text
from experiments.lab.play.lesson_tries import LAUNCHES, Played, played_with, told
from experiments.lab.play.pieces import finished
from experiments.lab.pool import workers
from experiments.teaching.lesson import Try, lesson, right_choice
from experiments.words.numbers import spoken

DIFFER = "not the same for both launches"


def choices_of(of: Try) -> tuple[str, ...]:
    """The choices of a guess among the launches of the lesson."""
    return of.choices_among([f"{spoken(name)}: {words}" for name, words in LAUNCHES.items()])


def right_words(of: Try, played: list[Played]) -> str:
    """The choice that is right by what was played, in words."""
    place = right_choice(of, [one.found for one in played], [one.without for one in played])
    return DIFFER if place < 0 else choices_of(of)[place]


async def play(of: Try, seed: int, status: ui.label) -> list[Played]:
    """Plays a try luck by luck in the town of a class with this seed, and says meanwhile how far it is."""
    played: list[Played] = []
    pieces = (partial(played_with, of, seed, luck) for luck in range(1, of.times + 1))
    async for one in finished(workers(), pieces, lambda: status.is_deleted):
        played.append(one)
        status.set_text(f"Playing {len(played)} of {of.times} lucks ...")
    return sorted(played)


class LessonAnswers:
    """The section of the teacher's page that plays every try and says which choice is right."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        text("h2", "The right choices, with this seed")
        text(
            "p",
            "They are played, not printed: with another seed they may turn, and that is worth talking about.",
        ).classes("note")
        with ui.element("div").classes("player"):
            self.button = text("button", "Play the answers").props("type=button data-answers")
            self.button.on("click", self._play)
            self.status = ui.label("").props("role=status")
        self.table = scrolled("The right choices")

    async def _play(self) -> None:
        self.button.props("disabled")
        self.table.clear()
        with self.table, ui.element("table").props("data-right"):
            table_head(("Guess", "Right", "What was played"))
            body = ui.element("tbody")
        for of in (of for task in lesson().tasks for of in task.tries):
            played = await play(of, self.seed, self.status)
            with body, ui.element("tr"):
                text("th", of.guess).props("scope=row")
                text("td", right_words(of, played))
                text("td", told(of, played))
        self.status.set_text(f"Played with the seed {self.seed}.")
        self.button.props(remove="disabled")
