"""The names of a roster file: of whom they are, told apart where one name stands on several platforms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sim.roster.cell_faults import CellFaults
from sim.roster.columns import (
    is_link,
)
from sim.roster.numbers import Cells
from sim.roster.plain_words import plain
from sim.roster.platforms import platform_of
from sim.roster.sheet import Sheet, one_line, printable

_NOT_CALCULATED = re.compile(r"'[=+@-]")
_LINK = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]+/(?:[^?#]*/)?@?([^/?#]+)/?(?:[?#].*)?", re.IGNORECASE)


def names_of(column: Cells, notes: list[str]) -> list[str]:
    """The name on every row, "" where there is none; without characters that a terminal would obey."""
    if plain(column.name) != "name":
        notes.append(f"the name is taken from {column.name!r}")
    of_links = is_link(column.name)
    names, changed = [], []
    for place, cell in enumerate(column.cells):
        if cell.isalnum():
            names.append(cell)
            continue
        text = cell[1:] if _NOT_CALCULATED.match(cell) else cell  # as written where a spreadsheet must not calculate
        link = _LINK.fullmatch(text) if of_links else None
        text = link[1] if link else text
        names.append(printable(text))
        if names[-1] != one_line(text):
            changed.append(place)
    if changed:
        notes.append(f"{column.first(changed)}: control characters are left out")
    return names


def told_apart(names: list[str], platforms: Cells | None, notes: list[str]) -> list[str]:
    """The names with the platform after those that stand on several, each on another; others as they are."""
    counts = Counter(names)
    repeated = [place for place, name in enumerate(names) if name and counts[name] > 1]
    if platforms is None or not repeated:
        return names
    known = {place: platform_of(platforms.cells[place]) for place in repeated}
    changed = list(names)
    first: dict[str, str] = {}
    each = Counter((names[place], known[place]) for place in repeated)
    unclear = {names[place] for place in repeated if not known[place] or each[names[place], known[place]] > 1}
    for place in repeated:
        if names[place] not in unclear:
            changed[place] = f"{names[place]} ({known[place]})"
            first.setdefault(names[place], changed[place])
    if first:
        name, called = next(iter(first.items()))
        notes.append(f"names on several platforms are told apart ({len(first):,}): {name!r} is {called!r}")
    return changed


def check_names(sheet: Sheet, label: str, names: Sequence[str], faults: CellFaults) -> None:
    """Adds a fault for every name that stands on two lines; ``label`` is that of its column."""
    lines: dict[str, int] = {}
    for place, (line, _) in enumerate(sheet.rows):
        name = names[place] or f"influencer-{place + 1}"
        if name in lines:
            reason = f"is on line {lines[name]} too; give every influencer its own"
            faults.of_cell(line, label, name, reason, kind="twice")
        lines.setdefault(name, line)
