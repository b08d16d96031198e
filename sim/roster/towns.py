"""Where influencers of a roster file live, as it states it, and whether that is where a local brand is."""

from __future__ import annotations

import re
from collections import Counter

from sim.roster.cell_faults import shortened
from sim.roster.numbers import Cells
from sim.roster.plain_words import plain
from sim.roster.written_numbers import is_missing

_PARTS = re.compile(r"[,;/|()]")
_MOST_NAMED = 6


def towns_of(column: Cells, notes: list[str]) -> dict[int, str]:
    """What each row states, by place in the table, without those that state nothing. Adds a note on what they say."""
    towns = {
        place: " ".join(cell.split())
        for place, cell in enumerate(column.cells)
        if not is_missing(cell) and any(letter.isalpha() for letter in cell)
    }
    if towns:
        counts = Counter(map(plain, towns.values()))
        named = {plain(town): shortened(town) for town in towns.values()}
        said = ", ".join(f"{count:,} {named[town]}" for town, count in counts.most_common(_MOST_NAMED))
        more = f" and {len(counts) - _MOST_NAMED:,} more places" if len(counts) > _MOST_NAMED else ""
        notes.append(
            f"{column.name}: where they live: {said}{more}; it counts for a local brand whose place is given "
            "(brand.local, brand.place)"
        )
    return towns


def lives_in(stated: str, town: str) -> bool:
    """Whether a place is stated as this town, in whatever case, or with more beside it: Berlin, Germany."""
    return plain(town) in {plain(stated), *map(plain, _PARTS.split(stated))}
