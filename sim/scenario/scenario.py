"""One question to one market: brand, budget, roster and schedules, read from a TOML file and frozen."""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.arguments import check_kinds
from sim.assumptions.numbers import Assumptions
from sim.assumptions.own_file import assumptions_named
from sim.brief import Brief
from sim.errors import Faults, InputError, nearest
from sim.kpis import OBJECTIVES, Kpi, indicators_in
from sim.money import EUR, Currency
from sim.reading.tables import one_of, read_table, shown
from sim.reading.toml_file import read_toml
from sim.roster.answers import UNANSWERED, Answers
from sim.roster.file_text import FileText, read_file_text
from sim.roster.roster_file import parse_roster
from sim.scenario.edge_list import Network, NetworkSource
from sim.scenario.head import Choice, Head, Money, is_code
from sim.scenario.market import MOST_PEOPLE, Brand, Market, RosterSource
from sim.scenario.plan_rules import PlanRules
from sim.scenario.quantities import set_in
from sim.scenario.schedule import PRESETS, Schedule

if TYPE_CHECKING:
    from sim.arguments import CrowdName
    from sim.results.campaign import Campaign
from sim.scenario.schedule_tables import read_schedules

FEWEST_PEOPLE = 200  # below this a scale model has audiences of a handful
_SCENARIOS = Path(__file__).parent / "built_in"
BUILT_IN = _SCENARIOS / "sneaker_launch.toml"
# The worked examples of the articles, by the name that stands for their file.
BUILT_INS = {name: _SCENARIOS / f"{name}.toml" for name in ("sneaker_launch", "cosmetics_line", "vegan_shampoo")}

_EARNED = ("revenue_eur", "profit_eur", "roas", "roi")  # indicators that say nothing where the price is 0
_SECTIONS = ("money", "brand", "market", "roster", "network", "assumptions", "schedules", "rules")


