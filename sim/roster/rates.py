"""Reads the engagement rates of a roster file: shares or per cent, of followers or of views, or counted."""

from __future__ import annotations

from collections.abc import Mapping

from sim.roster.answers import OR_SAY_RATES, Answers
from sim.roster.cell_faults import CellFaults
from sim.roster.columns import states_followers, states_percent
from sim.roster.engagement_units import ColumnUnit, Unit, same_rates, unit_of
from sim.roster.numbers import Cells, a_date, say_ambiguous, say_missing
from sim.roster.written_numbers import Written, read_column

_LEAST_COUNTED_RATE = 0.001  # engagements per follower: where nobody has as many, they may be rates
_INSTEAD = "the usual rate is assumed"

ByPlace = dict[int, float]


def rates_of(
    column: Cells,
    followers: Mapping[int, int],
    seen: Mapping[str, Cells],
    answers: Answers,
    faults: CellFaults,
    notes: list[str],
) -> ByPlace:
    """Engagements per post and follower by place, 0 to 1. ``seen`` holds mean views and mean likes where a file does.

    Numbers without a sign are shares or per cent, as was said, or as mean likes or the values themselves tell; where
    nothing does, it is a fault. A rate per view is left out.
    """
    reading = read_column(column.cells, lambda way: 0 <= way.value <= 100)
    for place in reading.wrong:
        reason = a_date(column.cells[place])[2:] or "must be a rate from 0 to 100 %, such as 0.035 or 3.5%"
        faults.of_cell(column.lines[place], column.name, column.cells[place], reason)
    values = {place: way.value for place, way in reading.numbers.items()}
    bare = {
        place: float(value)
        for place, value in values.items()
        if place in followers and not reading.numbers[place].percent
    }
    as_share = {place: float(value / 100 if place not in bare else value) for place, value in values.items()}
    as_percent = {place: float(value / 100) for place, value in values.items()}
    if not states_followers(column.name) and (why := _per_view((as_share, as_percent), followers, seen)):
        notes.append(f"{column.name}: left out; {why}; name it engagement_rate_per_follower if it is one")
        return {}
    column_unit = _unit(column, bare, (as_share, as_percent), followers, seen)
    if answers.rates and any(bare.values()):
        column_unit = _as_said(column, bare, column_unit, answers, faults)
    elif column_unit.unit in (Unit.unknown, Unit.mixed):
        faults.of_file(_which_unit(column, bare, column_unit.unit))
        return {}
    if column_unit.to_say:
        notes.append(_said_aloud(column, bare, column_unit.unit, answers))
    rates = as_percent if column_unit.unit is Unit.percent else as_share
    zero = sum(rate == 0.0 for rate in rates.values())
    if zero:
        notes.append(
            f"{column.name}: {zero:,} of {len(column.cells):,} are 0, so nobody engages; leave empty what is not known"
        )
    say_missing(column, reading, _INSTEAD, notes)
    return rates


def _said_aloud(column: Cells, bare: ByPlace, unit: Unit, answers: Answers) -> str:
    rates = [rate for rate in bare.values() if rate > 0.0]
    percent, are = (1, "per cent is") if unit is Unit.percent else (100, "shares are")
    ends = dict.fromkeys((min(rates), max(rates)))
    read = " and ".join(f"{rate:g} is read as {percent * rate:g} %" for rate in ends)
    return f"{column.name}: {are} {'taken, as was said,' if answers.rates else 'assumed'} where no sign stands: {read}"


def _as_said(column: Cells, bare: ByPlace, column_unit: ColumnUnit, answers: Answers, faults: CellFaults) -> ColumnUnit:
    """The unit that was said; a fault where the column, or mean likes beside it, certainly say the other."""
    unit = Unit.share if answers.rates == "shares" else Unit.percent
    above = [place for place, rate in bare.items() if rate > 1.0]
    if unit is Unit.share and above:
        faults.of_file(f"{column.first(above)}: no share, as was said (--shares); shares are at most 1: leave that out")
    elif column_unit.certain and column_unit.unit is not unit:
        start = f"{column.first(sorted(bare))}: {column_unit.unit}, as the mean likes beside it say, not {unit}"
        faults.of_file(f"{start}, as was said; leave that out")
    return ColumnUnit(unit, True)


def _unit(
    column: Cells,
    bare: ByPlace,
    readings: tuple[ByPlace, ByPlace],
    followers: Mapping[int, int],
    seen: Mapping[str, Cells],
) -> ColumnUnit:
    column_unit = unit_of(list(bare.values()), [followers[place] for place in bare])
    if bare and states_percent(column.name):
        # Some write 0.034 under "in %": which of the two is wrong cannot be known.
        mixed = column_unit.unit is Unit.share and any(bare.values())
        return ColumnUnit(Unit.mixed, True) if mixed else ColumnUnit(Unit.percent, False)
    if bare and "likes" in seen:
        liked = _per(seen["likes"], followers)
        for unit, rates in zip((Unit.share, Unit.percent), readings, strict=True):
            if _same(rates, liked):
                return ColumnUnit(unit, column_unit.to_say or column_unit.unit is not unit, certain=True)
    return column_unit


