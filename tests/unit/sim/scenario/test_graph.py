"""Real networks come in whole or are refused in words, and what comes in behaves as its ties say."""

import contextlib
import math
import pickle
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from places import LASTFM

from sim import events as ev
from sim.assumptions.mechanisms import MECHANISMS
from sim.errors import InputError
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.posts import OWN
from sim.scenario.edge_list import parse_edge_list
from sim.scenario.scenario import Scenario
from sim.world.graph import (
    read_edge_list,
    read_labels,
    to_networkx,
    world_from_edge_list,
    world_from_networkx,
    world_of,
)
from sim.world.world import World

needs_lastfm = pytest.mark.skipif(not LASTFM.is_dir(), reason="the LastFM Asia graph, ../shared/data, is not here")

SCENARIO = """
budget_eur = 60_000
[brand]
name = "b"
price_eur = 10
margin_share = 0.5
[market]
people = 10_000_000
horizon_days = 10
"""
# Whatever can be certain is certain, and everybody is alike.
CERTAIN = {entry: value for mechanism in MECHANISMS.values() for entry, value in mechanism.off.items()} | {
    **dict.fromkeys(("reach_rate", "engagement_per_reached_person", "share_per_engaged_person"), 1),
    **dict.fromkeys(("friend_reach_rate", "delay_median_hours"), 1),
    **dict.fromkeys(("activity_spread", "delay_spread"), 0),
}


def scenario_of(folder: Path, more: str = "", **asked) -> Scenario:
    (folder / "mine.toml").write_text(SCENARIO + more)
    return Scenario.load(folder / "mine.toml", **asked)


def overriding(folder: Path, values: dict, more: str = "") -> Scenario:
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    return scenario_of(folder, f"[assumptions.override]\n{lines}{more}")


def refused(read, *given, **named) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read(*given, **named)
    return caught.value.problems


def written(folder: Path, content: str | bytes, name: str = "edges.csv") -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def follower_sets(world: World) -> dict[int, set[int]]:
    """Who follows whom, under the names that people had outside."""
    graph = to_networkx(world)
    return {person: set(graph.predecessors(person)) for person in graph}


# ---- Files of ties --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "0,1\n2,1\n",
        "follower,followed\n0,1\n2,1",
        "# made by hand\n\nfollower\tfollowed\r\n0\t1\r\n# between\r\n2\t1\r\n",
        "0 1\n  2   1  # the second\n",
        "\ufeffnode_1, node_2\n0, 1\n2, 1\n",
    ],
)
def test_ties_are_read_with_commas_tabs_or_spaces_headers_and_comments(tmp_path: Path, text: str):
    follower, followed = read_edge_list(written(tmp_path, text))
    assert (follower.tolist(), followed.tolist()) == ([0, 2], [1, 1])
    assert follower.dtype == followed.dtype == np.int64


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n0,1\nx,1\n", "line 3: follower 'x': must be a whole number from 0 to 1,999,999,999"),
        ("0,1\n0,-4\n", "line 2: followed '-4': must be a whole number from 0 to 1,999,999,999"),
        ("0,1\n0,2000000000\n", "line 2: followed '2000000000': must be a whole number from 0 to 1,999,999,999"),
        ("0,1\n0,1" + "0" * 80 + "\n", "line 2: followed '1000"),
        ("0,1.5\n", "line 1: followed '1.5': must be a whole number"),
        (
            "0,1\n1,2,3\n",
            "line 2: must be two columns, follower and followed, with a comma between them; found 3",
        ),
        ("0,1\n5 6\n", "line 2: must be two columns, follower and followed, with a comma between them; found 1"),
        ("0\n", "line 1: must be two columns, follower and followed, with spaces between them; found 1"),
        ("", "holds no tie"),
        ("# nothing\nfollower,followed\n", "holds no tie"),
        (b"0,1\n\xff,2\n", "is not UTF-8 text (byte 5)"),
    ],
)
def test_each_fault_of_an_edge_list_is_told_in_one_sentence(tmp_path: Path, text: str | bytes, told: str):
    path = written(tmp_path, text)
    (problem,) = refused(read_edge_list, path)
    assert problem.startswith(f"{path}: {told}")


def test_a_missing_file_and_a_folder_are_refused_in_words(tmp_path: Path):
    assert "no such file" in refused(read_edge_list, tmp_path / "none.csv")[0]
    assert "is not a file" in refused(read_edge_list, tmp_path)[0]
    assert "no such file" in refused(world_from_edge_list, tmp_path / "none.csv", Scenario.load(), 1)[0]
    path = written(tmp_path, "0,1\n")
    assert "no such file" in refused(world_from_edge_list, path, Scenario.load(), 1, labels=tmp_path / "none")[0]


def test_twenty_faults_are_told_and_the_others_counted(tmp_path: Path):
    problems = refused(read_edge_list, written(tmp_path, "0,1\n" + "x,y\n" * 20))
    assert len(problems) == 40
    with pytest.raises(InputError) as caught:
        read_edge_list(tmp_path / "edges.csv")
    assert caught.value.told[20:] == ("... and 20 more",)


@examples(200)
@given(st.lists(st.text(st.sampled_from("0123 ,\t#-+.xé\n\r"), max_size=8), max_size=4))
def test_whatever_is_read_is_what_a_plain_reading_finds(lines):
    text = "0,1\n" + "\n".join(lines)
    with contextlib.suppress(InputError):
        follower, followed = parse_edge_list(text, "text")
        said = [line.partition("#")[0].strip() for line in text.replace("\r", "\n").split("\n")]
        plain = [tuple(int(cell) for cell in line.split(",")) for line in said if line]
        assert list(zip(follower.tolist(), followed.tolist(), strict=True)) == plain


def test_ids_with_holes_are_refused(tmp_path: Path):
    path = written(tmp_path, "0,1\n5000000,1\n")
    assert "ids have holes; number people from 0" in refused(world_from_edge_list, path, Scenario.load(), 1)[0]


# ---- Files of labels ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: must be a header of two columns, such as id,label"),
        ("0,a\n1,b\n", "line 1: must be a header of two columns, such as id,label"),
        ("id,label\n", "labels nobody"),
        ("id,label\n0,a\n0,b\n1,c\n", "line 3: id 0: is on line 2 too; label everybody once"),
        ("id,label\n0,a\n2,b\n", "line 3: id '2': must be a whole number from 0 to 1, as there are 2 people"),
        ("id,label\n0,a\nx,b\n", "line 3: id 'x': must be a whole number from 0 to 1"),
        ("id,label\n0,a\n1,b,c\n", "line 3: must be two columns, id and label; found 3"),
        ("id,label\n0,a\n1\n", "line 3: must be two columns, id and label; found 1"),
        ("id,label\n0,a\n1, \n", "line 3: id 1: has an empty label; give it one"),
        ("id,label\n0,a\n1," + "b" * 201 + "\n", "line 3: id 1: has a label of 201 characters; must be at most 200"),
        ('id,label\n0,"a\n', "line 2: is not CSV"),
    ],
)
def test_each_fault_of_a_label_file_is_told_in_one_sentence(tmp_path: Path, text: str, told: str):
    path = written(tmp_path, text, "labels.csv")
    (problem,) = refused(read_labels, path)
    assert problem.startswith(f"{path}: {told}")


def test_labels_are_for_everybody_and_nobody_else(tmp_path: Path):
    labels = written(tmp_path, "id,label\n1,a\n0,b\n", "labels.csv")
    assert read_labels(labels) == read_labels(labels, 2) == ["b", "a"]
    assert "id 2: has no label" in refused(read_labels, labels, 3)[0]
    edges = written(tmp_path, "0,1\n2,1\n")
    assert "id 2: must be from 0 to 1" in refused(world_from_edge_list, edges, Scenario.load(), 1, labels=labels)[0]


def test_people_without_ties_live_in_the_world_when_labels_name_them(tmp_path: Path):
    labels = written(tmp_path, "id,label\n0,b\n1,a\n2,b\n3,c\n", "labels.csv")
    world = world_from_edge_list(written(tmp_path, "0,1\n2,1\n"), Scenario.load(), 1, labels=labels, best_connected=1)
    assert (world.people.size, world.interests) == (4, ("a", "b", "c"))
    assert world.labels is not None
    assert world.labels.tolist() == [1, 0, 2, 3]
    assert follower_sets(world) == {0: set(), 1: {0, 2}, 2: set(), 3: set()}
    assert world.roster[0].name == "person-1"


