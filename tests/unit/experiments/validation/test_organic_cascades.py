"""What ordinary people post spreads as theory and a slow reading of the rules say; every deviation stays below 4."""

import math
from dataclasses import replace
from statistics import NormalDist

import networkx as nx
import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import market

from experiments.statistics.estimates import estimate
from experiments.validation.organic_cascades import expected_reproduction_number, organic_cascades
from sim import coin
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.world.world import World

# The chance to engage is the product of these two, 0.8; everybody is equally active.
ALIKE = {"engagement_per_reached_person": 0.4, "friend_credibility": 2.0, "activity_spread": 0.0}
ENGAGE = 0.8


def seen_share(scenario: Scenario) -> float:
    """Of the true followers, as all friends are, whose share of published reach is counted among fakes as well."""
    value = scenario.assumptions.value
    fakes = value("reach_rate_counts_fakes") * value("fake_follower_share", "nano")
    return min(1.0, value("friend_reach_rate") / (1.0 - fakes))


def standard_errors(value, expected: float) -> float:
    """Of an ``Estimate``: its 95 % interval over so many cascades is that of a normal."""
    return (value.mean - expected) / ((value.high - value.low) / (2.0 * 1.96))


def same(one, other) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("starts", "parent", "person"))


# ---- Closed forms ---------------------------------------------------------------------------------


@pytest.mark.second
@pytest.mark.parametrize(("branches", "depth", "reach", "share"), [(3, 5, 0.5, 0.5), (2, 7, 1.0, 0.9)])
def test_on_a_tree_a_cascade_has_the_mean_size_of_its_path_products(branches, depth, reach, share):
    """(1 - (b p)^(h + 1)) / (1 - b p) from an author with h generations below, averaged over all authors."""
    tree = nx.balanced_tree(branches, depth)
    scenario = market(**ALIKE, friend_reach_rate=reach, share_per_engaged_person=share)
    parents, children = zip(*nx.bfs_edges(tree, 0), strict=True)
    world = World.stored(scenario, 1, children, parents, people=len(tree))
    p = seen_share(scenario) * ENGAGE * share
    sizes = [sum((branches * p) ** k for k in range(depth - level + 1)) for level in range(depth + 1)]
    assert sizes[0] == pytest.approx((1.0 - (branches * p) ** (depth + 1)) / (1.0 - branches * p))
    levels = np.array(list(nx.single_source_shortest_path_length(tree, 0).values()))
    cascades = organic_cascades(world, scenario, 400_000, 2)
    assert abs(standard_errors(estimate(cascades.size), float(np.array(sizes)[levels].mean()))) < 4.0
    # The root alone: every size that the closed form names.
    from_the_root = cascades.size[cascades.person[cascades.starts[:-1]] == 0]
    assert abs(standard_errors(estimate(from_the_root), sizes[0])) < 4.0
    assert cascades.depth.max() <= depth


@pytest.mark.second
@pytest.mark.parametrize("share", [0.05, 0.09])
def test_where_no_friends_are_shared_cascades_reproduce_as_the_ties_say(share):
    """With fans alone, each drawn apart, whom one shows it to says nothing of whom those show it to: it branches.

    In circles of friends several show the same to the same person, who shares it once: reality would be below.
    """
    scenario = market(400_000, circle_tie_share=0.0, fans_mean=60.0, fans_largest=300.0, share_per_engaged_person=share)
    world = World.generate(scenario, 5)
    expected = expected_reproduction_number(world, scenario)
    assert 0.2 < expected < 0.7
    cascades = organic_cascades(world, scenario, 200_000, 3)
    direct = np.add.reduceat(cascades.node_depth == 1, cascades.starts[:-1], dtype=np.int64)
    further = cascades.size - 1 - direct
    measured = estimate(further, cascades.size - 1)
    assert measured.mean == pytest.approx(cascades.reproduction_number)
    assert abs(standard_errors(measured, expected)) < 4.0
    assert abs(standard_errors(estimate(direct, cascades.size - 1), 1.0 - expected)) < 4.0


def test_the_expected_reproduction_number_is_that_of_a_slow_count_of_ties():
    ties = {0: [1, 2, 3], 1: [2], 2: [0, 1], 3: []}  # those who follow each
    scenario = market(**ALIKE, friend_reach_rate=0.5, share_per_engaged_person=0.5)
    pairs = [(follower, followed) for followed, followers in ties.items() for follower in followers]
    world = World.stored(scenario, 1, *zip(*pairs, strict=True), people=4)
    s = seen_share(scenario) * ENGAGE * 0.5
    assert s > 0.5 * ENGAGE * 0.5  # fakes are among the followers of whom half see it, and see nothing
    assert expected_reproduction_number(world, scenario) == pytest.approx(
        sum(len(ties[follower]) * s for follower, _ in pairs) / len(pairs)
    )


def test_with_nobody_who_shares_nothing_reproduces():
    scenario = market(share_per_engaged_person=0.0)
    world = World.generate(scenario, 1)
    assert math.isnan(expected_reproduction_number(world, scenario))
    cascades = organic_cascades(world, scenario, 5_000, 1)
    assert set(cascades.size.tolist()) == {1}
    assert set(cascades.parent.tolist()) == {-1}


# ---- One thing after the other --------------------------------------------------------------------


