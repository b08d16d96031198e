"""Data that tell the truth bring the answer nearer to it nearly always; data that tell nothing, no oftener than not."""

import numpy as np
import pytest
from reference_tables import POINTS, data_table, scores

from experiments.calibrate.answer import Answer
from experiments.calibration_check.recovery import recovery_of_table

ROWS = np.arange(200)


def found(noise: float):
    table = data_table(lucks=1)
    answer = Answer(scores(table), np.zeros(POINTS))
    told = scores(table) if np.isfinite(noise) else np.zeros(POINTS)
    luck = noise if np.isfinite(noise) else 1.0
    numbers = told[:, None] + luck * np.random.default_rng(3).normal(size=(POINTS, 1))
    return recovery_of_table(answer, table.points.quantiles, numbers, ROWS, answer.of(ROWS))


def test_exact_data_bring_it_nearer_in_19_of_20():
    exact = found(0.05)
    assert exact.nearer() >= 0.95
    assert exact.middle_nearer() >= 0.95
    # Of the mean distance of two draws of one normal, sd x 2 / root of pi, that of the posterior is left.
    assert exact.distance_left() == pytest.approx(0.05, abs=0.05)


def test_data_of_pure_luck_bring_it_no_nearer():
    nothing = found(np.inf)
    assert 0.35 <= nothing.nearer() <= 0.65
    assert nothing.distance_left() == pytest.approx(1.0, abs=0.03)


def test_points_without_an_answer_are_no_truths():
    table = data_table(lucks=1)
    values = scores(table).copy()
    values[ROWS[:50]] = np.nan
    answer = Answer(values, np.zeros(POINTS))
    told = recovery_of_table(answer, table.points.quantiles, scores(table)[:, None], ROWS, answer.of(ROWS))
    assert len(told.after) == 150
    assert np.isfinite(told.after).all()


def test_truths_may_be_told_by_other_lucks_than_the_table():
    table = data_table(lucks=1)
    generator = np.random.default_rng(4)
    luck = 2.0 * generator.normal(size=POINTS)  # of which the table's own truths have as much as its answer
    answer = Answer(scores(table) + luck, np.full(POINTS, 4.0))
    exact = Answer(scores(table)[ROWS], np.zeros(len(ROWS)))
    numbers = scores(table)[:, None] + 0.1 * generator.normal(size=(POINTS, 1))
    noisy, known = (
        recovery_of_table(answer, table.points.quantiles, numbers, ROWS, truths) for truths in (answer.of(ROWS), exact)
    )
    assert noisy.luck_share == pytest.approx(0.8, abs=0.1)
    assert known.luck_share == 0.0
    assert known.nearer() > 0.9 > noisy.nearer()
