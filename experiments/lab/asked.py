"""What a visitor asks to watch, read from the address of the page: a link shows the same again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sim.assumptions import SETS as KNOWN_SETS
from sim.errors import InputError, nearest
from sim.measures import OBJECTIVES
from sim.mechanisms import check_mechanisms, without
from sim.scenario import Scenario
from sim.schedule import PRESETS

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

FEWEST_PEOPLE, MOST_PEOPLE = 2_000, 100_000
LEAST_BUDGET_EUR, MOST_BUDGET_EUR = 10_000, 200_000
MOST_SCHEDULES = 3
SHARING = (1, 10, 50, 200)
SETS = KNOWN_SETS[::-1]  # evidence first


@dataclass(frozen=True)
class Asked:
    """Which schedules, among how many people, under which assumptions, with which luck."""

    schedules: tuple[str, ...] = ("macro_only", "micro_only")
    people: int = 5_000
    assumptions: str = "evidence"
    seed: int = 1
    off: tuple[str, ...] = ()  # mechanisms that are switched off
    budget_eur: int = 60_000  # of each schedule
    objective: str = "conversion"
    sharing: int = 1  # times as many shares as the assumptions say

    @classmethod
    def read(cls, words: QueryParams | Mapping[str, str]) -> Asked:
        """From the words behind the question mark of an address. Raises InputError with every fault.

        ``schedules`` and ``off`` hold names with commas between them, or stand there several times.
        """
        problems: list[str] = []
        default = cls()
        schedules = _names(words, "schedules") or default.schedules
        problems += [f"schedule {name!r}: unknown{nearest(name, PRESETS)}" for name in schedules if name not in PRESETS]
        if len(schedules) > MOST_SCHEDULES or len(set(schedules)) < len(schedules):
            problems.append(f"schedules: 1 to {MOST_SCHEDULES} different ones; {len(schedules)} given")
        people = _whole(words, "people", default.people, FEWEST_PEOPLE, MOST_PEOPLE, problems)
        seed = _whole(words, "seed", default.seed, 0, 2**40, problems)
        assumptions = words.get("assumptions", default.assumptions)
        if assumptions not in SETS:
            problems.append(f"assumptions {assumptions!r}: must be {' or '.join(SETS)}")
        budget = _whole(words, "budget_eur", default.budget_eur, LEAST_BUDGET_EUR, MOST_BUDGET_EUR, problems)
        objective = words.get("objective", default.objective)
        if objective not in OBJECTIVES:
            problems.append(f"objective {objective!r}: must be one of {', '.join(OBJECTIVES)}")
        sharing = _whole(words, "sharing", default.sharing, 1, SHARING[-1], problems)
        off = _names(words, "off")
        try:
            check_mechanisms(off)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return cls(schedules, people, assumptions, seed, off, budget, objective, sharing)

    @classmethod
    def read_or_default(
        cls, words: QueryParams | Mapping[str, str], default: Asked | None = None
    ) -> tuple[Asked, tuple[str, ...]]:
        """What is asked, or with the faults of it the default; the default too where nothing is asked at all."""
        default = default or cls()
        try:
            return (cls.read(words) if words else default), ()
        except InputError as error:
            return default, tuple(error.problems)

    @property
    def address(self) -> str:
        """What stands behind the question mark."""
        words = {
            "schedules": ",".join(self.schedules),
            "people": self.people,
            "assumptions": self.assumptions,
            "seed": self.seed,
            "off": ",".join(self.off),
            "budget_eur": self.budget_eur,
            "objective": self.objective,
            "sharing": self.sharing,
        }
        return urlencode({name: value for name, value in words.items() if value != ""})

    def scenario(self) -> Scenario:
        """The sneaker launch as a scale model of so many people, with this budget and objective."""
        scenario = Scenario.load(people=self.people, assumption_set=self.assumptions)
        assumptions = scenario.assumptions
        if self.sharing != 1:
            rate = min(1.0, self.sharing * assumptions.value("share_per_engaged_person"))
            assumptions = assumptions.with_values({"share_per_engaged_person": rate})
        return replace(
            scenario,
            assumptions=without(assumptions, self.off),
            budget_eur=float(self.budget_eur),
            objective=OBJECTIVES[self.objective],
        )


def _names(words: QueryParams | Mapping[str, str], name: str) -> tuple[str, ...]:
    several = getattr(words, "getlist", None)
    given = several(name) if several else [words.get(name, "")]
    return tuple(word.strip() for part in given for word in part.split(",") if word.strip())


def _whole(words: Mapping[str, str], name: str, default: int, least: int, most: int, problems: list[str]) -> int:
    given = words.get(name)
    if given is None:
        return default
    if given.isascii() and given.isdigit() and len(given) < 15 and least <= int(given) <= most:
        return int(given)
    problems.append(f"{name} = {given[:40]!r}: must be a whole number from {least:,} to {most:,}")
    return default
