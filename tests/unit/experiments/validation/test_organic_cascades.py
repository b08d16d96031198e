"""What is ordinarily posted spreads as theory and a slow reading of the rules say; every deviation stays below 4."""

import math
from dataclasses import replace
from statistics import NormalDist

import networkx as nx
import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import influencer, market, world_of

from experiments.statistics.estimates import estimate
from experiments.validation.authors import EAGER, author_of, authors_of, post_infectiousness
from experiments.validation.organic_cascades import organic_cascades
from experiments.validation.reproduction import expected_reproduction_number
from sim import coin, rules
from sim.crowd.behaviour import share_scale_of
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.world.audiences import audience_member
from sim.world.habits import author_score, sharing_habit
from sim.world.people import reach_scale, traits
from sim.world.world import World

# Nobody passes on more readily than others, no post is more infectious than another, and no large account posts.
SAME = {
    "sharing_spread": 0.0,
    "author_infectiousness_spread": 0.0,
    "post_infectiousness_spread": 0.0,
    "retelling_factor": 1.0,
    "large_account_posts_share": 0.0,
}
# The chance to engage is the product of these two, 0.8; everybody is equally active.
ALIKE = SAME | {"engagement_per_reached_person": 0.4, "friend_credibility": 2.0, "activity_spread": 0.0}
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
    cascades = organic_cascades(world, scenario, 100_000, 2)
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
    fans = {"circle_tie_share": 0.0, "fans_mean": 60.0, "fans_largest": 300.0}
    scenario = market(400_000, **SAME, **fans, share_per_engaged_person=share)
    world = World.generate(scenario, 5)
    expected = expected_reproduction_number(world, scenario)
    assert 0.2 < expected < 0.7
    cascades = organic_cascades(world, scenario, 50_000, 3)
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


def slow_author(world: World, cascade: int, seed: int) -> int:
    words = coin.words(seed, coin.AUTHOR, 0, cascade, 0)
    if world.people.sharing_spread == 0.0:
        return words[0] * world.people.size >> 32
    sums = np.cumsum([sharing_habit(world.people, world.ties, person) for person in range(world.people.size)])
    return int(np.searchsorted(sums, (words[0] + words[3] / 2**32) / 2**32 * sums[-1], side="right"))


def slow_infectiousness(world: World, scenario: Scenario, cascade: int, author: int, seed: int) -> float:
    of_author, of_post = (scenario.assumptions.value(f"{who}_infectiousness_spread") for who in ("author", "post"))
    own = rules.standard_normal(*coin.draw(seed, coin.AUTHOR, 1, cascade, 0)[:2])
    score = author_score(world.people.seed, author, 0)
    return math.exp(of_author * score - of_author**2 / 2.0) * math.exp(of_post * own - of_post**2 / 2.0)


def slow(world: World, scenario: Scenario, count: int, seed: int) -> list[list[tuple[int, int]]]:
    """(person, who made them share) in the order of sharing, for each cascade, read off the rules one by one."""
    value = scenario.assumptions.value
    starts, ties = world.ties.starts, world.ties.followers
    engage = min(1.0, value("engagement_per_reached_person", "nano") * value("friend_credibility"))
    scale = share_scale_of(scenario.assumptions, world)
    found = []
    for cascade in range(count):
        author = slow_author(world, cascade, seed)
        chance = scale * slow_infectiousness(world, scenario, cascade, author, seed)
        shared, order = {author: (0.0, -1)}, [(author, -1)]
        waiting: dict[int, tuple[float, int]] = {}
        by, now, steps = author, 0.0, {author: 0}
        while True:
            for person in ties[starts[by] : starts[by + 1]].tolist():
                see, engages, shares, delay = coin.draw(seed, coin.ORDINARY, person, cascade, by)
                retold = value("retelling_factor") ** steps[by]
                habit = sharing_habit(world.people, world.ties, person)
                willing = engages < engage and shares < chance * habit * retold
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
            steps[by] = steps[shared[by][1]] + 1
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
    st.sampled_from([(0.0, 0.0, 1.0), (2.1, 0.0, 1.0), (0.0, 0.8, 0.5), (1.2, 0.5, 0.7)]),
    st.integers(0, 2**40),
)
def test_parents_and_persons_are_those_of_a_slow_reading_of_the_rules(people, tied, reach, share, spread, apart, seed):
    habits, infectious, retold = apart
    differ = {
        "sharing_spread": habits,
        "author_infectiousness_spread": infectious,
        "post_infectiousness_spread": infectious,
        "retelling_factor": retold,
    }
    given = ALIKE | differ | {"friend_reach_rate": reach, "share_per_engaged_person": share, "delay_spread": spread}
    scenario = market(**given)
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
    few, many = (organic_cascades(world, scenario, count, 7) for count in (1_000, 3_000))
    assert same(few, organic_cascades(world, scenario, 1_000, 7))
    assert not same(few, organic_cascades(world, scenario, 1_000, 8))
    nodes = few.parent.size
    assert np.array_equal(many.starts[:1_001], few.starts)
    assert np.array_equal(many.parent[:nodes], few.parent)
    assert np.array_equal(many.person[:nodes], few.person)
    assert many.post.tolist() == list(range(3_000))


