"""Opens scenario files, rosters and sets of assumptions of visitors, read as strictly as on the command line."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable
from pathlib import Path

import tomli_w
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from experiments.lab.question.asked import Asked
from experiments.lab.question.fits import MOST_INFLUENCERS
from experiments.lab.question.kept import MOST_BYTES, keep
from experiments.lab.question.opened import check_opened
from experiments.lab.question.own_set import keep_set
from experiments.lab.question.readings import on_a_page, readings_of, taken_answers
from sim.errors import Faults, InputError
from sim.reading.text_file import decoded
from sim.roster.answers import UNANSWERED
from sim.roster.file_text import file_text
from sim.roster.roster_file import parse_roster
from sim.roster.written_roster import written_roster
from sim.scenario.scenario import currency_of

# No other page in the visitor's browser can send this header here without being asked for leave first.
HEADER = ("x-groundswell", "lab")
_LONGEST_NAME = 100
_MOST_UNPACKED_BYTES = 20_000_000  # of a workbook
_LONGEST_LINE = 1_000  # characters of an influencer
router = APIRouter()


@router.post("/open")
async def _open(request: Request) -> Response:
    """Takes a scenario file (TOML), answers with the address that plays it or with all that is wrong with it."""
    return await _answered(request, opened_scenario)


@router.post("/roster")
async def _roster(request: Request) -> Response:
    """Takes a roster (CSV or XLSX) for what the address asks, answers like ``/open``."""
    return await _answered(request, opened_roster)


@router.post("/set")
async def _set(request: Request) -> Response:
    """Takes a set of assumptions (TOML), such as a posterior, for what the address asks, answers like ``/open``."""
    return await _answered(request, opened_set)


async def _answered(request: Request, opened: Callable[[bytes, str, dict[str, str]], Asked]) -> Response:
    if request.headers.get(HEADER[0]) != HEADER[1]:
        return JSONResponse({"problems": ["files are opened from the lab's own pages alone"]}, status_code=403)
    words = dict(request.query_params)
    file = words.pop("file", "file")[:_LONGEST_NAME]
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            problem = f"{file}: is larger than {MOST_BYTES / 1e6:g} MB, the most that the lab opens"
            return JSONResponse({"problems": [problem]}, status_code=413)
    try:
        # In a thread: reading a long file keeps nobody else waiting.
        asked = await asyncio.to_thread(opened, bytes(content), file, words)
    except InputError as error:
        told = {"problems": [on_a_page(one) for one in error.told], "readings": readings_of(error.told, words)}
        return JSONResponse(told, status_code=422)
    return JSONResponse({"address": asked.address})


def opened_scenario(content: bytes, file: str, words: dict[str, str]) -> Asked:
    """The question with a visitor's scenario file, and its budget, set and launches. Raises InputError.

    Of ``words`` only the people and the luck go on.
    """
    text = decoded(content, file)
    check_opened(text, file)
    tables = tomllib.loads(text)
    currency = currency_of(tables, Faults())
    name = currency.outside("budget_eur")
    budget = tables[name]
    if budget != round(budget):
        raise InputError(f"{file}: {name} = {budget}: the lab plays with whole {currency.code}; leave out the cents")
    if "name" not in tables:
        text = tomli_w.dumps({"name": Path(file).stem[:_LONGEST_NAME]}) + text  # as on the command line
    going_on = {name: word for name, word in words.items() if name in ("people", "seed")}
    asked = Asked.read(going_on | {"scenario": keep(text)})
    return Asked.read(asked.words)  # as a link says it: a budget beyond the lab's limits is refused now


def opened_roster(content: bytes, file: str, words: dict[str, str]) -> Asked:
    """The question that the words ask, with the influencers of a roster file. Raises InputError.

    Where the words also answer how the file is to be read, the list is kept as it was understood with these answers.
    """
    answers = taken_answers(words := dict(words))
    text = file_text(content, file, _MOST_UNPACKED_BYTES).text
    _check_rows(text, file)
    asked = Asked.read(words | {"roster": ""})
    scenario = asked.scenario()
    interests, currency = scenario.market.interests, scenario.currency
    listing = parse_roster(text, file, interests, answers, currency)
    if answers != UNANSWERED:
        text = written_roster(listing, interests, currency)
    return Asked.read(asked.words | {"roster": keep(text)})


def opened_set(content: bytes, file: str, words: dict[str, str]) -> Asked:
    """The question that the words ask, with the assumptions of a file in place of the set. Raises InputError."""
    return Asked.read(words | {"assumptions": keep_set(decoded(content, file), file)})


def _check_rows(text: str, file: str) -> None:
    """Refuses more than the lab plays with, and lines that no influencer needs, before any is read."""
    lines = text.splitlines()
    if len(lines) > MOST_INFLUENCERS + 1:
        raise InputError(
            f"{file}: has {len(lines):,} lines; the lab plays with at most {MOST_INFLUENCERS:,} influencers, and "
            "`groundswell compare` with more"
        )
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            raise InputError(
                f"{file}: line {number}: has {len(line):,} characters; a line may have {_LONGEST_LINE:,} in the lab"
            )
