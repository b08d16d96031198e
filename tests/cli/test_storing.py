"""Finished runs as commands show them: listed, exported, merged, pruned, checked; and each can be played alone."""

import csv
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from stored import runs_in

from experiments.store import care, listing
from experiments.store.database import NAME
from experiments.store.store import Finished, Store

ASKED = ("compare", "--people", "2000", "--replicates", "4", "--schedules", "macro_only,micro_only", "--jobs", "1")


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    from commands import told

    folder = tmp_path_factory.mktemp("compared")
    done = told(*ASKED, "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_what_is_kept_is_listed_question_by_question(say, compared):
    code, out, err = say("store", "list", compared)
    assert (code, err) == (0, "")
    assert "8 runs, 0 of them played twice." in out
    for word in ("macro_only", "micro_only", "evidence", "2,000", "of today"):
        assert word in out
    code, out, _ = say("store", "list", compared, "--json")
    told = json.loads(out)
    assert [(study["schedule"], study["cells"], study["runs"]) for study in told["studies"]] == [
        ("macro_only", 1, 4),
        ("micro_only", 1, 4),
    ]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_run_is_exported_with_the_digits_of_the_result(say, compared, tmp_path, suffix):
    if suffix == ".parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
    code, out, err = say("store", "export", compared, tmp_path / f"runs{suffix}")
    assert (code, err, "8 runs" in out) == (0, "", True)
    file = tmp_path / f"runs{suffix}"
    rows = (
        parquet.read_table(file).to_pylist()
        if suffix == ".parquet"
        else list(csv.DictReader(file.read_text().splitlines()))
    )
    kept = runs_in(compared / "runs")
    for row in rows:
        totals = kept[row["cell"], int(row["replicate"])]
        assert {name: float(row[name]) for name in totals} == totals
        assert not row["error"]
    assert {(row["cell"], int(row["replicate"])) for row in rows} == set(kept)
    assert list(tmp_path.iterdir()) == [file]


def test_one_campaign_of_a_comparison_is_played_alone(say, compared, tmp_path):
    rows = list(csv.DictReader((compared / "runs.csv").read_text().splitlines()))
    row = next(row for row in rows if row["schedule"] == "micro_only" and row["replicate"] == "3")
    words = ("run", "--people", "2000", "--schedule", "micro_only", "--replicate", 3, "--out", tmp_path)
    code, out, err = say(*words, "--json")
    assert (code, err) == (0, "")
    kpis = json.loads(out)["kpis"]
    for name in ("reach_people", "engagements", "purchases_incremental", "cost_eur"):
        assert kpis[name] == float(row[name])


def test_a_failure_is_told_with_its_seeds_and_a_command_that_plays_it_again(say, tmp_path, compared):
    shutil.copytree(compared / "runs", tmp_path / "runs")
    about = json.dumps(
        {
            "scenario": "launch",
            "schedule": "hybrid",
            "people": 2000,
            "seed": 3,
            "lucks": 2,
            "budget": 5000.0,
            "command": ["compare", "my launch.toml", "--without", "fatigue", "--out", "x"],
        }
    )
    with Store(tmp_path / "runs") as store:
        store.keep([Finished("ab" * 16, 7, "hybrid can hire nobody", about=about)])
    code, out, err = say("store", "failures", tmp_path)
    assert (code, err) == (0, "")
    assert "launch, hybrid, replicate 7 (seed of world and luck 3,000,007): hybrid can hire nobody" in out
    assert "1 run without a result." in out
    (told,) = json.loads(say("store", "failures", tmp_path, "--json")[1])
    assert told["command"] == (
        "groundswell run 'my launch.toml' --schedule hybrid --people 2000 --budget 5000.0 --seed 3 --lucks 2 "
        "--replicate 7 --without fatigue"
    )
    assert "0 runs without a result." in say("store", "failures", compared)[1]


def test_campaigns_of_a_table_have_no_seed_that_their_number_tells(tmp_path):
    with Store(tmp_path) as store:
        store.keep([Finished("ab" * 16, 7, {"clicks": 1.5}, about=json.dumps({"seed": 3, "table": True}))])
        store.keep([Finished("cd" * 16, 7, {"clicks": 1.5}, about=json.dumps({"seed": 3}))])
    assert [run.world_seed for run in listing.runs_in(tmp_path)] == [None, 3_000_007]


def test_merged_stores_hold_the_runs_of_all(say, compared, tmp_path):
    with Store(tmp_path / "b") as store:
        store.keep([Finished("ab" * 16, 7, {"clicks": 1.5}, 0.1, b"detail")])
    code, out, err = say("store", "merge", tmp_path / "all", compared, tmp_path / "b", tmp_path / "b")
    assert (code, err) == (0, "")
    assert out == f"{tmp_path / 'all'} has 9 runs now.\n"
    assert runs_in(tmp_path / "all") == runs_in(compared / "runs") | {("ab" * 16, 7): {"clicks": 1.5}}
    with Store(tmp_path / "all") as store:
        assert store.detail("ab" * 16, 7) == b"detail"


def test_runs_of_an_older_model_are_pruned_and_no_others(say, compared, tmp_path, monkeypatch):
    shutil.copytree(compared / "runs", tmp_path / "runs")
    assert "0 runs of an older model" in say("store", "prune", tmp_path)[1]
    for module in (care, listing):
        monkeypatch.setattr(module, "code_digest", lambda: "newer")
    assert "older" in say("store", "list", tmp_path)[1]
    assert "8 runs of an older model" in say("store", "prune", tmp_path)[1]
    assert runs_in(tmp_path / "runs") == {}


def test_damage_is_found_and_told_with_exit_code_1(say, compared, tmp_path):
    shutil.copytree(compared / "runs", tmp_path / "runs")
    code, out, _ = say("store", "check", tmp_path)
    assert (code, out) == (0, f"{tmp_path / 'runs' / NAME}: 8 runs, whole.\n")
    with closing(sqlite3.connect(tmp_path / "runs" / NAME)) as connection:
        connection.execute("UPDATE run SET content = zeroblob(30) WHERE replicate = 2")
        connection.commit()
    code, out, _ = say("store", "check", tmp_path)
    assert code == 1
    assert "8 runs, damaged (2 parts" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("store", "list", "nowhere"), "nowhere: holds no finished runs (runs.sqlite)"),
        (("store", "export", "{compared}", "runs.txt"), "runs.txt: must end in .csv or .parquet"),
        (("store", "export", "{compared}", "nowhere/runs.csv"), "nowhere/runs.csv: cannot be written"),
        (("store", "merge", "all", "nowhere"), "nowhere: holds no finished runs"),
    ],
)
def test_a_wrong_place_is_told_in_a_line(say, compared, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = say(*(word.format(compared=compared) for word in words))
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
