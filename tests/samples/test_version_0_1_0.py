"""With all that is newer switched off, every event is the one of version 0.1.0, whose answer is kept here.

This is a sample, not a promise: it stands until a version means to change what the oldest mechanisms do.
"""

import hashlib
import tomllib
from pathlib import Path

import numpy as np

from sim.assumptions.mechanisms import MECHANISMS
from sim.model import simulate
from sim.planning.budget import Plan, PlannedPost, plan
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Schedule
from sim.world.world import World

# What version 0.1.0 did not have. `fake_share_spread` is half of "fakes", the other half is older.
NEWER = {
    entry: value
    for name in (
        *("declared_rates", "foreign_audience", "formats", "disclosure", "familiarity", "word_of_mouth", "press"),
        *("brand_followers", "promo_codes", "price_class", "overdose_damage", "repeat_purchase", "coordination_growth"),
        "fees_by_size",
    )
    for entry, value in MECHANISMS[name].off.items()
} | {"fake_share_spread": 0.0}
# What it took coordination and fees to cost: 100 EUR for each influencer, from the budget.
NEWER |= {"coordination_hours_per_influencer": 2.0, "own_hour_eur": 50.0}
NEWER |= {"fee_per_follower_eur": 0.01, "fee_floor_eur": 50.0}

# And the numbers that it shared with 0.6.0, which are others today.
AS_IN_0_6_0 = tomllib.loads(Path(__file__).with_name("as_in_0_6_0.toml").read_text(encoding="utf-8"))

# The answer of version 0.1.0 (commit 984386b) to the function below, with `newer = {}`: its source text was run against
# that version's package, and the digest copied here. Nothing of the new model has gone into it.
BEFORE = "43cf6c7208d118b3087320e72871621fa08ea3cfb9fb7a690a148de65caa4e05"


def log_of_twenty_small_worlds(newer: dict[str, float]) -> str:
    """SHA-256 of the event logs of fourteen worlds with influencers by hand and six with a roster and a budget."""
    digest = hashlib.sha256()

    def add(scenario: Scenario, world: World, posts: Plan, seed: int) -> None:
        record = simulate(scenario, world, posts, luck_seed=seed, events=True)
        digest.update(record.events[["hour", "person", "post", "via", "outcome", "trust"]].tobytes())
        digest.update(record.hourly[:, :9].tobytes())
        digest.update(record.ending.organic.tobytes())
        digest.update(repr(float(record.ending.trust_sum)).encode())

    def asked(
        budget: float, days: int, roster: dict[str, int], values: dict[str, object], people: tuple[int, int]
    ) -> Scenario:
        return Scenario.from_mapping(
            {
                "budget_eur": budget,
                "brand": {
                    "name": "b",
                    "price_eur": 10.0,
                    "margin_share": 0.5,
                    "interest": "a",
                    "hours_from_budget": True,
                },
                "market": {
                    "people": people[0],
                    "horizon_days": days,
                    "feed": "followers",
                    "interests": ["a", "b", "c"],
                },
                "roster": roster,
                "assumptions": {"override": AS_IN_0_6_0 | values | newer if newer is NEWER else values | newer},
            },
            people=people[1],
        )

    tiers = ("nano", "micro", "macro", "mega")
    smallest = {"nano": 1, "micro": 10_000, "macro": 500_000, "mega": 1_000_000}
    largest = {"nano": 1, "micro": 100_000, "macro": 1_000_000, "mega": 5_000_000}
    for seed in range(14):
        some = np.random.default_rng(seed)
        values = {
            "share_per_engaged_person": some.uniform(0.2, 1.0),
            "purchase_per_click": some.uniform(0.0, 1.0),
            "organic_purchase_per_year": some.uniform(0.0, 50.0),
            "delay_median_hours": some.uniform(0.1, 20.0),
            "fatigue_per_repeat": some.uniform(0.0, 1.0),
            "wear_in_gain": some.uniform(0.0, 1.0),
            "overdose_impressions": some.uniform(0.0, 8.0),
            "friend_credibility": some.uniform(0.5, 2.0),
            "match_influencer": some.uniform(0.2, 5.0),
            "match_brand": some.uniform(0.2, 5.0),
            "post_quality_spread": some.uniform(0.0, 1.0),
            "fans_mean": some.uniform(0.0, 10.0),
            "circle_people": int(some.integers(1, 40)),
            "followers_smallest": smallest,
            "followers_largest": largest,
        }
        scenario = asked(1_000.0, 2, {"nano": 1, "micro": 0, "macro": 0, "mega": 0}, values, (15_000, 300))
        roster = [
            Profile(
                *(7 * k, f"i{k}", tiers[(k + seed) % 4], k % 3, int(some.integers(0, 15_000)), some.uniform(0.2, 1.0)),
                *(some.uniform(0.05, 1.0), some.uniform(), (0.0, 0.3)[k % 2], 1.0),
            )
            for k in range(3)
        ]
        posts = tuple(PlannedPost(*post) for post in ((0, 0, 0), (1, 0, 0), (1, 1, 3), (2, 0, 5), (2, 1, 30)))
        by_hand = Plan("by hand", posts, (0, 1, 2), 0.0, 0.0, 0.0, 0.0, False)
        add(scenario, World.generate(scenario, seed).with_roster(roster, scenario.assumptions), by_hand, seed)
    for seed in range(6):
        # Every other world takes the rates and spreads as they are.
        values = {"post_quality_spread": 0.2, "share_per_engaged_person": 0.05} if seed % 2 else {}
        values |= {"post_quality_spread": 0.3, "fatigue_per_repeat": 0.75}
        scenario = asked(30_000.0, 20, {"nano": 400, "micro": 150, "macro": 20, "mega": 3}, values, (2_000_000, 4_000))
        world = World.generate(scenario, seed)
        tier = ("nano", "micro", "macro")[seed % 3]
        schedule = Schedule("s", (Phase(tier=tier, spacing_hours=1.5, posts_each=1 + seed % 2),))
        bought = plan(scenario, world, schedule)
        digest.update(repr((bought.fees_eur, bought.coordination_eur, bought.influencers)).encode())
        add(scenario, world, bought, seed)
    return digest.hexdigest()


def test_with_all_that_is_newer_off_every_event_is_that_of_version_0_1_0():
    assert log_of_twenty_small_worlds(NEWER) == BEFORE
    # And the newer mechanisms, which would otherwise have been left out of the comparison, change the log.
    assert log_of_twenty_small_worlds({"post_quality_spread": 0.3}) != BEFORE
