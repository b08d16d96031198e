"""Promises of the bounds between tiers, which every document draws elsewhere."""

from __future__ import annotations

import re
import tomllib

import pytest

from sim.assumptions.files import BOUNDS, FOLDER
from sim.assumptions.numbers import SETS, TIER_SETS, Assumptions
from sim.errors import InputError
from sim.roster.profile import tier_of
from sim.scenario.scenario import Scenario
from sim.tiers import TIER_NAMES
from sim.world.influencers import synthetic_roster

STATED = {  # document: (tier, smallest, largest), where the document itself gives a number
    "D1": [("nano", 1e3, 1e4), ("micro", 1e4, 1e5), ("macro", 5e5, 1e6), ("mega", 1e6, None)],
    "D2": [("nano", 1e3, 1e4), ("micro", 1e4, 1e5), ("macro", 1e5, 1e6)],
    "D3": [("micro", 3e3, 1e5), ("macro", 1e5, None)],
    "D4": [("micro", 1e3, 1e5), ("macro", 1e5, None)],
    "D5": [("micro", 1e3, 1e5), ("macro", None, None)],
}
QUESTION = {
    "budget_eur": 1000,
    "brand": {"name": "b", "price_eur": 10, "margin_share": 0.5},
    "market": {"people": 1000, "horizon_days": 30},
}


def bounds(assumptions: Assumptions) -> list[tuple[float, float]]:
    """Smallest and largest followers of each tier."""
    return [(assumptions.value("followers_smallest", t), assumptions.value("followers_largest", t)) for t in TIER_NAMES]


def asked(**choice: object) -> Scenario:
    return Scenario.from_mapping({**QUESTION, "assumptions": choice})


@pytest.fixture(params=TIER_SETS)
def document(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_document_has_its_bounds_and_says_whence() -> None:
    tables = tomllib.loads((FOLDER / "tiers.toml").read_text(encoding="utf-8"))
    about = [tables.pop(name) for name in BOUNDS]
    assert all(set(one) == {"meaning", "unit", "allowed"} for one in about)
    assert tuple(tables) == TIER_SETS == tuple(STATED)
    for name, table in tables.items():
        assert set(table) == {"smallest", "largest", "source"}
        assert tuple(table["smallest"]) == tuple(table["largest"]) == TIER_NAMES
        assert re.match(rf"{name}, \d{{3}}_[0-9a-f]{{16}}\.txt[:,]", table["source"]), name


def test_bounds_are_those_that_the_document_states(document: str) -> None:
    drawn = dict(zip(TIER_NAMES, bounds(Assumptions.load("evidence").with_tiers(document)), strict=True))
    for tier, smallest, largest in STATED[document]:
        assert smallest in (None, drawn[tier][0]), tier
        assert largest in (None, drawn[tier][1]), tier


def test_tiers_follow_each_other_without_overlap(document: str) -> None:
    drawn = bounds(Assumptions.load("evidence").with_tiers(document))
    flat = [bound for pair in drawn for bound in pair]
    assert flat == sorted(flat)
    assert flat[0] >= 1
    assert all(smallest < largest for smallest, largest in drawn)


@pytest.mark.parametrize("name", SETS)
def test_the_shipped_bounds_are_those_of_the_first_document(name: str) -> None:
    shipped = Assumptions.load(name)
    assert shipped.with_tiers("D1") == shipped
    assert shipped.with_tiers("D1").fingerprint == shipped.fingerprint


def test_bounds_of_a_document_count_as_the_sets_own(document: str) -> None:
    shipped = Assumptions.load("evidence", {"fee_floor_eur": 7})
    drawn = shipped.with_tiers(document)
    assert drawn.names == shipped.names
    for one in drawn:
        if one.name.startswith("followers_"):
            assert (one.distribution, one.standing, one.overridden, one.tiers) == ("fixed", "documents", False, None)
            assert one.low == one.base == one.high
            assert one.source.startswith(f"{document}, ")
        else:
            assert one == shipped.entry(one.name)


@pytest.mark.parametrize("given", ["D6", "d2", "", "documents"])
def test_tiers_of_no_document_are_refused(given: str) -> None:
    with pytest.raises(InputError, match=f"unknown tiers {given!r}; one of D1, D2, D3, D4, D5") as caught:
        Assumptions.load("evidence").with_tiers(given)
    assert ("did you mean 'D2'" in str(caught.value)) == (given == "d2")


def test_a_bound_belongs_to_the_larger_tier_and_no_account_is_left_out(document: str) -> None:
    drawn = Assumptions.load("evidence").with_tiers(document)
    for tier, (smallest, largest) in zip(TIER_NAMES, bounds(drawn), strict=True):
        assert tier_of(int(smallest), drawn) == tier
        assert tier_of(int(largest) - 1, drawn) == tier
    assert tier_of(1, drawn) == "nano"
    assert tier_of(2_000_000_000, drawn) == "mega"
    ranks = [TIER_NAMES.index(tier_of(int(10 ** (step / 50)), drawn)) for step in range(451)]
    assert ranks == sorted(ranks)


def test_influencers_are_generated_inside_the_bounds(document: str) -> None:
    drawn = Assumptions.load("evidence").with_tiers(document)
    roster = synthetic_roster(drawn, dict.fromkeys(TIER_NAMES, 100), 3, None, 1)
    for profile in roster:
        smallest, largest = bounds(drawn)[TIER_NAMES.index(profile.tier)]
        assert smallest <= profile.followers <= largest
        assert tier_of(profile.followers, drawn) == profile.tier


# ---- The choice in a scenario --------------------------------------------------------------------


def test_a_scenario_takes_the_tiers_of_the_document_it_names(document: str) -> None:
    scenario = asked(tiers=document)
    assert bounds(scenario.assumptions) == bounds(Assumptions.load("evidence").with_tiers(document))
    assert asked(tiers=document, set="documents").assumptions.name == "documents"


def test_left_out_the_tiers_are_those_of_the_first_document() -> None:
    assert asked() == asked(tiers="D1")
    assert asked().assumptions == Assumptions.load("evidence")


def test_tiers_change_the_fingerprint_through_their_values_alone() -> None:
    prints = {name: asked(tiers=name).fingerprint for name in TIER_SETS}
    assert prints["D1"] == asked().fingerprint
    assert prints["D4"] == prints["D5"]  # the same bounds, read in two documents
    assert len(set(prints.values())) == 4


def test_an_override_goes_over_the_tiers() -> None:
    smallest = {"nano": 700, "micro": 1000, "macro": 100_000, "mega": 1_000_000}
    mine = asked(tiers="D4", override={"followers_smallest": smallest}).assumptions
    assert mine.entry("followers_smallest").base == smallest
    assert mine.entry("followers_smallest").overridden
    assert mine.value("followers_largest", "nano") == 1_000
    with pytest.raises(InputError, match=r"assumptions\.override\.followers_smallest\.nano: 5000 given"):
        asked(tiers="D4", override={"followers_smallest": {**smallest, "nano": 5000}})


@pytest.mark.parametrize(("given", "hint"), [("D6", ""), ("d3", "; did you mean 'D3'?")])
def test_a_scenario_with_tiers_of_no_document_is_refused(given: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        asked(tiers=given)
    (problem,) = caught.value.problems
    assert problem == f"assumptions.tiers = '{given}': must be one of D1, D2, D3, D4, D5{hint}"