@dataclass(frozen=True, repr=False)
class Scenario(Brief):
    """Everything that decides a campaign, except schedule and seeds. ``load`` reads one."""

    name: str
    question: str
    brand: Brand
    market: Market
    budget_eur: float  # what each schedule may spend
    objective: str  # name of a KPI
    roster: RosterSource
    schedules: Mapping[str, Schedule]  # the user's own, beside the presets
    assumptions: Assumptions
    simulated_people: int  # people actually simulated: a scale model where fewer than the market's
    roster_text: str | None = None  # the roster file: a run never reads it again
    roster_file_notes: tuple[str, ...] = ()  # on how that file became text
    network: NetworkSource | None = None  # a measured network in place of a generated one
    network_content: str | None = None  # SHA-256 of its files
    compare: tuple[str, ...] = ()  # the schedules that the question is about, by name
    rules: PlanRules = field(default_factory=PlanRules)  # what a plan has to keep to; no schedule is bound by them
    currency: Currency = EUR  # of all amounts, but for what the assumptions' entries hold

    def __post_init__(self) -> None:
        if self.assumptions.per_eur != self.currency.per_eur:  # here alone what is known in EUR is converted
            object.__setattr__(self, "assumptions", self.assumptions.in_currency(self.currency.per_eur))
        problems = [*_foreign(self.brand, self.market), *_cannot_judge(self.brand, self.objective, self.currency)]
        if self.brand.local and self.network is not None:
            problems.append("brand.local: a measured network does not say where its people live; leave one of them out")
        if problems:
            raise InputError(problems)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @property
    def scale(self) -> float:
        """Simulated people per real person. Audiences shrink by it; money and rates do not."""
        return self.simulated_people / self.market.people

    @property
    def indicators(self) -> Mapping[str, Kpi]:
        """The indicators by name, in the words of the currency and of what is to be brought: purchases, or leads."""
        return indicators_in(self.currency, leads=self.brand.sells_leads)

    @property
    def judged_by(self) -> Kpi:
        """The indicator of the objective."""
        return self.indicators[self.objective]

    @property
    def brand_interest(self) -> int | None:
        """The brand's place in the market's interests; None for a mass product."""
        return None if self.brand.interest is None else self.market.interests.index(self.brand.interest)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that can change a result: not texts, first day, layout of the file or order of phases."""
        content = {
            "brand": self.brand.model_dump(exclude={"name", *self.brand.switched_off}),
            "market": self.market.model_dump(exclude={"start"}),
            "budget_eur": float(self.budget_eur),
            "objective": self.objective,
            "roster": self.roster.counts if self.roster_text is None else self.roster_text,
            "schedules": {
                name: [part.model_dump() for part in (*s.phases_in_order, *s.reviews)]
                for name, s in self.schedules.items()
            },
            "assumptions": [self.assumptions.name, self.assumptions.fingerprint],
            "simulated_people": self.simulated_people,
        }
        if self.assumptions.draws is not None:
            content["draws"] = self.assumptions.draws
        if self.currency.per_eur != EUR.per_eur:
            content["per_eur"] = self.currency.per_eur
        if self.roster.answers != UNANSWERED:
            content["roster_answers"] = asdict(self.roster.answers)
        if self.network is not None:
            content["network"] = [self.network.mutual, self.network.best_connected, self.network_content]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def play(
        self, schedule: str | Schedule, *, seed: int = 1, crowd: CrowdName = "columns", events: bool = True
    ) -> Campaign:
        """Plays a schedule, given or named, to its end: see ``sim.results.campaign.play``. Raises InputError."""
        from sim.results.campaign import play

        return play(self, schedule, seed=seed, crowd=crowd, events=events)

    def with_value(self, name: str, value: Any) -> Scenario:
        """The scenario with one quantity set: an assumption, that of one tier as ``name.tier``, or what is decided.

        Decided are those of ``sim.scenario.quantities.CHOSEN``, such as ``brand.price_eur`` and ``budget_eur``. An
        assumption that is set is never drawn. Raises InputError.
        """
        return self.with_values({name: value})

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """The scenario with several quantities set at once, by the names that ``with_value`` takes."""
        brand, budget_eur, assumptions = set_in(self.brand, self.budget_eur, self.assumptions, values, self.currency)
        return replace(self, brand=brand, budget_eur=budget_eur, assumptions=assumptions)

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        people, days = f"{self.market.people:,}", self.market.horizon_days
        budget, kind = f"{self.budget_eur:,.0f} {self.currency.code}", self.assumptions.name
        rows = {
            "question": self.question or "none",
            "brand": f"{self.brand.name}, {self.brand.price_eur:,.2f} {self.currency.code}"
            + (f", of leads of which {self.brand.sold_per_lead:g} are sold" if self.brand.sells_leads else ""),
            "budget": budget,
            "market": f"{people} people for {days} days, {self.simulated_people:,} simulated",
            "judged by": self.objective,
            "assumptions": f"{kind}, {sum(entry.overridden for entry in self.assumptions)} of them replaced",
            "own schedules": ", ".join(self.schedules) or "none",
        }
        return f"{self.name}: {budget}, {days} days, {people} people, assumptions {kind}", rows

    @classmethod
    def load(
        cls, path: Path | str | None = None, *, people: int | None = None, assumption_set: str | None = None
    ) -> Scenario:
        """Read a scenario file, or a built-in one by its name; None reads the built-in sneaker launch.

        ``people`` simulates the market with so many people, ``assumption_set``, the name of a set or a file (TOML),
        takes the place of the set the file names. Raises InputError with every problem of the file.
        """
        check_kinds("Scenario.load", path=(path, (str, PathLike, type(None)), "a scenario file, or None"))
        path = BUILT_IN if path is None else Path(path)
        if str(path) in BUILT_INS and not path.exists():
            path = BUILT_INS[str(path)]
        document = read_toml(
            path, f"; built in are {', '.join(BUILT_INS)}, and `groundswell init FILE` writes one to start from"
        )
        return cls.from_mapping(document, path=path, people=people, assumption_set=assumption_set)

    @classmethod
    def from_mapping(
        cls,
        document: Mapping[str, Any],
        *,
        path: Path | None = None,
        people: int | None = None,
        assumption_set: str | None = None,
    ) -> Scenario:
        """Build a scenario from the content of a file, as tables; ``path`` is where it would stand.

        Raises InputError with every problem.
        """
        problems = Faults()
        currency = currency_of(document, problems)
        outside = {key: value for key, value in document.items() if key not in _SECTIONS}
        head = read_table(Head, outside, "", problems, _SECTIONS, currency)
        brand = read_table(Brand, document.get("brand"), "brand", problems, currency=currency)
        market = read_table(Market, document.get("market"), "market", problems)
        roster = read_table(RosterSource, document.get("roster", {}), "roster", problems)
        choice = read_table(Choice, document.get("assumptions", {}), "assumptions", problems)
        rules = read_table(PlanRules, document.get("rules", {}), "rules", problems)
        schedules = read_schedules(document.get("schedules", {}), market, problems)
        problems += _uncompared(head, document.get("schedules", {}))
        asked = Faults()  # problems with what was asked beside the file
        assumptions = None if choice is None else _assumptions(choice, path, assumption_set, problems, asked)
        simulated_people = _simulated_people(people, market, asked)
        network = content = None
        if "network" in document:
            network, measured = _network(document, path, problems)
            if people is not None:
                asked.append(f"people = {shown(people)}: leave it out; [network] says how many people there are")
            if measured is not None:
                simulated_people, content = measured.people, measured.content
                market = market and _labelled(market, measured.interests, problems)
        interests = () if market is None else market.interests
        if brand is not None and market is not None:
            problems += _foreign(brand, market)
        if brand is not None and brand.local and "network" in document:
            problems.append("brand.local: a measured network does not say where its people live; leave one of them out")
        if head is not None and brand is not None:
            problems += _cannot_judge(brand, head.objective, currency)
        text = None
        if roster is not None and roster.file is not None:
            roster = roster.model_copy(update={"file": str(path.parent / roster.file if path else roster.file)})
            text = _roster_text(Path(str(roster.file)), interests, roster.answers, currency, problems)
        if head and brand and market and roster and assumptions and rules and not problems and not asked:
            return cls(
                name=head.name or (path.stem if path else "scenario"),
                question=head.question,
                brand=brand,
                market=market,
                budget_eur=head.budget_eur,
                objective=head.objective,
                roster=roster,
                schedules=schedules,
                assumptions=assumptions,
                simulated_people=simulated_people,
                roster_text=text.text if text else None,
                roster_file_notes=text.notes if text else (),
                network=network,
                network_content=content,
                compare=head.compare,
                rules=rules,
                currency=currency,
            )
        located = (f"{path}: {problem}" if path else problem for problem in problems)
        raise InputError([*located, *asked], problems.beyond + asked.beyond)


def _uncompared(head: Head | None, schedules: object) -> list[str]:
    """A sentence for each schedule under ``compare`` that is unknown or named twice."""
    known = [*PRESETS, *(schedules if isinstance(schedules, Mapping) else ())]
    names = head.compare if head else ()
    problems = [
        f"compare: unknown schedule {shown(name)}{nearest(name, known) or one_of(known)}"
        for name in names
        if name not in known
    ]
    twice = sorted({name for name in names if names.count(name) > 1})
    return problems + [f"compare: names {shown(name)} more than once" for name in twice]


def _foreign(brand: Brand, market: Market) -> Iterator[str]:
    """A sentence on the brand's interest if nobody in the market has it."""
    if brand.interest not in (None, *market.interests):
        hint = nearest(brand.interest, market.interests) or one_of(market.interests)
        yield f"brand.interest = {shown(brand.interest)}: must be one of market.interests{hint}"


