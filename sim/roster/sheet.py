"""Finds the table in a CSV file as spreadsheets and tools write it: its separator, header and rows with lines."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sim.errors import InputError
from sim.roster.cell_faults import CellFaults

Row = tuple[int, list[str]]  # the line on which it begins, its cells

_SEPARATORS = (",", ";", "\t", "|")
FIRST_LINES = 10  # among which the header is looked for
_SEPARATOR_STATED = re.compile(r'"?sep=(.)"?(?:\r\n?|\n)', re.IGNORECASE)  # what one spreadsheet writes for itself
_TURNS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_THOUSANDS = re.compile(r"\d{1,3}")
_THREE_DIGITS = re.compile(r"\d{3}")


@dataclass(frozen=True)
class Sheet:
    """The first table of a file: the header's cells, rows of as many cells, and notes on what was left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str
    notes: tuple[str, ...]
    beyond: int  # rows after the most that are kept


def one_line(cell: str) -> str:
    """A cell without line breaks and spaces around it."""
    return " ".join(cell.split())


def printable(cell: str) -> str:
    """A cell on one line, without characters that a terminal would obey: controls and turns of the writing."""
    if cell.isascii() and cell.isprintable():
        return one_line(cell)
    kept = (
        letter for letter in cell if letter.isspace() or (unicodedata.category(letter) != "Cc" and letter not in _TURNS)
    )
    return one_line("".join(kept))  # a space may stand at the end now that what followed it is gone


def read_sheet(
    text: str, is_header: Callable[[Sequence[str]], bool], most_rows: int, faults: CellFaults, example: str = ""
) -> Sheet:
    """Reads the table whose header ``is_header`` knows; rows after ``most_rows`` are only counted.

    ``example`` is a header to be told where there is none.

    What is wrong with a row is added to the faults, and the row left out. Raises InputError where there is no header.
    """
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise InputError("holds null bytes, as UTF-16 without a byte order mark does; save it as UTF-8")
    stated = _SEPARATOR_STATED.match(text)
    body = text[stated.end() :] if stated else text
    skipped = 1 if stated else 0
    candidates = []
    for separator in (stated[1],) if stated else _SEPARATORS:
        rows = itertools.islice(_rows(body, separator, skipped), FIRST_LINES)
        place, header = _header(rows, is_header)
        if header:
            candidates.append((len(header), place, separator))
    if not candidates:
        raise InputError(_no_header(body, skipped, example))
    _, place, separator = max(candidates, key=lambda candidate: candidate[0])  # of equals the first
    return _table(_rows(body, separator, skipped), place, separator, is_header, most_rows, faults)


def _rows(text: str, separator: str, skipped: int) -> Iterator[Row]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    for row in rows:
        yield skipped + line + 1, row
        line = rows.line_num


def _header(rows: Iterator[Row], is_header: Callable[[Sequence[str]], bool]) -> tuple[int, list[str]]:
    """The number of rows before the header, and the header; titles of one cell and empty lines may come before it."""
    place = 0
    try:
        for _, row in rows:
            cells = [one_line(cell) for cell in row]
            if is_header(cells):
                return place, cells
            if sum(map(bool, cells)) > 1:
                break
            place += 1
    except csv.Error:
        pass
    return place, []


def _no_header(text: str, skipped: int, example: str) -> str:
    start = "no column 'followers'"
    try:
        separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
        filled = (row for row in _rows(text, separator, skipped) if any(map(str.strip, row[1])))
        line, first = next(filled, (1, []))
    except csv.Error as error:
        return f"is not CSV: {error}"
    if not first:
        return f"{start}; the first line names the columns"
    shown = ", ".join(repr(one_line(cell)) for cell in first[:6]) + (", ..." if len(first) > 6 else "")
    if any(re.match(r"\s*[\d.,]*\d", cell) for cell in first):
        return (
            f"line {line}: {start}: {shown} look like an influencer; "
            f"the first line names the columns{f', such as {example}' if example else ''}"
        )
    return f"line {line}: {start}; the first line names the columns, and here these are {shown}"


def _table(
    rows: Iterator[Row],
    place: int,
    separator: str,
    is_header: Callable[[Sequence[str]], bool],
    most_rows: int,
    faults: CellFaults,
) -> Sheet:
    notes: list[str] = []
    kept: list[Row] = []
    beyond = 0
    before = [one_line(cell) for _, row in itertools.islice(rows, place) for cell in row if cell.strip()]
    if before:
        notes.append(f"before the header: {before[0]!r} is left out")
    header = [printable(cell) for cell in next(rows)[1]]
    repeats: list[int] = []  # how often the header comes once more, and where first
    gap = False  # an empty line came just before
    line = 1
    try:
        for line, row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                gap = True
                continue
            if printable(cells[0]) == header[0] and [printable(cell) for cell in cells] == header:
                repeats = [repeats[0] + 1, repeats[1]] if repeats else [1, line]
            elif gap and _begins_another(cells, header):
                notes.append(f"line {line}: what begins with {cells[0]!r} is no influencer; left out from there on")
                break
            elif len(kept) + beyond >= most_rows:
                beyond += 1
            elif len(cells) == len(header) or (len(cells) > len(header) and not any(cells[len(header) :])):
                kept.append((line, cells[: len(header)]))
            else:
                count = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
                sentence = f"{count} where the header has {len(header)}{_unquoted(cells, separator)}"
                faults.of_line(line, sentence, "another number of cells than the header")
            gap = False
    except csv.Error as error:
        faults.of_line(line + 1, f"is not CSV: {error}", "is not CSV")
    if repeats:
        notes.append(f"the header stands there {repeats[0]:,} times more, on line {repeats[1]} first; left out")
    return Sheet(tuple(header), tuple(kept), separator, tuple(notes), beyond)


def _begins_another(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row after an empty line begins another table, or is a remark: no number in it, and other cells."""
    if any(any(character.isdigit() for character in cell) for cell in cells):
        return False
    return _filled(cells) != _filled(header)


def _filled(cells: Sequence[str]) -> int:
    """The number of cells up to the last that is not empty."""
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)


def _unquoted(cells: Sequence[str], separator: str) -> str:
    """The end of a sentence on a number that a comma without quotes cut in two; "" where none did."""
    if separator != ",":
        return ""
    for left, right in itertools.pairwise(cells):
        if _THOUSANDS.fullmatch(left) and _THREE_DIGITS.fullmatch(right):
            return f"; {left},{right} without quotes is two cells: write {left}{right}"
        if re.fullmatch(r"\d{1,2}", left) and re.fullmatch(r"\d{1,4} ?[kmb%]?", right.lower()):
            return f"; {left},{right} without quotes is two cells: write {left}.{right}, or quotes around it"
    return ""
