"""The SQLite file of a store: opened for one writer and many readers, on a local disk or a shared one.

On a local disk it is in WAL mode: readers are not kept waiting, and a process that is killed leaves whole runs only.
On a file system that several machines share the memory that WAL needs is not shared, so every process there writes a
file of its own, and reads those of the others.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from sim.errors import InputError

NAME = "runs.sqlite"
PATIENCE_SECONDS = 10.0  # for another process to end what it writes
_FORMAT = 1  # of the tables below
_CHECKED_BYTES = 64_000_000  # a file of at most so many is checked as it is opened, which takes up to half a second
_TABLES = """
CREATE TABLE IF NOT EXISTS study (id INTEGER PRIMARY KEY, about TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS cell (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, study INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS run (
    cell INTEGER NOT NULL, replicate INTEGER NOT NULL, names INTEGER, content BLOB NOT NULL, microseconds INTEGER,
    PRIMARY KEY (cell, replicate)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS detail (
    cell INTEGER NOT NULL, replicate INTEGER NOT NULL, content BLOB NOT NULL, UNIQUE (cell, replicate));
CREATE TABLE IF NOT EXISTS twice (cell INTEGER NOT NULL, replicate INTEGER NOT NULL);
"""

# File systems over a network, by the names that Linux gives them.
_SHARED = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "gpfs", "beegfs", "glusterfs", "ceph", "afs", "pvfs2"),
        *("orangefs", "panfs", "ocfs2", "gfs2", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.juicefs"),
        *("fuse.s3fs", "fuse.gcsfuse"),
    )
)


def file_in(folder: Path) -> Path:
    """The file into which this process writes: one for all on a local disk, one of its own on a shared one."""
    if not is_shared(folder):
        return folder / NAME
    return folder / f"runs-{socket.gethostname()}-{os.getpid()}.sqlite"


def is_shared(folder: Path) -> bool:
    """Whether a folder lies on a file system that other machines may write to as well, as far as Linux tells."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    place, best, kind = folder.resolve(), Path("/"), ""
    for line in lines:
        before, _, after = line.partition(" - ")
        mounted = Path(before.split()[4].replace("\\040", " "))
        if place.is_relative_to(mounted) and len(mounted.parts) >= len(best.parts):
            best, kind = mounted, after.split()[0]
    return kind in _SHARED


def connected(file: Path) -> sqlite3.Connection:
    """The file open for writing, with its tables. Raises sqlite3.DatabaseError where it is damaged or cannot be."""
    connection = sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
    with _closed_on_failure(connection):
        if file.exists() and file.stat().st_size <= _CHECKED_BYTES:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone() or ("nothing is told",)
            if told != "ok":
                raise DamageError(told)
        if not is_shared(file.parent):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # a run lost with the power is played again
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, _FORMAT):
            raise InputError(
                f"{file}: was written by another version of groundswell (format {found}, not {_FORMAT}); "
                "take it away, or name another folder"
            )
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_FORMAT}; COMMIT;")
        if _tables_of(connection) != _our_tables():
            raise DamageError("its tables are others")
    return connection


def _tables_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()


@cache
def _our_tables() -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(_TABLES)
        return _tables_of(empty)


def read_only(file: Path) -> sqlite3.Connection:
    """The file open for reading alone. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", timeout=PATIENCE_SECONDS, uri=True)
    with _closed_on_failure(connection):
        connection.execute("SELECT count(*) FROM study").fetchone()
    return connection


@contextmanager
def _closed_on_failure(connection: sqlite3.Connection) -> Iterator[None]:
    """Opens a file further: bytes that are no text are read as such, and nothing stays open where this fails."""
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    try:
        yield
    except UnicodeDecodeError as error:
        connection.close()
        raise DamageError("its tables cannot be read") from error
    except BaseException:
        connection.close()
        raise


class DamageError(sqlite3.DatabaseError):
    """What a file holds contradicts itself."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, rather than full, locked or out of reach."""
    if isinstance(error, DamageError | sqlite3.IntegrityError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def in_words(error: Exception) -> str:
    """Why a file cannot be used, for a user."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    known = {
        sqlite3.SQLITE_FULL: "No space left on device",
        sqlite3.SQLITE_BUSY: "another program is writing to it and does not end",
        sqlite3.SQLITE_LOCKED: "another program is writing to it and does not end",
        sqlite3.SQLITE_READONLY: "it may not be written",
        sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
        sqlite3.SQLITE_PERM: "it may not be written",
    }
    return known.get(code) or getattr(error, "strerror", None) or str(error)


def cell_of(connection: sqlite3.Connection, key: bytes, about: str) -> int:
    """The row of a cell by its key, put there, with what tells people of it, if it is not."""
    found = connection.execute("SELECT id FROM cell WHERE key = ?", (key,)).fetchone()
    if found is not None:
        return int(found[0])
    study = text_of(connection, "study", about)
    return int(connection.execute("INSERT INTO cell (key, study) VALUES (?, ?)", (key, study)).lastrowid or 0)


def text_of(connection: sqlite3.Connection, table: str, text: str) -> int:
    """The row of a text in one of the two tables of texts, put there if it is not."""
    column = {"study": "about", "names": "names"}[table]
    connection.execute(f"INSERT OR IGNORE INTO {table} ({column}) VALUES (?)", (text,))
    return int(connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (text,)).fetchone()[0])
