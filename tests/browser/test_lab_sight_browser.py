"""What is seen at once of the lab: results while they play, the form in one row, a story beside the towns.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import re

import pytest
from chromium import NARROW, WIDE, wait_until
from lab_on_screen import choose, number, press, ready, scrub, told
from turns import by_turns

from experiments.lab.play.lives import life_of
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked

pytestmark = pytest.mark.browser

LAPTOP, PHONE = (WIDE, 800), (NARROW, 844)
TOWN = Asked(people=3_000, seed=4)


def resized(browser, width, height):
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width == NARROW}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.refresh()
    return ready(browser)


def in_sight(browser, selector):
    """Whether all of each such element lies within the window, above the player if it is no part of it."""
    return browser.execute_script(
        "const player = document.querySelector('.crowd .player').getBoundingClientRect();"
        "return [...document.querySelectorAll(arguments[0])].every((one) => {"
        "  const box = one.getBoundingClientRect(), end = one.closest('.player') ? innerHeight : player.top;"
        "  return box.height > 0 && box.top >= -1 && box.bottom <= end + 1 && box.right <= innerWidth + 1; });",
        selector,
    )


@pytest.mark.parametrize(
    ("launches", "width", "height"),
    by_turns(["macro_only,micro_only", "macro_only,micro_only,hybrid"], [LAPTOP, PHONE]),
)
def test_player_towns_and_large_results_are_seen_together_while_it_plays(visit, launches, width, height):
    browser = resized(visit(f"?people=3000&seed=4&schedules={launches}&hour=200"), width, height)
    press(browser, "[data-play]")
    wait_until(lambda: in_sight(browser, ".crowd .town, .crowd .strip, .crowd .player, [data-clock], [data-key]"))
    large = browser.execute_script("return parseFloat(getComputedStyle(document.querySelector('.strip b')).fontSize)")
    assert large >= 16
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


@pytest.mark.parametrize(
    ("view", "width", "height"), by_turns(["watch", "compare", "assumptions", "plan"], [LAPTOP, PHONE])
)
def test_the_form_folds_to_a_row_that_says_what_is_asked(visit, view, width, height):
    browser = visit(view)
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width == NARROW}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.refresh()
    wait_until(lambda: browser.find_elements("css selector", ".fold > summary"))
    fold = browser.find_element("css selector", ".fold")
    assert fold.get_attribute("open") is None
    assert fold.size["height"] < 80
    assert "60,000 EUR" in fold.text
    press(browser, ".fold > summary")
    wait_until(lambda: browser.find_element("css selector", "input[name=seed]").is_displayed())
    choose(browser, browser.find_element("css selector", "input[name=seed]"), "7")
    wait_until(lambda: "luck 7" in browser.find_element("css selector", ".fold > summary").text)
    assert fold.get_attribute("open") is not None  # whoever fills it in is not thrown out of it


def ask(browser, person):
    field = browser.find_element("css selector", "[data-ask] input")
    browser.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'));", field, person
    )
    press(browser, "[data-ask] button")
    wait_until(lambda: f"Person {person:,} under macro only" in told(browser))


@pytest.mark.parametrize(("width", "height"), [LAPTOP, PHONE])
def test_a_click_opens_the_story_in_sight_and_escape_closes_it(visit, width, height):
    from selenium.webdriver.common.keys import Keys

    browser = resized(visit("?people=3000&seed=4&hour=300"), width, height)
    drawer = browser.find_element("css selector", "[data-story]")
    assert not drawer.is_displayed()
    assert "Click a person" in browser.find_element("css selector", "[data-hint]").text
    browser.find_element("css selector", "canvas").click()
    wait_until(lambda: "under macro only" in told(browser))
    box = browser.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return [box.top, box.bottom, innerHeight];", drawer
    )
    assert -1 <= box[0] < box[1] <= box[2] + 1
    drawer.send_keys(Keys.ESCAPE)
    wait_until(lambda: not drawer.is_displayed())


def test_a_story_begins_with_who_it_is_and_folds_what_is_the_same(visit):
    events = watched(TOWN).records["macro_only"].events
    person = max(set(events["person"].tolist()), key=events["person"].tolist().count)
    life = life_of(TOWN.scenario(), TOWN.schedules, TOWN.seed, "macro_only", person)
    browser = ready(visit("?people=3000&seed=4&hour=300"))
    ask(browser, person)
    words = browser.find_element("css selector", "[data-story]").get_property("textContent")
    places = [words.index(part) for part in (life.title, life.headline, *life.traits, "What they saw and did")]
    assert places == sorted(places)
    assert all(moment.what in words and moment.why in words for one in life.entries for moment in one.moments)
    several = [one for one in life.entries if one.line]
    assert several
    folded = browser.find_elements("css selector", "[data-folded]")
    assert [one.find_element("css selector", "summary").get_property("innerText") for one in folded] == [
        one.line for one in several
    ]
    line = browser.find_element("css selector", ".trust-line")
    assert f"{life.trust[-1][1]:.3f} at the end" in line.get_attribute("aria-label")
    assert "NaN" not in line.get_attribute("outerHTML")


def test_somebody_never_reached_says_who_would_have_had_to_show_it(visit):
    reached = set(watched(TOWN).records["macro_only"].events["person"].tolist())
    browser = ready(visit("?people=3000&seed=4&hour=300"))
    ask(browser, next(person for person in range(3_000) if person not in reached))
    assert re.search(r"(would have had to be hired|the chance of seeing at least one was)", told(browser))
    assert "need not follow" in told(browser)


def test_the_slider_of_hours_speaks_days(visit):
    browser = ready(visit("?people=3000&seed=4"))
    scrub(browser, 199)
    slider = browser.find_element("css selector", "[data-scrub]")
    wait_until(lambda: slider.get_attribute("aria-valuetext") == "Day 9, 07 h")
    assert number(browser, "reached", "macro_only") > 0


@pytest.mark.parametrize("view", ["watch", "virality", "compare", "plan", "assumptions"])
def test_every_view_says_in_what_it_is_not_as_shipped(visit, view):
    browser = visit(f"{view}?people=2000&sharing=50&off=fatigue")
    wait_until(lambda: browser.find_elements("css selector", "[data-strayed]"))
    said = browser.find_element("css selector", "[data-strayed]")
    wait_until(lambda: said.text == "Not as shipped: sharing × 50, without fatigue.")
    browser = visit(view)
    wait_until(lambda: browser.find_elements("css selector", ".fold"))
    assert browser.find_element("css selector", "[data-strayed]").text == ""
