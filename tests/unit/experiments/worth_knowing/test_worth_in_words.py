"""What data are worth is not told as an order where the table contradicts itself."""

from types import SimpleNamespace

import pytest

from experiments.worth_knowing.data_sets import DataSet
from experiments.worth_knowing.words import contradicted


def worth(kind, schedule, left, campaigns=1):
    return SimpleNamespace(data=DataSet(kind, schedule, ("clicks",), campaigns), width_left=SimpleNamespace(mean=left))


@pytest.mark.parametrize(
    ("worths", "is_contradicted"),
    [
        ([worth("all measures", "a", 0.5), worth("one measure", "a", 0.6)], False),
        ([worth("all measures", "a", 0.7), worth("one measure", "a", 0.6)], True),
        ([worth("all measures", "a", 0.5), worth("one measure", "a", 0.6), worth("one measure", "b", 0.1)], False),
        ([worth("all measures", "a", 0.5), worth("all measures", "a", 0.9, 20), worth("one measure", "a", 0.6)], False),
        ([worth("all measures", "a", 0.7), worth("lift test", "a", 0.1)], False),
    ],
)
def test_all_measures_that_tell_less_than_one_of_them_contradict(worths, is_contradicted):
    assert contradicted(worths) is is_contradicted
