"""People are a formula: factors of mean one, traits that never change, interests that cover everybody once."""

import dataclasses

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import events as ev
from sim.crowd.behaviour import behaviour_of, class_match, interested, is_press
from sim.scenario.scenario import Scenario
from sim.world.people import (
    CLASSES,
    People,
    interest_of,
    lognormal_classes,
    normal_classes,
    press_weight,
    reach_scale,
    traits,
)
from sim.world.world import World

steadily = examples(200, derandomize=True)  # the same examples in every run


def people_of(starts, seed: int = 7) -> People:
    return People(
        int(starts[-1]),
        np.uint64(seed),
        np.array(starts, np.int64),
        lognormal_classes(1.0),
        lognormal_classes(0.8),
        normal_classes(0.5, 0.15),
        2.1,
        0.85,
    )


@steadily
@given(st.floats(0, 5))
def test_a_factor_between_people_has_mean_exactly_one(spread):
    classes = lognormal_classes(spread)
    assert classes.shape == (CLASSES,)
    assert classes.mean() == pytest.approx(1.0, abs=1e-9)
    assert classes.min() >= 0.0
    assert np.all(np.diff(classes) >= -1e-9)


def test_without_spread_everybody_is_alike():
    assert np.all(lognormal_classes(0.0) == 1.0)
    assert np.all(normal_classes(0.5, 0.0) == round(0.5 * ev.FIXED))


@pytest.mark.parametrize("spread", [0.3, 0.8, 1.0, 1.5])
def test_class_means_are_those_of_the_lognormal(spread):
    share = (np.arange(CLASSES) + 0.5) / CLASSES
    middle = stats.lognorm.ppf(share, spread, scale=np.exp(-(spread**2) / 2))
    inner = slice(10, -10)  # in the outermost classes the mean is not near the median
    assert np.allclose(lognormal_classes(spread)[inner], middle[inner], rtol=2e-3)


@steadily
@given(st.floats(0, 1), st.floats(0, 0.5))
def test_initial_trust_stays_within_zero_and_one(mean, spread):
    classes = normal_classes(mean, spread)
    assert classes.dtype == np.uint16
    assert abs(np.median(classes) - mean * ev.FIXED) <= 2e-3 * ev.FIXED


@steadily
@given(st.floats(1e-6, 1.0), st.floats(0, 3))
def test_the_mean_chance_to_see_a_post_is_the_reach_rate(rate, spread):
    activity = lognormal_classes(spread)
    scale = reach_scale(rate, activity)
    assert np.minimum(1.0, scale * activity).mean() == pytest.approx(rate, rel=1e-9)


@steadily
@given(st.floats(0, 3))
def test_nobody_sees_a_post_of_reach_zero_and_everybody_one_of_reach_one(spread):
    activity = lognormal_classes(spread)
    assert reach_scale(0.0, activity) == 0.0
    assert np.all(reach_scale(1.0, activity) * activity >= 1.0 - 1e-12)


def test_a_larger_reach_rate_never_lowers_anybodys_chance():
    activity = lognormal_classes(1.5)
    scales = [reach_scale(rate, activity) for rate in np.linspace(0.0, 1.0, 101)]
    assert np.all(np.diff(scales) > 0)


def test_traits_are_constant_per_person_and_do_not_depend_on_how_many_people_there_are():
    few, many = people_of([0, 50, 100]), people_of([0, 10, 90, 5_000])
    for person in range(100):
        assert traits(few, person) == traits(few, person) == traits(many, person)


def test_another_world_seed_makes_other_people():
    one, other = people_of([0, 100], seed=1), people_of([0, 100], seed=2)
    same = sum(traits(one, person) == traits(other, person) for person in range(100))
    assert same == 0


def test_traits_are_spread_as_their_tables_and_unrelated_to_each_other():
    people = people_of([0, 20_000])
    table = np.array([traits(people, person) for person in range(20_000)])
    for column, classes in enumerate((people.activity, people.propensity, people.trust)):
        standard_error = np.std(classes) / np.sqrt(20_000)
        assert abs(table[:, column].mean() - classes.mean()) <= 4 * standard_error
    ranks = stats.spearmanr(table).statistic
    assert np.abs(ranks[np.triu_indices(3, 1)]).max() <= 4 / np.sqrt(20_000)


