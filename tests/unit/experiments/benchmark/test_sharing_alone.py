"""Sharing alone beside other programs: taking turns, the same sizes, and what is missing is told."""

import io
import json

import numpy as np
import pytest
from rich.console import Console

from experiments.benchmark import sharing_alone
from experiments.benchmark.greedy import chosen_by_cynetdiff, greedy_beside
from experiments.benchmark.peers import PEERS, Peer, own
from experiments.benchmark.plot import peers_picture
from experiments.benchmark.sharing_alone import beside_peers, heavy_tailed, timed
from experiments.benchmark.table import peers_table
from sim import greedy_seeds

TOO_MANY = Peer("Twofold", "numpy", "", 10**9, False, lambda *asked: lambda luck, runs: 2 * own(*asked)(luck, runs))
MISSING = Peer("Nobody's", "no_such_module", "pip install nobodys", 10**9, True, own)


def test_the_graph_is_simple_heavy_tailed_and_the_same_for_a_seed():
    graph = heavy_tailed(2_000, 40_000, 1)
    pairs = np.repeat(np.arange(2_000), np.diff(graph.starts)) * 2_000 + graph.followers
    assert np.unique(pairs).size == graph.ties
    assert not (pairs % 2_001 == 0).any()  # a person following themselves
    assert 0.9 * 40_000 < graph.ties < 40_000
    followers = np.sort(np.diff(graph.starts))
    assert followers[-1] > 10 * np.median(followers)
    assert (heavy_tailed(2_000, 40_000, 1).followers == graph.followers).all()


def test_programs_take_turns_and_one_that_reaches_others_is_seen():
    graph = heavy_tailed(500, 5_000, 1)
    ours, same, twofold = timed(graph, 0.5, [1, 2], [MISSING._replace(module="numpy"), TOO_MANY], 3, 10)
    assert (ours.runs, same.runs, twofold.runs) == (30, 30, 3)
    assert same.mean_size == ours.mean_size
    assert same.z == ours.z == 0.0
    assert twofold.z > 5.0
    assert ours.times_ours == (1.0,) * 3
    assert len(twofold.times_ours) == len(twofold.turn_milliseconds) == 3


@pytest.fixture(scope="module")
def result():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing_alone, "QUICK_SIZES", ((400, 4_000, 5), (800, 8_000, 5)))
        mesa = next(peer for peer in PEERS if peer.module == "mesa")
        return beside_peers(quick=True, peers=[TOO_MANY, MISSING, mesa._replace(most_people=400)])


def test_every_program_is_in_every_cell_but_the_slow_on_large_graphs_and_the_missing(result):
    small, large = result["graphs"]
    programs = [[row["program"] for row in chance["programs"]] for chance in small["chances"]]
    assert programs == [["groundswell", "Twofold", "Mesa agents"]] * 3
    programs = [[row["program"] for row in chance["programs"]] for chance in large["chances"]]
    assert programs == [["groundswell", "Twofold"]] * 3
    assert result["missing"] == ["Nobody's is not installed: pip install nobodys"]
    assert json.loads(json.dumps(result))["turns"] == result["turns"] == 2


def test_figures_are_printed_and_drawn(result, tmp_path):
    out = io.StringIO()
    Console(file=out, width=140).print(peers_table(result))
    for words in ("Times ours", "Twofold", "Mesa agents", "0.05", "pip install nobodys"):
        assert words in out.getvalue()
    peers_picture(tmp_path / "picture.png", result)
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_greedy_choice_is_that_of_an_independent_code_where_it_is_no_matter_of_luck():
    pytest.importorskip("cynetdiff.models")
    graph = heavy_tailed(3_000, 20_000, 1)
    candidates = np.argsort(-np.diff(graph.starts), kind="stable")[:8].tolist()
    # With a chance this small whoever has most followers adds most, by far more than the noise of so many runs.
    theirs = chosen_by_cynetdiff(graph, 0.01, candidates, 2, 4_000)
    assert set(theirs) == set(greedy_seeds(graph, 0.01, 2, 4_000, candidates=candidates).seeds.tolist())


def test_the_two_choices_are_compared_in_fresh_runs():
    pytest.importorskip("cynetdiff.models")
    rows = greedy_beside(heavy_tailed(2_000, 20_000, 1), quick=True)
    for row in rows:
        assert len(set(row["ours"])) == len(set(row["theirs"])) == 4
        assert row["same"] == (
            set(row["ours"]) == set(row["theirs"]) or abs(row["difference"]) <= 2 * row["standard_error"]
        )
