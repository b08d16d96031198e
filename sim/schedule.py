"""Launch schedules: phases, the presets, and the posts that a budget pays for."""

from __future__ import annotations

import bisect
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sim.assumptions import TIERS
from sim.errors import InputError, nearest
from sim.roster import LARGEST_ROSTER, Profile

if TYPE_CHECKING:
    from sim.scenario import Scenario

HOURS_PER_YEAR = 8_760
# A number is never read from text, nor from true and false.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]


class Phase(BaseModel):
    """Some influencers and when they post. Built with wrong values it raises pydantic's ValidationError."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: str | None = Field(default=None, description="the tier whose influencers are hired, in roster order")
    influencers: tuple[str, ...] | None = Field(default=None, min_length=1, description="influencers hired by name")
    count: Whole | None = Field(default=None, ge=1, le=LARGEST_ROSTER, description="how many of the tier")
    budget_share: Number | None = Field(default=None, gt=0, le=1, description="share of the whole budget, 0 to 1")
    rest: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, description="true: all money not used elsewhere"
    )
    start_hours: Whole = Field(default=0, ge=0, le=HOURS_PER_YEAR, description="hour of the first post")
    spacing_hours: Number = Field(
        default=0.0, ge=0, le=HOURS_PER_YEAR, description="hours between one influencer's first post and the next's"
    )
    posts_each: Whole = Field(default=1, ge=1, le=365, description="posts of each influencer")
    days_between_posts: Number = Field(
        default=1.0, ge=0, le=365, description="days between two posts of one influencer"
    )

    @field_validator("tier")
    @classmethod
    def _known_tier(cls, tier: str | None) -> str | None:
        if tier is not None and tier not in TIERS:
            raise ValueError(f"must be one of {', '.join(TIERS)}{nearest(tier, TIERS)}")
        return tier

    @model_validator(mode="after")
    def _one_meaning(self) -> Phase:
        problems = []
        if (self.tier is None) == (self.influencers is None):
            problems.append("say who posts with exactly one of tier and influencers")
        amounts = [name for name in ("count", "budget_share", "rest") if getattr(self, name) is not None]
        if self.influencers is not None and amounts:
            problems.append(f"influencers by name are all hired; leave out {' and '.join(amounts)}")
        elif len(amounts) > 1:
            problems.append(f"give at most one of {' and '.join(amounts)}")
        if self.rest is False:
            problems.append("rest can only be true; leave it out")
        for name, times in Counter(self.influencers or ()).items():
            if times > 1:
                problems.append(f"influencers names {name!r} {times} times; posts_each gives one several posts")
        if problems:
            raise InputError(problems)
        return self

    @property
    def served(self) -> int:
        """The round in which the phase hires: 0 by name, 1 by count, 2 by share of the budget, 3 with the rest."""
        if self.influencers is not None:
            return 0
        return 1 if self.count is not None else 2 if self.budget_share is not None else 3

    @property
    def takes_rest(self) -> bool:
        """Whether the phase hires with all the money that is left."""
        return self.served == 3

    @property
    def order(self) -> tuple[int, int, int, tuple[str, ...], int, float, int, float, float]:
        """Where the phase comes, whatever its place in a file. Phases that agree in it are the same."""
        return (
            self.served,
            self.start_hours,
            TIERS.index(self.tier) if self.tier is not None else -1,
            self.influencers or (),
            self.count or 0,
            self.budget_share or 0.0,
            self.posts_each,
            self.spacing_hours,
            self.days_between_posts,
        )

    def hour(self, turn: int, piece: int) -> int:
        """The hour at which the influencer hired in this turn posts this piece, both counted from 0."""
        exact = self.start_hours + turn * self.spacing_hours + piece * 24.0 * self.days_between_posts
        return int(exact + 1e-6)  # 100 x 0.29 h is 29 h, not 28.999...

    def __str__(self) -> str:
        who = f"tier {self.tier}" if self.tier is not None else ", ".join(self.influencers or ())
        return f"the phase of {who} from hour {self.start_hours}"


@dataclass(frozen=True)
class Schedule:
    """A launch schedule. The order of its phases means nothing: they are served in their own order."""

    name: str
    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        shares = math.fsum(phase.budget_share or 0.0 for phase in self.phases)
        if shares > 1.0 + 1e-9:
            raise InputError(
                f"schedules.{self.name}: the budget_share of its phases add up to {shares:g}; must be at most 1"
            )

    @property
    def served(self) -> tuple[Phase, ...]:
        """The phases in the order in which they hire."""
        return tuple(sorted(self.phases, key=lambda phase: phase.order))


PRESETS: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("macro_only", (Phase(tier="macro", spacing_hours=24.0),)),
        Schedule("micro_only", (Phase(tier="micro", spacing_hours=1.5),)),
        # D1's sneaker launch: a leader reveals, then about a hundred micro-influencers in the days after.
        Schedule("hybrid", (Phase(tier="macro", count=1), Phase(tier="micro", start_hours=24, spacing_hours=1.5))),
    )
}


@dataclass(frozen=True)
class PlannedPost:
    """One post: ``piece`` counts this influencer's posts from 0 in the order of their hours."""

    influencer: int  # place in the roster
    piece: int
    hour: int  # from the start of the campaign


