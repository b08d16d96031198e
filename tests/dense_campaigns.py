"""Campaigns in small dense worlds, of which everything differs that may: for tests that one thing equals another.

Drawn by number and not by Hypothesis, whose examples change with the modules that a process has imported: tests
count how much happens in these worlds. A campaign that differs is played again by ``campaign(number)``.
"""

from collections.abc import Iterator
from random import Random

from examples import how_many
from worlds import INTERESTS, TIERS, posted, town

from sim.planning.budget import Plan
from sim.roster.platforms import FEEDS
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, RESULTS, Review
from sim.world.world import World

# What each number may be: wide, and dense enough for cascades in a market of a few hundred people. A list is a choice,
# a pair a range.
ASSUMPTIONS = {
    "share_per_engaged_person": (0.2, 1.0),
    "sharing_spread": [0.0, 1.0, 2.1],
    "sharing_follows_popularity": (0.0, 1.0),
    "author_infectiousness_spread": [0.0, 0.65],
    "post_infectiousness_spread": [0.0, 0.46, 2.0],
    "infectiousness_follows_quality": (0.0, 1.0),
    "sharing_apart_from_engagement": (0.0, 1.0),
    "retelling_factor": (0.0, 1.0),
    "feed_share_post": [0.0, 0.3, 0.9],
    "feed_share_reel": [0.0, 0.55, 0.9],
    "feed_share_recommended": [0.5, 0.85],
    "feed_thinning": (0.3, 1.0),
    "feed_first_views": [0.0, 5.0, 40.0],
    "feed_followers_factor": (0.0, 1.0),
    "click_per_engaged_person": (0.1, 1.0),
    "purchase_per_click": (0.0, 1.0),
    "fatigue_per_repeat": (0.0, 1.0),
    "wear_in_impressions": (0.0, 6.0),
    "wear_in_gain": (0.0, 1.0),
    "memory_half_life_hours": (0.5, 1_000.0),
    "overdose_impressions": (0.0, 8.0),
    "friend_credibility": (0.0, 3.0),
    "friend_reach_rate": (0.0, 1.0),
    "trust_initial": (0.05, 1.0),
    "trust_initial_spread": (0.0, 0.5),
    "trust_step_seen": (0.0, 1.0),
    "trust_step_engaged": (0.0, 1.0),
    "trust_on_purchase": (0.0, 4.0),
    "considering_on_purchase": (0.0, 3.0),
    "match_influencer": (0.1, 10.0),
    "match_brand": (0.1, 10.0),
    "organic_purchase_per_year": (0.0, 100.0),
    "propensity_spread": (0.0, 2.0),
    "activity_spread": (0.0, 2.0),
    "delay_median_hours": (0.1, 20.0),
    "delay_spread": [0.0, 0.5, 1.86, 4.0],
    "post_quality_spread": (0.0, 1.0),
    "circle_people": (1, 50),
    "circle_tie_share": (0.0, 1.0),
    "circle_mutual_share": (0.0, 1.0),
    "fans_mean": (0.0, 10.0),
    "fans_tail_exponent": [1.8, 2.3, 3.0],
    "fans_largest": [20, 150],
    "fans_same_interest_share": (0.0, 1.0),
    "fans_follow_activity": (0.0, 1.0),
    "localities_per_interest": (1, 10),
    "reach_factor_story": (0.2, 2.0),
    "reach_factor_reel": (0.2, 2.0),
    "reach_factor_live": (0.2, 2.0),
    "lifetime_hours_story": (1.0, 40.0),
    "lifetime_hours_live": (1.0, 10.0),
    "delay_factor_reel": (0.2, 5.0),
    "disclosure_on_engagement": (0.5, 2.0),
    "disclosure_on_authenticity": (0.0, 2.0),
    "familiarity_on_engagement": (0.3, 3.0),
    "overdose_damage": (0.0, 1.0),
    "promo_code_on_purchase": (0.3, 3.0),
    "luxury_buyers_share": (0.1, 1.0),
    "luxury_match": (0.1, 10.0),
    "repeat_on_purchase": (0.0, 2.0),
    "advocacy_per_purchase": (0.0, 0.5),
    "follow_per_engaged_person": (0.0, 1.0),
    "press_share": [0.0, 0.01, 0.05],
    "mention_per_engaged_press": (0.0, 1.0),
    "mention_readers": [0, 5, 60, 300, 10_000],  # of a market of 1,000
    "engagement_per_mention_reader": (0.0, 1.0),
    "mention_authenticity": (0.0, 1.0),
}


