"""Draws keep the products that were measured: shares per follower, and reshares per reshare; both by other means."""

import math
from dataclasses import replace

import numpy as np
import pytest
from worlds import market

from experiments.replicates.design import Design
from experiments.validation.reproduction import expected_reproduction_number
from sim.assumptions.belief import believed, quantile_of, value_at
from sim.assumptions.numbers import SETS, Assumptions
from sim.crowd.measured_spread import (
    RETELLING,
    SHARE,
    engaged_per_follower,
    followers_by_popularity,
    reshares_per_reshare,
    spread_as_measured,
)
from sim.scenario.scenario import Scenario
from sim.world.ties import count_ties
from sim.world.world import World


@pytest.fixture(params=SETS)
def given(request: pytest.FixtureRequest) -> Assumptions:
    return Assumptions.load(request.param)


def drawn(given: Assumptions, seed: int) -> Assumptions:
    return spread_as_measured(given, believed(given, seed), own_network=False)


# ---- Shares per follower ---------------------------------------------------------------------------


def test_shares_per_follower_are_what_is_drawn(given: Assumptions) -> None:
    usual = engaged_per_follower(given)
    for seed in range(40):
        found = drawn(given, seed)
        asked = value_at(given, SHARE, quantile_of(given, seed)[SHARE]) * usual
        assert found.value(SHARE) * engaged_per_follower(found) == pytest.approx(asked, rel=1e-12)


def test_under_both_sets_as_many_shares_per_follower_are_believed_as_were_measured(given: Assumptions) -> None:
    entry = given.entry(SHARE)
    per_follower = [number * engaged_per_follower(given) for number in (entry.low, entry.base, entry.high)]
    assert per_follower == pytest.approx([1.46e-4, 2.4e-4, 3.9e-4], rel=0.04)


def test_more_who_engage_share_less_often_each() -> None:
    evidence = Assumptions.load("evidence")
    keen = evidence.with_values({"friend_credibility": 3.2, "engagement_per_reached_person": 0.15})
    assert engaged_per_follower(keen) == pytest.approx(4.0 * engaged_per_follower(evidence))
    assert engaged_per_follower(evidence.with_values({"friend_credibility": 100.0})) == pytest.approx(
        engaged_per_follower(evidence) / 0.12
    )  # everybody who sees it
    found = spread_as_measured(evidence, replace_bases(evidence, keen), own_network=False)
    assert found.value(SHARE) == pytest.approx(evidence.value(SHARE) / 4.0)


def replace_bases(given: Assumptions, other: Assumptions) -> Assumptions:
    entries = (replace(entry, base=other.entry(entry.name).base) for entry in given)
    return Assumptions(given.name, tuple(entries))


# ---- Reshares per reshare --------------------------------------------------------------------------


def test_where_all_are_alike_reshares_per_reshare_are_shares_per_follower_times_followers() -> None:
    alike = Assumptions.load("evidence").with_values(
        {
            "activity_spread": 0.0,
            "sharing_spread": 0.0,
            "author_infectiousness_spread": 0.0,
            "post_infectiousness_spread": 0.0,
            "fans_follow_activity": 0.0,
        }
    )
    expected = engaged_per_follower(alike) * alike.value(SHARE) * followers_by_popularity(alike).mean()
    assert reshares_per_reshare(alike, alike) == pytest.approx(expected)


def test_posts_that_differ_have_more_reshares_per_reshare_by_their_second_moment() -> None:
    # Shared in proportion to v, and again in proportion to v: E[v^2] / E[v] of a lognormal of mean 1 is exp(s^2).
    rare = Assumptions.load("evidence").with_values({"sharing_spread": 0.0, SHARE: 1e-5})
    by_spread = [
        reshares_per_reshare(values, values)
        for values in (
            rare.with_values({"author_infectiousness_spread": spread, "post_infectiousness_spread": 0.0})
            for spread in (0.0, 0.7)
        )
    ]
    assert by_spread[1] / by_spread[0] == pytest.approx(math.exp(0.49), rel=1e-3)


def test_followers_by_popularity_are_those_of_a_world() -> None:
    scenario = market(40_000, fans_largest=500.0)
    world = World.generate(scenario, 3)
    counted = np.sort(count_ties(world.people, world.ties))
    classes = followers_by_popularity(scenario.assumptions)
    assert (np.diff(classes) >= 0.0).all()
    assert classes.mean() == pytest.approx(counted.mean(), rel=0.02)
    assert classes[-103:].mean() == pytest.approx(counted[-4_000:].mean(), rel=0.06)  # the tenth with most


@pytest.mark.nightly
def test_classes_of_popularity_count_reshares_as_the_ties_do() -> None:
    base, design = Scenario.load(None, people=300_000), Design(seed=11, lucks=1, contributions=False)
    for scenario in (base, *(design.believed(base, replicate) for replicate in range(8))):
        first = replace(scenario, assumptions=scenario.assumptions.with_values({RETELLING: 1.0}))
        by_ties = expected_reproduction_number(World.generate(first, 1).with_ties_written_out(), first)
        by_classes = reshares_per_reshare(first.assumptions, first.assumptions)
        print(by_classes / by_ties)
        assert 0.65 < by_classes / by_ties < 1.1


def test_no_draw_has_more_reshares_per_reshare_than_it_would_with_the_numbers_given(given: Assumptions) -> None:
    usual, fewer = reshares_per_reshare(given, given), 0
    for seed in range(40):
        found = drawn(given, seed)
        factor = value_at(given, RETELLING, quantile_of(given, seed)[RETELLING])
        assert isinstance(factor, float)
        found_reshares = reshares_per_reshare(found, found)
        assert found.value(RETELLING) * found_reshares <= factor * usual * (1.0 + 1e-9)
        fewer += found.value(RETELLING) < factor
        if found.value(RETELLING) == factor:
            assert found_reshares <= usual
    assert 5 < fewer < 35


def test_in_an_own_network_ties_are_no_draw() -> None:
    given = Assumptions.load("evidence")
    for seed in range(10):
        raw = believed(given, seed)
        of_ties = {entry.name for entry in given if entry.name.startswith(("fans_", "circle_"))}
        entries = (given.entry(entry.name) if entry.name in of_ties else entry for entry in raw)
        tied = Assumptions(given.name, tuple(entries))
        found = spread_as_measured(given, raw, own_network=True)
        assert found.value(RETELLING) == spread_as_measured(given, tied, own_network=False).value(RETELLING)


# ---- What stays ------------------------------------------------------------------------------------


def test_numbers_that_are_given_stay(given: Assumptions) -> None:
    mine = given.with_values({SHARE: 0.3, RETELLING: 0.9})
    for seed in range(5):
        found = drawn(mine, seed)
        assert (found.value(SHARE), found.value(RETELLING)) == (0.3, 0.9)


def test_no_other_number_is_moved(given: Assumptions) -> None:
    for seed in range(10):
        raw, found = believed(given, seed), drawn(given, seed)
        assert found.names == raw.names
        assert {e.name for e in raw if found.entry(e.name) != e} <= {SHARE, RETELLING}
        assert not any(entry.overridden for entry in found)


@pytest.mark.parametrize("off", [{SHARE: 0.0}, {"friend_reach_rate": 0.0}])
def test_where_nothing_is_passed_on_nothing_is_divided(given: Assumptions, off: dict[str, float]) -> None:
    mine = given.with_values(off)
    for seed in range(5):
        found, raw = drawn(mine, seed), believed(mine, seed)
        assert found.value(RETELLING) == raw.value(RETELLING)
        assert 0.0 <= found.value(SHARE) <= 1.0