@dataclass(frozen=True)
class Plan:
    """What a schedule comes to: posts by hour, and money to the cent.

    ``next_price_eur`` is what one more influencer would cost where the schedule would hire next, or 0
    where it would hire nobody. ``notes`` says in words where a phase got fewer than it asked for.
    """

    schedule: str
    posts: tuple[PlannedPost, ...]
    influencers: tuple[int, ...]  # places in the roster, ascending
    fees_eur: float
    coordination_eur: float
    spend_eur: float
    next_price_eur: float
    roster_exhausted: bool  # a tier ran out while there was money for one more
    notes: tuple[str, ...] = ()


class _Desk:
    """Who is hired and what is left. In whole cents: sums of cents do not depend on their order."""

    def __init__(self, roster: Sequence[Profile], budget_eur: float, coordination_eur: float) -> None:
        self.fees = [round(100 * profile.fee_eur) for profile in roster]
        self.coordination = round(100 * coordination_eur)
        self.left = math.floor(100 * budget_eur + 1e-6)
        self.paid_fees = 0
        self.hired: set[int] = set()
        self.tiers: dict[str, list[int]] = {tier: [] for tier in TIERS}
        for index, profile in enumerate(roster):
            self.tiers[profile.tier].append(index)
        self._next = dict.fromkeys(TIERS, 0)

    def candidate(self, tier: str) -> int | None:
        """The first of the tier, in roster order, whom nobody hired yet."""
        members = self.tiers[tier]
        while self._next[tier] < len(members) and members[self._next[tier]] in self.hired:
            self._next[tier] += 1
        return members[self._next[tier]] if self._next[tier] < len(members) else None

    def price(self, influencer: int, posts: int) -> int:
        """Cents for so many posts; coordination is paid once per influencer."""
        return posts * self.fees[influencer] + (0 if influencer in self.hired else self.coordination)

    def hire(self, influencer: int, posts: int) -> int:
        """Hire and return the cents spent."""
        price = self.price(influencer, posts)
        self.left -= price
        self.paid_fees += posts * self.fees[influencer]
        self.hired.add(influencer)
        return price

    def _spend_the_rest(self, phase: Phase, team: list[int], purse: int) -> None:
        """Spend what roster order leaves over: the dearest who can still be paid, then the one best exchange.

        A macro-influencer costs thousands: whole hires in roster order would leave the schedule
        thousands short of the others, and the comparison would not be at equal budget.
        """
        posts = phase.posts_each
        while True:
            free = sorted((self.price(i, posts), -i) for i in self.tiers[phase.tier or ""] if i not in self.hired)
            place = bisect.bisect_right(free, (purse, 0))
            if place == 0:
                break
            team.append(-free[place - 1][1])
            purse -= self.hire(team[-1], posts)
        gains = []
        for turn, leaving in enumerate(team):
            price = posts * self.fees[leaving] + self.coordination
            place = bisect.bisect_right(free, (price + purse, 0))
            if place and free[place - 1][0] > price:
                gains.append((free[place - 1][0] - price, -turn, -free[place - 1][1]))
        if gains:
            _, turn, coming = max(gains)
            self._release(team[-turn], posts)
            self.hire(coming, posts)
            team[-turn] = coming

    def _release(self, influencer: int, posts: int) -> None:
        """Undo the hiring of somebody who was hired once, for so many posts."""
        self.left += posts * self.fees[influencer] + self.coordination
        self.paid_fees -= posts * self.fees[influencer]
        self.hired.discard(influencer)
        self._next = dict.fromkeys(TIERS, 0)

    def fill(self, phase: Phase, team: list[int], purse: int, most: int | None = None) -> bool:
        """Hire in roster order while the purse pays; the first who is too dear ends it.

        True if it ended because the tier ran out although the purse would pay for another of them.
        """
        assert phase.tier is not None
        while most is None or len(team) < most:
            influencer = self.candidate(phase.tier)
            if influencer is None:
                fees = [phase.posts_each * self.fees[index] for index in self.tiers[phase.tier]]
                return bool(fees) and purse >= min(fees) + self.coordination
            if self.price(influencer, phase.posts_each) > purse:
                if most is None and team:
                    self._spend_the_rest(phase, team, purse)
                return False
            purse -= self.hire(influencer, phase.posts_each)
            team.append(influencer)
        return False


