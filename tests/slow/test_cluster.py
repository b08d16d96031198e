"""A Dask cluster plays what processes of this machine would: the same digits, whoever comes and goes meanwhile."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import ENVIRONMENT, started, told, wait_until
from stored import played_twice, runs_in

pytest.importorskip("distributed")
pytestmark = pytest.mark.nightly

ASKED = ("compare", "--people", "5000", "--replicates", "40", "--schedules", "macro_only,hybrid")
TABLES = ("comparison.json", "runs.csv", "plan.csv")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def dask(tmp_path):
    """Begins parts of a cluster on this machine, each a process of its own, and ends those that are left."""
    begun = []

    def begin(*words: object, **variables: str) -> subprocess.Popen:
        with (tmp_path / f"dask{len(begun)}.log").open("w") as log:
            begun.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *map(str, words), "--host", "127.0.0.1", "--no-dashboard"],
                    stdout=log,
                    stderr=log,
                    cwd=tmp_path,
                    env=ENVIRONMENT | variables,
                    start_new_session=True,
                )
            )
        return begun[-1]

    yield begin
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def cluster(dask, tmp_path):
    """The address of a scheduler without any worker, and what begins one."""
    port = free_port()
    dask("scheduler", "--port", port)
    wait_until(lambda: "Scheduler at" in (tmp_path / "dask0.log").read_text(), 60)
    address = f"tcp://127.0.0.1:{port}"
    return address, lambda **variables: dask("worker", address, "--nthreads", 1, "--no-nanny", **variables)


def tables_in(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def test_the_same_digits_while_one_worker_is_killed_and_another_joins_late(cluster, tmp_path):
    address, worker = cluster
    here = told(*ASKED, "--jobs", 2, "--out", tmp_path / "here")
    assert here.returncode == 0, here.stderr
    first = worker()
    worker()
    runs = tmp_path / "there" / "runs"
    process = started(*ASKED, "--cluster", address, "--out", tmp_path / "there")
    wait_until(lambda: len(runs_in(runs)) >= 4, 120)
    os.killpg(first.pid, signal.SIGKILL)
    late = worker()
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    assert late.poll() is None
    assert out.replace("there", "here") == here.stdout
    assert tables_in(tmp_path / "there") == tables_in(tmp_path / "here")
    assert len(runs_in(runs)) == 80
    assert played_twice(runs) == 0


def test_a_study_waits_for_its_first_worker_and_ctrl_c_ends_it(cluster, tmp_path):
    address, _ = cluster
    process = started(*ASKED, "--cluster", address, "--out", tmp_path / "out")
    time.sleep(8)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err


def test_a_worker_with_other_rules_is_refused_in_words(cluster, tmp_path):
    address, worker = cluster
    rules = tmp_path / "rules.py"
    rules.write_text("def attention(hours):\n    return 1.0\n")
    worker(GROUNDSWELL_MECHANISMS=str(rules))
    asked = told(*ASKED, "--cluster", address, "--out", tmp_path / "out")
    assert asked.returncode == 2
    assert "a worker of the cluster has another groundswell" in asked.stderr


def test_no_scheduler_at_an_address_is_said(tmp_path):
    asked = told(*ASKED, "--cluster", f"tcp://127.0.0.1:{free_port()}", "--out", tmp_path / "out")
    assert asked.returncode == 2
    assert "no scheduler answers there" in asked.stderr
    assert len(asked.stderr.splitlines()) == 1
