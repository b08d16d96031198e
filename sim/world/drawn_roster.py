"""What chance decides of an influencer in a world: the hidden traits of anybody's, and all of one that is drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin, rules
from sim.assumptions.numbers import Assumptions
from sim.compiled import compiled, compiled_maker
from sim.roster.profile import reach_rate_of_tier

DRAWN = np.dtype(
    [
        ("interest", np.int64),
        ("followers", np.int64),  # people, declared, at full size, fakes included
        ("engagement", np.float64),  # per reached person
        ("authenticity", np.float64),  # 0 to 1
        ("fake_share", np.float64),  # of the declared followers
        ("fee_eur", np.float64),  # per post
        ("declared", np.float64),  # engagements per follower that are declared
        ("works_without_fee", np.bool_),
    ]
)


class HiddenNumbers(NamedTuple):
    """What the traits that a brand cannot see lie around, in one tier."""

    fake_share: float
    fake_spread: float
    authenticity: float
    authenticity_spread: float
    works_without_fee_share: float


class TierNumbers(NamedTuple):
    """What an influencer of a tier is drawn around."""

    hidden: HiddenNumbers
    smallest: float  # followers
    largest: float
    fit_share: float  # of a shortlist that has the brand's interest
    reach_rate: float  # of true followers
    stated_per_reached_person: bool  # the engagement, else per follower
    engagement_per_reached_person: float
    engagement_at_10k: float  # per follower
    engagement_at_1m: float
    engagement_spread: float  # log standard deviation
    declared_bias: float
    declared_spread: float
    fee_per_follower_eur: float
    fee_growth: float
    fee_level: float
    fee_floor_eur: float


def hidden_numbers(tier: str, assumptions: Assumptions) -> HiddenNumbers:
    """What the hidden traits of a tier's influencers lie around, under these assumptions."""
    value = assumptions.value
    return HiddenNumbers(
        float(value("fake_follower_share", tier)),
        float(value("fake_share_spread")),
        float(value("authenticity", tier)),
        float(value("authenticity_spread")),
        float(value("works_without_fee_share", tier)),
    )


def tier_numbers(tier: str, assumptions: Assumptions) -> TierNumbers:
    """What the influencers of a tier are drawn around, under these assumptions."""
    value = assumptions.value
    per_reached = assumptions.has("engagement_per_reached_person")
    return TierNumbers(
        hidden_numbers(tier, assumptions),
        float(value("followers_smallest", tier)),
        float(value("followers_largest", tier)),
        float(value("shortlist_fit_share", tier)),
        reach_rate_of_tier(tier, assumptions),
        per_reached,
        float(value("engagement_per_reached_person", tier)) if per_reached else 0.0,
        0.0 if per_reached else float(value("engagement_rate_per_follower_at_10k")),
        0.0 if per_reached else float(value("engagement_rate_per_follower_at_1m")),
        float(value("engagement_spread")),
        float(value("declared_rate_bias")),
        float(value("declared_rate_spread")),
        float(value("fee_per_follower_eur")),
        float(value("fee_growth")),
        float(value("fee_level", tier)),
        float(value("fee_floor_eur")),
    )


@compiled()
def interest_of(fit: float, other: float, fit_share: float, interests: int, brand_interest: int) -> int:
    """The interest of an influencer on a brand's shortlist, by two coins: the brand's (-1: none), or any."""
    if brand_interest >= 0 and fit < fit_share:
        return brand_interest
    return min(int(other * interests), interests - 1)


@compiled()
def hidden_traits(
    world_seed: np.uint64, identity: int, k: int, numbers: HiddenNumbers
) -> tuple[float, float, bool, float, float]:
    """Share of fakes, authenticity, works without a fee, and the two coins of what is declared.

    Of the k-th influencer of a tier, or of a file: ``identity`` says which.
    """
    fakes, without_fee, declared_radius, declared_angle = coin.draw(world_seed, coin.ROSTER, identity, k, 2)
    genuine, _, _, _ = coin.draw(world_seed, coin.ROSTER, identity, k, 3)
    return (
        rules.trait_within_tier(numbers.fake_share, numbers.fake_spread, fakes),
        rules.trait_within_tier(numbers.authenticity, numbers.authenticity_spread, genuine),
        without_fee < numbers.works_without_fee_share,
        declared_radius,
        declared_angle,
    )


@compiled_maker()
def drawn_influencers(
    world_seed: np.uint64, identity: int, count: int, numbers: TierNumbers, interests: int, brand_interest: int
) -> npt.NDArray[np.void]:
    """The first ``count`` influencers of a tier in a world, shape (count,), of dtype DRAWN."""
    drawn = np.empty(count, DRAWN)
    for k in range(count):
        one = drawn[k]
        size, fit, other, _ = coin.draw(world_seed, coin.ROSTER, identity, k, 0)
        radius, angle, _, _ = coin.draw(world_seed, coin.ROSTER, identity, k, 1)
        fakes, authenticity, without_fee, u1, u2 = hidden_traits(world_seed, identity, k, numbers.hidden)
        followers = max(1, int(numbers.smallest * (numbers.largest / numbers.smallest) ** size))
        usual = numbers.engagement_per_reached_person
        if not numbers.stated_per_reached_person:
            usual = rules.engagement_by_size(
                followers, numbers.reach_rate * (1.0 - fakes), numbers.engagement_at_10k, numbers.engagement_at_1m
            )
        engagement = min(rules.post_quality(numbers.engagement_spread, radius, angle) * usual, 1.0)
        one["interest"] = interest_of(fit, other, numbers.fit_share, interests, brand_interest)
        one["followers"] = followers
        one["engagement"] = engagement
        one["authenticity"] = authenticity
        one["fake_share"] = fakes
        one["fee_eur"] = rules.usual_fee(
            float(followers),
            numbers.fee_per_follower_eur,
            numbers.fee_growth,
            numbers.fee_level,
            numbers.fee_floor_eur,
        )
        one["declared"] = rules.declared_rate(
            engagement * numbers.reach_rate * (1.0 - fakes), numbers.declared_bias, numbers.declared_spread, u1, u2
        )
        one["works_without_fee"] = without_fee
    return drawn