def plan(schedule: str | Schedule, roster: Sequence[Profile], scenario: Scenario) -> Plan:
    """The posts that the scenario's budget pays for under a schedule, given or named.

    Phases hire by name first, then by count, then by share of the budget, and the rest is split
    equally between those that take it; within a round the earlier phase comes first. Raises
    InputError with every fault: an unknown schedule or name, a phase that hires nobody, a post
    beyond the horizon.
    """
    if isinstance(schedule, str):
        schedule = schedule_named(schedule, scenario)
    desk = _Desk(roster, scenario.budget_eur, scenario.assumptions.value("coordination_eur_per_influencer"))
    phases = schedule.served
    teams: list[list[int]] = [[] for _ in phases]
    ran_out: set[str] = set()
    problems = _hire(desk, phases, teams, ran_out, roster)
    for phase, team in zip(phases, teams, strict=True):
        problems += _beyond_horizon(phase, team, scenario.market.horizon_hours)
    if problems:
        raise InputError(f"schedule {schedule.name!r}: {problem}" for problem in problems)

    hours = sorted(
        (influencer, phase.hour(turn, piece))
        for phase, team in zip(phases, teams, strict=True)
        for turn, influencer in enumerate(team)
        for piece in range(phase.posts_each)
    )
    posts = [
        PlannedPost(influencer, piece, hour)
        for influencer, own in itertools.groupby(hours, key=lambda post: post[0])
        for piece, (_, hour) in enumerate(own)
    ]
    posts.sort(key=lambda post: (post.hour, post.influencer, post.piece))
    coordination = len(desk.hired) * desk.coordination
    return Plan(
        schedule=schedule.name,
        posts=tuple(posts),
        influencers=tuple(sorted(desk.hired)),
        fees_eur=desk.paid_fees / 100,
        coordination_eur=coordination / 100,
        spend_eur=(desk.paid_fees + coordination) / 100,
        next_price_eur=_next_price(desk, phases) / 100,
        roster_exhausted=bool(ran_out),
        notes=_notes(desk, phases, teams, ran_out),
    )


def schedule_named(name: str, scenario: Scenario) -> Schedule:
    """A preset or one of the scenario's own schedules. Raises InputError."""
    known = {**PRESETS, **scenario.schedules}
    if name not in known:
        raise InputError(f"unknown schedule {name!r}{nearest(name, known)}; known are {', '.join(known)}")
    return known[name]


def _hire(
    desk: _Desk, phases: Sequence[Phase], teams: Sequence[list[int]], ran_out: set[str], roster: Sequence[Profile]
) -> list[str]:
    """Fill the teams, round after round, and the set of tiers that ran out; what went wrong, in words."""
    problems: list[str] = []
    by_name = {profile.name: index for index, profile in enumerate(roster)}
    budget = desk.left
    takers = [(phase, team) for phase, team in zip(phases, teams, strict=True) if phase.takes_rest]
    rest: int | None = None
    for phase, team in zip(phases, teams, strict=True):
        if phase.tier is None:
            problems += _hire_by_name(desk, phase, team, by_name)
            continue
        purse = desk.left
        if phase.budget_share is not None:
            purse = min(purse, math.floor(budget * phase.budget_share + 1e-6))
        elif phase.takes_rest:
            rest = desk.left if rest is None else rest
            purse = rest // len(takers)
        if desk.fill(phase, team, purse, phase.count) and not phase.takes_rest:
            ran_out.add(phase.tier)
        if not team:
            problems.append(_nobody(desk, phase, purse))
    # Each of several phases that split the rest keeps a remnant; together these may pay for more.
    hired = -1
    while hired < len(desk.hired) and not problems:
        hired = len(desk.hired)
        for phase, team in takers:
            if desk.fill(phase, team, desk.left, len(team) + 1) and phase.tier is not None:
                ran_out.add(phase.tier)
    return problems


