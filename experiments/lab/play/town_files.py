"""Files of the one town that was played, made where it is played: counts, impressions, and pictures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.lab.play.steps import step, steps_in
from experiments.lab.play.town import Watched, played
from experiments.lab.temporary import temporary_folder
from experiments.words.plain_text import cell
from sim import events as ev
from sim.errors import InputError
from sim.planning.posts import OWN, PIECES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_DEEDS = {
    "first": ev.FIRST, "engaged": ev.ENGAGED, "shared": ev.SHARED, "clicked": ev.CLICKED, "bought": ev.BOUGHT,
    "overdose": ev.OVERDOSE, "followed": ev.FOLLOWED, "wrote": ev.WROTE,
}  # fmt: skip
_ROWS = 5_000  # of impressions that are written at once
MOST_ROWS = 10_000_000  # of impressions in one file, which then has some 500 MB


def town_csv(
    scenario: Scenario,
    schedules: tuple[str, ...],
    seed: int,
    written: Callable[[Watched], Iterable[str]],
    path: Path,
    strayed: str = "",
) -> None:
    """Fills a file with what ``hourly_csv`` or ``events_csv`` write of these schedules. Raises InputError.

    A line with # before the columns says in what it is not as shipped, and that launches do not spend the same.
    """
    shown = played(scenario, schedules, seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(headed(_told(strayed, shown), ""))
        file.writelines(written(shown))


def _told(strayed: str, shown: Watched) -> str:
    """In what a town is not as shipped, if in anything, and that launches do not spend the same."""
    return " ".join(words for words in (strayed, shown.apart) if words)


def headed(strayed: str, table: str) -> str:
    """A CSV file with, before its columns, a line with # that says in what it is not as shipped, if in anything."""
    return f"# {strayed}\n{table}" if strayed else table


def hourly_csv(shown: Watched) -> str:
    """A row for each schedule and hour; the columns of ``sim.events.TALLY`` count simulated people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["schedule", "hour", *ev.TALLY])
    for name, record in shown.records.items():
        writer.writerows([cell(name), hour, *counts] for hour, counts in enumerate(record.hourly.tolist()))
    return out.getvalue()


def events_csv(shown: Watched) -> Iterator[str]:
    """A row for each schedule and impression, in parts.

    ``author`` is the influencer's name, or the number of the person who wrote, ``piece`` which post of theirs, ``via``
    who passed it on, if anybody did, or the word feed; deeds are 0 or 1, trust is that afterwards, 0 to 1. Raises
    InputError.
    """
    rows = sum(record.events.size for record in shown.records.values() if record.events is not None)
    if rows > MOST_ROWS:
        raise InputError(
            f"{rows:,} impressions; the lab hands out at most {MOST_ROWS:,}: choose fewer people or launches, or "
            "`groundswell run --events`"
        )
    names = {profile.key: profile.name for profile in shown.world.roster}
    yield ",".join(["schedule", "hour", "person", "author", "piece", "via", *_DEEDS, "trust"]) + "\n"
    for schedule, record in shown.records.items():
        assert record.events is not None
        for start in range(0, record.events.size, _ROWS):
            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\n")
            for hour, person, post, via, outcome, trust in record.events[start : start + _ROWS].tolist():
                by_a_person = post >= OWN
                author, piece = (post - OWN, 0) if by_a_person else (cell(names[post // PIECES]), post % PIECES)
                deeds = [int(outcome & bit != 0) for bit in _DEEDS.values()]
                shown_by = via if via < ev.FEED else "feed" if via == ev.FEED else ""
                writer.writerow(
                    [cell(schedule), hour, person, author, piece, shown_by, *deeds, f"{trust / ev.FIXED:.5f}"]
                )
            yield out.getvalue()


def town_png(scenario: Scenario, schedules: tuple[str, ...], seed: int, hour: int, strayed: str = "") -> bytes:
    """The towns of these schedules at an hour, as PNG."""
    from experiments.pictures.animation import draw_at, note_on

    shown = played(scenario, schedules, seed)
    with temporary_folder() as folder:
        path = folder / "town.png"
        draw_at(path, hour, shown.timelines, shown.town, note_on(scenario, seed, _told(strayed, shown)))
        return path.read_bytes()


def town_gif(
    scenario: Scenario, schedules: tuple[str, ...], seed: int, strayed: str = "", steps: Path | None = None
) -> bytes:
    """The towns of these schedules from the first hour to the last, as GIF.

    How many pictures are drawn is told in the folder ``steps``. Raises InputError where it is stopped.
    """
    from experiments.pictures.animation import animate, frames_of, note_on

    shown = played(scenario, schedules, seed)
    frames, drawn = frames_of(scenario.market.horizon_hours), count(1)
    with temporary_folder() as folder, steps_in(steps):
        path = folder / "town.gif"
        note = note_on(scenario, seed, _told(strayed, shown))
        animate(path, shown.timelines, shown.town, note, lambda: step(next(drawn), frames))
        return path.read_bytes()
