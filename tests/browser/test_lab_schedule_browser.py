"""A launch is drawn in a real browser, with the mouse and by keyboard, and taken along; curves follow the towns' hour.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import tomllib

import pytest
from chromium import NARROW, WIDE, wait_until
from contrasts import CONTRASTS
from lab_on_screen import captions, choose, counted, number, press, ready, scrub

from experiments.lab.play.curves import curves_of
from experiments.lab.question.asked import Asked

pytestmark = pytest.mark.browser


def all_there(browser, selector):
    return browser.find_elements("css selector", selector)


def phases(browser):
    found = browser.execute_script("return new URL(location.href).searchParams.get('phases')")
    return found.split(",") if found else []


def drawing(visit, words="schedule", width=WIDE, scheme="light"):
    browser = visit(words, width, scheme)
    wait_until(lambda: all_there(browser, "[data-bar]") and phases(browser))
    return browser


@pytest.mark.parametrize("end", [False, True])
def test_a_bar_is_dragged_and_its_end_too(visit, end):
    from selenium.webdriver import ActionChains

    browser = drawing(visit, "schedule?phases=macro.7.7.rest.1.1.post.0")
    bar = browser.find_element("css selector", "[data-bar='0']")
    week = browser.find_element("css selector", "[data-bars]").size["width"] * 7 / 30
    where = bar.find_element("css selector", ".end") if end else bar
    ActionChains(browser).drag_and_drop_by_offset(where, round(week), 0).perform()
    moved = "macro.7.14.rest.1.1.post.0" if end else "macro.14.7.rest.1.1.post.0"
    wait_until(lambda: phases(browser) == [moved])


def test_a_bar_is_moved_stretched_and_taken_away_by_keyboard_alone(visit):
    from selenium.webdriver.common.keys import Keys

    browser = drawing(visit, "schedule?phases=macro.0.8.30p.1.1.post.0,micro.7.14.rest.1.1.post.0")
    first = browser.find_element("css selector", "[data-bar='0']")
    first.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.SHIFT + Keys.ARROW_LEFT)
    wait_until(lambda: phases(browser)[0] == "macro.2.7.30p.1.1.post.0")
    assert "from day 3 over 7 days" in first.get_attribute("aria-label")
    first.send_keys(Keys.DELETE)
    wait_until(lambda: phases(browser) == ["micro.7.14.rest.1.1.post.0"])
    assert browser.switch_to.active_element.get_attribute("data-bar") == "0"


def test_fields_say_the_rest_and_a_reload_shows_the_same(visit):
    browser = drawing(visit)
    press(browser, "[data-add]")
    choose(browser, browser.find_element("css selector", "[data-field=tier]"), "nano")
    choose(browser, browser.find_element("css selector", "[data-field=kind]"), "n")
    wait_until(lambda: all_there(browser, "[data-field=amount]"))
    choose(browser, browser.find_element("css selector", "[data-field=amount]"), "25")
    choose(browser, browser.find_element("css selector", "[data-field=posts]"), "3")
    wait_until(lambda: phases(browser)[-1].startswith("nano.") and ".25.3." in phases(browser)[-1])
    drawn = phases(browser)
    browser.refresh()
    wait_until(lambda: len(all_there(browser, "[data-bar]")) == len(drawn))
    assert phases(browser) == drawn


def test_what_is_drawn_is_saved_watched_and_compared(visit, saved):
    browser = drawing(visit, "schedule?phases=macro.0.8.30p.1.1.post.0,micro.7.14.rest.1.1.post.0&name=ours")
    wait_until(lambda: all_there(browser, "[data-save]:not([disabled])"))
    press(browser, "[data-save]")
    tables = tomllib.loads(saved("launch.toml").decode())
    assert tables["compare"] == ["ours", "micro_only"]
    assert [phase["tier"] for phase in tables["schedules"]["ours"]] == ["macro", "micro"]
    watch, compare = (one.get_attribute("href") for one in all_there(browser, "[data-take] a"))
    browser.get(watch)
    ready(browser)
    assert captions(browser)[:2] == ["ours", "micro only"]
    browser.get(f"{compare}&people=2000")
    wait_until(lambda: counted(browser) >= 10, 60)
    wait_until(lambda: "Money is lost by ours" in browser.find_element("css selector", "[data-risk-answer]").text, 60)
    assert all_there(browser, "[data-risk] canvas")


def test_what_cannot_be_played_is_told_and_cannot_be_taken_along(visit):
    browser = drawing(visit, "schedule?phases=macro.0.8.rest.1.1.post.0&name=micro_only")
    wait_until(lambda: all_there(browser, "[data-problems] [role=alert]"))
    assert not browser.find_element("css selector", "[data-save]").is_enabled()
    choose(browser, browser.find_element("css selector", "[data-name]"), "ours")
    wait_until(lambda: not all_there(browser, "[data-problems] [role=alert]"))
    wait_until(lambda: browser.find_element("css selector", "[data-save]").is_enabled())


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")])
def test_it_fits_the_window_and_can_be_read(visit, width, scheme):
    browser = drawing(visit, "schedule", width, scheme)
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    wait_until(lambda: min(ratio for ratio, *_ in browser.execute_script(CONTRASTS)) >= 4.5)


# ---- Curves -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_curves_stand_beside_the_towns_and_follow_their_hour(visit, width, scheme):
    browser = ready(visit("watch?people=3000&seed=4&hour=100", width, scheme))
    wait_until(lambda: len(all_there(browser, "[data-curve] path")) == 6)
    asked = Asked(people=3_000, seed=4)
    told = curves_of(asked.scenario(), asked.schedules, asked.seed)["launches"][1]
    for hour in (100, 650):
        scrub(browser, hour)
        at = browser.find_element("css selector", "[data-at='reached micro only']")
        wait_until(lambda hour=hour, at=at: at.text == f"{told['reached'][hour]:,}")
        assert number(browser, "reached", "micro_only") == told["reached"][hour]
    described = browser.find_element("css selector", "[data-curve=trust] [role=img]").get_attribute("aria-label")
    assert "NaN" not in described
    assert "macro only" in described
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def test_a_click_on_a_curve_leads_the_towns_to_that_day(visit):
    browser = ready(visit("watch?people=3000&seed=4&hour=100"))
    wait_until(lambda: all_there(browser, "[data-curve=buyers] [role=img]"))
    browser.find_element("css selector", "[data-curve=buyers] [role=img]").click()  # in its middle
    wait_until(lambda: browser.find_element("css selector", "[data-clock]").text.startswith("Day 15"))
