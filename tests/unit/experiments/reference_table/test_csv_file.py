"""A table as CSV holds every campaign, to the last digit."""

import csv

import numpy as np
from sneakers import launch

from experiments.reference_table.batch import TOTALS
from experiments.reference_table.csv_file import write_table
from experiments.reference_table.points import Points
from experiments.reference_table.reference_table import ReferenceTable


def test_every_campaign_is_a_row_and_no_digit_is_lost(tmp_path):
    totals = np.random.default_rng(1).random((2, 3, 2, len(TOTALS)))
    totals[1, 2, 1] = np.nan
    points = Points(("a", "b.nano"), np.random.default_rng(2).random((2, 2)))
    write_table(tmp_path / "table.csv", ReferenceTable(launch(), ("x", "y"), points, totals))
    rows = list(csv.DictReader((tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 12
    for row in rows:
        point, luck, schedule = int(row["point"]), int(row["luck"]), "xy".index(row["schedule"])
        assert [float(row[label]) for label in points.labels] == points.quantiles[point].tolist()
        told = [float(row[name] or "nan") for name in TOTALS]
        np.testing.assert_array_equal(told, totals[point, luck, schedule])
