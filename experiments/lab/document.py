"""The scenario file that says what is asked: the same tables are played here and saved for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from experiments.lab.kept import is_digest, kept, kept_file
from sim.assumptions import Assumptions
from sim.errors import Faults, InputError
from sim.mechanisms import MECHANISMS
from sim.quantities import numbers_of, overrides_of
from sim.scenario import BUILT_INS, Scenario
from sim.schedule import Phase
from sim.toml_file import parse_toml, read_toml

if TYPE_CHECKING:
    from experiments.lab.asked import Asked

MIX = "mix"  # the launch whose division of the budget a slider sets
FIRST = "sneaker_launch"
MOST_SCENARIO_BYTES = 100_000
MOST_LAUNCHES = 50  # of a scenario
_SPREAD_HOURS = 192.0  # of the first posts of a tier, as in the launches with one tier


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


def document(asked: Asked) -> dict[str, Any]:
    """The tables of a scenario file with all that is asked but the seed and how many people are simulated.

    A roster of the visitor's stands in it as roster.csv. Raises InputError.
    """
    tables = tables_named(asked.scenario_file)
    choice = dict(tables.get("assumptions", {}))
    overrides = dict(choice.get("override", {}))
    if asked.changed or asked.sharing != 1:
        known = Assumptions.load(asked.assumptions).with_tiers(choice.get("tiers", "D1")).with_values(overrides)
        overrides |= _changed(known, asked.changed)
        if asked.sharing != 1:
            rate = known.with_values(overrides).value("share_per_engaged_person")
            overrides["share_per_engaged_person"] = min(1.0, asked.sharing * rate)
    overrides |= {entry: value for name in asked.off for entry, value in MECHANISMS[name].off.items()}
    choice |= {"set": asked.assumptions, "override": overrides}
    if not overrides:
        del choice["override"]
    tables |= {"budget_eur": asked.budget_eur, "objective": asked.objective, "assumptions": choice}
    tables["compare"] = list(asked.schedules)
    if asked.roster:
        tables["roster"] = {"file": "roster.csv"}
    if MIX in asked.schedules:
        phases = [phase.model_dump(exclude_defaults=True, exclude_none=True) for phase in _mix(asked.mix_percent)]
        tables["schedules"] = {**tables.get("schedules", {}), MIX: phases}
    return tables


def scenario_of(asked: Asked) -> Scenario:
    """What is asked as a scale model of so many people, or of all where there are fewer. Raises InputError."""
    with _reading:
        return _scenario_of(asked)


@lru_cache(maxsize=32)
def _scenario_of(asked: Asked) -> Scenario:
    tables = document(asked)
    people = min(asked.people, scenario_named(asked.scenario_file).market.people)
    if not asked.roster:
        return Scenario.from_mapping(tables, people=people)
    file = str(kept_file(asked.roster))
    try:
        return Scenario.from_mapping(tables | {"roster": {"file": file}}, people=people)
    except InputError as error:
        raise InputError(problem.replace(f"roster.file: {file}", "your roster") for problem in error.problems) from None


def _mix(percent: int) -> tuple[Phase, ...]:
    """So much of the budget to macro-influencers, the rest to micro-influencers, all from the first hour on."""
    micro = Phase(tier="micro", within_hours=_SPREAD_HOURS)
    if percent == 0:
        return (micro,)
    if percent == 100:
        return (Phase(tier="macro", within_hours=_SPREAD_HOURS),)
    return Phase(tier="macro", budget_share=percent / 100, within_hours=_SPREAD_HOURS), micro


def _changed(assumptions: Assumptions, changed: tuple[tuple[str, float], ...]) -> dict[str, Any]:
    """Changed values as overrides of a file: of entries by tier all four, those of other tiers as they are."""
    known = numbers_of(assumptions)
    problems = [
        f"changed {place[:60]!r}: the set {assumptions.name} has no such number"
        for place, _ in changed
        if place not in known
    ]
    if problems:
        raise InputError(problems)
    return overrides_of(assumptions, dict(changed))
