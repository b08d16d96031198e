"""The lesson, read from lesson.toml: its aims, minutes and tasks, what is easily misread, and an exit quiz."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LESSON_MINUTES = 45
_LITTLE, _HALF = 0.1, 0.5  # where one choice of a share ends and the next begins


@dataclass(frozen=True)
class Try:
    """A guess and what is played to see whether it was right.

    ``measure`` is an indicator, taken over so many lucks (``times``): with and without ``mechanism`` where one is
    named; the launches beside each other where ``launches``, so that each of them is a choice too; the smallest and
    the largest beside the mean where ``spread``.
    """

    guess: str
    choices: tuple[str, ...]
    button: str
    measure: str
    times: int
    mechanism: str = ""
    launches: bool = False
    spread: bool = False

    def choices_among(self, launches: Sequence[str]) -> tuple[str, ...]:
        """The choices, where these launches are played."""
        return (*launches, *self.choices) if self.launches else self.choices


@dataclass(frozen=True)
class Task:
    """A task: its guesses, a question for the board, what to expect, and the misconception to listen for."""

    name: str
    tries: tuple[Try, ...]
    board: str
    expect: str
    listen: str


@dataclass(frozen=True)
class Question:
    """A question of the exit quiz; ``right`` is the number of the right choice, from 1."""

    question: str
    choices: tuple[str, ...]
    right: int
    why: str


@dataclass(frozen=True)
class PuzzleTaught:
    """What is taught with a puzzle of the lab: a guess before, where to look, a question for the board after it, the
    misconception to listen for, a task for at home.

    ``natural`` is how many of the ten guesses that come to mind first solve it.
    """

    guess: str
    look: str
    board: str
    listen: str
    natural: int
    home: str


@dataclass(frozen=True)
class Lesson:
    """A lesson of 45 minutes. ``minutes`` are its parts in order; ``misread`` what is, and why it is not so.

    ``puzzles`` are those of the lab, in their order.
    """

    title: str
    story: str
    learnt: str
    aims: tuple[str, ...]
    needs: str
    minutes: tuple[tuple[int, str], ...]
    tasks: tuple[Task, ...]
    misread: tuple[tuple[str, str], ...]
    quiz: tuple[Question, ...]
    home: tuple[str, ...]
    puzzles: tuple[PuzzleTaught, ...]


@cache
def lesson() -> Lesson:
    """The lesson that the lab and the page show."""
    given = tomllib.loads(Path(__file__).with_name("lesson.toml").read_text(encoding="utf-8"))
    return Lesson(
        **{name: given[name] for name in ("title", "story", "learnt", "needs")},
        aims=tuple(given["aims"]),
        minutes=tuple((part["minutes"], part["what"]) for part in given["minutes"]),
        tasks=tuple(_task(table) for table in given["tasks"]),
        misread=tuple((one["what"], one["why"]) for one in given["misread"]),
        quiz=tuple(Question(**{**one, "choices": tuple(one["choices"])}) for one in given["quiz"]),
        home=tuple(one["task"] for one in given["home"]),
        puzzles=tuple(PuzzleTaught(**one) for one in given["puzzles"]),
    )


def _task(table: Mapping[str, Any]) -> Task:
    tries = tuple(Try(**{**one, "choices": tuple(one["choices"])}) for one in table["tries"])
    return Task(**{**table, "tries": tries})


def right_choice(of: Try, found: Sequence[Sequence[float]], without: Sequence[Sequence[float]] = ()) -> int:
    """The place of the choice that is right, from 0, by what was played; -1 where the launches disagree.

    ``found`` has the measure by luck and launch, ``without`` the same without the mechanism.
    """
    by_launch = list(zip(*found, strict=True))
    means = [sum(values) / len(values) for values in by_launch]
    if of.launches:
        first, second, *_ = sorted(means, reverse=True)
        return means.index(first) if second < (1.0 - _LITTLE) * first else len(means)
    if of.spread:
        shares = [(max(values) - min(values)) / mean for values, mean in zip(by_launch, means, strict=True) if mean]
    else:
        less = [sum(values) / len(values) for values in zip(*without, strict=True)]
        shares = [1.0 - lower / mean for lower, mean in zip(less, means, strict=True) if mean]
    places = {0 if share < _LITTLE else 1 if share <= _HALF else 2 for share in shares}
    return places.pop() if len(places) == 1 else -1
