"""A connection that is away for three seconds, as when a laptop wakes up: every view goes on to its end.

After a long sleep, when nobody keeps what was on the page any more, it is the page of its address once more.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import re
import time

import pytest
from chromium import wait_until
from lab_on_screen import answer, choose, counted, number, press, ready, told

pytestmark = pytest.mark.browser

AWAY_SECONDS = 3
ASLEEP_SECONDS = 45  # the lab forgets whoever is away for thirty


@pytest.fixture
def away(browser):
    """Cuts the connection, and gives it back after so many seconds."""

    def network(*, offline):
        how = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", how)

    def cut(seconds=AWAY_SECONDS):
        network(offline=True)
        browser.execute_script("window.socket.io.engine.close()")
        time.sleep(seconds)
        network(offline=False)
        wait_until(lambda: browser.execute_script("return window.socket.connected"))
        browser.get_log("browser")  # the browser itself notes that it was away

    yield cut
    network(offline=False)


def test_compare_goes_on(visit, away):
    browser = visit("compare?people=5000&seed=21&schedules=macro_only,micro_only")
    wait_until(lambda: counted(browser) >= 2)
    away()
    assert counted(browser) < 100
    wait_until(lambda: browser.find_element("css selector", "[data-stop]").text == "Done", 120)
    assert counted(browser) == 100


def test_virality_goes_on(visit, away):
    browser = visit("virality?people=100000&sharing=200&seed=22&schedules=hybrid,parallel,macro_only&budget_eur=150000")
    wait_until(lambda: browser.find_elements("css selector", "[data-content] > .note"))
    away()
    wait_until(lambda: len(browser.find_elements("css selector", "[data-trails] canvas")) == 2, 60)


def played(browser):
    found = browser.find_elements("css selector", "[data-figures] thead")
    known = re.search(r"mean of (\d+) of 20 replicates", found[0].get_property("textContent")) if found else None
    return int(known[1]) if known else 0


def test_assumptions_go_on(visit, away):
    browser = visit("assumptions?people=50000&seed=23")
    wait_until(lambda: played(browser) >= 2, 60)
    away()
    wait_until(lambda: played(browser) == 20, 120)
    press(browser, "[data-tornado]")
    wait_until(lambda: "pass 1 of 12" in browser.find_element("css selector", "[data-passes]").text, 60)
    away()
    before = browser.find_element("css selector", "[data-passes]").text
    wait_until(lambda: browser.find_element("css selector", "[data-passes]").text != before, 60)
    press(browser, "[data-tornado]")


def test_watch_goes_on(visit, away):
    browser = visit("?people=50000&sharing=200&seed=24")
    wait_until(lambda: browser.find_elements("css selector", ".crowd .waiting"))
    away()
    ready(browser)
    assert number(browser, "reached", "macro_only") > 0
    away()
    choose(browser, browser.find_elements("css selector", "select[name=people]")[0], "2000")
    wait_until(lambda: "people=2000" in browser.current_url)
    ready(browser)
    browser.find_elements("css selector", "canvas")[0].click()
    wait_until(lambda: "under macro only" in told(browser))


def test_who_asks_something_else_after_being_away_is_answered(visit, away):
    browser = visit("compare?people=2000&seed=25")
    wait_until(lambda: counted(browser) >= 10, 60)
    away()
    before = answer(browser)
    choose(browser, browser.find_element("css selector", "[data-slider=budget_eur]"), "200000")
    wait_until(lambda: "budget_eur=200000" in browser.current_url)
    wait_until(lambda: counted(browser) >= 10 and answer(browser) != before, 60)


@pytest.mark.nightly
def test_whoever_slept_long_finds_the_page_of_the_address(visit, away):
    browser = visit("compare?people=50000&seed=26")
    wait_until(lambda: counted(browser) >= 2)
    choose(browser, browser.find_element("css selector", "[data-slider=budget_eur]"), "200000")
    wait_until(lambda: "budget_eur=200000" in browser.current_url)
    address = browser.current_url
    away(ASLEEP_SECONDS)
    wait_until(lambda: browser.find_element("css selector", "[data-stop]").text == "Done", 120)
    assert browser.current_url == address
    assert browser.find_element("css selector", "[data-slider=budget_eur]").get_attribute("value") == "200000"
    assert counted(browser) == 100
