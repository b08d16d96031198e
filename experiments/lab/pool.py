"""The processes that play for the lab: warm before anybody asks, and gone when it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from experiments.lab.play.pieces import given
from experiments.lab.players import Players
from experiments.lab.question.asked import Asked
from experiments.lab.question.fits import PROCESSES
from experiments.replicates.design import Design, replicate_runs

_players: Players | None = None

Result = TypeVar("Result")


def workers() -> Executor:
    """The pool, once the lab is open."""
    assert _players is not None
    return _players


async def in_worker(piece: Callable[[], Result]) -> Result:
    """The result of one piece of work, done in the lab's pool."""
    return await given(workers(), piece)


def open_pool() -> None:
    """Starts the processes, so that the first answer takes a second."""
    global _players
    asked = Asked(people=2_000)
    design = Design(1, lucks=1, contributions=False)
    _players = Players(PROCESSES, partial(replicate_runs, asked.scenario(), list(asked.schedules), 0, design))


def close_pool() -> None:
    """Ends the processes. Does nothing where that was done."""
    global _players
    if _players is not None:
        _players.shutdown()
    _players = None
