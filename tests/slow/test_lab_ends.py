"""The lab ends when it is told to, with every process of it, and goes on when a process that plays for it dies."""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from commands import still_there, wait_until
from places import ROOT

from experiments.lab.question.fits import PROCESSES

pytest.importorskip("nicegui")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not tell who started whom"),
]

ENDED_SECONDS = 15  # it takes under 5; machines are noisy
LONG = "watched?people=100000&sharing=200&schedules=hybrid,parallel,micro_only&budget_eur=150000"


def get(address):
    """The status of an answer, or None where nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return None


def players(group):
    """The processes that play."""
    return [line for line in still_there(group) if "spawn_main" in line]


def pids_of_players(group):
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            its_group = int(place.joinpath("stat").read_text().rsplit(")", 1)[1].split()[2])
            if its_group == group and b"spawn_main" in place.joinpath("cmdline").read_bytes():
                found.append(int(place.name))
    return found


def used_seconds(pid):
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def lab(tmp_path):
    """A lab of its own: its process and its address. Temporary folders of it stand in ``tmp_path``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments.cli", "lab", "--port", str(port), "--no-show"],
        cwd=ROOT,
        env=environment | {"TMPDIR": str(tmp_path)},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_until(lambda: get(address) == 200, 60)
        wait_until(lambda: get(address + "watched?people=2000") == 200 and len(players(process.pid)) == PROCESSES, 60)
        yield process, address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextlib.contextmanager
def at_work(process, address):
    """While something long is played."""
    before = {pid: used_seconds(pid) for pid in pids_of_players(process.pid)}
    answers = []
    asking = threading.Thread(target=lambda: answers.append(get(address + LONG)), daemon=True)
    asking.start()
    wait_until(lambda: any(used_seconds(pid) > before[pid] + 0.3 for pid in before), 30)
    yield answers
    asking.join(60)


SIGNALS = [("SIGINT",), ("SIGINT", "SIGINT"), ("SIGTERM",), ("SIGTERM", "SIGTERM")]
BY_DAY = [(("SIGINT",), True), (("SIGTERM", "SIGTERM"), False)]


@pytest.mark.parametrize(
    ("signals", "busy"),
    [
        pytest.param(*how, marks=() if how in BY_DAY else pytest.mark.nightly)
        for how in itertools.product(SIGNALS, (False, True))
    ],
)
def test_it_ends_with_everything_it_started(lab, signals, busy):
    process, address = lab
    with at_work(process, address) if busy else contextlib.nullcontext():
        for name in signals:
            os.kill(process.pid, getattr(signal, name))
            time.sleep(0.3)
        wait_until(lambda: not still_there(process.pid), ENDED_SECONDS)
    said = process.communicate()[1]
    assert "Traceback" not in said, said
    assert "leaked" not in said, said


def test_ctrl_c_in_a_terminal_reaches_everybody_and_nobody_complains(lab):
    process, address = lab
    with at_work(process, address):
        os.killpg(process.pid, signal.SIGINT)
        wait_until(lambda: not still_there(process.pid), ENDED_SECONDS)
    said = process.communicate()[1]
    assert "Traceback" not in said, said


@pytest.mark.parametrize("busy", [pytest.param(False, marks=pytest.mark.nightly), True])
def test_who_plays_for_a_lab_that_was_killed_is_gone_too(lab, busy):
    process, address = lab
    with at_work(process, address) if busy else contextlib.nullcontext():
        process.kill()
        wait_until(lambda: not players(process.pid), ENDED_SECONDS)


def test_a_process_that_dies_is_replaced_and_what_it_played_is_played_again(lab):
    process, address = lab
    for pid in pids_of_players(process.pid):
        os.kill(pid, signal.SIGKILL)
    for seed in range(2 * PROCESSES):
        assert get(f"{address}watched?people=2000&seed={seed}") == 200
    with at_work(process, address) as answers:
        for pid in pids_of_players(process.pid):
            os.kill(pid, signal.SIGKILL)
    assert answers == [200]
    process.terminate()
    wait_until(lambda: not still_there(process.pid), ENDED_SECONDS)


@pytest.mark.nightly
def test_folders_of_a_lab_that_was_killed_are_swept_away_by_the_next(lab, tmp_path):
    process, address = lab
    roster = urllib.request.Request(
        address + "roster?schedules=micro_only", b"followers\n20000\n30000\n", {"x-groundswell": "lab"}
    )
    with urllib.request.urlopen(roster, timeout=60) as answer:
        assert answer.status == 200
    left = list(tmp_path.glob("groundswell-lab-*"))
    assert len(left) == 1
    process.kill()
    wait_until(lambda: not still_there(process.pid), ENDED_SECONDS)
    process.wait()
    others = [tmp_path / f"groundswell-lab-{os.getpid()}-mine", tmp_path / "groundswell-lab-notes", tmp_path / "else"]
    for folder in others:
        folder.mkdir()
    swept = "from experiments.lab.temporary import sweep; sweep()"
    subprocess.run(
        [sys.executable, "-c", swept], cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, check=True, timeout=60
    )
    assert not left[0].exists()
    assert all(folder.exists() for folder in others)
