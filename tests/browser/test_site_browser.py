"""The site, opened from a folder without any server: it fetches nothing from elsewhere, and its search finds."""

import itertools
import os
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import chromium
import pytest
from axe import violations
from places import ROOT
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs")
    pages, html = (tmp_path_factory.mktemp("site") / name for name in ("pages", "html"))
    subprocess.run([sys.executable, "tools/documentation.py", str(pages)], cwd=ROOT, check=True)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    file = pages.parent / "mkdocs.yml"
    file.write_text(settings.replace(".site/pages", str(pages)).replace(".site/html", str(html)), encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(file)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (built.returncode, built.stdout + built.stderr) == (0, "")
    return html


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    started = chromium.started(chromium.found(), tmp_path_factory.mktemp("profile"))
    yield started
    started.quit()


def test_search_finds_without_a_server_and_nothing_is_fetched(site, driver):
    driver.get((site / "index.html").as_uri())
    box = WebDriverWait(driver, 20).until(lambda d: d.find_element(By.CSS_SELECTOR, "input.md-search__input"))
    driver.set_window_size(chromium.WIDE, 900)
    WebDriverWait(driver, 20).until(lambda _: box.is_displayed())
    box.click()
    box.send_keys("structural virality")
    assert WebDriverWait(driver, 20).until(lambda d: d.find_elements(By.CSS_SELECTOR, ".md-search-result__item"))
    sources = (
        "return [...document.querySelectorAll('script, img, link[rel=stylesheet]')].map(one => one.src || one.href)"
    )
    asked_for = [source for source in driver.execute_script(sources) if source]
    assert asked_for
    assert all(source.startswith(("file:", "data:", "blob:")) for source in asked_for), asked_for
    assert [one for one in driver.get_log("browser") if one["level"] == "SEVERE"] == []


def test_the_lesson_is_opened_from_its_page_and_plays(site, driver):
    driver.get((site / "page.html").as_uri())
    driver.find_element(By.LINK_TEXT, "a small one that plays").click()
    chromium.wait_until(lambda: driver.execute_script("return document.body.dataset.ready"))
    assert driver.current_url.split("#")[0] == (site / "lesson.html").as_uri()
    before = driver.execute_script("return page.asked.hour")
    driver.find_element(By.ID, "play").click()
    chromium.wait_until(lambda: driver.execute_script("return page.asked.hour") > before + 12)
    driver.find_element(By.ID, "play").click()
    reached = driver.execute_script("return page.replays.map((replay) => replay.total('reach_people'))")
    assert min(reached) > 0
    assert [one for one in driver.get_log("browser") if one["level"] == "SEVERE"] == []


@pytest.mark.parametrize("page", ["index", "plan", "evidence", "reference", "runs"])
def test_pages_fit_a_phone(site, driver, page):
    size = {"width": chromium.NARROW, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get((site / f"{page}.html").as_uri())
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert len(driver.find_elements(By.CSS_SELECTOR, "h1")) == 1


class Links(HTMLParser):
    """What a page leads to and shows, the places in it that can be led to, and the levels of its headings."""

    def __init__(self, page):
        super().__init__()
        self.targets, self.places, self.levels = set(), {""}, []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.levels.append(int(tag[1]))
        self.places |= {told[name] for name in ("id", "name") if told.get(name)}
        self.targets |= {told[name] for name in ("href", "src") if told.get(name)}


def test_every_link_leads_somewhere(site):
    pages = {page: Links(page) for page in site.glob("*.html")}
    broken, followed = [], 0
    for page, links in pages.items():
        for target in map(urlsplit, links.targets):
            if target.scheme or target.netloc or page.name == "404.html":  # that page leads to the root of a server
                continue
            file = (page.parent / unquote(target.path)).resolve() if target.path else page
            place = unquote(target.fragment) if file in pages and file.name != "lesson.html" else ""
            followed += 1
            if not file.exists() or (file in pages and place not in pages[file].places):
                broken.append((page.name, target.geturl()))
    assert broken == []
    assert followed > 1_000


def test_headings_go_down_a_step_at_a_time(site):
    for page in site.glob("*.html"):
        levels = Links(page).levels
        if page.name not in ("lesson.html", "404.html"):
            assert levels.count(1) == 1, page.name
            assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), page.name


MADE = ("help", "evidence", "indicators", "changes", "contributing", "model", "reference")
PAGES = [*sorted(path.stem for path in (ROOT / "docs").glob("*.md")), *MADE]
# Every page is looked at in the dark at night: the colours are the theme's, and these pages have all kinds of content.
DARK = ("index", "answer", "evidence", "commands")


@pytest.mark.parametrize(
    ("page", "scheme"),
    [
        *((page, "default") for page in PAGES),
        *(pytest.param(page, "slate", marks=() if page in DARK else pytest.mark.nightly) for page in PAGES),
    ],
)
def test_axe_finds_no_fault(site, driver, page, scheme):
    driver.get((site / f"{page}.html").as_uri())
    still = "document.head.insertAdjacentHTML('beforeend', '<style>* {transition: none !important}</style>');"
    driver.execute_script(f"{still} document.body.setAttribute('data-md-color-scheme', arguments[0])", scheme)
    assert violations(driver, ".md-content", runOnly=["wcag2a", "wcag2aa"]) == []
