"""Outcomes that were played before, in memory and, line by line, on disk: a search that was stopped goes on."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError


class KeptOutcomes:
    """Outcomes by option and replicate. A line that was cut off, or is damaged, counts as not played.

    Raises InputError, which names the file, where it cannot be read or written.
    """

    def __init__(self, folder: Path | None, key: str, width: int) -> None:
        self._outcomes: dict[str, dict[int, Sequence[float]]] = {}
        self._path = None if folder is None else folder / f"{key}.jsonl"
        if self._path is None or folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = self._path.read_text(encoding="utf-8", errors="replace") if self._path.exists() else ""
            for line in text.split("\n"):
                self._take(line, width)
            if text and not text.endswith("\n"):
                with self._path.open("a", encoding="utf-8") as file:
                    file.write("\n")
        except OSError as error:
            raise InputError(f"{self._path}: cannot be read: {error.strerror}; take it away to start anew") from error

    def has(self, option: str, replicate: int) -> bool:
        """Whether this was played."""
        return replicate in self._outcomes.get(option, ())

    def of(self, option: str, replicate: int) -> Sequence[float]:
        """What was played. Raises KeyError where it was not."""
        return self._outcomes[option][replicate]

    def keep(self, option: str, replicate: int, outcome: Sequence[float]) -> None:
        """Remembers an outcome; on disk at once."""
        self._outcomes.setdefault(option, {})[replicate] = outcome
        if self._path is None:
            return
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([option, replicate, outcome]) + "\n")
        except OSError as error:
            raise InputError(
                f"{self._path}: cannot be written: {error.strerror}; what was played before is kept there, and the "
                "same command goes on from it"
            ) from error

    def _take(self, line: str, width: int) -> None:
        try:
            option, replicate, outcome = json.loads(line)
            whole = isinstance(option, str) and type(replicate) is int and len(outcome) == width
            if whole and all(type(value) is float and math.isfinite(value) for value in outcome):
                self._outcomes.setdefault(option, {})[replicate] = outcome
        except (ValueError, TypeError, RecursionError):
            return
