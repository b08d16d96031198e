"""Assumptions in a real browser: change a number, reset it, find it, draw the tornado and stop it.

Skipped where Chromium or Selenium is missing, unless GROUNDSWELL_BROWSER=required says that they must be there.
"""

import time

import pytest
from chromium import NARROW, WIDE, wait_until
from lab_on_screen import answer, press

from sim.assumptions.numbers import Assumptions

pytestmark = pytest.mark.browser

SMALL = "assumptions?people=2000&objective=engagements"


def opened(visit, words=SMALL, width=WIDE, scheme="light"):
    page = visit(words, width, scheme)
    wait_until(lambda: page.find_elements("css selector", "[data-value]"))
    return page


def field(page, place):
    return page.find_element("css selector", f"[data-value='{place}']")


def row(page, name):
    return page.find_element("css selector", f"[data-entry='{name}']")


def write(page, place, value):
    """As somebody does who types a number and goes on with the next field."""
    from selenium.webdriver.common.keys import Keys

    page.execute_script("arguments[0].focus()", field(page, place))
    field(page, place).send_keys(Keys.CONTROL + "a" + Keys.NULL + value + Keys.TAB)


def done(page):
    """Whether all replicates of the answer are there."""
    figures = page.find_elements("css selector", "[data-figures]")
    return bool(figures) and "mean of 20 of 20" in figures[0].get_property("textContent")


def top(page, element):
    return page.execute_script("return arguments[0].getBoundingClientRect().top", element)


def test_a_changed_number_is_marked_kept_in_the_link_and_moves_the_answer(visit):
    page = opened(visit)
    wait_until(lambda: done(page))
    before = answer(page)
    page.execute_script("arguments[0].scrollIntoView({ block: 'center' })", field(page, "reach_rate.micro"))
    was = top(page, row(page, "reach_rate"))
    write(page, "reach_rate.micro", "0.6")
    wait_until(lambda: "reach_rate.micro:0.6" in page.current_url)
    wait_until(lambda: "changed; shipped: " in row(page, "reach_rate").text)
    # Nobody is thrown out of place: the next field has the focus, and the row is where it was.
    assert page.switch_to.active_element.get_attribute("data-value") == "reach_rate.macro"
    wait_until(lambda: done(page))
    assert abs(top(page, row(page, "reach_rate")) - was) < 150
    after = answer(page)
    assert after != before
    assert "Your changes move it by " in after
    page.get(page.current_url)
    wait_until(lambda: page.find_elements("css selector", "[data-value]"))
    assert field(page, "reach_rate.micro").get_property("value") == "0.6"
    wait_until(lambda: done(page))
    assert answer(page) == after


def test_what_is_being_typed_is_not_lost_when_the_answer_comes(visit):
    page = opened(visit)
    write(page, "fatigue_per_repeat", "0.6")
    field(page, "fans_tail_exponent").send_keys("9")
    wait_until(lambda: done(page))
    shipped = Assumptions.load("evidence").value("fans_tail_exponent")
    assert field(page, "fans_tail_exponent").get_property("value") == f"{shipped:g}9"


def test_a_changed_number_is_reset_alone_or_with_all_others(visit):
    words = "&changed=fatigue_per_repeat:0.6,reach_rate.micro:0.6,reach_rate.nano:0.5"
    page = opened(visit, SMALL + words)
    everything = page.find_element("css selector", "[data-reset-all]")
    assert everything.text == "Reset all (2)"
    page.find_element("css selector", "[data-reset=reach_rate]").click()
    wait_until(lambda: "reach_rate" not in page.current_url)
    wait_until(lambda: "shipped" not in row(page, "reach_rate").text)
    shipped = Assumptions.load("evidence")
    assert float(field(page, "reach_rate.micro").get_property("value")) == shipped.value("reach_rate", "micro")
    assert page.switch_to.active_element.get_attribute("data-value") == "reach_rate.nano"
    everything = page.find_element("css selector", "[data-reset-all]")
    page.execute_script("arguments[0].scrollIntoView({ block: 'center' })", everything)  # not under the answer
    everything.click()
    wait_until(lambda: "changed=" not in page.current_url)
    wait_until(lambda: not page.find_elements("css selector", "[data-reset-all]"))
    # The shipped value is no change, however it is written.
    write(page, "fatigue_per_repeat", "0.6")
    wait_until(lambda: "fatigue_per_repeat:0.6" in page.current_url)
    write(page, "fatigue_per_repeat", f"{shipped.value('fatigue_per_repeat')}0")
    wait_until(lambda: "changed=" not in page.current_url)
    assert float(field(page, "fatigue_per_repeat").get_property("value")) == shipped.value("fatigue_per_repeat")


