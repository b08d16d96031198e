"""The page of a lesson in Firefox and in the engine of Safari: the same campaign to the last count."""

from dataclasses import replace

import elsewhere
import pytest
from chromium import wait_until

from experiments.page.page import page
from experiments.replicates.design import Design
from sim.model import simulate
from sim.planning.budget import plan
from sim.results.funnel import timeline_of
from sim.results.story import story
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of

pytestmark = pytest.mark.browser
SCHEDULES = ("macro_only", "micro_only")
LAUNCH = replace(Scenario.load(), simulated_people=5_000)
LAST = 24 * LAUNCH.market.horizon_days - 1


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "lesson.html"
    file.write_text(page(LAUNCH, SCHEDULES, 2, 1), encoding="utf-8")
    return file


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def browser(request, tmp_path_factory):
    with getattr(elsewhere, request.param)(tmp_path_factory.mktemp(request.param)) as browser:
        yield browser


@pytest.fixture
def opened(browser, file):
    """Opens the page; afterwards it must have asked nobody for anything."""

    def at(address):
        browser.go("about:blank")
        browser.go(file.as_uri() + address)
        wait_until(lambda: browser.told("document.body.dataset.ready"), 60)
        return browser.told

    yield at
    assert all(name.startswith(("blob:", "data:", file.as_uri(), "about:")) for name in browser.asked()), (
        browser.asked()
    )


def test_it_plays_what_the_model_plays(opened):
    told = opened(f"#hour={LAST}&luck=3")
    world, luck = world_of(LAUNCH, Design(1).seed_of(0)), Design(1).seed_of(2)
    for k, name in enumerate(SCHEDULES):
        record = simulate(LAUNCH, world, plan(LAUNCH, world, name), luck_seed=luck, events=True)
        assert told(f"page.replays[{k}].counts") == timeline_of(record, world.people.size).counts()[-1].tolist()
        reached = int(record.events["person"][0])
        told(f"page.tell({reached}, {k})")
        words = told("document.querySelector('#story').textContent")
        moments = [moment.what for moment in story(LAUNCH, world, record, luck, reached)]
        assert len(moments) == told("document.querySelectorAll('#story li').length") > 0
        assert "saw a post of" in words


def test_a_button_plays_and_a_switch_changes_what_is_played(opened):
    told = opened("#hour=0")
    told("document.querySelector('#play').click()")
    wait_until(lambda: told("page.asked.hour") > 24, 60)
    told("document.querySelector('#play').click()")
    told("document.querySelector('[data-off=feeds]').click()")
    assert told("page.replays.map((replay) => replay.total('recommended_impressions'))") == [0, 0]
    assert "off=feeds" in told("location.hash")


def test_launches_are_compared_beside_the_page(opened):
    told = opened("")
    told("document.querySelector('#compare').click()")
    wait_until(lambda: (told("page.lucks?.length") or 0) >= 20, 60)
    world, seed = world_of(LAUNCH, Design(1).seed_of(0)), Design(1).seed_of(0)
    played = [simulate(LAUNCH, world, plan(LAUNCH, world, name), luck_seed=seed).totals for name in SCHEDULES]
    assert told("page.lucks[0].map((found) => found.slice(0, 2))") == [
        [one["reach_people"], one["impressions"]] for one in played
    ]


def test_nothing_wider_than_the_window_and_nothing_said_to_be_wrong(opened):
    told = opened("")
    assert told("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert told("document.querySelector('#problem').hidden")
