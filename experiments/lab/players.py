"""Processes that play: each plays one piece at a time, within bounds of time and memory, and is replaced if it dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from sim.errors import InputError

MOST_SECONDS = 120.0  # of one piece; what visitors usually ask takes under one
MOST_BYTES = 3_000_000_000  # of the data of one process; what visitors usually ask takes a tenth
_TRIES = 2
_LESS = "ask for fewer people, launches or posts"
_ENDED = "the lab is being ended"

_Asked = ParamSpec("_Asked")
_Given = TypeVar("_Given")


class Players(Executor):
    """A pool of processes, with a thread beside each that hands it one piece after the other.

    A piece whose process dies is played again once in a new one; that of another visitor is never lost with it.
    ``result`` raises InputError where a piece takes too long or too much memory, or loses its process twice.
    """

    def __init__(self, processes: int, ready: Callable[[], object] | None = None) -> None:
        """``ready`` is called in every new process before anything is played there."""
        self._ready = ready
        self._own = threading.local()
        self._closed = threading.Event()
        self._spawned = multiprocessing.get_context("spawn")
        self._open: dict[int, ProcessPoolExecutor] = {}  # by the number of the process
        self._threads = ThreadPoolExecutor(processes, "player", deaf_to_ctrl_c)
        for _ in range(processes):
            self._threads.submit(self._process)  # warm before anybody asks

    def submit(self, fn: Callable[_Asked, _Given], /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> Future[_Given]:
        """Has it played as soon as a process is free."""
        return self._threads.submit(self._play, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes at once, whatever they play."""
        self._closed.set()
        for pid in tuple(self._open):
            self._end(pid)
        self._threads.shutdown(wait, cancel_futures=True)

    def _play(self, call: Callable[..., _Given], args: tuple[Any, ...], named: dict[str, Any]) -> _Given:
        for _ in range(_TRIES):
            process, pid = self._process()
            try:
                piece = process.submit(call, *args, **named)
            except RuntimeError:  # it died at rest, or is being ended
                self._end(pid)
                continue
            try:
                return piece.result(MOST_SECONDS)
            except TimeoutError:
                self._end(pid)
                raise InputError(f"this would take longer than {MOST_SECONDS:.0f} s; {_LESS}") from None
            except MemoryError:
                self._end(pid)  # what it kept goes with it
                raise InputError(f"this would take more than {MOST_BYTES / 1e9:g} GB of memory; {_LESS}") from None
            except BrokenExecutor:
                self._end(pid)
        raise InputError(f"the process that played this ended {_TRIES} times; ask for less, or free some memory")

    def _process(self) -> tuple[ProcessPoolExecutor, int]:
        """The process of this thread and its number; a new one where there is none. Raises InputError at the end."""
        mine: tuple[ProcessPoolExecutor, int] | None = getattr(self._own, "process", None)
        if mine is not None:
            return mine
        if self._closed.is_set():
            raise InputError(_ENDED)
        process = ProcessPoolExecutor(1, self._spawned, begin, (MOST_BYTES,))
        try:
            pid = process.submit(os.getpid).result()
        except BrokenExecutor:
            process.shutdown()
            raise InputError("the lab cannot start a process to play in; free some memory first") from None
        self._open[pid] = process
        if self._closed.is_set():
            self._end(pid)
            raise InputError(_ENDED)
        self._own.process = process, pid
        if self._ready is not None:
            process.submit(self._ready)
        return process, pid

    def _end(self, pid: int) -> None:
        """Ends the process, and gives back what the system keeps for it. Called in its own thread, and at the end."""
        process = self._open.pop(pid, None)
        if process is not None:
            _kill(pid)
            process.shutdown()
        self._own.process = None


def begin(most_bytes: int) -> None:
    """Run first in a process: it ends when the lab does, however that came about, and takes so much memory at most."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system knows no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))

    def watch() -> None:
        parent.join()  # type: ignore[union-attr]
        os._exit(0)

    parent = multiprocessing.parent_process()
    threading.Thread(target=watch, daemon=True).start()


def deaf_to_ctrl_c() -> None:
    """Processes that this thread starts never hear Ctrl-C, and print no traceback of it: the lab ends them."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
