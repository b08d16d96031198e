"""Ties and audiences computed from coins are proper: distinct, in range, and the same when written out."""

from dataclasses import replace
from string import ascii_lowercase

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import TIERS, influencer, market

from sim.crowd.behaviour import behaviour_of
from sim.crowd.exposure import readers_into
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.world.people import traits
from sim.world.ties import followers_into
from sim.world.world import World

steadily = examples(60, derandomize=True)  # the same examples in every run


def followers(world: World, person: int) -> np.ndarray:
    out = np.empty(world.ties.most_followers, np.int64)
    return out[: followers_into(world.people, world.ties, person, out)].copy()


worlds = st.builds(
    lambda people, interests, seed, circle, tied, mutual, fans, tail, largest, same, activity: World.generate(
        market(
            simulated=people,
            interests=ascii_lowercase[:interests],
            circle_people=circle,
            circle_tie_share=tied,
            circle_mutual_share=mutual,
            fans_mean=fans,
            fans_tail_exponent=tail,
            fans_largest=largest,
            fans_same_interest_share=same,
            fans_follow_activity=activity,
        ),
        seed,
    ),
    st.integers(200, 500),
    st.integers(1, 12),
    st.integers(0, 2**40),
    st.integers(1, 60),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 60),
    st.floats(1.5, 4).filter(lambda x: abs(x - 2) > 1e-3),
    st.floats(1, 900),
    st.floats(0, 1),
    st.floats(0, 1),
)


# ---- Ties -----------------------------------------------------------------------------------------


@pytest.mark.second
@steadily
@given(worlds)
def test_followers_are_distinct_in_range_and_never_oneself(world):
    for person in range(world.people.size):
        found = followers(world, person)
        assert np.unique(found).size == found.size <= world.ties.most_followers
        assert person not in found
        assert np.all((found >= 0) & (found < world.people.size))


@pytest.mark.second
@steadily
@given(worlds)
def test_a_world_written_out_has_the_same_ties_tie_for_tie(world):
    stored = world.written_out()
    assert stored.ties.stored
    for person in range(world.people.size):
        row = stored.ties.followers[stored.ties.starts[person] : stored.ties.starts[person + 1]]
        assert np.array_equal(row, np.sort(followers(world, person)))
        assert np.array_equal(row, followers(stored, person))


def test_ties_depend_on_the_world_seed_alone():
    one, same, other = (World.generate(market(), seed).written_out().ties for seed in (1, 1, 2))
    assert np.array_equal(one.followers, same.followers)
    assert not np.array_equal(one.starts, other.starts)


def circle_ties(mutual: float, share: float = 0.6) -> np.ndarray:
    """Who (row) is followed by whom (column) in a market with no ties but those of circles."""
    world = World.generate(market(1_000, fans_mean=0.0, circle_mutual_share=mutual, circle_tie_share=share), 3)
    ties = np.zeros((1_000, 1_000), bool)
    for person in range(1_000):
        ties[person, followers(world, person)] = True
    return ties


def test_both_people_of_a_pair_read_the_same_coin():
    both = circle_ties(mutual=1.0)
    assert np.array_equal(both, both.T)
    one_way = circle_ties(mutual=0.0)
    assert not np.any(one_way & one_way.T)
    # Whether there is a tie at all does not depend on how many are mutual.
    assert np.array_equal(both, one_way | one_way.T)


def test_circles_have_the_stated_shares_of_ties_and_of_mutual_ties():
    ties = circle_ties(mutual=0.5)
    circle = np.arange(250) // 40
    pairs = 4 * int((circle[:, None] == circle).sum() - 250) // 2
    tied = int(np.triu(ties | ties.T).sum())
    mutual = int(np.triu(ties & ties.T).sum())
    assert abs(tied - 0.6 * pairs) <= 4 * np.sqrt(pairs * 0.24)
    assert abs(mutual - 0.5 * tied) <= 4 * np.sqrt(tied * 0.25)
    # A tie that goes one way goes either way.
    upward = int(np.triu(ties & ~ties.T).sum())
    assert abs(upward - 0.5 * (tied - mutual)) <= 4 * np.sqrt((tied - mutual) * 0.25)


