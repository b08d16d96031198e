"""Waiting in the lab: steps are shown, and it can be ended; the first bars of the tornado come soon.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import os
import re
import subprocess
import sys
import time

import pytest
from chromium import wait_until
from lab_on_screen import press, ready

pytestmark = pytest.mark.browser

LARGE = "?people=100000&sharing=200&schedules=macro_only,micro_only,hybrid&budget_eur=150000"


def test_a_moving_picture_shows_its_steps_and_can_be_stopped(visit, browser):
    ready(visit("?people=2000&seed=51"))
    press(browser, ".files summary")
    press(browser, "[data-draw='town.gif']")
    wait_until(lambda: browser.find_elements("css selector", "[data-stop-drawing]"), 60)
    said = browser.find_element("css selector", ".files [role=status]").text
    assert re.search(r"\d+ of \d+ pictures", said)
    press(browser, "[data-stop-drawing]")
    wait_until(lambda: "stopped, as you asked" in browser.find_element("css selector", ".files").text, 30)
    browser.get_log("browser")  # the browser notes that it was answered so
    wait_until(lambda: browser.find_element("css selector", "[data-draw='town.gif']").is_enabled())


@pytest.fixture
def busy_machine():
    """Other work on every core: a quick machine alone has played a large town before anybody could stop it."""
    at_work = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"  # ends with whoever began it
    begun = [subprocess.Popen([sys.executable, "-c", at_work]) for _ in range(4 * (os.cpu_count() or 1))]
    yield
    for one in begun:
        one.kill()
        one.wait()


@pytest.mark.usefixtures("busy_machine")
def test_a_large_town_shows_the_days_that_are_played_and_can_be_stopped(visit, browser):
    visit(LARGE + "&seed=52")
    wait_until(lambda: browser.find_elements("css selector", "[data-stop-town]"), 60)
    assert " of 90 of all launches" in browser.find_element("css selector", ".crowd .waiting").text
    press(browser, "[data-stop-town]")
    wait_until(lambda: browser.find_elements("css selector", ".crowd [role=alert]"), 30)
    assert browser.find_element("css selector", ".crowd [role=alert]").text == "stopped, as you asked"
    browser.get_log("browser")  # the browser notes that it was answered so


def test_the_first_bars_of_the_tornado_come_soon_and_say_what_they_are(visit, browser, capsys):
    visit("assumptions?seed=53")
    wait_until(lambda: browser.find_elements("css selector", "[data-figures] table"), 60)
    begun = time.monotonic()
    press(browser, "[data-tornado]")
    wait_until(lambda: browser.find_elements("css selector", "[aria-label=Tornado] [data-bar]"), 60)
    with capsys.disabled():
        print(f"\nfirst bars of the tornado at 50,000 people after {time.monotonic() - begun:.1f} s (aim 5 s)")
    assert "A first look: one town, " in browser.find_element("css selector", "[aria-label=Tornado]").text
    press(browser, "[data-tornado]")
    wait_until(lambda: browser.find_element("css selector", "[data-tornado]").text == "Go on", 60)
