"""The question of a visitor, read from the address of the page: a link shows the same again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from experiments.lab.question.fits import check_extent
from experiments.lab.question.kept import is_digest, kept, kept_file
from experiments.lab.question.opened import FIRST, MIX, scenario_named, tables_named
from experiments.lab.question.own_set import SAVED_AS, assumptions_opened, set_file
from experiments.lab.question.plan_asked import USUAL_PLAN, PlanAsked
from experiments.lab.question.words import names_in, whole_in
from sim.assumptions.mechanisms import MECHANISMS, check_mechanisms
from sim.assumptions.numbers import SETS as KNOWN_SETS
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError, nearest
from sim.kpis import KPI_BY_NAME, OBJECTIVES
from sim.money import Currency
from sim.roster.platforms import FEEDS
from sim.scenario.quantities import numbers_of, overrides_of
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import PRESETS, Phase

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

FEWEST_PEOPLE, MOST_PEOPLE = 2_000, 100_000
_LEAST_BUDGET_EUR, _MOST_BUDGET_EUR = 1_000, 10_000_000  # of EUR themselves
MOST_SCHEDULES = 3
MOST_SHARING = 200
MOST_SEED = 2**40
MOST_CHARACTERS = 16_000  # of an address; one that changes every number has some 6,000
MOST_CHANGED = 400  # numbers; there are some 200 to change
_WHY_NO_MORE = "; the lab draws every person. `groundswell compare` plays whole markets"
_WITHIN_HOURS = 192.0  # come the first posts of a tier, as in the launches with one tier
_OBJECTIVES = (*OBJECTIVES, *(name for name, kpi in KPI_BY_NAME.items() if kpi.better != "neither"))
SETS = KNOWN_SETS[::-1]  # evidence first
_building = RLock()  # a class that opens one link has it built once, not once for each


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
    feed: str = "mixed"  # who is shown the posts; a phase or a roster that names a feed keeps it
    mix_percent: int = 30  # of the budget that macro-influencers have in the launch called mix
    changed: tuple[tuple[str, float], ...] = ()  # assumptions with values of the visitor's, by name or name.tier
    scenario_file: str = FIRST  # a built-in scenario, or the digest of one that was opened
    roster: str = ""  # the digest of a roster that was opened
    plan: PlanAsked = USUAL_PLAN  # what the page that plans asks beside this; no launch is bound by its rules
    puzzle: int = field(default=0, compare=False)  # which one is being played; changes no result

    @classmethod
    def read(cls, words: QueryParams | Mapping[str, str], default: Asked | None = None) -> Asked:
        """From the words behind the question mark of an address. Raises InputError with every fault.

        What is not said is as in ``default``, or as the scenario file has it where another one is named.
        ``schedules``, ``off`` and ``changed`` hold several with commas between them, or stand there several times.
        """
        problems: list[str] = []
        default = default or cls()
        check_length(words)
        name = words.get("scenario") or default.scenario_file
        scenario = scenario_named(name)
        default = default.in_scenario(name)
        known = (*PRESETS, *scenario.schedules, MIX)
        schedules = names_in(words, "schedules") or default.schedules
        problems += [
            f"schedule {schedule[:64]!r}: unknown{nearest(schedule[:64], known)}"
            for schedule in dict.fromkeys(schedules[:MOST_SCHEDULES])
            if schedule not in known
        ]
        if len(schedules) > MOST_SCHEDULES or len(set(schedules)) < len(schedules):
            twice = "" if len(set(schedules)) == len(schedules) else ", some of them twice"
            problems.append(f"choose one to {MOST_SCHEDULES} different launches; {len(schedules)} are chosen{twice}")

        def whole(name: str, least: int, most: int, why: str = "") -> int:
            told = scenario.currency.outside(name)
            return whole_in(words, name, getattr(default, name), least, most, problems, why, told)

        def chosen(name: str, among: tuple[str, ...]) -> str:
            given: str = words.get(name) or getattr(default, name)
            if given not in among:
                problems.append(f"{name} {given[:64]!r}: must be one of {', '.join(among)}")
            return given

        asked = cls(
            schedules=schedules,
            people=whole("people", FEWEST_PEOPLE, MOST_PEOPLE, _WHY_NO_MORE),
            assumptions=given if is_digest(given := words.get("assumptions", "")) else chosen("assumptions", SETS),
            seed=whole("seed", 0, MOST_SEED),
            off=_few(names_in(words, "off"), "off", len(MECHANISMS), problems) if "off" in words else default.off,
            budget_eur=whole("budget_eur", *budgets_in(scenario.currency)),
            objective=chosen("objective", _OBJECTIVES),
            sharing=whole("sharing", 1, MOST_SHARING),
            feed=chosen("feed", FEEDS),
            mix_percent=whole("mix_percent", 0, 100),
            changed=_changed(_few(names_in(words, "changed"), "changed", MOST_CHANGED, problems), problems)
            if "changed" in words
            else default.changed,
            scenario_file=name,
            roster=words.get("roster", default.roster),
            plan=PlanAsked.read(words, default.plan, problems),
            puzzle=whole("puzzle", 0, 9),
        )
        try:
            check_mechanisms(asked.off)
            if asked.roster:
                kept(asked.roster)
            assumptions_opened(asked.assumptions)
        except InputError as error:
            problems += error.problems
        if not problems:
            try:
                check_extent(asked.scenario(), asked.schedules)
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return asked

    @classmethod
    def read_or_default(
        cls, words: QueryParams | Mapping[str, str], default: Asked | None = None
    ) -> tuple[Asked, tuple[str, ...]]:
        """The question that the words ask, or the default and the faults of the words."""
        default = default or cls()
        try:
            return cls.read(words, default), ()
        except InputError as error:
            return default, tuple(error.problems)

    def in_scenario(self, name: str) -> Asked:
        """The question asked of this scenario: if it is another, with all that its file says."""
        return self if name == self.scenario_file else _as_in_the_file(scenario_named(name), name, self)

    @property
    def words(self) -> dict[str, str]:
        """The words that ``read`` reads; defaults are among them, as they differ from page to page."""
        words: dict[str, object] = {
            "schedules": ",".join(self.schedules),
            "people": self.people,
            "assumptions": self.assumptions,
            "seed": self.seed,
            "off": ",".join(self.off),
            "budget_eur": self.budget_eur,
            "objective": self.objective,
            "sharing": self.sharing,
            "feed": self.feed,
            "mix_percent": self.mix_percent,
            "changed": ",".join(f"{name}:{value!r}" for name, value in self.changed),
            "scenario": self.scenario_file,
            "roster": self.roster,
            **self.plan.words(_usual_plan(self.scenario_file)),
            "puzzle": self.puzzle or "",
        }
        return {name: str(value) for name, value in words.items() if value != ""}

    @property
    def address(self) -> str:
        """The words as they stand behind the question mark of an address."""
        return urlencode(self.words, safe=",:")

    def scenario(self) -> Scenario:
        """The scenario as a scale model of so many people, with all that is asked. Raises InputError."""
        return scenario_of(replace(self, seed=0))  # whatever the luck, it is the same one


def budgets_in(currency: Currency) -> tuple[int, int]:
    """The least and the greatest budget that the lab plays, in whole units of a currency."""
    return round(_LEAST_BUDGET_EUR * currency.per_eur), round(_MOST_BUDGET_EUR * currency.per_eur)


def check_length(words: QueryParams | Mapping[str, str]) -> None:
    """Refuses, before anything of them is read, words that are longer than all that can be asked. Raises InputError."""
    several = getattr(words, "multi_items", words.items)
    characters = sum(len(name) + len(word) for name, word in several())
    if characters > MOST_CHARACTERS:
        raise InputError(f"the address has {characters:,} characters; the lab reads at most {MOST_CHARACTERS:,}")


def _few(names: tuple[str, ...], word: str, most: int, problems: list[str]) -> tuple[str, ...]:
    """The names, or with a problem none where they are too many to be looked up."""
    if len(names) <= most:
        return names
    problems.append(f"{word}: {len(names):,} given; there are at most {most}")
    return ()


def _as_in_the_file(scenario: Scenario, name: str, default: Asked) -> Asked:
    """The default with the budget, the objective, the set, the feed, the launches and the rules of another scenario."""
    objective = next((short for short, kpi in OBJECTIVES.items() if kpi == scenario.objective), scenario.objective)
    launches = (scenario.compare or tuple(scenario.schedules))[:MOST_SCHEDULES]
    return replace(
        default,
        scenario_file=name,
        budget_eur=round(scenario.budget_eur),
        objective=objective,
        assumptions=scenario.assumptions.name,
        feed=scenario.market.feed,
        schedules=launches if len(launches) > 1 else (*launches, *default.schedules)[:MOST_SCHEDULES],
        changed=(),
        plan=PlanAsked.under(scenario.rules),
    )


def _usual_plan(name: str) -> PlanAsked:
    """What is asked of a plan where a scenario's file alone says it."""
    return PlanAsked.under(scenario_named(name).rules)


