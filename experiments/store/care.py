"""Stores looked after: merged, cleared of runs that nothing finds any more, and checked."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from experiments.store.database import NAME, connected, in_words, read_only
from experiments.store.keys import code_digest
from experiments.store.listing import files_in, studies_in
from experiments.store.merging import copy_runs
from experiments.store.packing import opened
from sim.errors import InputError

_EVERY_RUN = """SELECT 1, key, replicate, content, names.names
    FROM run JOIN cell ON cell.id = run.cell LEFT JOIN names ON names.id = run.names"""
_EVERY_DETAIL = "SELECT 0, key, replicate, content, '' FROM detail JOIN cell ON cell.id = detail.cell"


@dataclass(frozen=True)
class Checked:
    """What a check of one file found."""

    file: Path
    runs: int
    damaged: int  # runs, and details of runs
    database: str  # ok, or what SQLite says is wrong

    @property
    def is_whole(self) -> bool:
        """Whether everything in it can be read."""
        return not self.damaged and self.database == "ok"


def merge(into: Path, sources: Sequence[Path]) -> int:
    """Copies the runs of other stores into that of a folder; returns how many it has now. Raises InputError."""
    files = [file for source in sources for file in files_in(source)]
    target = into / NAME
    try:
        into.mkdir(parents=True, exist_ok=True)
        with closing(connected(target)) as own:
            for file in files:
                if file.resolve() != target.resolve():
                    copy_runs(file, own)
            return int(own.execute("SELECT count(*) FROM run").fetchone()[0])
    except (OSError, sqlite3.Error) as error:
        raise InputError(f"{target}: cannot be written: {in_words(error)}") from error


def prune(place: Path) -> int:
    """Takes away what the code of today does not find again; returns how many runs these were. Raises InputError."""
    if all(study.is_current for study in studies_in(place)):
        return 0
    gone = 0
    for file in files_in(place):
        try:
            with closing(connected(file)) as own:
                own.execute("BEGIN IMMEDIATE")
                own.execute("CREATE TEMP TABLE old (id INTEGER PRIMARY KEY)")
                own.execute(
                    "INSERT INTO old SELECT cell.id FROM cell JOIN study ON study.id = cell.study "
                    "WHERE json_extract(about, '$.code') IS NOT ?",
                    (code_digest(),),
                )
                gone += own.execute("DELETE FROM run WHERE cell IN (SELECT id FROM old)").rowcount
                own.execute("DELETE FROM detail WHERE cell IN (SELECT id FROM old)")
                own.execute("DELETE FROM twice WHERE cell IN (SELECT id FROM old)")
                own.execute("DELETE FROM cell WHERE id IN (SELECT id FROM old)")
                own.execute("DELETE FROM study WHERE id NOT IN (SELECT study FROM cell)")
                own.execute("COMMIT")
                own.execute("VACUUM")
        except sqlite3.Error as error:
            raise InputError(f"{file}: cannot be written: {in_words(error)}") from error
    return gone


def check(place: Path) -> list[Checked]:
    """Reads everything at a place. Raises InputError where there is nothing, or a file is none."""
    return [_checked(file) for file in files_in(place)]


def _checked(file: Path) -> Checked:
    runs = damaged = 0
    try:
        with closing(read_only(file)) as connection:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            for rows in (connection.execute(_EVERY_RUN), connection.execute(_EVERY_DETAIL)):
                for is_run, key, replicate, content, names in rows:
                    runs += is_run
                    try:
                        opened(key, replicate, content, names or "")
                    except (ValueError, TypeError, struct.error):
                        damaged += 1
    except sqlite3.Error as error:
        return Checked(file, runs, damaged, in_words(error))
    return Checked(file, runs, damaged, str(told))
