"""Small worlds by hand: a market, influencers laid over it, and a plan of their posts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from sim import events as ev
from sim.assumptions.mechanisms import MECHANISMS
from sim.model import simulate
from sim.planning.budget import Plan, PlannedPost
from sim.results.record import Record
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Review
from sim.world.audiences import Audiences
from sim.world.world import World

TIERS = ("nano", "micro", "macro", "mega")
INTERESTS = ("a", "b", "c")
# A scenario file that says no more than it must.
SMALLEST = """
budget_eur = 1000
[brand]
name = "b"
price_eur = 10
margin_share = 0.5
[market]
people = 1000
horizon_days = 30
"""
# Every mechanism but seeing and engaging switched off, everybody alike, and whatever is shown is read an hour later.
PLAIN = {entry: value for mechanism in MECHANISMS.values() for entry, value in mechanism.off.items()} | {
    "click_per_engaged_person": 0.0,
    "wear_in_impressions": 0.0,
    "overdose_impressions": 1e6,
    "propensity_spread": 0.0,
    "activity_spread": 0.0,
    "delay_median_hours": 0.5,
    "delay_spread": 0.0,
    "localities_per_interest": 1,
}


def market(
    people: int = 1_000,
    *,
    days: int = 1,
    interests: Iterable[str] = "abcd",
    simulated: int | None = None,
    product: Mapping[str, object] | None = None,
    assumption_set: str = "evidence",
    **override: object,
) -> Scenario:
    """A market of so many real people, all of whom are simulated unless said otherwise, for influencers by hand.

    ``product`` is what is particular to the brand; tiers allow for influencers with hardly any followers.
    """
    smallest = {"nano": 1, "micro": 10_000, "macro": 500_000, "mega": 1_000_000}
    largest = {"nano": 1, "micro": 100_000, "macro": 1_000_000, "mega": 5_000_000}
    return Scenario.from_mapping(
        {
            "budget_eur": 1_000.0,
            "brand": {"name": "b", "price_eur": 10.0, "margin_share": 0.5, **(product or {})},
            "market": {"people": people, "horizon_days": days, "interests": list(interests)},
            "roster": {"nano": 1, "micro": 0, "macro": 0, "mega": 0},
            "assumptions": {
                "set": assumption_set,
                "override": {"followers_smallest": smallest, "followers_largest": largest} | override,
            },
        },
        people=simulated,
    )


def plain_market(people: int, *, interests: Iterable[str] = "a", **asked) -> Scenario:
    """A market in which nothing happens but what is asked for."""
    return market(people, interests=interests, **PLAIN | asked)


def town(simulated: int, days: int, interest: str | None, values: Mapping[str, object], **product: object) -> Scenario:
    """A market of a thousand people with three interests, of whom so many are simulated; one may be the brand's."""
    brand = {"interest": interest or ""} | product
    return market(days=days, interests=INTERESTS, simulated=simulated, product=brand, **values)


def influencer(
    key: int,
    followers: int,
    reach: float = 0.3,
    engagement: float = 0.1,
    *,
    tier: str = "micro",
    interest: int = 0,
    fakes: float = 0.0,
) -> Profile:
    return Profile(key, f"i{key}", tier, interest, followers, reach, engagement, 0.5, fakes, 1.0)


def plan_of(
    *posts: PlannedPost | tuple,
    coordination_eur: float = 0.0,
    gifts_eur: float = 0.0,
    reviews: tuple[Review, ...] = (),
) -> Plan:
    """A plan by hand from posts, or from (influencer, piece, hour) and perhaps their terms, in the order given."""
    made = tuple(
        post if isinstance(post, PlannedPost) else PlannedPost(*post[:3], **dict(*post[3:]))  # terms are a mapping
        for post in posts
    )
    hired = tuple(sorted({post.influencer for post in made}))
    fees = sum(round(100 * post.fee_eur) for post in made) / 100
    spend = round(fees + gifts_eur + coordination_eur, 2)
    return Plan("by hand", made, hired, fees, coordination_eur, spend, 0.0, False, gifts_eur=gifts_eur, reviews=reviews)


def posted(posts: Iterable[tuple], influencers: int, reviews: tuple[Review, ...] = ()) -> Plan:
    """A plan by hand from (influencer, hour) and perhaps their terms; pieces are numbered by hour."""
    pieces: Counter[int] = Counter()
    planned = []
    for who, hour, *terms in sorted(posts, key=lambda post: post[1]):
        planned.append((who % influencers, pieces[who % influencers], hour, *terms))
        pieces[who % influencers] += 1
    return plan_of(*planned, reviews=reviews)


def unlabelled(*posts: tuple) -> Plan:
    """A plan by hand from (influencer, piece, hour) and perhaps their terms; without the label."""
    return plan_of(*((*post[:3], {"disclosed": False} | dict(*post[3:])) for post in posts))


def world_of(scenario: Scenario, seed: int, *roster: Profile) -> World:
    return World.generate(scenario, seed).with_roster(roster, scenario.assumptions)


def with_audience(world: World, members: Iterable[int]) -> World:
    """The world's only influencer with exactly these people as audience."""
    people = np.array(sorted(members), np.uint32)
    table = world.influencers.copy()
    table["members"] = people.size
    return replace(
        world, influencers=table, audiences=Audiences(True, np.uint64(world.seed), np.array([0, people.size]), people)
    )


def shares_per_post(
    scenario: Scenario, world: World, posts: int, luck: int = 1, hour: int = 0
) -> tuple[np.ndarray, Record]:
    """Who shared which of so many posts of the first influencer, as a table (post, person)."""
    record = simulate(
        scenario, world, plan_of(*((0, piece, hour) for piece in range(posts))), luck_seed=luck, events=True
    )
    shared = record.events[(record.events["outcome"] & ev.SHARED) != 0]
    table = np.zeros((posts, world.people.size), int)
    np.add.at(table, (shared["post"], shared["person"]), 1)
    return table, record
