"""Whom a person follows is who has them among the followers."""

import numpy as np
import pytest

from sim.scenario.scenario import Scenario
from sim.world.following import influencers_followed, people_followed
from sim.world.graph import world_of


@pytest.fixture(scope="module")
def world():
    return world_of(Scenario.load(people=2_000), 3)


@pytest.mark.parametrize("stored", [False, True])
def test_every_tie_is_seen_from_both_of_its_ends(world, stored):
    written = world.with_ties_written_out()
    starts, followers = written.ties.starts, written.ties.followers
    asked = written if stored else world
    for person in range(0, 2_000, 97):
        followed = people_followed(asked, person).tolist()
        assert followed == [other for other in range(2_000) if person in followers[starts[other] : starts[other + 1]]]
    assert sum(people_followed(asked, person).size for person in range(2_000)) == followers.size


def test_influencers_are_followed_by_their_audience_alone(world):
    rows = range(0, len(world.roster), 40)
    person = int(world.audience(rows[0])[0])
    assert rows[0] in influencers_followed(world, person, rows)
    assert influencers_followed(world, person, rows) == [row for row in rows if np.isin(person, world.audience(row))]
