"""Rows of a roster file that list nobody: sums of the others, and those of which a tool says why it failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.roster.cell_faults import CellFaults, shortened
from sim.roster.plain_words import plain
from sim.roster.sheet import Sheet, one_line
from sim.roster.written_numbers import is_missing

_TOTALS = frozenset(("total", "totals", "sum", "summe", "gesamt", "grand total", "average", "mean", "durchschnitt"))
_MESSAGES = frozenset(("error", "errors", "error message", "message", "fehler", "status", "reason", "exception"))
_MOST_NAMED = 3
_MESSAGE = 15  # characters from which on the only other cell is a message


def without_failed(
    sheet: Sheet, names: list[str], followers: Sequence[int], own: set[int], faults: CellFaults
) -> tuple[Sheet, list[str]]:
    """The table without rows that hold a message in place of numbers, which are one fault together.

    ``followers`` are the places of that column and its doubles, ``own`` those of every column that is read.
    """
    spoken = [place for place, name in enumerate(sheet.header) if plain(name) in _MESSAGES and place not in own]
    failed: dict[int, str] = {}
    for place, (_, cells) in enumerate(sheet.rows):
        if not all(is_missing(cells[of]) for of in followers):
            continue
        others = [of for of, cell in enumerate(cells) if of not in own and not is_missing(cell)]
        said = [cells[of] for of in spoken if of in others]
        if not said and len(others) == 1 and len(cells[others[0]]) >= _MESSAGE:
            said = [cells[others[0]]]
        if said and not any(character.isdigit() for of in own - set(followers) for character in _number(cells[of])):
            failed[place] = one_line(said[0])
    if not failed:
        return sheet, names
    first = min(failed)
    called = ", ".join(shortened(names[place]) for place in list(failed)[:_MOST_NAMED])
    more = len(failed) - _MOST_NAMED
    lines = "1 line holds" if len(failed) == 1 else f"{len(failed):,} lines hold"
    faults.of_file(
        f"{lines} a message and no followers, the first line {sheet.rows[first][0]}: {shortened(failed[first])} "
        f"({called}{f' and {more:,} more' if more > 0 else ''}); leave out what was not collected, or write how many "
        "followers there are"
    )
    kept = [place for place in range(len(names)) if place not in failed]
    rows = tuple(sheet.rows[place] for place in kept)
    return replace(sheet, rows=rows), [names[place] for place in kept]


def _number(cell: str) -> str:
    """A cell that begins as a number does, else ""."""
    return cell if cell[:1].isdigit() else ""


def without_totals(
    sheet: Sheet, names: list[str], followers: dict[int, int], faults: CellFaults, notes: list[str]
) -> tuple[Sheet, list[str], dict[int, int]]:
    """The table without last rows that are the sum of the others."""
    while len(names) > 1 and names[-1].casefold().rstrip(":") in _TOTALS:
        last = len(names) - 1
        line = sheet.rows[last][0]
        rest = {place: count for place, count in followers.items() if place < last}
        if followers.get(last) != sum(rest.values()):
            faults.of_line(line, f"{shortened(names[last])} looks like a total; leave the line out", "totals")
            break
        notes.append(f"line {line}: {names[last]!r} is the sum of the others, left out")
        sheet, names, followers = replace(sheet, rows=sheet.rows[:last]), names[:last], rest
    return sheet, names, followers
