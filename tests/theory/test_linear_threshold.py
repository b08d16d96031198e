"""Sharing alone by thresholds, against the live ties that reach the same sets as often (Kempe et al. 2003)."""

import array

import numpy as np
import pytest
from graphs import chances_by_one_tie_each, heavy_tailed, p_value

from sim import Graph, linear_threshold

RARELY = 0.001  # a right code fails a test for one seed in a thousand; the seeds are fixed

PAIRS = [(0, 1), (2, 1), (3, 1), (0, 2), (1, 2), (1, 3), (2, 3), (3, 4), (4, 0), (1, 4)]
WEIGHTS = [0.4, 0.2, 0.3, 0.35, 0.5, 0.25, 0.75, 0.6, 1.0, 0.1]


@pytest.mark.parametrize("seeds", [[0], [1], [0, 3]])
def test_every_set_is_reached_as_often_as_by_one_live_tie_each(seeds):
    graph = Graph.from_edges(*zip(*PAIRS, strict=True), weights=WEIGHTS)
    spread = linear_threshold(graph, seeds, runs=20_000, luck_seed=3, steps=True)
    assert p_value(spread, chances_by_one_tie_each(PAIRS, WEIGHTS, 5, seeds)) > RARELY


def test_along_a_line_each_step_is_passed_with_the_weight():
    people, weight = 8, 0.7
    graph = Graph.from_edges(range(people - 1), range(1, people), weights=[weight] * (people - 1))
    steps = linear_threshold(graph, [0], runs=20_000, steps=True).steps
    for person in range(people):
        reached = (steps[:, person] == person).mean()
        assert reached == pytest.approx(weight**person, abs=4.0 * np.sqrt(0.25 / len(steps)))


@pytest.mark.second
@pytest.mark.parametrize("begin", [5, 50, 300])
def test_an_independent_code_reaches_as_many(begin):
    models = pytest.importorskip("cynetdiff.models")
    graph, runs = heavy_tailed(2_000, 16_000, 11), 1_000
    model = models.LinearThresholdModel(
        array.array("I", graph.starts[:-1].tolist()), array.array("I", graph.followers.tolist())
    )
    model.set_rng(1)
    model.set_seeds(range(begin))
    theirs = np.empty(runs)
    for run in range(runs):
        model.reset_model()
        model.advance_until_completion()
        theirs[run] = model.get_num_activated_nodes()
    own = linear_threshold(graph, range(begin), runs=runs).sizes
    assert abs(own.mean() - theirs.mean()) < 4.0 * np.sqrt((own.var() + theirs.var()) / runs)
