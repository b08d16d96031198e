"""Folders for results: known to be writable before the work, and filled all at once after it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError


def writable_folder(path: Path) -> Path:
    """The folder, made if it was not there. Raises InputError where nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise InputError(f"--out {path}: cannot be written: {error.strerror}; choose another folder") from None
    return path


@contextmanager
def filled_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into; its files appear in ``folder`` when all of them are whole, or not at all."""
    partial = None
    try:
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
        yield partial
        for file in sorted(partial.iterdir()):
            os.replace(file, folder / file.name)
    except OSError as error:
        raise InputError(f"--out {folder}: cannot be written: {error.strerror}; nothing was kept") from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)
