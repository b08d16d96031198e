"""A key hangs on all that can change a figure, and on nothing else."""

from dataclasses import replace

import pytest

from experiments.store import keys
from experiments.store.keys import about_cell, run_key
from sim.assumptions.numbers import Assumptions
from sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load(people=20_000)


def test_a_key_hangs_on_all_that_can_change_a_result(scenario, monkeypatch):
    entry = scenario.assumptions.entry("fatigue_per_repeat")
    others = tuple(replace(e, low=0.6) if e.name == entry.name else e for e in scenario.assumptions)
    variants = {
        "as it is": run_key(scenario, "hybrid", 1, 1),
        "another schedule": run_key(scenario, "micro_only", 1, 1),
        "another seed": run_key(scenario, "hybrid", 2, 1),
        "other lucks": run_key(scenario, "hybrid", 1, 2),
        "another size": run_key(replace(scenario, simulated_people=30_000), "hybrid", 1, 1),
        "another budget": run_key(replace(scenario, budget_eur=1.0), "hybrid", 1, 1),
        "another value": run_key(
            replace(scenario, assumptions=scenario.assumptions.with_values({entry.name: 0.8})), "hybrid", 1, 1
        ),
        "another range": run_key(
            replace(scenario, assumptions=Assumptions(scenario.assumptions.name, others)), "hybrid", 1, 1
        ),
        "fixed at its base": run_key(
            replace(scenario, assumptions=scenario.assumptions.with_values({entry.name: entry.base})), "hybrid", 1, 1
        ),
    }
    monkeypatch.setattr(keys, "source_digest", lambda: "other code")
    variants["other code"] = run_key(scenario, "hybrid", 1, 1)
    monkeypatch.setattr(keys, "digest_of", lambda folder: "another way to make a replicate")
    variants["another way to make a replicate"] = run_key(scenario, "hybrid", 1, 1)
    assert len(set(variants.values())) == len(variants)


def test_a_key_does_not_hang_on_what_cannot(scenario):
    key = run_key(scenario, "hybrid", 1, 1)
    assert run_key(replace(scenario, schedules={}), "hybrid", 1, 1) == key
    assert run_key(replace(scenario, name="x", question="y", objective="clicks"), "hybrid", 1, 1) == key


def test_what_is_told_of_a_cell_names_what_a_user_asked(scenario):
    told = about_cell(scenario, "hybrid", 3, 2)
    for word in (scenario.name, "hybrid", "20000", "evidence", '"seed": 3', '"lucks": 2'):
        assert word in told
