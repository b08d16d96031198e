"""What might be gathered, what it is called, and what a truth would show of it."""

import numpy as np
import pytest
from reference_tables import SCHEDULES, data_table

from experiments.worth_knowing.data_sets import LEARNED_BY, DataSet, data_sets, seen, usual_lift_error
from sim.errors import InputError


def test_of_each_schedule_every_measure_campaigns_together_and_a_lift_test_are_tried():
    found = data_sets(SCHEDULES, [1, 5], 30.0)
    assert len(found) == 2 * (len(LEARNED_BY) + 2 + 1)
    names = [one.name for one in found]
    assert len(set(names)) == len(names)
    assert {"clicks of one hybrid campaign", "all measures of 5 micro only campaigns"} < set(names)
    assert "a lift test on one micro only campaign (standard error 30)" in names


@pytest.mark.parametrize(("campaigns", "error"), [([], 1.0), ([0, 5], 1.0), ([1], -1.0), ([1], float("nan"))])
def test_what_cannot_be_gathered_is_refused(campaigns, error):
    with pytest.raises(InputError, match="must be"):
        data_sets(SCHEDULES, campaigns, error)


def test_the_truth_shows_what_its_own_campaigns_do():
    table = data_table()
    numbers, observed = seen(table, DataSet("all measures", "hybrid", ("impressions",), 5), 7, 1)
    assert observed == pytest.approx(np.log1p(table.total("hybrid", "impressions")[7, :5]).mean())
    assert numbers[7] == pytest.approx(observed)


def test_a_lift_test_errs_by_its_standard_error():
    table = data_table(lucks=1)
    table.totals[..., :] = 1_000.0
    lift = DataSet("lift test", "hybrid", ("incremental_sales",), error=100.0)
    counts = np.array([np.expm1(seen(table, lift, truth, 1)[1][0]) for truth in range(400)])
    assert counts.mean() == pytest.approx(1_000.0, abs=20.0)
    assert counts.std() == pytest.approx(100.0, rel=0.12)
    numbers, _ = seen(table, lift, 0, 1)
    assert numbers.std() == pytest.approx(0.1, rel=0.3)  # the same error, as a share of what was measured


def test_the_usual_error_is_a_quarter_of_the_spread_of_campaigns():
    table = data_table()
    table.totals[:] = 8.0 * np.random.default_rng(2).normal(size=table.totals.shape)
    assert usual_lift_error(table, SCHEDULES) == pytest.approx(2.0, rel=0.02)
