"""Points of a table: every uncertain number has a quantile, even coverage, and fewer points are the first of more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.reference_table.points import labels_of, random_points, sobol_points
from sim.assumptions.belief import quantile_of
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError

EVIDENCE = Assumptions.load("evidence")


def test_all_that_belief_draws_is_varied_where_nothing_is_chosen():
    assert labels_of(EVIDENCE) == tuple(quantile_of(EVIDENCE, 5))


def test_a_chosen_entry_is_varied_in_every_tier():
    labels = labels_of(EVIDENCE, ["fee_level", "fatigue_per_repeat"])
    assert set(labels) == {"fatigue_per_repeat", *(f"fee_level.{tier}" for tier in ("nano", "micro", "macro", "mega"))}


def test_what_is_never_drawn_cannot_be_varied_and_all_such_names_are_told():
    given_a_value = EVIDENCE.with_values({"fatigue_per_repeat": 0.9})
    with pytest.raises(InputError) as refusal:
        labels_of(given_a_value, ["fatigue_per_repeat", "fatige", "followers_largest"])
    assert [problem.partition(":")[0] for problem in refusal.value.problems] == [
        "fatigue_per_repeat",
        "fatige",
        "followers_largest",
    ]


@pytest.mark.parametrize("points", [sobol_points, random_points])
@given(numbers=st.integers(1, 40), count=st.integers(1, 300), seed=st.integers(0, 9))
def test_fewer_points_are_the_first_of_more(points, numbers, count, seed):
    labels = [f"n{k}" for k in range(numbers)]
    few, many = (points(labels, size, seed).quantiles for size in (count, 2 * count + 3))
    assert few.shape == (count, numbers)
    assert np.array_equal(few, many[:count])


@pytest.mark.parametrize("seed", range(3))
def test_a_power_of_two_of_points_has_one_in_each_of_so_many_slices_of_every_number(seed):
    quantiles = sobol_points([f"n{k}" for k in range(50)], 128, seed).quantiles
    assert (np.sort(np.floor(128 * quantiles), axis=0) == np.arange(128)[:, None]).all()


@pytest.mark.parametrize("points", [sobol_points, random_points])
def test_nothing_to_vary_is_refused(points):
    with pytest.raises(InputError, match="0 uncertain numbers"):
        points([], 8, 1)


def test_near_a_value_of_one_number_the_others_are_as_everywhere_where_points_are_independent():
    quantiles = random_points(labels_of(EVIDENCE), 4_096, 1).quantiles
    for number in range(0, quantiles.shape[1], 10):
        nearest = np.argsort(np.abs(quantiles[:, number] - 0.5))[:410]
        spread = np.delete(quantiles[nearest].std(axis=0), number) * np.sqrt(12.0)
        assert spread.min() > 0.88
