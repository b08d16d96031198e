"""The score is the mean, or the mean of the worst fifth, and more of it is better."""

import numpy as np
import pytest

from experiments.plan_launch.score import Score


def test_the_mean_counts_and_its_sign_follows_the_objective():
    values = np.array([[1.0, 3.0], [0.0, 8.0]])
    assert Score().of(values).tolist() == [2.0, 4.0]
    assert Score(higher_is_better=False).of(values).tolist() == [-2.0, -4.0]


def test_the_worst_fifth_counts_with_a_part_of_the_replicate_on_its_border():
    values = np.arange(1.0, 9.0)  # a fifth of eight is one and six tenths
    assert Score(cautious=True).of(values) == pytest.approx((1.0 + 0.6 * 2.0) / 1.6)
    assert Score(higher_is_better=False, cautious=True).of(values) == pytest.approx(-(8.0 + 0.6 * 7.0) / 1.6)


def test_a_pair_is_behind_where_the_paired_difference_says_so_and_not_the_spread_of_the_worlds():
    worlds = np.array([1.0, 100.0, 3.0, 50.0])
    assert Score().surely_behind(worlds - 0.5, worlds)
    assert not Score().surely_behind(worlds + np.array([2.0, -1.0, 2.0, -1.0]), worlds)
