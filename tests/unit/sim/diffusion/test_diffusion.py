"""What sharing alone promises of its coins: whoever more begin, or the higher the chance, more are reached."""

import numpy as np
import pytest
import scipy.sparse
from graphs import heavy_tailed, pairs_of, reached_along, tree
from hypothesis import given
from hypothesis import strategies as st

from sim import Graph, InputError, coin, independent_cascade, linear_threshold
from sim.diffusion.live_ties import BATCH, BLOCK
from sim.diffusion.spread import check_runs

GRAPH = heavy_tailed(60, 240, 3)
SOME = st.frozensets(st.integers(0, 59), max_size=6)


def weighted(graph, factor=1.0):
    """Weights of all kinds that come to at most ``factor`` for everybody."""
    followed = np.bincount(graph.followers, minlength=graph.people)[graph.followers]
    share = np.random.default_rng(4).random(graph.ties) * factor / followed
    return Graph.from_rows(graph.starts, graph.followers, share)


def by_coins(p):
    return lambda seeds, luck: independent_cascade(GRAPH, p, seeds, runs=5, luck_seed=luck, steps=True)


def by_weights(seeds, luck):
    return independent_cascade(weighted(GRAPH), None, seeds, runs=5, luck_seed=luck, steps=True)


def by_thresholds(seeds, luck):
    return linear_threshold(weighted(GRAPH), seeds, runs=5, luck_seed=luck, steps=True)


@pytest.mark.parametrize("play", [by_coins(0.3), by_weights, by_thresholds])
@given(some=SOME, more=SOME, luck=st.integers(0, 1_000))
def test_whom_some_reach_all_of_them_reach_in_every_run(play, some, more, luck):
    few, many = play(some, luck), play(some | more, luck)
    assert (few.reached <= many.reached).all()
    assert (many.steps[few.reached] <= few.steps[few.reached]).all()


@given(SOME, SOME, st.integers(0, 1_000))
def test_in_a_run_two_groups_reach_together_what_each_reaches(some, others, luck):
    play = by_coins(0.3)
    together = play(some | others, luck).reached
    assert (together == (play(some, luck).reached | play(others, luck).reached)).all()


@given(SOME, st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 1_000))
def test_a_higher_chance_reaches_all_whom_a_lower_reaches_in_every_run(some, p, other, luck):
    low, high = (by_coins(one)(some, luck) for one in sorted([p, other]))
    assert (low.reached <= high.reached).all()


@given(SOME, st.floats(0.0, 1.0), st.integers(0, 1_000))
def test_higher_weights_reach_all_whom_lower_ones_reach(some, factor, luck):
    for play in (
        lambda graph: independent_cascade(graph, None, some, runs=5, luck_seed=luck, steps=True),
        lambda graph: linear_threshold(graph, some, runs=5, luck_seed=luck, steps=True),
    ):
        assert (play(weighted(GRAPH, factor)).reached <= play(weighted(GRAPH)).reached).all()


@given(st.randoms(), st.integers(0, 1_000))
def test_the_order_of_ties_and_of_those_who_begin_changes_nothing(random, luck):
    pairs, seeds = pairs_of(GRAPH), [3, 17, 40]
    shuffled = Graph.from_edges(*zip(*random.sample(pairs, len(pairs)), strict=True), people=60)
    for play in (
        lambda graph, begin: independent_cascade(graph, 0.3, begin, runs=5, luck_seed=luck, steps=True),
        lambda graph, begin: linear_threshold(graph, begin, runs=5, luck_seed=luck, steps=True),
    ):
        as_given = play(GRAPH, seeds).steps
        assert (play(shuffled, [40, 3, 17, 3]).steps == as_given).all()


