"""What is compared: data and simulated campaigns by the same arithmetic, with the scatter of as many campaigns."""

import numpy as np
import pytest
from sneakers import launch

from experiments.calibrate.data_file import PastCampaign
from experiments.calibrate.summaries import simulated, summaries_of
from experiments.reference_table.batch import TOTALS
from experiments.reference_table.points import Points
from experiments.reference_table.reference_table import ReferenceTable
from sim.errors import InputError

DATA = [
    PastCampaign("a", "x", {"clicks": 99.0, "spend": 5.0}, {"clicks": 20.0}),
    PastCampaign("b", "x", {"clicks": 9.0, "sales": 3.0}, {}),
    PastCampaign("c", "y", {"clicks": 0.0}, {}),
]


def table(lucks: int) -> ReferenceTable:
    totals = np.random.default_rng(1).gamma(2.0, 50.0, (400, lucks, 2, len(TOTALS)))
    return ReferenceTable(launch(), ("x", "y"), Points(("n",), np.zeros((400, 1))), totals)


def test_a_summary_is_the_mean_logarithm_over_the_campaigns_that_have_the_measure():
    told = {(one.schedule, one.measure): one for one in summaries_of(DATA)}
    assert set(told) == {("x", "clicks"), ("x", "sales"), ("y", "clicks")}  # what was spent teaches nothing
    assert told["x", "clicks"].observed == pytest.approx((np.log(100) + np.log(10)) / 2)
    assert (told["x", "clicks"].campaigns, told["x", "sales"].campaigns) == (2, 1)
    assert told["x", "clicks"].error == pytest.approx(0.2 / 2)
    assert told["y", "clicks"].observed == 0.0


def test_simulated_numbers_are_of_as_many_single_lucks():
    made, (clicks, sales, _) = table(2), summaries_of(DATA)
    numbers = simulated(made, [sales, clicks], 1)
    assert numbers[:, 0] == pytest.approx(np.log1p(made.total("x", "purchases_naive")[:, 0]))
    scatter = numbers[:, 1] - np.log1p(made.total("x", "clicks")).mean(axis=1)
    assert scatter.std() == pytest.approx(0.1, rel=0.15)
    assert scatter.mean() == pytest.approx(0.0, abs=0.02)
    assert np.array_equal(numbers, simulated(made, [sales, clicks], 1))


def test_more_campaigns_than_lucks_are_refused():
    with pytest.raises(InputError, match="1 lucks a point and the data 2 campaigns"):
        simulated(table(1), summaries_of(DATA), 1)
