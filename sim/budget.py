"""What a budget pays for under a schedule: who is hired, which posts come out when, and what it costs."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.assumptions import TIERS
from sim.errors import InputError, nearest
from sim.roster import Profile
from sim.schedule import Phase, Schedule, schedule_named

if TYPE_CHECKING:
    from sim.scenario import Scenario


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
