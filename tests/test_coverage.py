"""Do 95 % intervals hold the truth in 93 to 97 % of comparisons? On problems whose answer is known."""

import numpy as np
import pytest
from scipy import stats

from experiments.decisions import loss_probability
from experiments.statistics import Arm, bootstrap_difference, paired_difference, wilson

BELIEFS = 40


def coverage(intervals, truth):
    return float(np.mean([got.low <= truth <= got.high for got in intervals]))


def intervals(differences, **bootstrap):
    """Intervals of the mean difference, one for each row of paired differences; Student's if nothing else is asked."""
    nothing = Arm("b", np.zeros(differences.shape[1]))
    if not bootstrap:
        return [paired_difference(Arm("a", row), nothing) for row in differences]
    return [bootstrap_difference(Arm("a", row), nothing, seed=i, **bootstrap) for i, row in enumerate(differences)]


@pytest.mark.parametrize("bootstrap", [{}, {"draws": 1_000}], ids=["student", "bootstrap"])
def test_normal_differences(bootstrap):
    d = np.random.default_rng(1).normal(3.0, 2.0, (2_000, BELIEFS))
    assert 0.93 <= coverage(intervals(d, **bootstrap), 3.0) <= 0.97


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_exponential_differences(sign):
    d = sign * np.random.default_rng(2).exponential(1.0, (1_500, BELIEFS))
    assert 0.93 <= coverage(intervals(d, draws=1_000), sign) <= 0.97


def test_lognormal_differences_for_which_students_interval_is_too_short():
    d = np.random.default_rng(3).lognormal(0.0, 1.0, (2_000, BELIEFS))
    assert 0.93 <= coverage(intervals(d, draws=1_000), np.exp(0.5)) <= 0.97
    assert coverage(intervals(d), np.exp(0.5)) < 0.91


def test_symmetric_heavy_tails_for_which_the_bootstrap_alone_is_too_short():
    # The same world scales both schedules: their difference is symmetric, with outliers on either side.
    rng = np.random.default_rng(4)
    d = rng.lognormal(-0.5, 1.0, (1_500, BELIEFS)) * rng.normal(0.0, 1.0, (1_500, BELIEFS))
    assert 0.93 <= coverage(intervals(d, draws=1_000), 0.0) <= 0.97


def test_difference_of_ratios_with_skewed_denominators():
    # Cost per purchase: a budget of 10,000; purchases share their world and average 100 and 80.
    rng = np.random.default_rng(5)
    studies = 1_200
    world = rng.gamma(4.0, 0.25, (studies, BELIEFS))
    one = 100.0 * world * rng.gamma(4.0, 0.25, (studies, BELIEFS))
    other = 80.0 * world * rng.gamma(4.0, 0.25, (studies, BELIEFS))
    cost = np.full(BELIEFS, 1e4)
    found = [
        bootstrap_difference(Arm("a", cost, a), Arm("b", cost, b), seed=i, draws=1_000)
        for i, (a, b) in enumerate(zip(one, other, strict=True))
    ]
    assert 0.93 <= coverage(found, 100.0 - 125.0) <= 0.97


def test_two_lucks_of_a_belief_are_one_datum():
    # The belief moves the difference with variance 1, luck with 1/4. Taken as 80 independent runs the variance of the
    # mean would be put at 1.25 / 80 where it is (1 + 1/8) / 40: an interval of three quarters of its length, 84 %.
    rng = np.random.default_rng(6)
    studies = 2_000
    runs = 2.0 + rng.normal(0.0, 1.0, (studies, BELIEFS, 1)) + rng.normal(0.0, 0.5, (studies, BELIEFS, 2))
    assert 0.93 <= coverage(intervals(runs.mean(axis=2)), 2.0) <= 0.97
    assert coverage(intervals(runs.reshape(studies, -1)), 2.0) < 0.90


def test_skewed_lucks_of_a_belief_are_one_datum_too():
    rng = np.random.default_rng(7)
    studies = 1_000
    runs = rng.exponential(1.0, (studies, BELIEFS, 1)) + rng.normal(0.0, 0.5, (studies, BELIEFS, 2))
    assert 0.93 <= coverage(intervals(runs.mean(axis=2), draws=500), 1.0) <= 0.97
    assert coverage(intervals(runs.reshape(studies, -1), draws=500), 1.0) < 0.90


def test_loss_probability_of_runs_that_hang_together():
    # Exactly one quarter of the runs are lost; three quarters of the variance of their profit lie between beliefs.
    rng = np.random.default_rng(8)
    beliefs = rng.normal(0.0, 0.75**0.5, (1_500, 60, 1))
    profits = beliefs + rng.normal(0.0, 0.5, (1_500, 60, 4)) - stats.norm.ppf(0.25)
    assert 0.93 <= coverage([loss_probability(profit) for profit in profits], 0.25) <= 0.97
    as_if_apart = [wilson(float((profit < 0.0).mean()), profit.size) for profit in profits]
    assert coverage(as_if_apart, 0.25) < 0.85
