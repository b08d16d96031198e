"""A design as CSV, to be played elsewhere, and its outcomes read back."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from experiments.sensitivity.designs import SensitivityDesign
from experiments.statistics.estimates import Array
from sim.errors import InputError
from sim.reading.rows import rows_of
from sim.reading.tables import shown
from sim.reading.text_file import read_text

_SAME = 1e-9  # quantiles of a file may differ by what another program's rounding does to them


def write_design(path: Path, design: SensitivityDesign, outcome: Array | None = None) -> None:
    """A row for each point: its number, the quantile of every assumption, and the outcome, empty where unknown."""
    told = np.full(len(design.points.quantiles), np.nan) if outcome is None else outcome
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["point", *design.points.labels, "outcome"])
        for number, (quantiles, value) in enumerate(zip(design.points.quantiles.tolist(), told.tolist(), strict=True)):
            writer.writerow([number, *quantiles, "" if math.isnan(value) else value])


def read_outcome(path: Path, design: SensitivityDesign) -> Array:
    """The outcome of each point of a design, not a number where the file leaves it empty.

    Rows may be in any order. Raises InputError with all that does not fit, such as a file of another design.
    """
    rows = rows_of(read_text(path), str(path))
    header = ["point", *design.points.labels, "outcome"]
    if not rows or sorted(rows[0]) != sorted(header):
        raise InputError(
            f"{path}: must have the columns of this design, which --design-out writes: point, a column for each of "
            f"{len(header) - 2} assumptions, and outcome"
        )
    places = [rows[0].index(name) for name in header]
    outcome = np.full(len(design.points.quantiles), np.nan)
    missing, problems = set(range(len(outcome))), []
    for line, row in enumerate(rows[1:], 2):
        try:
            cells = [row[place] for place in places]
            number, quantiles = int(cells[0]), [float(cell) for cell in cells[1:-1]]
            value = float(cells[-1]) if cells[-1].strip() else math.nan
        except (ValueError, IndexError):
            problems.append(f"{path}: line {line}: {shown(','.join(row))}: must be a number in every column")
            continue
        if number not in missing:
            problems.append(f"{path}: line {line}: point {number}: is not of this design, or stands there twice")
        elif not np.allclose(quantiles, design.points.quantiles[number], rtol=0.0, atol=_SAME):
            problems.append(f"{path}: line {line}: point {number}: other quantiles than in this design; same --seed?")
        else:
            missing.discard(number)
            outcome[number] = value
    if missing and not problems:
        problems.append(f"{path}: {len(missing)} of {len(outcome)} points are missing, the first is {min(missing)}")
    if problems:
        raise InputError(problems)
    return outcome
