"""An answer is narrowed as the numbers are, and luck is taken out of it."""

from dataclasses import replace

import numpy as np
import pytest
from reference_tables import LUCK, POINTS, data_table, left_of, scores

from experiments.calibrate.answer import Answer, BelievedAnswer, after_data, answer_of, before_data
from experiments.calibrate.study import accepted_of
from experiments.reference_table.batch import TOTALS
from sim.kpis import KPI_BY_NAME

NORMAL_WIDTH = 2.0 * 1.6449


def noisy(lucks: int, noise: float, seed: int = 5):
    """A table whose answer is 100 times the score, with luck in each campaign."""
    table = data_table(lucks=lucks)
    totals = np.zeros_like(table.totals)
    bought = TOTALS.index("purchases_incremental")
    totals[:, :, 0, bought] = 100.0 * scores(table)[:, None]
    totals[:, :, 0, bought] += noise * np.random.default_rng(seed).normal(size=(POINTS, lucks))
    return replace(table, totals=totals)


def test_the_jackknife_of_a_total_is_the_variance_of_its_mean():
    table = noisy(5, 30.0)
    answer = answer_of(table, KPI_BY_NAME["purchases_incremental"])
    told = table.total("hybrid", "purchases_incremental") - table.total("micro_only", "purchases_incremental")
    assert answer.values == pytest.approx(told.mean(axis=1))
    assert answer.luck_variance == pytest.approx(told.var(axis=1, ddof=1) / 5)


def test_one_luck_tells_nothing_of_luck():
    assert not answer_of(noisy(1, 30.0), KPI_BY_NAME["purchases_incremental"]).luck_variance.any()


@pytest.mark.parametrize("noise", [0.0, 100.0, 200.0])
def test_before_data_the_spread_is_that_of_expectations_whatever_the_luck(noise):
    answer = answer_of(noisy(4, noise), KPI_BY_NAME["purchases_incremental"])
    assert before_data(answer).width() == pytest.approx(100.0 * NORMAL_WIDTH, rel=0.07)
    variance = noise**2 / 4
    assert answer.luck_share() == pytest.approx(variance / (variance + 100.0**2), abs=0.05)


def test_data_narrow_the_answer_by_the_closed_form_and_move_it_to_the_truth():
    table = data_table()
    answer = Answer(100.0 * scores(table), np.zeros(POINTS))
    numbers = np.log(table.total("hybrid", "impressions")[:, :1])
    believed = after_data(answer, table.points.quantiles, numbers, np.array([21.0]), accepted_of(POINTS))
    assert believed.width() == pytest.approx(100.0 * NORMAL_WIDTH * left_of(LUCK), rel=0.15)
    assert believed.at(0.5) == pytest.approx(50.0, abs=15.0)  # half of the way, as luck is as large as the spread


def test_the_sign_is_sure_where_19_in_20_of_the_weight_lie_on_a_side():
    values, even = np.arange(-50.0, 50.0) + 0.5, np.full(100, 0.01)
    assert BelievedAnswer(values, even).above_zero() == pytest.approx(0.5)
    assert not BelievedAnswer(values + 44.0, even).is_sure()
    assert BelievedAnswer(values + 46.0, even).is_sure()
    assert BelievedAnswer(values - 46.0, even).is_sure()


def test_the_distance_is_the_mean_of_that_of_the_draws():
    assert BelievedAnswer(np.array([1.0, 5.0]), np.array([0.75, 0.25])).distance(2.0) == pytest.approx(1.5)