def _which_unit(column: Cells, bare: ByPlace, unit: Unit) -> str:
    known = [place for place, rate in bare.items() if rate > 0.0]
    start, rate = column.first(known), bare[min(known)]
    if unit is Unit.unknown:
        return (
            f"{start}: looks like per cent: {rate:g} % or {100 * rate:g} %? "
            f"write {rate / 100:g} or {rate:g}%, with a sign, or {100 * rate:g}%{OR_SAY_RATES}"
        )
    low, high = min(bare[place] for place in known), max(bare.values())
    values = f"{low:g} and {high:g} stand together" if low < high else f"{low:g} stands under a name in per cent"
    return f"{start}: shares or per cent? {values}; write each with a sign, such as 1.4%{OR_SAY_RATES}"


def _per_view(readings: tuple[ByPlace, ByPlace], followers: Mapping[int, int], seen: Mapping[str, Cells]) -> str:
    """The reason why rates are, or may be, per view; "" where they are per follower."""
    if "views" not in seen:
        return ""
    if "likes" not in seen:
        return f"the file counts views ({seen['views'].name!r}) and no likes, so it may be per view"
    by_follower, by_view = _per(seen["likes"], followers), _per(seen["likes"], _counts(seen["views"]))
    if any(_same(rates, by_view) for rates in readings) and not any(_same(rates, by_follower) for rates in readings):
        return f"it is {seen['likes'].name!r} per view, not per follower"
    return ""


def _same(rates: ByPlace, others: ByPlace) -> bool:
    places = [place for place, rate in rates.items() if rate > 0.0 and others.get(place, 0.0) > 0.0]
    return same_rates([rates[place] for place in places], [others[place] for place in places])


def _per(counted: Cells, base: Mapping[int, float]) -> ByPlace:
    return {place: count / base[place] for place, count in _counts(counted).items() if base.get(place, 0) > 0}


def _counts(column: Cells) -> ByPlace:
    reading = read_column(column.cells, _is_count)
    return {place: float(way.value) for place, way in reading.numbers.items()}


def counted_rates_of(
    column: Cells, followers: Mapping[int, int], answers: Answers, faults: CellFaults, notes: list[str]
) -> ByPlace:
    """Engagements per post and follower by place, of a column that counts engagements per post."""
    reading = read_column(column.cells, _is_count, answers.decimal_mark)
    if reading.wrong and not (reading.numbers or reading.ambiguous):  # such as 3.2%
        return rates_of(column, followers, {}, answers, faults, notes)
    say_ambiguous(column, reading, faults)
    for place in reading.wrong:
        reason = "must be engagements per post, such as 1300 or 1.3K"
        faults.of_cell(column.lines[place], column.name, column.cells[place], reason)
    counted = {place: float(way.value) for place, way in reading.numbers.items()}
    rates = _per_follower(column, counted, followers, faults)
    if rates:
        notes.append(f"{column.name}: taken for engagements per post; divided by followers it is the rate")
    say_missing(column, reading, _INSTEAD, notes)
    return rates


def summed_rates_of(
    likes: Cells, comments: Cells, followers: Mapping[int, int], answers: Answers, faults: CellFaults, notes: list[str]
) -> ByPlace:
    """Engagements per post and follower by place, of mean likes and mean comments; not known where one of them is not.

    Both are counts of a post.
    """
    readings = [read_column(column.cells, _is_count, answers.decimal_mark) for column in (likes, comments)]
    for column, reading in zip((likes, comments), readings, strict=True):
        say_ambiguous(column, reading, faults)
        for place in reading.wrong:
            reason = "must be a count of a post, such as 1300 or 1.3K"
            faults.of_cell(column.lines[place], column.name, column.cells[place], reason)
    liked, said = (reading.numbers for reading in readings)
    counted = {place: float(way.value + said[place].value) for place, way in liked.items() if place in said}
    rates = _per_follower(likes, counted, followers, faults)
    if rates:
        sentence = f"{likes.name} and {comments.name}: their sum, divided by followers, is taken for the rate"
        unknown = len(likes.cells) - len(counted)
        more = f"; not known of {unknown:,} of {len(likes.cells):,}, of whom {_INSTEAD}" if unknown else ""
        notes.append(sentence + more)
    return rates


def _is_count(way: Written) -> bool:
    return not way.percent and way.value >= 0


def _per_follower(column: Cells, counted: ByPlace, followers: Mapping[int, int], faults: CellFaults) -> ByPlace:
    """Counts of a post by followers; a fault, and nothing, where they can be none."""
    rates = {place: count / followers[place] for place, count in counted.items() if place in followers}
    many = [place for place, rate in rates.items() if rate > 1.0]
    if many:
        faults.of_file(f"{column.first(many)}: more engagements per post than followers; mend it, or leave it out")
        return {}
    if rates and 0.0 < max(rates.values()) < _LEAST_COUNTED_RATE and max(counted.values()) <= 100.0:
        start = column.first(tuple(rates))
        faults.of_file(f"{start}: engagements per post, or rates? name the column engagement_rate if they are rates")
        return {}
    return rates
