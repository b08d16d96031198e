"""Makes a result again from its manifest, and says whether the digits agree."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from experiments.manifest import SUFFIX, digest, made_by, not_controlled
from sim.errors import InputError
from sim.reading.text_file import read_text

# Options that name what is written outside a result, and what goes with them.
_ELSEWHERE = ("--out", "--animate", "--beside")
TABLES = (".json", ".jsonl", ".csv", ".npz", ".toml")  # which hold digits; others are pages and pictures


@dataclass(frozen=True)
class Compared:
    """One file of a result beside the one that was made again; ``answer`` is same, drawn otherwise, or what differs."""

    file: str
    answer: str
    agrees: bool


@dataclass(frozen=True)
class Reproduced:
    """A result made again. ``differences`` are those of what it was made with, in words."""

    command: tuple[str, ...]
    differences: tuple[str, ...]
    files: tuple[Compared, ...]

    @property
    def agrees(self) -> bool:
        """Whether every digit of every table is the same."""
        return all(file.agrees for file in self.files)


def manifest_in(result: Path) -> tuple[Path, dict[str, Any]]:
    """The manifest of a result, by its folder or its own name, with its content. Raises InputError."""
    try:
        found = [result] if result.is_file() else sorted(result.glob(f"*{SUFFIX}"))
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise InputError(f"{result}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if not found:
        raise InputError(f"{result}: holds no *{SUFFIX}; every command with --out writes one beside its files")
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise InputError(f"{result}: holds results of several commands, {names}; name one of these files")
    try:
        content = json.loads(read_text(found[0]))
        words = [str(word) for word in content["command"]]
        content = {**content, "command": words, "read": dict(content["read"]), "written": dict(content["written"])}
        content["libraries"] = dict(content["libraries"])
        content["not_controlled"] = dict(content["not_controlled"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{found[0]}: is no manifest of a result; name a folder that a command wrote") from error
    if not words:
        raise InputError(f"{found[0]}: this result was made from Python, by no command that could be given again")
    return found[0], content


def reproduce(result: Path) -> Reproduced:
    """Gives the command of a result again, into a folder of its own, and compares what it writes, file by file.

    Raises InputError where a file that the command read is gone or has changed, or where the command fails.
    """
    manifest, content = manifest_in(result)
    _check_read(content["read"])
    command = tuple(without_out(content["command"]))
    with tempfile.TemporaryDirectory(prefix="groundswell-") as again:
        given = [sys.executable, "-m", "experiments.cli", *command, "--out", again]
        done = subprocess.run(given, stdout=subprocess.DEVNULL)
        if done.returncode:
            raise InputError(f"groundswell {' '.join(command)}: ended with exit code {done.returncode}; see above")
        files = [
            _compared(manifest.parent / name, Path(again) / name, told) for name, told in content["written"].items()
        ]
    return Reproduced(command, tuple(_made_otherwise(content)), tuple(files))


def _check_read(read: dict[str, str]) -> None:
    problems = []
    for name, told in read.items():
        now = _digest_there(Path(name))
        if now is None:
            problems.append(f"{name}: was read then and is not here; go to the folder from which it was given")
        elif now != told:
            problems.append(f"{name}: has changed since; put the file of then in its place")
    if problems:
        raise InputError(problems)


def _digest_there(path: Path) -> str | None:
    """The digest of a file, None where there is none that can be read."""
    try:
        return digest(path) if path.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def without_out(words: Sequence[str]) -> Iterator[str]:
    """The words of a command without the folder that it wrote to, and without what it wrote elsewhere."""
    skip = False
    for word in words:
        option, is_joined, _ = word.partition("=")
        if skip:
            skip = False
        elif option in _ELSEWHERE:
            skip = not is_joined
        else:
            yield word


def _made_otherwise(content: dict[str, Any]) -> Iterator[str]:
    """What the result was made with then and is not now."""
    now = {"groundswell": version("groundswell"), **made_by(), "not_controlled": not_controlled()}
    words = {
        "groundswell": "groundswell",
        "code": "the model's code",
        "numbers": "the numbers that come with it",
        "python": "Python",
    }
    for key, what in words.items():
        if content.get(key) != now[key]:
            yield f"{what}: {content.get(key)} then, {now[key]} now"
    for part, what in (("libraries", ""), ("not_controlled", "the ")):
        for name in sorted({*content[part], *now[part]}):
            then, here = content[part].get(name), now[part].get(name)
            if then != here:
                yield f"{what}{name}: {then} then, {here} now"


def _compared(then: Path, now: Path, told: str) -> Compared:
    if not then.is_file() or digest(then) != told:
        return Compared(then.name, "was changed or taken away since it was written", False)
    if not now.is_file():
        return Compared(then.name, "was not written again", False)
    if digest(now) == told:
        return Compared(then.name, "the same to the last byte", True)
    if then.suffix not in TABLES:
        return Compared(then.name, "a page or picture, drawn otherwise", True)
    differs = _numbers_differ(then, now)
    return Compared(then.name, differs or "the same numbers, written otherwise", not differs)


def _numbers_differ(then: Path, now: Path) -> str:
    """How the numbers of two tables differ, in words; empty where they do not."""
    before, after = _cells(then), _cells(now)
    if [place for place, _ in before] != [place for place, _ in after]:
        return "other rows or columns"
    pairs = list(zip(before, after, strict=True))
    different = [(place, a, b) for (place, a), (_, b) in pairs if a != b and not (_is_none(a) and _is_none(b))]
    if not different:
        return ""
    apart = [abs(a - b) / max(abs(a), abs(b)) for _, a, b in different if isinstance(a, float) and isinstance(b, float)]
    most = f", by at most {max(apart):.1e} of the number" if len(apart) == len(different) else ""
    return f"{len(different):,} of {len(pairs):,} values differ{most}; the first is {different[0][0]}"


def _is_none(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _cells(file: Path) -> list[tuple[str, Any]]:
    """Every value of a table with the place where it stands."""
    if file.suffix == ".npz":
        with np.load(file) as arrays:
            return [(f"{name}[{i}]", row) for name in sorted(arrays) for i, row in enumerate(arrays[name].tolist())]
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".csv":
        rows = enumerate(csv.reader(io.StringIO(text)), 1)
        return [
            (f"row {row}, column {column}", _value(cell)) for row, line in rows for column, cell in enumerate(line, 1)
        ]
    if file.suffix == ".json":
        return list(_leaves("", json.loads(text)))
    return [(f"line {number}", line) for number, line in enumerate(text.splitlines(), 1)]


def _leaves(place: str, content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, part in content.items():
            yield from _leaves(f"{place}.{key}" if place else key, part)
    elif isinstance(content, list):
        for i, part in enumerate(content):
            yield from _leaves(f"{place}[{i}]", part)
    else:
        yield place, float(content) if isinstance(content, int) and not isinstance(content, bool) else content


def _value(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell
