"""Posts get the luck in a loop that they get from the plan, and people the trust that is theirs."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.page.kernels.loops import BEFORE_LUCK, give_luck, initial_trust
from sim import events as ev
from sim.crowd.behaviour import behaviour_of
from sim.planning.budget import plan
from sim.planning.posts import before_luck, pieces_of_people, posts_of
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of
from sim.world.people import traits

pytestmark = pytest.mark.second


@pytest.fixture(scope="module")
def played():
    scenario = replace(Scenario.load(), simulated_people=2_000)
    world = world_of(scenario, 3)
    return scenario, world, plan(scenario, world, "hybrid")


@pytest.mark.parametrize("luck", [0, 1, 5_000_001, 2**62])
def test_posts_turn_out_in_the_loop_as_in_the_plan(played, luck):
    scenario, world, planned = played
    people = pieces_of_people(world, scenario)
    posts = np.concatenate([people, posts_of(planned.posts, world, scenario, 0)])
    known = np.zeros(posts.size, BEFORE_LUCK)
    for k, post in enumerate(planned.posts):
        known[ev.FIRST_PLACE + k] = tuple(before_luck(post, world, scenario.assumptions))
    give_luck(behaviour_of(scenario, world, luck).luck_seed, posts, known)
    assert np.array_equal(posts, np.concatenate([people, posts_of(planned.posts, world, scenario, luck)]))
    assert np.unique(posts["quality"]).size > 10


def test_everybodys_trust_is_the_one_they_were_born_with(played):
    people = played[1].people
    trust = np.zeros(people.size, np.uint16)
    initial_trust(people, trust)
    assert trust.tolist() == [int(traits(people, person)[2]) for person in range(people.size)]
