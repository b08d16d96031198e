"""Reads a CSV file of real influencers without any assumption, and notes what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sim.errors import InputError, nearest
from sim.money import EUR, Currency
from sim.roster.answers import UNANSWERED, Answers
from sim.roster.audience_shares import shares_of
from sim.roster.cell_faults import CellFaults, shortened
from sim.roster.columns import (
    COMMENTS,
    COUNT,
    FAKES,
    IN_MARKET,
    LIKES,
    PLATFORM,
    TOWN,
    UNSTATED,
    Columns,
    counts_mean,
    find_columns,
    is_header,
)
from sim.roster.fee_columns import FORMAT_FEES, names_currency
from sim.roster.names import check_names, names_of, told_apart
from sim.roster.numbers import Cells, fees_of, followers_of
from sim.roster.plain_words import plain
from sim.roster.platforms import feeds_of, platform_of
from sim.roster.rates import counted_rates_of, rates_of, summed_rates_of
from sim.roster.row_faults import without_failed, without_totals
from sim.roster.sheet import Sheet, one_line, read_sheet
from sim.roster.towns import towns_of
from sim.roster.written_numbers import Written, is_missing, ways_to_read

_RATE = "engagement_rate_per_follower"
_BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\band\b|\bund\b)\s*", re.IGNORECASE)
_SLIP = 0.8  # how like an interest a category is that is taken for a slip of the pen
_MOST_COMPARED = 1_000  # words that are no interest
_MOST_NAMED, _LONGEST = 12, 60  # columns or words in one note, characters of each


@dataclass(frozen=True)
class Listed:
    """One influencer as a file lists them; None where the file says nothing."""

    line: int
    name: str
    followers: int
    interest: int | None = None  # place among the market's interests
    engagement_rate_per_follower: float | None = None  # 0 to 1
    fee_eur: float | None = None  # per post of any format that has no fee of its own
    fees_by_format_eur: tuple[tuple[str, float], ...] = ()  # of formats that have one
    named: bool = True  # False where the name is made up
    feed: str | None = None  # of the platform, of ``sim.roster.platforms.FEEDS``
    platform: str = ""  # where they post, if the file says it
    in_market_share: float | None = None  # of the true followers, who live in the market, 0 to 1
    fake_share: float | None = None  # of the followers, 0 to 1, as a tool estimates it
    place: str = ""  # where they live, in the words of the file


@dataclass(frozen=True)
class Listing:
    """The influencers of a file in its order, with a note on everything that was left out, assumed or not known."""

    listed: tuple[Listed, ...]
    notes: tuple[str, ...]


def read_listing(
    text: str, interests: Sequence[str], most: int, answers: Answers = UNANSWERED, currency: Currency = EUR
) -> Listing:
    """Reads a CSV text of at most so many influencers, fees in the currency. Raises InputError with every fault."""
    faults = CellFaults()
    sheet = read_sheet(text, is_header, most, faults, f"name,followers,{currency.outside('fee_eur')}")
    notes = list(sheet.notes)
    columns = find_columns(sheet.header, faults, currency)
    if "followers" not in columns.places:
        raise InputError(faults.told(len(sheet.rows)))
    if columns.left_out:
        notes.append(f"columns left out: {_some(columns.left_out)}")
    if columns.per_view:
        notes.append(f"{_some(columns.per_view)}: per view or per reach, not the rate per follower that is needed")
    if not sheet.rows and not faults:
        faults.of_file("lists no influencer; write one per line under the header")
    if sheet.beyond:
        faults.of_file(f"{len(sheet.rows) + sheet.beyond:,} influencers; must be at most {most:,}")

    if columns.quality:
        notes.append(f"{_some(columns.quality)}: a tool's points for an audience, no share of fakes; left out")
    sheet, names = _named(sheet, columns, faults, notes)
    counts = followers_of(_column(sheet, columns, "followers", faults), names, answers, faults, notes)
    sheet, names, followers = without_totals(sheet, names, counts, faults, notes)
    _check_unquoted(sheet, columns, faults, notes)
    rates = _rates(sheet, columns, followers, answers, faults, notes)
    fees, by_format = _fees(sheet, columns, answers, currency, faults, notes)
    known = _interests(sheet, columns, interests, faults, notes)
    platforms = _cells(sheet, columns.places[PLATFORM][0]) if PLATFORM in columns.places else None
    feeds = feeds_of(platforms, notes) if platforms else {}
    towns = towns_of(_cells(sheet, columns.places[TOWN][0]), notes) if TOWN in columns.places else {}
    shares = {
        field: shares_of(field, _column(sheet, columns, field, faults), faults, notes)
        for field in (IN_MARKET, FAKES)
        if field in columns.places
    }
    names = told_apart(names, platforms, notes)
    check_names(sheet, _label(sheet, columns), names, faults)
    if faults:
        raise InputError(faults.told(len(sheet.rows)))
    absent = [word for word, values in (("engagement rates", rates), ("fees", fees or by_format)) if not values]
    if absent:
        notes.append(f"no {' and no '.join(absent)} to go by; those usual for the size are assumed")
    if by_format and not fees:
        notes.append("no fees for other formats to go by; those usual for the size are assumed")
    unknown = len(sheet.rows) - len(known)
    if unknown:
        notes.append(f"interest: not known of {unknown:,} of {len(sheet.rows):,} influencers; drawn anew in each world")
    return Listing(
        tuple(
            Listed(
                line=line,
                name=names[place] or f"influencer-{place + 1}",
                followers=followers[place],
                interest=known.get(place),
                engagement_rate_per_follower=rates.get(place),
                fee_eur=fees.get(place),
                fees_by_format_eur=tuple((format_, own[place]) for format_, own in by_format.items() if place in own),
                named=bool(names[place]),
                feed=feeds.get(place),
                platform=platform_of(platforms.cells[place]) if platforms else "",
                in_market_share=shares.get(IN_MARKET, {}).get(place),
                fake_share=shares.get(FAKES, {}).get(place),
                place=towns.get(place, ""),
            )
            for place, (line, _) in enumerate(sheet.rows)
        ),
        tuple(notes),
    )


def _column(sheet: Sheet, columns: Columns, field: str, faults: CellFaults) -> Cells:
    """The cells of a column; where it stands in the file twice, the finer of the two, if they say the same."""
    return _finer([_cells(sheet, place) for place in columns.places[field]], faults)


def _cells(sheet: Sheet, place: int) -> Cells:
    return Cells(sheet.header[place], [cells[place] for _, cells in sheet.rows], [line for line, _ in sheet.rows])


def _label(sheet: Sheet, columns: Columns) -> str:
    return sheet.header[columns.places["name"][0]] if "name" in columns.places else "name"


def _named(sheet: Sheet, columns: Columns, faults: CellFaults, notes: list[str]) -> tuple[Sheet, list[str]]:
    """The table without rows that only say why nothing is known, and the name on every other."""
    if "name" not in columns.places:
        notes.append("no names in the file; its influencers are called influencer-1 and so on")
        names = [""] * len(sheet.rows)
    else:
        names = names_of(_column(sheet, columns, "name", faults), notes)
    own = {place for places in columns.places.values() for place in places}
    return without_failed(sheet, names, columns.places["followers"], own, faults)


def _check_unquoted(sheet: Sheet, columns: Columns, faults: CellFaults, notes: list[str]) -> None:
    """Looks for numbers such as 48,500 without quotes: two cells, which pass for two numbers if another is missing.

    Where others of the column are written without a comma, two numbers are meant, and it is said.
    """
    if sheet.separator != ",":
        return
    followers = columns.places["followers"][0]
    fee = columns.places.get("fee_eur", (-1,))[0]
    pairs = [(followers, followers + 1)] if followers + 1 < len(sheet.header) else []
    pairs += [(fee, followers)] if fee == followers - 1 >= 0 else []
    for left, right in pairs:
        split = [
            place
            for place, (_, cells) in enumerate(sheet.rows)
            if re.fullmatch(r"[1-9]\d{0,2}", cells[left]) and re.fullmatch(r"\d{3}", cells[right])
        ]
        if not split:
            continue
        cells = sheet.rows[split[0]][1]
        start = f"{_cells(sheet, left).first(split)} beside {cells[right]}"
        if any(re.fullmatch(r"[1-9]\d{3,}", cells[followers]) for _, cells in sheet.rows):
            notes.append(f"{start}, taken for two numbers, not for {cells[left]},{cells[right]}")
        else:
            faults.of_file(
                f"{start}: two numbers, or {cells[left]},{cells[right]} without quotes? "
                f"write {cells[left]}{cells[right]}, or where they are two {cells[right]}.00"
            )


def _fees(
    sheet: Sheet, columns: Columns, answers: Answers, currency: Currency, faults: CellFaults, notes: list[str]
) -> tuple[dict[int, float], dict[str, dict[int, float]]]:
    """The general fees by place, and those of formats that have a column of their own by format and place."""
    codes = next((_cells(sheet, place) for place, name in enumerate(sheet.header) if names_currency(name)), None)
    general: dict[int, float] = {}
    if "fee_eur" in columns.places:
        general = fees_of(_column(sheet, columns, "fee_eur", faults), codes, answers, currency, faults, notes)
    instead = "their general fee is taken" if general else "the usual fee is assumed"
    by_format = {}
    for format_, field in FORMAT_FEES.items():
        if field in columns.places:
            column = _column(sheet, columns, field, faults)
            by_format[format_] = fees_of(column, codes, answers, currency, faults, notes, format_, instead)
    return general, {format_: fees for format_, fees in by_format.items() if fees}


def _rates(
    sheet: Sheet,
    columns: Columns,
    followers: Mapping[int, int],
    answers: Answers,
    faults: CellFaults,
    notes: list[str],
) -> dict[int, float]:
    if _RATE in columns.places:
        seen = {}
        for counted, words in (("views", ("views", "view", "plays")), ("likes", ("likes", "like"))):
            places = [place for place, name in enumerate(sheet.header) if counts_mean(name, *words)]
            if places:
                seen[counted] = _cells(sheet, places[0])
        return rates_of(_column(sheet, columns, _RATE, faults), followers, seen, answers, faults, notes)
    if COUNT in columns.places:
        return counted_rates_of(_column(sheet, columns, COUNT, faults), followers, answers, faults, notes)
    if UNSTATED in columns.places:
        column = _column(sheet, columns, UNSTATED, faults)
        given = [cell for cell in column.cells if not is_missing(cell)]
        if answers.rates or all("%" in cell or any(way.value <= 1 for way in ways_to_read(cell)) for cell in given):
            return rates_of(column, followers, {}, answers, faults, notes)
        faults.of_file(
            f"column {shortened(column.name)}: a rate or a count? name it engagement_rate, or engagement_avg where it "
            "is engagements per post, or leave it out"
        )
    if LIKES in columns.places:
        likes, comments = (_column(sheet, columns, field, faults) for field in (LIKES, COMMENTS))
        return summed_rates_of(likes, comments, followers, answers, faults, notes)
    return {}


def _interests(
    sheet: Sheet, columns: Columns, interests: Sequence[str], faults: CellFaults, notes: list[str]
) -> dict[int, int]:
    """The number of each influencer's interest, by place. Of several words the first that is an interest counts."""
    if "interest" not in columns.places:
        return {}
    column = _column(sheet, columns, "interest", faults)
    is_interest = plain(column.name) in ("interest", "interests")
    folded = [interest.casefold() for interest in interests]
    by_word = {word: number for number, word in enumerate(folded) if folded.count(word) == 1}
    interest_by_place: dict[int, int] = {}
    several, strange = [], []
    reasons: dict[str, str] = {}  # why a word is refused; empty where it is not
    found: dict[str, tuple[int | None, bool]] = {}
    for place, cell in enumerate(column.cells):
        if is_missing(cell):
            continue
        word = one_line(cell)
        if word not in found:
            found[word] = _interest_of(word, interests, by_word)
        number, of_several = found[word]
        if of_several:
            several.append(place)
        if number is not None:
            interest_by_place[place] = number
            continue
        if word not in reasons and len(reasons) < _MOST_COMPARED:
            slip = is_interest or get_close_matches(word[:60].casefold(), by_word, n=1, cutoff=_SLIP)
            hint = nearest(word.casefold(), interests) or f"; known are {', '.join(interests)}"
            reasons[word] = f"is none of the market's{hint}" if slip else ""
        reason = reasons.get(word, "is none of the market's" if is_interest else "")
        if reason:
            faults.of_cell(column.lines[place], column.name, word, reason, kind="unknown")
        else:
            strange.append(place)
    if several:
        taken = interests[interest_by_place[several[0]]]
        notes.append(f"{column.first(several)}; of several words the first that is an interest is taken: {taken}")
    if strange:
        words = dict.fromkeys(one_line(column.cells[place]) for place in strange)
        notes.append(f"{column.name}: none of the market's interests: {_some([shortened(word) for word in words])}")
    return interest_by_place


