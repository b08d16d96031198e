"""Ten thousand roster files of whatever content: none ends in a traceback, and what is accepted can be written down."""

from __future__ import annotations

import dataclasses
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import assert_in_our_words

from sim.errors import InputError
from sim.roster.answers import DECIMAL, FOLLOWERS_IN, RATES, Answers
from sim.roster.file_text import file_text
from sim.roster.roster_file import parse_roster
from sim.roster.written_roster import written_roster
from sim.scenario.market import INTERESTS

pytestmark = pytest.mark.nightly

HEADERS = st.sampled_from(
    [
        *("name", "Profile URL", "handle", "ER", "Engagement rate (%)", "fee", "Price per post", "fee_usd", "niche"),
        *(
            "platform",
            "Local Audience",
            "fake followers %",
            "fake followers",
            "AQS",
            "avg_likes",
            "avg comments",
            "error",
        ),
        *("avg_views", "Engagement avg", "engagement", "currency", "followers", "Followers (K)", "", "x"),
    ]
)
CELLS = st.one_of(
    st.sampled_from(
        ["", "34.5K", "1.200", "0.07", "3%", "12 500", "N/A", "#N/A", "Food", "Total", "34500", "350", "1e99"]
    ),
    st.sampled_from(
        ["TikTok", "IG", "tiktok.com/@a", "$300", "350 €", "64%", "2026-02-01", "12,5", "'=1+1", "0", "0.5"]
    ),
    st.text("0123456789.,' -%KkMBeE#/€$\"\n\x00", max_size=9),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.floats(0, 1e7).map(str),
    st.integers(0, 10**7).map(str),
)
ANSWERS = st.builds(
    Answers,
    rates=st.sampled_from([None, *RATES]),
    decimal=st.sampled_from([None, *DECIMAL]),
    followers_in=st.sampled_from([None, *FOLLOWERS_IN]),
)
FIVE_THOUSAND = settings(
    max_examples=5_000, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def tables(draw) -> list[list[str]]:
    """A header with followers, and rows of which many are as long as it is and hold a number of followers."""
    header = ["name", "followers", *draw(st.lists(HEADERS, max_size=5))]
    rows = []
    for k in range(draw(st.integers(0, 5))):
        name = draw(st.one_of(st.just(f"n{k}"), CELLS))
        followers = draw(st.one_of(st.sampled_from(["34500", "1.2M", "8200", "34.5"]), CELLS))
        others = [draw(CELLS) for _ in header[2:]]
        rows.append([name, followers, *others] if draw(st.integers(0, 9)) else others)
    return [header, *rows]


def check(text: str, answers: Answers) -> bool:
    """Whether a text is accepted; what is accepted must say the same once it is written down."""
    try:
        listing = parse_roster(text, "file", INTERESTS, answers)
    except InputError as error:
        assert_in_our_words(error)
        return False
    written = written_roster(listing, INTERESTS)
    again = parse_roster(written, "file", INTERESTS)
    assert [dataclasses.replace(one, line=0) for one in again.listed] == [
        dataclasses.replace(one, line=0) for one in listing.listed
    ], written
    return True


@FIVE_THOUSAND
@given(tables(), st.sampled_from(",;\t|"), ANSWERS, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252"]))
def test_whatever_table_a_text_holds_it_is_refused_in_words_or_reads_back_the_same(table, separator, answers, encoding):
    lines = (separator.join(f'"{cell}"' if separator in cell else cell for cell in cells) for cells in table)
    content = ("\n".join(lines) + "\n").encode(encoding, errors="replace")
    try:
        text = file_text(content, "file").text
    except InputError as error:
        assert_in_our_words(error)
        return
    check(text, answers)


@FIVE_THOUSAND
@given(st.data())
def test_whatever_clean_table_is_generated_it_is_accepted_and_reads_back_the_same(data):
    count = data.draw(st.integers(1, 6))
    shares = st.floats(0, 1, allow_subnormal=False)
    fees = st.floats(0, 1e6, allow_subnormal=False)
    lines = ["name,followers,engagement_rate_per_follower,fee_eur,interest,feed,fake_share"]
    for k in range(count):
        rate, fee, fake = data.draw(shares), data.draw(fees), data.draw(shares)
        followers, interest = data.draw(st.integers(1_000, 10**8)), data.draw(st.sampled_from([*INTERESTS, ""]))
        feed = data.draw(st.sampled_from(["followers", "mixed", "recommended", ""]))
        lines.append(f"n{k},{followers},{100 * rate:.6f}%,{fee:.2f},{interest},{feed},{100 * fake:.4f}%")
    assert check("\n".join(lines) + "\n", Answers())


WORKBOOK_CELLS = st.one_of(
    CELLS.filter(lambda text: text.isprintable()),
    st.floats(-1e3, 1e7),
    st.integers(-5, 10**9),
    st.booleans(),
    st.dates(),
    st.none(),
)
FORMATS = st.sampled_from(
    ["General", "0%", "0.00%", "#,##0", '0.0"K"', '0.0,"K"', '"$"#,##0', "[$€-407] 0.00", "yyyy-mm-dd"]
)


@settings(FIVE_THOUSAND, max_examples=500)
@given(
    st.lists(HEADERS, max_size=4),
    st.lists(st.lists(st.tuples(WORKBOOK_CELLS, FORMATS), max_size=6), max_size=5),
    ANSWERS,
    st.integers(0, 60_000),
    st.binary(max_size=4),
)
def test_whatever_a_workbook_holds_and_wherever_it_is_damaged_it_is_read_or_refused(headers, rows, answers, at, broken):
    book = openpyxl.Workbook()
    book.active.append(["name", "followers", *headers])
    for row, cells in enumerate(rows, 2):
        for column, (value, number_format) in enumerate(cells, 1):
            cell = book.active.cell(row, column)
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type  # never a formula
            cell.number_format = number_format
    content = io.BytesIO()
    book.save(content)
    damaged = bytearray(content.getvalue())
    damaged[at : at + len(broken)] = broken
    try:
        text = file_text(bytes(damaged), "file").text
    except InputError as error:
        assert_in_our_words(error)
        return
    check(text, answers)
