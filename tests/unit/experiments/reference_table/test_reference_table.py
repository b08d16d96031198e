"""A table: what every study plays, found again after any stop, and luck that is common or of each point's own."""

import csv
from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest
from sneakers import launch
from stored import played_twice, runs_in

from experiments.files import write_columns
from experiments.reference_table import reference_table as module
from experiments.reference_table.batch import TOTALS, scenario_at
from experiments.reference_table.points import Points, labels_of, sobol_points
from experiments.reference_table.reference_table import ReferenceTable, play_points
from experiments.replicates.design import Design, replicate_runs
from experiments.store.database import NAME
from sim.assumptions.belief import quantile_of
from sim.kpis import KPI_BY_NAME

BOTH = ("macro_only", "micro_only")
SCENARIO = launch()
FEW = sobol_points(labels_of(SCENARIO.assumptions, ["share_per_engaged_person", "fatigue_per_repeat"]), 3, 1)


def table(points=FEW, lucks=2, **how) -> ReferenceTable:
    return play_points(SCENARIO, BOTH, points, lucks, 1, **how)


@pytest.fixture(scope="module")
def known() -> ReferenceTable:
    return table()


def test_a_campaign_at_a_point_is_the_replicate_that_believes_the_same():
    design = Design(1, lucks=1, contributions=False)
    drawn = quantile_of(SCENARIO.assumptions, design.seed_of(0))
    points = Points(tuple(drawn), np.array([list(drawn.values())]))
    runs = replicate_runs(SCENARIO, BOTH, 0, design)
    assert table(points, 1).totals[0, 0].tolist() == [[run.totals[name] for name in TOTALS] for run in runs]


def test_what_no_point_names_stays_at_base():
    at = scenario_at(SCENARIO, {"fatigue_per_repeat": 0.9}).assumptions
    moved = {entry.name for entry in at if entry.base != SCENARIO.assumptions.entry(entry.name).base}
    assert moved == {"fatigue_per_repeat"}


def test_worlds_that_are_used_again_change_no_number(known, monkeypatch):
    points = Points(FEW.labels, FEW.quantiles[2:])
    monkeypatch.setattr("experiments.reference_table.batch._worlds", OrderedDict())
    assert np.array_equal(table(points).totals, known.totals[2:])


def test_a_number_that_the_world_is_made_of_makes_another_world():
    points = sobol_points(labels_of(SCENARIO.assumptions, ["engagement_spread"]), 2, 1)
    alone = [table(Points(points.labels, row[None]), 1).totals for row in points.quantiles]
    assert not np.array_equal(*alone)
    assert np.array_equal(table(points, 1).totals, np.concatenate(alone))


def test_common_lucks_are_the_same_at_every_point_and_own_ones_at_none():
    same = Points(FEW.labels, np.repeat(FEW.quantiles[:1], 3, axis=0))
    common, own = (table(same, luck=luck).totals for luck in ("common", "own"))
    assert np.array_equal(common, np.repeat(common[:1], 3, axis=0))
    told = own.reshape(6, -1)
    told = told[:, np.isfinite(told).all(axis=0)]
    assert len(np.unique(told, axis=0)) == 6


def test_asked_twice_nothing_is_played_again(tmp_path, known, monkeypatch):
    first = table(folder=tmp_path)
    monkeypatch.setattr(module, "played", pytest.fail)
    again = table(folder=tmp_path)
    assert np.array_equal(first.totals, again.totals)
    assert np.array_equal(first.totals, known.totals)


def test_a_table_that_was_stopped_goes_on_where_it_was(tmp_path, known, monkeypatch):
    monkeypatch.setattr(module, "BATCH_POINTS", 1)

    def stop(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        table(folder=tmp_path, on_points=stop)
    assert len(runs_in(tmp_path)) == 2 * 2  # lucks and schedules of one point
    assert np.array_equal(table(folder=tmp_path).totals, known.totals)
    assert len(runs_in(tmp_path)) == 3 * 2 * 2
    assert played_twice(tmp_path) == 0


def test_a_damaged_file_is_played_again(tmp_path, known, caplog):
    table(folder=tmp_path)
    file = tmp_path / NAME
    file.write_bytes(file.read_bytes()[:100])
    assert np.array_equal(table(folder=tmp_path).totals, known.totals)
    assert "was damaged" in caplog.text


def test_another_question_is_another_table(tmp_path, known):
    table(folder=tmp_path)
    dearer = replace(SCENARIO, budget_eur=20_000.0)
    other = play_points(dearer, BOTH, FEW, 2, 1, folder=tmp_path)
    assert len(runs_in(tmp_path)) == 2 * 3 * 2 * 2
    assert not np.array_equal(other.totals, known.totals)


def test_an_indicator_over_lucks_is_a_ratio_of_means():
    totals = np.zeros((1, 2, 1, len(TOTALS)))
    totals[0, :, 0, TOTALS.index("engagements")] = 1.0, 5.0
    totals[0, :, 0, TOTALS.index("reach_people")] = 10.0, 10.0
    made = ReferenceTable(SCENARIO, ("macro_only",), Points(("x",), np.zeros((1, 1))), totals)
    assert made.indicator(KPI_BY_NAME["engagement_rate_per_reached_person"], "macro_only").tolist() == [0.3]
    assert np.isnan(made.indicator(KPI_BY_NAME["cpc_eur"], "macro_only")).all()


def test_the_table_has_a_row_for_each_campaign_to_the_last_digit_also_as_csv(known, tmp_path):
    told = known.table()
    assert len(told) == 3 * 2 * 2
    write_columns(tmp_path / "table.csv", told.to_dict())
    for row in csv.DictReader((tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()):
        point, luck, schedule = int(row["point"]), int(row["luck"]), BOTH.index(row["schedule"])
        assert [float(row[label]) for label in known.points.labels] == known.points.quantiles[point].tolist()
        totals = [float(row[name] or "nan") for name in TOTALS]
        np.testing.assert_array_equal(totals, known.totals[point, luck, schedule])
