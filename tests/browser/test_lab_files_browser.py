"""Open and save in a real browser: files chosen, refused, played, saved and taken along.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import io

import pytest
from chromium import NARROW, WIDE, wait_until
from lab_on_screen import choose, counted, press, ready
from PIL import Image

from experiments.lab.play.town import watched
from experiments.lab.play.town_files import hourly_csv
from experiments.lab.play.trust import shade_colours
from experiments.lab.question.asked import Asked
from experiments.lab.routes.downloads import scenario_toml
from experiments.pictures.palette import TIER_COLOURS
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.browser

GOOD = "followers,name,interest,fee_eur\n" + "".join(f"{20_000 + k},Ada {k},sport,900\n" for k in range(40))
POSTERIOR = 'extends = "evidence"\n[posterior]\nlabels = ["fatigue_per_repeat"]\ndraws = [[0.2], [0.3]]\n'
BROKEN = "followers,name,interest\n12,Ada,spurt\n-3,Ben,sport\n900,Ben,sport\n"


def captions(browser):
    """Read at one stroke: the page is drawn anew while it is waited for."""
    return browser.execute_script(
        "return [...document.querySelectorAll('.crowd figcaption')].map((caption) => caption.textContent)"
    )


def panel(browser):
    """The part with the files, unfolded."""
    wait_until(lambda: browser.find_elements("css selector", ".files summary"))
    browser.execute_script("document.querySelector('.files').open = true")
    return browser.find_element("css selector", ".files")


def sent(browser, folder, what, name, content):
    (folder / name).write_text(content, encoding="utf-8")
    panel(browser).find_element("css selector", f"input[data-open={what}]").send_keys(str(folder / name))


def alerts(browser):
    return [one.text for one in browser.find_elements("css selector", ".files [role=alert] li")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_scenario_is_opened_and_its_link_shows_the_same(visit, tmp_path, width):
    browser = ready(visit("?people=3000&seed=4", width))
    opened = Asked.read({"scenario": "vegan_shampoo", "budget_eur": "9000"})
    sent(browser, tmp_path, "open", "tea.toml", scenario_toml(opened).replace('name = "vegan_shampoo"', 'name = "tea"'))
    wait_until(lambda: "scenario=" in browser.current_url)
    ready(browser)
    assert "tea" in panel(browser).find_element("css selector", "summary").text
    assert "people=3000&" in browser.current_url
    assert "budget_eur=9000" in browser.current_url
    names = captions(browser)
    assert names == [name.replace("_", " ") for name in opened.schedules]
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    address = browser.current_url
    browser.get("about:blank")
    browser.get(address)
    ready(browser)
    assert captions(browser) == names


def refused(browser):
    """What the browser itself notes of a refusal is no fault: it is taken out of its log."""
    return [one for one in browser.get_log("browser") if "422" not in one["message"]]


def test_a_broken_roster_is_told_in_full_and_nothing_changes(visit, tmp_path):
    browser = ready(visit("?people=3000&seed=4"))
    address = browser.current_url
    for _ in range(2):  # the same file may be chosen again
        sent(browser, tmp_path, "roster", "mine.csv", BROKEN)
        wait_until(lambda: len(alerts(browser)) == 3)
        assert alerts(browser)[0].startswith("mine.csv: line 2: interest = 'spurt'")
        assert "did you mean 'sport'" in alerts(browser)[0]
        browser.execute_script("document.querySelector('.files [role=alert]').querySelector('li').textContent = ''")
    assert browser.current_url == address
    assert captions(browser) == ["macro only", "micro only"]
    sent(browser, tmp_path, "roster", "large.csv", "x" * 2_000_001)
    wait_until(lambda: any("larger than 2 MB" in one for one in alerts(browser)))
    assert refused(browser) == []


def test_a_good_roster_is_hired_and_left_again(visit, tmp_path):
    browser = ready(visit("?people=3000&seed=4&schedules=micro_only&budget_eur=20000"))
    sent(browser, tmp_path, "roster", "mine.csv", GOOD)
    wait_until(lambda: "roster=" in browser.current_url)
    ready(browser)
    assert "with your roster" in panel(browser).find_element("css selector", "summary").text
    rows = browser.execute_async_script(
        "const done = arguments[0], here = document.querySelector('.files a[href^=\"events.csv\"]').href;"
        "fetch(here).then((answer) => answer.text()).then(done);"
    ).splitlines()
    published = {row.split(",")[3] for row in rows[1:]}
    assert any(name.startswith("Ada ") for name in published)
    assert not any(name.startswith("micro-") for name in published)
    panel(browser).find_element("link text", "Leave your roster").click()
    wait_until(lambda: "roster=" not in browser.current_url)
    ready(browser)
    assert "your roster" not in panel(browser).find_element("css selector", "summary").text


def assumed(browser):
    """What a comparison says of the assumptions; nothing while the page is drawn anew."""
    return browser.execute_script("return document.querySelector('[data-assumed]')?.textContent ?? ''")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_posterior_is_compared_with_named_and_left_again(visit, tmp_path, width):
    browser = visit("compare?people=3000&seed=4", width)
    sent(browser, tmp_path, "set", "spring.toml", POSTERIOR)
    told = "spring (2 draws of 1 number together)"
    wait_until(lambda: told in assumed(browser))
    assert told in panel(browser).find_element("css selector", "summary").text
    chosen = browser.execute_script("return document.querySelector('select[name=assumptions]').selectedOptions[0].text")
    assert chosen == "spring"
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    panel(browser).find_element("css selector", "[data-shipped]").click()
    wait_until(lambda: "evidence" in assumed(browser))
    assert "spring" not in panel(browser).find_element("css selector", "summary").text


def test_what_is_saved_follows_the_form(visit, saved, tmp_path):
    browser = ready(visit("?people=3000&seed=4"))
    choose(browser, browser.find_elements("css selector", "select[name=schedules]")[1], "nano_only")
    wait_until(lambda: captions(browser) == ["macro only", "nano only"])
    panel(browser).find_element("css selector", "[data-save]").click()
    asked = Asked(("macro_only", "nano_only"), people=3_000, seed=4)
    assert saved("scenario.toml").decode() == scenario_toml(asked)
    again = Scenario.load(tmp_path / "scenario.toml", people=3_000)
    assert again.fingerprint == asked.scenario().fingerprint
    browser.find_element("link text", "Counts by hour (CSV)").click()
    assert saved("hourly.csv").decode() == hourly_csv(watched(asked))


def test_the_picture_of_the_towns_is_what_is_on_screen(visit, saved):
    browser = ready(visit("?people=3000&seed=4&hour=300&colour=trust&off=fatigue"))
    panel(browser).find_element("css selector", "[data-draw='town.png']").click()
    drawn = Image.open(io.BytesIO(saved("town.png"))).convert("RGB")
    found = {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in drawn.getcolors(drawn.width * drawn.height)}
    assert len(set(shade_colours()) & found) > 3  # people by their trust, as on screen
    assert {TIER_COLOURS["macro"], TIER_COLOURS["micro"]} <= found  # influencers too


def test_a_comparison_is_taken_along(visit, saved):
    browser = visit("compare?people=2000&seed=9&schedules=micro_only,mix")
    wait_until(lambda: browser.find_elements("css selector", "[data-take='report.html']"))
    wait_until(lambda: counted(browser) >= 8)
    press(browser, "[data-stop]")
    wait_until(lambda: browser.find_element("css selector", "[data-stop]").text == "Stopped")
    played = counted(browser)
    assert not browser.find_elements("css selector", ".files [data-draw]")  # no one town is played here
    press(browser, "[data-take='report.html']")
    report = saved("report.html").decode()
    assert report.startswith("<!doctype html>")
    assert report.rstrip().endswith("</html>")
    assert f"{played} times" in report
    press(browser, "[data-take='runs.csv']")
    assert len(saved("runs.csv").splitlines()) == 1 + 2 * played


def test_a_chart_is_saved_with_the_keyboard(visit, saved):
    from selenium.webdriver.common.keys import Keys

    browser = visit("virality?people=3000&schedules=micro_only,nano_only", scheme="dark")
    wait_until(lambda: len(browser.find_elements("css selector", "[data-trails] canvas")) == 2)
    browser.find_element("css selector", "[data-chart-picture]").send_keys(Keys.ENTER)
    with Image.open(io.BytesIO(saved("chart.png"))) as picture:
        assert picture.convert("RGB").getpixel((2, 2)) == (21, 24, 28)  # the page's paper


def test_the_link_is_copied_or_it_is_said_where_it_stands(visit):
    browser = ready(visit("?people=3000"))
    panel(browser).find_element("css selector", "[data-copy]").click()
    wait_until(lambda: browser.find_element("css selector", "[data-copy]").text != "Copy the link")


def test_it_answers_no_other_name(lab):
    import http.client

    host, port = lab.removeprefix("http://").split(":")
    for name, status in ((f"localhost:{port}", 200), ("evil.example", 400)):
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        connection.request("GET", "/", headers={"Host": name})
        assert connection.getresponse().status == status
        connection.close()
