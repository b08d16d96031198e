"""From view to view goes what a visitor chose; what a view shows by itself stays its own."""

from itertools import permutations
from urllib.parse import parse_qsl

import pytest

pytest.importorskip("nicegui")

from experiments.lab.pages import assumptions as assumptions_page
from experiments.lab.pages import compare as compare_page
from experiments.lab.pages import plan as plan_page
from experiments.lab.pages import virality as virality_page
from experiments.lab.pages.page import ALWAYS_SAID, chosen
from experiments.lab.question.asked import Asked

DEFAULTS = {
    "/watch": Asked(),
    "/virality": virality_page._FIRST,
    "/compare": compare_page._FIRST,
    "/plan": plan_page._FIRST,
    "/assumptions": assumptions_page._FIRST,
}
PAIRS = list(permutations(DEFAULTS, 2))
CHOICES = [
    {},
    {"seed": "7"},
    {"people": "10000", "sharing": "10"},
    {"schedules": "hybrid,burst", "off": "fatigue,trust"},
    {"changed": "fatigue_per_repeat:0.8", "budget_eur": "80000", "objective": "trust", "mix_percent": "70"},
    {"assumptions": "documents"},
    {"feed": "recommended"},
    {"must": "Ada", "blackout_days": "7,14", "effort": "thorough", "risk": "cvar"},
]


@pytest.mark.parametrize("words", CHOICES)
@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_what_was_chosen_goes_on_and_nothing_else_does(here, there, words):
    asked = Asked.read(words, DEFAULTS[here])
    on = chosen(asked, DEFAULTS[here], words)
    assert set(on) == set(words)
    assert Asked.read(on, DEFAULTS[there]) == Asked.read(words, DEFAULTS[there])


@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_another_scenario_goes_on_with_what_differs_from_its_file(here, there):
    asked = Asked.read({"scenario": "cosmetics_line", "seed": "3", "budget_eur": "9000"}, DEFAULTS[here])
    on = chosen(asked, DEFAULTS[here])
    assert set(on) == {"scenario", "seed", "budget_eur"}
    shown = Asked.read(on, DEFAULTS[there])
    assert (shown.scenario_file, shown.seed, shown.budget_eur) == ("cosmetics_line", 3, 9_000)
    assert (shown.people, shown.sharing) == (DEFAULTS[there].people, DEFAULTS[there].sharing)


def test_what_was_chosen_is_not_lost_where_a_view_shows_the_same_by_itself():
    chose = {"people": "20000"}  # what two of the views show by themselves
    for way in permutations(DEFAULTS):
        on = chose
        for view in way:
            on = chosen(Asked.read(on, DEFAULTS[view]), DEFAULTS[view], on)
        assert on == chose


@pytest.mark.parametrize("view", DEFAULTS)
def test_an_address_that_is_shared_says_everything(view):
    words = dict(parse_qsl(Asked.read({"seed": "7"}, DEFAULTS[view]).address))
    assert set(words) >= ALWAYS_SAID
    for other in DEFAULTS.values():
        assert Asked.read(words, other) == Asked.read(words)
