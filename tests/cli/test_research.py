"""Commands for researchers: what they write, what they say, and what they refuse in a line."""

import csv
import json

import numpy as np
import pytest

from experiments.cli.commands import main
from experiments.reference_table.batch import TOTALS

FEW = ["--people", "2000", "--jobs", "1"]


def stand_in(batch):
    """In place of the model, which takes minutes: views grow with the reach rate, twice as fast for macro."""
    totals = np.zeros((*batch.luck_seeds.shape, len(batch.schedules), len(TOTALS)))
    reach_rate = batch.quantiles[:, batch.labels.index("reach_rate")]
    for place, seed in np.ndenumerate(batch.luck_seeds):
        for row, schedule in enumerate(batch.schedules):
            luck = 0.1 * np.random.default_rng(int(seed)).normal()
            steep = 4.0 if schedule == "macro_only" else 2.0
            totals[*place, row, TOTALS.index("impressions")] = np.exp(10.0 + steep * reach_rate[place[0]] + luck)
    return totals


def also_sold(batch):
    """The same, and incremental sales that grow with the reach rate, under macro only."""
    totals = stand_in(batch)
    reach_rate = batch.quantiles[:, batch.labels.index("reach_rate")]
    totals[:, :, 0, TOTALS.index("purchases_incremental")] = 1_000.0 * (reach_rate[:, None] - 0.4)
    return totals


@pytest.fixture
def _no_model(monkeypatch):
    monkeypatch.setattr("experiments.reference_table.reference_table.played", stand_in)


def ended(*arguments) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in arguments])
    return end.value.code


def test_a_design_is_written_filled_in_elsewhere_and_read_back(tmp_path, capsys):
    file, out = tmp_path / "design.csv", tmp_path / "out"
    asked = ["sensitivity", "--method", "sobol", "--points", "16", "--schedules", "macro_only,micro_only"]
    asked += ["--of", "awareness", "--vary", "reach_rate,fatigue_per_repeat", *FEW]
    assert ended(*asked, "--design-out", file) == 0
    assert "64 points" in capsys.readouterr().out
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        row["outcome"] = float(row["reach_rate"])
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert ended(*asked, "--read", file, "--out", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["answer"].startswith("Of the variance of reach of macro only less that of micro only")
    names = ["sensitivity.json", "sensitivity.manifest.json", "sensitivity.png", "sobol.csv"]
    assert sorted(path.name for path in out.iterdir()) == names


def test_two_designs_cannot_stand_in_one_file(capsys):
    assert ended("sensitivity", "--design-out", "x.csv", *FEW) == 2
    assert "--method morris or --method sobol" in capsys.readouterr().err


@pytest.mark.usefixtures("_no_model")
def test_past_campaigns_become_a_set_that_other_commands_take(tmp_path, capsys):
    data = tmp_path / "past.csv"
    data.write_text("campaign,schedule,views\na,macro_only,60000\nb,micro_only,38000\n", encoding="utf-8")
    out = tmp_path / "out"
    asked = ["calibrate", data, "--points", "512", "--vary", "reach_rate,fatigue_per_repeat", "--out", out, *FEW]
    assert ended(*asked) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "say nothing of fatigue" in printed
    assert {path.name for path in out.iterdir()} >= {"posterior.toml", "calibration.json", "calibration.png"}
    assert ended("run", "--assumptions", out / "posterior.toml", "--people", "2000", "--out", tmp_path / "run") == 0
    assert "assumptions: posterior" in " ".join(capsys.readouterr().out.split())


@pytest.mark.second
@pytest.mark.usefixtures("_no_model")
def test_a_check_of_the_calibration_says_how_often_intervals_hold(tmp_path, capsys):
    asked = ["calibration-check", "--points", "512", "--truths", "50", "--schedules", "macro_only", "--json"]
    assert ended(*asked, "--out", tmp_path, *FEW) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["learned"] == ["reach_rate"]
    assert told["coverage_of_learned"]["0.9"] > 0.8


@pytest.mark.nightly
@pytest.mark.usefixtures("_no_model")
def test_of_two_schedules_a_check_says_how_often_their_difference_comes_nearer_to_the_truth(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("experiments.reference_table.reference_table.played", also_sold)
    asked = ["calibration-check", "--points", "512", "--truths", "50", "--schedules", "macro_only,micro_only"]
    assert ended(*asked, "--campaigns", "2", "--truth-lucks", "3", "--out", tmp_path, *FEW) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Of 50 truths the answer (the difference of the two schedules by incremental purchases)" in printed
    told = json.loads((tmp_path / "calibration_check.json").read_text(encoding="utf-8"))
    assert told["recovery"]["nearer_share"] > 0.8
    assert told["recovery"]["luck_share"] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.usefixtures("_no_model")
def test_it_is_told_which_data_would_narrow_the_answer_most(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("experiments.reference_table.reference_table.played", also_sold)
    asked = ["worth-knowing", "--points", "512", "--truths", "100", "--schedules", "macro_only,micro_only"]
    asked += ["--of", "purchases_incremental", "--campaigns", "1,3", "--lift-error", "100", *FEW]
    assert ended(*asked, "--out", tmp_path) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "the 90 % interval of incremental purchases of macro only less that of micro only" in printed
    told = json.loads((tmp_path / "worth_knowing.json").read_text(encoding="utf-8"))
    left = {one["name"]: one["width_left"] for one in told["data"]}
    assert left["impressions of one macro only campaign"] < 0.4
    assert left["shares of one macro only campaign"] == pytest.approx(1.0, abs=0.05)
    assert left["all measures of 3 macro only campaigns"] <= left["impressions of one macro only campaign"]
    assert list(left.values()) == sorted(left.values())
    assert "(standard error 100)" in " ".join(left)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--schedules", "macro_only"], "must be two, to be compared"),
        (["--campaigns", "1,x"], "must be whole numbers"),
        (["--campaigns", "0"], "must be numbers of at least 1"),
        (["--truths", "99"], "must be at least 100"),
        (["--of", "joy"], "no such indicator"),
    ],
)
def test_data_that_cannot_be_judged_are_refused_before_anything_is_played(words, told, tmp_path, capsys):
    given = words if "--schedules" in words else ["--schedules", "macro_only,micro_only", *words]
    assert ended("worth-knowing", *given, "--out", tmp_path / "out", *FEW) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_bad_data_are_refused_in_a_line_each(tmp_path, capsys):
    data = tmp_path / "past.csv"
    data.write_text("campaign,views,clicks\na,100,200\nb,many,1\n", encoding="utf-8")
    assert ended("calibrate", data, "--out", tmp_path / "out", *FEW) == 2
    err = capsys.readouterr().err
    assert "row 2: clicks 200 and impressions 100" in err
    assert "row 3: impressions = 'many'" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.second
def test_a_sweep_writes_a_row_for_each_run(tmp_path, capsys):
    design = tmp_path / "grid.toml"
    design.write_text("fatigue_per_repeat = [0.5, 1.0]\n", encoding="utf-8")
    asked = ["sweep", design, "--schedules", "micro_only", "--replicates", "2", "--out", tmp_path / "out", *FEW]
    assert ended(*asked) == 0
    assert "2 cells, 1 schedules, 2 replicates: 4 runs." in capsys.readouterr().out
    rows = (tmp_path / "out" / "sweep.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 5


def test_an_unknown_set_of_assumptions_is_refused_with_those_that_are_known(capsys):
    assert ended("run", "--assumptions", "evidenc", "--people", "2000") == 2
    assert "did you mean 'evidence'" in capsys.readouterr().err
