"""Debian's Chromium for tests: found, or the tests skip with a reason, and started so that it asks nobody else."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable

import commands
import pytest

WIDE, NARROW = 1280, 390  # pixels of a window, of a phone


def found() -> dict[str, str]:
    """Where Chromium and its driver are; skips without them, fails where GROUNDSWELL_BROWSER=required."""
    places = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    missing = [name for name, path in places.items() if path is None]
    if importlib.util.find_spec("selenium") is None:
        missing.append("selenium")
    if missing:
        reason = f"not installed: {', '.join(missing)}"
        if os.environ.get("GROUNDSWELL_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return places


def started(places: dict[str, str], profile, *arguments: str):
    """A headless browser that keeps its log and fetches nothing of its own accord."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = places["chromium"]
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--user-data-dir={profile}",
        *arguments,
    ):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(places["chromedriver"]))


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Fails where it does not hold within so long; what is just being replaced on the page is not there yet."""
    from selenium.common.exceptions import StaleElementReferenceException

    def holds() -> object:
        try:
            return condition()
        except StaleElementReferenceException:
            return False

    commands.wait_until(holds, seconds)
