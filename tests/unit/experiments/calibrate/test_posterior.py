"""The posterior of simulators whose posterior is known, and data that lie beyond every simulation."""

import numpy as np
import pytest
from scipy.stats import norm

from experiments.calibrate.posterior import LEAST_ACCEPTED, posterior
from sim.errors import InputError

POINTS, NOISE = 4_000, 0.1


def prior(seed: int = 1, numbers: int = 3):
    return np.random.default_rng(seed).random((POINTS, numbers))


def noisy(quantiles, seed: int = 2):
    """A measure of the first number, with noise."""
    return quantiles[:, :1] + NOISE * np.random.default_rng(seed).normal(size=(len(quantiles), 1))


def found(quantiles, simulated, observed, accepted=400):
    labels = tuple(f"n{k}" for k in range(quantiles.shape[1]))
    return posterior(labels, quantiles, simulated, np.asarray(observed), accepted)


@pytest.mark.parametrize("observed", [0.3, 0.5, 0.7])
def test_a_measured_number_has_its_closed_form_posterior(observed):
    quantiles = prior()
    told = found(quantiles, noisy(quantiles), [observed])
    for level in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert told.at(level)[0] == pytest.approx(norm.ppf(level, observed, NOISE), abs=0.03)
    assert told.spread()[0] == pytest.approx(NOISE * np.sqrt(12.0), rel=0.15)


@pytest.mark.parametrize("seed", range(3))
def test_of_numbers_that_nothing_measures_nothing_is_said(seed):
    quantiles = prior(seed)
    told = found(quantiles, noisy(quantiles, 50 + seed), [0.4])
    assert told.spread()[1:] == pytest.approx(1.0, abs=0.1)
    assert told.at(0.5)[1:] == pytest.approx(0.5, abs=0.08)


def test_two_numbers_of_which_the_sum_is_measured_are_bound_together():
    quantiles = prior()
    measured = quantiles[:, :2].sum(axis=1, keepdims=True) + 0.02 * np.random.default_rng(3).normal(size=(POINTS, 1))
    draws = found(quantiles, measured, [1.0]).draws(400)
    assert np.corrcoef(draws[:, 0], draws[:, 1])[0, 1] < -0.9
    assert draws[:, :2].sum(axis=1).std() < 0.08
    assert draws[:, 0].std() > 0.2


def test_data_beyond_every_simulation_make_nothing_certain():
    quantiles = prior()
    told = found(quantiles, noisy(quantiles), [25.0])
    assert told.step < 0.1
    assert 0.1 < told.spread()[0] < 0.8
    assert told.at(0.5)[0] > 0.85
    assert told.spread()[1:] == pytest.approx(1.0, abs=0.1)


def test_data_in_the_middle_are_reached():
    quantiles = prior()
    assert found(quantiles, noisy(quantiles), [0.5]).step == 1.0


def test_summaries_in_other_units_or_told_twice_change_little():
    quantiles = prior()
    once = noisy(quantiles)
    twice = np.column_stack([1_000.0 * once, once + 1e-9 * np.random.default_rng(4).normal(size=once.shape)])
    plain, other = found(quantiles, once, [0.4]), found(quantiles, twice, [400.0, 0.4])
    assert other.at(0.5)[0] == pytest.approx(plain.at(0.5)[0], abs=0.02)
    assert other.spread()[0] == pytest.approx(plain.spread()[0], rel=0.1)


def test_weights_add_up_and_the_nearest_weigh_most():
    quantiles = prior()
    told = found(quantiles, noisy(quantiles), [0.5])
    assert told.weights.sum() == pytest.approx(1.0)
    assert (np.diff(told.weights) <= 1e-15).all()
    assert LEAST_ACCEPTED < told.effective_size <= 400


def test_draws_are_as_frequent_as_their_weights():
    quantiles = prior()
    told = found(quantiles, noisy(quantiles), [0.2])
    drawn = told.draws(1_000)
    assert drawn.mean(axis=0) == pytest.approx(told.weights @ told.quantiles, abs=0.01)
    assert told.below(told.at(0.5)) == pytest.approx(0.5, abs=0.01)


def test_points_without_numbers_are_left_out_and_too_few_points_refused():
    quantiles = prior()
    simulated = noisy(quantiles)
    simulated[::2] = np.nan
    told = found(quantiles, simulated, [0.4])
    assert (told.rows % 2 == 1).all()
    simulated[100:] = np.nan
    simulated[1::4] = np.nan
    with pytest.raises(InputError, match="play more points"):
        found(quantiles, simulated, [0.4])
    with pytest.raises(InputError, match="0 numbers that differ"):
        found(quantiles, np.ones((POINTS, 1)), [1.0])


@pytest.mark.parametrize("points", [500, 4_000])
def test_numbers_that_tell_nothing_take_nothing_from_one_that_does(points):
    quantiles, generator = prior()[:points], np.random.default_rng(7)
    silent = generator.normal(size=(points, 15))
    told = found(quantiles, np.column_stack([noisy(quantiles), silent]), [0.4, *np.zeros(15)], points // 5)
    for level in (0.05, 0.5, 0.95):
        assert told.at(level)[0] == pytest.approx(norm.ppf(level, 0.4, NOISE), abs=0.05)
    assert told.spread()[1:] == pytest.approx(1.0, abs=0.15)
