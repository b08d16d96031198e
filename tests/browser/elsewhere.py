"""Firefox, and the engine of Safari (WebKitGTK), for tests of a page: each opens an address and runs a line of script.

Selenium's driver for Firefox is on no package list that a test may rely on, so Firefox is spoken to in WebDriver BiDi,
the protocol that it has built in.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

MINI_BROWSERS = "usr/lib/*/webkit2gtk-4.*/MiniBrowser"
START_SECONDS = 90


class Elsewhere(NamedTuple):
    """A browser: ``told`` is what a line of script comes to, as JSON has it; ``asked`` the addresses it has fetched."""

    go: Callable[[str], object]
    told: Callable[[str], Any]
    asked: Callable[[], list[str]]


@contextmanager
def firefox(folder: Path) -> Iterator[Elsewhere]:
    """Debian's firefox-esr, without a screen; skips where it is not installed."""
    from websocket import create_connection

    program = shutil.which("firefox-esr") or shutil.which("firefox") or pytest.skip("not installed: firefox-esr")
    (folder / "profile").mkdir()
    alone = 'user_pref("network.proxy.type", 1);\nuser_pref("network.proxy.socks", "127.0.0.1");\n'
    (folder / "profile/user.js").write_text(alone + 'user_pref("network.proxy.socks_port", 9);\n')
    command = [program, "--headless", "--no-remote", "--profile", str(folder / "profile"), "--remote-debugging-port=0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"HOME": str(folder)})
    try:
        listening = (re.search(r"WebDriver BiDi listening on (ws:\S+)", line) for line in process.stderr)
        socket = create_connection(
            f"{next(filter(None, listening))[1]}/session", timeout=START_SECONDS, suppress_origin=True
        )
        numbers, fetched = itertools.count(), []

        def call(method: str, **parameters: object) -> dict[str, Any]:
            mine = next(numbers)
            socket.send(json.dumps({"id": mine, "method": method, "params": parameters}))
            while (answer := json.loads(socket.recv())).get("id") != mine:
                fetched.append(answer["params"]["request"]["url"])
            assert answer["type"] == "success", answer
            return answer["result"]

        call("session.new", capabilities={})
        call("session.subscribe", events=["network.beforeRequestSent"])
        tab = call("browsingContext.getTree")["contexts"][0]["context"]

        def told(script: str) -> Any:
            found = call(
                "script.evaluate",
                expression=f"JSON.stringify({script}) ?? 'null'",
                target={"context": tab},
                awaitPromise=True,
            )
            assert found["type"] == "success", found
            return json.loads(found["result"]["value"])

        yield Elsewhere(
            lambda address: call("browsingContext.navigate", context=tab, url=address, wait="complete"),
            told,
            lambda: fetched,
        )
        socket.close()
    finally:
        process.kill()
        process.communicate()


@contextmanager
def webkit(folder: Path) -> Iterator[Elsewhere]:
    """Debian's webkit2gtk-driver on a screen that nobody sees (xvfb); skips where either is not installed."""
    from selenium import webdriver

    driver, screens = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browsers = sorted(Path("/").glob(MINI_BROWSERS))
    if driver is None or screens is None or not browsers:
        pytest.skip("not installed: webkit2gtk-driver, xvfb")
    screen = subprocess.Popen(
        [screens, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        # Inside a container the engine's own sandbox has no rights to begin.
        there = {"DISPLAY": f":{screen.stdout.readline().strip()}", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        service = webdriver.WebKitGTKService(driver, env=os.environ | there)
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(browsers[-1])
        options.add_argument("--automation")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # selenium 4.51 makes its connection as it should not
            browser = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield Elsewhere(
                browser.get,
                lambda script: json.loads(browser.execute_script(f"return JSON.stringify({script}) ?? 'null'")),
                lambda: browser.execute_script(
                    "return performance.getEntriesByType('resource').map((one) => one.name)"
                ),
            )
        finally:
            browser.quit()
    finally:
        screen.kill()
        screen.communicate()
