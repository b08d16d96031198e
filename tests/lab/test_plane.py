"""The plane of virality and trust: axes that hold all that is shown and never come nearer, and what is said of it."""

import pytest

pytest.importorskip("nicegui")

from hypothesis import given
from hypothesis import strategies as st

from experiments.lab.parts.plane import Ends, plane_options, rounded_up
from experiments.lab.play.lucks import Luck
from experiments.lab.play.plane import cascades_in_words, trails_in_words

POINTS = st.lists(st.tuples(st.floats(0, 100), st.floats(-1, 1)), max_size=8)
TRAILS = {"macro_only": [[0.0, 0.001, 6.0], [2.0, 0.002, 12.0]], "nano_only": [[1.0, -0.001, 6.0]]}


@given(POINTS, POINTS)
def test_axes_hold_every_point_and_never_come_nearer(first, then):
    ends = Ends()
    ends.widen(first)
    before = ends.virality_percent, ends.trust
    ends.widen(then)
    assert ends.virality_percent >= before[0]
    assert ends.trust >= before[1]
    for across, up in (*first, *then):
        assert across <= ends.virality_percent * (1 + 1e-9)
        assert abs(up) <= ends.trust * (1 + 1e-9)


@given(st.floats(1e-9, 1e9))
def test_an_axis_ends_at_a_round_number_that_is_not_far(number):
    assert number * (1 - 1e-9) <= rounded_up(number) <= 2.0 * number


def test_lucks_trails_and_what_was_before_are_all_there():
    lucks = [Luck(1, {"macro_only": (1.0, 0.0)}), Luck(2, {})]
    series = {one["id"]: one for one in plane_options(TRAILS, {"drip": TRAILS["nano_only"]}, lucks, Ends())["series"]}
    assert set(series) == {"lucks macro_only", "lucks nano_only", "before drip", "trail macro_only", "trail nano_only"}
    assert series["lucks macro_only"]["data"] == [[1.0, 0.0, 1]]
    assert series["before drip"]["lineStyle"]["type"] == "dashed"


def test_a_sentence_says_where_it_came_to():
    assert trails_in_words(TRAILS) == (
        "Of what macro only showed, people brought 2.0 %, and trust gained +0.0020; of what nano only showed, people "
        "brought 1.0 %, and trust gained −0.0010."
    )
    assert trails_in_words({"drip": []}) == "Nobody was reached with this luck."
    said = cascades_in_words({"drip": [98.0, 1.0, 0.5, 0.25, 0.25]})
    assert said == "98.0 % of the pieces of drip were passed on to nobody, 0.2 % to more than twenty people."
