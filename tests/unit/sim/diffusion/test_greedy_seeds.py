"""Greedy choice: lazy, and yet the choice of looking at everybody every time."""

import numpy as np
import pytest
from graphs import heavy_tailed, tree
from hypothesis import given
from hypothesis import strategies as st

from sim import Graph, InputError, greedy_seeds, independent_cascade
from sim.diffusion.kept_runs import KeptRuns

GRAPH = heavy_tailed(40, 160, 3)


def one_by_one(graph, p, count, runs, candidates, luck):
    """Everybody looked at every time, each by whole cascades."""
    chosen, gains, before = [], [], np.zeros(runs, np.int64)
    for _ in range(count):
        reach = {
            one: independent_cascade(graph, p, [*chosen, one], runs=runs, luck_seed=luck).sizes
            for one in candidates
            if one not in chosen
        }
        best = max(reach, key=lambda one: (reach[one].sum(), -one))
        chosen.append(best)
        gains.append(reach[best] - before)
        before = reach[best]
    return chosen, gains


@given(st.integers(0, 1_000), st.sampled_from([0.05, 0.2, 0.5, 1.0]), st.integers(1, 5))
def test_lazily_the_same_are_chosen_as_by_looking_at_everybody(luck, p, count):
    found = greedy_seeds(GRAPH, p, count, 6, luck_seed=luck)
    chosen, gains = one_by_one(GRAPH, p, count, 6, range(40), luck)
    assert found.seeds.tolist() == chosen
    assert found.gains.tolist() == np.array(gains).tolist()
    assert found.sizes.tolist() == independent_cascade(GRAPH, p, chosen, runs=6, luck_seed=luck).sizes.tolist()


def test_with_weights_and_of_those_who_may_begin_alone():
    graph = Graph.from_rows(GRAPH.starts, GRAPH.followers, np.random.default_rng(1).random(GRAPH.ties))
    found = greedy_seeds(graph, None, 2, 8, candidates=[3, 9, 30], luck_seed=2)
    assert found.seeds.tolist() == one_by_one(graph, None, 2, 8, [3, 9, 30], 2)[0]


def test_where_no_room_is_left_live_ties_are_drawn_again_and_nothing_changes(monkeypatch):
    roomy = greedy_seeds(GRAPH, 0.3, 4, 6)
    roomy_runs = KeptRuns.__init__

    def narrow(self, *given):
        roomy_runs(self, *given[:-1], 5)

    monkeypatch.setattr(KeptRuns, "__init__", narrow)
    assert greedy_seeds(GRAPH, 0.3, 4, 6).gains.tolist() == roomy.gains.tolist()


def test_of_equals_the_smallest_number_is_taken_and_few_are_looked_at_again():
    graph = Graph.from_edges([0, 0, 0, 4, 4, 7, 9], [1, 2, 3, 5, 6, 8, 8])
    found = greedy_seeds(graph, 1.0, 3, 2)
    assert found.seeds.tolist() == [0, 4, 7]
    assert found.gains.tolist() == [[4, 4], [3, 3], [2, 2]]
    assert found.looked_at < 10 + 9
    assert repr(found) == "<GreedySeeds 3 who begin, 9.0 people reached>"


@pytest.mark.parametrize("count", [0, 8, 1.5, True])
def test_a_number_that_cannot_be_chosen_is_refused(count):
    with pytest.raises(InputError, match="from 1 to the 7 who may begin"):
        greedy_seeds(tree(2, 2)[0], 0.5, count, 2)