def test_a_run_is_the_same_however_many_are_asked_for_and_with_steps_or_without():
    for play in (
        lambda **asked: independent_cascade(GRAPH, 0.3, [1, 2], **asked),
        lambda **asked: linear_threshold(GRAPH, [1, 2], **asked),
    ):
        many = play(runs=20, steps=True)
        assert play(runs=7).sizes.tolist() == many.sizes[:7].tolist()
        assert many.reached.sum(axis=1).tolist() == many.sizes.tolist()
        assert len(set(many.sizes.tolist())) > 1
        assert play(runs=20, luck_seed=1).sizes.tolist() != many.sizes.tolist()


def test_a_weight_for_each_tie_and_one_chance_are_the_same_coins():
    equal = Graph.from_rows(GRAPH.starts, GRAPH.followers, np.full(GRAPH.ties, 0.3))
    one = independent_cascade(GRAPH, 0.3, [1, 2], runs=40)
    assert independent_cascade(equal, None, [1, 2], runs=40).sizes.tolist() == one.sizes.tolist()
    assert independent_cascade(weighted(GRAPH), 0.3, [1, 2], runs=40).sizes.tolist() == one.sizes.tolist()


@pytest.mark.parametrize("seeds", [[0], [5, 6], range(60)])
def test_a_chance_of_one_reaches_all_below_in_as_many_steps_as_they_are_away_and_of_nothing_nobody(seeds):
    at = reached_along(pairs_of(GRAPH), seeds)
    expected = [at.get(person, -1) for person in range(60)]
    assert independent_cascade(GRAPH, 1, seeds, runs=3, steps=True).steps.tolist() == [expected] * 3
    assert independent_cascade(GRAPH, 0, seeds, runs=3).sizes.tolist() == [len(seeds)] * 3
    ones = Graph.from_rows(GRAPH.starts, GRAPH.followers, np.ones(GRAPH.ties))
    assert independent_cascade(ones, None, seeds, steps=True).steps.tolist() == [expected]


@pytest.mark.parametrize("followers", [1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BATCH * BLOCK + 5])
def test_rows_of_any_length_are_read_to_their_end_and_no_further(followers):
    """The last row, too, behind which there is nothing."""
    star = Graph.from_edges([followers] * followers, range(followers))
    assert independent_cascade(star, 1.0, [followers]).sizes.tolist() == [followers + 1]
    ones = Graph.from_edges([followers] * followers, range(followers), weights=np.ones(followers))
    assert independent_cascade(ones, None, [followers]).sizes.tolist() == [followers + 1]
    half = independent_cascade(star, 0.5, [followers], runs=50).sizes - 1
    assert abs(half.mean() - followers / 2) < 4.0 * np.sqrt(followers / 4 / 50)


def test_many_people_of_one_step_are_all_asked():
    people = 3 * BATCH + 7
    lines = Graph.from_edges(range(people), range(people, 2 * people))
    assert independent_cascade(lines, 1.0, range(people)).sizes.tolist() == [2 * people]


def test_a_tie_to_oneself_carries_nothing_and_one_given_twice_has_two_coins():
    loops = Graph.from_edges([0, 1, 0], [0, 1, 1])
    assert independent_cascade(loops, 1.0, [0]).sizes.tolist() == [2]
    twice = Graph.from_edges([0, 0], [1, 1])
    reached = independent_cascade(twice, 0.3, [0], runs=20_000).sizes - 1
    assert abs(reached.mean() - (1.0 - 0.7**2)) < 4.0 * reached.std() / np.sqrt(20_000)


def test_where_ties_have_no_weight_whoever_sees_all_take_it_up_does_too():
    """Seven of a seventh each come to one, whatever the threshold."""
    funnel = Graph.from_edges(range(7), [7] * 7)
    assert set(linear_threshold(funnel, range(7), runs=2_000).sizes.tolist()) == {8}
    matrix = scipy.sparse.csr_array(([0.25, 1.0], ([0, 1], [2, 2])), shape=(3, 3))
    with pytest.raises(InputError, match=r"person 2 with 1\.25; divide them by their sum"):
        linear_threshold(matrix, [0])


