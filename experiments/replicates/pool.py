"""Many tasks over the cores of this machine, or wherever joblib is told to send them."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from experiments import interrupt
from experiments.replicates.cluster import client_at_work, on_cluster
from sim.errors import InputError

TASK_BYTES = 1_000  # that one task takes while it waits
_POOLS = 4  # that are tried, one after the other, where processes are killed
_LOOKS_SECONDS = 0.2  # between two looks of a process at whether the one that it works for is still there


def one_pool(function: Callable[..., Any], tasks: Collection[tuple[Any, ...]], jobs: int) -> Iterator[Any]:
    """Results of a function for each task as they are finished, in no fixed order, from one pool of processes.

    ``jobs`` processes work at once; 1 works in this process. Where a cluster was joined, it does all of them. Tasks
    whose process was killed are done again in a new pool. Raises InputError where that happens time and again.
    """
    if (client := client_at_work()) is not None:
        yield from on_cluster(client, function, tasks)
        return
    if jobs == 1 or len(tasks) <= 1:
        for task in tasks:
            yield function(*task)
        return
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    left = dict(enumerate(tasks))
    for _ in range(_POOLS):
        try:
            for number, result in _numbered(function, left, min(jobs, len(tasks))):
                del left[number]
                yield result
            return
        except TerminatedWorkerError:
            interrupt.go_on()
    raise InputError(
        f"processes at work were killed {_POOLS} times, as happens where memory runs out; {len(left):,} of "
        f"{len(tasks):,} tasks are left: run fewer at once (--jobs {max(1, jobs // 2)}), simulate a scale model "
        f"(--people) or free some memory first"
    )


def _numbered(function: Callable[..., Any], tasks: dict[int, tuple[Any, ...]], jobs: int) -> Iterator[tuple[int, Any]]:
    """Numbers of tasks with their results, from processes even where a single task is left."""
    from joblib import Parallel, delayed
    from joblib.parallel import get_active_backend

    here = type(get_active_backend()[0]).__name__ == "LokyBackend"
    born = {"initializer": _work_for, "initargs": (os.getpid(),)} if here else {}
    # A process that has grown by 300 MB since its first task, as large campaigns make it, ends between two tasks, with
    # its results handed over, and a new one goes on: nothing is lost that a user could do anything about.
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
    parallel = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1, **born)
    with _born_deaf_to_ctrl_c():
        finished = parallel(delayed(_with_number)(function, number, task) for number, task in list(tasks.items()))
    yield from finished


def _with_number(function: Callable[..., Any], number: int, task: tuple[Any, ...]) -> tuple[int, Any]:
    return number, function(*task)


def _work_for(parent: int) -> None:
    """Run first in each process of the pool: it never hears Ctrl-C, and ends when the one it works for is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKS_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _born_deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile never hear Ctrl-C, and print no traceback of it: this one ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # now: as it starts, it unblocks what is blocked below
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # inherited by whatever is started
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
