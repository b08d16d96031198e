"""Tasks sent to a Dask cluster that is there: workers come and go, and what one had that is gone another does.

Nothing of a world travels: a task is a scenario and a number, and whoever plays it makes its world anew. A worker plays
one task at a time, however many threads it has, and only with the very code that asks.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from experiments import interrupt
from experiments.store.keys import code_digest
from sim.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

_IN_HAND = 4  # tasks sent ahead to each thread of the cluster
_FEWEST_IN_HAND = 16  # also where no worker has come yet
_WAIT_SECONDS = 10.0  # for the scheduler to answer
_one_at_a_time = threading.Lock()
_CLIENT: ContextVar[Client | None] = ContextVar("cluster", default=None)


class OtherCodeError(RuntimeError):
    """A worker has other code than the one that asks it."""


@contextmanager
def joined(address: str) -> Iterator[None]:
    """Whatever is played within the block is played by the cluster whose scheduler has this address.

    Raises InputError where there is none, or where Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--cluster needs the extra 'cluster': pip install 'groundswell[cluster]'") from None
    try:
        client = Client(address, timeout=_WAIT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"--cluster {address}: no scheduler answers there; give its address as `dask scheduler` says it, such as "
            "tcp://127.0.0.1:8786"
        ) from error
    token = _CLIENT.set(client)
    try:
        yield
    finally:
        _CLIENT.reset(token)
        client.close(timeout=_WAIT_SECONDS)  # type: ignore[no-untyped-call]


def client_at_work() -> Client | None:
    """The cluster that was joined, if one was."""
    return _CLIENT.get()


def on_cluster(client: Client, function: Callable[..., Any], tasks: Collection[tuple[Any, ...]]) -> Iterator[Any]:
    """Results of a function for each task as they are finished, in no fixed order.

    Raises InputError where workers are killed time and again, or have other code.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    left, code = iter(tasks), _code()
    finished: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]

    def send(count: int) -> int:
        sent = 0
        for task in left:
            finished.add(client.submit(_played_there, code, function, task, pure=False))
            sent += 1
            if sent >= count:
                break
        return sent

    in_hand = send(_room(client))
    try:
        while in_hand:
            future = next(finished)
            interrupt.go_on()
            result = future.result()
            future.release()
            in_hand += send(max(0, _room(client) - in_hand + 1)) - 1
            yield result
    except KilledWorker as error:
        raise InputError(
            "workers of the cluster were killed time and again, as happens where memory runs out: give them more, or "
            "simulate a scale model (--people)"
        ) from error
    except OtherCodeError as error:
        raise InputError(str(error)) from error
    finally:
        client.cancel(list(finished.futures), force=True)  # type: ignore[no-untyped-call]


def _room(client: Client) -> int:
    """How many tasks the cluster has in hand at most: enough for every thread that is there now."""
    threads: int = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
    return max(_FEWEST_IN_HAND, _IN_HAND * threads)


def _code() -> tuple[str, tuple[int, int]]:
    """What whoever asks and whoever plays must have in common: the code, and the Python that reads what is sent."""
    return code_digest(), sys.version_info[:2]


def _played_there(code: tuple[str, tuple[int, int]], function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    """Done by a worker. Raises OtherCodeError."""
    if _code() != code:
        raise OtherCodeError(
            "a worker of the cluster has another groundswell or another Python, whose figures could be others: install "
            "the same there, start its workers anew and, with --mechanisms, give them GROUNDSWELL_MECHANISMS=FILE"
        )
    with _one_at_a_time:
        return function(*task)
