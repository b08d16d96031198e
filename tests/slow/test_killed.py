"""Killed at any moment, gone on with by the same command: the result is that of a study nobody disturbed.

Run as a programme it kills more often: ``PYTHONPATH=tests python tests/slow/test_killed.py [FIRST] 100``.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from commands import started
from stored import played_twice, runs_in

pytestmark = pytest.mark.nightly

ASKED = ("compare", "--people", "2000", "--replicates", "60", "--schedules", "macro_only,hybrid", "--jobs", "2")
TABLES = ("comparison.json", "runs.csv", "plan.csv")
RUNS = 120
PATIENCE_SECONDS = 600  # a machine may have other work


def undisturbed(folder: Path) -> dict[str, bytes]:
    """The tables of a study that ended by itself, and how long it took."""
    finish(folder)
    return tables_in(folder)


def finish(folder: Path) -> None:
    process = started(*ASKED, "--out", folder)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, err


def tables_in(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def killed(folder: Path, after_seconds: float, chance: random.Random) -> str:
    """Begins the study and kills the parent, a worker or all of them after a while; says whom."""
    process = started(*ASKED, "--out", folder, start_new_session=True)
    deadline = time.monotonic() + after_seconds
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    whom = chance.choice(["parent", "worker", "all"])
    if process.poll() is not None:
        process.communicate()
        return "nobody, it had ended"
    children = workers_of(process.pid)
    if whom == "worker" and children:
        os.kill(chance.choice(children), signal.SIGKILL)
        process.communicate(timeout=PATIENCE_SECONDS)  # it goes on by itself
        assert process.returncode == 0
    elif whom == "all":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)
    wait_for_end(children)
    return whom


def workers_of(parent: int) -> list[int]:
    """Processes that play for this one."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [int(row[0]) for row in rows if int(row[1]) == parent and "loky" in row[2] and "tracker" not in row[2]]


def wait_for_end(processes: list[int]) -> None:
    """No process outlives the one it works for."""
    deadline = time.monotonic() + 10
    while alive := [one for one in processes if Path(f"/proc/{one}").exists() and not is_zombie(one)]:
        assert time.monotonic() < deadline, f"{alive} go on without the one they work for"
        time.sleep(0.05)


def is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def survives(folder: Path, whole: dict[str, bytes], took_seconds: float, seed: int) -> str:
    """One study killed up to three times at random moments, and ended: the same tables, nothing lost, nothing twice."""
    chance = random.Random(seed)
    whom = []
    for _ in range(chance.randint(1, 3)):
        before = runs_in(folder / "runs")
        whom.append(killed(folder, chance.uniform(0.3, 1.0) * took_seconds, chance))
        after = runs_in(folder / "runs")
        assert before.items() <= after.items(), "a run was lost"
    finish(folder)
    assert tables_in(folder) == whole, "other figures"
    assert len(runs_in(folder / "runs")) == RUNS
    assert played_twice(folder / "runs") == 0
    assert not [file for file in folder.rglob("*") if "partial" in file.name or file.suffix == ".tmp"]
    return ", ".join(whom)


def measured(folder: Path) -> tuple[dict[str, bytes], float]:
    """The tables, and the seconds that the study takes where everything is compiled."""
    undisturbed(folder / "warm")
    start = time.monotonic()
    whole = undisturbed(folder / "whole")
    return whole, time.monotonic() - start


def test_a_study_killed_at_any_moment_ends_as_if_nothing_had_been(tmp_path):
    whole, took = measured(tmp_path)
    for seed in range(4):
        survives(tmp_path / str(seed), whole, took, seed)


if __name__ == "__main__":
    first, times = (0, int(sys.argv[1])) if len(sys.argv) == 2 else map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as place:
        whole, took = measured(Path(place))
        print(f"undisturbed: {took:.1f} s, {RUNS} runs")
        for seed in range(first, times):
            print(f"{seed + 1} of {times}: {survives(Path(place, str(seed)), whole, took, 1000 + seed)}", flush=True)
