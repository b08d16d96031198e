"""The delay of the model against real cascades that a user has: a file of when each was passed on."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from experiments.validation.checks import Check, stretch
from experiments.validation.resampling import resampled
from sim import rules
from sim.assumptions.numbers import Assumptions
from sim.errors import Faults, InputError
from sim.reading.text_file import read_text

Floats = npt.NDArray[np.float64]

HEADER = ("cascade", "seconds", "followers")
FEWEST_RESHARES = 10  # of a cascade whose timing is measured
MULTIPLES_OF_HALF = (2, 5, 10)
_LARGEST = 1e12
_SHOWN = 20  # characters of a cell
_MOST_BYTES = 250_000_000  # of the file, which is held in memory


class Cascade(NamedTuple):
    """A post, at second 0, and each time it was passed on, in that order, with the followers of whoever did; (n,)."""

    seconds: Floats
    followers: Floats

    @property
    def reshared(self) -> Floats:
        """Seconds from the post to each time it was passed on, ascending."""
        return self.seconds[1:]

    @property
    def hours(self) -> Floats:
        """Hours from the post, the post itself first."""
        return self.seconds / 3600.0

    def size_by(self, hours: float) -> int:
        """How often it had been passed on by then."""
        return int(np.searchsorted(self.hours, hours, side="right")) - 1


def read_cascades(path: Path) -> list[Cascade]:
    """Every cascade of a file, in the order of the file.

    The file is CSV with the header ``cascade,seconds,followers``; the first row of a cascade is the post itself,
    at second 0. Cascades passed on fewer than ten times are left out. Raises InputError with the lines that
    cannot be used.
    """
    text = read_text(path, f"; give a CSV file with the header {','.join(HEADER)}", _MOST_BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows_of: dict[str, list[tuple[float, float]]] = {}
    problems = Faults()
    try:
        if [cell.strip() for cell in next(rows, [])] != list(HEADER):
            raise InputError(f"{path}: line 1: must be the header {','.join(HEADER)}")
        for row in rows:
            problems.extend(f"{path}: line {rows.line_num}: {problem}" for problem in _read(row, rows_of))
    except csv.Error as error:
        problems.append(f"{path}: line {rows.line_num}: is not CSV: {error}")
    timed = [_cascade(rows) for rows in rows_of.values() if len(rows) > FEWEST_RESHARES]
    if not problems and not timed:
        problems.append(f"{path}: no cascade was passed on {FEWEST_RESHARES} times; there is nothing to measure")
    if problems:
        raise InputError(problems)
    return timed


def _cascade(rows: Sequence[tuple[float, float]]) -> Cascade:
    """The cascade of these seconds and followers: the post first, the rest by time."""
    seconds, followers = np.array([rows[0], *sorted(rows[1:])]).T
    return Cascade(seconds, followers)


def _read(row: Sequence[str], rows_of: dict[str, list[tuple[float, float]]]) -> Iterator[str]:
    """Adds a row to those of its cascade; yields what is wrong with it."""
    if not row:
        return
    if len(row) != len(HEADER):
        yield f"{len(row)} columns; must be {len(HEADER)}: {', '.join(HEADER)}"
        return
    cascade, *cells = (cell.strip() for cell in row)
    seconds, followers = (_number(cell) for cell in cells)
    if not cascade:
        yield "cascade is empty; must be a number or a name"
    if seconds is None:
        yield f"seconds = {_short(cells[0])}: must be a number from 0 to {_LARGEST:g}"
    if followers is None or followers % 1.0:
        yield f"followers = {_short(cells[1])}: must be a whole number from 0 to {_LARGEST:g}"
    if seconds is None or followers is None or not cascade:
        return
    if cascade not in rows_of and seconds != 0.0:
        yield f"cascade {_short(cascade)} begins at second {seconds:g}; its first row must be the post, at second 0"
    rows_of.setdefault(cascade, []).append((seconds, followers))


def _short(cell: str) -> str:
    return repr(cell[:_SHOWN])


def _number(cell: str) -> float | None:
    try:
        number = float(cell if "_" not in cell else "")
    except ValueError:
        return None
    return number if 0.0 <= number <= _LARGEST else None


def file_checks(cascades: Sequence[Cascade], assumptions: Assumptions, name: str) -> Iterator[Check]:
    """The lognormal delay at its base against the middle half of real cascades; ``name`` is that of their file."""
    spread = assumptions.value("delay_spread")
    entry = assumptions.entry("delay_spread")
    reshares = sum(one.reshared.size for one in cascades)
    source = (
        f"{reshares:,} times that {len(cascades)} cascades of {name} were passed on; band: their middle half. The "
        f"value is that of the lognormal delay at its base spread, {spread:g} ({entry.standing}: {entry.source})"
    )
    ratio = math.exp(float(ndtri(0.9)) * spread)
    yield _beside("T1", "time to 90 % / time to 50 %", ratio, [stretch(one.reshared) for one in cascades], source)
    for number, multiple in enumerate(MULTIPLES_OF_HALF, 2):
        shares = [
            float((times <= multiple * np.quantile(times, 0.5)).mean()) for times in (one.reshared for one in cascades)
        ]
        model = float(rules.delay_share(float(multiple), 1.0, spread))
        yield _beside(f"T{number}", f"share by {multiple} x the time to 50 %", model, shares, source)


def _beside(id_: str, quantity: str, model: float, real: Sequence[float], source: str) -> Check:
    values = np.array(real)
    values = values[np.isfinite(values)]
    if not values.size:
        return Check("timing", id_, quantity, model, "cannot be told", None, None, how=source)
    median = float(np.median(values))
    low, high = (float(end) for end in np.quantile(values, (0.25, 0.75)))
    ends = resampled(values.size, lambda places: float(np.median(values[places])))
    around = f", 95 % interval {ends[0]:.3g} to {ends[1]:.3g}" if math.isfinite(ends[0]) else ""
    why = ""
    if not low <= model <= high:
        side = "below" if model < low else "above"
        why = f"The lognormal delay at its base spread gives {model:.3g}, {side} the middle half of these cascades."
    return Check(
        "timing", id_, quantity, model, f"median {median:.3g}{around}", low, high, why=why, how=source
    )  # fmt: skip
