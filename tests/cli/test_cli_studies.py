"""The studies on the command line: files as promised, every wrong input one clear line, Ctrl-C loses nothing."""

import functools
import json
import os
import signal
import time

import pytest
from commands import started
from small_validation import play_small_campaigns
from stored import played_twice, runs_in

TINY = """
[study]
people = 2_000
first_beliefs = 40
most_beliefs = 40
ablation_beliefs = 40

[A]
sentence = "More is reached at once."

[A.arms]
few = { schedule = "micro_only", roster = { nano = 1, micro = 60, macro = 1 } }
many = { schedule = "burst", roster = { nano = 1, micro = 60, macro = 1 } }

[[A.claims]]
measure = "launch_reach_people"
more = "many"
than = "few"
by_percent = 5
"""


@pytest.fixture
def tiny(tmp_path):
    file = tmp_path / "tiny.toml"
    file.write_text(TINY)
    return file


def test_hypotheses_write_what_they_promise_and_print_the_same(say, tiny, tmp_path):
    asked = ("hypotheses", "--file", tiny, "--assumptions", "evidence", "--jobs", 1, "--out", tmp_path / "out")
    code, out, err = say(*asked, "--json")
    assert (code, err) == (0, "")
    content = json.loads(out)
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"A.png", "hypotheses.html", "hypotheses.json", "hypotheses.manifest.json", "runs"}
    assert content == json.loads((tmp_path / "out" / "hypotheses.json").read_text())
    assert content["hypotheses"]["A"]["verdict"] == "supported"
    code, out, err = say(*asked, "--details")  # finished runs are found again: nothing is played
    assert (code, err) == (0, "")
    assert "supported" in out
    assert "reach within 48 hours at least 5 % higher under many than under few" in " ".join(out.split())
    # A comparison in the same folder tells of it.
    small = ("--people", 2000, "--replicates", 2, "--jobs", 1, "--schedules", "micro_only,burst")
    assert say("compare", *small, "--out", tmp_path / "out")[0] == 0
    assert "More is reached at once." in (tmp_path / "out" / "report.html").read_text()


def test_validate_writes_what_it_promises(say, tmp_path, monkeypatch):
    from experiments.validation.network import Target

    monkeypatch.setattr(
        "experiments.validation.checks.targets", lambda *_: iter([Target("clustering", 0, 1, 0.5, "h")])
    )
    play_small_campaigns(monkeypatch)
    monkeypatch.setattr("experiments.validation.run.feed_checks", lambda *_: iter([]))
    asked = ("validate", "--people", 5000, "--cascades", 5000, "--replicates", 2, "--jobs", 1)
    code, out, err = say(*asked, "--out", tmp_path / "out", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((tmp_path / "out" / "validation.json").read_text())
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "validation.json",
        "validation.png",
        "validate.manifest.json",
    }


def test_breakeven_and_scale_write_what_they_promise(say, tmp_path):
    out = tmp_path / "out"
    few = ("--schedules", "micro_only,burst", "--jobs", 1, "--out", out)
    asked = ("breakeven", "brand.price_eur", "fee_per_follower_eur", "--people", 2000, "--points", 2, "--replicates", 2)
    code, printed, err = say(*asked, *few, "--x-range", "60,240", "--json")
    assert (code, err) == (0, "")
    found = json.loads(printed)
    assert found == json.loads((out / "breakeven.json").read_text())
    assert found["x"]["values"] == [60.0, 240.0]
    code, printed, err = say("scale", "--sizes", "2000,4000", "--replicates", 2, *few)
    assert (code, err) == (0, "")
    assert "From" in printed
    names = {path.name for path in out.iterdir()}
    manifests = {"breakeven.manifest.json", "scale.manifest.json"}
    assert names == {"breakeven.json", "breakeven.png", "scale.json", "scale.png", "runs"} | manifests


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hypotheses", "H16"), "unknown hypothesis 'H16'"),
        (("hypotheses", "--without", "fatig"), "unknown mechanism 'fatig'; did you mean 'fatigue'"),
        (("hypotheses", "--file", "nowhere.toml"), "there is no such file"),
        (("hypotheses", "H1", "--people", "3"), "people = 3"),
        (("validate", "--cascades", "0"), "cascades = 0: must be at least 1"),
        (("validate", "--people", "10"), "people = 10"),
        (("validate", "--people", "2000000000"), "people = 2,000,000,000: must be at most 5,000,000"),
        (("validate", "--cascades", "4000000000"), "must be at most 20,000,000"),
        (("validate", "--cascades-file", "nowhere.csv"), "nowhere.csv"),
        (("breakeven", "share_rate"), "share_rate: no such quantity"),
        (("breakeven", "--points", "1"), "1 points given; allowed is a whole number from 2"),
        (("breakeven", "--x-range", "1"), "must be two numbers"),
        (("breakeven", "--schedules", "hybrid"), "at least 2"),
        (("scale", "--sizes", "10000,many"), "must be whole numbers"),
        (("scale", "--sizes", "10000"), "give at least 2"),
        (("scale", "--sizes", "3,10000"), "3"),
    ],
)
def test_a_wrong_question_is_told_in_a_line_and_leaves_nothing_behind(say, tmp_path, words, said):
    code, out, err = say(*words, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert said in err
    assert all(line.startswith("groundswell: ") for line in err.splitlines())
    assert not (tmp_path / "out").exists() or not [p for p in (tmp_path / "out").rglob("*") if p.is_file()]


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(say, tiny, tmp_path, jobs):
    out = tmp_path / "out"
    asked = ["hypotheses", "--file", tiny, "--assumptions", "evidence", "--jobs", jobs, "--out", out]
    listening = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = started(*asked, start_new_session=True, preexec_fn=listening)
    try:
        begun = time.monotonic() + 90
        while len(runs_in(out / "runs")) < 6:
            assert time.monotonic() < begun
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        printed, err = process.communicate(timeout=30)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert (process.returncode, printed) == (130, "")
    assert "finished runs are kept in" in err
    assert not list(out.glob("*.json"))
    kept = runs_in(out / "runs")
    assert len(kept) >= 6
    code, _, err = say(*asked)
    assert (code, err) == (0, "")
    whole = runs_in(out / "runs")
    assert {place: whole[place] for place in kept} == kept
    assert played_twice(out / "runs") == 0
    assert {number for _, number in whole} == set(range(40))
    assert len(whole) == 40 * len({key for key, _ in whole})
