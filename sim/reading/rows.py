"""The rows of a text in which separators stand between cells (CSV)."""

from __future__ import annotations

import csv
import io

from sim.errors import InputError


def rows_of(text: str, source: str, separator: str = ",", *, strict: bool = False) -> list[list[str]]:
    """Every row as its cells, an empty line as none; ``source`` is named in what is wrong. Raises InputError.

    ``strict`` refuses quotes that do not stand around a whole cell, which are otherwise taken for letters.
    """
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    try:
        return list(rows)
    except csv.Error as error:
        raise InputError(f"{source}: line {rows.line_num}: is not CSV: {error}") from None