def _changed(given: tuple[str, ...], problems: list[str]) -> tuple[tuple[str, float], ...]:
    """Pairs of a number's name and its value; that there is such a number and that it allows this is seen later."""
    changed: dict[str, float] = {}
    for word in given:
        name, _, value = word.partition(":")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            problems.append(f"{name[:60]}: give a number; {value[:40]!r} is none")
        changed[name] = number
    return tuple(sorted(changed.items()))


def document(asked: Asked) -> dict[str, Any]:
    """The tables of a scenario file with all that is asked but the seed and how many people are simulated.

    A roster of the visitor's stands in it as roster.csv, and a set of assumptions as assumptions.toml. Raises
    InputError.
    """
    tables = tables_named(asked.scenario_file)
    choice = dict(tables.get("assumptions", {}))
    overrides = dict(choice.get("override", {}))
    if asked.changed or asked.sharing != 1:
        known = assumptions_opened(asked.assumptions).with_tiers(choice.get("tiers", "D1")).with_values(overrides)
        overrides |= _overrides(known, asked.changed)
        if asked.sharing != 1:
            rate = known.with_values(overrides).value("share_per_engaged_person")
            overrides["share_per_engaged_person"] = min(1.0, asked.sharing * rate)
    overrides |= {entry: value for name in asked.off for entry, value in MECHANISMS[name].off.items()}
    choice |= {"set": SAVED_AS if is_digest(asked.assumptions) else asked.assumptions, "override": overrides}
    if not overrides:
        del choice["override"]
    outside = scenario_named(asked.scenario_file).currency.outside
    tables |= {outside("budget_eur"): asked.budget_eur, "objective": outside(asked.objective), "assumptions": choice}
    tables |= {"market": {**tables["market"], "feed": asked.feed}, "compare": list(asked.schedules)}
    if asked.roster:
        tables["roster"] = {"file": "roster.csv"}
    if rules := asked.plan.rules(_usual_plan(asked.scenario_file)):
        tables["rules"] = {**tables.get("rules", {}), **rules}
    if MIX in asked.schedules:
        phases = [phase.model_dump(exclude_defaults=True, exclude_none=True) for phase in _mix(asked.mix_percent)]
        tables["schedules"] = {**tables.get("schedules", {}), MIX: phases}
    return tables


