"""The report as a reader meets it: in Chromium, wide and narrow, light and dark, by keyboard, and on paper.

Skipped where Chromium or Selenium is missing, unless GROUNDSWELL_BROWSER=required says that they must be there.
"""

import base64
import csv
import io
import json
import re
from dataclasses import replace

import chromium
import numpy as np
import pytest
from chromium import NARROW, WIDE, wait_until
from contrasts import CONTRASTS
from hypothesis_content import verdicts_of
from report_content import sample, unequal, without_values
from rosters import ROSTER
from turns import by_turns

from experiments.hypotheses.page import page
from experiments.plan_files.brief_html import brief_html
from experiments.plan_files.expected import expected_results
from experiments.report.page import render
from sim.planning.budget import plan
from sim.results.measures import POST_RESULTS
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.browser

LONG = {
    "answer": "Undecided: micro only brings 25 more incremental purchases than hybrid on average, but its 95 % "
    "interval, -4 to 54, holds zero; micro only is the best of the three with probability 0.96.",
    "doubt": "More replicates may decide, or the two may be equally good. " * 3,
    "notes": ["A note that is about as long as most others, so that it nearly fills its line of the page."] * 5,
}
VERDICTS = verdicts_of("supported", "depends", "undecided", "refuted")
CONTENTS = {
    "three": sample(),
    "eight": sample(schedules=8),
    "four": sample(schedules=4),
    "one": sample(("evidence",), 1, 1),
    "long": sample() | LONG,
    "nothing": without_values(sample()),
    "verdicts": sample() | {"verdicts": VERDICTS},
    "unequal": unequal(sample()),
}
# Of every picture in view: its name, the size of its smallest text in pixels, and texts that overlap or stick out.
PICTURES = """
return [...document.querySelectorAll("svg[role=img]")].filter((svg) => svg.getClientRects().length).map((svg) => {
  const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBoundingClientRect(), words = text.textContent;
    const trim = 0.18 * box.height;  // a line of text is taller than its letters
    return { words, left: box.left, right: box.right, top: box.top + trim, bottom: box.bottom - trim };
  });
  const clashes = [];
  texts.forEach((a, i) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) {
      clashes.push([a.words, "sticks out"]);
    }
    for (const b of texts.slice(i + 1)) {
      const beside = a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
      if (!beside) clashes.push([a.words, b.words]);
    }
  });
  const sizes = [...svg.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
  return { name: svg.dataset.picture, width: frame.width, height: frame.height, least: Math.min(...sizes), clashes };
});
"""


@pytest.fixture(scope="module")
def programs():
    """Where Chromium and its driver are."""
    return chromium.found()


@pytest.fixture(scope="module")
def folder(programs, tmp_path_factory):
    """A folder with a page for each content, and one into which the browser saves."""
    folder = tmp_path_factory.mktemp("report")
    for name, content in CONTENTS.items():
        (folder / f"{name}.html").write_text(render(content), encoding="utf-8")
    (folder / "hypotheses.html").write_text(page(VERDICTS, folder), encoding="utf-8")
    (folder / "saved").mkdir()
    return folder


@pytest.fixture(scope="module")
def browser(programs, folder):
    arguments = "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"
    started = chromium.started(programs, folder / "profile", *arguments)
    into = {"behavior": "allow", "downloadPath": str(folder / "saved")}
    started.execute_cdp_cmd("Browser.setDownloadBehavior", into)
    yield started
    started.quit()


@pytest.fixture
def visit(browser, folder):
    """Opens a page at a width, in the light or in the dark; afterwards the browser must have had nothing to say."""

    def opened(name="three", width=WIDE, scheme="light", media="", details=False):
        preference = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": preference})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == NARROW}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get((folder / f"{name}.html").as_uri())
        if details:
            browser.execute_script("document.querySelectorAll('details').forEach((d) => { d.open = true; });")
        return browser

    yield opened
    assert browser.get_log("browser") == []


def choose(browser, number):
    """Clicks on the tab of a set of assumptions, where there is more than one."""
    for tab in browser.find_elements("css selector", f"label:has(#set-{number})"):
        tab.click()


def saved(path):
    """The text of a file that the browser is about to save."""
    wait_until(lambda: path.exists() and path.stat().st_size)
    return path.read_text(encoding="utf-8")


def rows(path):
    return list(csv.DictReader(io.StringIO(saved(path), newline="")))


