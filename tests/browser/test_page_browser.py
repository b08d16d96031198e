"""The page of a lesson as a visitor meets it: opened from a folder, in Chromium, by keyboard, wide and narrow.

Skipped where Chromium or Selenium is missing, unless GROUNDSWELL_BROWSER=required says that they must be there.
"""

import re
from dataclasses import replace

import chromium
import numpy as np
import pytest
from axe import violations
from chromium import NARROW, WIDE, wait_until
from contrasts import CONTRASTS

from experiments.page.page import page
from experiments.replicates.design import Design
from sim.events import FIXED
from sim.model import simulate
from sim.planning.budget import plan
from sim.results.funnel import timeline_of
from sim.results.story import story
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of

pytestmark = pytest.mark.browser
EVIL = '</script><script>window.ran = 1</script><img src="x" onerror="window.ran = 2"> & "'
SCHEDULES = ("macro_only", "micro_only", "hybrid")
PROJECTOR = 1920
LAUNCH = replace(Scenario.load(), simulated_people=5_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    evil = replace(LAUNCH, question=EVIL, brand=LAUNCH.brand.model_copy(update={"name": EVIL}))
    (folder / "lesson.html").write_text(page(LAUNCH, SCHEDULES, 2, 1), encoding="utf-8")
    (folder / "evil.html").write_text(page(evil, SCHEDULES[:2], 1, 1), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser(folder):
    arguments = "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"
    started = chromium.started(chromium.found(), folder / "profile", *arguments)
    yield started
    started.quit()


@pytest.fixture
def visit(browser, folder):
    """Opens a page of the folder; afterwards the browser must have had nothing to say and asked nobody."""

    def opened(name="lesson", address="", width=WIDE, scheme="light", motion="no-preference"):
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        emulated = [{"name": name, "value": value} for name, value in features.items()]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": emulated})
        size = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width == NARROW}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get("about:blank")
        browser.get((folder / f"{name}.html").as_uri() + address)
        wait_until(lambda: browser.execute_script("return document.body.dataset.ready"))
        return browser

    yield opened
    assert [one for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []
    resources = browser.execute_script("return performance.getEntriesByType('resource').map((r) => r.name)")
    assert all(name.startswith(("blob:", "data:")) for name in resources), resources


def words(browser, selector: str) -> str:
    return browser.execute_script("return document.querySelector(arguments[0]).textContent", selector)


def numbers(browser) -> list[list[str]]:
    """The table of the hour, without its first column."""
    return browser.execute_script("""
      const rows = [...document.querySelectorAll("#numbers tbody tr")];
      return rows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent));
    """)


def test_what_is_seen_at_the_last_hour_is_what_the_model_played(visit):
    hour = 24 * LAUNCH.market.horizon_days - 1
    browser = visit(address=f"#hour={hour}&luck=3")
    world = world_of(LAUNCH, Design(1).seed_of(0))
    shown = numbers(browser)
    for k, name in enumerate(SCHEDULES):
        record = simulate(LAUNCH, world, plan(LAUNCH, world, name), luck_seed=Design(1).seed_of(2), events=True)
        counts = timeline_of(record, world.people.size).counts()[-1]
        assert [row[k] for row in shown[:5]] == [f"{number:,}" for number in counts]
        assert shown[5][k] == f"{record.totals['impressions']:,}"
        assert shown[8][k] == f"{record.totals['purchases_naive']:,}"


def test_every_hour_is_what_the_model_played_forwards_and_backwards(visit):
    browser = visit(address="#hour=700")
    world = world_of(LAUNCH, Design(1).seed_of(0))
    record = simulate(LAUNCH, world, plan(LAUNCH, world, "hybrid"), luck_seed=Design(1).seed_of(0), events=True)
    truth = timeline_of(record, world.people.size).counts()
    for hour in (3, 50, 400, 90, 0):
        browser.execute_script("page.go(arguments[0])", hour)
        assert browser.execute_script("return page.replays[2].counts") == truth[hour].tolist()


def test_it_plays_pauses_steps_and_scrubs_by_keyboard_alone(visit):
    from selenium.webdriver.common.keys import Keys

    browser = visit(address="#hour=0")
    town = browser.find_element("css selector", "canvas")
    frames = int(browser.execute_script("return document.body.dataset.frames"))
    town.send_keys(Keys.SPACE)
    wait_until(lambda: browser.execute_script("return page.asked.hour") > 24)
    town.send_keys(Keys.SPACE)
    paused = browser.execute_script("return page.asked.hour")
    assert int(browser.execute_script("return document.body.dataset.frames")) > frames + 5
    assert words(browser, "#play") == "Play"
    town.send_keys(Keys.ARROW_RIGHT)
    assert browser.execute_script("return page.asked.hour") == paused + 1
    browser.find_element("id", "hour").send_keys(Keys.END)
    assert words(browser, "#clock") == f"Day {LAUNCH.market.horizon_days}, 23 h"
    assert f"hour={24 * LAUNCH.market.horizon_days - 1}" in browser.execute_script("return location.hash")


def test_a_town_is_painted_in_the_colours_of_its_stages(visit):
    browser = visit(address="#hour=719")
    painted = browser.execute_script("""
      const seen = new Set(), picture = page.pictures[0];
      for (const pixel of picture.pixels) seen.add(pixel);
      const written = (pixel) => "#" + [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255]
        .map((channel) => channel.toString(16).padStart(2, "0")).join("");
      return [...seen].map((pixel) => (pixel ? written(pixel) : ""));
    """)
    from experiments.pictures.palette import STAGE_COLOURS

    known = {colour.lower() for colour in STAGE_COLOURS} | {""}
    assert set(painted) <= known
    assert {STAGE_COLOURS[0].lower(), STAGE_COLOURS[1].lower()} <= set(painted)
    browser.find_element("css selector", "#by option:nth-child(2)").click()
    assert "trusts less than before" in words(browser, "#key")


def test_a_click_on_somebody_tells_their_story(visit):
    browser = visit(address="#hour=719")
    reached = browser.execute_script("return page.replays[0].stage.findIndex((stage) => stage === 2)")
    assert reached >= 0
    browser.execute_script(
        """
      const picture = page.pictures[0], at = picture.first[arguments[0]], { canvas } = picture;
      const box = canvas.getBoundingClientRect(), scale = canvas.clientWidth / canvas.width;
      canvas.dispatchEvent(new MouseEvent("click", {
        bubbles: true,
        clientX: box.left + canvas.clientLeft + (at % canvas.width + 0.5) * scale,
        clientY: box.top + canvas.clientTop + (Math.floor(at / canvas.width) + 0.5) * scale,
      }));
    """,
        reached,
    )
    told = words(browser, "#story")
    assert f"Person {reached:,} under Macro only" in told
    assert "saw a post of" in told
    world, seed = world_of(LAUNCH, Design(1).seed_of(0)), Design(1).seed_of(0)
    record = simulate(LAUNCH, world, plan(LAUNCH, world, "macro_only"), luck_seed=seed, events=True)
    for moment in story(LAUNCH, world, record, seed, reached):  # as the model tells it
        chances = re.findall(
            r"(?:liked it|passed it on|went to the shop|bought|liking it) \(chance [^)]*\)", moment.what
        )
        assert all(chance in told for chance in chances), (chances, told)


def test_a_switch_and_a_slider_change_what_is_played_and_stand_in_the_address(visit):
    browser = visit(address="#hour=719")
    before = numbers(browser)
    browser.execute_script("document.getElementById('change').open = true")
    browser.find_element("css selector", "[data-off=feeds]").click()
    assert numbers(browser)[6] == ["0", "0", "0"] != before[6]
    assert "off=feeds" in browser.execute_script("return location.hash")
    slider = browser.find_element("css selector", "[data-slider=click_per_engaged_person]")
    from selenium.webdriver.common.keys import Keys

    slider.send_keys(Keys.END)
    assert "set=click_per_engaged_person:" in browser.execute_script("return location.hash")
    address = browser.execute_script("return location.hash")
    changed = numbers(browser)
    assert numbers(visit(address=address)) == changed
    browser.execute_script("document.getElementById('reset').click()")
    assert numbers(browser) == before


def test_launches_are_compared_in_pairs_beside_the_page_as_the_model_would(visit):
    browser = visit()
    browser.find_element("id", "compare").click()
    wait_until(lambda: browser.execute_script("return page.lucks?.length") == 200, 60)
    (first, *_), unit = browser.execute_script("return page.lucks.slice(0, 5)"), LAUNCH
    world = world_of(unit, Design(1).seed_of(0))
    for k, name in enumerate(SCHEDULES):
        record = simulate(unit, world, plan(unit, world, name), luck_seed=Design(1).seed_of(0))
        assert first[k][0] == record.totals["reach_people"]
        assert first[k][1] == record.totals["impressions"]
    gaps = browser.execute_script("return page.lucks.map((luck) => luck[1][0] - luck[0][0])")
    shown = words(browser, "#measures tbody tr td:nth-child(5) span")
    assert f"{np.mean(gaps):+,.0f}".replace("-", "−") in shown
    assert words(browser, "#sure").startswith("200 lucks")


def test_launches_are_compared_over_all_towns_as_over_one(visit):
    browser = visit()
    from selenium.webdriver.support.select import Select

    Select(browser.find_element("id", "over")).select_by_visible_text("both towns")
    assert "over=towns" in browser.execute_script("return location.hash")
    browser.find_element("id", "compare").click()
    wait_until(lambda: browser.execute_script("return page.lucks?.length") >= 5, 60)
    lucks = browser.execute_script("return page.lucks")
    worlds = [world_of(LAUNCH, Design(1).seed_of(number)) for number in range(2)]
    for k, name in enumerate(SCHEDULES):
        reached = [
            simulate(LAUNCH, world, plan(LAUNCH, world, name), luck_seed=Design(1).seed_of(4)).totals["reach_people"]
            for world in worlds
        ]
        assert len(set(reached)) > 1
        assert lucks[4][k][0] == pytest.approx(np.mean(reached))
    assert "in the mean of both towns" in words(browser, "#sure")
    Select(browser.find_element("id", "over")).select_by_value("town")
    assert not words(browser, "#measures tbody")  # they were of another question


@pytest.mark.parametrize(
    ("width", "scheme"), [(WIDE, "light"), pytest.param(NARROW, "dark", marks=pytest.mark.nightly)]
)
def test_whether_virality_costs_trust_is_seen_in_the_lucks_that_the_model_would_have(visit, width, scheme):
    browser = visit(width=width, scheme=scheme)
    browser.find_element("id", "compare").click()
    wait_until(lambda: browser.execute_script("return page.places?.length") == 200, 60)
    places = browser.execute_script("return page.places")
    world = world_of(LAUNCH, Design(1).seed_of(0))
    for luck in (0, 3):
        for k, name in enumerate(SCHEDULES):
            record = simulate(LAUNCH, world, plan(LAUNCH, world, name), luck_seed=Design(1).seed_of(luck))
            totals = record.totals
            gained = (record.ending.trust_sum - totals["trust_initial_steps"] / FIXED) / totals["reach_people"]
            assert places[luck][k] == [100 * totals["viral_impressions"] / totals["impressions"], gained]
    seen = browser.execute_script("""
      return [...document.querySelectorAll("#plane .luck")].map((one) => [one.tagName, one.getAttribute("fill")]);
    """)
    assert len(seen) == 600
    assert len({tuple(one) for one in seen}) == len(SCHEDULES)  # a colour and a shape of each launch
    assert browser.execute_script("return document.querySelectorAll('#plane :is(circle, polygon).mean').length") == 3
    table = browser.execute_script(
        "return [...document.querySelectorAll('#virality tbody tr')].map((row) => row.cells[1].textContent)"
    )
    assert table[0].startswith(f"{np.mean([luck[0][0] for luck in places]):.2f} (")
    sentences = words(browser, "#costs-trust")
    assert "Micro only beside Macro only" in sentences
    assert sentences[:40] in browser.find_element("id", "plane").get_attribute("aria-label")
    axes = browser.execute_script("return page.plane.axes")
    assert axes["across"] >= max(place[0] for luck in places for place in luck)
    inner, outer = browser.execute_script("return [innerWidth, document.documentElement.scrollWidth]")
    assert outer <= inner
    assert min(browser.execute_script(CONTRASTS))[0] >= 4.5
    assert violations(browser) == []
    browser.execute_script("document.querySelector('[data-off=sharing]').click()")
    assert not browser.find_element("id", "lucks").is_displayed()  # they were of another question
    browser.find_element("id", "compare").click()
    wait_until(lambda: browser.execute_script("return page.places?.length") >= 20, 60)
    assert browser.execute_script("return page.plane.axes") == axes
    assert browser.execute_script("return page.places.every((luck) => luck.every(([across]) => across < 5))")


@pytest.mark.parametrize(
    "address", ["#town=9", "#luck=0&hour=-5", "#off=nobody&set=x:1", "#by=%3Cscript%3E", "#constructor=1"]
)
def test_an_address_that_cannot_be_is_told_of_in_a_sentence(visit, address):
    browser = visit(address=address)
    assert words(browser, "#problem").startswith("The address asks for what this page does not have")
    assert browser.find_element("id", "towns").is_displayed()


def test_a_browser_without_what_is_needed_is_told_so_and_keeps_the_lesson(browser, folder):
    script = {"source": "WebAssembly.validate = () => false;"}
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
    browser.get("about:blank")
    browser.get((folder / "lesson.html").as_uri())
    wait_until(lambda: "too old for this page" in words(browser, "#problem"))
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": added["identifier"]})
    assert not browser.find_element("id", "board").is_displayed()
    assert browser.find_element("css selector", ".lesson summary").is_displayed()


def test_the_lesson_is_answered_by_what_is_played(visit):
    browser = visit()
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for button in browser.find_elements("css selector", "[data-try]"):
        assert not button.is_enabled()  # before a guess
        guess = browser.find_element("css selector", f"[data-guess={button.get_attribute('data-answer')}] input")
        browser.execute_script("arguments[0].click()", guess)
        assert button.is_enabled()
        browser.execute_script("arguments[0].click()", button)
    told = browser.execute_script("return [...document.querySelectorAll('.told')].map((one) => one.textContent)")
    assert len(told) == 4
    assert all("Macro only" in one and "Hybrid" in one for one in told)
    assert told[0].startswith("You guessed: macro only. ")
    assert told[1].startswith("You guessed: hardly: by less than a tenth. ")


def test_names_are_words_and_never_run(visit):
    browser = visit("evil")
    assert browser.execute_script("return window.ran") is None
    assert words(browser, ".lede") == EVIL


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE, PROJECTOR])
def test_it_can_be_read_on_any_screen(visit, width, scheme):
    browser = visit(width=width, scheme=scheme, address="#hour=719")
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    inner, outer = browser.execute_script("return [innerWidth, document.documentElement.scrollWidth]")
    assert outer <= inner
    table, room = browser.execute_script(
        "const table = document.getElementById('numbers'); return [table.scrollWidth, table.parentElement.clientWidth]"
    )
    assert table <= room  # every launch is in sight
    contrasts = browser.execute_script(CONTRASTS)
    assert len(contrasts) > 80
    assert min(contrasts)[0] >= 4.5, min(contrasts)


def test_who_wants_no_motion_sees_a_step_a_second(visit):
    browser = visit(address="#hour=0", motion="reduce")
    browser.find_element("id", "play").click()
    wait_until(lambda: browser.execute_script("return page.asked.hour") > 0)
    frames = int(browser.execute_script("return document.body.dataset.frames"))
    assert frames < 8
    browser.find_element("id", "play").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_whoever_sees_or_hears_it_otherwise(visit, scheme):
    browser = visit(scheme=scheme)
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(browser) == []