def test_ties_of_circles_stay_inside_the_circle_and_the_interest():
    ties = circle_ties(mutual=0.5)
    person, follower = np.nonzero(ties)
    assert np.all(person // 250 == follower // 250)
    assert np.all(person % 250 // 40 == follower % 250 // 40)


@pytest.mark.parametrize("exponent", [1.7, 2.3, 3.0])
def test_the_mean_number_of_fans_is_the_stated_one(exponent):
    scenario = market(20_000, circle_tie_share=0.0, fans_mean=6.0, fans_tail_exponent=exponent, fans_largest=300)
    counts = np.diff(World.generate(scenario, 5).written_out().ties.starts)
    assert abs(counts.mean() - 6.0) <= 4 * counts.std() / np.sqrt(counts.size)
    assert counts.max() <= 301


def test_fans_come_from_the_same_interest_as_often_as_stated_and_are_the_more_active():
    scenario = market(8_000, circle_tie_share=0.0, fans_mean=10.0, fans_largest=100, fans_same_interest_share=0.7)
    world = World.generate(scenario, 6)
    ties = world.written_out().ties
    followed = np.repeat(np.arange(8_000), np.diff(ties.starts))
    same = followed // 2_000 == ties.followers // 2_000
    # A count of fans is rounded by a coin of its own person, so people and not ties are independent.
    per_person = np.bincount(followed, weights=same - 0.7, minlength=8_000)
    assert abs(per_person.sum()) <= 4 * np.sqrt((per_person**2).sum())
    activity = np.array([traits(world.people, person)[0] for person in range(8_000)])
    accounts_followed = np.bincount(ties.followers, minlength=8_000)
    assert np.corrcoef(np.argsort(np.argsort(activity)), accounts_followed)[0, 1] > 0.3


def test_a_tail_exponent_of_exactly_two_is_a_network_like_its_neighbours():
    means = []
    for exponent in (1.99, 2.0, 2.01):
        scenario = market(5_000, circle_tie_share=0.0, fans_mean=6.0, fans_largest=300, fans_tail_exponent=exponent)
        means.append(np.diff(World.generate(scenario, 5).written_out().ties.starts).mean())
    assert means[0] == pytest.approx(means[1], rel=0.02)
    assert means[2] == pytest.approx(means[1], rel=0.02)


# ---- Audiences ------------------------------------------------------------------------------------

AUDIENCE = st.tuples(
    st.integers(1, 2_000), st.sampled_from(TIERS), st.integers(0, 3), st.floats(0, 1), st.integers(0, 2**18 - 1)
)


@pytest.mark.second
@steadily
@given(
    st.lists(AUDIENCE, min_size=1, max_size=4, unique_by=lambda given: given[-1]),
    st.integers(0, 2**40),
    st.integers(1, 30),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_an_audience_has_the_exact_number_of_distinct_people_and_no_fakes(given, seed, localities, local, of_rest):
    scenario = market(
        2_000,
        localities_per_interest=localities,
        audience_locality_share=local,
        audience_interest_share=0.98 * of_rest * (1 - local),
    )
    roster = [
        influencer(key, size, tier=tier, interest=interest, fakes=fake) for size, tier, interest, fake, key in given
    ]
    world = World.generate(scenario, seed).with_roster(roster, scenario.assumptions)
    for row, profile in enumerate(roster):
        members = world.audience(row)
        assert members.size == round(profile.followers * (1.0 - profile.fake_share))
        assert np.unique(members).size == members.size
        assert members.size == 0 or members.max() < world.people.size


def test_an_audience_comes_from_its_ranges_in_the_stated_shares():
    scenario = market(20_000, localities_per_interest=10, audience_locality_share=0.3, audience_interest_share=0.5)
    world = World.generate(scenario, 9).with_roster(
        [influencer(k, 1_000, interest=k % 4) for k in range(12)], scenario.assumptions
    )
    at_home = set()
    for row in range(12):
        members = world.audience(row)
        start = 5_000 * (row % 4)
        inside = members[(members >= start) & (members < start + 5_000)]
        by_locality = np.bincount((inside - start) // 500, minlength=10)
        home = int(by_locality.argmax())
        at_home.add(home)
        assert inside.size == 800
        assert by_locality[home] == 300
    assert len(at_home) > 3


def test_half_from_the_locality_and_half_from_the_interest_is_a_whole_audience():
    scenario = market(1_000, interests="ab", audience_locality_share=0.5, audience_interest_share=0.5)
    for followers_declared in range(8):
        world = World.generate(scenario, 1).with_roster([influencer(0, followers_declared)], scenario.assumptions)
        members = world.audience(0)
        assert members.size == followers_declared
        assert np.all(members < 500)


def test_members_who_find_no_room_in_a_range_are_placed_in_another():
    scenario = market(1_000, localities_per_interest=25, audience_locality_share=0.9, audience_interest_share=0.1)
    world = World.generate(scenario, 2).with_roster([influencer(0, 1_000), influencer(1, 700)], scenario.assumptions)
    assert np.array_equal(world.audience(0), np.arange(1_000))
    assert np.unique(world.audience(1)).size == 700
    assert (world.audience(1) < 250).sum() == 250


def test_an_audience_larger_than_the_market_is_refused_by_name():
    scenario = market(1_000)
    roster = [influencer(3, 1_000), influencer(7, 1_001)]
    with pytest.raises(InputError, match="'i7'"):
        World.generate(scenario, 1).with_roster(roster, scenario.assumptions).check_audiences([0, 1])


def test_audiences_do_not_depend_on_the_rest_of_the_roster():
    scenario = market(5_000)
    roster = [influencer(key, 100 * (key + 1), tier=TIERS[key % 4], interest=key % 4) for key in range(20)]
    whole = World.generate(scenario, 4).with_roster(roster, scenario.assumptions)
    for row in (0, 7, 19):
        some = whole.with_roster(roster[: row + 1], scenario.assumptions)
        alone = whole.with_roster([roster[row]], scenario.assumptions)
        assert np.array_equal(whole.audience(row), some.audience(row))
        assert np.array_equal(whole.audience(row), alone.audience(0))


def test_a_drawn_roster_keeps_its_audiences_when_it_grows():
    small = Scenario.load(None, people=20_000)
    few = replace(small, roster=small.roster.model_copy(update={"nano": 30, "micro": 5, "macro": 2, "mega": 0}))
    one, other = World.generate(small, 3), World.generate(few, 3)
    place = {profile.name: row for row, profile in enumerate(one.roster)}
    for row, profile in enumerate(other.roster):
        assert one.roster[place[profile.name]] == profile
        assert np.array_equal(one.audience(place[profile.name]), other.audience(row))


def test_written_out_audiences_are_the_same():
    scenario = market(5_000)
    roster = [influencer(key, 300 * key, tier=TIERS[key % 4], interest=key % 4) for key in range(8)]
    world = World.generate(scenario, 4).with_roster(roster, scenario.assumptions)
    stored = world.written_out()
    for row in range(8):
        assert np.array_equal(world.audience(row), stored.audience(row))


@pytest.mark.parametrize("size", [125, 150])
def test_everybody_is_as_likely_as_anybody_else_to_be_a_member(size):
    scenario = market(1_000, interests="a", localities_per_interest=1)
    roster = [influencer(key, size) for key in range(2_000)]
    world = World.generate(scenario, 8).with_roster(roster, scenario.assumptions)
    times = sum(np.bincount(world.audience(row), minlength=1_000) for row in range(2_000))
    # One person of each stratum of 1,000 / size people, a width that is rounded up or down.
    low, high = 2_000 / np.ceil(1_000 / size), 2_000 / np.floor(1_000 / size)
    assert low - 5 * np.sqrt(low) <= times.min()
    assert times.max() <= high + 5 * np.sqrt(high)


def test_anybody_can_be_a_fan_of_anybody():
    scenario = market(simulated=300, interests="abc", circle_people=1, fans_mean=30.0, fans_largest=40)
    fans = np.zeros(300, int)
    for seed in range(20):
        world = World.generate(scenario, seed)
        fans += np.bincount(world.written_out().ties.followers, minlength=300)
    assert fans.min() > 0


# ---- Readers of the press -------------------------------------------------------------------------


@steadily
@given(st.integers(200, 3_000), st.integers(0, 5_000), st.integers(0, 2**40), st.integers(0, 199))
def test_readers_of_a_mention_are_so_many_different_people_anywhere_in_the_market(people, readers, seed, author):
    scenario = market(max(1_000, people), simulated=people, mention_readers=readers)
    world = World.generate(scenario, seed)
    behaviour = behaviour_of(scenario, world, 1)
    out = np.empty(people, np.int64)
    found = out[: readers_into(world.people, behaviour, author, out)]
    assert found.size == min(round(readers * scenario.scale), people)
    assert np.unique(found).size == found.size
    assert np.all((found >= 0) & (found < people))
    # One in each of equal parts of the market, wherever the author lives.
    bounds = np.arange(found.size + 1) * people // max(1, found.size)
    assert np.all((bounds[:-1] <= found) & (found < bounds[1:]))


# ---- A graph that was measured --------------------------------------------------------------------


def test_a_stored_graph_drops_repeats_and_ties_to_oneself_and_keeps_names():
    scenario = market(1_000, interests="ab")
    follower, followed = [1, 1, 2, 0, 3, 3], [0, 0, 0, 0, 2, 1]
    world = World.stored(
        scenario, 1, follower, followed, people=5, interest=["b", "a", "b", "a", "b"], best_connected=2
    )
    number = {int(label): k for k, label in enumerate(world.labels)}
    assert world.interests == ("a", "b")
    assert sorted(world.labels) == [0, 1, 2, 3, 4]
    assert list(world.people.interest_starts) == [0, 2, 5]
    for person, expected in {0: [1, 2], 1: [3], 2: [3], 3: [], 4: []}.items():
        assert sorted(int(world.labels[f]) for f in followers(world, number[person])) == expected
    assert sorted(int(world.labels[f]) for f in world.audience(0)) == [1, 2]
