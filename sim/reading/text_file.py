"""Reads files as text, and refuses those that are none or too large."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from sim.errors import InputError

MOST_BYTES = 100_000_000  # of a file for which its reader says nothing else
_READ: ContextVar[dict[str, str] | None] = ContextVar("digests of what was read, by path", default=None)


@contextmanager
def files_told() -> Iterator[dict[str, str]]:
    """The SHA-256 of every file that is read within the block, by its path as it was given."""
    read: dict[str, str] = {}
    token = _READ.set(read)
    try:
        yield read
    finally:
        _READ.reset(token)


def decoded(content: bytes, source: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark. Raises InputError."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") and content[2:] else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: is not UTF-8 text (byte {error.start + 1:,}); save it as UTF-8") from None
    return text.removeprefix("\ufeff")


def read_text(path: Path, if_missing: str = "", most_bytes: int = MOST_BYTES) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark. Raises InputError."""
    return decoded(read_bytes(path, if_missing, most_bytes), str(path))


def read_bytes(path: Path, if_missing: str = "", most_bytes: int = MOST_BYTES) -> bytes:
    """The content of a file of at most so many bytes. Raises InputError."""
    _check_size(path, most_bytes)
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is not a file")
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file{if_missing}") from None
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be read: {reason}") from None
    if (read := _READ.get()) is not None:
        read[str(path)] = hashlib.sha256(content).hexdigest()
    return content


def _check_size(path: Path, most_bytes: int) -> None:
    """Refuses a file larger than so many bytes. One that cannot be found is left to whoever reads it."""
    try:
        size = path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):
        return
    if size > most_bytes:
        raise InputError(f"{path}: {size:,} bytes; must be at most {most_bytes:,}")