def scenario_of(asked: Asked) -> Scenario:
    """The scenario asked for, as a scale model of ``people``, or of all where there are fewer. Raises InputError."""
    with _building:
        return _scenario_of(asked)


@lru_cache(maxsize=32)
def _scenario_of(asked: Asked) -> Scenario:
    tables = document(asked)
    people = min(asked.people, scenario_named(asked.scenario_file).market.people)
    own = set_file(asked.assumptions)
    assumption_set = None if own is None else str(own)
    if not asked.roster:
        return Scenario.from_mapping(tables, people=people, assumption_set=assumption_set)
    file = str(kept_file(asked.roster))
    tables |= {"roster": {"file": file}}
    try:
        return Scenario.from_mapping(tables, people=people, assumption_set=assumption_set)
    except InputError as error:
        raise InputError(problem.replace(f"roster.file: {file}", "your roster") for problem in error.problems) from None


def _mix(percent: int) -> tuple[Phase, ...]:
    """Phases with ``percent`` of the budget for macro-influencers, the rest for micro-influencers, from hour 0 on."""
    micro = Phase(tier="micro", within_hours=_WITHIN_HOURS)
    if percent == 0:
        return (micro,)
    if percent == 100:
        return (Phase(tier="macro", within_hours=_WITHIN_HOURS),)
    return Phase(tier="macro", budget_share=percent / 100, within_hours=_WITHIN_HOURS), micro


def _overrides(assumptions: Assumptions, changed: tuple[tuple[str, float], ...]) -> dict[str, Any]:
    """Changed values as overrides of a file: of entries by tier all, those of other tiers as they are."""
    known = numbers_of(assumptions)
    problems = [
        f"{place[:60]!r}: {assumptions.name} has no such number; see the list of assumptions"
        for place, _ in changed
        if place not in known
    ]
    if problems:
        raise InputError(problems)
    return overrides_of(assumptions, dict(changed))
