"""Rows of a text are read whole, or refused in a sentence that names the line."""

import csv
import io

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from mutations import assert_in_our_words

from sim.errors import InputError
from sim.reading.rows import rows_of

cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@examples(100)
@given(
    st.lists(st.lists(cells, min_size=2, max_size=4)), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_what_was_written_as_rows_is_read_again(rows, separator, line_end):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    assert rows_of(out.getvalue(), "file", separator, strict=True) == rows


def test_an_empty_line_is_a_row_without_cells():
    assert rows_of("a,b\n\nc,d", "file") == [["a", "b"], [], ["c", "d"]]


@pytest.mark.parametrize(
    ("text", "strict", "line"),
    [("a,b\nc," + "x" * 150_000 + "\n", False, 2), ('a,b\n"c"d,e\n', True, 2), ('a\n\n"b', True, 3)],
)
def test_what_is_no_row_is_refused_with_its_line(text, strict, line):
    with pytest.raises(InputError, match=f"^file: line {line}: is not CSV: ") as caught:
        rows_of(text, "file", strict=strict)
    assert_in_our_words(caught.value)


def test_a_quote_within_a_cell_is_a_letter_where_nobody_asked_to_be_strict():
    assert rows_of('a"b,"c"d\n', "file") == [['a"b', "cd"]]
