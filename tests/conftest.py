"""What all tests share: properties that are not timed, and a lab in a browser."""

import gc
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import examples  # noqa: F401  (registers the profiles)
import pytest
from commands import still_there, wait_until
from hypothesis import settings
from places import ROOT

from experiments.replicates.design import Design
from experiments.replicates.grid import compile_once
from sim.scenario.scenario import Scenario

# Machines are noisy: in neither profile is an example of a property failed for the time that it takes.
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "quick")


LONGEST = ("test_every_block.py", "test_installed.py", "test_recipes.py", "test_off_switches.py", "test_lab_ends.py")


def pytest_collection_modifyitems(items):
    """The longest files first, so that no process is left alone with one of them."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish(session):
    """What was gathered stays to the end: who looks for garbage need not look through it, a twentieth of all work."""
    gc.freeze()


def pytest_sessionstart(session):
    """Compiles what plays a campaign, once, before processes are started that would each do it at the same time."""
    if not hasattr(session.config, "workerinput") and session.config.getoption("numprocesses", None):
        compile_once(Scenario.load(), ["micro_only"], Design(1))


@pytest.fixture(scope="session")
def lab():
    """The address of a lab that was started for the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The server behaves otherwise where it believes that it is itself under test.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "experiments.cli", "lab", "--port", str(port), "--no-show"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **quiet)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except (urllib.error.URLError, OSError):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
    yield address
    assert process.poll() is None
    there = still_there(process.pid)
    process.terminate()
    process.wait(20)
    assert len(there) > 1  # the lab, and the processes that play for it
    wait_until(lambda: not still_there(process.pid))
