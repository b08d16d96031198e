"""Finished runs, found again by what they are about, whatever was stopped in between."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias, TypeVar

from experiments.store.database import cell_of, connected, file_in, in_words, is_damage, read_only, text_of
from experiments.store.merging import copy_runs
from experiments.store.packing import opened, packed, sealed, unpacked
from experiments.words.plain_text import visible
from sim.errors import InputError

# The totals of one run by name, or why it has none.
Outcome: TypeAlias = dict[str, float] | str

_Given = TypeVar("_Given")
_log = logging.getLogger(__name__)


class Finished(NamedTuple):
    """A run that has just ended. ``detail`` is what else a study keeps of it; ``about`` tells people of its cell."""

    key: str  # of its cell: 32 hexadecimal digits
    replicate: int
    outcome: Outcome
    seconds: float = 0.0
    detail: bytes | None = None
    about: str = "{}"
    lasts: bool = True  # a fault of the moment is remembered in memory alone: the next time it is tried again


class Store:
    """Runs by the key of their cell and number. Without a folder they are kept in memory alone.

    Whatever is kept is on disk at once, whole or not at all. A damaged file is put aside, and what can be read of it is
    kept. Raises InputError, which names the file, where one cannot be read or written.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._file = Path(":memory:")
        self._own: sqlite3.Connection | None = None
        self._known: dict[str, dict[int, Outcome]] = {}
        self._names: dict[tuple[sqlite3.Connection, int], tuple[str, tuple[str, ...]]] = {}
        self._others: list[sqlite3.Connection] = []
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self._file = file_in(folder)
            except OSError as error:
                raise InputError(f"{folder}: cannot be made a folder of finished runs: {error.strerror}") from error
            self._others = [other for file in self._files_of_others(folder) if (other := _if_readable(file))]
        try:
            self._own = connected(self._file)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise self._refused(error) from error
            self._rescue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the files; what was kept on disk stays kept."""
        for connection in (*self._others, self._own):
            if connection is not None:
                connection.close()

    def known(self, key: str) -> dict[int, Outcome]:
        """The runs of a cell that are finished, by number."""
        if key not in self._known:
            found: dict[int, Outcome] = {}
            for connection in self._others:
                try:
                    found |= self._outcomes(connection, key)
                except sqlite3.Error as error:
                    _log.warning("groundswell: a file of runs in %s: %s; it is left out", self.folder, in_words(error))
            found |= self._ask(lambda own: dict(self._outcomes(own, key)))
            self._known[key] = found
        return self._known[key]

    def detail(self, key: str, replicate: int) -> bytes | None:
        """What else was kept of a run, if anything was."""

        def asked(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute(
                "SELECT detail.content FROM detail JOIN cell ON cell.id = detail.cell WHERE key = ? AND replicate = ?",
                (bytes.fromhex(key), replicate),
            ).fetchone()
            try:
                return None if row is None else opened(bytes.fromhex(key), replicate, row[0])
            except ValueError:
                self._warn_of_damage(1)
                return None

        return self._first(asked)

    def seconds(self, key: str, replicate: int) -> float:
        """How long a run took when it was played. Raises KeyError where it was not."""

        def asked(connection: sqlite3.Connection) -> tuple[int] | None:
            row: tuple[int] | None = connection.execute(
                "SELECT microseconds FROM run JOIN cell ON cell.id = run.cell WHERE key = ? AND replicate = ?",
                (bytes.fromhex(key), replicate),
            ).fetchone()
            return row

        found = self._first(asked)
        if found is None:
            raise KeyError(key, replicate)
        return found[0] / 1e6

    def keep(self, runs: Sequence[Finished]) -> None:
        """Remembers finished runs, all of them or, where this fails, none."""

        def written(own: sqlite3.Connection) -> None:
            own.execute("BEGIN IMMEDIATE")
            try:
                for run in runs:
                    if run.lasts:
                        _write(own, run)
                own.execute("COMMIT")
            except BaseException:
                if own.in_transaction:
                    own.execute("ROLLBACK")
                raise

        self._ask(written)
        for run in runs:
            if run.key in self._known:
                self._known[run.key][run.replicate] = _shared(run.outcome)

    def _outcomes(self, connection: sqlite3.Connection, key: str) -> Iterator[tuple[int, Outcome]]:
        cell, damaged = bytes.fromhex(key), 0
        rows = connection.execute(
            "SELECT replicate, names, content FROM run JOIN cell ON cell.id = run.cell WHERE key = ?", (cell,)
        )
        for replicate, names, content in rows:
            try:
                if names is None:
                    yield replicate, opened(cell, replicate, content).decode()
                else:
                    text, known = self._named(connection, names)
                    values = unpacked(cell, replicate, text, content, len(known)).tolist()
                    yield replicate, dict(zip(known, values, strict=True))
            except (ValueError, TypeError):
                damaged += 1
        if damaged:
            self._warn_of_damage(damaged)

    def _named(self, connection: sqlite3.Connection, number: int) -> tuple[str, tuple[str, ...]]:
        if (connection, number) not in self._names:
            row = connection.execute("SELECT names FROM names WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise ValueError("names are missing")
            self._names[connection, number] = row[0], tuple(intern(str(name)) for name in json.loads(row[0]))
        return self._names[connection, number]

    def _warn_of_damage(self, count: int) -> None:
        _log.warning(
            "groundswell: %s: %s cannot be read; %s again",
            visible(str(self.folder)),
            f"{count:,} run{'s' * (count > 1)}",
            "these are played" if count > 1 else "it is played",
        )

    def _first(self, action: Callable[[sqlite3.Connection], _Given | None]) -> _Given | None:
        """The first answer of this process's own file and those of others; None where none has one."""
        found = self._ask(action)
        for connection in self._others:
            if found is None:
                with suppress(sqlite3.Error):  # it was said when its runs were looked for
                    found = action(connection)
        return found

    def _ask(self, action: Callable[[sqlite3.Connection], _Given]) -> _Given:
        """Does something with this process's own file, once more where it turns out to be damaged."""
        for is_last in (False, True):
            if self._own is None:
                raise InputError(f"{self._file}: is closed")
            try:
                return action(self._own)
            except sqlite3.Error as error:
                if is_last or not is_damage(error) or self.folder is None:
                    raise self._refused(error) from error
                self._own.close()
                self._rescue()
        raise AssertionError  # the last time it returns or raises

    def _rescue(self) -> None:
        """A new file in the place of a damaged one, with all runs that could still be read of it."""
        aside = next(free for n in range(1, 1000) if not (free := self._file.with_suffix(f".damaged-{n}")).exists())
        try:
            for ending in ("", "-wal", "-shm"):
                part = self._file.with_name(self._file.name + ending)
                if part.exists():
                    part.replace(aside.with_name(aside.name + ending))
            self._own = connected(self._file)
        except (OSError, sqlite3.Error) as error:
            raise self._refused(error) from error
        self._names.clear()
        saved = copy_runs(aside, self._own)
        self.keep([Finished(key, n, told) for key, runs in self._known.items() for n, told in runs.items()])
        _log.warning(
            "groundswell: %s was damaged: %s of its runs could be read and are kept, the others are played again; "
            "the damaged file is now %s",
            visible(str(self._file)),
            f"{saved:,}",
            visible(aside.name),
        )

    def _refused(self, error: Exception) -> InputError:
        kept = f"every run that was finished before is kept in {self.folder}, and the same command goes on from there"
        return InputError(f"{self._file}: cannot be read or written: {in_words(error)}; {kept}")

    def _files_of_others(self, folder: Path) -> Iterable[Path]:
        return sorted(file for file in folder.glob("*.sqlite") if file != self._file)


