"""What somebody waits for: how far it is, and a way to end it, by a word that the browser makes up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from experiments.lab.play.steps import steps_told, stop
from experiments.lab.temporary import temporary_folder

WORD = "waiting"  # of an address: under which name the browser asks how far it is
_NAME = re.compile(r"[0-9a-f-]{36}")
_folders: dict[str, Path] = {}
router = APIRouter()


@contextmanager
def waited_for(request: Request) -> Iterator[Path | None]:
    """A folder in which steps of what a request asks for are told, as long as it lasts; None where nobody asks."""
    name = request.query_params.get(WORD, "")
    if not _NAME.fullmatch(name) or name in _folders:
        yield None
        return
    with temporary_folder() as folder:
        _folders[name] = folder
        try:
            yield folder
        finally:
            del _folders[name]


@router.get("/waiting")
async def _how_far(request: Request) -> Response:
    """How many steps are done, and of how many; none of none where nothing of this name is waited for."""
    folder = _folders.get(request.query_params.get(WORD, ""))
    done, of = (0, 0) if folder is None else steps_told(folder)
    return JSONResponse({"done": done, "of": of})


@router.post("/waiting/stop")
async def _stop(request: Request) -> Response:
    """Ends what is waited for under this name, if anything is."""
    folder = _folders.get(request.query_params.get(WORD, ""))
    if folder is not None:
        stop(folder)
    return JSONResponse({})