# ---- NetworkX -------------------------------------------------------------------------------------


def test_a_generated_world_survives_the_way_through_networkx(tmp_path: Path):
    scenario = scenario_of(tmp_path, "interests = ['art', 'books', 'cars']\n", people=2_000)
    world = World.generate(scenario, 3)
    graph = to_networkx(world)
    again = world_from_networkx(graph, scenario, 3)
    stored = world.written_out().ties
    assert graph.number_of_edges() == stored.followers.size == again.ties.followers.size
    assert follower_sets(again) == follower_sets(world)
    assert np.array_equal(again.ties.followers, stored.followers)
    assert np.array_equal(again.people.interest_starts, world.people.interest_starts)
    activity = np.array([graph.nodes[person]["activity"] for person in graph])
    assert activity.mean() == pytest.approx(1.0, abs=4 * activity.std() / math.sqrt(2_000))


def test_ties_keep_their_ends_when_interests_stand_in_any_order():
    graph = nx.DiGraph([("d", "a"), ("a", "b"), ("c", "b"), ("b", "b")])  # in the order d, a, b, c
    nx.set_node_attributes(graph, {"a": "x", "b": "y", "c": "x", "d": "y"}, "topic")
    world = world_from_networkx(graph, Scenario.load(), 1, interest="topic", best_connected=2)
    assert world.interests == ("x", "y")
    assert world.labels is not None
    assert world.labels.tolist() == [1, 3, 0, 2]
    assert follower_sets(world) == {0: set(), 1: {0}, 2: {1, 3}, 3: set()}
    assert [profile.name for profile in world.roster] == ["person-2", "person-1"]


def test_an_undirected_tie_goes_both_ways_and_names_may_be_anything():
    graph = nx.Graph([("ada", (1, 2)), ((1, 2), 3.5)])
    world = world_from_networkx(graph, Scenario.load(), 1)
    assert world.interests == ("everybody",)
    assert follower_sets(world) == {0: {1}, 1: {0, 2}, 2: {1}}


def test_graphs_that_say_too_little_or_are_too_large_are_refused():
    built_in, nobody = Scenario.load(), nx.empty_graph(3)
    graph = nx.DiGraph([(0, 1), (2, 1)])
    assert "no attribute 'topic'" in refused(world_from_networkx, graph, built_in, 1, interest="topic")[0]
    graph.nodes[0]["interest"] = "art"
    assert "and 1 more have none" in refused(world_from_networkx, graph, built_in, 1)[0]
    assert "no nodes" in refused(world_from_networkx, nx.Graph(), built_in, 1)[0]
    assert "must be a NetworkX graph" in refused(world_from_networkx, [(0, 1)], built_in, 1)[0]
    assert "has a follower" in refused(world_from_networkx, nobody, built_in, 1, best_connected=1)[0]
    assert "at least 1" in refused(world_from_networkx, nobody, built_in, 1, best_connected=0)[0]
    assert "at most 200,000" in refused(to_networkx, World.generate(Scenario.load(people=200_001), 1))[0]


# ---- The [network] section ------------------------------------------------------------------------


def test_a_scenario_over_a_network_has_its_people_and_its_interests(tmp_path: Path):
    written(tmp_path, "0,1\n2,1\n")
    written(tmp_path, "id,label\n0,b\n1,a\n2,b\n", "labels.csv")
    section = "[network]\nedges = 'edges.csv'\nlabels = 'labels.csv'\nbest_connected = 1\n"
    scenario = scenario_of(tmp_path, section)
    assert (scenario.simulated_people, scenario.market.interests) == (3, ("a", "b"))
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    world = world_of(scenario, 1)
    assert (world.people.size, world.interests) == (3, scenario.market.interests)
    assert [profile.name for profile in world.roster] == ["person-1"]
    both_ways = world_of(scenario_of(tmp_path, section + "mutual = true\n"), 1)
    assert follower_sets(both_ways) == {0: {1}, 1: {0, 2}, 2: {1}}
    assert world_of(scenario_of(tmp_path, people=2_000), 1).labels is None