@pytest.mark.second
def test_a_formula_and_the_same_ties_written_out_give_the_same_cascades():
    scenario = market(5_000, **SAME, share_per_engaged_person=0.6)
    world = World.generate(scenario, 1)
    formula = organic_cascades(world, scenario, 200, 1)
    assert formula.size.max() > 500
    assert same(formula, organic_cascades(world.written_out(), scenario, 200, 1))


def test_where_nobody_passes_on_more_than_others_authors_are_anybody():
    scenario = market(**SAME, share_per_engaged_person=0.0)
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


# ---- Who posts, and what ----------------------------------------------------------------------------


def habits_in(world: World) -> np.ndarray:
    return np.array([sharing_habit(world.people, world.ties, person) for person in range(world.people.size)])


def test_people_post_in_proportion_to_how_readily_they_pass_things_on():
    scenario = market(sharing_spread=1.0, share_per_engaged_person=0.0, large_account_posts_share=0.0)
    world = World.generate(scenario, 1)
    expected = habits_in(world) / habits_in(world).sum() * 400_000
    assert expected.max() > 100.0 * expected.min()
    assert expected.min() > 3.0
    counts = np.bincount(organic_cascades(world, scenario, 400_000, 1).person, minlength=1_000)
    chi_squared = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi_squared - 999.0) < 4.0 * math.sqrt(2.0 * 999.0 + (1.0 / expected).sum())


def test_how_infectious_posts_are_has_mean_one_and_the_two_spreads_and_an_author_keeps_their_part():
    scenario = market(20_000)
    world = World.generate(scenario, 1)
    authors = authors_of(world, scenario.assumptions)
    of_authors, of_posts = 0.65, 0.46
    by_author = np.log([post_infectiousness(authors, of_authors, of_posts, 1, 7, p, -1) for p in range(20_000)])
    by_post = np.log([post_infectiousness(authors, of_authors, of_posts, 1, c, 5, -1) for c in range(20_000)])
    for logs, spread in ((by_author, of_authors), (by_post, of_posts)):
        assert logs.std() == pytest.approx(spread, rel=4.0 / math.sqrt(2.0 * 20_000))
    assert by_post.mean() == pytest.approx(
        of_authors * author_score(world.people.seed, 5, 0) - of_authors**2 / 2 - of_posts**2 / 2,
        abs=4.0 * of_posts / math.sqrt(20_000),
    )
    assert post_infectiousness(authors, 0.0, 0.0, 1, 7, 5, -1) == 1.0


@pytest.mark.second
def test_where_people_differ_a_cascade_on_a_tree_has_the_size_and_the_end_of_its_path_products():
    """Every person is a type of its own: E[size | author] sums the products of chances along the ways down a tree."""
    tree = nx.balanced_tree(3, 4)
    differ = ALIKE | {"sharing_spread": 1.2, "retelling_factor": 0.6}
    scenario = market(**differ, friend_reach_rate=0.9, share_per_engaged_person=0.3)
    parents, children = zip(*nx.bfs_edges(tree, 0), strict=True)
    world = World.stored(scenario, 1, children, parents, people=len(tree))
    habits, scale = habits_in(world), share_scale_of(scenario.assumptions, world)
    followers = {parent: [c for p, c in zip(parents, children, strict=True) if p == parent] for parent in tree}

    def chance(person: int, steps: int) -> float:
        return seen_share(scenario) * ENGAGE * min(1.0, scale * habits[person] * 0.6**steps)

    def size(person: int, steps: int = 0) -> float:
        return 1.0 + sum(chance(child, steps) * size(child, steps + 1) for child in followers[person])

    weights = habits / habits.sum()
    expected = sum(weight * size(author) for author, weight in enumerate(weights))
    alone = sum(
        weight * math.prod(1.0 - chance(child, 0) for child in followers[author])
        for author, weight in enumerate(weights)
    )
    cascades = organic_cascades(world, scenario, 400_000, 2)
    assert abs(standard_errors(estimate(cascades.size), expected)) < 4.0
    assert abs(standard_errors(estimate(cascades.size == 1), alone)) < 4.0