@pytest.mark.parametrize("given", ["7", ""])
def test_a_wrong_number_is_told_in_words_and_the_field_goes_back(visit, given):
    page = opened(visit)
    write(page, "fatigue_per_repeat", given or "-")
    wait_until(lambda: page.find_elements("css selector", "[role=alert]"))
    said = "allowed is a finite number from 0 to 1" if given else "give a number"
    assert said in page.find_element("css selector", "[role=alert]").text
    wait_until(lambda: said in row(page, "fatigue_per_repeat").text)
    assert field(page, "fatigue_per_repeat").get_attribute("aria-invalid") == "true"
    assert field(page, "fatigue_per_repeat").get_property("value") == "0.65"
    assert "changed=" not in page.current_url
    write(page, "fatigue_per_repeat", "0.7")
    wait_until(lambda: not page.find_elements("css selector", "[role=alert], .assumed .problem"))


def test_rows_are_found_by_words_and_by_standing(visit):
    from selenium.webdriver.common.keys import Keys

    page = opened(visit)
    known = list(Assumptions.load("evidence"))

    def seen():
        return [one for one in page.find_elements("css selector", "[data-entry]") if one.is_displayed()]

    assert len(seen()) == len(known)
    search = page.find_element("css selector", "[data-search]")
    search.send_keys("fatigue repeat")
    wait_until(lambda: [one.get_attribute("data-entry") for one in seen()] == ["fatigue_per_repeat"])
    assert page.find_element("css selector", "[data-shown]").text == f"1 of {len(known)} shown"
    search.send_keys(Keys.CONTROL + "a" + Keys.NULL + Keys.BACKSPACE)
    page.find_element("css selector", "[data-guesses]").click()
    wait_until(lambda: len(seen()) == sum(entry.standing == "guessed" for entry in known))


def test_every_field_says_what_it_is_and_what_is_allowed(visit):
    page = opened(visit)
    one = field(page, "reach_rate.micro")
    entry = Assumptions.load("evidence").entry("reach_rate")
    assert one.accessible_name == f"reach rate, micro, {entry.unit}"
    assert [one.get_attribute(name) for name in ("min", "max", "step")] == ["0", "1", "any"]


def passes(page):
    return page.find_element("css selector", "[data-passes]").text


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_the_tornado_is_drawn_stopped_and_goes_on(visit, width, scheme):
    page = opened(visit, SMALL, width, scheme)
    button = page.find_element("css selector", "[data-tornado]")
    assert button.text == "Draw the tornado"
    assert not page.find_elements("css selector", "[aria-label=Tornado] canvas")
    press(page, "[data-tornado]")
    wait_until(lambda: page.find_elements("css selector", "[aria-label=Tornado] canvas"))
    wait_until(lambda: page.find_elements("css selector", "[data-bar]"))
    press(page, "[data-tornado]")
    wait_until(lambda: button.text == "Go on")
    stopped = passes(page)
    assert stopped.startswith("stopped after ")
    time.sleep(1.0)
    assert passes(page) == stopped
    page.find_element("css selector", "[data-tornado-table] summary").click()
    assert page.find_elements("css selector", "[data-bar]")
    wide = page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    press(page, "[data-tornado]")
    wait_until(lambda: passes(page) != stopped)
    press(page, "[data-tornado]")
    wait_until(lambda: button.text == "Go on")


def test_another_number_ends_the_tornado(visit):
    page = opened(visit)
    press(page, "[data-tornado]")
    wait_until(lambda: "of it played" in passes(page))
    write(page, "fatigue_per_repeat", "0.6")
    wait_until(lambda: "fatigue_per_repeat" in page.current_url)
    wait_until(lambda: page.find_element("css selector", "[data-tornado]").text == "Draw the tornado")
    wait_until(lambda: done(page))
    assert not page.find_elements("css selector", "[aria-label=Tornado] canvas")


def test_one_launch_alone_still_shows_every_number(visit):
    page = opened(visit, "assumptions?people=2000&schedules=hybrid")
    wait_until(lambda: page.find_elements("css selector", "[role=alert]"))
    assert "two launches" in page.find_element("css selector", "[role=alert]").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(visit, scheme):
    page = opened(visit, SMALL + "&changed=reach_rate.micro:0.6", NARROW, scheme)
    wait_until(lambda: done(page))
    wide = page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
