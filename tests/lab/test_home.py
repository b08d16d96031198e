"""Home leads somewhere: three doors, three steps behind each, and every step is a page of the lab."""

import pytest

pytest.importorskip("nicegui")

from urllib.parse import parse_qsl

from experiments.lab import guard
from experiments.lab.pages.home import DOORS
from experiments.lab.parts.menu import VIEWS
from experiments.lab.parts.projector import _larger
from experiments.lab.parts.tour import COMES_BY_ITSELF, STEPS
from experiments.lab.question.asked import Asked


def test_there_are_three_doors_with_three_steps_each_and_no_step_twice():
    assert [door.name for door in DOORS] == ["plan", "teach", "research"]
    steps = [(step.view, step.words) for door in DOORS for step in door.steps]
    assert len(set(steps)) == len(steps) == 9


def test_every_step_and_every_view_is_a_page_that_a_link_may_lead_to():
    assert {step.view for door in DOORS for step in door.steps} <= set(guard.VIEWS)
    assert set(VIEWS) <= set(guard.VIEWS)


def test_what_a_step_asks_can_be_asked():
    for step in (step for door in DOORS for step in door.steps):
        Asked.read(dict(parse_qsl(step.words)))


def test_every_view_that_plays_has_a_tour_of_three_steps():
    assert set(STEPS) == set(VIEWS) - {"/", "/teach"}
    assert {len(steps) for steps in STEPS.values()} == {3}
    assert COMES_BY_ITSELF in STEPS


def test_on_a_projector_letters_are_larger_and_nothing_else_is():
    options = {
        "textStyle": {"fontSize": 10, "color": "#000000"},
        "series": [{"data": [10, [10, 20]], "label": {"show": True, "padding": [0, 0, 10, 0]}}],
        "xAxis": {"name": "fontSize", "nameGap": 30, "min": 13},
    }
    assert _larger(options) == {
        "textStyle": {"fontSize": 16, "color": "#000000"},
        "series": [{"data": [10, [10, 20]], "label": {"show": True, "padding": [0, 0, 16, 0]}}],
        "xAxis": {"name": "fontSize", "nameGap": 48, "min": 13},
    }
