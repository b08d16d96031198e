"""Sharing against theory: the rate assumed whatever people's habits, branching with retelling, who passes on."""

import math

import numpy as np
import pytest
from standard_errors import z_mean
from worlds import influencer, plain_market, plan_of, with_audience

from sim import events as ev
from sim import rules_of_spread
from sim.crowd.behaviour import behaviour_of, friend_reach_scale, share_scale_of
from sim.model import simulate
from sim.rules import see_probability
from sim.scenario.scenario import Scenario
from sim.world.habits import sharing_habit
from sim.world.ties import followers_into
from sim.world.world import World

HABITS = {"sharing_spread": 2.1, "sharing_follows_popularity": 0.85, "activity_spread": 1.3}


def habits(world: World, people: int) -> np.ndarray:
    return np.array([sharing_habit(world.people, world.ties, person) for person in range(people)])


@pytest.mark.parametrize("rate", [0.006, 0.2])
@pytest.mark.parametrize("follow_activity", [0.0, 0.5, 1.0])
def test_as_many_of_those_who_engage_share_as_is_assumed_whatever_their_habits(rate, follow_activity):
    """The mean of min(1, scale x habit x infectiousness) over those who see a friend's post, by Monte Carlo."""
    scenario = plain_market(
        40_000, share_per_engaged_person=rate, friend_reach_rate=0.3, author_infectiousness_spread=0.8,
        fans_follow_activity=follow_activity, fans_mean=23.0, **HABITS,
    )  # fmt: skip
    world = World.generate(scenario, 1)
    scale = share_scale_of(scenario.assumptions, world)
    activity = np.array([_activity(world, person) for person in range(40_000)])
    reach = friend_reach_scale(scenario.assumptions, world.people)
    seeing = np.array([see_probability(reach, a) for a in activity])
    scores = np.random.default_rng(3).standard_normal(40_000)
    infectious = np.exp(0.8 * scores - 0.32)
    chance = np.minimum(1.0, scale * habits(world, 40_000) * infectious)
    weights = seeing / seeing.sum()
    mean = float((weights * chance).sum())
    error = math.sqrt(float((weights**2 * (chance - mean) ** 2).sum()))
    assert abs(mean - rate) < 4 * error
    assert error < 0.1 * rate


def _activity(world: World, person: int) -> float:
    from sim.world.people import traits

    return float(traits(world.people, person)[0])


def test_the_scale_is_the_rate_where_people_and_posts_are_alike():
    scenario = plain_market(1_000, share_per_engaged_person=0.123)
    assert share_scale_of(scenario.assumptions, World.generate(scenario, 1)) == 0.123


def test_habits_are_lognormal_of_mean_one_and_of_the_assumed_spread():
    world = World.generate(plain_market(60_000, sharing_spread=1.0, sharing_follows_popularity=0.7), 1)
    logs = np.log(habits(world, 60_000))
    assert abs(logs.mean() + 0.5) < 4 / math.sqrt(logs.size)
    assert logs.std() == pytest.approx(1.0, abs=4 / math.sqrt(2 * logs.size))


@pytest.mark.parametrize("correlation", [0.0, 0.85, 1.0])
def test_who_is_followed_passes_on_more_as_far_as_is_assumed(correlation):
    """Spearman's correlation of a Gaussian copula is 6 / pi asin(c / 2); numbers of fans are whole, so about that."""
    values = HABITS | {"sharing_follows_popularity": correlation}
    world = World.generate(plain_market(20_000, fans_mean=200.0, fans_largest=100_000.0, **values), 1)
    room = np.empty(world.ties.most_followers, np.int64)
    followers = np.array([followers_into(world.people, world.ties, person, room) for person in range(20_000)])
    ranks = [np.argsort(np.argsort(values, kind="stable")) for values in (followers, habits(world, 20_000))]
    found = float(np.corrcoef(*ranks)[0, 1])
    assert found == pytest.approx(6 / math.pi * math.asin(correlation / 2), abs=0.02)


def test_a_stored_world_has_the_habits_of_popularity_by_its_own_ties():
    rng = np.random.default_rng(2)
    followed = np.minimum((500 * rng.pareto(1.0, 20_000)).astype(int), 1_999)
    scenario = plain_market(2_000, sharing_spread=1.0, sharing_follows_popularity=1.0)
    world = World.stored(scenario, 1, rng.integers(0, 2_000, 20_000), followed, people=2_000)
    followers = np.diff(world.ties.starts)
    order = np.argsort(habits(world, 2_000))
    assert np.all(np.diff(followers[order]) >= 0)


def sizes(scenario: Scenario, launches: int) -> np.ndarray:
    """How many share a post that is shown to one person, for so many people."""
    world = World.generate(scenario, 1).with_roster([influencer(0, 1, 1.0, 1.0)], scenario.assumptions)
    found = []
    for place in range(launches):
        record = simulate(scenario, with_audience(world, [37 * place]), plan_of((0, 0, 0)), luck_seed=place)
        found.append(record.totals["shares"])
    return np.array(found)


@pytest.mark.parametrize("factor", [1.0, 0.5, 0.25])
def test_expected_shares_are_those_of_a_branching_process_that_thins_out_with_each_step(factor):
    """1 + R D + R^2 D^3 + ... times the chance of the first: R followers x chance, thinned by D at each retelling."""
    fans, rate = 10.0, 0.2
    scenario = plain_market(
        200_000, days=4, fans_mean=fans, fans_tail_exponent=10.0, fans_largest=200.0, circle_tie_share=0.0,
        friend_reach_rate=1.0, engagement_per_reached_person=1.0, share_per_engaged_person=rate,
        retelling_factor=factor,
    )  # fmt: skip
    found = sizes(scenario, 700 if factor < 1.0 else 30)
    expected, step = 0.0, rate
    for steps in range(60):
        expected += step
        step *= fans * rate * factor ** (steps + 1)
    if factor < 1.0:
        assert abs(z_mean(found, expected)) < 4
    else:  # supercritical: bounded by people, and far larger
        assert found.max() > 10_000


def test_those_who_pass_on_are_followed_more_than_others_and_word_of_mouth_is_as_infectious_as_its_author():
    scenario = plain_market(
        30_000, days=10, share_per_engaged_person=0.02, fans_mean=23.0, fans_largest=3_000.0, **HABITS
    )
    who = [influencer(k, 9_000, 0.5, 0.5) for k in range(6)]
    world = World.generate(scenario, 1).with_roster(who, scenario.assumptions)
    record = simulate(scenario, world, plan_of(*((k, 0, 0) for k in range(6))), luck_seed=1, events=True)
    shared = record.events["person"][(record.events["outcome"] & ev.SHARED) != 0]
    room = np.empty(world.ties.most_followers, np.int64)
    sharers = [followers_into(world.people, world.ties, int(person), room) for person in shared]
    everybody = [followers_into(world.people, world.ties, person, room) for person in range(5_000)]
    assert np.median(sharers) > 2 * np.median(everybody)
    assert np.mean(sharers) > 4 * np.mean(everybody)
    assert behaviour_of(scenario, world, 1).share_scale < rules_of_spread.share_probability(0.02, 1.0, 1.0, 1.0)
