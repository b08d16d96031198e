"""What data are worth is not told as an order where the table contradicts itself."""

import pytest

from experiments.statistics.estimates import Estimate
from experiments.worth_knowing.data_sets import DataSet
from experiments.worth_knowing.study import WorthKnowing
from experiments.worth_knowing.words import contradicted
from experiments.worth_knowing.worth import Worth


def test_the_table_of_a_study_has_a_row_for_each_data_set_in_their_order():
    widths = (Estimate(0.5, 0.4, 0.6), Estimate(0.7, 0.6, 0.8))
    data = (DataSet("lift test", "a", ("incremental_sales",), error=3.0), DataSet("all measures", "b", ("clicks",), 20))
    found = tuple(Worth(one, width, 0.25) for one, width in zip(data, widths, strict=True))
    table = WorthKnowing(None, ("a", "b"), None, None, 0.1, found, 100, 2, 100, 1).table()
    assert list(table["data"]) == [one.name for one in data]
    assert list(table["standard_error"]) == [3.0, 0.0]
    assert list(table["campaigns"]) == [1, 20]
    assert [tuple(table[name]) for name in ("width_left", "width_left_low", "width_left_high")] == [
        (0.5, 0.7),
        (0.4, 0.6),
        (0.6, 0.8),
    ]


def worth(kind, schedule, left, campaigns=1):
    return Worth(DataSet(kind, schedule, ("clicks",), campaigns), Estimate(left, left - 0.05, left + 0.05), 0.0)


@pytest.mark.parametrize(
    ("worths", "is_contradicted"),
    [
        ([worth("all measures", "a", 0.5), worth("one measure", "a", 0.6)], False),
        ([worth("all measures", "a", 0.7), worth("one measure", "a", 0.6)], True),
        ([worth("all measures", "a", 0.64), worth("one measure", "a", 0.6)], False),  # within what truths leave open
        ([worth("all measures", "a", 0.5), worth("one measure", "a", 0.6), worth("one measure", "b", 0.1)], False),
        ([worth("all measures", "a", 0.5), worth("all measures", "a", 0.9, 20), worth("one measure", "a", 0.6)], False),
        ([worth("all measures", "a", 0.7), worth("lift test", "a", 0.1)], False),
    ],
)
def test_all_measures_that_tell_less_than_one_of_them_contradict(worths, is_contradicted):
    assert contradicted(worths) is is_contradicted