def seen(browser, selector):
    return [element for element in browser.find_elements("css selector", selector) if element.is_displayed()]


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_is_whole_and_no_wider_than_the_window(visit, name, width):
    browser = visit(name, width, details=True)
    for number in range(len(CONTENTS[name]["sets"])):
        choose(browser, number)
        wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1]
        pictures = browser.execute_script(PICTURES)
        assert len(pictures) == (3 if name == "one" else 8)
        for picture in pictures:
            assert picture["width"] > 300
            assert picture["height"] > 60
            assert picture["least"] >= 8.0
            assert picture["clashes"] == [], picture["name"]
    assert browser.execute_script("return document.images.length") == 0
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    by_turns(["three", "eight", "verdicts"], [(WIDE, "light"), (NARROW, "dark")]),
)
def test_every_text_can_be_read_in_the_light_and_in_the_dark(visit, name, width, scheme):
    browser = visit(name, width, scheme, details=True)
    paper = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(252, 251, 249)", "dark": "rgb(21, 24, 28)"}[scheme]
    for number in (0, 1):
        choose(browser, number)
        contrasts = browser.execute_script(CONTRASTS)
        assert len(contrasts) > 500
        assert min(contrasts)[0] >= 4.5, min(contrasts)


def test_a_tab_shows_its_set_and_hides_the_other(visit):
    browser = visit()
    for number, other in ((1, 0), (0, 1)):
        choose(browser, number)
        assert len(seen(browser, f".set-{number}")) == 7
        assert not seen(browser, f".set-{other}")


def test_everything_can_be_done_from_the_keyboard(visit):
    from selenium.webdriver.common.keys import Keys

    browser = visit()
    wanted = [e.id for e in browser.find_elements("css selector", "input:checked, button, summary") if e.is_displayed()]
    # A radio button is drawn by its label, and is itself transparent.
    wanted.insert(0, browser.find_element("css selector", "#set-0").id)
    wanted = list(dict.fromkeys(wanted))
    assert len(wanted) == 1 + 4 + 3 + 1
    reached = []
    for _ in wanted:
        browser.switch_to.active_element.send_keys(Keys.TAB)
        element = browser.switch_to.active_element
        reached.append(element.id)
        ringed = "const e = arguments[0]; return getComputedStyle(e.closest('label') ?? e).outlineStyle"
        assert browser.execute_script(ringed, element) == "solid"
    assert reached == wanted
    browser.find_element("css selector", "#set-0").send_keys(Keys.ARROW_RIGHT)
    assert seen(browser, ".set-1")
    assert not seen(browser, ".set-0")
    details = seen(browser, "summary")[0]
    details.send_keys(Keys.ENTER)
    assert details.find_element("xpath", "..").get_attribute("open")


def test_a_table_that_must_be_scrolled_is_a_stop_of_the_keyboard(visit):
    browser = visit("eight", NARROW)
    shown = "[...document.querySelectorAll('.scroll')].filter((e) => e.checkVisibility())"
    stops = f"return {shown}.map((e) => [e.scrollWidth > e.clientWidth, e.getAttribute('tabindex') === '0'])"
    wait_until(lambda: all(wider == stop for wider, stop in browser.execute_script(stops)))
    assert any(wider for wider, _ in browser.execute_script(stops))


def test_the_buttons_save_what_the_pictures_show(visit, folder):
    from selenium.webdriver.common.keys import Keys

    browser, content = visit(), CONTENTS["three"]
    for number in (0, 1):
        choose(browser, number)
        for button in seen(browser, "button[data-csv]"):
            button.send_keys(Keys.ENTER)
    seen(browser, "button[data-json]")[0].send_keys(Keys.ENTER)
    assert json.loads(saved(folder / "saved" / "report.json")) == content
    for of in content["sets"]:
        shown = content["pictures"][of]
        reach, trust, virality, differences = (
            rows(folder / "saved" / f"{what}_{of}.csv") for what in ("reach", "trust", "virality", "differences")
        )
        for found, curves in ((reach, shown["reach"]), (trust, shown["trust"])):
            assert {row["assumptions"] for row in found} == {of}
            assert len(found) == len(curves) * len(shown["hours"])
            for schedule, curve in curves.items():
                own = [row for row in found if row["schedule"] == schedule]
                assert [int(row["hour"]) for row in own] == shown["hours"]
                assert [float(row["middle"]) if row["middle"] else None for row in own] == curve["middle"]
        points = [(row["schedule"], [float(row["viral_share"]), float(row["trust"])]) for row in virality]
        assert points == [(s, point) for s, own in shown["virality_trust"].items() for point in own]
        pairs = [
            pair | {"kpi": p["kpi"]}
            for p in content["differences"][of]
            for pair in [*p["pairs"], *(content["over_nothing"][of] if p["kpi"] == "profit_eur" else [])]
        ]
        assert len(differences) == len(pairs)
        for row, pair in zip(differences, pairs, strict=True):
            assert (row["kpi"], row["first"], row["second"]) == (pair["kpi"], pair["first"], pair["second"])
            assert [float(row[end]) for end in ("mean", "low", "high")] == [pair[e] for e in ("mean", "low", "high")]


