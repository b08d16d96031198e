"""In what a result is not as shipped is said in words: all of it, and nothing where all is as shipped."""

from dataclasses import replace

import pytest

from experiments.words.as_shipped import changes_from_shipped, not_as_shipped
from sim.assumptions.mechanisms import MECHANISMS, without
from sim.scenario.scenario import BUILT_INS, Scenario
from sim.tiers import TIER_NAMES


def changed(overrides, off=(), name="sneaker_launch"):
    scenario = Scenario.load(name, people=2_000)
    assumptions = without(scenario.assumptions.with_values(overrides), off)
    return changes_from_shipped(replace(scenario, assumptions=assumptions))


@pytest.mark.parametrize("name", sorted(BUILT_INS))
def test_what_is_shipped_has_nothing_to_say(name):
    assert changes_from_shipped(Scenario.load(name)) == []
    assert not_as_shipped([]) == ""


@pytest.mark.parametrize("name", sorted(MECHANISMS))
def test_every_mechanism_that_is_off_is_named(name):
    shipped = Scenario.load().assumptions
    if without(shipped, (name,)).fingerprint == shipped.fingerprint:  # it is off as shipped
        assert changed({}, (name,)) == []
        return
    (said,) = changed({}, (name,))
    assert said.startswith("without ")
    assert name.replace("_", " ") in said


def test_a_changed_number_is_named_with_its_value_and_its_tier():
    shipped = Scenario.load().assumptions
    reach = {tier: shipped.value("reach_rate", tier) for tier in TIER_NAMES}
    assert changed({"trust_initial": 0.9}) == ["trust initial 0.9"]
    assert changed({"reach_rate": reach | {"micro": 0.5}}) == ["reach rate of micro 0.5"]
    assert changed({"trust_initial": shipped.value("trust_initial")}) == []


def test_more_sharing_is_told_as_times_what_is_shipped():
    shipped = Scenario.load().assumptions.value("share_per_engaged_person")
    said = changed({"share_per_engaged_person": 50 * shipped}, ("fatigue", "trust"))
    assert not_as_shipped(said) == "Not as shipped: sharing × 50, without fatigue and trust."
