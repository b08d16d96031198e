"""Files to take along: the question as a scenario file, counts, impressions, and pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import tomli_w
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.background import BackgroundTask

from experiments.lab.play.town import Watched
from experiments.lab.play.town_files import events_csv, hourly_csv, town_csv, town_gif, town_png
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked, document
from experiments.lab.question.kept import kept
from experiments.lab.question.opened import MIX
from experiments.lab.question.own_set import SAVED_AS, set_file
from experiments.lab.question.strayed import strayed
from experiments.lab.routes.waiting import waited_for
from experiments.lab.temporary import lasting_folder
from sim.errors import InputError
from sim.scenario.scenario import Scenario

_moving = asyncio.Lock()  # held while a moving picture is drawn
router = APIRouter()


@router.get("/scenario.toml")
async def _scenario(request: Request) -> Response:
    return await _told(request, scenario_toml, "scenario.toml", "application/toml")


@router.get("/roster.csv")
async def _roster(request: Request) -> Response:
    return await _told(request, lambda asked: kept(asked.roster), "roster.csv", "text/csv")


@router.get(f"/{SAVED_AS}")
async def _assumptions(request: Request) -> Response:
    return await _told(request, lambda asked: kept(asked.assumptions), SAVED_AS, "application/toml")


@router.get("/hourly.csv")
async def _hourly(request: Request) -> Response:
    return await _town_csv(request, hourly_csv, "hourly.csv")


@router.get("/events.csv")
async def _events(request: Request) -> Response:
    return await _town_csv(request, events_csv, "events.csv")


@router.get("/town.png")
async def _town(request: Request) -> Response:
    """The towns at an hour."""
    hour = request.query_params.get("hour", "")
    try:
        asked, scenario = await _asked(request)
        last = scenario.market.horizon_hours - 1
        at = min(int(hour), last) if hour.isascii() and hour.isdigit() and len(hour) < 9 else last
        png = await in_worker(partial(town_png, scenario, asked.schedules, asked.seed, at, strayed(asked)))
    except InputError as error:
        return _refused(error)
    return _attached(Response(png, media_type="image/png"), "town.png")


@router.get("/town.gif")
async def _moving_town(request: Request) -> Response:
    """The towns hour by hour; one picture at a time, so that others' launches are played meanwhile."""
    if _moving.locked():
        return PlainTextResponse("Another moving picture is being drawn; try again in a minute.\n", status_code=503)
    async with _moving:
        try:
            asked, scenario = await _asked(request)
            with waited_for(request) as steps:
                call = partial(town_gif, scenario, asked.schedules, asked.seed, strayed(asked), steps)
                gif = await in_worker(call)
        except InputError as error:
            return _refused(error)
    return _attached(Response(gif, media_type="image/gif"), "town.gif")


async def _asked(request: Request) -> tuple[Asked, Scenario]:
    """The question that an address asks, and its scenario; read in a thread, so that nobody waits for a long roster."""

    def read() -> tuple[Asked, Scenario]:
        asked = Asked.read(request.query_params)
        return asked, asked.scenario()

    return await asyncio.to_thread(read)


async def _told(request: Request, made: Callable[[Asked], str], name: str, kind: str) -> Response:
    """A file made of the question that an address asks; the problems in words where it cannot be made."""
    try:
        asked, _ = await _asked(request)
        return _attached(Response(made(asked), media_type=kind), name)
    except InputError as error:
        return _refused(error)


async def _town_csv(request: Request, written: Callable[[Watched], Iterable[str]], name: str) -> Response:
    """A CSV file of the town that an address asks for; it is removed once it is sent."""
    folder = lasting_folder()
    path = Path(folder.name) / name
    try:
        asked, scenario = await _asked(request)
        await in_worker(partial(town_csv, scenario, asked.schedules, asked.seed, written, path, strayed(asked)))
    except BaseException as fault:
        folder.cleanup()
        if isinstance(fault, InputError):
            return _refused(fault)
        raise
    return FileResponse(path, media_type="text/csv", filename=name, background=BackgroundTask(folder.cleanup))


def _attached(response: Response, name: str) -> Response:
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(error: InputError) -> Response:
    return PlainTextResponse("\n".join(error.problems) + "\n", status_code=422)


def scenario_toml(asked: Asked) -> str:
    """The question as a scenario file for the command line, with how to play it in front. Raises InputError."""
    schedules = f"--schedules {','.join(asked.schedules)} --seed {asked.seed}"
    lines = [
        "Saved by the lab of groundswell. At full size:",
        f"  groundswell compare scenario.toml {schedules}",
        f"As a scale model, as in the lab: the same with --people {asked.scenario().simulated_people}",
        *([strayed(asked)] if strayed(asked) else []),
    ]
    if asked.roster:
        lines.append("The roster, roster.csv, must stand beside this file.")
        lines.append("To open both in the lab again, leave out [roster] here and open the roster by itself.")
    if set_file(asked.assumptions) is not None:
        lines.append(f"The assumptions, {SAVED_AS}, must stand beside this file.")
        lines.append("To open both in the lab again, leave out `set` here and open the assumptions by themselves.")
    if MIX in asked.schedules:
        lines.append(f"To open this in the lab again, give the launch {MIX} another name: the lab has its own.")
    return "".join(f"# {line}\n" for line in lines) + "\n" + tomli_w.dumps(document(asked))
