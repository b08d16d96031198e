"""With all that is newer switched off, and the numbers of then, plans and events are those of version 0.6.0.

This is a sample, not a promise: it stands until a version means to change what the older mechanisms do.
"""

import dataclasses
import hashlib
import tomllib
from pathlib import Path

import pytest

from sim.model import simulate
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import PRESETS
from sim.world.influencers import roster_of
from sim.world.world import World

AS_BEFORE = tomllib.loads(Path(__file__).with_name("as_in_0_6_0.toml").read_text(encoding="utf-8"))
# Made by ``plans`` and ``events`` with version 0.6.0 (commit 8896cd0), of scenarios as that version read them. In
# smaller towns more of the people are of the press than it would be now.
PEOPLE = 25_000
PLANS = "32c6558108f1bfda498f1a5a965e3956a51d838c1031503e02decc318e8e88fb"
EVENTS = {
    "documents": "48a7f4ba7c66b6ca2722355419e093f33c89f7aedb10a5b509fa196880a311eb",
    "evidence": "7b8ab3d88212f3540dbd34b98bc5602f870588f57710664bd125f519d457bc3e",
}


def as_before(assumption_set: str = "evidence") -> Scenario:
    """The built-in scenario as version 0.6.0 read it."""
    found = Scenario.load(people=PEOPLE, assumption_set=assumption_set)
    known = {entry: value for entry, value in AS_BEFORE.items() if found.assumptions.has(entry)}
    if assumption_set == "documents":
        known |= {"engagement_spread": 0.0}  # as it is there today
    return dataclasses.replace(
        found,
        brand=found.brand.model_copy(update={"hours_from_budget": True}),
        market=found.market.model_copy(update={"feed": "followers"}),
        roster=found.roster.model_copy(update={"nano": 1_000}),
        assumptions=found.assumptions.with_values(known),
    )


def plans(scenario: Scenario) -> str:
    """SHA-256 of the plans of presets at three budgets, of a drawn roster and of a listed one: posts and money."""
    digest = hashlib.sha256()
    fees = [f"{3_000 * k + 7},{11.5 * k if k % 3 else ''}" for k in range(1, 300)]
    listed = dataclasses.replace(scenario, roster_text="\n".join(["followers,fee_eur", *fees]))
    for where in (scenario, listed):
        roster = roster_of(where, where.market.interests, 3)
        for budget_eur in (900.0, 7_000.0, 60_000.0):
            budget = dataclasses.replace(where, budget_eur=budget_eur)
            for name in PLANNED:
                made = plan(budget, roster, name, may_fall_short=True)
                posts = [(post.influencer, post.piece, post.hour, post.format, post.fee_eur) for post in made.posts]
                money = (made.fees_eur, made.gifts_eur, made.coordination_eur, made.spend_eur, made.next_price_eur)
                digest.update(repr((posts, money)).encode())
    return digest.hexdigest()


def events(scenario: Scenario) -> str:
    """SHA-256 of the event logs of three schedules in one world."""
    digest, world = hashlib.sha256(), World.generate(scenario, 3)
    for name in ("macro_only", "micro_only", "hybrid"):
        record = simulate(scenario, world, plan(scenario, world, name), luck_seed=5, events=True)
        assert record.events is not None
        digest.update(record.events[["hour", "person", "post", "via", "outcome", "trust"]].tobytes())
        digest.update(record.ending.organic.tobytes() + record.hourly[:, :16].tobytes())
    return digest.hexdigest()


PLANNED = tuple(
    name for name in PRESETS if name.endswith("_only") or name.startswith("hybrid") or name in ("parallel", "drip")
)


def test_the_plans_are_those_of_then_to_the_cent():
    assert plans(as_before()) == PLANS


@pytest.mark.parametrize("assumption_set", sorted(EVENTS))
def test_every_event_is_that_of_then(assumption_set):
    assert events(as_before(assumption_set)) == EVENTS[assumption_set]
