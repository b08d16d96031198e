"""The mechanisms of the model, each with the values that remove it exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.assumptions.numbers import Assumptions
from sim.errors import InputError, nearest


@dataclass(frozen=True)
class Mechanism:
    """Something that happens in the model, and the values of assumptions at which it no longer does."""

    meaning: str
    off: Mapping[str, float] = field(default_factory=dict)


MECHANISMS: Mapping[str, Mechanism] = {
    "declared_rates": Mechanism(
        "influencers declare other engagement rates than true", {"declared_rate_spread": 0.0, "declared_rate_bias": 1.0}
    ),
    "engagement_spread": Mechanism("influencers of one size are liked differently", {"engagement_spread": 0.0}),
    "quality": Mechanism("posts of one influencer turn out differently", {"post_quality_spread": 0.0}),
    "fakes": Mechanism("some followers are fake", {"fake_follower_share": 0.0, "fake_share_spread": 0.0}),
    "reach_of_true_followers": Mechanism(
        "published reach counts fakes among the followers, who see nothing", {"reach_rate_counts_fakes": 0.0}
    ),
    "foreign_audience": Mechanism("some followers live outside the market", {"in_market_share": 1.0}),
    "formats": Mechanism(
        "stories, reels and live broadcasts differ from posts in reach and lifetime",
        {
            "reach_factor_story": 1.0,
            "reach_factor_reel": 1.0,
            "reach_factor_live": 1.0,
            "lifetime_hours_story": 1e300,
            "lifetime_hours_live": 1e300,
            "delay_factor_reel": 1.0,
        },
    ),
    "disclosure": Mechanism(
        "the label 'advertising' changes the response",
        {"disclosure_on_engagement": 1.0, "disclosure_on_authenticity": 1.0},
    ),
    "interest_fit": Mechanism(
        "people respond to what fits their interest", {"match_influencer": 1.0, "match_brand": 1.0}
    ),
    "need_by_interest": Mechanism(
        "a product means something to people of its interest first", {"interest_on_need": 1.0}
    ),
    "click_saturation": Mechanism("fit multiplies the odds of a click, not the chance", {"click_saturation": 0.0}),
    "unengaged_clicks": Mechanism("people click without having engaged", {"click_per_unengaged_person": 0.0}),
    "wear_in": Mechanism("attention first grows with repetition", {"wear_in_gain": 0.0}),
    "fatigue": Mechanism("repetition tires", {"fatigue_per_repeat": 1.0}),
    "familiarity": Mechanism(
        "who knows the campaign from another tier responds more", {"familiarity_on_engagement": 1.0}
    ),
    "sharing": Mechanism("people pass posts on to their followers", {"share_per_engaged_person": 0.0}),
    "sharing_habits": Mechanism(
        "some people pass on far more than others, popular ones above all",
        {"sharing_spread": 0.0, "sharing_follows_popularity": 0.0},
    ),
    "infectiousness": Mechanism(
        "posts and authors differ in how readily they are passed on",
        {
            "author_infectiousness_spread": 0.0,
            "post_infectiousness_spread": 0.0,
            "infectiousness_follows_quality": 0.0,
            "sharing_apart_from_engagement": 0.0,
        },
    ),
    "retelling": Mechanism("what has been passed on before is passed on less", {"retelling_factor": 1.0}),
    "size_on_sharing": Mechanism("what a large account shows is passed on less", {"size_on_sharing": 0.0}),
    "feeds": Mechanism(
        "platforms show pieces to people who do not follow, as long as they do well",
        {
            "feed_share_post": 0.0,
            "feed_share_reel": 0.0,
            "feed_share_recommended": 0.0,
            "feed_first_views": 0.0,
            "feed_followers_factor": 1.0,
        },
    ),
    "friend_credibility": Mechanism("what a friend passes on is believed more", {"friend_credibility": 1.0}),
    "word_of_mouth": Mechanism("customers tell their followers", {"advocacy_per_purchase": 0.0}),
    "press": Mechanism("people of the press write about it", {"mention_per_engaged_press": 0.0}),
    "brand_followers": Mechanism("people begin to follow the brand", {"follow_per_engaged_person": 0.0}),
    "promo_codes": Mechanism(
        "a promo code makes buying likelier and cheaper",
        {"promo_code_on_purchase": 1.0, "promo_code_discount_share": 0.0, "promotion_on_engagement": 1.0},
    ),
    "code_redemption": Mechanism("not everybody who comes by a code redeems it", {"code_redeemed_share": 1.0}),
    "price": Mechanism("buying answers the price", {"price_elasticity": 0.0}),
    "order_value": Mechanism("what costs more is bought after fewer clicks", {"order_value_on_purchase": 0.0}),
    "tie_strength": Mechanism("people buy less after a click on a larger account", {"tie_strength_on_purchase": 0.0}),
    "readiness": Mechanism("some people are about to buy such a product anyway", {"ready_to_buy_match": 1.0}),
    "price_class": Mechanism("a luxury product is bought by those who buy luxury", {"luxury_match": 1.0}),
    "consideration": Mechanism("having engaged before makes buying likelier", {"considering_on_purchase": 1.0}),
    "trust": Mechanism("trust makes buying likelier", {"trust_on_purchase": 0.0}),
    "authenticity_spread": Mechanism("influencers of one tier differ in authenticity", {"authenticity_spread": 0.0}),
    "authority": Mechanism("trust moves towards authority as well as authenticity", {"authority_weight": 0.0}),
    "trust_moves": Mechanism("messengers move trust", {"trust_step_seen": 0.0, "trust_step_engaged": 0.0}),
    "overdose_damage": Mechanism("too many impressions cost trust", {"overdose_damage": 0.0}),
    "repeat_purchase": Mechanism("customers buy again", {"repeat_on_purchase": 0.0}),
    "organic_fit": Mechanism(
        "who is likelier to buy after a click is likelier to buy without a campaign", {"fit_on_organic_purchase": 0.0}
    ),
    "organic_purchase": Mechanism("people buy without a campaign", {"organic_purchase_per_year": 0.0}),
    "fees_by_size": Mechanism(
        "a post of a larger account costs less per follower, and each tier's fees have a level of their own",
        {"fee_growth": 1.0, "fee_level": 1.0},
    ),
    "coordination_growth": Mechanism(
        "coordination grows faster than the number of partners", {"coordination_growth": 1.0}
    ),
}


def check_mechanisms(names: Iterable[str]) -> None:
    """Raises InputError for every name that is no mechanism's."""
    problems = [
        f"unknown mechanism {name!r}{nearest(name, MECHANISMS) or '; known are ' + ', '.join(MECHANISMS)}"
        for name in names
        if name not in MECHANISMS
    ]
    if problems:
        raise InputError(problems)


def without(assumptions: Assumptions, names: Iterable[str]) -> Assumptions:
    """The same set with these mechanisms removed. Raises InputError for a name that is none."""
    names = tuple(names)
    check_mechanisms(names)
    return assumptions.with_values({entry: value for name in names for entry, value in MECHANISMS[name].off.items()})
