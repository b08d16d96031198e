"""What a chart reads out: its numbers with their names, and nothing that is no number."""

import math

import pytest

pytest.importorskip("nicegui")

from hypothesis import given
from hypothesis import strategies as st

from experiments.lab.parts.charts import described, in_rows

ROWS = in_rows("difference (purchases)", [1.0], ["a minus b", "a minus c"], 12)


def test_rows_are_read_out_with_their_names_and_intervals():
    series = [
        {"type": "lines", "data": [{"coords": [[-3.0, 0], [5.0, 0]]}]},
        {"type": "scatter", "data": [{"value": [1.0, 0]}, {"value": [2.5, 1]}]},
    ]
    assert described(ROWS | {"series": series}) == (
        "Chart of difference (purchases). a minus b between −3 and 5; a minus b 1, a minus c 2.5."
    )


def test_a_chart_without_numbers_says_so():
    assert described(ROWS | {"series": [{"type": "lines", "data": []}]}).endswith("Nothing is drawn yet.")


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=2, max_size=2))
def test_what_is_no_number_is_never_read_out(values):
    bars = [{"type": "bar", "name": "low end", "data": [{"value": value} for value in values]}]
    said = described(ROWS | {"series": bars})
    assert "nan" not in said.lower()
    assert "inf" not in said.lower()
    assert ("Nothing is drawn yet" in said) == (not any(map(math.isfinite, values)))
