"""The curves of launches over time, for the browser."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from experiments.lab.play.curves import curves_of
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked
from sim.errors import InputError

router = APIRouter()


@router.get("/curves")
async def _curves(request: Request) -> Response:
    """The curves of the launches that an address asks for; the problems in words where they are refused."""
    try:
        asked = await run_in_threadpool(Asked.read, request.query_params)
        return JSONResponse(await in_worker(partial(curves_of, asked.scenario(), asked.schedules, asked.seed)))
    except InputError as error:
        return JSONResponse({"problems": list(error.problems)}, status_code=422)