def _hire_by_name(desk: _Desk, phase: Phase, team: list[int], by_name: dict[str, int]) -> Iterator[str]:
    for name in phase.influencers or ():
        if name not in by_name:
            yield f"{phase}: no influencer {name!r} in the roster{nearest(name, by_name)}"
            continue
        price = desk.price(by_name[name], phase.posts_each)
        if price > desk.left:
            yield f"{phase}: {name!r} costs {_eur(price)} and {_eur(desk.left)} are left; raise the budget"
            continue
        desk.hire(by_name[name], phase.posts_each)
        team.append(by_name[name])


def _nobody(desk: _Desk, phase: Phase, purse: int) -> str:
    assert phase.tier is not None
    influencer = desk.candidate(phase.tier)
    if influencer is None:
        return f"{phase}: the roster has no {phase.tier}-influencer left to hire; add some to the roster"
    price = desk.price(influencer, phase.posts_each)
    return (
        f"{phase}: {_eur(purse)} pay for nobody; the next {phase.tier}-influencer costs {_eur(price)} "
        f"({phase.posts_each} x {_eur(desk.fees[influencer])} + {_eur(desk.coordination)} coordination); "
        "raise budget_eur, or leave this phase more of it"
    )


def _beyond_horizon(phase: Phase, team: Sequence[int], horizon_hours: int) -> Iterator[str]:
    last = phase.hour(max(len(team) - 1, 0), phase.posts_each - 1)
    if last >= horizon_hours:
        yield (
            f"{phase}: the last of its {max(len(team), 1) * phase.posts_each:,} posts would fall in hour {last:,}, "
            f"and the horizon ends after hour {horizon_hours - 1:,}; start earlier, post closer together, "
            f"or set market.horizon_days to {last // 24 + 1} or more"
        )


def _notes(desk: _Desk, phases: Sequence[Phase], teams: Sequence[list[int]], ran_out: set[str]) -> tuple[str, ...]:
    notes = [
        f"all {len(desk.tiers[tier]):,} {tier}-influencers of the roster are hired, and money for another is left"
        for tier in TIERS
        if tier in ran_out
    ]
    notes += [
        f"{phase}: hires {len(team):,} of the {phase.count:,} asked for"
        for phase, team in zip(phases, teams, strict=True)
        if phase.count is not None and len(team) < phase.count
    ]
    return tuple(notes)


def _next_price(desk: _Desk, phases: Sequence[Phase]) -> int:
    """Cents for one more, at the phases that hire last; 0 where these can hire nobody else."""
    hiring = [(phase.served, phase.tier, phase.posts_each) for phase in phases if phase.tier is not None]
    prices = [
        desk.price(influencer, posts)
        for served, tier, posts in hiring
        if served == max(hiring)[0] and (influencer := desk.candidate(tier)) is not None
    ]
    return min(prices, default=0)


def _eur(cents: int) -> str:
    return f"{cents / 100:,.2f} EUR"


def check_equal_budgets(plans: Sequence[Plan], allow_unequal: bool = False) -> None:
    """Refuse arms whose spends differ by more than one more influencer costs in either. Raises InputError."""
    problems = [
        f"schedules {one.schedule!r} and {other.schedule!r} spend {one.spend_eur:,.2f} and {other.spend_eur:,.2f} EUR, "
        f"further apart than the {price:,.2f} EUR of one more influencer; give them the same budget to use "
        "(rest = true, or a larger roster), or allow unequal budgets"
        for one, other in itertools.combinations(plans, 2)
        if abs(one.spend_eur - other.spend_eur) > (price := max(one.next_price_eur, other.next_price_eur)) + 1e-6
    ]
    if problems and not allow_unequal:
        raise InputError(problems)
