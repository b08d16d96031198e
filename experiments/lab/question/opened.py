"""Scenarios by name: the built-in ones, and those that a visitor opened."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from experiments.lab.question.kept import is_digest, kept
from sim.assumptions.own_file import is_own_file
from sim.errors import Faults, InputError
from sim.reading.toml_file import parse_toml, read_toml
from sim.scenario.scenario import BUILT_INS, Scenario

MIX = "mix"  # the launch whose division of the budget a slider sets
FIRST = "sneaker_launch"
MOST_SCENARIO_BYTES = 100_000
MOST_LAUNCHES = 50  # of a scenario


_reading = RLock()  # a class that opens one link has it read once, not once for each


def scenario_named(name: str) -> Scenario:
    """A built-in scenario, or an opened one by its digest, as it stands in its file. Raises InputError."""
    with _reading:
        return _scenario_named(name)


@lru_cache(maxsize=32)
def _scenario_named(name: str) -> Scenario:
    return Scenario.from_mapping(tables_named(name), path=Path(f"{name}.toml"))


def tables_named(name: str) -> dict[str, Any]:
    """The tables of a built-in scenario, or of an opened one by its digest. Raises InputError."""
    if name in BUILT_INS:
        return read_toml(BUILT_INS[name])
    if is_digest(name):
        return parse_toml(kept(name), name)
    raise InputError(f"scenario {name[:40]!r}: must be one of {', '.join(BUILT_INS)}, or opened from a file")


def check_opened(text: str, file: str) -> None:
    """Whether the lab can play a scenario file of a visitor. Raises InputError with every problem."""
    size = len(text.encode())
    if size > MOST_SCENARIO_BYTES:
        raise InputError(f"{file}: has {size:,} bytes; a scenario may have {MOST_SCENARIO_BYTES:,} in the lab")
    tables = parse_toml(text, file)
    problems = Faults()
    schedules = tables.get("schedules")
    if isinstance(schedules, Mapping) and len(schedules) > MOST_LAUNCHES:
        raise InputError(f"{file}: {len(schedules):,} launches; the lab lists at most {MOST_LAUNCHES} to choose from")
    roster = tables.get("roster")
    if isinstance(roster, Mapping) and "file" in roster:
        problems.append("roster.file: the lab reads no file that a scenario names; leave it out and open the roster")
        tables["roster"] = {}
    choice = tables.get("assumptions")
    if isinstance(choice, Mapping) and is_own_file(choice.get("set")):
        problems.append(
            "assumptions.set: the lab reads no file that a scenario names; leave it out and open the assumptions"
        )
        tables["assumptions"] = {name: given for name, given in choice.items() if name != "set"}
    if "network" in tables:
        problems.append("network: the lab draws people of its own; `groundswell compare` plays a measured network")
        del tables["network"]
    if isinstance(schedules, Mapping) and MIX in schedules:
        problems.append(f"schedules.{MIX}: is the lab's own; choose another name")
    try:
        Scenario.from_mapping(tables)
    except InputError as error:
        problems.take(error, "")
    if problems:
        raise InputError((f"{file}: {problem}" for problem in problems), problems.beyond)