def currency_of(document: Mapping[str, Any], problems: Faults) -> Currency:
    """The currency of a file's tables: EUR where they say none. With a fault in [money], the code that stands there."""
    given = document.get("money", {})
    money = read_table(Money, given, "money", problems)
    if money is not None:
        return money.as_currency
    code = given.get("currency") if isinstance(given, Mapping) else None
    return Currency(code) if isinstance(code, str) and is_code(code) else EUR


def _cannot_judge(brand: Brand, objective: str, currency: Currency) -> Iterator[str]:
    """A sentence on judging by money a product that is given away, or by repeated purchases where leads are counted."""
    if brand.price_eur == 0.0 and objective in _EARNED:
        yield (
            f"objective = {currency.outside(objective)!r}: {currency.outside('brand.price_eur')} is 0, so that no "
            "purchase earns anything; "
            "give the product a price, or judge by another objective, such as awareness or engagement"
        )
    if brand.sells_leads and objective == OBJECTIVES["loyalty"]:
        yield (
            f"objective = {objective!r}: brand.sold_per_lead is below 1, and a second lead of the same person is no "
            "second sale; leave sold_per_lead out, or judge by another objective, such as conversion or profit"
        )


def _assumptions(
    choice: Choice, path: Path | None, assumption_set: str | None, problems: Faults, asked: Faults
) -> Assumptions | None:
    """The set that was asked for, or that the scenario file names, a file of which stands beside it."""
    try:
        if assumption_set is not None:
            chosen = assumptions_named(assumption_set)
        else:
            chosen = assumptions_named(choice.set, None if path is None else path.parent)
    except InputError as error:
        if assumption_set is None:
            problems.take(error, "assumptions.set: ")
        else:
            asked += error.problems
        return None
    assumptions = chosen.with_tiers(choice.tiers)
    try:
        return assumptions.with_values(choice.override) if choice.override else assumptions
    except InputError as error:
        problems.take(error, "assumptions.override.")
        return None


