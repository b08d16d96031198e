"""The text of a roster file: as it stands, or of the first sheet of a workbook that lists influencers."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.reading.encodings import decoded_from_any
from sim.reading.text_file import read_bytes
from sim.reading.workbook import MOST_UNPACKED_BYTES, check_readable, holds_uncalculated, is_archive, sheets_of
from sim.roster.columns import is_header
from sim.roster.sheet import FIRST_LINES, one_line

_MOST_NAMED = 6  # sheets in one sentence


@dataclass(frozen=True)
class FileText:
    """A roster file as CSV, with notes on how it was read."""

    text: str
    notes: tuple[str, ...] = ()


def read_file_text(path: Path) -> FileText:
    """The text of a roster file, CSV or XLSX. Raises InputError."""
    return file_text(read_bytes(path), str(path))


def file_text(content: bytes, source: str, most_unpacked_bytes: int = MOST_UNPACKED_BYTES) -> FileText:
    """The text of the content of a roster file; ``source`` is named in what is wrong with it. Raises InputError."""
    check_readable(content, source)
    if is_archive(content):
        return _of_workbook(content, source, most_unpacked_bytes)
    text, note = decoded_from_any(content, source)
    return FileText(text, (note,) if note else ())


def _of_workbook(content: bytes, source: str, most_unpacked_bytes: int) -> FileText:
    text, read, others = "", "", []
    for name, rows in sheets_of(content, source, most_unpacked_bytes):
        first = [] if read else list(itertools.islice(rows, FIRST_LINES))
        if any(is_header([one_line(cell) for cell in row]) for row in first):
            text, read = _as_csv(itertools.chain(first, rows)), name
        else:
            others.append(name)
    if not read:
        raise InputError(f"{source}: no sheet has a column 'followers'; there are {_named(others)}")
    notes = [f"sheet {read!r} is read, not {_named(others)}"] if others else []
    if holds_uncalculated(content, source):
        notes.append("formulas that were never worked out read as empty; open and save the file in a spreadsheet first")
    return FileText(text, tuple(notes))


def _as_csv(rows: Iterable[list[str]]) -> str:
    """Rows as CSV, all of as many cells: a sheet does not keep those that are empty at the end of a row.

    With semicolons, as two numbers with a comma between them might be one.
    """
    kept = list(rows)
    width = max(map(len, kept))
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(row + [""] * (width - len(row)) for row in kept)
    return out.getvalue()


def _named(sheets: list[str]) -> str:
    more = len(sheets) - _MOST_NAMED
    return ", ".join(map(repr, sheets[:_MOST_NAMED])) + (f" and {more:,} more" if more > 0 else "")
