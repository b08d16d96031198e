"""A lesson holds towns that a study with its seed would play, and is refused where it could not be shown."""

import json
import struct
from dataclasses import replace

import pytest

from experiments.page.lesson import lesson
from experiments.replicates.design import Design
from sim.errors import InputError
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.second
SMALL = replace(Scenario.load(), simulated_people=2_000)


@pytest.fixture(scope="module")
def header():
    return unpacked(lesson(SMALL, ("macro_only", "hybrid"), 2, 4))


def unpacked(raw):
    return json.loads(raw[4 : 4 + struct.unpack_from("<I", raw)[0]])


def test_towns_and_lucks_are_those_of_the_replicates_of_a_study(header):
    assert [world["seed"] for world in header["worlds"]] == [str(Design(4).seed_of(k)) for k in range(2)]
    assert header["lucks"]["first"] == str(Design(4).seed_of(0))


def test_every_town_has_every_launch_and_every_change(header):
    names = [one["name"] for one in header["controls"]["switches"]]
    for world in header["worlds"]:
        assert [launch["name"] for launch in world["launches"]] == ["macro_only", "hybrid"]
        assert list(world["changes"]["off"]) == names
        for slider in header["controls"]["sliders"]:
            assert len(world["changes"]["set"][slider["name"]]) == len(slider["stops"])


def test_intervals_reach_as_far_as_students_distribution_says(header):
    assert header["quantiles"][1] == pytest.approx(12.706, abs=1e-3)
    assert header["quantiles"][9] == pytest.approx(2.262, abs=1e-3)
    assert len(header["quantiles"]) == header["lucks"]["most"]


@pytest.mark.parametrize(
    ("schedules", "people", "said"),
    [
        (("hybrid",), 2_000, "2 or 3 different launches"),
        (("hybrid", "hybrid"), 2_000, "2 or 3 different launches"),
        (("hybrid", "macro_only", "micro_only", "nano_only"), 2_000, "2 or 3 different launches"),
        (("hybrid", "macro_only"), 2_000_000, "at most 1,000,000"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(schedules, people, said):
    with pytest.raises(InputError, match=said):
        lesson(replace(SMALL, simulated_people=people), schedules, 1, 1)


def test_influencers_who_would_cover_a_community_are_one_mark_and_none_is_lost():
    few, many = unpacked(lesson(SMALL, ("macro_only", "micro_only"), 1, 4))["worlds"][0]["launches"]
    for launch in (few, many):
        assert sum(mark["count"] for mark in launch["marks"]) == len(launch["influencers"])
    assert {mark["count"] for mark in few["marks"]} == {1}
    assert max(mark["count"] for mark in many["marks"]) > 20
