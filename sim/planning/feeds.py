"""Feeds: how many of an account's followers a platform shows a piece to, and how many others, as long as it does well.

Three kinds of platform. One that shows what one follows (``followers``), and nothing else. One that mixes (``mixed``):
published reach is the views of both, of which a share by format is of people who do not follow. One that recommends
(``recommended``): a piece is first shown to as many people whoever posts it, followers hardly see it, and all else
follows from how it does. How a piece does is told by its engagements beside those usual for the account. Stories and
live broadcasts go to followers alone.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim import rules_of_spread
from sim.roster.profile import of_true_followers

if TYPE_CHECKING:
    from sim.assumptions.numbers import Assumptions
    from sim.roster.profile import Profile

_POINTS = 64  # of the distribution of quality between posts
_HALVINGS = 60


@dataclass(frozen=True)
class Feed:
    """What a platform does with one piece.

    ``of_followers`` is a factor on the reach among followers; ``per_engagement`` how many people who do not follow are
    shown the piece for each engagement with what the account itself shows, ``first`` how many before any; of those
    shown, as many see it as see what a friend shares.
    """

    of_followers: float = 1.0
    per_engagement: float = 0.0
    first: float = 0.0


def feed_of(profile: Profile, format_: str, feed: str, assumptions: Assumptions) -> Feed:
    """What a platform with this feed, of ``sim.roster.platforms.FEEDS``, does with one piece by this influencer."""
    if feed == "followers" or format_ in ("story", "live"):
        return Feed()
    value = assumptions.value
    seen = of_true_followers(value("friend_reach_rate"), "nano", assumptions)
    share = value("feed_share_recommended" if feed == "recommended" else f"feed_share_{format_}")
    followers, first = 1.0 - share, 0.0
    if feed == "recommended":
        followers, first = value("feed_followers_factor"), value("feed_first_views") * profile.views_factor
    elif share > 0.0:  # who is seen more than usual is seen by more who do not follow
        share = 1.0 - (1.0 - share) / profile.views_factor
    usual = profile.engagement_per_reached_person * seen
    per_engagement = 0.0
    if share > 0.0 and usual > 0.0:
        per_engagement = reproduction(share, value("feed_thinning"), value("post_quality_spread", profile.tier)) / usual
    return Feed(followers, per_engagement, first / seen if seen > 0.0 else 0.0)


@functools.lru_cache(maxsize=1024)
def reproduction(share: float, thinning: float, spread: float) -> float:
    """Further views that one first view of a usual piece brings, so that ``share`` of all views are further ones.

    Pieces of one account differ, lognormal of mean 1 with this log standard deviation: those that do well make up for
    the many that go nowhere. By bisection.
    """
    normal = NormalDist()
    scores = [normal.inv_cdf((i + 0.5) / _POINTS) for i in range(_POINTS)]
    factors = [float(rules_of_spread.spread_factor(spread, score)) for score in scores]
    low, high = 0.0, 1e6
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high) if high < 1.0 else (max(low, 1e-9) * high) ** 0.5
        each = (float(rules_of_spread.views_per_first_view(middle * x, thinning)) for x in factors)
        views = math.fsum(each) / _POINTS  # which is rounded once, as not every Python's sum is
        low, high = (middle, high) if views < 1.0 / (1.0 - share) else (low, middle)
    return 0.5 * (low + high)
