"""Cascade measures: exact on every small tree, and a record's trees are what a slow reading of its events gives."""

import math
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import Scenario, plan, simulate, world_of
from sim import events as ev
from sim.planning.posts import OWN, PIECES
from sim.results.cascades import Cascades, by_influencer, cascades_of, introductions

# Parents of the nodes after the root, each before its children: every tree of up to 12 nodes is among them.
trees = st.integers(0, 11).flatmap(lambda n: st.tuples(*(st.integers(0, k) for k in range(n))))


def forest(*parents) -> Cascades:
    """Trees given as the parent of each node after the root, counted within the tree."""
    starts = np.concatenate(([0], np.cumsum([1 + len(of) for of in parents]))).astype(np.int64)
    parent = np.array([p for start, of in zip(starts, parents, strict=False) for p in (-1, *(start + k for k in of))])
    return Cascades(starts, parent.astype(np.int64), np.arange(parent.size), np.arange(len(parents)))


@given(st.lists(trees, min_size=1, max_size=6))
def test_every_measure_of_every_small_tree_is_that_of_a_general_graph_library(parents):
    measured = forest(*parents)
    graphs = []
    for of in parents:
        graph = nx.Graph()
        graph.add_node(0)
        graph.add_edges_from((k + 1, p) for k, p in enumerate(of))
        graphs.append(graph)
    from_root = [nx.single_source_shortest_path_length(graph, 0) for graph in graphs]
    assert measured.size.tolist() == [len(graph) for graph in graphs]
    assert measured.depth.tolist() == [max(lengths.values()) for lengths in from_root]
    for graph, virality in zip(graphs, measured.structural_virality, strict=True):
        if len(graph) == 1:
            assert math.isnan(virality)
        else:
            assert virality == pytest.approx(nx.average_shortest_path_length(graph), rel=1e-12)
    passed_on = sum(len(of) for of in parents)
    direct = sum(list(lengths.values()).count(1) for lengths in from_root)
    if passed_on:
        assert measured.direct_share == pytest.approx(direct / passed_on)
        assert measured.reproduction_number == pytest.approx((passed_on - direct) / passed_on)
    else:
        assert math.isnan(measured.direct_share)


@pytest.mark.parametrize("n", [2, 5, 1_000, 200_000])
def test_a_star_and_a_chain_have_their_closed_forms(n):
    both = forest([0] * (n - 1), range(n - 1))
    assert both.structural_virality == pytest.approx([2.0 - 2.0 / n, (n + 1.0) / 3.0], rel=1e-12)
    assert both.depth.tolist() == [1, n - 1]


def test_no_cascade_at_all_is_measured_too():
    none = Cascades(np.zeros(1, np.int64), *(np.zeros(0, np.int64),) * 3)
    assert (len(none), none.size.size, none.depth.size, none.structural_virality.size) == (0, 0, 0, 0)
    assert math.isnan(none.reproduction_number)


@pytest.fixture(scope="module")
def lively():
    """A campaign whose cascades go several steps, with customers who tell and press that writes."""
    document = {
        "budget_eur": 20_000,
        "brand": {"name": "a brand", "interest": "sport", "price_eur": 40.0, "margin_share": 0.5},
        "market": {"people": 30_000, "horizon_days": 20},
        "assumptions": {
            "override": {
                "share_per_engaged_person": 0.3,
                "advocacy_per_purchase": 1.0,
                "purchase_per_click": 0.5,
                "mention_per_engaged_press": 0.5,
                "delay_median_hours": 2.0,
            }
        },
    }
    scenario = Scenario.from_mapping(document)
    world = world_of(scenario, 3)
    return world, simulate(scenario, world, plan(scenario, world, "nano_only"), luck_seed=3, events=True)


@pytest.mark.second
def test_the_cascades_of_a_run_are_those_that_a_slow_reading_of_its_events_gives(lively):
    _, record = lively
    cascades = cascades_of(record)
    events = record.events
    shared = events[events["outcome"] & ev.SHARED != 0]
    slow = {}
    for post in sorted({int(p) for p in events["post"]}):
        tree = nx.DiGraph()
        tree.add_node("root")
        for one in shared[shared["post"] == post]:
            via = int(one["via"])
            author = via >= ev.FEED or post == OWN | via
            tree.add_edge("root" if author else via, int(one["person"]))
        slow[post] = tree
    assert cascades.post.tolist() == list(slow)
    for (start, stop), (post, tree) in zip(pairwise(cascades.starts), slow.items(), strict=True):
        people = cascades.person[start:stop]
        assert people[0] == (post - OWN if post >= OWN else -1)
        edges = {
            ("root" if parent == start else int(cascades.person[parent]), int(person))
            for person, parent in zip(people[1:], cascades.parent[start + 1 : stop], strict=True)
        }
        assert edges == set(tree.edges)
    assert cascades.parent.size - len(cascades) == record.totals["shares"]
    assert cascades.depth.max() >= 3
    assert any(post >= OWN for post in slow)


def test_a_parent_stands_before_its_children(lively):
    parent = cascades_of(lively[1]).parent
    assert (parent < np.arange(parent.size)).all()


def test_everybody_reached_was_brought_by_somebody_once(lively):
    world, record = lively
    brought = introductions(record)
    first = record.events[(record.events["outcome"] & ev.FIRST) != 0]
    assert brought.size == record.totals["reach_people"] == len(set(brought["person"].tolist()))
    assert brought["hour"].tolist() == first["hour"].tolist()
    assert ((brought["via"] == -1) == (first["via"] == ev.NOBODY)).all()
    # The counts by influencer say the same of those whom influencers' posts brought.
    of_posts = brought["post"][brought["post"] < OWN] // PIECES
    keys = {world.roster[row].key: of["reach_people"] for row, of in by_influencer(record).items()}
    assert {key: int((of_posts == key).sum()) for key in keys} == keys


def test_what_influencers_brought_adds_up_to_what_their_posts_did(lively):
    _, record = lively
    of_each = by_influencer(record)
    assert list(of_each) == list(record.plan.influencers)
    assert [sum(of[name] for of in of_each.values()) for name in ("impressions", "clicks")] == [
        int(record.by_post[ev.FIRST_PLACE :, column].sum()) for column in (1, 3)
    ]


def test_a_run_without_events_is_refused_with_what_to_do(lively):
    _, record = lively
    silent = type(record)(record.hourly, record.plan, by_post=record.by_post, ending=record.ending)
    for read in (cascades_of, introductions):
        with pytest.raises(ValueError, match="events=True"):
            read(silent)
    with pytest.raises(ValueError, match="not over"):
        by_influencer(type(record).empty(4, record.plan))


def test_a_run_in_which_nobody_shares_has_roots_alone():
    scenario = Scenario.from_mapping(
        {
            "budget_eur": 2_000,
            "brand": {"name": "a brand", "price_eur": 40.0, "margin_share": 0.5},
            "market": {"people": 20_000, "horizon_days": 10},
            "assumptions": {"override": {"share_per_engaged_person": 0.0}},
        }
    )
    world = world_of(scenario, 1)
    cascades = cascades_of(simulate(scenario, world, plan(scenario, world, "nano_only"), luck_seed=1, events=True))
    assert len(cascades) > 1
    assert set(cascades.size.tolist()) == {1}
    assert set(cascades.depth.tolist()) == {0}
    assert math.isnan(cascades.reproduction_number)
