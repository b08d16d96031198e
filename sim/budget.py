"""What a budget pays for under a schedule: who is hired, which posts come out when, and what it costs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.desk import Desk
from sim.errors import InputError, nearest
from sim.roster import Profile
from sim.schedule import Phase, Review, Schedule, schedule_named

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """One post: ``piece`` counts this influencer's posts from 0 in the order in which they were planned."""

    influencer: int  # place in the roster
    piece: int
    hour: int  # from the start of the campaign
    format: str = "post"
    disclosed: bool = True
    promo_code: bool = False
    commission_share: float = 0.0  # of the price of every purchase by its link
    fee_eur: float = 0.0
    dropped: bool = False  # by a review, before it came out


@dataclass(frozen=True)
class Plan:
    """What a schedule comes to: posts by hour, and money to the cent.

    ``next_price_eur`` is what one more influencer would cost where the schedule would hire next, or 0
    where it would hire nobody. ``notes`` says in words where a phase got fewer than it asked for.
    Commissions depend on sales and are paid beside ``spend_eur``.
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
    gifts_eur: float = 0.0
    reviews: tuple[Review, ...] = ()

    @property
    def published(self) -> tuple[PlannedPost, ...]:
        """The posts that come out: all but those that a review dropped."""
        return tuple(post for post in self.posts if not post.dropped)

    def without(self, influencers: Collection[int]) -> Plan:
        """The same plan without the posts of these; what was paid stays as it is."""
        posts = tuple(post for post in self.posts if post.influencer not in influencers)
        return replace(self, posts=posts, influencers=tuple(sorted({post.influencer for post in posts})))


def plan(schedule: str | Schedule, roster: Sequence[Profile], scenario: Scenario) -> Plan:
    """The posts that the scenario's budget pays for under a schedule, given or named.

    Phases hire by name first, then by count, then by share of the budget, and the rest is split
    equally between those that take it; within a round the earlier phase comes first. Raises
    InputError with every fault: an unknown schedule or name, a phase that hires nobody, a post
    beyond the horizon.
    """
    if isinstance(schedule, str):
        schedule = schedule_named(schedule, scenario)
    desk = Desk(roster, scenario, scenario.brand_interest)
    phases = schedule.served
    teams: list[list[int]] = [[] for _ in phases]
    ran_out: set[str] = set()
    problems = _hire(desk, phases, teams, ran_out, roster)
    for phase, team in zip(phases, teams, strict=True):
        problems += _beyond_horizon(phase, team, scenario.market.horizon_hours)
    if problems:
        raise InputError(f"schedule {schedule.name!r}: {problem}" for problem in problems)

    hours = sorted(
        (influencer, phase.hour(turn, piece, len(team)), place)
        for place, (phase, team) in enumerate(zip(phases, teams, strict=True))
        for turn, influencer in enumerate(team)
        for piece in range(phase.posts_each)
    )
    posts = [
        _planned(desk, influencer, piece, hour, phases[place])
        for influencer, own in itertools.groupby(hours, key=lambda post: post[0])
        for piece, (_, hour, place) in enumerate(own)
    ]
    posts.sort(key=lambda post: (post.hour, post.influencer, post.piece))
    coordination = desk.coordination(len(desk.hired))
    return Plan(
        schedule=schedule.name,
        posts=tuple(posts),
        influencers=tuple(sorted(desk.hired)),
        fees_eur=desk.paid_fees / 100,
        coordination_eur=coordination / 100,
        spend_eur=(desk.paid_fees + desk.paid_gifts + coordination) / 100,
        next_price_eur=_next_price(desk, phases) / 100,
        roster_exhausted=bool(ran_out),
        notes=_notes(desk, phases, teams, ran_out),
        gifts_eur=desk.paid_gifts / 100,
        reviews=tuple(sorted(schedule.reviews, key=lambda review: review.order)),
    )


def _planned(desk: Desk, influencer: int, piece: int, hour: int, phase: Phase) -> PlannedPost:
    return PlannedPost(
        influencer,
        piece,
        hour,
        format=phase.format,
        disclosed=phase.disclosed,
        promo_code=phase.promo_code,
        commission_share=phase.commission_share,
        fee_eur=desk.fee(influencer, phase) / 100,
    )


def _hire(
    desk: Desk, phases: Sequence[Phase], teams: Sequence[list[int]], ran_out: set[str], roster: Sequence[Profile]
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


def _hire_by_name(desk: Desk, phase: Phase, team: list[int], by_name: dict[str, int]) -> Iterator[str]:
    for name in phase.influencers or ():
        if name not in by_name:
            yield f"{phase}: no influencer {name!r} in the roster{nearest(name, by_name)}"
            continue
        if phase.fee_share == 0.0 and not desk.roster[by_name[name]].works_without_fee:
            yield f"{phase}: {name!r} does not work without a fee; give the phase a fee_share above 0"
            continue
        price = desk.price(by_name[name], phase)
        if price > desk.left:
            yield f"{phase}: {name!r} costs {_eur(price)} and {_eur(desk.left)} are left; raise the budget"
            continue
        desk.hire(by_name[name], phase)
        team.append(by_name[name])


def _nobody(desk: Desk, phase: Phase, purse: int) -> str:
    influencer = desk.cheapest(phase)
    if influencer is None:
        who = " who works without a fee" if phase.fee_share == 0.0 else ""
        return f"{phase}: the roster has no {phase.tier}-influencer left to hire{who}; add some to the roster"
    price = desk.price(influencer, phase)
    gift = f" + {_eur(desk.product)} for the product" if phase.gift else ""
    return (
        f"{phase}: {_eur(purse)} pay for nobody; the cheapest {phase.tier}-influencer costs {_eur(price)} "
        f"({phase.posts_each} x {_eur(desk.fee(influencer, phase))}{gift} + "
        f"{_eur(desk.coordination_of_one_more)} coordination); raise budget_eur, or leave this phase more of it"
    )


def _beyond_horizon(phase: Phase, team: Sequence[int], horizon_hours: int) -> Iterator[str]:
    last = phase.hour(max(len(team) - 1, 0), phase.posts_each - 1, max(len(team), 1))
    if last >= horizon_hours:
        yield (
            f"{phase}: the last of its {max(len(team), 1) * phase.posts_each:,} posts would fall in hour {last:,}, "
            f"and the horizon ends after hour {horizon_hours - 1:,}; start earlier, post closer together, "
            f"or set market.horizon_days to {last // 24 + 1} or more"
        )


def _notes(desk: Desk, phases: Sequence[Phase], teams: Sequence[list[int]], ran_out: set[str]) -> tuple[str, ...]:
    notes = desk.ran_dry(ran_out)
    notes += [
        f"{phase}: hires {len(team):,} of the {phase.count:,} asked for"
        for phase, team in zip(phases, teams, strict=True)
        if phase.count is not None and len(team) < phase.count
    ]
    return tuple(notes)


def _next_price(desk: Desk, phases: Sequence[Phase]) -> int:
    """Cents for one more, at the phases that hire last; 0 where these can hire nobody else."""
    hiring = [phase for phase in phases if phase.tier is not None]
    last = max((phase.served for phase in hiring), default=0)
    prices = [
        desk.price(influencer, phase)
        for phase in hiring
        if phase.served == last and (influencer := desk.candidate(phase)) is not None
    ]
    return min(prices, default=0)


def _eur(cents: int) -> str:
    return f"{cents / 100:,.2f} EUR"


def same_budget(spend_eur: float, next_price_eur: float, other_spend_eur: float, other_next_price_eur: float) -> bool:
    """Whether two spends differ by no more than one more influencer costs in either."""
    return abs(spend_eur - other_spend_eur) <= max(next_price_eur, other_next_price_eur) + 1e-6


def check_equal_budgets(plans: Sequence[Plan], allow_unequal: bool = False) -> None:
    """Refuse arms whose spends differ by more than one more influencer costs in either. Raises InputError."""
    problems = [
        f"schedules {one.schedule!r} and {other.schedule!r} spend {one.spend_eur:,.2f} and {other.spend_eur:,.2f} EUR, "
        f"further apart than the {max(one.next_price_eur, other.next_price_eur):,.2f} EUR of one more influencer; "
        "give them the same budget to use (rest = true, or a larger roster), or allow unequal budgets"
        for one, other in itertools.combinations(plans, 2)
        if not same_budget(one.spend_eur, one.next_price_eur, other.spend_eur, other.next_price_eur)
    ]
    if problems and not allow_unequal:
        raise InputError(problems)
