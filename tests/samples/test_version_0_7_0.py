"""With spread and feeds switched off, and the share rate of then, every event is the one of version 0.7.0.

This is a sample, not a promise: it stands until a version means to change what the older mechanisms do.
"""

import dataclasses
import hashlib

import pytest

from sim.assumptions.mechanisms import without
from sim.model import simulate
from sim.planning.budget import plan
from sim.scenario.scenario import Scenario
from sim.world.world import World

NEWER = ("sharing_habits", "infectiousness", "retelling", "size_on_sharing")
# Made by ``events`` with version 0.7.0 (commit d9fb14e), of the built-in scenario with a share rate of 0.2.
PEOPLE = 25_000
EVENTS = {
    "documents": "a2b4366c140ba2042e8882b9bb3a99f7fe1ef3f30fdd279625482dacb5879f3c",
    "evidence": "bc6b1bd86b6b319222e96449c86cdcf4b2703088409f21a64a4df2df95618188",
}


def as_before(assumption_set: str) -> Scenario:
    """The built-in scenario as version 0.7.0 read it."""
    found = Scenario.load(people=PEOPLE, assumption_set=assumption_set)
    return dataclasses.replace(
        found,
        market=found.market.model_copy(update={"feed": "followers"}),
        assumptions=without(found.assumptions, NEWER).with_values({"share_per_engaged_person": 0.2}),
    )


def events(scenario: Scenario) -> str:
    """SHA-256 of the event logs of three schedules in one world."""
    digest, world = hashlib.sha256(), World.generate(scenario, 3)
    for name in ("macro_only", "micro_only", "hybrid"):
        record = simulate(scenario, world, plan(scenario, world, name), luck_seed=5, events=True)
        assert record.events is not None
        digest.update(record.events[["hour", "person", "post", "via", "outcome", "trust"]].tobytes())
        digest.update(record.ending.organic.tobytes() + record.hourly[:, :16].tobytes())
    return digest.hexdigest()


@pytest.mark.parametrize("assumption_set", sorted(EVENTS))
def test_every_event_is_that_of_then(assumption_set):
    assert events(as_before(assumption_set)) == EVENTS[assumption_set]
