"""Puzzles and the tour of the lab in a real browser: begun, solved, linked; shown once, with the keyboard alone.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import time

import pytest
from chromium import NARROW, WIDE, wait_until
from lab_on_screen import SEEN, choose, press, ready

from experiments.lab.play.puzzles import PUZZLES

pytestmark = pytest.mark.browser


def result(browser):
    found = browser.find_elements("css selector", "[data-result]")
    return found[0].text if found else ""


def conditions(browser):
    return browser.find_element("css selector", ".conditions").get_property("textContent")


def begun(visit, number, words="virality?people=2000", width=WIDE):
    browser = visit(words, width)
    wait_until(lambda: browser.find_elements("css selector", "[data-trails] canvas"))
    press(browser, f"[data-start='{number}']")
    wait_until(lambda: "Not yet, at the start" in result(browser))
    return browser


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_puzzle_is_begun_and_solved_in_the_form_and_a_link_shows_the_same(visit, width):
    browser = begun(visit, 1, "virality?people=2000&off=fatigue&seed=3", width)
    assert "reaches a fifth of the town" in browser.find_element("css selector", "[data-goal]").text
    assert not browser.find_elements("css selector", "[data-learnt]")
    assert "-1" in browser.switch_to.active_element.get_attribute("tabindex")  # the heading, in place of the button
    choose(browser, browser.find_elements("css selector", "select[name=schedules]")[0], "alternating")
    wait_until(lambda: "Solved after 1 attempt, by alternating" in result(browser))
    assert PUZZLES[0].text in result(browser)
    cells = conditions(browser)
    assert "21.0 %" in cells
    assert "✓ met" in cells
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    browser.refresh()
    wait_until(lambda: "Solved" in result(browser))
    assert conditions(browser) == cells
    press(browser, "[data-leave]")
    wait_until(lambda: not browser.find_elements("css selector", "[data-goal]"))
    wait_until(lambda: "puzzle" not in browser.current_url)


def test_a_puzzle_is_not_counted_with_other_luck_and_goes_back_to_its_own(visit):
    browser = begun(visit, 1)
    choose(browser, browser.find_elements("css selector", "select[name=schedules]")[0], "alternating")
    wait_until(lambda: "Solved" in result(browser))
    choose(browser, browser.find_element("css selector", "input[name=seed]"), "6")
    wait_until(lambda: "the luck of its start" in result(browser))
    assert not browser.find_elements("css selector", "[data-learnt]")
    press(browser, "[data-back]")
    wait_until(lambda: "Solved" in result(browser))
    assert browser.find_element("css selector", "input[name=seed]").get_property("value") == "1"


def test_after_some_attempts_a_way_is_offered(visit):
    browser = begun(visit, 3)
    for attempts, name in enumerate(("quality", "disclosure", "press"), 1):
        for box in browser.find_elements("css selector", "input[name=off]:checked"):
            browser.execute_script("arguments[0].checked = false", box)
        assert not browser.find_elements("css selector", "[data-show-me]")
        press(browser, f"input[name=off][value={name}]")
        wait_until(lambda tried=attempts: f"after {tried} attempt" in result(browser))
    press(browser, "[data-show-me] summary")
    assert PUZZLES[2].one_way in browser.find_element("css selector", "[data-show-me]").text


# ---- Tour -------------------------------------------------------------------------------------------


@pytest.fixture
def first(visit, browser, lab):
    """Opens the lab as somebody does who was never there; afterwards the tour is seen again."""

    def opened(width=WIDE, scheme="light"):
        visit("assumptions", width, scheme)
        browser.execute_script(f"localStorage.removeItem('{SEEN}')")
        visit("?people=3000", width, scheme)
        wait_until(lambda: step(browser) == "1 of 3")
        return browser

    yield opened
    browser.execute_script(f"localStorage.setItem('{SEEN}', 'seen')")


def step(browser):
    found = browser.find_elements("css selector", "[data-tour-card] .step")
    return found[0].text if found else ""


def place(browser, selector):
    """Left, top, right and bottom in the window, px."""
    box = "const box = arguments[0].getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom];"
    return browser.execute_script(box, browser.find_element("css selector", selector))


def is_around(outer, inner):
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def key(browser, *keys):
    browser.switch_to.active_element.send_keys(*keys)


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_the_tour_comes_once_points_three_times_and_can_be_started_again(first, width, scheme):
    from selenium.webdriver.common.keys import Keys

    browser = first(width, scheme)
    for number, target in enumerate(("[data-play]", ".crowd canvas", "form.asking"), 1):
        wait_until(lambda said=f"{number} of 3": step(browser) == said)
        wait_until(lambda: browser.switch_to.active_element.get_attribute("data-tour-card") is not None)
        wait_until(lambda shown=target: is_around(place(browser, ".tour .frame"), place(browser, shown)))
        assert is_around(
            browser.execute_script("return [0, 0, innerWidth, innerHeight]"), place(browser, ".tour .card")
        )
        next_one = browser.find_element("css selector", "[data-tour-card] .on")
        assert next_one.text == ("Done" if number == 3 else "Next")
        key(browser, *[Keys.TAB] * (1 if number == 1 else 2))  # after Back
        assert browser.switch_to.active_element == next_one
        key(browser, Keys.ENTER)
    wait_until(lambda: not step(browser))
    assert browser.switch_to.active_element.text == "Tour"
    browser.refresh()
    ready(browser)
    time.sleep(0.5)
    assert not step(browser)
    press(browser, "[data-tour]")
    wait_until(lambda: step(browser) == "1 of 3")


def test_escape_closes_the_tour_for_good(first):
    from selenium.webdriver.common.keys import Keys

    browser = first()
    wait_until(lambda: browser.switch_to.active_element.get_attribute("data-tour-card") is not None)
    key(browser, Keys.ESCAPE)
    wait_until(lambda: not step(browser))
    browser.refresh()
    ready(browser)
    time.sleep(0.5)
    assert not step(browser)


def test_without_a_memory_the_tour_does_not_come_by_itself_but_can_be_asked_for(visit, browser):
    forbidden = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } });"
    command = "Page.addScriptToEvaluateOnNewDocument"
    script = browser.execute_cdp_cmd(command, {"source": forbidden})
    try:
        ready(visit("?people=3000"))
        time.sleep(0.5)
        assert not step(browser)
        press(browser, "[data-tour]")
        wait_until(lambda: step(browser) == "1 of 3")
        press(browser, "[data-tour-card] button:last-child")
        wait_until(lambda: not step(browser))
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
