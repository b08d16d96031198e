"""Influencers are marked one by one, or together where their marks would cover those who live there; none is lost."""

import numpy as np
import pytest

from experiments.lab.play.packed import influencers
from experiments.lab.play.town import watched
from experiments.lab.question.asked import Asked
from experiments.pictures.marks import MOST_COVERED, crowded_interests, marks_of

FEW, MANY = "macro_only", "micro_only"


@pytest.fixture(scope="module")
def shown():
    return watched(Asked((FEW, MANY), people=5_000))


@pytest.fixture(scope="module")
def marks(shown):
    return {name: marks_of(shown.town, shown.world.roster, influencers(shown, name)) for name in (FEW, MANY)}


@pytest.mark.parametrize("schedule", [FEW, MANY])
def test_no_influencer_and_no_post_is_lost(shown, marks, schedule):
    plan, roster = shown.records[schedule].plan, shown.world.roster
    assert sum(mark["count"] for mark in marks[schedule]) == len(plan.influencers)
    hours = sorted(post.hour for post in plan.published)
    assert sorted(hour for mark in marks[schedule] for hour in mark["hours"]) == hours
    assert all(roster[mark["who"]].tier == mark["tier"] for mark in marks[schedule])
    together = [mark for mark in marks[schedule] if mark["count"] > 1]
    kinds = [(roster[mark["who"]].interest, mark["tier"]) for mark in together]
    assert len(set(kinds)) == len(kinds)


def test_few_are_marked_one_by_one_and_many_of_one_interest_together(shown, marks):
    assert {mark["count"] for mark in marks[FEW]} == {1}
    assert [{key: mark[key] for key in mark if key != "count"} for mark in marks[FEW]] == influencers(shown, FEW)
    assert max(mark["count"] for mark in marks[MANY]) > 20


@pytest.mark.parametrize("schedule", [FEW, MANY])
def test_no_disc_is_covered_by_the_marks_that_are_drawn(shown, marks, schedule):
    roster, town = shown.world.roster, shown.town
    for community in range(town.radii.size):
        there = [mark for mark in marks[schedule] if roster[mark["who"]].interest == community]
        away = [
            np.hypot(mark["x"] - town.centres[community, 0], mark["y"] - town.centres[community, 1]) for mark in there
        ]
        within = [mark["radius"] for mark, far in zip(there, away, strict=True) if far < town.radii[community]]
        assert np.sum(np.square(within)) <= MOST_COVERED * town.radii[community] ** 2


def test_where_nobody_is_hired_nothing_is_crowded(shown):
    assert crowded_interests(shown.town, [], []) == set()
    assert marks_of(shown.town, shown.world.roster, []) == []