def campaigns(number: int) -> Iterator[tuple[Scenario, World, Plan, int]]:
    """So many in the profile ``quick`` of the tests, in proportion in any other: scenario, world, plan, luck."""
    for one in range(how_many(number)):
        print(f"campaign({one})")  # which is shown where a test fails
        yield campaign(one)


def campaign(number: int) -> tuple[Scenario, World, Plan, int]:
    chance = Random(number)
    values = {name: _one_of(chance, allowed) for name, allowed in ASSUMPTIONS.items()}
    scenario = town(
        chance.randint(200, 600),
        2,
        chance.choice([None, *INTERESTS]),
        values,
        price_class=chance.choice(["everyday", "luxury"]),
        interested_share=chance.choice([1.0, 0.8, 0.4]),
    )
    roster = [_influencer(chance, key) for key in chance.sample(range(2**18), chance.randint(1, 4))]
    world = World.generate(scenario, chance.getrandbits(62)).with_roster(roster, scenario.assumptions)
    posts = [_post(chance) for _ in range(chance.randint(4, 9))]
    reviews = sorted((_review(chance) for _ in range(chance.randint(1, 3))), key=lambda review: review.review_hours)
    return scenario, world, posted(posts, len(roster), tuple(reviews)), chance.getrandbits(62)


def _one_of(chance: Random, allowed: list | tuple) -> object:
    """One of a list; of a range anything in it, and now and then an end of it."""
    if isinstance(allowed, list) or chance.random() < 0.1:
        return chance.choice(allowed)
    return chance.randint(*allowed) if isinstance(allowed[0], int) else chance.uniform(*allowed)


def _influencer(chance: Random, key: int) -> Profile:
    return Profile(
        key,
        f"i{key}",
        chance.choice(TIERS),
        interest=chance.randrange(len(INTERESTS)),
        followers=_one_of(chance, (0, 900)),
        reach_rate=_one_of(chance, (0.2, 1.0)),
        engagement_per_reached_person=_one_of(chance, (0.05, 1.0)),
        authenticity=_one_of(chance, (0.0, 1.0)),
        fake_share=chance.choice([0.0, 0.3]),
        fee_eur=1.0,
        in_market_share=chance.choice([1.0, 0.6]),
        declared_engagement_rate_per_follower=_one_of(chance, (0.001, 0.1)),
    )


def _post(chance: Random) -> tuple[int, int, dict]:
    """Influencer, hour and terms: few hours, so that posts and repeats fall into the same one."""
    terms = {
        "format": chance.choice(FORMATS),
        "feed": chance.choice([None, *FEEDS]),
        "disclosed": chance.choice([False, True]),
        "promo_code": chance.choice([False, True]),
        "commission_share": chance.choice([0.0, 0.1]),
        "fee_eur": chance.choice([1.0, 1.0, 2.0, 5.0, 0.0]),
    }
    return chance.randrange(4), chance.choice([0, 0, 1, 2, 9, 10, 30]), terms


def _review(chance: Random) -> Review:
    return Review(
        review_hours=chance.choice([3, 5, 8, 9]),
        judge_by=chance.choice((*RESULTS, "engagements", "engagements")),
        shift_share=chance.choice([0.7, 1.0, 1.0]),
    )
