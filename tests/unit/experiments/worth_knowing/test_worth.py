"""What data are worth is the closed form where there is one; noise is worth nothing, and more never less."""

from dataclasses import replace

import numpy as np
import pytest
from reference_tables import LUCK, POINTS, data_table, left_of, scores

from experiments.calibrate.answer import Answer
from experiments.reference_table.points import Points
from experiments.worth_knowing.data_sets import DataSet
from experiments.worth_knowing.worth import worths
from sim.errors import InputError

ROWS = np.arange(0, POINTS, POINTS // 120)


def told(*candidates):
    table = data_table()
    answer = Answer(100.0 * scores(table) + 30.0, np.zeros(POINTS))
    return {one.data: one for one in worths(table, answer, candidates, ROWS, 1)}


def seen_of(campaigns: int) -> DataSet:
    return DataSet("all measures", "hybrid", ("impressions",), campaigns)


@pytest.fixture(scope="module")
def by_campaigns():
    return told(*map(seen_of, (1, 5, 20)))


@pytest.mark.parametrize("campaigns", [1, 5, 20])
def test_a_measure_narrows_an_answer_that_is_linear_in_it_by_the_closed_form(by_campaigns, campaigns):
    left = by_campaigns[seen_of(campaigns)].width_left
    assert left.mean == pytest.approx(left_of(LUCK / np.sqrt(campaigns)), abs=0.05)
    assert left.low < left.mean < left.high


def test_more_campaigns_are_never_worse_than_one_and_the_best_stand_first(by_campaigns):
    assert [data.campaigns for data in by_campaigns] == [20, 5, 1]
    assert by_campaigns[seen_of(20)].sure_share > by_campaigns[seen_of(1)].sure_share


def test_data_are_asked_for_the_answer_whatever_they_tell_of_the_assumptions():
    table = data_table()
    answer = Answer(100.0 * scores(table), np.zeros(POINTS))
    unrelated = np.random.default_rng(2).random(table.points.quantiles.shape)
    table = replace(table, points=Points(table.points.labels, unrelated))
    (found,) = worths(table, answer, [DataSet("all measures", "hybrid", ("impressions", "clicks"), 20)], ROWS, 1)
    assert found.width_left.mean == pytest.approx(left_of(LUCK / np.sqrt(20)), abs=0.05)


@pytest.mark.parametrize(
    "data", [DataSet("one measure", "hybrid", ("clicks",)), DataSet("one measure", "micro_only", ("shares",))]
)
def test_luck_and_what_never_happens_narrow_nothing(data):
    found = told(data)[data]
    assert found.width_left.mean == pytest.approx(1.0, abs=0.05)
    assert found.sure_share == 0.0


def test_few_truths_and_an_answer_that_never_differs_are_refused():
    table = data_table(lucks=1)
    with pytest.raises(InputError, match="--truths 5"):
        worths(table, Answer(scores(table), np.zeros(POINTS)), [seen_of(1)], ROWS[:5], 1)
    with pytest.raises(InputError, match="nothing can narrow it"):
        worths(table, Answer(np.ones(POINTS), np.zeros(POINTS)), [seen_of(1)], ROWS, 1)