def _write(own: sqlite3.Connection, run: Finished) -> None:
    key = bytes.fromhex(run.key)
    cell = cell_of(own, key, run.about)
    names: int | None = None
    if isinstance(run.outcome, str):
        content = sealed(key, run.replicate, run.outcome.encode(), level=9)
    else:
        text = json.dumps(list(run.outcome))
        names, content = text_of(own, "names", text), packed(key, run.replicate, text, list(run.outcome.values()))
    row = (cell, run.replicate, names, content, round(1e6 * run.seconds))
    had_detail = own.execute("SELECT 1 FROM detail WHERE cell = ? AND replicate = ?", row[:2]).fetchone() is not None
    if not own.execute("INSERT OR IGNORE INTO run VALUES (?, ?, ?, ?, ?)", row).rowcount:
        (there,) = own.execute("SELECT content FROM run WHERE cell = ? AND replicate = ?", row[:2]).fetchone()
        if there != content:  # it was damaged, or this machine has other digits
            own.execute("REPLACE INTO run VALUES (?, ?, ?, ?, ?)", row)
        elif run.detail is None or had_detail:
            own.execute("INSERT INTO twice VALUES (?, ?)", row[:2])
    if run.detail is not None:
        own.execute("REPLACE INTO detail VALUES (?, ?, ?)", (*row[:2], sealed(key, run.replicate, run.detail, level=6)))


def _if_readable(file: Path) -> sqlite3.Connection | None:
    try:
        return read_only(file)
    except sqlite3.Error as error:
        _log.warning("groundswell: %s: %s; its runs are left out", visible(str(file)), in_words(error))
        return None


def _shared(outcome: Outcome) -> Outcome:
    """The outcome with interned names, which take room once for all outcomes."""
    return outcome if isinstance(outcome, str) else {intern(name): value for name, value in outcome.items()}
