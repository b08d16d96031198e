"""The lesson in a real browser: guess before play, one town for a class, and the page of one file says the same.

Skipped where Chromium or Selenium is missing, as tests/test_lab_browser.py is.
"""

import base64

import pytest
from chromium import NARROW, WIDE, wait_until
from contrasts import CONTRASTS
from lab_on_screen import press, ready

from experiments.lab.play.lesson_tries import LAUNCHES, lesson_scenario, played_with, told
from experiments.page.page import page
from experiments.teaching.lesson import lesson, right_choice

pytestmark = pytest.mark.browser
SEED = 3


def all_there(browser, selector):
    return browser.find_elements("css selector", selector)


def played(of, seed):
    return [played_with(of, seed, luck) for luck in range(1, of.times + 1)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_guess_comes_before_play_and_stands_after_it(visit, width):
    browser = visit(f"task?number=1&seed={SEED}", width)
    wait_until(lambda: all_there(browser, "[data-play-guess]"))
    button = browser.find_element("css selector", "[data-play-guess]")
    assert not button.is_enabled()
    assert not all_there(browser, "[data-outcome] p")
    press(browser, "[data-guess] input")
    wait_until(button.is_enabled)
    press(browser, "[data-play-guess]")
    wait_until(lambda: len(all_there(browser, "[data-outcome] p")) == 2)
    of = lesson().tasks[0].tries[0]
    expected = played(of, SEED)
    answer, note = (one.text for one in all_there(browser, "[data-outcome] p"))
    assert note == told(of, expected)
    right = right_choice(of, [one.found for one in expected]) == 0
    assert answer.startswith("You guessed it: macro only" if right else "It came out otherwise: ")
    assert not browser.find_element("css selector", "[data-guess] input").is_enabled()
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def test_whoever_has_no_seed_draws_one_that_stays_with_them(visit):
    browser = visit("task?number=1")
    wait_until(lambda: all_there(browser, "[data-next]"))
    seed = browser.current_url.split("seed=")[1]
    assert f"Your seed is {seed}:" in browser.find_element("css selector", ".lesson").text
    press(browser, "[data-next]")
    wait_until(lambda: f"number=2&seed={seed}" in browser.current_url)


def test_a_task_leads_to_its_own_town(visit):
    browser = visit(f"task?number=2&seed={SEED}")
    wait_until(lambda: all_there(browser, ".ways a"))
    browser.find_element("link text", "Watch this town").click()
    ready(browser)
    assert f"seed={SEED}000000" in browser.current_url


def test_the_teacher_sets_a_seed_and_plays_the_answers(visit):
    browser = visit("teach")
    wait_until(lambda: all_there(browser, "input[name=seed]"))
    field = browser.find_element("css selector", "input[name=seed]")
    field.clear()
    field.send_keys(str(SEED))
    press(browser, ".set button")
    wait_until(lambda: f"seed={SEED}" in browser.current_url)
    links = [one.get_attribute("href") for one in all_there(browser, "[data-links] a")]
    assert sum(f"seed={SEED}" in link for link in links) == len(links) // 2 == 4
    press(browser, "[data-answers]")
    wait_until(lambda: len(all_there(browser, "[data-right] tbody tr")) == 4, 60)
    of = lesson().tasks[2].tries[0]
    table = browser.find_element("css selector", "[data-right]")
    assert told(of, played(of, SEED)) in table.get_property("textContent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("view", ["teach", "sheet?seed=3", "task?number=3&seed=3"])
def test_it_fits_the_window_and_can_be_read(visit, view, width, scheme):
    browser = visit(view, width, scheme)
    wait_until(lambda: all_there(browser, ".lesson h2"))
    wide = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    wait_until(lambda: min(ratio for ratio, *_ in browser.execute_script(CONTRASTS)) >= 4.5)


def test_the_key_is_the_teacher_s_alone_and_a_sheet_prints_on_two_pages_without_the_menu(visit):
    browser = visit("teach")
    wait_until(lambda: len(all_there(browser, "[data-key] .right")) == len(lesson().quiz))
    taught = [row.get_attribute("textContent") for row in all_there(browser, "[data-puzzles-taught] tbody tr")]
    assert [one.listen in row for one, row in zip(lesson().puzzles, taught, strict=True)] == [True] * 3
    browser = visit("sheet")
    wait_until(lambda: all_there(browser, "[data-quiz] li"))
    assert not all_there(browser, ".right")
    assert all(one.why not in browser.find_element("tag name", "main").text for one in lesson().quiz)
    pdf = base64.b64decode(
        browser.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})["data"]
    )
    assert 1 <= pdf.count(b"/Type /Page\n") <= 2
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    assert not browser.find_element("css selector", "nav").is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_the_page_of_one_file_says_of_the_same_seed_what_the_lab_says(browser, tmp_path):
    (tmp_path / "lesson.html").write_text(page(lesson_scenario(), tuple(LAUNCHES), 1, SEED), encoding="utf-8")
    browser.get((tmp_path / "lesson.html").as_uri())
    wait_until(lambda: browser.execute_script("return document.body.dataset.ready"))
    tries = [of for task in lesson().tasks for of in task.tries]
    buttons = all_there(browser, "[data-try]")
    for of, button in zip(tries, buttons, strict=True):
        place = button.get_attribute("data-answer")
        press(browser, f"[data-guess={place}] input")
        press(browser, f"[data-answer={place}]")
        said = browser.execute_script("return document.getElementById(arguments[0]).textContent", place)
        assert said.partition(". ")[2] == told(of, played(of, SEED))
    browser.get("about:blank")