def test_whatever_changes_the_network_changes_the_fingerprint_and_moving_it_does_not(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    section = "[network]\nedges = 'edges.csv'\n"
    found = [scenario_of(tmp_path).fingerprint]
    for folder in (tmp_path, tmp_path / "elsewhere"):
        written(folder, "0,1\n2,1\n")
        written(folder, "id,label\n0,b\n1,a\n2,b\n", "labels.csv")
        found.append(scenario_of(folder, section).fingerprint)
    assert found[1] == found[2]
    for more in ("mutual = true\n", "labels = 'labels.csv'\n", "best_connected = 1\n"):
        found.append(scenario_of(tmp_path, section + more).fingerprint)
    written(tmp_path, "0,1\n2,1\n2,0\n")
    found.append(scenario_of(tmp_path, section).fingerprint)
    assert len(set(found)) == len(found) - 1


def test_a_network_that_changes_under_a_scenario_is_refused(tmp_path: Path):
    written(tmp_path, "0,1\n2,1\n")
    scenario = scenario_of(tmp_path, "[network]\nedges = 'edges.csv'\n")
    written(tmp_path, "0,1\n2,1\n2,0\n")
    assert "changed since the scenario was read" in refused(world_of, scenario, 1)[0]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("[network]\n", "network.edges: missing"),
        ("[network]\nedges = 'no.csv'\n", "no such file"),
        ("[network]\nedges = 'bad.csv'\n", "line 1: followed 'x': must be a whole number"),
        ("[network]\nedges = 'edges.csv'\nmutual = 1\n", "network.mutual = 1: must be true or false"),
        ("[network]\nedges = 'edges.csv'\nbest_connected = 0\n", "network.best_connected = 0: must be at least 1"),
        ("[network]\nedges = 'edges.csv'\nbest_connected = 1\n[roster]\nnano = 1\n", "takes the place of a roster"),
        ("[network]\nedges = 'edges.csv'\nmutal = true\n", "network.mutal: unknown key; did you mean 'mutual'?"),
        ("interests = ['art']\n[network]\nedges = 'edges.csv'\n", "market.interests: leave it out"),
        ("network = 3\n", "market.network: unknown key"),
    ],
)
def test_each_fault_of_the_section_is_told_in_one_sentence(tmp_path: Path, more: str, told: str):
    written(tmp_path, "0,1\n2,1\n")
    written(tmp_path, "0,x\n", "bad.csv")
    (problem,) = refused(scenario_of, tmp_path, more)
    assert told in problem


def test_the_number_of_people_is_the_networks_to_say(tmp_path: Path):
    written(tmp_path, "0,1\n2,1\n")
    (problem,) = refused(scenario_of, tmp_path, "[network]\nedges = 'edges.csv'\n", people=500)
    assert problem.startswith("people = 500: ")


# ---- What happens in a measured network -----------------------------------------------------------


def test_on_six_people_everybody_whom_a_post_can_come_to_is_reached_and_nobody_else(tmp_path: Path):
    """By hand: 1 and 2 follow 0, 3 follows 1, and 0 follows 3 and 4; 4 follows 5, whom nothing comes to.

    0 posts. In each hour those shown the post in the hour before see it, engage and share, once each.
    """
    edges = written(tmp_path, "1,0\n2,0\n3,1\n0,3\n0,4\n4,5\n")
    scenario = overriding(tmp_path, CERTAIN, "[[schedules.one]]\ninfluencers = ['person-0']\n")
    world = world_from_edge_list(edges, scenario, 1, best_connected=1)
    for crowd in ("columns", "agents"):
        run = simulate(scenario, world, plan(scenario, world, "one"), luck_seed=1, crowd=crowd, events=True)
        assert run.events is not None
        seen = [tuple(int(event[name]) for name in ("hour", "person", "via")) for event in run.events]
        assert seen == [(1, 1, ev.NOBODY), (1, 2, ev.NOBODY), (2, 3, 1), (3, 0, 3), (4, 1, 0), (4, 2, 0)]
        assert (run.totals["reach_people"], run.totals["engagements"], run.totals["shares"]) == (4, 6, 4)


