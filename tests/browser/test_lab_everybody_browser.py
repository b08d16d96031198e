"""The lab for whoever sees or hears it otherwise: axe-core finds nothing, charts read out numbers, edges are seen.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import pytest
from axe import violations
from chromium import NARROW, WIDE, wait_until
from contrasts import CONTRASTS
from lab_on_screen import ready
from turns import by_turns

pytestmark = pytest.mark.browser

# By view: its address, and what is there once it is filled.
VIEWS = {
    "watch": ("watch?people=2000&hour=200", "[data-scrub]"),
    "virality": ("virality?people=2000", "[data-words] p"),
    "compare": ("compare?people=2000", "[data-figures] table"),
    "assumptions": ("assumptions?people=2000", "[data-figures] table"),
    "plan": ("plan", ".drop"),
    "home": ("", ".doors a"),
    "schedule": ("schedule", "[data-bars] button"),
    "teach": ("teach", "[data-key] li"),
    "task": ("task?number=1&seed=1", "[data-guess] input"),
    "sheet": ("sheet?seed=1", "[data-quiz] li"),
}
ENOUGH, ENOUGH_OF_AN_EDGE = 4.5, 3.0  # WCAG 2.2, AA


def opened(visit, view, width, scheme):
    address, sign = VIEWS[view]
    browser = visit(address, width, scheme)
    wait_until(lambda: browser.find_elements("css selector", sign), 60)
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return browser


@pytest.mark.parametrize(("view", "width", "scheme"), by_turns(VIEWS, [(WIDE, "light"), (NARROW, "dark")]))
def test_nothing_stands_in_the_way_of_whoever_sees_or_hears_it_otherwise(visit, view, width, scheme):
    browser = opened(visit, view, width, scheme)
    assert violations(browser) == []
    assert browser.execute_script("return document.documentElement.lang").startswith("en")


@pytest.mark.parametrize(("view", "scheme"), by_turns(["virality", "compare", "assumptions"], [("light",), ("dark",)]))
def test_words_and_the_edges_of_fields_stand_out(visit, view, scheme):
    browser = opened(visit, view, WIDE, scheme)
    poor = [one for one in browser.execute_script(CONTRASTS) if one[0] < ENOUGH]
    assert poor == []
    edges = browser.execute_script(
        CONTRASTS.split("const found")[0]
        + "return [...document.querySelectorAll('.asking select, .asking input[type=number]')].map((field) => {"
        "  const [a, b] = [luminance(getComputedStyle(field).borderTopColor), luminance(behind(field.parentElement))];"
        "  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); });"
    )
    assert edges
    assert min(edges) >= ENOUGH_OF_AN_EDGE
    inks = browser.execute_script(
        "const [pale, paper] = [getComputedStyle(document.body).getPropertyValue('--pale').trim(), 0];"
        "return [...document.querySelectorAll('[data-chart]')].map((one) =>"
        "  getElement(one.id.slice(1)).chart.getOption().xAxis[0].axisLabel.color === pale);"
    )
    assert all(inks)


@pytest.mark.parametrize("view", ["virality", "compare"])
def test_a_chart_reads_out_numbers_and_has_a_table_beside_it(visit, view):
    browser = opened(visit, view, WIDE, "light")

    def read_out():
        return [one.get_attribute("aria-label") or "" for one in browser.find_elements("css selector", "[data-chart]")]

    wait_until(
        lambda: read_out() and not [words for words in read_out() if words.endswith("Nothing is drawn yet.")], 60
    )
    said = read_out()
    assert not [words for words in said if "NaN" in words or "undefined" in words]
    assert all(any(letter.isdigit() for letter in words) for words in said)
    assert len(browser.find_elements("css selector", "table.figures")) >= (2 if view == "virality" else 1)


def test_where_one_is_can_be_told_in_the_colours_of_high_contrast(visit):
    browser = visit("watch", forced="active")
    lines = browser.execute_script(
        "return [...document.querySelectorAll('.lab nav a')].map((one) => "
        "[one.hasAttribute('aria-current'), getComputedStyle(one).borderBottomColor])"
    )
    (here,) = (colour for current, colour in lines if current)
    assert here not in {colour for current, colour in lines if not current}


def test_tiers_and_stages_differ_in_shape_as_well_as_in_colour(visit):
    browser = ready(visit("?people=2000&schedules=hybrid,macro_only&hour=200"))
    shapes = browser.execute_script(
        "return [...document.querySelectorAll('.key .form')].map((one) => one.querySelector('path').getAttribute('d'));"
    )
    unaware, aware, considering, customer, loyal, *tiers = shapes
    assert len({aware, considering, customer, loyal}) == 4
    assert unaware == aware  # one is pale, the other is not
    assert len(set(tiers)) == len(tiers) >= 2
