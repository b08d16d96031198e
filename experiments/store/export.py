"""Every finished run as a row of a table, a few thousand rows at a time."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from experiments.files import whole_file
from experiments.store.database import in_words, read_only
from experiments.store.listing import KeptRun, files_in, runs_in
from sim.errors import InputError

_ABOUT = ("scenario", "schedule", "people", "assumptions", "seed", "lucks", "budget", "code")
_AT_ONCE = 10_000


def write_csv(place: Path, file: Path) -> int:
    """Writes every run as CSV; returns how many there are. Raises InputError."""
    totals = _names(place)
    rows = 0
    try:
        with whole_file(file) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, _columns(totals), restval="", lineterminator="\n")
            writer.writeheader()
            for run in runs_in(place):
                writer.writerow(_row(run))
                rows += 1
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}") from error
    return rows


def write_parquet(place: Path, file: Path) -> int:
    """Writes every run as Parquet; returns how many there are. Needs pyarrow. Raises InputError."""
    import pyarrow
    from pyarrow import parquet

    totals = _names(place)
    texts = {"cell", "scenario", "schedule", "assumptions", "code", "error"}
    kinds = {"replicate": pyarrow.int64(), "world_seed": pyarrow.int64(), "people": pyarrow.int64()}
    kinds |= {"seed": pyarrow.int64(), "lucks": pyarrow.int64()} | dict.fromkeys(texts, pyarrow.string())
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.float64())) for name in _columns(totals)])
    rows, runs = 0, runs_in(place)
    try:
        with whole_file(file) as unfinished, parquet.ParquetWriter(unfinished, schema) as target:
            while chunk := [_row(run) for run in islice(runs, _AT_ONCE)]:
                target.write_table(pyarrow.Table.from_pylist(chunk, schema=schema))
                rows += len(chunk)
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror or error}") from error
    return rows


def _columns(totals: list[str]) -> list[str]:
    return ["cell", *_ABOUT, "replicate", "world_seed", "seconds", *totals, "error"]


def _row(run: KeptRun) -> dict[str, Any]:
    about = {name: run.about.get(name) for name in _ABOUT}
    place = {"cell": run.key, "replicate": run.replicate, "world_seed": run.world_seed, "seconds": run.seconds}
    return {**about, **place, **run.totals, "error": run.error}


def _names(place: Path) -> list[str]:
    """The names of all totals in the order in which they were first kept."""
    return list(dict.fromkeys(name for file in files_in(place) for name in _names_in(file)))


def _names_in(file: Path) -> Iterator[str]:
    try:
        with closing(read_only(file)) as connection:
            for (names,) in connection.execute("SELECT names FROM names ORDER BY id"):
                yield from json.loads(names)
    except sqlite3.Error as error:
        raise InputError(f"{file}: cannot be read: {in_words(error)}") from error
