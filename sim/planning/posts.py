"""The pieces of a run, each with an identity that no schedule changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin, rules, rules_of_spread
from sim import events as ev
from sim.assumptions.numbers import Assumptions
from sim.planning.budget import PlannedPost
from sim.planning.feeds import feed_of
from sim.planning.formats import reach_rate_of
from sim.roster.profile import engagement_beside_usual, engagement_with_people
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS
from sim.tiers import NO_TIER, tier_named
from sim.world.habits import author_score
from sim.world.people import reach_scale
from sim.world.world import World

PIECES = 4096  # posts of one influencer that have an identity of their own
OWN = 0x80000000  # identity of what a person writes: this plus the person

POST = np.dtype(
    [
        ("post", np.uint32),  # identity: (influencer, k-th piece)
        ("tier_bit", np.uint8),  # of its tier (``sim.tiers``), or NO_TIER
        ("format", np.uint8),  # place in FORMATS
        ("promo_code", np.bool_),
        ("influencer", np.int64),  # place in the world's roster; -1 where there is none
        ("reach_scale", np.float64),
        ("engagement", np.float64),  # per reached person
        ("infectiousness", np.float64),  # factor on sharing: author and piece
        ("size", np.float64),  # factor on sharing of what the account itself shows: by its size
        ("feed_per_engagement", np.float64),  # people shown it by the feed for each engagement
        ("feed_first", np.float64),  # people shown it by the feed when it comes out
        ("quality", np.float64),  # factor on engagement: the piece, of mean 1, and its label
        ("authenticity", np.float64),  # of the messenger, authority and label included
        ("tie", np.float64),  # factor on buying: by the size of the influencer's account
        ("match_same", np.float64),  # fit of a person of the influencer's interest ...
        ("match_other", np.float64),  # ... and of any other
        ("interest_start", np.int64),
        ("interest_stop", np.int64),
    ]
)

Posts = npt.NDArray[np.void]

# What a post has of the influencer's audience, by the same names.
_OF_AUDIENCE = ("engagement", "match_same", "match_other", "interest_start", "interest_stop")
_OF_POST = [name for name in POST.names or () if name not in _OF_AUDIENCE]


def pieces_of_people(world: World, scenario: Scenario) -> Posts:
    """The two pieces that no influencer publishes, shape (2,): word of mouth and mention, without a label."""
    value = scenario.assumptions.value
    posts = np.zeros(ev.FIRST_PLACE, POST)
    posts["tier_bit"], posts["influencer"], posts["quality"] = NO_TIER, -1, 1.0
    posts["match_same"] = posts["match_other"] = posts["tie"] = posts["infectiousness"] = posts["size"] = 1.0
    posts["engagement"] = (
        engagement_with_people(scenario.assumptions),
        value("engagement_per_mention_reader"),
    )
    posts["authenticity"] = (value("authenticity", "nano"), value("mention_authenticity"))
    return posts


class BeforeLuck(NamedTuple):
    """What decides how a post turns out before there is any luck: of the account, of the terms, of the model."""

    quality_spread: float  # log standard deviation of quality between posts
    author: float  # factor on sharing: the account
    usual: float  # engagement of the account beside the usual of such an account
    label: float  # factor on engagement of the label
    offer: float  # factor on engagement of a promo code
    infectiousness_spread: float  # log standard deviation of infectiousness between posts of one account
    follows: float  # correlation of the scores of infectiousness and of quality
    apart: float  # how far sharing is a thing apart from engagement


def before_luck(planned: PlannedPost, world: World, assumptions: Assumptions) -> BeforeLuck:
    """What is known of a planned post in this world before any luck."""
    value, profile = assumptions.value, world.roster[planned.influencer]
    author = author_score(world.people.seed, profile.key, 1)
    return BeforeLuck(
        value("post_quality_spread", profile.tier),
        rules_of_spread.spread_factor(value("author_infectiousness_spread"), author),
        engagement_beside_usual(profile, assumptions),
        rules.disclosed(planned.disclosed, value("disclosure_on_engagement")),
        rules.promo_code(planned.promo_code, value("promotion_on_engagement")),
        value("post_infectiousness_spread"),
        value("infectiousness_follows_quality"),
        value("sharing_apart_from_engagement"),
    )


def turns_out(luck_seed: np.uint64 | int, identity: int, before: BeforeLuck) -> tuple[float, float]:
    """How a post of this identity turns out with this luck: (quality, infectiousness), factors beside the usual."""
    u1, u2, u3, u4 = coin.draw(luck_seed, coin.QUALITY, 0, identity, 0)
    own_quality = rules.post_quality(before.quality_spread, u1, u2)
    liked = rules.standard_normal(u1, u2)
    passed_on = rules_of_spread.coupled(liked, rules.standard_normal(u3, u4), before.follows)
    infectiousness = (
        before.author
        * rules_of_spread.infectiousness(
            before.infectiousness_spread, passed_on, before.follows, before.quality_spread, before.apart
        )
        * rules_of_spread.shares_per_engagement(before.usual * own_quality, before.apart)
    )
    return own_quality * before.label * before.offer, infectiousness


def posts_of(planned: Sequence[PlannedPost], world: World, scenario: Scenario, luck_seed: int) -> Posts:
    """The posts of a plan, shape (posts,): each has the identity (influencer, k-th piece), whatever else is planned."""
    assumptions = scenario.assumptions
    value = assumptions.value
    label, authority_weight = value("disclosure_on_authenticity"), value("authority_weight")
    size_exponent, tie_exponent = value("size_on_sharing"), value("tie_strength_on_purchase")
    hired = world.influencers[[plan.influencer for plan in planned]]
    authenticity = hired["authenticity"].tolist()
    rows = []
    for plan, authentic in zip(planned, authenticity, strict=True):
        profile = world.roster[plan.influencer]
        identity = profile.key * PIECES + plan.piece
        feed = feed_of(profile, plan.format, plan.feed or profile.feed or scenario.market.feed, assumptions)
        rate = feed.of_followers * reach_rate_of(profile, plan.format, assumptions)
        quality, infectiousness = turns_out(luck_seed, identity, before_luck(plan, world, assumptions))
        messenger = rules.messenger(authentic, value("authority", profile.tier), authority_weight)
        rows.append(
            (  # in the order of POST
                identity,
                tier_named(profile.tier).bit,
                FORMATS.index(plan.format),
                plan.promo_code,
                plan.influencer,
                reach_scale(rate, world.people.activity),
                infectiousness,
                rules_of_spread.size_on_sharing(float(profile.followers), size_exponent),
                feed.per_engagement,
                feed.first * world.scale,
                quality,
                rules.clip(messenger * rules.disclosed(plan.disclosed, label)),
                rules.tie_strength(profile.followers, tie_exponent),
            )
        )
    posts = np.zeros(len(planned), POST)
    posts[_OF_POST] = np.array(rows, [(name, POST[name]) for name in _OF_POST])
    for name in _OF_AUDIENCE:
        posts[name] = hired[name]
    return posts
