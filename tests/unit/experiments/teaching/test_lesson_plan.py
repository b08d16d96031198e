"""The lesson is whole: 45 minutes, a guess before everything that is played, a key for every question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.page.lesson import _MEASURES
from experiments.teaching.lesson import LESSON_MINUTES, Try, lesson, right_choice
from sim.assumptions.mechanisms import MECHANISMS

TRIES = [of for task in lesson().tasks for of in task.tries]
SHARES = Try("?", ("hardly", "a part", "most"), "Play", "impressions", 2, mechanism="sharing")
BESIDE = Try("?", ("alike",), "Play", "reach_people", 2, launches=True)
SPREAD = Try("?", ("hardly", "a part", "most"), "Play", "clicks", 3, spread=True)


def test_its_parts_take_forty_five_minutes():
    assert sum(minutes for minutes, _ in lesson().minutes) == LESSON_MINUTES == 45


@pytest.mark.parametrize("of", TRIES, ids=lambda of: of.button)
def test_every_try_can_be_played_in_the_lab_and_in_a_page_and_is_guessed_first(of):
    assert of.measure in _MEASURES
    assert not of.mechanism or of.mechanism in MECHANISMS
    assert [bool(of.mechanism), of.launches, of.spread].count(True) == 1
    assert len(of.choices) == (1 if of.launches else 3)
    assert of.guess.endswith("?")


def test_every_question_of_the_quiz_has_one_right_choice_and_not_always_in_the_same_place():
    assert all(1 <= one.right <= len(one.choices) == len(set(one.choices)) for one in lesson().quiz)
    assert len({one.right for one in lesson().quiz}) > 1


def test_nothing_is_empty_and_no_figure_of_the_model_is_printed():
    for task in lesson().tasks:
        assert all((task.name, task.board, task.expect, task.listen, task.tries))
        assert not any(character.isdigit() for character in task.expect)
    for taught in lesson().puzzles:
        words = (taught.guess, taught.look, taught.board, taught.listen, taught.home)
        assert all(words)
        assert not any(character.isdigit() for one in words for character in one)
        assert "?" in taught.guess
        assert "?" in taught.board


@pytest.mark.parametrize(
    ("without", "place"), [([95, 95], 0), ([91, 89], -1), ([85, 50], 1), ([49, 10], 2), ([120, 110], 0)]
)
def test_a_share_that_is_lost_is_sorted_into_its_choice(without, place):
    assert right_choice(SHARES, [[100, 100], [100, 100]], [without, without]) == place


@pytest.mark.parametrize(("found", "place"), [([100, 80], 0), ([80, 100], 1), ([100, 95], 2), ([95, 100], 2)])
def test_a_launch_is_ahead_where_it_is_so_by_a_tenth(found, place):
    assert right_choice(BESIDE, [found, found]) == place


def test_least_and_most_are_held_against_the_mean():
    assert right_choice(SPREAD, [[100, 100], [101, 102], [102, 101]]) == 0
    assert right_choice(SPREAD, [[100, 10], [120, 20], [110, 30]]) == -1
    assert right_choice(SPREAD, [[1, 10], [5, 20], [9, 30]]) == 2


@given(st.lists(st.lists(st.integers(1, 1_000), min_size=2, max_size=2), min_size=1, max_size=8), st.randoms())
def test_the_order_of_lucks_changes_no_choice(found, random):
    shuffled = random.sample(found, len(found))
    for of in (BESIDE, SPREAD):
        assert right_choice(of, found) == right_choice(of, shuffled)
