"""Sharing alone by coins of ties, against closed forms, and against an independent code where that is installed."""

import array
from types import SimpleNamespace

import numpy as np
import pytest
from graphs import chances_of_reached, heavy_tailed, p_value, tree
from scipy.stats import chisquare

from experiments.plan_launch.draft import creators_of
from experiments.plan_launch.greedy import greedy
from experiments.plan_launch.score import Score
from sim import Graph, independent_cascade

RARELY = 0.001  # a right code fails a test for one seed in a thousand; the seeds are fixed


@pytest.mark.parametrize("p", [0.05, 0.4, 0.9])
def test_in_a_tree_somebody_at_a_depth_is_reached_with_the_chance_to_that_power(p):
    graph, levels = tree(3, 5)
    spread = independent_cascade(graph, p, [0], runs=4_000, luck_seed=7)
    expected = sum(count * p**depth for depth, count in enumerate(levels))
    assert spread.mean == pytest.approx(expected, abs=4.0 * spread.standard_error)


def test_in_a_tree_of_two_followers_generations_are_those_of_a_branching_process():
    graph, _ = tree(2, 10)
    p, died = 0.7, 0.0  # the chance that nobody is reached at a depth, by the process's generating function
    steps = independent_cascade(graph, p, [0], runs=6_000, luck_seed=1, steps=True).steps
    for depth in range(1, 11):
        died = (1.0 - p + p * died) ** 2
        alive = (steps == depth).any(axis=1)
        assert alive.mean() == pytest.approx(1.0 - died, abs=4.0 * alive.std() / np.sqrt(alive.size))


def test_along_a_line_each_step_is_passed_with_the_chance():
    p, people, runs = 0.8, 12, 20_000
    sizes = independent_cascade(Graph.from_edges(range(people - 1), range(1, people)), p, [0], runs=runs).sizes
    expected = [p ** (size - 1) * ((1.0 - p) if size < people else 1.0) for size in range(1, people + 1)]
    assert chisquare(np.bincount(sizes)[1:], runs * np.array(expected)).pvalue > RARELY


@pytest.mark.parametrize("followers", [3, 40, 1_000])
@pytest.mark.parametrize("p", [0.01, 0.3])
def test_of_a_star_a_binomial_number_is_reached(followers, p):
    sizes = (
        independent_cascade(Graph.from_edges([0] * followers, range(1, followers + 1)), p, [0], runs=8_000).sizes - 1
    )
    assert sizes.mean() == pytest.approx(followers * p, abs=4.0 * np.sqrt(followers * p * (1.0 - p) / sizes.size))
    assert sizes.var() == pytest.approx(followers * p * (1.0 - p), rel=0.1)


@pytest.mark.parametrize("p", [0.2, 0.5])
def test_where_all_follow_all_every_set_is_reached_as_often_as_all_ways_of_the_coins_say(p):
    pairs = [(one, other) for one in range(4) for other in range(4) if one != other]
    spread = independent_cascade(
        Graph.from_edges(*zip(*pairs, strict=True)), p, [0], runs=20_000, luck_seed=3, steps=True
    )
    assert p_value(spread, chances_of_reached(pairs, [p] * len(pairs), [0])) > RARELY


def test_with_a_weight_for_each_tie_too():
    pairs = [(0, 1), (0, 2), (1, 2), (2, 1), (1, 3), (2, 3), (3, 4), (4, 0), (0, 1)]  # one of them twice
    weights = [0.3, 0.1, 0.9, 0.5, 0.2, 0.6, 1.0, 0.4, 0.25]
    graph = Graph.from_edges(*zip(*pairs, strict=True), weights=weights)
    spread = independent_cascade(graph, None, [0], runs=20_000, luck_seed=3, steps=True)
    assert p_value(spread, chances_of_reached(pairs, weights, [0])) > RARELY


