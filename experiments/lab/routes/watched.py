"""Towns for the browser, played and packed in the pool: the lab itself stays free to answer, whatever is played."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from experiments.lab.play.packed import packed_town
from experiments.lab.play.steps import STOPPED
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked
from experiments.lab.question.plainly import plainly
from experiments.lab.routes.waiting import waited_for
from sim.errors import InputError

router = APIRouter()

_MOST = 8
_towns: OrderedDict[Asked, asyncio.Future[bytes]] = OrderedDict()


@router.get("/watched")
async def _watched(request: Request) -> Response:
    """The town that an address asks for, packed for the browser; the problems in words where it is refused."""
    try:
        asked = await run_in_threadpool(Asked.read, request.query_params)
        with waited_for(request) as steps:
            return Response(await town(asked, steps), media_type="application/octet-stream")
    except InputError as error:
        return JSONResponse({"problems": [plainly(problem) for problem in error.problems]}, status_code=422)


async def town(asked: Asked, steps: Path | None = None) -> bytes:
    """The town that is asked for, packed. A class that opens one link has it played once.

    The days that are played are told in the folder ``steps`` of whoever asked first. Raises InputError where it
    cannot be played, or was stopped.
    """
    first = asked not in _towns
    if first:
        call = partial(packed_town, asked.scenario(), asked.schedules, asked.seed, steps)
        _towns[asked] = asyncio.ensure_future(in_worker(call))
        while len(_towns) > _MOST:
            _towns.popitem(last=False)
    _towns.move_to_end(asked)
    try:
        return await asyncio.shield(_towns[asked])  # others may wait for it when this visitor leaves
    except Exception as fault:
        _towns.pop(asked, None)
        if isinstance(fault, InputError) and STOPPED in fault.problems and not first:
            return await town(asked, steps)  # somebody else stopped it
        raise
