"""A graph is the same in whatever form it is given, and what is none is told in a sentence."""

import tracemalloc

import numpy as np
import pytest
import scipy.sparse
from graphs import pairs_of
from hypothesis import given
from hypothesis import strategies as st

from sim import Graph, InputError, Scenario, World
from sim.diffusion.sorted_rows import is_ascending, write_units

PAIRS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=60)


def told(call) -> str:
    with pytest.raises(InputError) as error:
        call()
    return str(error.value)


@given(PAIRS, st.randoms(), st.sampled_from([np.int32, np.int64, np.uint32, np.int16, np.uint64]))
def test_in_whatever_order_ties_are_given_rows_are_ascending_and_hold_them_all(pairs, random, kind):
    shuffled = random.sample(pairs, len(pairs))
    sources, targets = np.array(shuffled, kind).reshape(-1, 2).T
    graph = Graph.from_edges(sources, targets, people=20)
    assert pairs_of(graph) == sorted(pairs)
    assert is_ascending(graph.starts, graph.followers)
    assert (graph.people, graph.ties) == (20, len(pairs))


@given(PAIRS, st.randoms())
def test_weights_stay_with_their_ties(pairs, random):
    pairs = list(dict.fromkeys(pairs))
    weights = [random.random() for _ in pairs]
    sources, targets = np.array(pairs, np.int64).reshape(-1, 2).T
    graph = Graph.from_edges(sources, targets, people=20, weights=np.array(weights, float))
    by_pair = dict(zip(pairs, weights, strict=True))
    expected = [by_pair[pair] for pair in pairs_of(graph)]
    assert np.allclose(graph.weight_units / 2**31, expected, atol=2.0**-31)


@given(PAIRS)
def test_rows_a_matrix_and_ties_one_by_one_are_the_same_graph(pairs):
    pairs = list(dict.fromkeys(pairs))
    sources, targets = np.array(pairs, np.int64).reshape(-1, 2).T
    graph = Graph.from_edges(sources, targets, people=20)
    backwards = [graph.followers[first:stop][::-1] for first, stop in zip(graph.starts, graph.starts[1:], strict=False)]
    matrix = scipy.sparse.csr_matrix((np.ones(len(pairs)), (sources, targets)), shape=(20, 20))
    for other in (
        Graph.from_rows(graph.starts, graph.followers),
        Graph.from_rows(graph.starts, np.concatenate(backwards).astype(np.int64)),
        Graph.of(matrix),
        Graph.of(graph),
    ):
        assert (other.starts == graph.starts).all()
        assert (other.followers == graph.followers).all()


def test_the_entries_of_a_matrix_are_weights_where_they_are_meant_to_be():
    matrix = scipy.sparse.csr_array(np.array([[0.0, 0.25], [0.5, 0.0]]))
    assert Graph.of(matrix, weighted=True).weight_units.tolist() == [2**29, 2**30]
    assert Graph.of(matrix).weight_units is None


def test_a_world_of_this_project_is_a_graph():
    scenario = Scenario.load(people=2_000)
    generated = Graph.of(World.generate(scenario, 1))
    assert generated.people == 2_000
    assert generated.ties > 2_000
    stored = World.stored(scenario, 1, [1, 2, 2], [0, 0, 1], people=3)
    assert pairs_of(Graph.of(stored)) == [(0, 1), (0, 2), (1, 2)]


def test_a_unit_is_what_a_31_bit_word_is_compared_with():
    units = np.empty(5, np.uint32)
    write_units(np.array([0.0, 1.0, 0.5, 2.0**-40, 1.0 / 3.0]), units)
    assert units.tolist() == [0, 2**31, 2**30, 1, 715_827_883]


def test_a_graph_says_in_a_line_what_it_is():
    assert repr(Graph.from_edges([0, 0], [1, 2])) == "<Graph 3 people, 2 ties>"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Graph.from_edges([0, 1], [1]), "2 sources and 1 targets"),
        (
            lambda: Graph.from_edges([0.5], [1]),
            "sources: is 1-dimensional, of float64; must be a list of whole numbers",
        ),
        (lambda: Graph.from_edges([0], [[1]]), "targets: is 2-dimensional"),
        (lambda: Graph.from_edges([0], [-1]), "there is a person -1; must be from 0 to 0"),
        (lambda: Graph.from_edges([0], [7], people=5), "targets: there is a person 7; must be from 0 to 4"),
        (lambda: Graph.from_edges([0], [2**40]), "must be at most 4,294,967,295"),
        (lambda: Graph.from_edges(np.array([2**63], np.uint64), [0]), "must be below 4,294,967,295"),
        (lambda: Graph.from_edges([0], [1], people=2.0), "people = 2.0: must be a whole number"),
        (
            lambda: Graph.from_edges([0], [1], weights=[1.5]),
            "1 of 1 are not from 0 to 1, the first is that of tie 0, 1.5",
        ),
        (lambda: Graph.from_edges([0], [1], weights=[float("nan")]), "not from 0 to 1"),
        (lambda: Graph.from_edges([0], [1], weights=[0.1, 0.2]), "a number for each of 1 ties"),
        (lambda: Graph.from_rows([0, 2, 1, 2], [0, 1]), "must go up from 0 to the number of followers, 2"),
        (lambda: Graph.from_rows([0, 1], [3]), "there is a person 3"),
        (lambda: Graph.of("a graph"), "graph is a str; must be a Graph"),
        (lambda: Graph.of(scipy.sparse.csr_array((2, 3))), "as many columns as rows"),
    ],
)
def test_what_is_no_graph_is_told(call, words):
    assert words in told(call)


def test_all_that_is_wrong_is_told_at_once():
    assert len(told(lambda: Graph.from_edges([0.5], ["x"], weights=[2.0])).splitlines()) >= 2


@pytest.mark.parametrize("weights", [None, np.full(400_000, 0.5)])
def test_making_a_graph_takes_eight_bytes_for_a_tie_and_sixteen_with_weights(weights):
    generator, people = np.random.default_rng(1), 10_000
    sources, targets = generator.integers(people, size=(2, 400_000))
    Graph.from_edges(sources[:2], targets[:2], people=people, weights=None if weights is None else weights[:2])
    tracemalloc.start()
    try:
        Graph.from_edges(sources, targets, people=people, weights=weights)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < (8 if weights is None else 16) * 400_000 + 30 * people + 100_000
