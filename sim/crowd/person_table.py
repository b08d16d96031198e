"""The state of the people whom a campaign has touched, 12 bytes each, found by hashing.

Most of a market never sees a campaign. A row exists from a person's first impression on; memory and
time follow the people touched and not the size of the market.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

PERSON = np.dtype(
    [
        ("person", np.uint32),
        ("trust", np.uint16),  # brand trust in steps of 1 / 65,535
        ("memory", np.uint16),  # impressions still remembered, in steps of 1 / 1,024
        ("hour", np.uint16),  # of the latest impression
        ("tiers", np.uint8),  # the tiers met so far, a bit each (``sim.tiers``); 0 before the first impression
        ("flags", np.uint8),  # what has happened to this person, see below
    ]
)

MEMORY_STEPS = 1024

# Flags.
TAKEN = 1  # the row is somebody's
CONSIDERING = 2  # has engaged
CUSTOMER = 4  # has bought after a click
OVERDOSED = 8  # has been past the overdose point
LOYAL = 16  # has bought again after a click
FOLLOWS = 32  # follows the brand's account

Table = npt.NDArray[np.void]

FULLEST = 0.7  # more rows in use than this share, and looking one up becomes slow
GROWTH = 2.0
SMALLEST = 1 << 18


def empty_table() -> Table:
    """A table of nobody."""
    return np.zeros(SMALLEST, PERSON)


@compiled(forceinline=True)
def home_of(table: Table, person: int) -> np.int64:
    """The row in which the search for a person begins: a multiplied hash, scaled to the table."""
    hashed = (np.uint64(person) * np.uint64(0x9E3779B1)) & np.uint64(0xFFFFFFFF)
    return np.int64((hashed * np.uint64(table.shape[0])) >> np.uint64(32))


@compiled(forceinline=True)
def row_of(table: Table, person: int) -> np.int64:
    """The row of this person, or the empty row where it belongs, by linear probing."""
    size = table.shape[0]
    row = home_of(table, person)
    while table[row].flags != 0 and table[row].person != person:
        row += 1
        if row == size:
            row = np.int64(0)
    return row


@compiled()
def copy_into(table: Table, larger: Table) -> None:
    """Puts everybody of a table into a larger one."""
    for old in range(table.shape[0]):
        if table[old].flags != 0:
            larger[row_of(larger, table[old].person)] = table[old]


def with_room(table: Table, used: int, more: int) -> Table:
    """The table itself, or a larger copy if it would be too full with ``more`` people beside those ``used``.

    Zeroed memory that nobody touches is never taken from the machine.
    """
    if used + more <= FULLEST * table.size:
        return table
    larger = np.zeros(int(max((used + more) / FULLEST, GROWTH * table.size)) + 1, PERSON)
    copy_into(table, larger)
    return larger