@needs_lastfm
def test_the_best_connected_of_a_real_graph_reach_their_own_followers(tmp_path: Path):
    scenario = Scenario.load()
    world = world_from_edge_list(
        LASTFM / "edges.csv", scenario, 1, mutual=True, labels=LASTFM / "country.csv", best_connected=20
    )
    assert (world.people.size, len(world.interests), world.ties.followers.size) == (7_624, 18, 2 * 27_806)
    assert len(world.roster) == 20
    followers = world.influencers["members"]
    assert followers.tolist() == sorted(followers.tolist(), reverse=True)
    campaign = plan(scenario, world, "macro_only")
    run = simulate(scenario, world, campaign, luck_seed=1, events=True)
    assert run.events is not None
    assert run.events.size > 0
    owners = {world.roster[row].key: row for row in campaign.influencers}
    audiences = {key: set(world.audience(row).tolist()) for key, row in owners.items()}
    paid = run.events[(run.events["via"] == ev.NOBODY) & (run.events["post"] < OWN)]
    assert all(int(event["person"]) in audiences[int(event["post"]) // 4096] for event in paid)
    # A little is lost to those who would look only after the last hour.
    expected = sum(int(followers[row]) * world.roster[row].reach_rate for row in campaign.influencers)
    assert 0.75 * expected < paid.size < 1.1 * expected


@needs_lastfm
def test_a_roster_can_be_laid_over_a_real_graph_by_a_scenario_file(tmp_path: Path):
    files = f"edges = '{LASTFM / 'edges.csv'}'\nlabels = '{LASTFM / 'country.csv'}'"
    (tmp_path / "mine.toml").write_text(
        SCENARIO.replace("horizon_days = 10", "horizon_days = 20") + f"[network]\n{files}\nmutual = true\n"
    )
    scenario = Scenario.load(tmp_path / "mine.toml")
    assert (scenario.simulated_people, scenario.scale) == (7_624, pytest.approx(7_624 / 10_000_000))
    world = world_of(scenario, 1)
    run = simulate(scenario, world, plan(scenario, world, "hybrid"), luck_seed=1, events=True)
    assert run.events is not None
    assert run.events.size > 0
    assert 0 < run.totals["reach_people"] < 7_624
    assert follower_sets(world)[0] == {747}  # the only line of edges.csv that names person 0


@pytest.mark.second
def test_renumbering_people_changes_no_distribution(tmp_path: Path):
    """Totals over 100 runs agree within 4 standard errors, and each person's chance of being reached within 5."""
    some = np.random.default_rng(1)
    popular = some.pareto(1.5, 120) + 0.2
    follower, followed = some.integers(0, 120, 500), some.choice(120, 500, p=popular / popular.sum())
    renumbered = some.permutation(120)
    topic = np.array(["art", "books"])[some.integers(0, 2, 120)]
    scenario = overriding(
        tmp_path,
        {
            "share_per_engaged_person": 0.8,
            "engagement_per_reached_person": 0.8,
            "friend_reach_rate": 0.6,
            "fee_per_follower_eur": 0,
        },
        "[[schedules.all]]\ntier = 'mega'\n",
    )
    reached, totals = np.zeros((2, 120)), np.zeros((2, 100, 3))
    for arm, number in enumerate((np.arange(120), renumbered)):
        names = np.empty_like(topic)
        names[number] = topic
        for run in range(100):
            seed = 1 + 100 * arm + run
            world = World.stored(
                scenario, seed, number[follower], number[followed], people=120, interest=list(names), best_connected=1
            )
            record = simulate(scenario, world, plan(scenario, world, "all"), luck_seed=seed, events=True)
            assert record.events is not None
            assert world.labels is not None
            ids = world.labels[np.unique(record.events["person"])]
            reached[arm] += np.isin(number, ids)
            totals[arm, run] = [record.totals[name] for name in ("reach_people", "engagements", "shares")]
    difference = totals[0].mean(axis=0) - totals[1].mean(axis=0)
    error = np.sqrt(totals.var(axis=1, ddof=1).sum(axis=0) / 100)
    assert np.all(np.abs(difference / error) < 4)
    pooled = reached.sum(axis=0) / 200
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-9) * 2 / 100)
    assert np.all(np.abs(reached[0] - reached[1]) / 100 / error < 5)
    assert 20 < reached.sum(axis=1).min() / 100 < 100  # cascades, neither died out nor everywhere
