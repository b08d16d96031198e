"""Many tasks over the cores of this machine, or wherever joblib is told to send them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any


def one_pool(function: Callable[..., Any], tasks: Collection[tuple[Any, ...]], jobs: int) -> Iterator[Any]:
    """What the function says to each task as it is finished, in no fixed order, from one pool of processes.

    ``jobs`` processes work at once; 1 works in this process. Another joblib backend (a cluster, say) is chosen
    with ``joblib.parallel_config``.
    """
    if jobs == 1 or len(tasks) <= 1:
        for task in tasks:
            yield function(*task)
        return
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=min(jobs, len(tasks)), return_as="generator_unordered", batch_size=1)
    with _born_deaf_to_ctrl_c():
        finished = parallel(delayed(function)(*task) for task in tasks)
    yield from finished


@contextmanager
def _born_deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile never hear Ctrl-C, and print no traceback of it: this one ends them."""
    if threading.current_thread() is not threading.main_thread():  # only that one may say who hears it
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited by whatever is started
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
