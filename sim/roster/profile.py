"""Influencers as a brand can buy them: drawn per tier, or read from a CSV file of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sim.assumptions.numbers import Assumptions
from sim.tiers import TIER_NAMES


@dataclass(frozen=True)
class Profile:
    """One influencer as a brand can buy them. A rate per follower and one per reached person never share a name.

    ``key`` is the identity used in every coin: it survives any change to the rest of the roster that
    leaves this influencer where it is (tier and number in the tier, or row of the file).
    """

    key: int
    name: str
    tier: str
    interest: int  # index in the market's interests
    followers: int  # people, declared, at full size, fakes included
    reach_rate: float  # share of the true followers who see one post
    engagement_per_reached_person: float  # probability
    authenticity: float  # 0 to 1
    fake_share: float  # share of the declared followers
    fee_eur: float  # EUR per post, to the cent: of each format that has no fee of its own
    in_market_share: float = 1.0  # share of the true followers who live in the brand's market
    declared_engagement_rate_per_follower: float = 0.0  # what the brand is told; the true rate is not known to it
    works_without_fee: bool = False  # for the product or a commission alone
    views_factor: float = 1.0  # views of a post for each that is usual for such an account, by reach beyond followers
    feed: str | None = None  # of the platform, of ``sim.roster.platforms.FEEDS``; None: that of the market
    platform: str = ""  # where the influencer posts, if it is known
    of_the_place: bool = False  # lives in the locality of a brand that is local
    of_another_place: bool = False  # lives, as a list states it, where such a brand is not
    fees_by_format_eur: tuple[tuple[str, float], ...] = ()  # EUR per post, to the cent, of formats with a fee

    def fee_of(self, format_: str) -> float:
        """The fee in EUR for a post of this format: its own where the list has one."""
        return dict(self.fees_by_format_eur).get(format_, self.fee_eur) if self.fees_by_format_eur else self.fee_eur


def tier_of(followers: int, assumptions: Assumptions) -> str:
    """The tier of an account; a bound belongs to the larger tier.

    The sources leave 100K to 500K followers to no tier or to macro: here it is macro. In general a gap belongs to
    the larger tier, except below the largest one.
    """
    *others, largest = TIER_NAMES
    if followers >= assumptions.value("followers_smallest", largest):
        return largest
    for smaller, tier in reversed(list(pairwise(others))):
        if followers >= assumptions.value("followers_largest", smaller):
            return tier
    return others[0]


def engagement_per_reached_person(
    followers: int, tier: str, fake_share: float, reach_rate: float, assumptions: Assumptions
) -> float:
    """Engagements per person who saw the post; may exceed 1 where a source's rate cannot be met.

    A set states it, or a rate per *follower* by the size of the account: only true followers whom the post reached can
    engage, so that rate is divided by their share.
    """
    if assumptions.has("engagement_per_reached_person"):
        return assumptions.value("engagement_per_reached_person", tier)
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.rules import engagement_by_size

    value, reached = assumptions.value, reach_rate * (1.0 - fake_share)
    at_10k, at_1m = (value(f"engagement_rate_per_follower_at_{size}") for size in ("10k", "1m"))
    return float(engagement_by_size(float(followers), reached, at_10k, at_1m))


def engagement_beside_usual(profile: Profile, assumptions: Assumptions) -> float:
    """How many times as much those whom this influencer reaches engage as is usual for such an account."""
    usual = engagement_per_reached_person(
        profile.followers, profile.tier, profile.fake_share, profile.reach_rate, assumptions
    )
    return profile.engagement_per_reached_person / min(1.0, usual) if usual > 0.0 else 0.0


def engagement_with_people(assumptions: Assumptions) -> float:
    """The chance, 0 to 1, that who sees what an ordinary person shows engages, before credibility is counted.

    People respond to a person as to the smallest account of the nano tier: the most intimate that is known.
    """
    smallest, fakes = (assumptions.value(name, "nano") for name in ("followers_smallest", "fake_follower_share"))
    reach_rate = reach_rate_of_tier("nano", assumptions)
    return min(1.0, engagement_per_reached_person(int(smallest), "nano", fakes, reach_rate, assumptions))


def reach_rate_of_tier(tier: str, assumptions: Assumptions) -> float:
    """The share of the true followers of an account of this tier who see one post, 0 to 1."""
    return of_true_followers(assumptions.value("reach_rate", tier), tier, assumptions)


def of_true_followers(published_reach_rate: float, tier: str, assumptions: Assumptions) -> float:
    """A published reach as a share of the true followers of an account of this tier, 0 to 1."""
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.rules import reach_of_true_followers

    fakes, counted = assumptions.value("fake_follower_share", tier), assumptions.value("reach_rate_counts_fakes")
    return float(reach_of_true_followers(published_reach_rate, fakes, counted))


def usual_fee(followers: int, tier: str, assumptions: Assumptions) -> float:
    """The usual fee in EUR per post, to the cent, of an account of a tier with so many declared followers."""
    # Imported here: reading a file and refusing it needs no compiler.
    from sim.rules import usual_fee as by_size

    value = assumptions.value
    fee = by_size(
        float(followers),
        value("fee_per_follower_eur"),
        value("fee_growth"),
        value("fee_level", tier),
        value("fee_floor_eur"),
    )
    return round(float(fee), 2)