def slow(world: World, scenario: Scenario, count: int, seed: int) -> list[list[tuple[int, int]]]:
    """(person, who made them share) in the order of sharing, for each cascade, read off the rules one by one."""
    value = scenario.assumptions.value
    starts, ties = world.ties.starts, world.ties.followers
    engage = min(1.0, value("engagement_per_reached_person", "nano") * value("friend_credibility"))
    found = []
    for cascade in range(count):
        author = coin.words(seed, coin.AUTHOR, 0, cascade, 0)[0] * world.people.size >> 32
        shared, order = {author: (0.0, -1)}, [(author, -1)]
        waiting: dict[int, tuple[float, int]] = {}
        by, now = author, 0.0
        while True:
            for person in ties[starts[by] : starts[by + 1]].tolist():
                see, engages, shares, delay = coin.draw(seed, coin.ORDINARY, person, cascade, by)
                willing = engages < engage and shares < value("share_per_engaged_person")
                if not willing or see >= seen_share(scenario) or person in shared:
                    continue
                z = NormalDist().inv_cdf(max(delay, 1e-15))
                hour = now + value("delay_median_hours") * math.exp(value("delay_spread") * z)
                if person not in waiting or hour < waiting[person][0]:
                    waiting[person] = (hour, by)
            if not waiting:
                break
            by = min(waiting, key=lambda person: (waiting[person][0], person))
            shared[by] = waiting.pop(by)
            now = shared[by][0]
            order.append((by, shared[by][1]))
        found.append(order)
    return found


@examples(40, derandomize=True)
@given(
    st.integers(2, 30),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from([0.0, 0.5, 1.86]),
    st.integers(0, 2**40),
)
def test_parents_and_persons_are_those_of_a_slow_reading_of_the_rules(people, tied, reach, share, spread, seed):
    scenario = market(**ALIKE, friend_reach_rate=reach, share_per_engaged_person=share, delay_spread=spread)
    graph = nx.gnp_random_graph(people, tied, seed=seed, directed=True)
    graph.add_edge(0, 1)
    world = World.stored(scenario, 1, *zip(*graph.edges, strict=True), people=people)
    cascades = organic_cascades(world, scenario, 12, seed)
    for cascade, order in enumerate(slow(world, scenario, 12, seed)):
        nodes = slice(*cascades.starts[cascade : cascade + 2])
        persons = cascades.person[nodes].tolist()
        parents = [-1 if parent < 0 else int(cascades.person[parent]) for parent in cascades.parent[nodes]]
        assert list(zip(persons, parents, strict=True)) == order


@pytest.mark.second
def test_a_cascade_through_the_whole_market_is_a_tree_in_which_nobody_stands_twice():
    scenario = market(20_000, **ALIKE, friend_reach_rate=1.0, share_per_engaged_person=1.0)
    cascades = organic_cascades(World.generate(scenario, 2), scenario, 3, 1)
    assert cascades.size.max() > 18_000
    for start, stop in zip(cascades.starts, cascades.starts[1:], strict=False):
        assert np.unique(cascades.person[start:stop]).size == stop - start
        assert cascades.parent[start] == -1
        assert (cascades.parent[start + 1 : stop] >= start).all()
        assert (cascades.parent[start:stop] < np.arange(start, stop)).all()


@pytest.mark.parametrize("assumption_set", ["evidence", "documents"])
def test_the_same_seeds_give_the_same_cascades_and_more_of_them_change_none(assumption_set):
    scenario = market(5_000, assumption_set=assumption_set, share_per_engaged_person=0.03)
    world = World.generate(scenario, 1)
    few, many = (organic_cascades(world, scenario, count, 7) for count in (3_000, 9_000))
    assert same(few, organic_cascades(world, scenario, 3_000, 7))
    assert not same(few, organic_cascades(world, scenario, 3_000, 8))
    nodes = few.parent.size
    assert np.array_equal(many.starts[:3_001], few.starts)
    assert np.array_equal(many.parent[:nodes], few.parent)
    assert np.array_equal(many.person[:nodes], few.person)
    assert many.post.tolist() == list(range(9_000))


@pytest.mark.second
def test_a_formula_and_the_same_ties_written_out_give_the_same_cascades():
    scenario = market(5_000, share_per_engaged_person=0.6)
    world = World.generate(scenario, 1)
    formula = organic_cascades(world, scenario, 200, 1)
    assert formula.size.max() > 500
    assert same(formula, organic_cascades(world.written_out(), scenario, 200, 1))


def test_authors_are_anybody():
    scenario = market(share_per_engaged_person=0.0)
    authors = organic_cascades(World.generate(scenario, 1), scenario, 200_000, 1).person
    counts = np.bincount(authors, minlength=1_000)
    chi_squared = ((counts - 200.0) ** 2 / 200.0).sum()
    assert abs(chi_squared - 999.0) < 4.0 * math.sqrt(2.0 * 999.0)


def test_no_cascades_are_none_and_fewer_are_refused():
    scenario = market()
    world = World.generate(scenario, 1)
    assert len(organic_cascades(world, scenario, 0, 1)) == 0
    with pytest.raises(InputError, match="cascades = -1: must be a whole number from 0"):
        organic_cascades(replace(world), scenario, -1, 1)
