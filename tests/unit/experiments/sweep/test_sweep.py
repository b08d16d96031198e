"""A sweep: a row for each run, the same replicates in every cell, and nothing played twice."""

import csv

import numpy as np
import pytest
from sneakers import launch

from experiments.replicates import grid
from experiments.replicates.design import Design, replicate_runs
from experiments.sweep.files import write_sweep
from experiments.sweep.sweep import Sweep, sweep_study
from sim.errors import InputError

SCENARIO = launch()
CELLS = [{"fatigue_per_repeat": 0.5}, {"fatigue_per_repeat": 1.0}]
TWO = ("macro_only", "micro_only")
DESIGN = Design(1)


@pytest.fixture(scope="module")
def swept() -> Sweep:
    return sweep_study(SCENARIO, CELLS, TWO, 2, DESIGN)


def test_a_row_is_the_replicate_of_its_cell(swept):
    table = swept.table()
    assert len(table) == 8
    row = int(np.flatnonzero((table["cell"] == 1) & (table["schedule"] == "micro_only") & (table["replicate"] == 1))[0])
    set_to = SCENARIO.with_value("fatigue_per_repeat", 1.0)
    (run,) = replicate_runs(set_to, ["micro_only"], 1, Design(1, contributions=False))
    assert table["reach_people"][row] == run.totals["reach_people"]
    assert table["frequency"][row] == run.totals["impressions"] / run.totals["reach_people"]
    assert table["fatigue_per_repeat"][row] == 1.0


def test_what_was_played_is_found_again_also_by_a_larger_sweep(tmp_path, swept, monkeypatch):
    first = sweep_study(SCENARIO, CELLS[:1], TWO[:1], 2, DESIGN, folder=tmp_path)
    played = []

    def watched(scenario, schedules, replicate, design):
        played.append((replicate, list(schedules)))
        return replicate_runs(scenario, schedules, replicate, design)

    replicate_runs = grid.replicate_runs
    monkeypatch.setattr(grid, "replicate_runs", watched)
    whole = sweep_study(SCENARIO, CELLS, TWO, 2, DESIGN, folder=tmp_path)
    assert whole.outcomes == swept.outcomes
    assert played == [(0, ["micro_only"]), (1, ["micro_only"]), (0, list(TWO)), (1, list(TWO))]
    assert first.outcomes.items() <= whole.outcomes.items()


def test_the_files_hold_the_table(tmp_path, swept):
    parquet = pytest.importorskip("pyarrow.parquet")
    assert write_sweep(swept, tmp_path) == ["sweep.csv", "sweep.parquet"]
    table = swept.table()
    rows = list(csv.DictReader((tmp_path / "sweep.csv").read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == list(table.columns)
    for name in ("cell", "replicate", "reach_people", "cpc_eur"):
        np.testing.assert_array_equal([float(row[name] or "nan") for row in rows], table[name])
    stored = parquet.read_table(tmp_path / "sweep.parquet").to_pydict()
    assert stored["schedule"] == table["schedule"].tolist()
    np.testing.assert_array_equal(stored["cpc_eur"], table["cpc_eur"])


def test_a_run_that_fails_is_a_row_that_says_why(swept):
    broken = Sweep(SCENARIO, TWO[:1], CELLS[:1], 1, DESIGN, {(0, "macro_only", 0): "nobody can be hired"})
    table = broken.table()
    assert table["error"].tolist() == ["nobody can be hired"]
    assert np.isnan(table["reach_people"]).all()


def test_no_schedule_no_cell_and_an_unknown_schedule_are_refused():
    for cells, names in (([], TWO), (CELLS, ()), (CELLS, ("macro",)), (CELLS, ("macro_only", "macro_only"))):
        with pytest.raises(InputError):
            sweep_study(SCENARIO, cells, names, 1, DESIGN)
