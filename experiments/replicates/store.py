"""Finished runs on disk: found again by what they are about, whatever was stopped in between.

A file holds the runs of one schedule in one scenario under one seed, a line for each. Its name is a digest of
everything that can change a result, the model's own code included, so a run that is found is the run that was
asked for. Lines are only ever added; one that was cut off in the middle, or is damaged, is left out.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import replace
from pathlib import Path
from sys import intern
from typing import TypeAlias

from experiments.words.plain_text import visible
from sim.compiled import source_digest
from sim.errors import InputError
from sim.scenario.scenario import Scenario, schedule_named

# The totals of one schedule under one belief, or why it has none.
Outcome: TypeAlias = dict[str, float] | str

_log = logging.getLogger(__name__)


def run_key(scenario: Scenario, schedule: str, seed: int, lucks: int) -> str:
    """A digest of everything that a run of a schedule hangs on but its number: 32 hexadecimal digits.

    Other schedules of the scenario, its objective and its texts do not count, the ranges of its assumptions do.
    """
    plan = schedule_named(schedule, scenario)
    alone = replace(scenario, schedules={}, objective="reach_people")
    entries = [(e.name, e.base, e.low, e.high, e.distribution, e.tiers, e.overridden) for e in scenario.assumptions]
    content = [
        source_digest(),
        alone.fingerprint,
        [part.model_dump() for part in (*plan.phases_in_order, *plan.reviews)],
        entries,
        seed,
        lucks,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=dict).encode()).hexdigest()[:32]


class RunStore:
    """Runs by key and number. Without a folder they are kept in memory alone.

    Raises InputError, which names the file, where one cannot be read or written.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._known: dict[str, dict[int, Outcome]] = {}
        self._cut_off: set[str] = set()  # keys whose last line has no end
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(f"{folder}: cannot be made a folder of finished runs: {error.strerror}") from error

    def known(self, key: str) -> dict[int, Outcome]:
        """The runs of this key that are finished, by number."""
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def keep(self, key: str, number: int, outcome: Outcome) -> None:
        """Remembers a finished run; on disk at once."""
        self.known(key)[number] = _shared(outcome)
        if self.folder is None:
            return
        path = self.folder / f"{key}.jsonl"
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write("\n" * (key in self._cut_off) + json.dumps([number, outcome]) + "\n")
        except OSError as error:
            raise InputError(
                f"{path}: cannot be written: {error.strerror}; every run that was finished before is kept in "
                f"{self.folder}, and the same command goes on from there"
            ) from error
        self._cut_off.discard(key)

    def _read(self, key: str) -> dict[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        path = self.folder / f"{key}.jsonl" if self.folder is not None else None
        if path is None or not path.exists():
            return outcomes
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{path}: cannot be read: {error.strerror}; take it away to have its runs played again"
            ) from error
        if content and not content.endswith(b"\n"):
            self._cut_off.add(key)
        damaged = []
        for place, line in enumerate(content.split(b"\n"), 1):
            if line:
                try:
                    number, outcome = _run(line)
                    outcomes[number] = outcome
                except (ValueError, TypeError, RecursionError):
                    damaged.append(place)
        if damaged:
            which = f"line{'s' * (len(damaged) > 1)} {', '.join(map(str, damaged))}"
            _log.warning("groundswell: %s: %s cannot be read; these runs are played again", visible(str(path)), which)
        return outcomes


def _run(line: bytes) -> tuple[int, Outcome]:
    """Number and outcome of a run from a line of a file. Raises ValueError or TypeError where it is something else."""
    number, outcome = json.loads(line)
    numbers = outcome.values() if isinstance(outcome, dict) else ()
    whole = type(number) is int and number >= 0 and isinstance(outcome, dict | str)
    if not whole or not all(type(value) in (int, float) for value in numbers):
        raise ValueError(line)
    return number, _shared(outcome)


def _shared(outcome: Outcome) -> Outcome:
    """The outcome with interned names, which take room once for all outcomes."""
    return outcome if isinstance(outcome, str) else {intern(name): value for name, value in outcome.items()}
