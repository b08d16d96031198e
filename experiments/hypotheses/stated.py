"""Hypotheses as they are written down: arms, claims, mechanisms, sweeps, and what was restated; read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.assumptions.mechanisms import MECHANISMS
from sim.assumptions.numbers import SETS, Assumptions
from sim.errors import Faults, InputError, nearest
from sim.kpis import KPIS, Kpi
from sim.reading.tables import Number, Whole, named, read_table, shown
from sim.reading.toml_file import read_toml
from sim.scenario.head import MOST_EUR
from sim.scenario.market import MOST_PEOPLE
from sim.scenario.schedule import PRESETS
from sim.scenario.schedule_tables import read_schedules

STATED = Path(__file__).with_name("articles.toml")

# What a claim may measure: the indicators, and some that only a hypothesis asks for.
MEASURES: dict[str, Kpi] = {
    kpi.name: kpi
    for kpi in (
        *KPIS,
        Kpi(
            "first_week_cpe_eur", "CPE of the first week", "EUR per engagement",
            "fees / engagements, of the posts of the first week", "first_week_fees_eur", "first_week_engagements",
            better="lower",
        ),
        Kpi(
            "later_cpe_eur", "CPE after the first week", "EUR per engagement",
            "fees / engagements, of the posts after the first week", "later_fees_eur", "later_engagements",
            better="lower",
        ),
        Kpi(
            "expected_loss_eur", "Expected loss", "EUR", "loss of a campaign, 0 where it earns its cost back",
            "loss_eur", better="lower",
        ),
    )
}  # fmt: skip

_FROZEN = ConfigDict(extra="forbid", frozen=True)
_MOST_BELIEFS = 10_000
_MOST_ARMS = 100  # that are ranked
_MOST_VALUES = 100  # of a sweep


def _arm_or_pair(given: object) -> object:
    if not isinstance(given, str | None) and not (
        isinstance(given, list | tuple) and len(given) == 2 and all(isinstance(name, str) for name in given)
    ):
        raise ValueError("must be the name of an arm, or a list of two")
    return given


_One = Annotated[str, Field(min_length=1)]
_Side = Annotated[str | tuple[str, str] | None, BeforeValidator(_arm_or_pair)]


class StatedArm(BaseModel):
    """A schedule in the base scenario with some of it changed."""

    model_config = _FROZEN

    schedule: str = Field(description="a preset or one of the file's schedules")
    budget_eur: Number | None = Field(default=None, gt=0, le=MOST_EUR, description="another budget")
    brand: dict[str, Any] = Field(default_factory=dict, description="other values of the brand")
    roster: dict[str, Any] = Field(default_factory=dict, description="other numbers of influencers on offer")
    override: dict[str, Any] = Field(default_factory=dict, description="other values of assumptions")


class Claim(BaseModel):
    """A claim that a measure is more, or less, under one arm than another, by at least what matters.

    A pair of arms stands for the ratio of the first one's total to the second one's. With ``against`` it is
    about the rank correlation of two measures over ``arms``.
    """

    model_config = _FROZEN

    measure: str = Field(description="an indicator")
    more: _Side = Field(default=None, description="the arm under which it is more")
    less: _Side = Field(default=None, description="the arm under which it is less")
    than: _Side = Field(default=None, description="the arm it is compared with")
    than_measure: str | None = Field(default=None, description="what is measured there, if it is something else")
    by_percent: Number | None = Field(default=None, gt=-100, description="smallest difference, in % of the second arm")
    by: Number | None = Field(default=None, description="smallest difference, in the measure's unit")
    against: str | None = Field(default=None, description="the measure it is correlated with")
    arms: tuple[_One, ...] | None = Field(
        default=None, min_length=3, max_length=_MOST_ARMS, fail_fast=True, description="the arms that are ranked"
    )
    less_than: Number | None = Field(default=None, gt=-1, lt=1, description="the rank correlation is less than this")

    @model_validator(mode="after")
    def _one_meaning(self) -> Claim:
        problems = []
        for measure in (self.measure, self.than_measure, self.against):
            if measure is not None and measure not in MEASURES:
                problems.append(f"unknown measure {shown(measure)}{nearest(measure, MEASURES)}")
        if self.against is not None:
            if self.arms is None or self.less_than is None or self.more or self.less or self.than:
                problems.append("a claim with against needs arms and less_than, and no more, less or than")
        elif (self.more is None) == (self.less is None) or self.than is None:
            problems.append("say exactly one of more and less, and than")
        elif (self.by_percent is None) == (self.by is None):
            problems.append("say exactly one of by_percent and by: the smallest difference that matters")
        pairs = {isinstance(side, tuple) for side in (self.more or self.less, self.than) if side is not None}
        if len(pairs) > 1:
            problems.append("compare an arm with an arm, or a pair with a pair")
        elif pairs == {True} and self.measure in MEASURES and MEASURES[self.measure].denominator is not None:
            problems.append(f"{self.measure} is a ratio already; a pair of arms needs a total")
        if problems:
            raise InputError(problems)
        return self

    @property
    def kpi(self) -> Kpi:
        """The measure as an indicator."""
        return MEASURES[self.measure]

    @property
    def relative(self) -> bool:
        """Whether the effect is a share of the second arm's measure."""
        return self.by_percent is not None

    @property
    def sign(self) -> float:
        """1 where more is claimed, -1 where less is."""
        return 1.0 if self.more is not None else -1.0

    @property
    def threshold(self) -> float:
        """The effect that must be passed: above it where more is claimed, below it where less is."""
        if self.less_than is not None:
            return self.less_than
        return self.sign * (self.by_percent / 100.0 if self.by_percent is not None else float(self.by or 0.0))

    @property
    def names(self) -> tuple[str, ...]:
        """The arms it needs, each once."""
        if self.arms is not None:
            return self.arms
        sides = [side if isinstance(side, tuple) else (side,) for side in (self.more or self.less, self.than)]
        return tuple(dict.fromkeys(name for side in sides for name in side if name is not None))


