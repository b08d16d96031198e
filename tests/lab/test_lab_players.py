"""Processes that play: what dies is replaced, nothing is lost with it, and everything has an end."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from experiments.lab import players
from experiments.lab.players import Players
from sim.errors import InputError

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system kills in another way")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def dies_once(note):
    """Leaves a note the first time, and dies."""
    if not note.exists():
        note.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "played again"


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


def fills():
    return np.ones(players.MOST_BYTES // 8 + 1).size


def sleeps(seconds):
    time.sleep(seconds)
    return os.getpid()


def refuses():
    raise InputError(["one thing", "another"])


@pytest.fixture
def two():
    pool = Players(2)
    yield pool
    pool.shutdown()


def test_what_a_process_played_that_died_is_played_again_and_nothing_else_is_lost(two, tmp_path):
    pieces = [two.submit(sleeps, 0.05), two.submit(dies_once, tmp_path / "note"), two.submit(sleeps, 0.05)]
    assert pieces[1].result(60) == "played again"
    assert all(piece.result(60) for piece in pieces)


def test_what_kills_its_process_every_time_is_told_and_others_are_played(two):
    piece, others = two.submit(dies), [two.submit(sleeps, 0.01) for _ in range(4)]
    with pytest.raises(InputError, match="the process that played this ended 2 times"):
        piece.result(60)
    assert all(other.result(60) for other in others)


def test_a_process_that_is_killed_at_rest_is_replaced(two):
    pid = two.submit(sleeps, 0.0).result(60)
    os.kill(pid, signal.SIGKILL)
    assert {two.submit(sleeps, 0.05).result(60) for _ in range(4)}.isdisjoint({pid})


def test_what_takes_too_long_is_ended_and_told(two, monkeypatch):
    monkeypatch.setattr(players, "MOST_SECONDS", 0.2)
    with pytest.raises(InputError, match="would take longer than 0 s; ask for fewer people"):
        two.submit(sleeps, 1_000).result(60)
    monkeypatch.undo()
    assert two.submit(sleeps, 0.0).result(60)


def test_what_takes_too_much_memory_is_told(two):
    pytest.importorskip("resource")
    with pytest.raises(InputError, match="would take more than 3 GB of memory"):
        two.submit(fills).result(60)


def test_what_is_refused_is_refused_with_every_reason(two):
    with pytest.raises(InputError) as refusal:
        two.submit(refuses).result(60)
    assert refusal.value.problems == ("one thing", "another")


def test_the_end_waits_for_no_piece():
    pool = Players(2)
    pids = {pool.submit(sleeps, 0.2).result(60) for _ in range(2)}
    pieces = [pool.submit(sleeps, 1_000) for _ in range(5)]
    while not pieces[0].running():
        time.sleep(0.01)
    ending = threading.Thread(target=pool.shutdown)
    ending.start()
    ending.join(30)
    assert not ending.is_alive()
    assert not any(alive(pid) for pid in pids)
    assert all(piece.done() for piece in pieces)
