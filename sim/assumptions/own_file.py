"""A set of assumptions of one's own from a TOML file: entries laid over a shipped set, and draws that belong together.

A calibration writes such a file. It keeps whole draws, not a range for each number: data bind numbers together (more
reach with fewer clicks each, say), and ranges drawn one by one would forget it. A draw has quantiles
of the ranges that the extended set gives, so that the file needs no entries of its own, and draws are what was played.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sim.assumptions.belief import quantile_of
from sim.assumptions.files import SETS
from sim.assumptions.numbers import Assumptions, Draws
from sim.errors import InputError, nearest
from sim.reading.tables import shown
from sim.reading.toml_file import read_toml

POSTERIOR = "posterior"  # the table of draws; no entry can bear its name
MOST_DRAWS = 2_000


def is_own_file(set_name: object) -> bool:
    """Whether the name of a set is the path of a file."""
    return str(set_name).endswith(".toml")


def assumptions_of_file(path: Path) -> Assumptions:
    """The set that a file holds, under the name of the file. Raises InputError with everything wrong with it."""
    tables = read_toml(path)
    extended = tables.get("extends")
    if extended not in SETS:
        hint = nearest(extended, SETS)
        raise InputError(f"{path}: extends = {shown(extended)}: must be one of {', '.join(SETS)}{hint}")
    read = replace(Assumptions.read_file(path, str(extended)), name=path.stem)
    if POSTERIOR not in tables:
        return read
    return replace(read, draws=_draws(path, tables[POSTERIOR], read))


def _draws(path: Path, table: object, assumptions: Assumptions) -> Draws:
    """The draws of a file, checked. Raises InputError."""
    start = f"{path}: [{POSTERIOR}]"
    if not isinstance(table, Mapping) or not {"labels", "draws"} <= table.keys():
        raise InputError(
            f"{start}: needs labels, the names of the numbers, and draws, a list of quantiles for each draw"
        )
    labels, rows = table["labels"], table["draws"]
    known = quantile_of(assumptions, 0)
    texts = isinstance(labels, list) and all(isinstance(label, str) for label in labels)
    if not texts or not labels or len(set(labels)) != len(labels):
        raise InputError(f"{start}: labels = {shown(labels)}: must be a list of different names")
    problems = [
        f"{start}: labels: {shown(label)} is no uncertain number of this set{nearest(label, known)}"
        for label in labels
        if label not in known
    ]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_DRAWS:
        problems.append(f"{start}: draws: must be a list of 1 to {MOST_DRAWS:,} draws")
    else:
        for number, row in enumerate(rows, 1):
            if not isinstance(row, list) or len(row) != len(labels) or not all(map(_is_quantile, row)):
                problems.append(f"{start}: draw {number}: must be {len(labels)} numbers from 0 to 1")
    if problems:
        raise InputError(problems)
    return Draws(tuple(labels), tuple(tuple(map(float, row)) for row in rows))


def _is_quantile(given: object) -> bool:
    return type(given) in (int, float) and 0.0 <= given <= 1.0  # type: ignore[operator]
