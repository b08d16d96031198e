"""The check passes an honest posterior of a stand-in simulator, and finds planted faults."""

import numpy as np
import pytest
from scipy.stats import norm

from experiments.calibrate.posterior import posterior
from experiments.calibrate.study import accepted_of
from experiments.calibration_check.check import CalibrationCheck, check, check_of_table
from sim.errors import InputError

LABELS = ("measured", "also measured", "unseen")
POINTS, TRUTHS, NOISE = 2_000, 300, 0.5


def campaigns(quantiles, generator, noise=NOISE):
    """Two measures of the first two numbers, with noise."""
    logits = np.log(quantiles[:, :2] / (1.0 - quantiles[:, :2]))
    return logits @ [[1.0, 0.3], [0.0, 1.0]] + noise * generator.normal(size=(len(quantiles), 2))


def stand_in(seed: int):
    generator = np.random.default_rng(seed)
    quantiles = generator.random((POINTS, 3))
    return quantiles, campaigns(quantiles, generator), generator


def checked(truths, numbers, quantiles, simulated) -> CalibrationCheck:
    """Truths with their campaigns against a table of its own."""
    accepted = accepted_of(len(quantiles))
    return check(truths, lambda k: posterior(LABELS, quantiles, simulated, numbers[k], accepted))


@pytest.mark.parametrize("seed", range(2))
def test_an_honest_calibration_passes(seed):
    quantiles, simulated, _ = stand_in(seed)
    found = check_of_table(LABELS, quantiles, simulated, np.arange(TRUTHS))
    assert found.faults() == []
    assert [LABELS[k] for k in sorted(found.learned())] == ["measured", "also measured"]
    assert 0.45 <= found.coverage(0.5) <= 0.55
    assert 0.86 <= found.coverage(0.9) <= 0.94


def test_a_truth_is_not_among_the_points_that_it_is_judged_by():
    quantiles, simulated, _ = stand_in(3)
    doubled = np.concatenate([quantiles[:60], quantiles]), np.concatenate([simulated[:60], simulated])
    honest = check_of_table(LABELS, quantiles, simulated, np.arange(60))
    assert not np.array_equal(check_of_table(LABELS, *doubled, np.arange(60)).ranks, honest.ranks)


def test_data_that_leak_the_truth_are_found():
    quantiles, simulated, generator = stand_in(4)
    truths = generator.random((TRUTHS, 3))
    faults = checked(truths, campaigns(truths, generator, noise=0.0), quantiles, simulated).faults()
    assert any("intervals of 50%" in fault for fault in faults)


def test_a_prior_half_as_wide_is_found():
    quantiles, _, generator = stand_in(5)
    narrow = 0.25 + quantiles / 2.0
    truths = generator.random((TRUTHS, 3))
    faults = checked(truths, campaigns(truths, generator), narrow, campaigns(narrow, generator)).faults()
    assert any("intervals of 90%" in fault for fault in faults)
    assert any("ranks of unseen" in fault for fault in faults)


def test_luck_that_is_left_out_of_the_table_is_found():
    quantiles, _, generator = stand_in(6)
    truths = generator.random((TRUTHS, 3))
    silent = campaigns(quantiles, generator, noise=0.02)
    assert checked(truths, campaigns(truths, generator), quantiles, silent).faults()


@pytest.mark.parametrize(("ranks", "kept"), [(np.linspace(0.001, 0.999, 400), True), (np.full(400, 0.5), False)])
def test_even_ranks_pass_and_a_heap_does_not(ranks, kept):
    found = CalibrationCheck(("x",), ranks[:, None], np.ones((400, 1)))
    assert (found.faults() == []) is kept


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_coverage_of_intervals_too_narrow_is_that_of_the_closed_form(level):
    truths = np.random.default_rng(1).normal(size=100_000)
    ranks = norm.cdf(2.0 * truths)  # of a posterior half as wide as it should be
    expected = 2.0 * norm.cdf(norm.ppf(0.5 + level / 2.0) / 2.0) - 1.0
    found = CalibrationCheck(("x",), ranks[:, None], np.ones((len(ranks), 1)))
    assert found.coverage(level) == pytest.approx(expected, abs=0.005)


def test_few_truths_are_refused():
    with pytest.raises(InputError, match="--truths 10"):
        check(np.zeros((10, 1)), lambda number: None)
