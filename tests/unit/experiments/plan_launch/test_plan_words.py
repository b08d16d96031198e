"""A plan in words: what has no interval says so, and what the search saw is called too good only where it is."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.plan_launch.study import CreatorValue
from experiments.plan_launch.words import expected, lost
from experiments.statistics.estimates import Arm, Estimate, estimate, paired_difference
from sim.kpis import KPI_BY_NAME


def value(differences):
    """What a creator is worth to a plan that loses so much in each replicate without them."""
    without = 100.0 + np.arange(len(differences))
    own = np.asarray(differences, float)
    return CreatorValue(0, 50.0, paired_difference(Arm("plan", without + own), Arm("rest", without)), estimate(own))


def test_what_is_lost_in_many_replicates_is_told_with_its_interval():
    told = lost(value([4.0, 6.0, 5.0, 7.0, 3.0, 5.0, 6.0, 4.0] * 3), "purchases")
    mean, low, high = (float(number) for number in told.replace("(", "").replace(")", "").replace("to ", "").split())
    assert mean == pytest.approx(5.0, abs=0.1)
    assert low < mean < high


def test_what_differs_in_one_replicate_alone_has_no_interval_and_no_letters_in_its_place():
    assert lost(value([50.0] + [0.0] * 19), "purchases") == "2.50 (no interval)"


@pytest.mark.parametrize(("searched", "too_good"), [(120.0, True), (80.0, False)])
@pytest.mark.parametrize(("name", "sign"), [("purchases_incremental", 1.0), ("own_hours", -1.0)])
def test_what_the_search_saw_is_called_too_good_only_where_it_is_better_than_what_holds(searched, too_good, name, sign):
    plan = SimpleNamespace(
        scenario=SimpleNamespace(judged_by=KPI_BY_NAME[name]),
        totals={name: np.ones(100)},
        objective=Estimate(100.0, 90.0, 110.0),
        searched=searched,
    )
    assert ("too good" in expected(plan)) is (too_good if sign > 0 else not too_good)