@steadily
@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_interests_cover_everybody_once(sizes):
    starts = np.concatenate(([0], np.cumsum(sizes)))
    people = people_of(starts)
    found = np.array([interest_of(people, person) for person in range(people.size)])
    assert np.array_equal(found, np.repeat(np.arange(len(sizes)), sizes))


# ---- Tastes ---------------------------------------------------------------------------------------


def tastes(
    share: float, luxury: float, press: float, seed: int = 3, people: int = 20_000, need: float = 1.0
) -> np.ndarray:
    """Who is interested, buys luxury, writes for the press, and how active they are: shape (people, 4)."""
    scenario = Scenario.load(None, people=people)
    brand = scenario.brand.model_copy(update={"interested_share": share, "price_class": "luxury"})
    values = {"luxury_buyers_share": luxury, "press_share": press, "luxury_match": 4.0, "interest_on_need": need}
    market = scenario.market.model_copy(update={"people": people})
    scenario = dataclasses.replace(
        scenario, market=market, brand=brand, assumptions=scenario.assumptions.with_values(values)
    )
    world = World.generate(scenario, seed)
    behaviour = behaviour_of(scenario, world, luck_seed=9)
    fond = behaviour.class_match_luxury
    return np.array(
        [
            (
                interested(world.people, behaviour, person),
                class_match(world.people, behaviour, person) == fond,
                is_press(world.people, behaviour, person),
                traits(world.people, person)[0],
            )
            for person in range(people)
        ]
    )


def test_tastes_have_their_shares_and_have_nothing_to_do_with_each_other_or_with_activity():
    shares = (0.3, 0.2, 0.1)
    table = tastes(*shares)
    for column, share in enumerate(shares):
        assert abs(table[:, column].mean() - share) <= 4 * np.sqrt(share * (1 - share) / 20_000)
    ranks = stats.spearmanr(table).statistic
    assert np.abs(ranks[np.triu_indices(4, 1)]).max() <= 4 / np.sqrt(20_000)


def test_a_larger_share_takes_nobody_out_and_other_luck_is_no_other_taste():
    few, many = tastes(0.3, 0.2, 0.1, people=2_000), tastes(0.5, 0.4, 0.3, people=2_000)
    assert np.all(few[:, :3] <= many[:, :3])
    assert np.all(tastes(1.0, 1.0, 1.0, people=500)[:, :3] == 1)
    assert not np.array_equal(few, tastes(0.3, 0.2, 0.1, seed=4, people=2_000))


@pytest.mark.second
def test_people_of_the_interest_need_the_product_oftener_and_as_many_in_all():
    table = tastes(0.3, 0.2, 0.1, need=3.0)[:, 0]
    same = np.zeros(20_000, bool)
    same[: 20_000 // 20] = True  # sport, the brand's interest, comes first of twenty
    fond, other = table[same].mean(), table[~same].mean()
    assert abs(table.mean() - 0.3) <= 4 * np.sqrt(0.21 / 20_000)
    assert abs(fond - 3.0 * 0.3 / 1.1) <= 4 * np.sqrt(0.16 / 1_000)
    assert abs(other - 0.3 / 1.1) <= 4 * np.sqrt(0.2 / 19_000)
    assert np.all(tastes(1.0, 0.2, 0.1, need=3.0, people=2_000)[:, 0] == 1)
    crowded = tastes(0.5, 0.2, 0.1, need=9.0)[:, 0]  # nine times as many would be more than everybody
    assert crowded[same].all()
    assert abs(crowded.mean() - 0.5) <= 4 * np.sqrt(0.25 / 20_000)


def test_a_small_town_has_at_most_one_in_twenty_of_the_press_each_of_whom_stands_for_several():
    assert press_weight(4e-4, 1.0) == press_weight(0.3, 1.0) == 1.0
    assert press_weight(4e-4, 0.01) == 1.0  # four in a hundred of a scale model
    assert press_weight(4e-4, 0.001) == pytest.approx(8.0)  # four in ten would be; one in twenty is
