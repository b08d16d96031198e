"""Results on their way to disk: numbers that JSON can hold, folders known to be writable, filled all at once."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
def removed_on_failure(file: Path) -> Iterator[None]:
    """Takes a file away again that was begun and cannot be finished."""
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


@contextmanager
def filled_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into; its files appear in ``folder`` when all of them are whole, or not at all."""
    partial = None
    try:
        partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
        yield partial
        files = sorted(partial.iterdir())
        for file in files:
            if (folder / file.name).is_dir():
                raise InputError(f"{folder / file.name}: is a folder, where a file is to be written; nothing was kept")
        for file in files:
            file.replace(folder / file.name)
    except OSError as error:
        raise InputError(f"--out {folder}: cannot be written: {error.strerror}; nothing was kept") from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def finite(value: Any) -> Any:
    """JSON has no word for infinity or not-a-number: null stands for both."""
    if isinstance(value, Mapping):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