def test_nobody_begins_and_nobody_is_reached():
    assert independent_cascade(GRAPH, 0.5, [], runs=2, steps=True).sizes.tolist() == [0, 0]
    assert linear_threshold(GRAPH, [], runs=2).sizes.tolist() == [0, 0]
    empty = Graph.from_edges([], [], people=4)
    assert independent_cascade(empty, 0.5, [1, 3]).sizes.tolist() == [2]
    assert linear_threshold(empty, [1, 3]).sizes.tolist() == [2]


def test_a_spread_says_in_a_line_how_far_it_went_and_who_was_reached_only_if_asked():
    spread = independent_cascade(tree(2, 2)[0], 1.0, [0], runs=4)
    assert repr(spread) == "<Spread 4 runs, 7.0 people reached (standard error 0.0)>"
    with pytest.raises(InputError, match="ask for it with steps=True"):
        _ = spread.reached


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan"), "0.5", True])
def test_a_chance_that_is_none_is_refused(p):
    with pytest.raises(InputError, match="must be a number from 0 to 1"):
        independent_cascade(GRAPH, p, [0])


@pytest.mark.parametrize(
    "play", [lambda **asked: independent_cascade(GRAPH, 0.5, **asked), lambda **asked: linear_threshold(GRAPH, **asked)]
)
def test_what_cannot_be_played_is_told(play):
    with pytest.raises(InputError, match="there is a person 60; must be from 0 to 59"):
        play(seeds=[0, 60])
    with pytest.raises(InputError, match="there is a person -1"):
        play(seeds=[-1])
    with pytest.raises(InputError, match="must be a list of people"):
        play(seeds=[0.5])
    with pytest.raises(InputError, match="runs = 0: must be a whole number"):
        play(seeds=[0], runs=0)
    with pytest.raises(InputError, match="luck_seed is -1"):
        play(seeds=[0], luck_seed=-1)


def test_weights_are_asked_for_where_there_are_none_and_memory_that_is_not_there_is_not():
    with pytest.raises(InputError, match="give a chance, or weights to the graph"):
        independent_cascade(GRAPH, None, [0])
    with pytest.raises(InputError, match=r"would take about .* GB of memory .* at most [\d,]+ at once"):
        check_runs(1_000_000, 4e9)


@pytest.mark.parametrize("run", [0, 3])
def test_a_tie_is_live_from_the_chance_on_of_which_its_word_is_less(run):
    """To the unit of 2^-31: a chance of nothing never falls, and one of one always does."""
    star = Graph.from_edges([0] * 5, range(1, 6))
    keys = coin.words(7, coin.LIVE_TIE, 0, 0, run)
    for place in range(5):
        word = int(coin.tie_word(place, np.uint32(keys[0]), np.uint32(keys[1])))
        for units in (word, word + 1):
            live = independent_cascade(star, units / 2**31, [0], runs=run + 1, luck_seed=7, steps=True).reached[run]
            assert live[1 + place] == (units > word)
            weights = np.full(5, units / 2**31)
            weighted_star = Graph.from_rows(star.starts, star.followers, weights)
            live = independent_cascade(weighted_star, None, [0], runs=run + 1, luck_seed=7, steps=True).reached[run]
            assert live[1 + place] == (units > word)


@pytest.mark.parametrize("run", [0, 3])
def test_a_threshold_is_reached_by_weights_that_come_to_it_and_by_no_less(run):
    threshold = (int(coin.words(7, coin.THRESHOLD, 2, 0, run)[0]) >> 1) + 1
    for short in (0, 1):
        weights = [(threshold // 2) / 2**31, (threshold - threshold // 2 - short) / 2**31]
        pair = Graph.from_edges([0, 1], [2, 2], weights=weights)
        reached = linear_threshold(pair, [0, 1], runs=run + 1, luck_seed=7, steps=True).reached[run]
        assert reached[2] == (short == 0)
