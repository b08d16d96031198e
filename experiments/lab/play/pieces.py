"""Work of one visitor in the pool: a few pieces at once, each handed over as it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from typing import TypeVar

Result = TypeVar("Result")

AHEAD = 2  # pieces of one visitor in work at once: nobody takes all there is


async def given(pool: Executor, piece: Callable[[], Result]) -> Result:
    """The result of one piece of work, done in the pool."""
    return await asyncio.get_running_loop().run_in_executor(pool, piece)


async def finished(
    pool: Executor, pieces: Iterator[Callable[[], Result]], stopped: Callable[[], bool]
) -> AsyncIterator[Result]:
    """Results of pieces of work in the order in which they end. Once stopped, those in work are still given."""
    work: set[asyncio.Future[Result]] = set()
    try:
        while True:
            while not stopped() and len(work) < AHEAD and (piece := next(pieces, None)) is not None:
                work.add(asyncio.ensure_future(given(pool, piece)))
            if not work:
                return
            done, work = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        for future in work:
            future.cancel()  # what has not begun yet never does