class Sweep(BaseModel):
    """From which value of one assumption on a claim turns; ``claim`` counts from 1."""

    model_config = _FROZEN

    number: str = Field(description="the assumption")
    values: tuple[Number, ...] = Field(
        min_length=2, max_length=_MOST_VALUES, fail_fast=True, description="the values that are tried, ascending"
    )
    claim: Whole = Field(default=1, ge=1, description="which of the claims, from 1")


class Restated(BaseModel):
    """An earlier reading of the same sentence, the verdict that it had, and why it measured something else."""

    model_config = _FROZEN

    version: _One = Field(description="the version whose verdict it was")
    reading: _One = Field(description="what was compared")
    verdict: _One = Field(description="what came out")
    because: _One = Field(description="why that was not what the sentence says")


class _Stated(BaseModel):
    model_config = _FROZEN

    sentence: str = Field(min_length=1, description="the assertion")
    articles: str = Field(default="", description="where it stands")
    reading: str = Field(default="", description="what is compared, and what is left out")
    mechanisms: tuple[str, ...] = Field(default=(), fail_fast=True, description="what the result could hang on")
    restated: Any = Field(default=None, description="an earlier reading, its verdict, and why it was given up")
    arms: dict[str, Any] = Field(default_factory=dict, description="arms beside the schedules")
    claims: tuple[Any, ...] = Field(min_length=1, description="what must hold")
    sweeps: tuple[Any, ...] = Field(default=(), description="numbers to vary")


class Rule(BaseModel):
    """The base scenario, and when to stop: the [study] section."""

    model_config = _FROZEN

    scenario: str = Field(default="sneaker_launch", description="the base scenario")
    people: Whole | None = Field(default=None, ge=200, le=MOST_PEOPLE, description="simulated people")
    first_beliefs: Whole = Field(
        default=48, ge=40, le=_MOST_BELIEFS, description="draws of the assumptions at the first look"
    )
    most_beliefs: Whole = Field(default=192, ge=40, le=_MOST_BELIEFS, description="draws of the assumptions at most")
    ablation_beliefs: Whole = Field(
        default=48, ge=40, le=_MOST_BELIEFS, description="draws for each mechanism and each value of a sweep"
    )
    error: Number = Field(
        default=0.05, ge=1e-9, lt=0.5, description="share of studies that may declare anything wrongly"
    )


@dataclass(frozen=True)
class Hypothesis:
    """One assertion of the articles as an experiment."""

    name: str
    sentence: str
    articles: str
    reading: str
    mechanisms: tuple[str, ...]
    arms: Mapping[str, StatedArm]  # all that its claims name
    claims: tuple[Claim, ...]
    sweeps: tuple[Sweep, ...]
    restated: Restated | None = None


@dataclass(frozen=True)
class Stated:
    """A file of hypotheses. ``schedules`` are as a scenario file has them."""

    path: Path
    rule: Rule
    schedules: Mapping[str, Any]
    hypotheses: Mapping[str, Hypothesis]

    @property
    def claims(self) -> int:
        """The number of claims in the file, over which the error is shared."""
        return sum(len(hypothesis.claims) for hypothesis in self.hypotheses.values())

    def chosen(self, names: tuple[str, ...]) -> list[Hypothesis]:
        """The hypotheses of these names, all where none is given. Raises InputError for an unknown one."""
        known = f"; known are {', '.join(self.hypotheses)}"
        problems = [
            f"unknown hypothesis {shown(name)}{nearest(name, self.hypotheses) or known}"
            for name in names
            if name not in self.hypotheses
        ]
        if problems:
            raise InputError(problems)
        return [hypothesis for name, hypothesis in self.hypotheses.items() if not names or name in names]


def read_hypotheses(path: Path = STATED) -> Stated:
    """Reads a file of hypotheses. Raises InputError with every problem of the file."""
    return hypotheses_of(read_toml(path), path)


