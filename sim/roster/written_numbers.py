"""Numbers as people and tools write them: 12 500, 1.234,5, 34.5K, 1.2E+06, 4,2 %; and what is ambiguous about them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

_UNITS = {
    **{"": 1, "k": 10**3, "tsd": 10**3, "bin": 10**3, "m": 10**6, "mio": 10**6, "mn": 10**6, "mln": 10**6},
    **{"b": 10**9, "bn": 10**9, "mrd": 10**9},
}
_NUMBER = re.compile(
    r"(?P<front>%?) ?(?P<sign>[+-]?) ?(?P<digits>[\d.,][\d., ']*?) ?(?:e(?P<power>[+-]?\d{1,2}))? ?"
    rf"(?:(?P<unit>{'|'.join(filter(None, _UNITS))})\.?)? ?(?P<percent>%?)",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = 40  # characters of a number
_LONGEST_CELL = 200  # characters, spaces included, that may be a number
_REMEMBERED = 20_000  # cells: those of a column repeat
_WHOLE = Decimal(1)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_APOSTROPHES = str.maketrans("\u2019\u00b4`\u2212", "'''-")
_MISSING = frozenset(
    (
        "",
        "-",
        "--",
        "\u2013",
        "\u2014",
        "?",
        "n/a",
        "na",
        "n.a.",
        "none",
        "null",
        "unknown",
        "(blank)",
        "nan",
        "nan%",
        "undefined",
    )
)
_SPREADSHEET_ERROR = re.compile(r"#[\u00a1\u00bf]?[^\W\d_][\w/]*[!?]?|Err:\d+")


@dataclass(frozen=True)
class Written:
    """One way to read a cell. ``mark`` is the decimal mark that it takes for granted, empty where it takes none.

    ``step`` is what one more in the last digit would add: 100,000 of 34.5M.
    """

    value: Decimal
    mark: str
    step: Decimal
    percent: bool

    @property
    def exact(self) -> str:
        """The number with a point for decimals and nothing else."""
        return f"{self.value.normalize():f}"


@dataclass(frozen=True)
class Reading:
    """The numbers of a column, each by the place of its cell, and the places of cells without an allowed number."""

    numbers: dict[int, Written]  # by place
    ambiguous: dict[int, tuple[Written, Written]]
    wrong: tuple[int, ...]
    missing: tuple[int, ...]
    broken: tuple[int, ...]  # of the missing, those that hold an error of a spreadsheet
    against: tuple[int, ...] = ()  # those with another decimal mark than is said


def tidied(cell: str) -> str:
    """A cell with plain spaces and apostrophes, and without the one that keeps a spreadsheet from calculating."""
    if cell.isalnum():
        return cell
    text = _SPACES.sub(" ", cell).strip().translate(_APOSTROPHES)
    return text[1:].strip() if text.startswith("'") else text


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is nothing: empty, a dash, N/A, an error of a spreadsheet."""
    if cell[:1].isdigit() or len(cell) > _LONGEST_CELL:
        return False
    return _says_nothing(cell)


@functools.lru_cache(_REMEMBERED)
def _says_nothing(cell: str) -> bool:
    return tidied(cell).casefold() in _MISSING or is_spreadsheet_error(cell)


def is_spreadsheet_error(cell: str) -> bool:
    """Whether a cell is what a spreadsheet shows where it cannot calculate, such as #N/A or #VALUE!."""
    return bool(_SPREADSHEET_ERROR.fullmatch(tidied(cell)))


def ways_to_read(cell: str) -> tuple[Written, ...]:
    """Every number that a cell may mean: none, one, or two where its only separator may be either."""
    if cell.isascii() and cell.isdigit() and len(cell) <= _LONGEST:
        return (Written(Decimal(cell), "", _WHOLE, False),)
    return _ways(cell) if len(cell) <= _LONGEST_CELL else ()


@functools.lru_cache(_REMEMBERED)
def _ways(cell: str) -> tuple[Written, ...]:
    text = tidied(cell)
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if not match:
        return ()
    unit = Decimal(_UNITS[(match["unit"] or "").lower()])
    power = Decimal(10) ** int(match["power"] or 0)
    ways = []
    for digits, mark in _plain(match["digits"]):
        if match["power"] and mark and mark not in match["digits"]:
            continue  # nobody groups thousands and writes an exponent
        number = Decimal(digits) * unit * power
        decimals = len(digits.partition(".")[2])
        step = unit * power / Decimal(10) ** decimals
        ways.append(
            Written(-number if match["sign"] == "-" else number, mark, step, bool(match["percent"] or match["front"]))
        )
    return tuple(ways)


def _plain(digits: str) -> list[tuple[str, str]]:
    """Every way to read digits: with a point for decimals, and the decimal mark that it takes for granted."""
    grouped = re.fullmatch(r"(\d{1,3}(?:([ '])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?", digits)
    if grouped:
        whole = re.sub("[ ']", "", grouped[1])
        return [(f"{whole}.{grouped[4]}", grouped[3])] if grouped[3] else [(whole, "")]
    if re.search("[ ']", digits):
        return []
    marks = {mark: digits.count(mark) for mark in ".," if mark in digits}
    if not marks:
        return [(digits, "")]
    last = max(marks, key=digits.rfind)
    other = "," if last == "." else "."
    whole, _, fraction = digits.rpartition(last)
    if len(marks) == 2:
        fits = marks[last] == 1 and fraction and _grouped(whole, other)
        return [(f"{whole.replace(other, '')}.{fraction}", last)] if fits else []
    if marks[last] > 1:
        return [(digits.replace(last, ""), other)] if _grouped(digits, last) else []
    ways = [(f"{whole or '0'}.{fraction}", last)] if fraction else []
    if _grouped(digits, last) and not whole.startswith("0"):
        ways.append((whole + fraction, other))
    return ways


def _grouped(digits: str, mark: str) -> bool:
    """Whether thousands are grouped, or as in India the last three and then pairs."""
    mark = re.escape(mark)
    return bool(re.fullmatch(rf"\d{{1,3}}({mark}\d{{3}})+|\d{{1,2}}({mark}\d{{2}})+{mark}\d{{3}}", digits))


def read_column(cells: Sequence[str], allowed: Callable[[Written], bool], decimal_mark: str = "") -> Reading:
    """Reads the numbers of a column; those that are not ``allowed`` cannot be meant.

    A cell with two possible numbers is decided by the decimal mark where one is said, else by the others where all of
    them that show it agree on it.
    """
    numbers: dict[int, Written] = {}
    ambiguous: dict[int, tuple[Written, Written]] = {}
    wrong, missing, broken, against = [], [], [], []
    for place, cell in enumerate(cells):
        if is_missing(cell):
            missing.append(place)
            if is_spreadsheet_error(cell):
                broken.append(place)
            continue
        ways = [way for way in ways_to_read(cell) if allowed(way)]
        if not ways:
            wrong.append(place)
            continue
        if decimal_mark:
            ways = [way for way in ways if way.mark in ("", decimal_mark)]
        if not ways:
            against.append(place)
        elif len(ways) == 1 or ways[0].value == ways[1].value:
            numbers[place] = ways[0]
        else:
            ambiguous[place] = (ways[0], ways[1])
    marks = {written.mark for written in numbers.values()} - {""}
    if len(marks) == 1:
        (mark,) = marks
        numbers |= {place: next(way for way in ways if way.mark == mark) for place, ways in ambiguous.items()}
        ambiguous = {}
    return Reading(numbers, ambiguous, tuple(wrong), tuple(missing), tuple(broken), tuple(against))
