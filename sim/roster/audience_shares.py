"""Reads what a roster file says of the followers themselves: the share in the market, and the share of fakes."""

from __future__ import annotations

from sim.roster.cell_faults import CellFaults
from sim.roster.columns import FAKES, IN_MARKET, states_percent, states_share
from sim.roster.numbers import Cells, say_missing
from sim.roster.written_numbers import read_column

_MEANING = {IN_MARKET: "the share of the audience in the market", FAKES: "the share of followers who are fake"}
_LEFT_OUT = "left out; write each with a sign, such as 12%"


def shares_of(field: str, column: Cells, faults: CellFaults, notes: list[str]) -> dict[int, float]:
    """Shares of the followers by place, 0 to 1, of a column for IN_MARKET or FAKES; none where it may be none."""
    reading = read_column(column.cells, lambda way: way.value >= 0 and (not way.percent or way.value <= 100))
    for place in reading.wrong:
        reason = "must be a share from 0 to 100 %, such as 12%"
        faults.of_cell(column.lines[place], column.name, column.cells[place], reason)
    bare = {place: float(way.value) for place, way in reading.numbers.items() if not way.percent}
    most = max(bare.values(), default=0.0)
    small = most > 1.0 and any(0.0 < value < 1.0 for value in bare.values())
    percent = states_percent(column.name) or most > 1.0
    may_be_either = 0.0 < most <= 1.0 and (percent or (field == FAKES and not states_share(column.name)))
    if reading.ambiguous or most > 100.0 or (most > 1.0 and states_share(column.name)):
        notes.append(f"{column.name}: may count people and be no share of them; {_LEFT_OUT}")
        return {}
    if may_be_either or (small and field == IN_MARKET):
        notes.append(f"{column.name}: may be shares or per cent; {_LEFT_OUT}")
        return {}
    shares = {
        place: float(way.value / 100 if way.percent or percent else way.value) for place, way in reading.numbers.items()
    }
    if shares:
        unit = f", in {'per cent' if percent else 'shares'} where no sign stands" if bare else ""
        notes.append(f"{column.name}: taken for {_MEANING[field]}{unit}")
        say_missing(column, reading, "what is usual for the size is assumed", notes)
    return shares
