"""The processes that play for the lab: warm before anybody asks, and gone when it is."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.synchronize import Event

from nicegui import app

from experiments.lab.asked import Asked
from experiments.study import Design, replicate_runs

PROCESSES = 2
_LOOKS_SECONDS = 0.2  # between two looks of a process at whether the lab is still there
_pool: ProcessPoolExecutor | None = None
_ending: Event | None = None


def workers() -> Executor:
    """The pool, once the lab is open."""
    assert _pool is not None
    return _pool


def _end_with_the_lab(ending: Event) -> None:
    """Run in each process of the pool: it ends when the lab does, however that came about and whatever is played."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        while not ending.wait(_LOOKS_SECONDS) and parent is not None and parent.is_alive():
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


@app.on_startup
def _open_pool() -> None:
    """The first answer is then a matter of a second."""
    global _pool, _ending
    spawned = multiprocessing.get_context("spawn")
    _ending = spawned.Event()
    _pool = ProcessPoolExecutor(PROCESSES, spawned, _end_with_the_lab, (_ending,))
    asked = Asked(people=2_000)
    for _ in range(PROCESSES):
        _pool.submit(
            replicate_runs, asked.scenario(), list(asked.schedules), 0, Design(1, lucks=1, contributions=False)
        )


@app.on_shutdown
def _close_pool() -> None:
    global _pool, _ending
    if _pool is not None and _ending is not None:
        _ending.set()
        _pool.shutdown(cancel_futures=True)
    _pool = _ending = None  # gives back what the system keeps for them
