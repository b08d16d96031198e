"""Processes that work for a command end with it, and one that is killed does not end the command."""

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import commands
import joblib
import pytest
from commands import ENVIRONMENT, children, started, still_there, where_runs_are

from experiments.files import filled_folder, writable_folder
from experiments.replicates.pool import one_pool
from sim.errors import InputError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX has it")


def test_what_a_killed_process_was_at_is_done_again_and_each_task_counts_once(tmp_path):
    def once_killed(number: int) -> int:
        trace = tmp_path / str(number)
        if number % 5 == 2 and not trace.exists():
            trace.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return 10 * number

    found = list(one_pool(once_killed, [(number,) for number in range(8)], 2))
    assert sorted(found) == [10 * number for number in range(8)]
    assert len(list(tmp_path.iterdir())) == 2


def test_where_processes_are_killed_time_and_again_one_sentence_says_so():
    def always_killed(number: int) -> int:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(InputError) as told:
        list(one_pool(always_killed, [(number,) for number in range(4)], 2))
    (line,) = told.value.problems
    assert line.startswith("processes at work were killed 4 times, as happens where memory runs out; ")
    for word in ("of 4 tasks are left", "--jobs 1", "--people"):
        assert word in line


ARE_THEY_DEAF = """
import signal
from experiments.replicates.pool import one_pool
def deaf(_):
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
print(*one_pool(deaf, [(number,) for number in range(4)], 2), deaf(0))
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signals can be blocked here")
def test_processes_are_born_deaf_to_ctrl_c_and_whoever_starts_them_is_not():
    said = subprocess.run([sys.executable, "-c", ARE_THEY_DEAF], env=ENVIRONMENT, capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("True True True True False\n", "")


GROWING = """
import builtins, time
from experiments.replicates.pool import one_pool
def grown(number):
    if number > 1:
        builtins.kept = b"x" * 350_000_000
        time.sleep(1.1)
    return number
print(*sorted(one_pool(grown, [(number,) for number in range(5)], 2)))
"""


@pytest.mark.second
def test_a_process_that_grew_gives_way_to_a_new_one_without_a_word():
    said = subprocess.run([sys.executable, "-c", GROWING], env=ENVIRONMENT, capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("0 1 2 3 4\n", "")


def test_another_backend_gets_the_tasks_as_it_always_did():
    with joblib.parallel_config(backend="threading"):
        assert sorted(one_pool(os.path.join, [("a", str(n)) for n in range(5)], 2)) == [f"a/{n}" for n in range(5)]


def wait_until(true, seconds: float = 60) -> None:
    commands.wait_until(true, seconds)


def playing(folder: Path, jobs: int = 2) -> subprocess.Popen:
    """A comparison that takes long, once its processes are there."""
    asked = ["compare", "--people", "200000", "--replicates", "9000", "--jobs", jobs, "--out", folder / "out"]
    listening = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = started(*asked, start_new_session=True, preexec_fn=listening)
    try:
        wait_until(lambda: process.poll() is not None or len(children(process.pid)) > jobs)
        assert process.poll() is None
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not tell who started whom")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nobody_is_left_of_a_command_that_was_ended(tmp_path, number):
    shared = set(Path("/dev/shm").glob("*"))
    process = playing(tmp_path)
    try:
        time.sleep(1)
        os.kill(process.pid, number)  # it alone, as a supervisor does
        out, err = process.communicate(timeout=20)  # ends only once nobody holds its output any more
        assert out == ""
        if number == signal.SIGTERM:
            assert process.returncode == 143
            said = err.removeprefix(where_runs_are(tmp_path / "out"))
            assert said == "groundswell: stopped; no file was left half-written\n"
        else:
            assert process.returncode == -signal.SIGKILL
            assert "Traceback" not in err
        wait_until(lambda: not still_there(process.pid), 10)
    finally:
        if still_there(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {"runs"}
    mine = [path for path in set(Path("/dev/shm").glob("*")) - shared if str(process.pid) in path.name]
    wait_until(lambda: not any(path.exists() for path in mine), 10)


DIES_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from experiments.files import filled_folder
with filled_folder(Path(sys.argv[1])) as unfinished:
    (unfinished / "runs.csv").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_half_written_is_swept_by_the_next_that_writes_there(tmp_path):
    subprocess.run([sys.executable, "-c", DIES_WHILE_WRITING, str(tmp_path)], env=ENVIRONMENT)
    (left,) = tmp_path.iterdir()
    assert (left / "runs.csv").read_text() == "half"
    elsewhere = left.with_name(left.name.replace("@", "@another-machine-"))
    elsewhere.mkdir()
    (tmp_path / ".partial-of-mine").mkdir()
    with filled_folder(tmp_path) as own:  # that of a process at work stays
        writable_folder(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {own.name, elsewhere.name, ".partial-of-mine"}


def test_a_failure_halfway_names_the_file_and_what_is_there(tmp_path, monkeypatch):
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.name == "c.csv":
            raise OSError(28, "No space left on device", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(InputError) as told, filled_folder(tmp_path) as unfinished:  # noqa: PT012
        for name in ("a.csv", "b.csv", "c.csv"):
            (unfinished / name).write_text("whole")
    said = "c.csv: cannot be written: No space left on device; a.csv, b.csv of this time are there"
    assert told.value.problems == (f"--out {tmp_path}: {said}",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]
