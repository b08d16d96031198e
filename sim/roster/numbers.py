"""The followers and the fees of a roster file, column by column; what is ambiguous is a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from sim.money import Currency, other_currency
from sim.roster.answers import OR_SAY_DECIMAL, OR_SAY_THOUSANDS, Answers
from sim.roster.cell_faults import CellFaults, shortened
from sim.roster.columns import in_millions, in_thousands
from sim.roster.fee_columns import states_currency
from sim.roster.written_numbers import Reading, Written, is_missing, read_column

MOST_FOLLOWERS = 2_000_000_000
_MOST_FEE = 10**12
_MOST_OF_ANY = 10**9  # nobody has as many followers
_UNIT = re.compile(r"(?<=[\dkmb]) ?(?:followers|subscribers|subs|fans)$", re.IGNORECASE)  # of 34.5K followers
_SUFFIX = re.compile(r"\d ?(?:k|tsd|bin|m|mio|mn|mln|b|bn|mrd)\.?$", re.IGNORECASE)  # of 34.5K
_A_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[.-][A-Za-z]{3,4}(?:[.-]\d+)?")
_DECIMALS = re.compile(r"\d{1,6}[.,]\d+")
_FEW_FOLLOWERS = 1_000  # a file where nobody has as many may count in thousands
_FEW_IN_DECIMALS = 10_000  # so may one where nobody has as many and 10.0 stands for 10
_TINY_FEE_EUR = 10  # of EUR themselves
_ABBREVIATION = 3  # letters: a word of no more stands before an amount as well, and may have a point behind
_NO_CENTS = re.compile(r"([.,])[-\u2013\u2014]+$")  # 350,-


@dataclass(frozen=True)
class Cells:
    """One column of a file: its name, its cells and the lines on which they stand."""

    name: str
    cells: Sequence[str]
    lines: Sequence[int]

    def first(self, places: Sequence[int]) -> str:
        """The beginning of a sentence on some cells: how many they are, and the first of them."""
        place = min(places)
        given = shortened(self.cells[place])
        return (
            f"{self.name}: {len(places):,} of {len(self.cells):,} cells, the first on line {self.lines[place]}: {given}"
        )


def say_ambiguous(column: Cells, reading: Reading, faults: CellFaults) -> None:
    """Adds one fault for all cells of a column that may mean two numbers, or another one than was said."""
    if reading.against:
        faults.of_file(f"{column.first(reading.against)}: has the other decimal mark than was said; write it alike")
    if reading.ambiguous:
        place = min(reading.ambiguous)
        small, large = sorted(reading.ambiguous[place], key=lambda way: way.value)
        smaller = small.exact if small.value % 1 == 0 else f"{small.value:.2f}"
        start = column.first(tuple(reading.ambiguous))
        faults.of_file(
            f"{start}: {small.exact} or {large.value:,.0f}? write {large.exact} or {smaller}{OR_SAY_DECIMAL}"
        )


def a_date(cell: str) -> str:
    """The end of a sentence on a cell that is a date, as spreadsheets make of 1.2, else ""."""
    hint = "; a date, as a spreadsheet makes of 1.2: format the column as numbers and write them anew"
    return hint if _A_DATE.fullmatch(cell.strip()) else ""


def followers_of(
    column: Cells, names: Sequence[str], answers: Answers, faults: CellFaults, notes: list[str]
) -> dict[int, int]:
    """The followers, in whole people, by place. Numbers in thousands are a fault where nobody says that they are."""
    if in_millions(column.name) or (in_thousands(column.name) and answers.followers_in is None):
        or_say = "" if in_millions(column.name) else OR_SAY_THOUSANDS
        start = f"column {shortened(column.name)}: write whole people under 'followers': 34500, or 34.5K"
        faults.of_file(f"{start}{or_say}")
        return {}
    unit = 1_000 if answers.followers_in == "thousands" else 1

    def allowed(way: Written) -> bool:
        people = way.value * unit
        return not way.percent and people == people.to_integral_value() and 1 <= people <= MOST_FOLLOWERS

    cells = [cell if cell.isdigit() else _UNIT.sub("", cell) for cell in column.cells]
    reading = read_column(cells, allowed, answers.decimal_mark)
    if unit > 1:
        return _in_thousands(column, cells, reading, names, faults, notes)
    reading = _as_people(reading, cells)
    say_ambiguous(column, reading, faults)
    must = f"must be a whole number from 1 to {MOST_FOLLOWERS:,}"
    fractions = [place for place in reading.wrong if _DECIMALS.fullmatch(cells[place])]
    if fractions:
        meant = "these look like thousands: write 34500, or 34.5K, for 34.5"
        faults.of_file(f"{column.first(fractions)}: {must}; {meant}{OR_SAY_THOUSANDS}")
    _say_wrong(column, sorted(set(reading.wrong) - set(fractions)), reading.missing, names, faults)
    most = max((way.value for way in reading.numbers.values()), default=Decimal(0))
    decimals = [place for place, way in reading.numbers.items() if way.step < 1 and _DECIMALS.fullmatch(cells[place])]
    for place, way in reading.numbers.items():
        if way.value >= _MOST_OF_ANY and cells[place][-1:].lower() == "b":
            reason = "more than anybody has; b may be a billion or, in Turkish, a thousand: write the number in full"
            faults.of_cell(column.lines[place], column.name, column.cells[place], reason)
    if answers.followers_in == "people":
        pass
    elif decimals and most < _FEW_IN_DECIMALS:
        said = f"{must}, without decimals; these may be thousands: write 34500"
        faults.of_file(f"{column.first(decimals)}: {said}{OR_SAY_THOUSANDS}")
    elif 0 < most < _FEW_FOLLOWERS:
        meant = f"if these are thousands, write {most:.0f}K{OR_SAY_THOUSANDS}"
        notes.append(f"{column.name}: nobody has more than {most:,.0f}; {meant}")
    return {place: int(way.value) for place, way in reading.numbers.items()}


def _say_wrong(
    column: Cells, wrong: Sequence[int], missing: Sequence[int], names: Sequence[str], faults: CellFaults
) -> None:
    must = f"must be a whole number from 1 to {MOST_FOLLOWERS:,}"
    for place in wrong:
        line, given = column.lines[place], column.cells[place]
        faults.of_cell(line, column.name, given, a_date(given)[2:] or f"{must}, such as 34500 or 34.5K")
    for place in missing:
        line, given = column.lines[place], column.cells[place]
        faults.of_cell(line, column.name, given, f"not given; {must}, or leave the line out", whose=names[place])


def _in_thousands(
    column: Cells,
    cells: Sequence[str],
    reading: Reading,
    names: Sequence[str],
    faults: CellFaults,
    notes: list[str],
) -> dict[int, int]:
    """The followers, in whole people, of a column of which it is said that it counts in thousands."""
    say_ambiguous(column, reading, faults)
    _say_wrong(column, reading.wrong, reading.missing, names, faults)
    followers = {place: int(1_000 * way.value) for place, way in reading.numbers.items()}
    whole = [place for place in followers if _SUFFIX.search(cells[place])]
    many = [place for place, count in followers.items() if count >= _MOST_OF_ANY and place not in whole]
    if whole:
        faults.of_file(f"{column.first(whole)}: no number in thousands, as was said (--thousands); leave that out")
    if many:
        start = f"{column.first(many)}: in thousands, as was said (--thousands), more than anybody has"
        faults.of_file(f"{start}; leave that out")
    if followers:
        place = min(followers)
        given = shortened(column.cells[place])
        notes.append(f"{column.name}: in thousands, as was said: {given} is read as {followers[place]:,}")
    return followers


def _as_people(reading: Reading, cells: Sequence[str]) -> Reading:
    """The reading with 12.000 taken for 12,000, as nobody counts thousandths of people, and 1.234M for no billion."""
    numbers, ambiguous = dict(reading.numbers), {}
    for place, ways in reading.ambiguous.items():
        small, large = sorted(ways, key=lambda way: way.value)
        if cells[place][-1:].isdigit():
            numbers[place] = large
        elif large.value >= _MOST_OF_ANY:
            numbers[place] = small
        else:
            ambiguous[place] = ways
    return replace(reading, numbers=numbers, ambiguous=ambiguous)


@lru_cache(8)
def _currency_signs(currency: Currency) -> re.Pattern[str]:
    """What says before or behind an amount that it is in this currency."""
    signs = [re.escape(sign) for sign in currency.signs]
    words = [f"{word}\\.?" if _is_short(word, currency) else word for word in sorted(currency.words)]
    short = [word for word in words if word.endswith("?") or word == currency.code.lower()]
    behind = rf"\b(?:{'|'.join(words)})|(?<=\d)(?:{'|'.join(words)})"
    return re.compile(rf"^(?:{'|'.join([*signs, *short])})|(?:{'|'.join([*signs, behind])})$", re.IGNORECASE)


def _is_short(word: str, currency: Currency) -> bool:
    return len(word) <= _ABBREVIATION and word != currency.code.lower()


def _bare(cell: str, currency: Currency) -> str:
    """An amount without what says its currency, and with zeros for cents that a dash says there are none of."""
    if cell[:1].isdigit() and cell[-1:].isdigit():
        return cell
    return _NO_CENTS.sub(r"\g<1>00", _currency_signs(currency).sub("", cell.strip()).strip())


def fees_of(
    column: Cells,
    codes: Cells | None,
    answers: Answers,
    currency: Currency,
    faults: CellFaults,
    notes: list[str],
    of: str = "post",
    instead: str = "the usual fee is assumed",
) -> dict[int, float]:
    """The fees for one post, or one piece ``of`` a format, by place. Another currency, here or in codes, is a fault."""
    bare = [_bare(cell, currency) for cell in column.cells]
    reading = read_column(bare, lambda way: not way.percent and 0 <= way.value <= _MOST_FEE, answers.decimal_mark)
    say_ambiguous(column, reading, faults)
    other = [place for place in reading.wrong if other_currency(column.cells[place], currency)]
    if other:
        faults.of_file(f"{column.first(other)}{other_currency(column.cells[other[0]], currency)}")
    for place in sorted(set(reading.wrong) - set(other)):
        reason = a_date(column.cells[place])[2:] or f"must be a number from 0 to {_MOST_FEE:,}, such as 350 or 350.50"
        faults.of_cell(column.lines[place], column.name, column.cells[place], reason)
    fees = {place: abs(float(way.value)) for place, way in reading.numbers.items()}  # no minus before a zero
    stated = {place for place in fees if bare[place] != column.cells[place].strip()}
    if codes:
        stated |= {place for place in fees if not is_missing(codes.cells[place])}
        own = {"", *currency.words, *(sign.casefold() for sign in currency.signs)}
        foreign = [place for place in stated if codes.cells[place].strip().casefold().rstrip(".") not in own]
        if foreign:
            given = codes.cells[min(foreign)]
            faults.of_file(f"{codes.first(foreign)}{other_currency(given, currency) or _unknown(currency)}")
    if fees and not states_currency(column.name, currency) and len(stated) < len(fees):
        notes.append(f"{column.name}: taken for {currency.code} per {of}")
    free = [place for place, fee in fees.items() if fee == 0.0]
    if free:
        notes.append(f"{column.name}: {len(free):,} of {len(bare):,} are 0; these work for the product or a commission")
    least = _TINY_FEE_EUR * currency.per_eur
    tiny = [place for place, fee in fees.items() if 0.0 < fee < least]
    if tiny:
        notes.append(f"{column.first(tiny)}; below {least:,g} {currency.code} a {of}, taken as it stands")
    say_missing(column, reading, instead, notes)
    return fees


def _unknown(currency: Currency) -> str:
    return f"; amounts are in {currency.code} here: write {currency.code}, or leave the column out where it is"


def say_missing(column: Cells, reading: Reading, instead: str, notes: list[str]) -> None:
    """Notes how many cells hold nothing, or an error of a spreadsheet, and what is taken ``instead``."""
    if reading.broken:
        notes.append(f"{column.first(reading.broken)}, an error of a spreadsheet; {instead}")
    rest = len(reading.missing) - len(reading.broken)
    if rest:
        notes.append(f"{column.name}: {rest:,} of {len(column.cells):,} are not given; {instead}")
