"""What a visitor may take along: what is asked as a scenario file, counts, impressions, and a picture."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import tomli_w
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from nicegui import app

from experiments.lab.asked import Asked
from experiments.lab.document import MIX, document
from experiments.lab.kept import kept
from experiments.lab.watched import Watched, played, watched
from experiments.lab.workers import workers
from experiments.plain_text import cell
from sim.errors import InputError
from sim.posts import OWN, PIECES
from sim.record import BOUGHT, CLICKED, ENGAGED, FIRST, FIXED, FOLLOWED, NOBODY, OVERDOSE, SHARED, TALLY, WROTE

if TYPE_CHECKING:
    from sim.scenario import Scenario

_DEEDS = {
    "first": FIRST, "engaged": ENGAGED, "shared": SHARED, "clicked": CLICKED, "bought": BOUGHT, "overdose": OVERDOSE,
    "followed": FOLLOWED, "wrote": WROTE,
}  # fmt: skip
_ROWS = 5_000  # of impressions that are sent at once
_moving = asyncio.Lock()  # held while a moving picture is drawn


@app.get("/scenario.toml")
def _scenario(request: Request) -> Response:
    return _file(request, scenario_toml, "scenario.toml", "application/toml")


@app.get("/roster.csv")
def _roster(request: Request) -> Response:
    return _file(request, lambda asked: kept(asked.roster), "roster.csv", "text/csv")


@app.get("/hourly.csv")
def _hourly(request: Request) -> Response:
    return _file(request, lambda asked: hourly_csv(watched(asked)), "hourly.csv", "text/csv")


@app.get("/events.csv")
def _events(request: Request) -> Response:
    return _file(request, lambda asked: events_csv(watched(asked)), "events.csv", "text/csv")


@app.get("/town.png")
async def _town(request: Request) -> Response:
    """The towns at an hour, drawn in a process of its own: that takes seconds, and others wait for none of them."""
    words = dict(request.query_params)
    hour = words.pop("hour", "")
    try:
        asked = await asyncio.to_thread(Asked.read, words)
        scenario = asked.scenario()
        last = scenario.market.horizon_hours - 1
        at = min(int(hour), last) if hour.isascii() and hour.isdigit() and len(hour) < 9 else last
        loop = asyncio.get_running_loop()
        png = await loop.run_in_executor(workers(), town_png, scenario, asked.schedules, asked.seed, at)
    except InputError as error:
        return _refused(error)
    return _attached(Response(png, media_type="image/png"), "town.png")


@app.get("/town.gif")
async def _moving_town(request: Request) -> Response:
    """The towns hour by hour; one picture at a time, so that others' launches are played meanwhile."""
    if _moving.locked():
        return PlainTextResponse("Another moving picture is being drawn; try again in a minute.\n", status_code=503)
    try:
        asked = await asyncio.to_thread(Asked.read, request.query_params)
        async with _moving:
            loop = asyncio.get_running_loop()
            gif = await loop.run_in_executor(workers(), town_gif, asked.scenario(), asked.schedules, asked.seed)
    except InputError as error:
        return _refused(error)
    return _attached(Response(gif, media_type="image/gif"), "town.gif")


def _file(request: Request, made: Any, name: str, kind: str) -> Response:
    """What is made of the words of an address, as a file; what is wrong with them in words."""
    try:
        content = made(Asked.read(request.query_params))
    except InputError as error:
        return _refused(error)
    whole = (
        Response(content, media_type=kind) if isinstance(content, str) else StreamingResponse(content, media_type=kind)
    )
    return _attached(whole, name)


def _attached(response: Response, name: str) -> Response:
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(error: InputError) -> Response:
    return PlainTextResponse("\n".join(error.problems) + "\n", status_code=422)


def scenario_toml(asked: Asked) -> str:
    """What is asked, as a scenario file for the command line; how to play it stands in front. Raises InputError."""
    schedules = f"--schedules {','.join(asked.schedules)} --seed {asked.seed}"
    lines = [
        "Saved by the lab of groundswell. At full size:",
        f"  groundswell compare scenario.toml {schedules}",
        f"As a scale model, as in the lab: the same with --people {asked.scenario().simulated_people}",
    ]
    if asked.roster:
        lines.append("The roster, roster.csv, must stand beside this file.")
        lines.append("To open both in the lab again, leave out [roster] here and open the roster by itself.")
    if MIX in asked.schedules:
        lines.append(f"To open this in the lab again, give the launch {MIX} another name: the lab has its own.")
    return "".join(f"# {line}\n" for line in lines) + "\n" + tomli_w.dumps(document(asked))


def hourly_csv(shown: Watched) -> str:
    """A row for each schedule and hour; the columns of ``sim.record.TALLY`` count simulated people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["schedule", "hour", *TALLY])
    for name, record in shown.records.items():
        writer.writerows([cell(name), hour, *counts] for hour, counts in enumerate(record.hourly.tolist()))
    return out.getvalue()


def events_csv(shown: Watched) -> Iterator[str]:
    """A row for each schedule and impression, in parts.

    ``author`` is the influencer's name, or the number of the person who wrote, ``piece`` which post of theirs, ``via``
    who passed it on, if anybody did; deeds are 0 or 1, trust is that afterwards, 0 to 1.
    """
    names = {profile.key: profile.name for profile in shown.world.roster}
    yield ",".join(["schedule", "hour", "person", "author", "piece", "via", *_DEEDS, "trust"]) + "\n"
    for schedule, record in shown.records.items():
        assert record.events is not None
        for start in range(0, record.events.size, _ROWS):
            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\n")
            for hour, person, post, via, outcome, trust in record.events[start : start + _ROWS].tolist():
                own = post >= OWN
                author, piece = (post - OWN, 0) if own else (cell(names[post // PIECES]), post % PIECES)
                deeds = [int(outcome & bit != 0) for bit in _DEEDS.values()]
                shown_by = "" if via == NOBODY else via
                writer.writerow([cell(schedule), hour, person, author, piece, shown_by, *deeds, f"{trust / FIXED:.5f}"])
            yield out.getvalue()


def town_png(scenario: Scenario, schedules: tuple[str, ...], seed: int, hour: int) -> bytes:
    """The towns of these schedules at an hour, as PNG."""
    from experiments.animation import draw_at, note_on

    shown = played(scenario, schedules, seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "town.png"
        draw_at(path, hour, shown.timelines, shown.town, note_on(scenario, seed))
        return path.read_bytes()


def town_gif(scenario: Scenario, schedules: tuple[str, ...], seed: int) -> bytes:
    """The towns of these schedules from the first hour to the last, as GIF."""
    from experiments.animation import animate, note_on

    shown = played(scenario, schedules, seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "town.gif"
        animate(path, shown.timelines, shown.town, note_on(scenario, seed))
        return path.read_bytes()
