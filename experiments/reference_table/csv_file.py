"""A table as CSV: a row for each campaign, with its point, its luck, its quantiles and its totals."""

from __future__ import annotations

import csv
from pathlib import Path

from experiments.reference_table.batch import TOTALS
from experiments.reference_table.reference_table import ReferenceTable


def write_table(path: Path, table: ReferenceTable) -> None:
    """Writes every campaign of a table; totals of one that failed are left empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["point", "luck", "schedule", *table.points.labels, *TOTALS])
        for point, by_luck in enumerate(table.totals):
            quantiles = [f"{quantile:.17g}" for quantile in table.points.quantiles[point]]
            for luck, by_schedule in enumerate(by_luck):
                for schedule, totals in zip(table.schedules, by_schedule, strict=True):
                    told = ["" if total != total else f"{total:.17g}" for total in totals]
                    writer.writerow([point, luck, schedule, *quantiles, *told])
