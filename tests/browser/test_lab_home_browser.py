"""Home, the menu, the tours and the projector in a real browser.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import pytest
from chromium import NARROW, WIDE, wait_until
from contrasts import CONTRASTS
from lab_on_screen import answer, press, ready

pytestmark = pytest.mark.browser
PROJECTED = 1920


def all_there(browser, selector):
    return browser.find_elements("css selector", selector)


def leads(element):
    return element.get_attribute("href")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_home_has_three_doors_that_fit_and_can_be_read(visit, width, scheme):
    browser = visit("", width, scheme)
    wait_until(lambda: len(all_there(browser, "[data-door] li a")) == 9)
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    wait_until(lambda: min(ratio for ratio, *_ in browser.execute_script(CONTRASTS)) >= 4.5)


def test_a_door_leads_to_its_view_and_the_menu_back_home(visit):
    browser = visit("")
    wait_until(lambda: all_there(browser, "[data-door=plan] li a"))
    press(browser, "[data-door=plan] li a")
    assert "/watch" in ready(browser).current_url
    press(browser, "nav a")
    wait_until(lambda: all_there(browser, "[data-door]"))


def test_an_old_link_to_watch_shows_what_it_showed(visit):
    browser = ready(visit("?people=3000&seed=4&schedules=hybrid,burst"))
    assert "/watch?people=3000" in browser.current_url


def test_a_projector_is_kept_in_the_address_from_view_to_view_and_can_be_left(visit):
    browser = ready(visit("watch?people=3000", PROJECTED))
    small = browser.execute_script("return getComputedStyle(document.querySelector('[data-clock]')).fontSize")
    press(browser, "[data-projector]")
    wait_until(lambda: "projector=on" in browser.current_url)
    ready(browser)
    large = browser.execute_script("return getComputedStyle(document.querySelector('[data-clock]')).fontSize")
    assert float(large[:-2]) >= 1.4 * float(small[:-2])
    assert not browser.find_element("css selector", "form.asking").is_displayed()
    town = browser.execute_script("return document.querySelector('.crowd').getBoundingClientRect().width")
    assert town > 0.9 * PROJECTED
    browser.find_element("link text", "Compare").click()
    wait_until(lambda: "/compare" in browser.current_url)
    assert "people=3000" in browser.current_url
    assert "projector=on" in browser.current_url
    wait_until(lambda: "first replicates" not in answer(browser))
    press(browser, "[data-projector]")
    wait_until(lambda: "projector" not in browser.current_url)
    wait_until(lambda: browser.find_element("css selector", "form.asking").is_displayed())


@pytest.mark.parametrize(
    "view", ["virality?people=2000", "compare?people=2000", "plan", "schedule", "assumptions?people=2000"]
)
def test_every_view_has_a_tour_that_finds_what_it_points_at(visit, view):
    browser = visit(view)
    wait_until(lambda: all_there(browser, "[data-tour]"))
    press(browser, "[data-tour]")
    for number in (1, 2, 3):
        told = f"{number} of 3"
        wait_until(lambda said=told: [e.text for e in all_there(browser, "[data-tour-card] .step")] == [said])
        press(browser, "[data-tour-card] .on")
    wait_until(lambda: not all_there(browser, "[data-tour-card]"))


def test_influencers_who_would_cover_a_community_are_one_mark_with_their_number(visit):
    browser = ready(visit("watch?people=3000&schedules=macro_only,micro_only&budget_eur=100000"))
    counts = [int(one.text) for one in all_there(browser, ".crowd .together")]
    assert counts
    assert max(counts) > 20
    assert not all_there(browser, "figure:first-of-type .together")  # macro only: few, marked one by one
