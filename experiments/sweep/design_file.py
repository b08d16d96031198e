"""A design of a sweep from a file: a grid (TOML), or a row for each cell (CSV)."""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from sim.errors import Faults, InputError
from sim.reading.rows import rows_of
from sim.reading.tables import named, shown
from sim.reading.text_file import read_text
from sim.reading.toml_file import read_toml
from sim.scenario.scenario import Scenario

MOST_CELLS = 100_000
_MOST_BYTES = 20_000_000

# The value of each quantity that a cell sets, by the names that ``Scenario.with_value`` takes.
Cell: TypeAlias = Mapping[str, float]


def read_design(path: Path, scenario: Scenario) -> list[Cell]:
    """The cells of a design, each of which the scenario can be set to. Raises InputError with all that is wrong.

    A TOML file has a list of values for each quantity, and every combination is a cell. A CSV file names quantities in
    its first line, and each line below is a cell.
    """
    cells = _of_rows(path) if path.suffix.lower() == ".csv" else _of_grid(path)
    problems = Faults()
    for number, cell in enumerate(cells, 1):
        try:
            scenario.with_values(cell)
        except InputError as error:
            told = f"cell {number} ({', '.join(f'{named(name)} = {value:g}' for name, value in cell.items())}): "
            problems.take(error, f"{path}: {told}")
    if problems:
        raise InputError(problems, problems.beyond)
    return cells


def _of_grid(path: Path) -> list[Cell]:
    lists = _flat(read_toml(path))
    problems = [
        f"{path}: {named(name)} = {shown(values)}: must be a list of numbers, such as [0.5, 1.0]"
        for name, values in lists.items()
        if not isinstance(values, list) or not values or not all(map(_is_number, values))
    ]
    if not lists:
        problems = [f"{path}: names no quantity; a line such as fatigue_per_repeat = [0.7, 0.8, 0.9] is needed"]
    if problems:
        raise InputError(problems)
    if (count := math.prod(map(len, lists.values()))) > MOST_CELLS:
        raise InputError(f"{path}: {count:,} cells; must be at most {MOST_CELLS:,}")
    return [dict(zip(lists, map(float, values), strict=True)) for values in itertools.product(*lists.values())]


def _flat(tables: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """The entries with dots between the names of tables: ``[brand] price_eur`` is ``brand.price_eur``."""
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        flat |= _flat(value, f"{above}{name}.") if isinstance(value, Mapping) else {f"{above}{name}": value}
    return flat


def _of_rows(path: Path) -> list[Cell]:
    header, *rows = [
        row for row in rows_of(read_text(path, most_bytes=_MOST_BYTES), str(path)) if any(map(str.strip, row))
    ] or [[]]
    names = [name.strip() for name in header]
    if not rows or not all(names):
        raise InputError(f"{path}: needs a line with the names of quantities and a line for each cell")
    if len(rows) > MOST_CELLS:
        raise InputError(f"{path}: {len(rows):,} cells; must be at most {MOST_CELLS:,}")
    problems = Faults()
    cells: list[Cell] = []
    if len(set(names)) < len(names):
        problems.append(f"{path}: a quantity stands there twice: {', '.join(names)}")
    for line, row in enumerate(rows, 2):
        try:
            values = [float(value) for value in row]
            if len(values) != len(names) or not all(map(math.isfinite, values)):
                raise ValueError
        except ValueError:
            problems.append(f"{path}: row {line}: {shown(','.join(row))}: must be {len(names)} numbers")
        else:
            cells.append(dict(zip(names, values, strict=True)))
    if problems:
        raise InputError(problems, problems.beyond)
    return cells


def _is_number(given: object) -> bool:
    return type(given) in (int, float) and abs(given) <= sys.float_info.max  # type: ignore[arg-type]


def quantities(cells: Sequence[Cell]) -> list[str]:
    """The quantities of a design, in order."""
    return list(cells[0])