def test_a_name_with_commas_and_quotes_survives_the_csv(visit, folder):
    from selenium.webdriver.common.keys import Keys

    name = 'a "big", bad\nname </script><script>window.ran = true</script>'
    content = json.loads(json.dumps(sample()).replace("micro_only", json.dumps(name)[1:-1]))
    (folder / "name.html").write_text(render(content), encoding="utf-8")
    browser = visit("name")
    assert browser.execute_script("return window.ran") is None
    file = folder / "saved" / "virality_evidence.csv"
    file.unlink(missing_ok=True)
    seen(browser, "button[data-csv=virality]")[0].send_keys(Keys.ENTER)
    assert [row["schedule"] for row in rows(file)[40:80]] == [name] * 40


@pytest.mark.parametrize("name", CONTENTS)
def test_it_prints_on_two_pages(visit, name):
    browser = visit(name)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    written = base64.b64decode(printed["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", written)) == 2
    sides = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", written)
    assert all([float(a), float(b)] == pytest.approx([595.3, 841.9], abs=1.0) for a, b in sides)  # A4 in points


@pytest.mark.parametrize("with_results", [False, True])
def test_a_brief_prints_on_one_page_however_many_posts_and_whatever_they_are_called(visit, folder, with_results):
    launch = Scenario.load()
    roster = [replace(one, name=f"{one.name} with a name that is long") for one in ROSTER]
    made = plan(launch, roster, "leader_then_a_hundred")
    results = np.random.default_rng(1).poisson(20_000.0, (10, len(made.posts), len(POST_RESULTS)))
    brief = brief_html(launch, roster, made, expected_results(results) if with_results else None)
    (folder / "brief.html").write_text(brief, encoding="utf-8")
    browser = visit("brief")
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    assert len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"]))) == 1


def test_print_is_light_shows_the_first_set_and_says_what_it_leaves_out(visit):
    browser = visit("three", WIDE, "dark")
    choose(browser, 1)
    preference = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": preference})
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(seen(browser, ".set-0")) == 7 - 2  # ingredients and the tables of indicators are left out
    assert not seen(browser, ".set-1, button, details, .switch")
    assert min(browser.execute_script(CONTRASTS))[0] >= 4.5
    words = " ".join(element.text for element in seen(browser, ".only-print"))
    assert "From here on under evidence; the file on screen shows documents as well." in words
    assert "are left out in print: the file on screen has them." in words
    # What lies beside the page's own width would be cut off, or shrink the print.
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 703, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    )
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 703


def test_the_picture_of_a_tab_that_was_hidden_is_drawn_whole(visit):
    browser = visit()
    choose(browser, 1)
    ids = browser.execute_script(
        "return [...document.querySelectorAll('svg[role=img] use')].map((u) => u.getAttribute('href').slice(1))"
    )
    assert ids
    assert browser.execute_script("return arguments[0].every((id) => document.getElementById(id))", ids)


# ---- The page of the hypotheses -------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_of_the_hypotheses_can_be_read_on_any_screen(visit, width, scheme):
    browser = visit("hypotheses", width, scheme)
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    contrasts = browser.execute_script(CONTRASTS)
    assert len(contrasts) > 100
    assert min(contrasts)[0] >= 4.5, min(contrasts)
    assert [element.text for element in seen(browser, "td .verdict")] == [
        "supported",
        "depends",
        "undecided",
        "refuted",
    ]


def test_a_verdict_leads_to_its_claims(visit):
    browser = visit("hypotheses")
    seen(browser, "a[href='#H3']")[0].click()
    wait_until(lambda: browser.execute_script("return document.getElementById('H3').getBoundingClientRect().top") < 200)
