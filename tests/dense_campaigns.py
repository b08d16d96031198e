"""Campaigns in small dense worlds, of which everything differs that may: for tests that one thing equals another."""

from hypothesis import strategies as st
from worlds import INTERESTS, TIERS, posted, town

from sim.planning.budget import Plan
from sim.roster.platforms import FEEDS
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, RESULTS, Review
from sim.world.world import World

# What each number may be: wide, and dense enough for cascades in a market of a few hundred people.
ASSUMPTIONS = {
    "share_per_engaged_person": st.floats(0.2, 1.0),
    "sharing_spread": st.sampled_from([0.0, 1.0, 2.1]),
    "sharing_follows_popularity": st.floats(0.0, 1.0),
    "author_infectiousness_spread": st.sampled_from([0.0, 0.65]),
    "post_infectiousness_spread": st.sampled_from([0.0, 0.46, 2.0]),
    "infectiousness_follows_quality": st.floats(0.0, 1.0),
    "sharing_apart_from_engagement": st.floats(0.0, 1.0),
    "retelling_factor": st.floats(0.0, 1.0),
    "feed_share_post": st.sampled_from([0.0, 0.3, 0.9]),
    "feed_share_reel": st.sampled_from([0.0, 0.55, 0.9]),
    "feed_share_recommended": st.sampled_from([0.5, 0.85]),
    "feed_thinning": st.floats(0.3, 1.0),
    "feed_first_views": st.sampled_from([0.0, 5.0, 40.0]),
    "feed_followers_factor": st.floats(0.0, 1.0),
    "click_per_engaged_person": st.floats(0.1, 1.0),
    "purchase_per_click": st.floats(0.0, 1.0),
    "fatigue_per_repeat": st.floats(0.0, 1.0),
    "wear_in_impressions": st.floats(0.0, 6.0),
    "wear_in_gain": st.floats(0.0, 1.0),
    "memory_half_life_hours": st.floats(0.5, 1_000.0),
    "overdose_impressions": st.floats(0.0, 8.0),
    "friend_credibility": st.floats(0.0, 3.0),
    "friend_reach_rate": st.floats(0.0, 1.0),
    "trust_initial": st.floats(0.05, 1.0),
    "trust_initial_spread": st.floats(0.0, 0.5),
    "trust_step_seen": st.floats(0.0, 1.0),
    "trust_step_engaged": st.floats(0.0, 1.0),
    "trust_on_purchase": st.floats(0.0, 4.0),
    "considering_on_purchase": st.floats(0.0, 3.0),
    "match_influencer": st.floats(0.1, 10.0),
    "match_brand": st.floats(0.1, 10.0),
    "organic_purchase_per_year": st.floats(0.0, 100.0),
    "propensity_spread": st.floats(0.0, 2.0),
    "activity_spread": st.floats(0.0, 2.0),
    "delay_median_hours": st.floats(0.1, 20.0),
    "delay_spread": st.sampled_from([0.0, 0.5, 1.86, 4.0]),
    "post_quality_spread": st.floats(0.0, 1.0),
    "circle_people": st.integers(1, 50),
    "circle_tie_share": st.floats(0.0, 1.0),
    "circle_mutual_share": st.floats(0.0, 1.0),
    "fans_mean": st.floats(0.0, 10.0),
    "fans_tail_exponent": st.sampled_from([1.8, 2.3, 3.0]),
    "fans_largest": st.sampled_from([20, 150]),
    "fans_same_interest_share": st.floats(0.0, 1.0),
    "fans_follow_activity": st.floats(0.0, 1.0),
    "localities_per_interest": st.integers(1, 10),
    "reach_factor_story": st.floats(0.2, 2.0),
    "reach_factor_reel": st.floats(0.2, 2.0),
    "reach_factor_live": st.floats(0.2, 2.0),
    "lifetime_hours_story": st.floats(1.0, 40.0),
    "lifetime_hours_live": st.floats(1.0, 10.0),
    "delay_factor_reel": st.floats(0.2, 5.0),
    "disclosure_on_engagement": st.floats(0.5, 2.0),
    "disclosure_on_authenticity": st.floats(0.0, 2.0),
    "familiarity_on_engagement": st.floats(0.3, 3.0),
    "overdose_damage": st.floats(0.0, 1.0),
    "promo_code_on_purchase": st.floats(0.3, 3.0),
    "luxury_buyers_share": st.floats(0.1, 1.0),
    "luxury_match": st.floats(0.1, 10.0),
    "repeat_on_purchase": st.floats(0.0, 2.0),
    "advocacy_per_purchase": st.floats(0.0, 0.5),
    "follow_per_engaged_person": st.floats(0.0, 1.0),
    "press_share": st.sampled_from([0.0, 0.01, 0.05]),
    "mention_per_engaged_press": st.floats(0.0, 1.0),
    "mention_readers": st.sampled_from([0, 5, 60, 300, 10_000]),  # of a market of 1,000
    "engagement_per_mention_reader": st.floats(0.0, 1.0),
    "mention_authenticity": st.floats(0.0, 1.0),
}
INFLUENCER = st.tuples(
    st.integers(0, 2**18 - 1),  # key
    st.sampled_from(TIERS),
    st.integers(0, len(INTERESTS) - 1),
    st.integers(0, 900),  # followers
    st.floats(0.2, 1.0),  # reach rate
    st.floats(0.05, 1.0),  # engagement per reached person
    st.floats(0.0, 1.0),  # authenticity
    st.sampled_from([0.0, 0.3]),  # fakes
    st.sampled_from([1.0, 0.6]),  # in the market
    st.floats(0.001, 0.1),  # engagement per follower, as declared
)
# Influencer and hour of each post: few hours, so that posts and repeats fall into the same one.
TERMS = st.fixed_dictionaries(
    {
        "format": st.sampled_from(FORMATS),
        "feed": st.sampled_from([None, *FEEDS]),
        "disclosed": st.booleans(),
        "promo_code": st.booleans(),
        "commission_share": st.sampled_from([0.0, 0.1]),
        "fee_eur": st.sampled_from([1.0, 1.0, 2.0, 5.0, 0.0]),
    }
)
POSTS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0, 0, 1, 2, 9, 10, 30]), TERMS), min_size=4, max_size=9)
REVIEWS = st.lists(
    st.builds(
        Review,
        review_hours=st.sampled_from([3, 5, 8, 9]),
        judge_by=st.sampled_from((*RESULTS, "engagements", "engagements")),
        shift_share=st.sampled_from([0.7, 1.0, 1.0]),
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def campaigns(draw) -> tuple[Scenario, World, Plan, int]:
    values = draw(st.fixed_dictionaries(ASSUMPTIONS))
    scenario = town(
        draw(st.integers(200, 600)),
        2,
        draw(st.sampled_from([None, *INTERESTS])),
        values,
        price_class=draw(st.sampled_from(["everyday", "luxury"])),
        interested_share=draw(st.sampled_from([1.0, 0.8, 0.4])),
    )
    drawn = draw(st.lists(INFLUENCER, min_size=1, max_size=4, unique_by=lambda given: given[0]))
    roster = [
        Profile(key, f"i{key}", tier, interest, followers, reach, engagement, authenticity, fakes, 1.0, *more)
        for key, tier, interest, followers, reach, engagement, authenticity, fakes, *more in drawn
    ]
    world = World.generate(scenario, draw(st.integers(0, 2**62))).with_roster(roster, scenario.assumptions)
    reviews = sorted(draw(REVIEWS), key=lambda review: review.review_hours)
    plan = posted(draw(POSTS), len(roster), tuple(reviews))
    return scenario, world, plan, draw(st.integers(0, 2**62))
