"""Sharing alone, against closed forms, and against an independent code where that is installed."""

import array
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.plan_launch.draft import creators_of
from experiments.plan_launch.greedy import greedy
from experiments.plan_launch.score import Score
from sim.errors import InputError
from sim.world.independent_cascade import IndependentCascade
from sim.world.ties import formula_ties, stored_ties


def graph(people, pairs):
    """A stored graph of (person, follower) pairs."""
    pairs = np.unique(np.array(sorted(pairs), np.int64).reshape(-1, 2), axis=0)
    starts = np.concatenate([[0], np.cumsum(np.bincount(pairs[:, 0], minlength=people))]).astype(np.int64)
    return stored_ties(starts, pairs[:, 1].astype(np.uint32), np.zeros(people, np.uint32))


def heavy_tailed(people, ties, seed):
    """Some are followed by many: the number of followers has a Pareto tail."""
    generator = np.random.default_rng(seed)
    weight = 1.0 + generator.pareto(1.5, people)
    popular = generator.choice(people, ties, p=weight / weight.sum())
    return graph(people, zip(popular.tolist(), generator.integers(people, size=ties).tolist(), strict=True))


def tree(children, depth):
    """A tree in which everybody is followed by so many others, and how many people stand at each depth."""
    pairs, level, people = [], [0], 1
    for _ in range(depth):
        below = list(range(people, people + children * len(level)))
        pairs += [(level[place // children], one) for place, one in enumerate(below)]
        people, level = people + len(below), below
    return graph(people, pairs), [children**step for step in range(depth + 1)]


@pytest.mark.parametrize("chance", [0.05, 0.4, 0.9])
def test_in_a_tree_somebody_at_a_depth_is_reached_with_the_chance_to_that_power(chance):
    ties, levels = tree(3, 5)
    sizes = IndependentCascade(ties, chance, worlds=4_000, seed=7).add(0)
    expected = sum(count * chance**depth for depth, count in enumerate(levels))
    assert sizes.mean() == pytest.approx(expected, abs=4.0 * sizes.std(ddof=1) / np.sqrt(sizes.size))


def test_a_chance_of_nothing_reaches_nobody_else_and_one_of_one_everybody_below():
    ties, levels = tree(4, 4)
    assert IndependentCascade(ties, 0.0, worlds=3).add(0).tolist() == [1, 1, 1]
    assert IndependentCascade(ties, 1.0, worlds=3).add(0).tolist() == [sum(levels)] * 3


@given(st.integers(0, 1_000), st.lists(st.integers(0, 59), min_size=1, max_size=6, unique=True))
def test_a_world_is_one_graph_of_live_ties_whoever_begins_in_whatever_order(seed, people):
    ties = heavy_tailed(60, 240, 3)
    forth, back = (IndependentCascade(ties, 0.3, worlds=4, seed=seed) for _ in range(2))
    for one in people:
        ahead = forth.gains([one])
        assert (forth.add(one) == ahead[0]).all()
    for one in reversed(people):
        back.gains(range(60))  # to look ahead changes nothing
        back.add(one)
    assert (forth.reached == back.reached).all()


@given(st.integers(0, 1_000), st.integers(0, 59), st.integers(0, 59))
def test_what_somebody_adds_shrinks_as_others_begin(seed, first, second):
    cascade = IndependentCascade(heavy_tailed(60, 240, 3), 0.3, worlds=4, seed=seed)
    before = cascade.gains([second])
    cascade.add(first)
    assert (cascade.gains([second]) <= before).all()


def test_what_is_no_stored_graph_no_chance_or_nobody_is_told():
    ties, _ = tree(2, 2)
    with pytest.raises(InputError, match="needs a stored graph"):
        IndependentCascade(formula_ties(100, 10, 0.5, 0.5, 5.0, 2.5, 50.0, 0.5, 0.0), 0.1)
    with pytest.raises(InputError, match="must be from 0 to 1"):
        IndependentCascade(ties, 1.5)
    with pytest.raises(InputError, match="must be at least 1"):
        IndependentCascade(ties, 0.5, worlds=0)
    with pytest.raises(InputError, match="person 7: must be from 0 to 6"):
        IndependentCascade(ties, 0.5).add(7)


PEOPLE, CHANCE, WORLDS, BEGIN = 2_000, 0.08, 600, 4


class Sharing:
    """What drafts reach by sharing alone: the planner's outcomes over a graph."""

    def __init__(self, ties):
        self.ties, self.cascades, self.sizes = ties, {}, {frozenset(): np.zeros(WORLDS)}

    def values(self, options, replicates):
        return np.array([self.reach(creators_of(option))[list(replicates)] for option in options], np.float64)

    def reach(self, people):
        if people not in self.sizes:
            cascade = IndependentCascade(self.ties, CHANCE, worlds=WORLDS, seed=5)
            self.sizes[people] = sum(cascade.add(one) for one in sorted(people))
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


@pytest.mark.slow
def test_greedy_gains_choose_whom_an_independent_code_chooses():
    models = pytest.importorskip("cynetdiff.models")
    from experiments.plan_launch.draft import Post

    ties = heavy_tailed(PEOPLE, 16_000, 11)
    candidates = [int(one) for one in np.argsort(-np.diff(ties.starts))[:40:2]]
    model = models.IndependentCascadeModel(
        array.array("I", ties.starts[:-1].tolist()), array.array("I", ties.followers.tolist()), activation_prob=CHANCE
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
    outcomes = Sharing(ties)
    path = greedy(allowed, outcomes, Score(), range(WORLDS), per_eur=True)
    assert creators_of(path.drafts[-1]) == set(chosen)
    own = outcomes.reach(creators_of(path.drafts[-1]))
    theirs = model.compute_marginal_gains(chosen, [], 8 * WORLDS)[0]
    assert own.mean() == pytest.approx(theirs, abs=5.0 * own.std() / np.sqrt(WORLDS))
