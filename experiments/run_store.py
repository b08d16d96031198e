"""Finished runs on disk: found again by what they are about, whatever was stopped in between.

A file holds the runs of one schedule in one scenario under one seed, a line for each. Its name is a digest of
everything that can change a result, the model's own code included, so a run that is found is the run that was
asked for. Lines are only ever added; one that was cut off in the middle is left out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from experiments.claims import Outcome
from sim.compiled import source_digest
from sim.scenario import Scenario
from sim.schedule import schedule_named


def run_key(scenario: Scenario, schedule: str, seed: int, lucks: int) -> str:
    """What every run of a schedule in a scenario hangs on, but for its number: 32 hexadecimal digits.

    Other schedules of the scenario, its objective and its texts do not count, the ranges of its assumptions do.
    """
    plan = schedule_named(schedule, scenario)
    alone = replace(scenario, schedules={}, objective="reach_people")
    entries = [(e.name, e.base, e.low, e.high, e.distribution, e.tiers, e.overridden) for e in scenario.assumptions]
    content = [
        source_digest(),
        alone.fingerprint,
        [part.model_dump() for part in (*plan.served, *plan.reviews)],
        entries,
        seed,
        lucks,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=dict).encode()).hexdigest()[:32]


class RunStore:
    """Runs by key and number. Without a folder they are kept in memory alone."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._known: dict[str, dict[int, Outcome]] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def known(self, key: str) -> dict[int, Outcome]:
        """The runs of this key that are finished, by number."""
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def keep(self, key: str, number: int, outcome: Outcome) -> None:
        """Remembers a finished run; on disk at once."""
        self.known(key)[number] = outcome
        if self.folder is not None:
            with (self.folder / f"{key}.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps([number, outcome]) + "\n")

    def _read(self, key: str) -> dict[int, Outcome]:
        found: dict[int, Outcome] = {}
        path = self.folder / f"{key}.jsonl" if self.folder is not None else None
        if path is None or not path.exists():
            return found
        text = path.read_text(encoding="utf-8")
        for line in text.splitlines():
            try:
                number, outcome = json.loads(line)
                found[int(number)] = outcome
            except (ValueError, TypeError):
                continue
        if text and not text.endswith("\n"):
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")
        return found