def hypotheses_of(document: Mapping[str, Any], path: Path) -> Stated:
    """The content of a file of hypotheses, as tables; ``path`` is where it would stand. Raises InputError."""
    problems = Faults()
    rule = read_table(Rule, document.get("study", {}), "study", problems)
    schedules = document.get("schedules", {})
    read_schedules(schedules, None, problems)
    known = {**PRESETS, **(schedules if isinstance(schedules, Mapping) else {})}
    tables = {
        name: _hypothesis(name, table, known, problems)
        for name, table in document.items()
        if name not in ("study", "schedules")
    }
    if not tables:
        problems.append("holds no hypothesis; give it a table such as [H1]")
    if rule is None or problems:
        raise InputError((f"{path}: {problem}" for problem in problems), problems.beyond)
    return Stated(path, rule, schedules, {name: stated for name, stated in tables.items() if stated is not None})


def _hypothesis(name: str, given: object, known: Mapping[str, object], problems: Faults) -> Hypothesis | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", name):  # it names a file too
        problems.append(f"{named(name)}: must be named with letters, digits, _ and -, at most 32")
        return None
    stated = read_table(_Stated, given, name, problems)
    if stated is None:
        return None
    faults = Faults()
    for label in stated.arms:
        if named(label) != label:
            faults.append(f"{name}.arms.{named(label)}: must be named with 1 to 64 characters that can be seen")
    arms = {label: _arm(table, f"{name}.arms.{named(label)}", known, faults) for label, table in stated.arms.items()}
    claims = [read_table(Claim, t, f"{name}.claims[{k}]", faults) for k, t in enumerate(stated.claims, 1)]
    sweeps = [_sweep(t, f"{name}.sweeps[{k}]", len(claims), faults) for k, t in enumerate(stated.sweeps, 1)]
    restated = None
    if stated.restated is not None:
        restated = read_table(Restated, stated.restated, f"{name}.restated", faults)
    for number, claim in enumerate(claims, 1):
        for label in claim.names if claim else ():
            if label not in arms and label in known:
                arms[label] = StatedArm(schedule=label)
            elif label not in arms:
                hint = faults.nearest(label, [*arms, *known])
                faults.append(f"{name}.claims[{number}]: {shown(label)} is neither an arm nor a schedule{hint}")
    for mechanism in stated.mechanisms:
        if mechanism not in MECHANISMS:
            hint = faults.nearest(mechanism, MECHANISMS)
            faults.append(f"{name}.mechanisms: unknown mechanism {shown(mechanism)}{hint}")
    problems += faults
    if faults:
        return None
    return Hypothesis(
        name,
        stated.sentence,
        stated.articles,
        stated.reading,
        stated.mechanisms,
        {label: arm for label, arm in arms.items() if arm is not None},
        tuple(claim for claim in claims if claim is not None),
        tuple(sweep for sweep in sweeps if sweep is not None),
        restated,
    )


def _arm(given: object, path: str, known: Mapping[str, object], problems: Faults) -> StatedArm | None:
    """One arm; what its values mean is checked in the base scenario, beside which they stand."""
    arm = read_table(StatedArm, given, path, problems)
    if arm is None:
        return None
    if arm.schedule not in known:
        hint = problems.nearest(arm.schedule, known)
        problems.append(f"{path}: unknown schedule {shown(arm.schedule)}{hint}")
    if "name" in arm.brand:
        problems.append(f"{path}.brand.name: changes no result; leave it out")
    if "file" in arm.roster:
        problems.append(f"{path}.roster.file: an arm says how many of each tier are on offer; leave it out")
    for table in ("brand", "roster", "override"):
        problems += _unusable(getattr(arm, table), f"{path}.{table}")
    return arm


def _unusable(table: Mapping[str, object], path: str) -> Iterator[str]:
    """Values that are no values of anything in a scenario: lists, dates, tables of tables, endless numbers."""
    for key, value in table.items():
        where = f"{path}.{named(key)}"
        if isinstance(value, Mapping):
            for part, number in value.items():
                if not _is_finite(number):
                    yield f"{where}.{named(part)} = {shown(number)}: must be a finite number"
        elif not isinstance(value, str | bool) and not _is_finite(value):
            yield f"{where} = {shown(value)}: must be a finite number, a text, or true or false"


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and -1e300 <= value <= 1e300


@cache
def _numbers() -> tuple[str, ...]:
    """The names of all assumptions, those of the evidence first."""
    return tuple(dict.fromkeys(name for set_name in reversed(SETS) for name in Assumptions.load(set_name).names))


def _sweep(given: object, path: str, claims: int, problems: Faults) -> Sweep | None:
    sweep = read_table(Sweep, given, path, problems)
    if sweep is None:
        return None
    numbers = _numbers()
    if sweep.number not in numbers:
        hint = problems.nearest(sweep.number, numbers)
        problems.append(f"{path}.number: unknown assumption {shown(sweep.number)}{hint}")
    if sweep.claim > claims:
        problems.append(f"{path}: asks for claim {shown(sweep.claim)}; there are {claims}")
    if list(sweep.values) != sorted(set(sweep.values)):
        problems.append(f"{path}: values of the sweep of {named(sweep.number)} must ascend")
    return sweep
