"""Runs copied from one file into another, each checked; those that cannot be read are left out."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from experiments.store.database import cell_of, read_only, text_of
from experiments.store.packing import opened


def copy_runs(source: Path, into: sqlite3.Connection) -> int:
    """Copies every run of a file that can be read and is not there yet; returns how many can be read.

    ``into`` has no transaction open. Raises sqlite3.Error where it cannot be written.
    """
    try:
        given = read_only(source)
    except sqlite3.Error:
        return 0
    readable = 0
    with closing(given):
        studies = dict(_rows(given, "SELECT id, about FROM study"))
        names = dict(_rows(given, "SELECT id, names FROM names"))
        into.execute("BEGIN IMMEDIATE")
        try:
            for number, key, study in _rows(given, "SELECT id, key, study FROM cell WHERE length(key) = 16"):
                cell = cell_of(into, key, studies.get(study, "{}"))
                runs = "SELECT replicate, names, content, microseconds FROM run WHERE cell = ?"
                for replicate, named, content, microseconds in _rows(given, runs, (number,)):
                    if _is_whole(key, replicate, content, names.get(named, "") if named else ""):
                        texts = None if named is None else text_of(into, "names", names[named])
                        row = (cell, replicate, texts, content, microseconds)
                        into.execute("INSERT OR IGNORE INTO run VALUES (?, ?, ?, ?, ?)", row)
                        readable += 1
                for replicate, content in _rows(
                    given, "SELECT replicate, content FROM detail WHERE cell = ?", (number,)
                ):
                    if _is_whole(key, replicate, content):
                        into.execute("INSERT OR IGNORE INTO detail VALUES (?, ?, ?)", (cell, replicate, content))
            into.execute("COMMIT")
        except BaseException:
            if into.in_transaction:
                into.execute("ROLLBACK")
            raise
    return readable


def _rows(given: sqlite3.Connection, question: str, about: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows as far as they can be read."""
    try:
        yield from given.execute(question, about)
    except sqlite3.Error:
        return


def _is_whole(key: bytes, replicate: int, content: bytes, names: str = "") -> bool:
    try:
        opened(key, replicate, content, names)
    except (ValueError, TypeError, struct.error):
        return False
    return True
