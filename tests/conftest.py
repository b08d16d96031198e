"""What all tests share: properties that are not timed, and a lab in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import chromium
import pytest
from hypothesis import settings
from lab_on_screen import SEEN

# Machines are noisy: no example of a property is failed for the time that it takes.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def lab():
    """The address of a lab that was started for the tests."""
    from test_cli import ROOT, still_there

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
    chromium.wait_until(lambda: not still_there(process.pid))


@pytest.fixture(scope="session")
def browser(tmp_path_factory, lab):
    """A browser that has seen the tour."""
    started = chromium.started(
        chromium.found(),
        tmp_path_factory.mktemp("profile"),
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    )
    started.get(f"{lab}/assumptions")
    started.execute_script(f"localStorage.setItem('{SEEN}', 'seen')")
    yield started
    started.quit()


@pytest.fixture
def visit(browser, lab):
    """Opens an address of the lab; afterwards the browser must have had nothing to say and asked nobody else."""

    def opened(words="", width=chromium.WIDE, scheme="light"):
        preference = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": preference})
        size = {"width": width, "height": 1100, "deviceScaleFactor": 1, "mobile": width == chromium.NARROW}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(f"{lab}/{words}")
        return browser

    yield opened
    assert [one for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []
    resources = browser.execute_script("return performance.getEntriesByType('resource').map((r) => r.name)")
    assert all(name.startswith((lab, "blob:", "data:")) for name in resources), resources
