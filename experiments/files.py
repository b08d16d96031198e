"""Results on their way to disk: numbers that JSON can hold, folders known to be writable, filled all at once."""

from __future__ import annotations

import csv
import json
import math
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.manifest import manifest_of
from sim.errors import InputError

_PARTIAL = re.compile(r"\.partial-(\d+)@(.*)-[^-]*")  # whose it is: process and machine


def writable_folder(path: Path) -> Path:
    """The folder, made if it was not there. Raises InputError where nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
        _sweep(path)
    except OSError as error:
        raise InputError(f"--out {path}: cannot be written: {error.strerror}; choose another folder") from None
    return path


@contextmanager
def removed_on_failure(file: Path) -> Iterator[None]:
    """Removes a file that was begun where the block that writes it fails."""
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """A file beside it to write to, of the same ending, which takes its place once it is whole; or not at all."""
    unfinished = file.with_name(f".partial-{os.getpid()}-{file.name}")
    with removed_on_failure(unfinished):
        yield unfinished
        unfinished.replace(file)


def _sweep(folder: Path) -> None:
    """Removes the unfinished folders that killed processes of this machine left."""
    for partial in folder.glob(".partial-*"):
        owner = _PARTIAL.fullmatch(partial.name)
        if owner and owner[2] == platform.node() and is_gone(int(owner[1])):
            shutil.rmtree(partial, ignore_errors=True)


def is_gone(process: int) -> bool:
    """Whether no process has this number any more; False where the system cannot be asked without ending it."""
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it is somebody else's
    return False


@contextmanager
def filled_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into; its files appear in ``folder`` when all of them are whole, or not at all.

    With them appears what they were made of (``experiments.manifest``). Raises InputError where something cannot be
    written, with what was kept.
    """
    partial = None
    kept: list[str] = []
    try:
        partial = Path(tempfile.mkdtemp(prefix=f".partial-{os.getpid()}@{platform.node()}-", dir=folder))
        yield partial
        name, content = manifest_of(partial)
        write_json(partial / name, content)
        files = sorted(partial.iterdir())
        for file in files:
            if (folder / file.name).is_dir():
                raise InputError(f"{folder / file.name}: is a folder, where a file is to be written; nothing was kept")
        for file in files:
            file.replace(folder / file.name)
            kept.append(file.name)
    except OSError as error:
        rest = f"{', '.join(kept)} of this time {'are' if kept[1:] else 'is'} there" if kept else "nothing was kept"
        raise InputError(f"--out {folder}: {_named(error)}cannot be written: {error.strerror}; {rest}") from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _named(error: OSError) -> str:
    """The file that an error is about, if it says so, in front of what is said of it."""
    name = Path(os.fsdecode(error.filename)).name if isinstance(error.filename, str | bytes) else ""
    return f"{name}: " if name and not name.startswith(".") else ""


def write_json(path: Path, content: Any) -> None:
    """Writes what JSON can hold, indented, as UTF-8."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_columns(path: Path, columns: Mapping[str, Any]) -> None:
    """Writes arrays of one length as CSV, a column each; what is no number is left empty, and no digit is lost."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*(column.tolist() for column in columns.values()), strict=True):
            writer.writerow("" if isinstance(cell, float) and math.isnan(cell) else cell for cell in row)


def finite(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with None for infinity and not-a-number, for which JSON has no word, however deep they stand."""
    return {key: _finite(value) for key, value in content.items()}


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return finite(value)
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
