"""Turns a schedule and a budget into a plan: who is hired, which posts come out when, and what it costs."""

from __future__ import annotations

import itertools
import math
import warnings
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.arguments import check_kinds
from sim.brief import Brief
from sim.errors import Faults, InputError
from sim.money import EUR, Currency
from sim.planning.hiring import Hiring, in_words
from sim.reading.tables import shown
from sim.roster.profile import Profile
from sim.scenario.scenario import schedule_named
from sim.scenario.schedule import Phase, Review, Schedule

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

_ALL_HIRED = "everybody whom it may hire is hired"
_NOBODY_POSTS_ON = "nobody who is hired could post once more within the horizon"
_MORE_ASKED_FOR = "its phases ask for no more"
MOST_POSTS = 1_000_000  # of one campaign; each takes some hundred bytes before anybody sees it
LATE_SHARE = 0.25  # a post of whose views more than this falls beyond the horizon comes out late


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """One post: ``piece`` counts this influencer's posts from 0 in the order in which they were planned."""

    influencer: int  # place in the roster
    piece: int
    hour: int  # from the start of the campaign
    format: str = "post"
    feed: str | None = None  # of ``sim.roster.platforms.FEEDS``; None: that of the influencer, or of the market
    disclosed: bool = True
    promo_code: bool = False
    commission_share: float = 0.0  # of the price of every purchase by its link
    fee_eur: float = 0.0
    gift: bool = False  # the product is given for it: for the first of the posts on the same terms
    dropped: bool = False  # by a review, before it came out


