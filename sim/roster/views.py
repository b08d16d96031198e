"""Views and engagement of a listed account, together: what a declared rate per follower says of both.

A rate per follower is views per follower x engagement per view. Where only followers see posts, views are the reach and
all else is engagement, up to everybody. Where a feed shows posts to others as well, an account with more than the usual
rate is one that is both seen and liked more: each has half of the excess, in logarithms, as nothing says which it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.assumptions.numbers import Assumptions
from sim.roster.listing import Listed
from sim.roster.profile import engagement_per_reached_person, reach_rate_of_tier, tier_of


@dataclass(frozen=True)
class Response:
    """How an account's posts are answered: by those who see one, and how many see it beside what is usual."""

    engagement_per_reached_person: float  # 0 to 1
    views_factor: float = 1.0


def usual_views_per_follower(
    followers: int, reach_rate: float, fake_share: float, feed: str, assumptions: Assumptions
) -> float:
    """Views of a post for each declared follower of an account that is neither seen more nor liked more than usual."""
    by_followers = reach_rate * (1.0 - fake_share)
    if feed != "recommended":
        return by_followers
    value = assumptions.value
    first = value("feed_first_views") + value("feed_followers_factor") * by_followers * followers
    return first / (1.0 - value("feed_share_recommended")) / followers


def response_of(
    rate: float, followers: int, tier: str, fake_share: float, reach_rate: float, feed: str, assumptions: Assumptions
) -> Response:
    """The response of an account with this true rate of engagements per declared follower and post."""
    views = usual_views_per_follower(followers, reach_rate, fake_share, feed, assumptions)
    usual = min(1.0, engagement_per_reached_person(followers, tier, fake_share, reach_rate, assumptions))
    if views <= 0.0 or usual <= 0.0:
        return Response(0.0)
    beside_usual = rate / (views * usual)
    if not shown_beyond_followers(feed, assumptions) or (feed == "mixed" and beside_usual <= 1.0):
        return Response(min(1.0, rate / views))
    engagement = min(1.0, usual * beside_usual**0.5)
    return Response(engagement, beside_usual * usual / engagement if engagement > 0.0 else 1.0)


def shown_beyond_followers(feed: str, assumptions: Assumptions) -> bool:
    """Whether a feed of this kind shows posts to people who do not follow."""
    if feed == "recommended":
        return assumptions.value("feed_share_recommended") > 0.0
    return feed == "mixed" and assumptions.value("feed_share_post") > 0.0


def fake_share_of(listed: Listed, tier: str, assumptions: Assumptions) -> float:
    """The share of fakes among the followers: that of the file, or the usual; none where there are no fakes at all."""
    usual = assumptions.value("fake_follower_share", tier)
    at_all = usual > 0.0 or assumptions.value("fake_share_spread") > 0.0
    return usual if listed.fake_share is None or not at_all else listed.fake_share


def in_market_share_of(listed: Listed, tier: str, assumptions: Assumptions) -> float:
    """The share of the true followers in the market: that of the file, or the usual; 1 where nobody lives elsewhere."""
    usual = assumptions.value("in_market_share", tier)
    return usual if listed.in_market_share is None or usual == 1.0 else listed.in_market_share


def declared_rate_of(listed: Listed, feed: str, assumptions: Assumptions) -> float:
    """The declared engagements per follower and post: those of the file, as far as they are possible, or the usual."""
    rate, most = listed.engagement_rate_per_follower, _most(listed, feed, assumptions)
    if rate is not None:
        return min(rate, most)
    tier = tier_of(listed.followers, assumptions)
    reach_rate, fakes = reach_rate_of_tier(tier, assumptions), fake_share_of(listed, tier, assumptions)
    usual = engagement_per_reached_person(listed.followers, tier, fakes, reach_rate, assumptions)
    return min(usual, 1.0) * usual_views_per_follower(listed.followers, reach_rate, fakes, feed, assumptions)


def _most(listed: Listed, feed: str, assumptions: Assumptions) -> float:
    """The highest possible rate: the usual share of declared followers who see a post, or where others do, none."""
    if shown_beyond_followers(feed, assumptions):
        return math.inf
    tier = tier_of(listed.followers, assumptions)
    return reach_rate_of_tier(tier, assumptions) * (1.0 - fake_share_of(listed, tier, assumptions))


def beyond_reach(listed: Sequence[Listed], feed: str, assumptions: Assumptions) -> tuple[str, ...]:
    """A sentence on rates above what a post reaches among followers; ``feed`` is that of the market."""
    above = []
    for account in listed:
        rate, own = account.engagement_rate_per_follower, account.feed or feed
        most = _most(account, "followers", assumptions)
        if rate is not None and rate > most and own != "recommended":
            above.append((account, rate, most, shown_beyond_followers(own, assumptions)))
    if not above:
        return ()
    account, rate, most, _ = above[0]
    ends = "; so people who do not follow are taken to see their posts as well"
    if not all(beyond for *_, beyond in above):
        ends = "; where the platform shows posts to followers alone, each is taken up to what is possible"
    return (
        f"engagement rate: {len(above):,} of {len(listed):,} are above what a post reaches among followers, the first "
        f"on line {account.line}: {rate:g} of the followers where {most:.3g} see it{ends}",
    )
