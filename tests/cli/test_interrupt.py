"""Ctrl-C and SIGTERM, at any moment: one line, the right exit code, nothing half-written."""

import functools
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import ENVIRONMENT, still_there

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has it")

SAID = "groundswell: stopped; no file was left half-written\n"
LISTENING = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)


def pressed_after(seconds: float, number: int, module: str, *words: object) -> tuple[int, str, str]:
    """What a command says that gets a signal so long after it began to import; exit code, stdout and stderr."""
    command = [sys.executable, "-X", "importtime", "-m", module, *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=ENVIRONMENT, start_new_session=True, preexec_fn=LISTENING, **pipes)
    try:
        for line in process.stderr:
            if line.split("|")[-1].strip() == "experiments":  # the package: from here on the command is its own
                break
        time.sleep(seconds)
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)
    finally:
        if still_there(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
    # Without what modules took to import, of which workers' lines may cut each other short.
    lines = [
        line for line in err.splitlines(keepends=True) if not re.fullmatch(r"import time:.*|[\w\s.:|]*", line.strip())
    ]
    return process.returncode, out, "".join(lines)


# So many people that none of the runs is finished, and kept, by then.
LONG = ["--people", "4000000", "--replicates", "2000", "--jobs", "2"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.3])
def test_a_command_that_is_only_beginning_ends_with_one_line(tmp_path, number, seconds):
    told = pressed_after(seconds, number, "experiments.cli", "compare", *LONG, "--out", tmp_path)
    assert told == (128 + number, "", SAID)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "moments", [pytest.param(3, marks=pytest.mark.slow), pytest.param(12, marks=pytest.mark.nightly)]
)
@pytest.mark.parametrize("module", ["experiments.cli", "experiments.compare_schedules"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whatever_the_moment_one_line_is_said_and_nothing_is_left(tmp_path, module, number, moments):
    words = ["compare"] if module == "experiments.cli" else []
    for moment in range(moments):
        told = pressed_after(3.0 * moment / moments, number, module, *words, *LONG, "--out", tmp_path)
        assert told == (128 + number, "", SAID), moment
        assert not list(tmp_path.iterdir()), moment


def test_the_script_that_is_installed_listens_before_it_imports():
    code = (
        "import signal, sys\nfrom experiments.cli import main\n"
        "class Late:\n    def find_spec(self, name, *_):\n        if name == 'typer':\n"
        "            signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Late())\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, preexec_fn=LISTENING, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", SAID)


def ended(code: str, folder: Path) -> tuple[int, str, str]:
    """A command that does only this, in a process of its own: exit code, stdout and stderr."""
    lines = (
        "import os, signal, sys\nfrom experiments import interrupt\nfrom experiments.cli import commands\n"
        f"def work(*_, **__):\n{code}\ncommands.app = work\n"
    )
    command = [sys.executable, "-c", f"{lines}interrupt.listen()\ncommands.main(['--help'])\n"]
    done = subprocess.run(
        command, env=ENVIRONMENT, cwd=folder, capture_output=True, text=True, preexec_fn=LISTENING, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_where_the_main_thread_never_hears_of_it_the_command_ends_all_the_same(tmp_path):
    # A lock that is taken twice, below Python: nothing wakes whoever waits for it.
    stuck = """
    import ctypes, threading
    lock, system = ctypes.create_string_buffer(256), ctypes.CDLL(None)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    system.pthread_mutex_lock(lock)
    system.pthread_mutex_lock(lock)
"""
    assert ended(stuck, tmp_path) == (130, "", SAID)


def ended_late(code: str, folder: Path) -> tuple[int, str, str]:
    """A study that does this, is stopped, and takes too long to end: exit code, stdout and stderr."""
    study = f"""
    import time
    from pathlib import Path
    from experiments.cli.terminal import kept_runs
    from experiments.replicates.pool import one_pool
    from experiments.store.store import Finished, Store
    with kept_runs(Path("runs")):
        {code}
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            time.sleep(30)
"""
    return ended(study, folder)


def test_what_is_kept_is_said_too_where_the_main_thread_takes_too_long(tmp_path):
    one_run = 'Store(Path("runs")).keep([Finished("00" * 16, 0, {"reached": 1})])'
    kept = "groundswell: finished campaigns are kept in runs; the same command goes on from there\n"
    assert ended_late(one_run, tmp_path) == (130, "", kept + SAID)


@pytest.mark.parametrize("code", ["pass", 'Store(Path("runs"))'])
def test_where_nothing_is_kept_yet_nothing_is_said_to_be(tmp_path, code):
    assert ended_late(code, tmp_path) == (130, "", SAID)


def test_what_processes_at_work_leave_behind_is_taken_away_in_silence(tmp_path):
    two = "work = one_pool(time.sleep, [(0.01,), (30,), (30,)], 2); next(work)"
    assert ended_late(two, tmp_path) == (130, "", SAID)


def test_what_is_lost_in_a_callback_is_found_at_the_next_step(tmp_path):
    lost = """
    class Gone:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)
    Gone()
    interrupt.go_on()
    print("went on")
"""
    assert ended(lost, tmp_path) == (130, "", SAID)


def test_what_a_module_takes_for_a_fault_of_its_own_is_not_said(tmp_path):
    # Before Python 3.12, whatever is raised while a class is made becomes a RuntimeError.
    mistaken = """
    import warnings
    try:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as stopped:
            raise RuntimeError("while a class was made") from stopped
    except Exception:
        warnings.warn("a part could not be imported")
    interrupt.go_on()
    print("went on")
"""
    assert ended(mistaken, tmp_path) == (130, "", SAID)


def test_pressing_again_does_not_disturb_the_tidying_up(tmp_path):
    twice = """
    from pathlib import Path
    from experiments.files import filled_folder
    with filled_folder(Path(".")) as unfinished:
        (unfinished / "runs.csv").write_text("half")
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
"""
    assert ended(twice, tmp_path) == (130, "", SAID)
    assert not list(tmp_path.iterdir())


def test_once_everything_is_said_and_done_it_ends_as_quietly(tmp_path):
    late = """
    import atexit
    atexit.register(signal.raise_signal, signal.SIGTERM)
"""
    assert ended(late, tmp_path) == (143, "", SAID)


def test_what_was_told_to_ignore_ctrl_c_goes_on_ignoring_it(tmp_path):
    deaf = "import signal; from experiments.cli import main; print(signal.getsignal(signal.SIGINT)); main()"
    ignoring = functools.partial(signal.signal, signal.SIGINT, signal.SIG_IGN)
    command = [sys.executable, "-c", deaf, "--version"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, preexec_fn=ignoring, timeout=60)
    assert done.stdout.splitlines()[0] == "1"
    assert (done.returncode, done.stderr) == (0, "")
