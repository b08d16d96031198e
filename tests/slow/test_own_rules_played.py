"""Rules of one's own: in both crowds, in every process, in every result, and refused where they break a contract."""

import json

import numpy as np
import pytest
from commands import told

TIRES = """
import math

HALF_TIRED = 1.0


def attention(memory, wear_in_gain, wear_in_impressions, fatigue_per_repeat):
    return _halved(memory / HALF_TIRED)


def _halved(times):
    return math.pow(0.5, times)
"""
AS_SHIPPED = """
from sim.own_rules import shipped


def attention(memory, wear_in_gain, wear_in_impressions, fatigue_per_repeat):
    return shipped.attention(memory, wear_in_gain, wear_in_impressions, fatigue_per_repeat)
"""


def events(folder, rules, crowd="columns"):
    own = ["--mechanisms", folder / "own.py"] if rules else []
    (folder / "own.py").write_text(rules)
    asked = ["run", "--people", 3_000, "--seed", 3, "--schedule", "hybrid", "--events", "--crowd", crowd]
    done = told(*asked, *own, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    with np.load(folder / "out" / "events.npz") as arrays:
        return arrays["events"], done.stdout


@pytest.mark.nightly
def test_an_own_rule_is_played_by_both_crowds_and_told_of(tmp_path):
    (columns, said), (agents, _) = (events(tmp_path, TIRES, crowd) for crowd in ("columns", "agents"))
    shipped, before = events(tmp_path, "")
    assert np.array_equal(columns, agents)
    assert not np.array_equal(columns["outcome"], shipped["outcome"])
    assert "with the rules of own.py" in said
    assert "own.py" not in before


@pytest.mark.nightly
def test_a_rule_that_calls_the_one_it_replaces_changes_nothing(tmp_path):
    (own, _), (shipped, _) = events(tmp_path, AS_SHIPPED), events(tmp_path, "")
    assert np.array_equal(own, shipped)


@pytest.mark.nightly
def test_processes_that_work_for_a_command_play_the_own_rules_too(tmp_path):
    (tmp_path / "own.py").write_text(TIRES)
    small = ["compare", "--people", 2_000, "--replicates", 4, "--schedules", "macro_only,micro_only"]
    found = []
    for jobs, rules in ((1, True), (2, True), (2, False)):
        own = ["--mechanisms", tmp_path / "own.py"] if rules else []
        done = told(*small, "--jobs", jobs, *own, "--out", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        found.append((tmp_path / "out" / "runs.csv").read_text())
    assert found[0] == found[1] != found[2]
    manifest = json.loads((tmp_path / "out" / "compare.manifest.json").read_text())
    assert manifest["read"] == {}  # of the last command, which had none


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def attentoin(memory):\n    return 1.0", "did you mean 'attention'"),
        ("def familiarity(a, b):\n    return 1.0", "must take (tiers_met_elsewhere, factor)"),
        ("def familiarity(tiers_met_elsewhere, factor):\n    return -1.0", "must be a finite number, 0 or more"),
        ("def familiarity(tiers_met_elsewhere, factor):\n    return factor / 0.0", "must be a finite number"),
        ("def see_probability(reach_scale, activity):\n    return reach_scale * activity", "must be from 0 to 1"),
        ("def see_probability(reach_scale, activity):\n    return nothing", "cannot be compiled"),
        ("x = 1 / 0", "cannot be loaded: ZeroDivisionError"),
        ("x = 1", "holds no rule"),
    ],
)
def test_what_breaks_the_contract_of_a_rule_is_refused_before_anything_is_played(text, said, tmp_path):
    (tmp_path / "own.py").write_text(text)
    done = told("run", "--people", 2_000, "--mechanisms", tmp_path / "own.py", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_every_problem_of_a_file_is_told_at_once(tmp_path):
    (tmp_path / "own.py").write_text("def a(x):\n    return x\n\n\ndef familiarity(x):\n    return 1.0\n")
    done = told("run", "--mechanisms", tmp_path / "own.py", "--out", tmp_path / "out")
    assert len(done.stderr.splitlines()) == 2