def _interest_of(word: str, interests: Sequence[str], by_word: Mapping[str, int]) -> tuple[int | None, bool]:
    """The number of the interest that a cell names, None for none; and whether it is only one of its words."""
    number = interests.index(word) if word in interests else _by_word(word, by_word)
    if number is not None:
        return number, False
    numbers = (_by_word(part, by_word) for part in _BETWEEN.split(word))
    number = next((known for known in numbers if known is not None), None)
    return number, number is not None


def _by_word(word: str, by_word: Mapping[str, int]) -> int | None:
    """The number of the interest that a word names, whatever its case, in the singular or the plural; None for none."""
    text = word.casefold()
    return next((by_word[form] for form in (text, text.removesuffix("s"), f"{text}s") if form in by_word), None)


def _finer(doubles: Sequence[Cells], faults: CellFaults) -> Cells:
    """Merges columns of one name: of each row the cell that says more is kept. Cells that differ are a fault."""
    merged = list(doubles[0].cells)
    for other in doubles[1:]:
        for place, cell in enumerate(other.cells):
            ways, other_ways = ways_to_read(merged[place]), ways_to_read(cell)
            same = merged[place] == cell or any(_agree(a, b) for a in ways for b in other_ways)
            if is_missing(merged[place]) or (same and ways and other_ways and other_ways[0].step < ways[0].step):
                merged[place] = cell
            elif not same and not is_missing(cell):
                faults.of_file(
                    f"column {other.name!r} stands there twice, and on line {other.lines[place]} with "
                    f"{shortened(merged[place])} and {shortened(cell)}; keep one of the two"
                )
                break
    return Cells(doubles[0].name, merged, doubles[0].lines)


def _agree(first: Written, second: Written) -> bool:
    """Whether one number is the other rounded, as 2.1M is 2,084,312, or they are equal."""
    return first.value == second.value or (
        first.step != second.step and abs(first.value - second.value) <= max(first.step, second.step)
    )


def _some(words: Sequence[str]) -> str:
    more = len(words) - _MOST_NAMED
    return ", ".join(word[:_LONGEST] for word in words[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
