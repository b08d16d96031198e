"""Weekly sales from a file, and how they go up and down by themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import Faults, InputError
from sim.reading.rows import rows_of
from sim.reading.text_file import read_text

FEWEST_WEEKS = 8
COLUMN = "sales"
_MOST_BYTES = 10_000_000
_MOST_SALES = 1e12
_MOST_LIKE_THE_WEEK_BEFORE = 0.95


@dataclass(frozen=True)
class Noise:
    """What is left of weekly sales without their trend. ``carried_over`` is the correlation of a week and the next."""

    weeks: int
    mean_sales: float  # a week
    spread_sales: float  # standard deviation of a week around the trend
    carried_over: float  # 0 to 0.95

    def of_total(self, weeks: int) -> float:
        """Standard error of what so many weeks sold above the usual, the usual known from the weeks of the file.

        Errors that are carried over add up: Var = s^2 (w + 2 sum_k (w - k) r^k) for the weeks themselves, and
        w^2 s^2 (1 + r) / (1 - r) / n for their usual sum.
        """
        s, r, n = self.spread_sales, self.carried_over, self.weeks
        own = weeks + 2.0 * sum((weeks - k) * r**k for k in range(1, weeks))
        return s * math.sqrt(own + weeks**2 * (1.0 + r) / (1.0 - r) / n)


def read_sales(path: Path) -> npt.NDArray[np.float64]:
    """The column ``sales`` of a CSV file, a row for each week, oldest first; other columns are left out.

    Raises InputError with every row that cannot be used.
    """
    text = read_text(path, f"; give a CSV file with a column {COLUMN}, a row a week", _MOST_BYTES)
    rows = rows_of(text, str(path))
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if COLUMN not in header:
        raise InputError(f"{path}: line 1: must be a header with a column {COLUMN}; each row below is a week")
    place, problems, sales = header.index(COLUMN), Faults(), []
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cell = row[place].strip() if place < len(row) else ""
        try:
            number = float(cell if "_" not in cell else "")
        except ValueError:
            number = math.nan
        if not 0.0 <= number < _MOST_SALES:
            problems.append(f"{path}: line {line}: sales = {cell[:20]!r}: must be a number from 0 on")
        sales.append(number)
    if not problems and len(sales) < FEWEST_WEEKS:
        problems.append(f"{path}: {len(sales)} weeks; must be at least {FEWEST_WEEKS}, weeks without a campaign")
    if problems:
        raise InputError(problems, problems.beyond)
    return np.array(sales)


def checked_sales(sales: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Sales of weeks that were given as numbers, (weeks,). Raises InputError with every week that cannot be used."""
    try:
        given = np.asarray(sales, dtype=np.float64)
    except (TypeError, ValueError):
        given = np.empty((0, 0))
    if given.ndim != 1 or given.size < FEWEST_WEEKS:
        raise InputError(f"sales: must be one number for each of at least {FEWEST_WEEKS} weeks without a campaign")
    problems = Faults()
    for week, number in enumerate(given.tolist(), 1):
        if not 0.0 <= number < _MOST_SALES:
            problems.append(f"sales: week {week}: {number:g}: must be a number from 0 on")
    if problems:
        raise InputError(problems, problems.beyond)
    return given


def noise_of(sales: npt.NDArray[np.float64]) -> Noise:
    """The noise of weekly sales around a straight line; (weeks,), at least 8."""
    week = np.arange(sales.size, dtype=np.float64)
    slope, start = np.polyfit(week, sales, 1)
    left = sales - start - slope * week
    spread = float(np.sqrt((left**2).sum() / (sales.size - 2)))
    again = float((left[1:] * left[:-1]).sum() / max((left**2).sum(), 1e-300))
    # Of a short series it comes out too low, by (2 + 4 r) / n in the mean where a line is taken off.
    again += (2.0 + 4.0 * again) / sales.size
    return Noise(sales.size, float(sales.mean()), spread, min(max(again, 0.0), _MOST_LIKE_THE_WEEK_BEFORE))