@dataclass(frozen=True, repr=False)
class Plan(Brief):
    """A schedule worked out in one world at one budget: posts by hour, and money to the cent.

    ``next_price_eur`` is what one more influencer would cost where the schedule would hire next, or one more post
    where further posts take the rest, or 0 where there is nobody. ``unspent_eur`` is what is left of the budget.
    ``notes`` says in words where a phase got fewer than it asked for, and which posts come too late. Commissions
    depend on sales and are paid beside ``spend_eur``. ``coordination_eur`` is what a platform or an agency takes, and
    the brand's own hours where the budget pays them; ``own_hours`` are those hours, ``own_hours_eur`` what they cost
    beside the budget.
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
    unspent_eur: float = 0.0
    why_short: str = ""  # if it falls short
    own_hours: float = 0.0
    own_hours_eur: float = 0.0
    currency: Currency = EUR

    @property
    def falls_short(self) -> bool:
        """Whether nobody was hired, or more is left than one more influencer costs, which the schedule cannot use."""
        return not self.posts or self.unspent_eur > self.next_price_eur + 1e-6

    @property
    def published(self) -> tuple[PlannedPost, ...]:
        """The posts that come out: all but those that a review dropped."""
        return tuple(post for post in self.posts if not post.dropped)

    def without(self, influencers: Collection[int]) -> Plan:
        """The same plan without the posts of these; what was paid stays as it is."""
        posts = tuple(post for post in self.posts if post.influencer not in influencers)
        return replace(self, posts=posts, influencers=tuple(sorted({post.influencer for post in posts})))

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        posts, code = f"{len(self.published):,}", self.currency.code
        spend = f"{self.spend_eur:,.2f} {code}"
        rows = {
            "schedule": self.schedule,
            "influencers": f"{len(self.influencers):,}",
            "posts": f"{posts}, {len(self.posts) - len(self.published):,} more dropped by reviews",
            "fees": f"{self.fees_eur:,.2f} {code}",
            "gifts": f"{self.gifts_eur:,.2f} {code}",
            "coordination": f"{self.coordination_eur:,.2f} {code}",
            "own hours": f"{self.own_hours:,.1f}, {self.own_hours_eur:,.2f} {code} beside the budget",
            "left": f"{self.unspent_eur:,.2f} {code}",
            "notes": "; ".join(self.notes) or "none",
        }
        return f"{self.schedule}: {posts} posts by {len(self.influencers):,} influencers for {spend}", rows


def plan(
    scenario: Scenario,
    world: World | Sequence[Profile],
    schedule: str | Schedule | None = None,
    *,
    may_fall_short: bool = False,
) -> Plan:
    """The posts that the scenario's budget pays for under a schedule, given or named, among a world's influencers.

    In place of a world its roster will do. Phases hire by name first, then by count, then by share of the budget,
    and the rest is split equally between those that take it; within a round the earlier phase comes first. Where a
    phase has count and rest, those whom it hired post again in turn while money lasts. Raises
    InputError with every fault: an unknown schedule or name, a phase that hires nobody, a post beyond the horizon.

    With ``may_fall_short`` money for which nobody can be hired stays unspent, and whoever would post beyond
    the horizon is not hired: a note says so, and nothing is refused but an unknown schedule or name. A plan
    that is not refused is the same either way.
    """
    scenario, roster, schedule = _arguments(scenario, world, schedule)
    phases, horizon = schedule.phases_in_order, scenario.market.horizon_hours
    most: list[int | None] = [None for _ in phases]
    hired = _hire(roster, scenario, phases, most)
    beyond = [fault for phase, team in hired.by_phase(phases) for fault in _beyond_horizon(phase, team, horizon)]
    problems = _unknown_names(phases, roster)
    if not may_fall_short:
        problems += [*hired.shortages, *beyond]
    elif beyond:
        most = [_most_in_time(phase, horizon, len(roster)) for phase in phases]
        hired = _hire(roster, scenario, phases, most)
    if problems:
        raise InputError((f"schedule {schedule.name!r}: {problem}" for problem in problems), problems.beyond)
    hiring = hired.hiring
    further = [hiring.further_posts(phase, team, horizon) for phase, team in hired.by_phase(phases)]
    posting = sum(sum(posts) for posts, _ in further)
    if posting > MOST_POSTS:
        raise InputError(
            f"schedule {schedule.name!r}: comes to {posting:,} posts; must be at most {MOST_POSTS:,}; "
            f"lower {scenario.currency.outside('budget_eur')}, count or posts_each"
        )

    slots = sorted(
        (influencer, phase.hour(turn, piece, len(team)), place, piece)
        for place, (phase, team) in enumerate(hired.by_phase(phases))
        for turn, influencer in enumerate(team)
        for piece in range(further[place][0][turn])
    )
    posts = [
        _planned(hiring, influencer, piece, hour, phases[place], first=not piece_of_phase)
        for influencer, own_slots in itertools.groupby(slots, key=lambda post: post[0])
        for piece, (_, hour, place, piece_of_phase) in enumerate(own_slots)
    ]
    posts.sort(key=lambda post: (post.hour, post.influencer, post.piece))
    coordination = hiring.coordination
    shortages = [*hired.shortages, *_notes(hired, phases, most)]
    if any(phase.posts_on for phase in phases):
        next_price = min((price for _, prices in further for price in prices), default=0)
        shortages += [_NOBODY_POSTS_ON] if hiring.left and not next_price else []
    else:
        next_price = _next_price(hiring, phases)
    made = Plan(
        schedule=schedule.name,
        posts=tuple(posts),
        influencers=tuple(sorted(hiring.hired)),
        fees_eur=hiring.paid_fees / 100,
        coordination_eur=coordination / 100,
        spend_eur=(hiring.paid_fees + hiring.paid_gifts + coordination) / 100,
        next_price_eur=next_price / 100,
        roster_exhausted=bool(hired.ran_out),
        notes=(*shortages, *_late(posts, scenario)),
        gifts_eur=hiring.paid_gifts / 100,
        reviews=tuple(sorted(schedule.reviews, key=lambda review: review.order)),
        unspent_eur=(hiring.budget - hiring.paid_fees - hiring.paid_gifts - coordination) / 100,
        own_hours=hiring.own_hours,
        own_hours_eur=hiring.own_hours_cost / 100,
        currency=scenario.currency,
    )
    why = shortages[0] if shortages else _MORE_ASKED_FOR if next_price else _ALL_HIRED
    return replace(made, why_short=why) if made.falls_short else made


def _arguments(scenario: Any, world: Any, schedule: Any) -> tuple[Scenario, Sequence[Profile], Schedule]:
    """The arguments of ``plan`` as scenario, roster and schedule, the old order included. Raises InputError."""
    # Imported here: reading a schedule needs no compiler.
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

    if isinstance(scenario, str | Schedule) and isinstance(schedule, Scenario):
        warnings.warn(
            "plan: this order will be refused in the next version; write plan(scenario, world, schedule)",
            DeprecationWarning,
            stacklevel=3,
        )
        scenario, schedule = schedule, scenario
    check_kinds(
        "plan",
        scenario=(scenario, Scenario, "a Scenario"),
        world=(world, (World, list, tuple), "a World, or its roster"),
        schedule=(schedule, (str, Schedule), "the name of a schedule, or a Schedule"),
    )
    named = schedule_named(schedule, scenario) if isinstance(schedule, str) else schedule
    return scenario, world.roster if isinstance(world, World) else world, named


def _planned(hiring: Hiring, influencer: int, piece: int, hour: int, phase: Phase, *, first: bool) -> PlannedPost:
    return PlannedPost(
        influencer,
        piece,
        hour,
        format=phase.format,
        feed=phase.feed,
        disclosed=phase.disclosed,
        promo_code=phase.promo_code,
        commission_share=phase.commission_share,
        fee_eur=hiring.fee(influencer, phase) / 100,
        gift=phase.gift and first,
    )


def _unknown_names(phases: Sequence[Phase], roster: Sequence[Profile]) -> Faults:
    known = {profile.name for profile in roster}
    problems = Faults()
    for phase in phases:
        for name in phase.influencers or ():
            if name not in known:
                problems.append(f"{phase}: no influencer {shown(name)} in the roster{problems.nearest(name, known)}")
    return problems


def _most_in_time(phase: Phase, horizon_hours: int, roster: int) -> int | None:
    """The largest team that can post all its pieces within the horizon; None if everybody in the roster could."""
    last = phase.posts_each - 1
    most = bisect_left(range(1, roster + 1), horizon_hours, key=lambda team: phase.hour(team - 1, last, team))
    return most if most < roster else None


class _Hired(NamedTuple):
    """Whom each phase hired, with the books, the tiers that ran out, and a sentence for each hire that failed."""

    teams: list[list[int]]
    hiring: Hiring
    ran_out: set[str]
    shortages: list[str]

    def by_phase(self, phases: Sequence[Phase]) -> Iterator[tuple[Phase, list[int]]]:
        """Each phase with its team."""
        return zip(phases, self.teams, strict=True)


def _hire(roster: Sequence[Profile], scenario: Scenario, phases: Sequence[Phase], most: Sequence[int | None]) -> _Hired:
    """Fills the team of each phase, up to its ``most``."""
    hiring = Hiring(roster, scenario, scenario.brand_interest)
    teams: list[list[int]] = [[] for _ in phases]
    ran_out: set[str] = set()
    shortages: list[str] = []
    refused: list[tuple[list[int], str]] = []
    by_name = {profile.name: index for index, profile in enumerate(roster)}
    budget = hiring.left
    takers = [(phase, team, up_to) for phase, team, up_to in zip(phases, teams, most, strict=True) if phase.takes_rest]
    rest: int | None = None
    for phase, team, up_to in zip(phases, teams, most, strict=True):
        if phase.tier is None:
            shortages += _hire_by_name(hiring, phase, team, by_name, up_to)
            continue
        purse = hiring.left
        if phase.budget_share is not None:
            purse = min(purse, math.floor(budget * phase.budget_share + 1e-6))
        elif phase.takes_rest:
            rest = hiring.left if rest is None else rest
            purse = rest // len(takers)
        if hiring.fill(phase, team, purse, _smaller_limit(phase.count, up_to)) and not phase.takes_rest:
            ran_out.add(phase.tier)
        if not team and up_to != 0:
            refused.append((team, hiring.pays_for_nobody(phase, purse)))
    # Each of several phases that split the rest keeps a remnant; together these may pay for more.
    hired = -1
    while hired < len(hiring.hired):
        hired = len(hiring.hired)
        for phase, team, up_to in takers:
            if hiring.fill(phase, team, hiring.left, _smaller_limit(len(team) + 1, up_to)) and phase.tier is not None:
                ran_out.add(phase.tier)
    shortages += [sentence for team, sentence in refused if not team]
    return _Hired(teams, hiring, ran_out, shortages)


def _smaller_limit(first: int | None, second: int | None) -> int | None:
    """The smaller of two limits; None is no limit."""
    return min((limit for limit in (first, second) if limit is not None), default=None)


def _hire_by_name(
    hiring: Hiring, phase: Phase, team: list[int], by_name: dict[str, int], most: int | None
) -> Iterator[str]:
    for name in [name for name in phase.influencers or () if name in by_name][:most]:
        if phase.fee_share == 0.0 and not hiring.roster[by_name[name]].works_without_fee:
            yield f"{phase}: {name!r} does not work without a fee; give the phase a fee_share above 0"
            continue
        price = hiring.price(by_name[name], phase)
        if price > hiring.left:
            costs, left = (in_words(cents, hiring.currency) for cents in (price, hiring.left))
            yield f"{phase}: {name!r} costs {costs} and {left} are left; raise the budget"
            continue
        hiring.hire(by_name[name], phase)
        team.append(by_name[name])


def _beyond_horizon(phase: Phase, team: Sequence[int], horizon_hours: int) -> Iterator[str]:
    last = phase.hour(max(len(team) - 1, 0), phase.posts_each - 1, max(len(team), 1))
    if last >= horizon_hours:
        yield (
            f"{phase}: the last of its {max(len(team), 1) * phase.posts_each:,} posts would fall in hour {last:,}, "
            f"and the horizon ends after hour {horizon_hours - 1:,}; start earlier, post closer together, "
            f"or set market.horizon_days to {last // 24 + 1} or more"
        )


def _notes(hired: _Hired, phases: Sequence[Phase], most: Sequence[int | None]) -> list[str]:
    notes = hired.hiring.exhausted(hired.ran_out)
    for (phase, team), up_to in zip(hired.by_phase(phases), most, strict=True):
        if phase.count is not None and len(team) < phase.count:
            notes.append(f"{phase}: hires {len(team):,} of the {phase.count:,} asked for")
        if len(team) == up_to:
            notes.append(f"{phase}: hires {len(team):,}; whoever came after them would post beyond the horizon")
    return notes


def _late(posts: Sequence[PlannedPost], scenario: Scenario) -> list[str]:
    """A sentence on the posts that come out too late for what they cost, if any do."""
    # Imported here: a schedule that is refused needs no compiler.
    from sim.planning.formats import seen_within

    late = {
        (format_, hours_left)
        for format_, hours_left in {(post.format, scenario.market.horizon_hours - post.hour) for post in posts}
        if seen_within(format_, hours_left, scenario.assumptions) < 1.0 - LATE_SHARE
    }
    if not late:
        return []
    late_posts = [post for post in posts if (post.format, scenario.market.horizon_hours - post.hour) in late]
    single = len(late_posts) == 1
    fees_eur = math.fsum(post.fee_eur for post in late_posts)
    return [
        f"{len(late_posts):,} of {len(posts):,} posts {'comes' if single else 'come'} out so late that more than "
        f"{100 * LATE_SHARE:.0f} % of {'its' if single else 'their'} views fall beyond the horizon, hour "
        f"{scenario.market.horizon_hours:,}; the fees, {fees_eur:,.2f} {scenario.currency.code}, are paid "
        "in full"
    ]


def _next_price(hiring: Hiring, phases: Sequence[Phase]) -> int:
    """The cents that one more influencer costs the phases that hire last; 0 where these can hire nobody else."""
    by_tier = [phase for phase in phases if phase.tier is not None]
    last = max((phase.hiring_round for phase in by_tier), default=0)
    prices = [
        hiring.price(influencer, phase)
        for phase in by_tier
        if phase.hiring_round == last and (influencer := hiring.candidate(phase)) is not None
    ]
    return min(prices, default=0)
