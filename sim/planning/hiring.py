"""Hires influencers from a budget, in whole cents: sums of cents do not depend on their order."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from sim.money import EUR, Currency
from sim.roster.profile import Profile
from sim.scenario.schedule import MOST_POSTS_EACH, Phase
from sim.tiers import TIER_NAMES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

# By relation the assumptions that say what coordination takes: own hours, and a share of the fees; "" for none.
_COORDINATION = {
    "by_hand": ("coordination_hours_per_influencer", ""),
    "platform": ("platform_hours_per_influencer", "platform_fee_share"),
    "agency": ("", "agency_fee_share"),
}


MONEY_LEFT = ", and money for another is left"  # ends a sentence on a tier that is used up


class Hiring:
    """Hires influencers under the terms of phases, and keeps the books; a purse, too, is in cents."""

    def __init__(self, roster: Sequence[Profile], scenario: Scenario, brand_interest: int | None) -> None:
        self.roster = roster
        self.brand_interest = brand_interest
        self.currency = scenario.currency
        self._fees: dict[tuple[str, float], list[int]] = {}
        self._terms: dict[tuple[str, float, int, bool], list[int]] = {}
        brand = scenario.brand
        self.product = round(100 * brand.price_eur * (1.0 - brand.margin_share))  # what one given away costs
        value = scenario.assumptions.value
        hours, taken = _COORDINATION[brand.relation]
        self._hours = value(hours) if hours else 0.0
        self._hour_eur, self._growth = value("own_hour_eur"), value("coordination_growth")
        self._taken_share = value(taken) if taken else 0.0
        self._relation, self._hours_from_budget = brand.relation, brand.hours_from_budget
        self.budget = self.left = math.floor(100 * scenario.budget_eur + 1e-6)
        self.paid_fees = self.paid_gifts = self.paid_shares = 0
        self.hired: set[int] = set()
        self._of_tier: dict[str, list[int]] = {}  # places in the roster
        for row, profile in enumerate(roster):
            self._of_tier.setdefault(profile.tier, []).append(row)
        self._waiting: dict[tuple[str, str, bool], list[int]] = {}
        self._next: dict[tuple[str, str, bool], int] = {}

    @property
    def own_hours(self) -> float:
        """The brand's own hours for all who are hired."""
        return self._grown(self._hours, len(self.hired))

    @property
    def own_hours_cost(self) -> int:
        """The cents that those hours cost the brand beside the budget; 0 where the budget pays them."""
        return 0 if self._hours_from_budget else self._cost_of_hours(len(self.hired))

    @property
    def coordination(self) -> int:
        """The cents of the budget for coordination: what a platform or an agency takes, and the hours it pays."""
        return self.paid_shares + self.paid_hours(len(self.hired))

    @property
    def hours_of_one_more(self) -> int:
        """The cents of the budget for the own hours that one more influencer takes."""
        return self.paid_hours(len(self.hired) + 1) - self.paid_hours(len(self.hired))

    def paid_hours(self, influencers: int) -> int:
        """The cents of the budget for the brand's own hours for so many influencers."""
        return self._cost_of_hours(influencers) if self._hours_from_budget else 0

    def _cost_of_hours(self, influencers: int) -> int:
        return round(self._grown(round(100 * self._hours * self._hour_eur), influencers))

    def _grown(self, of_one: float, influencers: int) -> float:
        # Imported here: a schedule that is refused needs no compiler.
        from sim.rules import coordination_cost

        return float(coordination_cost(of_one, influencers, self._growth)) if influencers else 0.0

    def waiting(self, phase: Phase) -> list[int]:
        """Everybody of the phase's tier who would work under its terms, hired or not, in the order of its pick."""
        assert phase.tier is not None
        key = (phase.tier, phase.pick, phase.fee_share == 0.0)
        if key not in self._waiting:
            rows: Sequence[int] = self._of_tier.get(phase.tier, ())
            if phase.fee_share == 0.0:
                rows = [row for row in rows if self.roster[row].works_without_fee]
            self._waiting[key] = sorted(rows, key=partial(self._rank, phase.pick))
        return self._waiting[key]

    def _rank(self, pick: str, row: int) -> float:
        """The key by which a pick sorts the roster, smallest first, made of what a brand can see of an influencer."""
        profile = self.roster[row]
        if pick == "followers":
            return -profile.followers
        if pick == "declared_rate":
            return -profile.declared_engagement_rate_per_follower
        if pick == "authenticity":
            return -profile.authenticity
        if pick == "audience_quality":
            return profile.fake_share
        if pick == "fit" and self.brand_interest is not None:
            return float(profile.interest != self.brand_interest) + float(not profile.of_the_place)
        return 0.0

    def candidate(self, phase: Phase) -> int | None:
        """The first in the order of the pick whom the phase could still hire, by place in the roster, or None."""
        assert phase.tier is not None
        members, key = self.waiting(phase), (phase.tier, phase.pick, phase.fee_share == 0.0)
        place = self._next.get(key, 0)
        while place < len(members) and members[place] in self.hired:
            place += 1
        self._next[key] = place
        return members[place] if place < len(members) else None

    def fee(self, influencer: int, phase: Phase) -> int:
        """The cents for one post under the terms of a phase."""
        return self._fees_of_all(phase)[influencer]

    def _fees_of_all(self, phase: Phase) -> list[int]:
        asked = phase.format, phase.fee_share
        if asked not in self._fees:
            whole = self._fees.get((phase.format, 1.0))
            if whole is None:
                whole = [round(100 * profile.fee_of(phase.format)) for profile in self.roster]
                self._fees[phase.format, 1.0] = whole
            self._fees[asked] = [round(phase.fee_share * fee) for fee in whole]
        return self._fees[asked]

    def taken(self, influencer: int, phase: Phase) -> int:
        """The cents that a platform or an agency takes on top of the fees for all posts of the phase."""
        return round(self._taken_of(phase) * self.fee(influencer, phase))

    def _taken_of(self, phase: Phase) -> float:
        """What is taken for all posts of the phase, in fees of one."""
        return self._taken_share * phase.posts_each

    def terms(self, influencer: int, phase: Phase) -> int:
        """The cents for all posts of the phase, what is taken on top, and the product that is given; without hours."""
        return self._terms_of_all(phase)[influencer]

    def _terms_of_all(self, phase: Phase) -> list[int]:
        asked = phase.format, phase.fee_share, phase.posts_each, phase.gift
        if asked not in self._terms:
            product, posts, taken = self.product if phase.gift else 0, phase.posts_each, self._taken_of(phase)
            self._terms[asked] = [posts * fee + round(taken * fee) + product for fee in self._fees_of_all(phase)]
        return self._terms[asked]

    def price(self, influencer: int, phase: Phase) -> int:
        """The cents of the budget for hiring an influencer; hours are paid once for each."""
        return self.terms(influencer, phase) + (0 if influencer in self.hired else self.hours_of_one_more)

    def hire(self, influencer: int, phase: Phase) -> int:
        """Hires an influencer, and returns the cents spent."""
        price = self.price(influencer, phase)
        self.left -= price
        self.paid_fees += phase.posts_each * self.fee(influencer, phase)
        self.paid_shares += self.taken(influencer, phase)
        self.paid_gifts += self.product if phase.gift else 0
        self.hired.add(influencer)
        return price

    def _release(self, influencer: int, phase: Phase) -> None:
        """Takes back the hiring of an influencer who was hired once, for this phase."""
        self.hired.discard(influencer)
        self.left += self.price(influencer, phase)
        self.paid_fees -= phase.posts_each * self.fee(influencer, phase)
        self.paid_shares -= self.taken(influencer, phase)
        self.paid_gifts -= self.product if phase.gift else 0
        self._next.clear()

    def fill(self, phase: Phase, team: list[int], purse: int, most: int | None = None) -> bool:
        """Hires in the order of the pick while the purse (cents) pays; after the first, one who is too dear ends it.

        True if it ended because the tier ran out although the purse would pay for another of them.
        """
        while most is None or len(team) < most:
            influencer = self.candidate(phase)
            if influencer is None:
                terms, everybody = self._terms_of_all(phase), self.waiting(phase)
                return bool(everybody) and purse >= min(terms[row] for row in everybody) + self.hours_of_one_more
            if self.price(influencer, phase) > purse:
                if team or (cheaper := self._first_within(phase, purse)) is None:
                    if most is None and team:
                        self._spend_the_rest(phase, team, purse)
                    return False
                influencer = cheaper
            purse -= self.hire(influencer, phase)
            team.append(influencer)
        return False

    def further_posts(self, phase: Phase, team: Sequence[int], horizon_hours: int) -> tuple[list[int], list[int]]:
        """How many posts each of a team makes, and the cents that one more of each who could make it would cost.

        Beside the phase's own posts these are, in rounds, as many as the money left pays for, where the phase wants
        them: none of who works for nothing, and none beyond the horizon.
        """
        posts = [phase.posts_each for _ in team]
        if not phase.posts_on:
            return posts, []
        prices = [self.fee(row, phase) + round(self._taken_share * self.fee(row, phase)) for row in team]

        def could_post(turn: int) -> bool:
            in_time = phase.hour(turn, posts[turn], len(team)) < horizon_hours
            return in_time and posts[turn] < MOST_POSTS_EACH and prices[turn] > 0

        bought = True
        while bought:
            bought = False
            for turn, row in enumerate(team):
                if prices[turn] <= self.left and could_post(turn):
                    posts[turn] += 1
                    self.left -= prices[turn]
                    self.paid_fees += self.fee(row, phase)
                    self.paid_shares += prices[turn] - self.fee(row, phase)
                    bought = True
        return posts, [price for turn, price in enumerate(prices) if could_post(turn)]

    def cheapest(self, phase: Phase) -> int | None:
        """The cheapest whom the phase could still hire, by place in the roster, of equals the first; or None."""
        free = [row for row in self.waiting(phase) if row not in self.hired]
        return min(free, key=self._terms_of_all(phase).__getitem__, default=None)

    def _first_within(self, phase: Phase, purse: int) -> int | None:
        """The first in the order of the pick whom the purse (cents) pays for and whom nobody hired yet."""
        terms, most = self._terms_of_all(phase), purse - self.hours_of_one_more
        return next((row for row in self.waiting(phase) if row not in self.hired and terms[row] <= most), None)

    def _spend_the_rest(self, phase: Phase, team: list[int], purse: int) -> None:
        """Spends what the order of the pick leaves over: the dearest who can still be paid, then the one best exchange.

        A macro-influencer costs thousands: whole hires in order would leave the schedule thousands short
        of the others, and the comparison would not be at equal budget.
        """
        terms = self._terms_of_all(phase)
        free = sorted((terms[row], -row) for row in self.waiting(phase) if row not in self.hired)
        while place := bisect.bisect_right(free, (purse - self.hours_of_one_more, 0)):
            team.append(-free.pop(place - 1)[1])
            purse -= self.hire(team[-1], phase)
        gains = []
        for turn, leaving in enumerate(team):
            place = bisect.bisect_right(free, (terms[leaving] + purse, 0))
            if place and free[place - 1][0] > terms[leaving]:
                gains.append((free[place - 1][0] - terms[leaving], -turn, -free[place - 1][1]))
        if gains:
            _, turn, coming = max(gains)
            self._release(team[-turn], phase)
            self.hire(coming, phase)
            team[-turn] = coming

    def pays_for_nobody(self, phase: Phase, purse: int) -> str:
        """A sentence on a phase whose purse (cents) pays for none of those whom it could hire, or that has none."""
        influencer = self.cheapest(phase)
        if influencer is None:
            who = " who works without a fee" if phase.fee_share == 0.0 else ""
            return f"{phase}: the roster has no {phase.tier}-influencer left to hire{who}; add some to the roster"
        beside = {
            "for the product": self.product if phase.gift else 0,
            f"for the {self._relation}": self.taken(influencer, phase),
            "for own hours": self.hours_of_one_more,
        }
        more = "".join(f" + {in_words(cents, self.currency)} {what}" for what, cents in beside.items() if cents)
        price, fee, left = (
            in_words(cents, self.currency)
            for cents in (self.price(influencer, phase), self.fee(influencer, phase), purse)
        )
        return (
            f"{phase}: {left} pay for nobody; the cheapest {phase.tier}-influencer costs {price} "
            f"({phase.posts_each} x {fee}{more}); raise {self.currency.outside('budget_eur')}, or leave this phase "
            "more of it"
        )

    def exhausted(self, tiers: set[str]) -> list[str]:
        """A sentence for each of these tiers, of which everybody is hired who would work on the terms offered."""
        notes = []
        for tier in (tier for tier in TIER_NAMES if tier in tiers):
            offered = self._of_tier.get(tier, [])
            hired = sum(row in self.hired for row in offered)
            who, work, are = f"all {hired:,} {tier}-influencers", "work", "are"
            if hired == 1:
                who, work, are = f"the only {tier}-influencer", "works", "is"
            scope = "of the roster"
            if hired < len(offered):
                scope = f"who {work} without a fee, of {len(offered):,} in the roster,"
            notes.append(f"{who} {scope} {are} hired{MONEY_LEFT}")
        return notes


def in_words(cents: int, currency: Currency = EUR) -> str:
    """An amount in words."""
    return f"{cents / 100:,.2f} {currency.code}"
