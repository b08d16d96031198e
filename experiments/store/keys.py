"""What a run hangs on, as a key under which it is kept and found again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from experiments.manifest import command_words
from sim.compiled import digest_of, source_digest
from sim.scenario.scenario import Scenario, schedule_named

_REPLICATES = Path(__file__).parents[1] / "replicates"  # what a replicate is made of, beside the model itself


def digest_of_content(content: object) -> str:
    """A digest of anything that JSON can hold: 32 hexadecimal digits."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=dict).encode()).hexdigest()[:32]


def code_digest() -> str:
    """Digits that change with any code that can change a figure, and not with comments, docstrings or annotations."""
    return source_digest() + digest_of(_REPLICATES)


def run_key(scenario: Scenario, schedule: str, seed: int, lucks: int) -> str:
    """A digest of everything that a run of a schedule hangs on but its number: 32 hexadecimal digits.

    Other schedules of the scenario, its objective and its texts do not count, the ranges of its assumptions do.
    """
    plan = schedule_named(schedule, scenario)
    alone = replace(scenario, schedules={}, objective="reach_people")
    entries = [(e.name, e.base, e.low, e.high, e.distribution, e.tiers, e.overridden) for e in scenario.assumptions]
    parts = [part.model_dump() for part in (*plan.phases_in_order, *plan.reviews)]
    return digest_of_content([code_digest(), alone.fingerprint, parts, entries, seed, lucks])


def about_cell(scenario: Scenario, schedule: str, seed: int, lucks: int) -> str:
    """What tells people of the runs of a cell: a line of JSON. No figure hangs on it."""
    return json.dumps(
        {
            "scenario": scenario.name,
            "schedule": schedule,
            "people": scenario.simulated_people,
            "assumptions": scenario.assumptions.name,
            "seed": seed,
            "lucks": lucks,
            "budget": scenario.budget_eur,
            "code": code_digest(),
            "command": command_words(),
        }
    )
