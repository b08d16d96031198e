"""A plan that somebody wrote or edited, read back: plan.csv or plan.xlsx, with a name and a day on each row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from experiments.plan_launch.draft import Draft, Post
from sim.errors import Faults, InputError
from sim.reading.encodings import decoded_from_any
from sim.reading.rows import rows_of
from sim.reading.tables import shown
from sim.reading.text_file import read_bytes
from sim.reading.workbook import check_readable, is_archive, sheets_of
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS

_MOST_BYTES = 20_000_000
_MOST_UNPACKED_BYTES = 50_000_000  # of a workbook
_MOST_POSTS = 100_000
_YES_NO = {"yes": True, "no": False, "true": True, "false": False}
_MANY = 20  # faults that are told one by one


@dataclass(frozen=True)
class _Columns:
    name: int
    day: int | None
    date: int | None
    format: int | None
    promo_code: int | None


def read_edited(path: Path, scenario: Scenario, roster: Sequence[Profile]) -> Draft:
    """The draft that a file holds. Its posts come out at the hour that the rules say, whatever time it names.

    Raises InputError with every fault: a name that the roster has not, a day beyond the horizon, a post that is
    there twice. Whether it keeps to the rules is not asked here.
    """
    rows = _rows(path)
    try:
        columns = _columns(rows[0] if rows else [], path)
        return _draft(rows[1:], columns, scenario, roster)
    except InputError as error:
        raise InputError((f"{path}: {problem}" for problem in error.problems), error.beyond) from None


def _rows(path: Path) -> list[list[str]]:
    content = read_bytes(path, most_bytes=_MOST_BYTES)
    check_readable(content, str(path))
    if is_archive(content):
        for _, sheet in sheets_of(content, str(path), _MOST_UNPACKED_BYTES):
            return [[cell.strip() for cell in row] for row in itertools.islice(sheet, _MOST_POSTS + 2)]
        return []
    text, _ = decoded_from_any(content, str(path))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    table = rows_of(text.removeprefix("\ufeff"), str(path), separator, strict=True)
    return [[cell.strip() for cell in row] for row in table]


def _columns(header: Sequence[str], path: Path) -> _Columns:
    places = {name.casefold().replace(" ", "_"): place for place, name in reversed(list(enumerate(header)))}
    name = places.get("name")
    if name is None or not {"day", "date"} & places.keys():
        raise InputError("the first line must name the columns name and day, or name and date, as plan.csv does")
    return _Columns(name, places.get("day"), places.get("date"), places.get("format"), places.get("promo_code"))


def _draft(rows: Sequence[Sequence[str]], columns: _Columns, scenario: Scenario, roster: Sequence[Profile]) -> Draft:
    by_name = {profile.name: place for place, profile in enumerate(roster)}
    faults, posts = Faults(), set()
    if len(rows) > _MOST_POSTS:
        raise InputError(f"more than {_MOST_POSTS:,} rows; a row is a post")
    for line, row in enumerate(rows, 2):
        if not any(row):
            continue
        name = _of(row, columns.name).removeprefix("'")
        kind = _of(row, columns.format).casefold() or FORMATS[0]
        if name not in by_name:
            faults.append(f"line {line}: no creator {shown(name)} in the roster{faults.nearest(name, by_name)}")
            continue
        if kind not in FORMATS:
            faults.append(f"line {line}: format {shown(kind)}; must be one of {', '.join(FORMATS)}")
            continue
        try:
            post = Post(by_name[name], _day(row, columns, scenario), kind, _code(row, columns, scenario))
        except ValueError as error:
            faults.append(f"line {line}: {error}")
            continue
        if post in posts or post._replace(code=not post.code) in posts:
            faults.append(f"line {line}: {shown(name)} posts this twice on day {post.day + 1}; leave one of them out")
        posts.add(post)
        if len(faults) >= _MANY:
            break
    if not posts and not faults:
        faults.append("lists no post")
    if faults:
        raise InputError(faults, faults.beyond)
    return frozenset(posts)


def _of(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _code(row: Sequence[str], columns: _Columns, scenario: Scenario) -> bool:
    """Whether the post of a row carries a promo code: as the rules say where it does not. Raises ValueError."""
    written = _of(row, columns.promo_code).casefold()
    if not written:
        return scenario.rules.promo_code
    if written not in _YES_NO:
        raise ValueError(f"promo_code {shown(written)}: must be {' or '.join(_YES_NO)}")
    return _YES_NO[written]


def _day(row: Sequence[str], columns: _Columns, scenario: Scenario) -> int:
    """The day of the campaign, from 0, of a row. Raises ValueError with a sentence."""
    written, dated = _of(row, columns.day), _of(row, columns.date)
    days = []
    if dated:
        start = scenario.market.start
        if start is None:
            raise ValueError(f"date {dated}: the scenario does not say when it starts; give market.start, or a day")
        try:
            days.append((date.fromisoformat(dated[:10]) - start).days)
        except ValueError:
            raise ValueError(f"date {shown(dated)}: must be written as {start.isoformat()}") from None
    if written:
        try:
            days.append(int(float(written)) - 1)
        except (ValueError, OverflowError):
            raise ValueError(f"day {shown(written)}: must be a whole number, from 1") from None
    if not days:
        raise ValueError("no day and no date")
    if len(set(days)) > 1:
        raise ValueError(f"day {written} is not the day of {dated}, day {days[0] + 1}; empty the one that is not meant")
    if not 0 <= days[0] < scenario.market.horizon_days:
        raise ValueError(f"day {days[0] + 1}; must be from 1 to {scenario.market.horizon_days}, market.horizon_days")
    return days[0]
