"""What stores hold, for people: questions with their runs, and each run with a command that plays it again."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.store.database import NAME, in_words, read_only
from experiments.store.keys import code_digest
from experiments.store.packing import opened, unpacked
from sim.errors import InputError
from sim.results.campaign import SEEDS_PER_STUDY

_TAKEN_OVER = ("--assumptions", "--without", "--mechanisms")  # options of a command that a single run takes too


@dataclass(frozen=True)
class Study:
    """The cells of one question that one command asked, and how many runs there are of them."""

    about: Mapping[str, Any]
    cells: int
    runs: int
    failed: int

    @property
    def is_current(self) -> bool:
        """Whether the code of today would find these runs again."""
        return self.about.get("code") == code_digest()


@dataclass(frozen=True)
class KeptRun:
    """One run as it is kept: its totals by name, or why it has none."""

    about: Mapping[str, Any]
    key: str
    replicate: int
    totals: Mapping[str, float]
    error: str
    seconds: float

    @property
    def world_seed(self) -> int | None:
        """The seed of its world and of its luck; None in a table of points, where a number tells of no replicate."""
        if self.about.get("table"):
            return None
        return SEEDS_PER_STUDY * int(self.about.get("seed", 0)) + self.replicate

    @property
    def command(self) -> str:
        """The command that plays it alone; that of the whole study where no command can."""
        words: Sequence[str] = self.about.get("command", ())
        if list(words[:1]) != ["compare"]:
            return shlex.join(["groundswell", *words]) if words else ""
        told = self.about
        lucks = told["lucks"]
        file = [word for word in words[1:2] if not word.startswith("-")]
        options = ["--schedule", told["schedule"], "--people", told["people"], "--budget", told["budget"]]
        options += ["--seed", told["seed"], "--lucks", lucks, "--replicate", self.replicate]
        taken = [part for option in _TAKEN_OVER for part in _given(words, option)]
        return shlex.join(["groundswell", "run", *file, *map(str, options), *taken])


def files_in(place: Path) -> list[Path]:
    """The files of a store: a file, those of a folder, or those of the runs beside a result. Raises InputError."""
    if place.is_file():
        return [place]
    for folder in (place, place / "runs"):
        if found := sorted(folder.glob("*.sqlite")):
            return found
    raise InputError(f"{place}: holds no finished runs ({NAME}); name a folder that a command wrote to, or its runs")


def studies_in(place: Path) -> list[Study]:
    """What is kept at a place, question by question. Raises InputError where it cannot be read."""
    question = """
        SELECT about, count(DISTINCT cell.id), count(run.replicate),
               sum(run.replicate IS NOT NULL AND run.names IS NULL)
        FROM study JOIN cell ON cell.study = study.id LEFT JOIN run ON run.cell = cell.id
        GROUP BY study.id ORDER BY study.id"""
    return [
        Study(_told(about), cells, runs, failed or 0)
        for file in files_in(place)
        for about, cells, runs, failed in _rows(file, question)
    ]


def played_twice(place: Path) -> int:
    """How many runs were handed in though they were there: by two commands at once, say."""
    return sum(count for file in files_in(place) for (count,) in _rows(file, "SELECT count(*) FROM twice"))


def holds_runs(place: Path) -> bool:
    """Whether any run is kept at a place, as far as it can be read."""
    try:
        return any(True for file in files_in(place) for _ in _rows(file, "SELECT 1 FROM run LIMIT 1"))
    except InputError:
        return False


def runs_in(place: Path, *, failed: bool = False) -> Iterator[KeptRun]:
    """Every run at a place, or the failures alone; damaged ones are left out. Raises InputError."""
    question = """
        SELECT about, key, replicate, names.names, content, microseconds
        FROM run JOIN cell ON cell.id = run.cell JOIN study ON study.id = cell.study
        LEFT JOIN names ON names.id = run.names"""
    for file in files_in(place):
        for about, key, replicate, names, content, microseconds in _rows(
            file, f"{question} WHERE run.names IS NULL" if failed else question
        ):
            totals, error = {}, ""
            try:
                if names is None:
                    error = opened(key, replicate, content).decode()
                else:
                    known = json.loads(names)
                    values = unpacked(key, replicate, names, content, len(known)).tolist()
                    totals = dict(zip(known, values, strict=True))
            except (ValueError, TypeError):
                continue
            yield KeptRun(_told(about), key.hex(), replicate, totals, error, microseconds / 1e6)


def _rows(file: Path, question: str) -> Iterator[tuple[Any, ...]]:
    try:
        with closing(read_only(file)) as connection:
            yield from connection.execute(question)
    except sqlite3.Error as error:
        raise InputError(f"{file}: cannot be read: {in_words(error)}") from error


def _told(about: str) -> dict[str, Any]:
    try:
        return dict(json.loads(about))
    except (ValueError, TypeError):
        return {}


def _given(words: Sequence[str], option: str) -> list[str]:
    """An option with its value as it stands in a command, or nothing."""
    for place, word in enumerate(words):
        if word.startswith(f"{option}="):
            return [word]
        if word == option:
            return list(words[place : place + 2])
    return []
