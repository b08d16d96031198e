"""A plan in a real browser: a list is dropped, a budget set, a plan found, somebody taken out, a file taken along.

Skipped where Chromium or Selenium is missing, as test_lab_browser.py is.
"""

import csv
import io
import re

import pytest
from chromium import NARROW, WIDE, wait_until
from lab_on_screen import answer, choose, press

pytestmark = pytest.mark.browser

LIST = "name,followers,engagement_rate,fee_eur,interest\n" + "".join(
    f"{name},{20_000 + 25_000 * place},{5 - place / 4:.2f}%,{90 + 45 * place},{('sport', 'food')[place % 2]}\n"
    for place, name in enumerate(["Ada Lin", '"Falk, Bo"', "Cy", "Di", "Ed"])
)
SMALL = "plan_people=20000&budget_eur=1000&objective=engagement&posts_each=1&seed=3&effort=glance"
DROP = """
const place = document.querySelector("[data-drop]"), dropped = new DataTransfer();
dropped.items.add(new File([arguments[0]], arguments[1]));
place.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
"""
DRAG = """
const from = document.querySelector(arguments[0]), to = document.querySelector(arguments[1]), data = new DataTransfer();
from.dispatchEvent(new DragEvent("dragstart", { dataTransfer: data, bubbles: true }));
to.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
"""


def shown(browser, selector):
    return [one.text for one in browser.find_elements("css selector", selector)]


def hired(browser):
    """Read at one stroke: the table is drawn anew while it is waited for."""
    return browser.execute_script(
        "return [...document.querySelectorAll('.hired tbody th')].map((cell) => cell.textContent)"
    )


def opened(visit, width=WIDE):
    browser = visit(f"plan?{SMALL}", width)
    wait_until(lambda: browser.find_elements("css selector", "[data-drop]"))
    browser.execute_script(DROP, LIST, "mine.csv")
    wait_until(lambda: "roster=" in browser.current_url)
    wait_until(lambda: browser.find_elements("css selector", "[data-read-back]"))
    return browser


def searched(browser):
    wait_until(lambda: browser.find_elements("css selector", "[data-search]:not([disabled])"))
    press(browser, "[data-search]")
    wait_until(lambda: "the best plan so far" in answer(browser) and hired(browser), 30)
    wait_until(lambda: shown(browser, "[data-search]") == ["Done"], 60)


def difference(browser):
    (told,) = shown(browser, "[data-difference]")
    return re.search(r"engagements: ([+\u2212]?[\d.,]+) \(([+\u2212]?[\d.,]+) to ([+\u2212]?[\d.,]+)\)", told)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_list_that_can_be_read_in_two_ways_is_answered_by_a_button(visit, width):
    browser = visit(f"plan?{SMALL}", width)
    wait_until(lambda: browser.find_elements("css selector", "[data-drop]"))
    browser.execute_script(DROP, "name,followers,engagement_rate\nAda,3400000,0.07\nBo,2800000,0.10\n", "mine.csv")
    wait_until(lambda: len(shown(browser, "[data-reading]")) == 2)
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    press(browser, "[data-reading=percent]")
    wait_until(lambda: "roster=" in browser.current_url)
    wait_until(lambda: browser.find_elements("css selector", "[data-read-back]"))
    assert "0.07 %" in browser.find_element("css selector", "[data-read-back]").get_property("textContent")
    assert [one for one in browser.get_log("browser") if "422" not in one["message"]] == []


@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=pytest.mark.nightly)])
def test_a_dropped_list_becomes_a_plan_that_is_changed_and_taken_along(visit, saved, width):
    browser = opened(visit, width)
    assert "4 micro, 1 macro" in browser.find_element("css selector", "[data-read-back]").get_property("textContent")
    choose(browser, browser.find_element("css selector", "[data-slider=budget_eur]"), "6000")
    wait_until(lambda: "budget_eur=1000&" not in browser.current_url)
    searched(browser)
    before = hired(browser)
    assert before
    assert "EUR" in answer(browser)
    for heading in (
        *("Calendar", "With another budget", "On one tier alone"),
        "What else could be done with the budget",
    ):
        assert heading in shown(browser, ".lab h2")
    assert "profit of one more EUR" in browser.execute_script("return document.querySelector('.further').textContent")
    press(browser, "[data-move]")
    wait_until(lambda: len(hired(browser)) == len(before) - 1)
    wait_until(lambda: difference(browser), 20)
    (gone,) = set(before) - set(hired(browser))
    assert shown(browser, "[data-changes]") == [f"Taken out: {gone}."]
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    press(browser, "[data-back]")
    wait_until(lambda: hired(browser) == before)
    press(browser, "[data-take='plan.csv']")
    rows = csv.DictReader(io.StringIO(saved("plan.csv").decode("utf-8-sig")))
    assert sorted(row["name"] for row in rows) == sorted(before)


def test_rules_stand_in_the_link_and_somebody_is_dragged_out_and_in(visit):
    browser = opened(visit)
    browser.execute_script("document.querySelector('[data-rules]').open = true")
    press(browser, "input[name=must][aria-label^='Falk']")
    wait_until(lambda: "must=" in browser.current_url)
    press(browser, "input[name=never][aria-label^='Cy']")
    wait_until(lambda: "never=Cy" in browser.current_url)
    address = browser.current_url
    browser.get("about:blank")
    browser.get(address)
    searched(browser)
    before = hired(browser)
    assert "Falk, Bo" in before
    assert "Cy" not in before
    place = browser.execute_script(
        "return [...document.querySelectorAll('.hired tr')].find((row) => row.textContent.includes('Falk'))"
        ".dataset.creator"
    )
    browser.execute_script(DRAG, f".hired [data-creator='{place}']", "[data-not-hired]")
    wait_until(lambda: "Falk, Bo" not in hired(browser))
    assert shown(browser, "[data-fault]") == ["Such a plan would not be allowed: rules.must names 'Falk, Bo'."]
    wait_until(lambda: difference(browser), 20)
    browser.execute_script(DRAG, f".waiting [data-creator='{place}']", "[data-in-plan]")
    wait_until(lambda: hired(browser) == before)
