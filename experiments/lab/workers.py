"""The processes that play for the lab: warm before anybody asks, and gone when it is."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import Executor, ProcessPoolExecutor

from nicegui import app

from experiments.lab.asked import Asked
from experiments.study import Design, replicate_runs

PROCESSES = 2
_pool: ProcessPoolExecutor | None = None


def workers() -> Executor:
    """The pool, once the lab is open."""
    assert _pool is not None
    return _pool


def _end_with_the_lab() -> None:
    """Run in each process of the pool: it ends when the lab does, however that came about."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


@app.on_startup
def _open_pool() -> None:
    """The first answer is then a matter of a second."""
    global _pool
    _pool = ProcessPoolExecutor(
        PROCESSES, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_the_lab
    )
    asked = Asked(people=2_000)
    for _ in range(PROCESSES):
        _pool.submit(
            replicate_runs, asked.scenario(), list(asked.schedules), 0, Design(1, lucks=1, contributions=False)
        )


@app.on_shutdown
def _close_pool() -> None:
    if _pool is not None:
        _pool.shutdown(wait=False, cancel_futures=True)
