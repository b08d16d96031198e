"""Folders that are gone with the lab; those of a lab that was killed are swept away when the next one starts."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.files import is_gone

_PREFIX = "groundswell-lab-"  # then the number of the process that made it, and something random


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder of this process, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def lasting_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of this process that is gone with it."""
    return tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-")


def sweep() -> None:
    """Removes this user's folders whose process is gone."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        made_by = re.fullmatch(rf"{_PREFIX}(\d{{1,9}})-.+", path.name)
        if made_by and is_gone(int(made_by[1])) and not path.is_symlink() and path.stat().st_uid == os.getuid():
            shutil.rmtree(path, ignore_errors=True)
