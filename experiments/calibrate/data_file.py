"""Past campaigns from a file, CSV or XLSX: a row for each campaign, or for each of its posts or days.

Rows that bear one name under ``campaign`` are added up; without that column each row is a campaign. Gaps are allowed.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.calibrate.columns import CAMPAIGN, DATE, ERROR, MEASURES, SCHEDULE, column_named, like
from sim.errors import Faults, InputError, nearest
from sim.reading.encodings import decoded_from_any
from sim.reading.rows import rows_of
from sim.reading.tables import shown
from sim.reading.text_file import read_bytes
from sim.reading.workbook import check_readable, is_archive, sheets_of
from sim.roster.written_numbers import is_missing, read_column

_MOST_BYTES = 20_000_000
_MOST_UNPACKED_BYTES = 50_000_000  # of a workbook
_MOST_ROWS = 100_000
_SEPARATORS = ",;\t|"
_HEADER = "campaign,schedule,impressions,reach,engagements,shares,clicks,sales,spend"


@dataclass(frozen=True)
class PastCampaign:
    """What is known of one campaign: measures by name, and their standard errors where these were told."""

    name: str
    schedule: str
    measured: dict[str, float]
    errors: dict[str, float]


def read_campaigns(path: Path, schedules: Sequence[str], schedule: str) -> tuple[list[PastCampaign], list[str]]:
    """The campaigns of a file, and notes on how it was read.

    ``schedules`` are the names that a column of that name may hold, ``schedule`` stands where there is no such column
    or cell. Raises InputError with all that is wrong, row by row.
    """
    rows, notes = _rows(path)
    faults = Faults()
    header = [column_named(cell) for cell in rows[0][1]]
    _check_header(rows[0][1], header, faults, notes)
    table = _numbers(rows[1:], header, faults)
    if not table:
        faults.append(f"{path}: has no row below its header; one for each campaign is needed")
    campaigns: dict[str, list[_Row]] = {}
    for number, (line, cells, numbers) in enumerate(table):
        row = _Row(
            line, _cell(cells, header, DATE), _schedule(line, cells, header, schedules, schedule, faults), numbers
        )
        _check_row(row, faults)
        campaigns.setdefault(_cell(cells, header, CAMPAIGN) or f"row {number + 1}", []).append(row)
    made = [_added_up(name, parts, faults, notes) for name, parts in campaigns.items()]
    if not faults and not any(campaign.measured for campaign in made):
        faults.append("no campaign has a number in any column")
    if faults:
        located = (f"{path}: {fault}" if not fault.startswith(str(path)) else fault for fault in faults)
        raise InputError(located, faults.beyond)
    return made, notes


@dataclass(frozen=True)
class _Row:
    line: int
    date: str
    schedule: str
    numbers: dict[str, float]


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Filled rows with their lines, the header first. Raises InputError where no row is a header."""
    content, notes = read_bytes(path, most_bytes=_MOST_BYTES), []
    check_readable(content, str(path))
    tables: list[list[list[str]]]
    if is_archive(content):
        sheets = sheets_of(content, str(path), _MOST_UNPACKED_BYTES)
        tables = [list(itertools.islice(sheet, _MOST_ROWS + 1)) for _, sheet in sheets]
    else:
        text, note = decoded_from_any(content, str(path))
        notes += [note] if note else []
        first = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=first.count)
        tables = [rows_of(text, str(path), separator)]
    for table in tables:
        if len(table) > _MOST_ROWS:
            raise InputError(f"{path}: more than {_MOST_ROWS:,} rows; add up those of a campaign, or leave some out")
        rows = [(line, row) for line, row in enumerate(table, 1) if any(cell.strip() for cell in row)]
        for place, (_, row) in enumerate(rows):
            if any(name in MEASURES for name in map(column_named, row)):
                return rows[place:], notes
    raise InputError(f"{path}: no line names columns such as {_HEADER}; at least one of these measures is needed")


def _check_header(header: Sequence[str], names: Sequence[str | None], faults: Faults, notes: list[str]) -> None:
    unknown = [cell.strip() for cell, name in zip(header, names, strict=True) if name is None and cell.strip()]
    if unknown:
        notes.append("not used: " + ", ".join(f"{shown(cell)}{like(cell)}" for cell in unknown))
    known = [name for name in names if name]
    for name in dict.fromkeys(known):
        if known.count(name) > 1:
            faults.append(f"two columns are {name}; leave one of them out")
        if name.endswith(ERROR) and name.removesuffix(ERROR) not in known:
            faults.append(f"a column {name} without a column {name.removesuffix(ERROR)}")