@pytest.mark.second
@pytest.mark.parametrize("factor", [0.25, 0.5, 1.0])
def test_what_is_retold_thins_out_step_by_step(factor):
    """1 + R + R^2 D + R^3 D^3 + R^4 D^6 from the root of a tree of four steps."""
    tree = nx.balanced_tree(4, 4)
    given = ALIKE | {"retelling_factor": factor, "friend_reach_rate": 1.0, "share_per_engaged_person": 0.4}
    scenario = market(**given)
    parents, children = zip(*nx.bfs_edges(tree, 0), strict=True)
    world = World.stored(scenario, 1, children, parents, people=len(tree))
    r = 4.0 * ENGAGE * 0.4
    expected = 1.0 + r + r**2 * factor + r**3 * factor**3 + r**4 * factor**6
    cascades = organic_cascades(world, scenario, 800_000, 3)
    from_the_root = cascades.size[cascades.person[cascades.starts[:-1]] == 0]
    assert abs(standard_errors(estimate(from_the_root), expected)) < 4.0


@pytest.mark.second
def test_where_people_differ_the_first_two_steps_are_as_the_ties_say():
    """With fans alone; the infectiousness of authors is part of the world, and left out."""
    fans = {"circle_tie_share": 0.0, "fans_mean": 30.0, "fans_largest": 300.0}
    differ = {"sharing_spread": 1.0, "post_infectiousness_spread": 0.5, "retelling_factor": 0.7}
    scenario = market(300_000, **(SAME | fans | differ), share_per_engaged_person=0.05)
    world = World.generate(scenario, 5).with_ties_written_out()
    expected = expected_reproduction_number(world, scenario)
    cascades = organic_cascades(world, scenario, 300_000, 3)
    depth = cascades.node_depth
    first, second = (np.add.reduceat(depth == step, cascades.starts[:-1], dtype=np.int64) for step in (1, 2))
    measured = estimate(second, first)
    assert 0.1 < expected < 1.0
    assert abs(standard_errors(measured, expected)) < 4.0


# ---- Large accounts ---------------------------------------------------------------------------------

ACCOUNTS = {"large_account_posts_share": 1.0, "author_infectiousness_spread": 0.0, "post_infectiousness_spread": 0.0}


def chances_of(world: World, scenario: Scenario, row: int = 0) -> np.ndarray:
    """The chance of each member of an account's audience to pass on what the account shows, in order of the person."""
    value = scenario.assumptions.value
    profile = world.roster[row]
    k = reach_scale(profile.reach_rate, world.people.activity)
    usual = value("engagement_per_reached_person", profile.tier)
    size = (max(profile.followers, 10_000) / 10_000) ** -value("size_on_sharing")
    own = size * (profile.engagement_per_reached_person / usual) ** -value("sharing_apart_from_engagement")
    scale = share_scale_of(scenario.assumptions, world)
    return np.array(
        [
            min(1.0, k * traits(world.people, person)[0])
            * profile.engagement_per_reached_person
            * min(1.0, scale * own * sharing_habit(world.people, world.ties, person))
            for person in world.audience(row).tolist()
        ]
    )


