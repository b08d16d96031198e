"""The puzzles in the view of virality and trust: which there are, how far a visitor is, and the text at the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from experiments.lab.parts.texts import scrolled, table_head, text
from experiments.lab.play.puzzles import PUZZLES, Puzzle, Try, puzzle_of
from experiments.lab.question.asked import Asked

_INVITATION = "Play first, read after: each puzzle has a goal that is measured, and its text comes once you reach it."


class Puzzling:
    """One visitor's puzzles. ``begin`` puts the section, ``judge`` fills in what the launches came to."""

    def __init__(self) -> None:
        self._tried: set[Asked] = set()  # since the puzzle was begun; its start is no attempt
        self._playing = 0
        self._by_button = False

    def begin(self, asked: Asked, ask: Callable[[Mapping[str, str]], Awaitable[None]]) -> None:
        """Puts the section as it stands before the launches are played; its buttons give ``ask`` the words they ask."""
        self._asked, self._ask = asked, ask
        puzzle = self._puzzle = puzzle_of(asked)
        if asked.puzzle != self._playing:
            self._tried.clear()
            self._playing = asked.puzzle
        with ui.element("section").classes("puzzles").props("aria-label=Puzzles data-puzzles"):
            heading = text("h2", f"Puzzle {puzzle.number}: {puzzle.title}" if puzzle else "Puzzles").props(
                "tabindex=-1"
            )
            if puzzle is None:
                text("p", _INVITATION).classes("note")
                self._choices(puzzle)
            else:
                with ui.element("div").classes("playing"):
                    with ui.element("div"):
                        text("p", puzzle.goal).classes("goal").props("data-goal")
                        text("p", puzzle.tries).classes("note")
                    self._table = scrolled("Tries")
                    _table(self._table, puzzle, [])
                    with ui.element("div"):
                        self._result = ui.element("div").props("role=status aria-live=polite data-result")
                        self._after = ui.element("div")
                        self._choices(puzzle)
        if self._by_button:  # whoever pressed a button that is gone now goes on at the heading
            self._by_button = False
            ui.run_javascript(f"getHtmlElement({heading.id})?.focus()")

    def judge(self, tries: list[Try]) -> None:
        """Says how far each launch is, and gives the text when one of them reaches the goal."""
        puzzle, asked = self._puzzle, self._asked
        if puzzle is None:
            return
        strayed = puzzle.strayed(asked)
        if strayed:
            notice = f"This puzzle is played with the {' and '.join(strayed)} of its start; nothing is counted now."
            with self._result:
                text("p", notice)
            with self._after:
                self._button("Back to those of the start", puzzle.back(asked)).props("data-back")
            return
        if asked != puzzle.start:
            self._tried.add(asked)
        _table(self._table, puzzle, tries)
        with self._result:
            text("p", _result(puzzle, tries, len(self._tried)))
            if any(attempt.solves for attempt in tries):
                text("p", puzzle.text).classes("learnt").props("data-learnt")
        if not any(attempt.solves for attempt in tries) and puzzle.shows_a_way(len(self._tried)):
            with self._after, ui.element("details").props("data-show-me"):
                text("summary", "Show me")
                text("p", f"One way: {puzzle.one_way}")
                text("p", puzzle.text)

    def _choices(self, playing: Puzzle | None) -> None:
        with ui.element("div").classes("choices"):
            for puzzle in PUZZLES:
                current = "aria-current=true" if puzzle is playing else ""
                words = "Start again" if puzzle is playing else f"{puzzle.number}. {puzzle.title}"
                self._button(words, puzzle.words).props(f"data-start={puzzle.number} {current}")
            if playing is not None:
                self._button("Leave the puzzle", {"puzzle": ""}).props("data-leave")

    def _button(self, words: str, asks: Mapping[str, str]) -> ui.element:
        async def pressed() -> None:
            self._by_button = True
            await self._ask(asks)

        button = text("button", words).props("type=button")
        button.on("click", pressed)
        return button


def _result(puzzle: Puzzle, tries: list[Try], attempts: int) -> str:
    """Solved or not yet, by whom, and how often was tried."""
    counted = f"after {attempts} attempt{'' if attempts == 1 else 's'}" if attempts else "at the start"
    solving = [attempt.name for attempt in tries if attempt.solves]
    if solving:
        return f"Solved {counted}, by {' and by '.join(solving)}."
    if not tries:
        return f"Not yet, {counted}: give two launches."
    most = max(sum(attempt.reached) for attempt in tries)
    nearest = [attempt.name for attempt in tries if sum(attempt.reached) == most]
    who = f"{nearest[0]} meets" if len(nearest) == 1 else f"{len(nearest)} of them meet"
    return f"Not yet, {counted}: {who} {most} of {len(puzzle.conditions)} conditions."


def _table(place: ui.element, puzzle: Puzzle, tries: list[Try]) -> None:
    """A row for each condition, a column for each launch or pair that was played."""
    place.clear()
    with place, ui.element("table").classes("conditions"):
        table_head(("Condition", "Goal", *(attempt.name for attempt in tries)))
        with ui.element("tbody"):
            for row, condition in enumerate(puzzle.conditions):
                with ui.element("tr"):
                    text("th", condition.name).props("scope=row")
                    text("td", condition.goal)
                    for attempt in tries:
                        met = attempt.reached[row]
                        with ui.element("td").classes("met" if met else ""):
                            text("b", condition.shown(attempt.values[row]))
                            text("small", "✓ met" if met else "not yet")
