"""What a result was made of, so that it can be made again: the command, the files it read, the code, the libraries.

Every folder that is filled gets such a file beside what it was filled with, and ``groundswell reproduce`` reads it.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.reading.text_file import files_told

SUFFIX = ".manifest.json"
LIBRARIES = ("numpy", "numba", "llvmlite", "scipy", "mesa", "networkx", "joblib", "matplotlib", "pillow")
_PACKAGES = Path(__file__).parents[1]

# The words of the command that is at work, without the program's own name, and the digests of what it has read so far.
_COMMAND: ContextVar[tuple[Sequence[str], dict[str, str]] | None] = ContextVar("command", default=None)


@contextmanager
def of_command(words: Sequence[str]) -> Iterator[None]:
    """Whatever is written within the block is told to be made by this command."""
    with files_told() as read:
        token = _COMMAND.set((tuple(words), read))
        try:
            yield
        finally:
            _COMMAND.reset(token)


def command_words() -> list[str]:
    """The words of the command that is at work; none where Python is asked."""
    return list((_COMMAND.get() or ((), {}))[0])


def manifest_of(folder: Path) -> tuple[str, dict[str, Any]]:
    """The name and the content of the manifest of the files in a folder, which were written just now."""
    words, read = _COMMAND.get() or ((), {})
    command = next((word for word in words if not word.startswith("-")), "")
    content = {
        "command": list(words),
        "groundswell": version("groundswell"),
        **made_by(),
        "read": {path: told for path, told in sorted(read.items()) if not Path(path).is_relative_to(_PACKAGES)},
        "written": {file.name: digest(file) for file in sorted(folder.iterdir()) if file.is_file()},
        "not_controlled": not_controlled(),
    }
    return f"{command or 'python'}{SUFFIX}", content


def made_by() -> dict[str, Any]:
    """The code that can change a figure, and the versions of what it stands on."""
    from sim.compiled import source_digest

    return {
        "code": source_digest(),
        "numbers": _digest_of_numbers(),
        "python": platform.python_version(),
        "libraries": {name: known for name in LIBRARIES if (known := _version(name))},
    }


def not_controlled() -> dict[str, Any]:
    """What may change the last digit of a figure and no seed fixes: the processor and what computes ``exp`` on it."""
    return {
        "processor": _processor(),
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "libm": " ".join(platform.libc_ver()).strip(),
        "cores": os.cpu_count(),
    }


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _digest_of_numbers() -> str:
    """Sixteen hexadecimal digits that change with any number or text that comes with the program."""
    files = sorted(path for package in ("sim", "experiments") for path in (_PACKAGES / package).rglob("*.toml"))
    joined = "".join(f"{file.relative_to(_PACKAGES).as_posix()} {digest(file)}\n" for file in files)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """The processor by its name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