def _numbers(
    rows: Sequence[tuple[int, list[str]]], header: Sequence[str | None], faults: Faults
) -> list[tuple[int, list[str], dict[str, float]]]:
    """Every row with its line, cells and numbers by column; what is no number at least 0 is a fault."""
    cells = [[cell.strip() for cell in (*row, *[""] * (len(header) - len(row)))] for _, row in rows]
    numbers: list[dict[str, float]] = [{} for _ in rows]
    for column, name in enumerate(header):
        if name is None or name in (CAMPAIGN, SCHEDULE, DATE):
            continue
        read = read_column([row[column] for row in cells], lambda way: way.value >= 0 and not way.percent)
        for place, number in read.numbers.items():
            numbers[place][name] = float(number.value)
        for place in read.wrong:
            faults.append(
                f"row {rows[place][0]}: {name} = {shown(cells[place][column])}: {_reason(cells[place][column])}"
            )
        for place, (one, other) in read.ambiguous.items():
            faults.append(
                f"row {rows[place][0]}: {name} = {shown(cells[place][column])}: may be {one.exact} or {other.exact}; "
                "write it without a separator of thousands"
            )
    return [(line, row, found) for (line, _), row, found in zip(rows, cells, numbers, strict=True)]


def _reason(cell: str) -> str:
    if cell.endswith("%"):
        return "is a share; a count is needed, such as 1500"
    if cell.startswith(("-", "\u2212")):
        return "must be at least 0"
    return "must be a number; leave the cell empty where it is not known"


def _cell(cells: Sequence[str], header: Sequence[str | None], name: str) -> str:
    text = cells[list(header).index(name)] if name in header else ""
    return "" if is_missing(text) else text


def _schedule(
    line: int, cells: Sequence[str], header: Sequence[str | None], known: Sequence[str], usual: str, faults: Faults
) -> str:
    given = _cell(cells, header, SCHEDULE) or usual
    if given not in known:
        faults.append(f"row {line}: schedule = {shown(given)}: no such schedule{nearest(given, known)}")
    return given


def _check_row(row: _Row, faults: Faults) -> None:
    numbers = row.numbers
    for name, measure in MEASURES.items():
        most = measure.at_most
        if name in numbers and most in numbers and numbers[name] > numbers[most]:
            faults.append(
                f"row {row.line}: {name} {numbers[name]:,.16g} and {most} {numbers[most]:,.16g}: cannot be more"
            )
        if 0.0 < numbers.get(name, 0.0) < 1.0 and measure.total != "cost_eur":
            faults.append(f"row {row.line}: {name} = {numbers[name]:g}: looks like a share; a count is needed")


def _added_up(name: str, rows: Sequence[_Row], faults: Faults, notes: list[str]) -> PastCampaign:
    """One campaign from its rows: counts add up, errors as independent ones do, people reached do not."""
    if len({row.schedule for row in rows}) > 1:
        faults.append(f"campaign {shown(name)}: its rows name different schedules; give each campaign one")
    _check_dates(name, rows, faults)
    measured, errors = {}, {}
    for key, measure in MEASURES.items():
        known = [row for row in rows if key in row.numbers]
        if len(known) < len(rows) or not known:
            continue  # of a campaign that is told in part nobody knows the whole
        if len(known) > 1 and not measure.adds_up:
            note = f"{key} is not used where a campaign has several rows: who is reached twice would count twice"
            if note not in notes:
                notes.append(note)
            continue
        measured[key] = sum(row.numbers[key] for row in known)
        if all(key + ERROR in row.numbers for row in known):
            errors[key] = sum(row.numbers[key + ERROR] ** 2 for row in known) ** 0.5
    return PastCampaign(name, rows[0].schedule, measured, errors)


def _check_dates(name: str, rows: Sequence[_Row], faults: Faults) -> None:
    before: datetime.date | None = None
    for row in rows:
        if not row.date:
            continue
        try:
            date = datetime.date.fromisoformat(row.date[:10])
        except ValueError:
            faults.append(f"row {row.line}: date = {shown(row.date)}: must be a date such as 2027-03-01")
            continue
        if before is not None and date < before:
            faults.append(f"row {row.line}: {date} after {before} of campaign {shown(name)}: dates must be in order")
        before = date