def test_runs_know_nothing_of_each_other():
    graph = heavy_tailed(500, 3_000, 2)
    sizes = independent_cascade(graph, 0.1, [0, 1, 2], runs=4_000).sizes.astype(float)
    for apart in (1, 2, 7):
        assert abs(np.corrcoef(sizes[:-apart], sizes[apart:])[0, 1]) < 4.0 / np.sqrt(sizes.size)


def cynetdiff(graph, p, seeds, runs, luck):
    """The sizes by an independent code."""
    models = pytest.importorskip("cynetdiff.models")
    model = models.IndependentCascadeModel(
        array.array("I", graph.starts[:-1].tolist()), array.array("I", graph.followers.tolist()), activation_prob=p
    )
    model.set_rng(luck)
    model.set_seeds(seeds)
    sizes = []
    for _ in range(runs):
        model.reset_model()
        model.advance_until_completion()
        sizes.append(model.get_num_activated_nodes())
    return np.array(sizes)


@pytest.mark.parametrize("p", [0.03, 0.08, 0.2])
def test_an_independent_code_reaches_as_many(p):
    graph, seeds, runs = heavy_tailed(2_000, 16_000, 11), [0, 5, 9], 2_000
    own, theirs = independent_cascade(graph, p, seeds, runs=runs).sizes, cynetdiff(graph, p, seeds, runs, 1)
    assert abs(own.mean() - theirs.mean()) < 4.0 * np.sqrt((own.var() + theirs.var()) / runs)
    assert own.std() == pytest.approx(theirs.std(), rel=0.15)


PEOPLE, CHANCE, WORLDS, BEGIN = 2_000, 0.08, 600, 4


class Sharing:
    """What drafts reach by sharing alone: the planner's outcomes over a graph."""

    def __init__(self, graph):
        self.graph, self.sizes = graph, {}

    def values(self, options, replicates):
        return np.array([self.reach(creators_of(option))[list(replicates)] for option in options], np.float64)

    def reach(self, people):
        if people not in self.sizes:
            self.sizes[people] = independent_cascade(self.graph, CHANCE, people, runs=WORLDS, luck_seed=5).sizes
        return self.sizes[people]


class Anybody:
    """At most so many begin, all at the same price."""

    days, must = (0,), frozenset()

    def __init__(self, people, prices):
        self.creators, self.prices, self.start = people, prices, frozenset()

    def fault(self, draft):
        return "too many" if len(draft) > BEGIN else ""


def begun(model, chosen, candidates, trials):
    """The next whom an independent code's marginal gains choose, of those who are not chosen yet."""
    gains = {one: model.compute_marginal_gains(chosen, [one], trials)[1] for one in candidates if one not in chosen}
    return max(gains, key=gains.get)


@pytest.mark.nightly
def test_greedy_gains_choose_whom_an_independent_code_chooses():
    models = pytest.importorskip("cynetdiff.models")
    from experiments.plan_launch.draft import Post

    graph = heavy_tailed(PEOPLE, 16_000, 11)
    candidates = [int(one) for one in np.argsort(-np.diff(graph.starts))[:40:2]]
    model = models.IndependentCascadeModel(
        array.array("I", graph.starts[:-1].tolist()), array.array("I", graph.followers.tolist()), activation_prob=CHANCE
    )
    model.set_rng(1)
    chosen = []
    while len(chosen) < BEGIN:
        chosen.append(begun(model, chosen, candidates, 8 * WORLDS))

    class Equal:
        of_first = of_further = staticmethod(lambda creator, format_="": 100)

    allowed = Anybody(tuple(candidates), Equal())
    allowed.post = lambda creator, turn, format_="": Post(creator, 0, "post")
    allowed.rules = SimpleNamespace(formats=("post",))
    outcomes = Sharing(graph)
    path = greedy(allowed, outcomes, Score(), range(WORLDS), per_eur=True)
    assert creators_of(path.drafts[-1]) == set(chosen)
    own = outcomes.reach(creators_of(path.drafts[-1]))
    theirs = model.compute_marginal_gains(chosen, [], 8 * WORLDS)[0]
    assert own.mean() == pytest.approx(theirs, abs=5.0 * own.std() / np.sqrt(WORLDS))