def _simulated_people(people: int | None, market: Market | None, problems: Faults) -> int:
    if people is None:
        return market.people if market else FEWEST_PEOPLE
    try:
        number = 0 if isinstance(people, bool) else operator.index(people)
    except TypeError:
        number = 0
    if not FEWEST_PEOPLE <= number <= MOST_PEOPLE:
        problems.append(
            f"people = {shown(people)}: must be a whole number of simulated people from {FEWEST_PEOPLE} "
            f"to {MOST_PEOPLE:,}"
        )
    return number


def _network(
    document: Mapping[str, Any], path: Path | None, problems: Faults
) -> tuple[NetworkSource | None, Network | None]:
    """The [network] section and what its files hold; their faults are told together with those of the scenario."""
    source = read_table(NetworkSource, document["network"], "network", problems)
    if source is None:
        return None, None
    if source.best_connected is not None and "roster" in document:
        problems.append("network.best_connected: takes the place of a roster; leave out one of it and [roster]")
    source = source.beside(path)
    try:
        return source, source.read()
    except InputError as error:
        problems.take(error, "network: ")
        return source, None


def _labelled(market: Market, interests: tuple[str, ...], problems: Faults) -> Market:
    """The market with the interests of a measured network, which no other list can stand for."""
    if "interests" in market.model_fields_set and set(market.interests) != set(interests):
        problems.append("market.interests: leave it out; with [network] the labels say what people follow")
    return market.model_copy(update={"interests": interests})


def _roster_text(
    path: Path, interests: Sequence[str], answers: Answers, currency: Currency, problems: Faults
) -> FileText | None:
    """The text of a roster file; its faults are told together with those of the scenario."""
    try:
        text = read_file_text(path)
        if interests:
            parse_roster(text.text, str(path), interests, answers, currency)
    except InputError as error:
        problems.take(error, "roster.file: ")
        return None
    return text


def template() -> str:
    """A commented scenario file to start from."""
    return BUILT_IN.with_name("template.toml").read_text(encoding="utf-8")


def schedule_named(name: str, scenario: Scenario) -> Schedule:
    """A preset or one of the scenario's own schedules. Raises InputError."""
    known = {**PRESETS, **scenario.schedules}
    if name not in known:
        raise InputError(f"unknown schedule {shown(name)}{nearest(name, known)}{one_of(known)}")
    return known[name]
