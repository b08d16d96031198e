"""How far a long piece of work is, told by a file from the process that does it, which is also told to stop by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from sim.errors import InputError

STOPPED = "stopped, as you asked"
_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def steps_in(folder: Path | None) -> Iterator[None]:
    """Has ``step`` tell in this folder how far it is, as long as this lasts; None: nowhere."""
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)


def step(done: int, of: int) -> None:
    """Says that so many of so many steps are done. Raises InputError where somebody has asked to stop."""
    folder = _folder.get()
    if folder is None:
        return
    if (folder / "stop").exists():
        raise InputError(STOPPED)
    unfinished = folder / "unfinished"
    with suppress(OSError):  # whoever asked may be gone, and the folder with them
        unfinished.write_text(f"{done} {of}", encoding="utf-8")
        unfinished.replace(folder / "steps")


def steps_told(folder: Path) -> tuple[int, int]:
    """How many steps are done, and of how many; none of none where nothing was told yet."""
    try:
        done, of = (folder / "steps").read_text(encoding="utf-8").split()
    except OSError:
        return 0, 0
    return int(done), int(of)


def stop(folder: Path) -> None:
    """Asks the work that tells its steps in this folder to end with its next one."""
    with suppress(OSError):
        (folder / "stop").touch()