@pytest.mark.second
@pytest.mark.parametrize("spread", [0.0, 1.0, 2.1])
def test_skipping_through_a_large_audience_is_like_asking_every_member(spread):
    """The sharers in the first step of each cascade have the mean and the variance of independent members, each their
    own chance; so have those of eager habits alone, who are walked through apart."""
    scenario = market(30_000, **ACCOUNTS, sharing_spread=spread, share_per_engaged_person=0.02)
    world = world_of(scenario, 3, influencer(1, 20_000, 0.3, 0.1))
    members, chances = world.audience(0), chances_of(world, scenario)
    assert members.size == 20_000
    cascades = organic_cascades(world, scenario, 4_000, 5)
    assert set(cascades.person[cascades.starts[:-1]].tolist()) == {-1}
    step = cascades.node_depth == 1
    eager = habits_in(world) > EAGER
    assert eager.any() == (spread > 0.0)
    for everybody in (True, False) if spread > 0.0 else (True,):
        wanted = step if everybody else step & eager[cascades.person]
        counts = np.add.reduceat(wanted, cascades.starts[:-1], dtype=np.int64)
        p = chances if everybody else chances[eager[members]]
        variance = (p * (1.0 - p)).sum()
        assert abs(counts.mean() - p.sum()) < 4.0 * math.sqrt(variance / 4_000)
        fourth = 3.0 + 1.0 / variance  # of a sum of independent coins, at most, over the squared variance
        assert abs(counts.var() / variance - 1.0) < 4.0 * math.sqrt((fourth - 1.0) / 4_000)
    likely = chances > np.quantile(chances, 0.9)
    expected = 4_000 * np.append(chances[likely], chances[~likely].sum())
    each = np.bincount(cascades.person[step], minlength=world.people.size)[members]
    found = np.append(each[likely], each[~likely].sum())
    chi_squared = ((found - expected) ** 2 / expected).sum()
    noise = math.sqrt(2.0 * expected.size + (1.0 / expected).sum())
    assert abs(chi_squared - expected.size) < 4.0 * noise


def test_where_everybody_passes_it_on_every_member_of_a_large_audience_does_once():
    certain = SAME | {"large_account_posts_share": 1.0, "size_on_sharing": 0.0, "friend_reach_rate": 0.0}
    scenario = market(15_000, **certain, activity_spread=0.0, engagement_per_reached_person=1.0,
                      share_per_engaged_person=1.0)  # fmt: skip
    world = world_of(scenario, 3, influencer(1, 12_000, 1.0, 1.0))
    cascades = organic_cascades(world, scenario, 3, 5)
    for start, stop in zip(cascades.starts, cascades.starts[1:], strict=False):
        assert np.array_equal(np.sort(cascades.person[start + 1 : stop]), world.audience(0))


def test_a_share_of_posts_comes_from_accounts_of_ten_thousand_to_a_million_followers_alone():
    scenario = market(20_000, large_account_posts_share=0.25, share_per_engaged_person=0.0)
    sizes = (9_999, 10_000, 1_000_000, 1_000_001)
    world = world_of(scenario, 3, *(influencer(key, size) for key, size in enumerate(sizes)))
    authors = authors_of(world, scenario.assumptions)
    assert authors.accounts["row"].tolist() == [1, 2]
    found = [author_of(authors, world.people.size, 1, cascade)[1] for cascade in range(20_000)]
    counts = np.bincount(np.array(found) + 1, minlength=3)
    for count, share in zip(counts, (0.75, 0.125, 0.125), strict=True):
        assert abs(count - 20_000 * share) < 4.0 * math.sqrt(20_000 * share * (1.0 - share))
    nobody = world_of(scenario, 3, influencer(0, 9_999))
    assert (organic_cascades(nobody, scenario, 2_000, 1).person >= 0).all()


def test_with_large_accounts_a_formula_and_what_is_written_out_give_the_same_and_more_cascades_change_none():
    scenario = market(30_000, large_account_posts_share=0.5, share_per_engaged_person=0.05)
    world = world_of(scenario, 3, influencer(1, 20_000, 0.3, 0.1), influencer(2, 12_000, 0.4, 0.2, interest=1))
    few, many = (organic_cascades(world, scenario, count, 7) for count in (400, 900))
    assert few.size[few.person[few.starts[:-1]] < 0].max() > 5
    assert same(few, organic_cascades(world.written_out(), scenario, 400, 7))
    assert same(few, organic_cascades(world.with_ties_written_out(), scenario, 400, 7))
    assert np.array_equal(many.starts[:401], few.starts)
    assert np.array_equal(many.person[: few.person.size], few.person)
    assert np.array_equal(many.parent[: few.parent.size], few.parent)


def test_a_member_asked_for_alone_is_that_of_the_whole_audience():
    scenario = market(30_000)
    world = world_of(scenario, 3, influencer(1, 20_000), influencer(2, 3, interest=2))
    for known in (world, world.written_out()):
        for row, influencer_row in enumerate(known.influencers):
            asked = [audience_member(known.audiences, row, influencer_row, j) for j in range(influencer_row["members"])]
            assert sorted(asked) == world.audience(row).tolist()
            assert asked == [
                audience_member(world.audiences, row, world.influencers[row], j) for j in range(len(asked))
            ]
