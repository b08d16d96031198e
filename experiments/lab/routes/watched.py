"""Towns for the browser, played and packed in the pool: the lab itself stays free to answer, whatever is played."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from experiments.lab.play.packed import packed_town
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked
from sim.errors import InputError

router = APIRouter()

_MOST = 8
_towns: OrderedDict[Asked, asyncio.Future[bytes]] = OrderedDict()


@router.get("/watched")
async def _watched(request: Request) -> Response:
    """The town that an address asks for, packed for the browser; the problems in words where it is refused."""
    try:
        asked = await run_in_threadpool(Asked.read, request.query_params)
        return Response(await town(asked), media_type="application/octet-stream")
    except InputError as error:
        return JSONResponse({"problems": list(error.problems)}, status_code=422)


async def town(asked: Asked) -> bytes:
    """The town that is asked for, packed. A class that opens one link has it played once.

    Raises InputError where it cannot be played.
    """
    if asked not in _towns:
        call = partial(packed_town, asked.scenario(), asked.schedules, asked.seed)
        _towns[asked] = asyncio.ensure_future(in_worker(call))
        while len(_towns) > _MOST:
            _towns.popitem(last=False)
    _towns.move_to_end(asked)
    try:
        return await asyncio.shield(_towns[asked])  # others may wait for it when this visitor leaves
    except Exception:
        _towns.pop(asked, None)
        raise
