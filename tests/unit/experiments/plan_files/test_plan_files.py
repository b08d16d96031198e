"""A plan as CSV, workbook, calendar and page: what other programs read of them, and that nothing in them is obeyed."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from rosters import influencer, of, scenario

from experiments.plan_files.brief_html import MOST_POSTS, brief_html
from experiments.plan_files.expected import expected_results
from experiments.plan_files.plan_csv import plan_csv
from experiments.plan_files.plan_ics import plan_ics
from experiments.plan_files.plan_xlsx import plan_xlsx
from experiments.plan_files.rows import COLUMNS
from sim.errors import InputError
from sim.planning.budget import plan
from sim.results.measures import POST_RESULTS
from sim.scenario.schedule import Phase

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "<b>Zoë; von, und\\zu</b>")
ROSTER = tuple(
    replace(influencer(k, "micro", 400.0 + k), name=HOSTILE[k] if k < len(HOSTILE) else f"one more {k}")
    for k in range(40)
)


def asked(budget_eur: float = 2_100, start: datetime.date | None = datetime.date(2027, 3, 1)):
    usual = scenario(budget_eur, brand=scenario().brand.model_copy(update={"hours_from_budget": False}))
    return replace(usual, market=usual.market.model_copy(update={"start": start}))


PHASE = Phase(influencers=HOSTILE, start_hours=8, spacing_hours=24, promo_code=True)


def made():
    return plan(asked(), ROSTER, of(PHASE))


def expected(posts: int):
    return expected_results(np.random.default_rng(1).poisson(30.0, (10, posts, len(POST_RESULTS))))


def test_the_csv_is_read_back_as_it_was_planned_and_by_excel_as_utf_8():
    text = plan_csv(asked(), ROSTER, made(), expected(5))
    assert text.encode().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["name"] for row in rows] == [*(f"'{name}" for name in HOSTILE[:4]), HOSTILE[4]]
    assert [row["date"] for row in rows] == [f"2027-03-0{day}" for day in range(1, 6)]
    assert {(row["time"], row["format"], row["promo_code"], row["disclosed"], row["gift"]) for row in rows} == {
        ("08:00", "post", "yes", "yes", "no")
    }
    assert [row["fee_eur"] for row in rows] == [f"{400 + k}.00" for k in range(5)]
    for row, known in zip(rows, expected(5).by_post, strict=True):
        assert float(row["clicks_low"]) == pytest.approx(known["clicks"].low, abs=0.005)
    unknown = list(csv.DictReader(io.StringIO(plan_csv(asked(start=None), ROSTER, made()).removeprefix("\ufeff"))))
    assert {row["date"] for row in unknown} == {row["clicks"] for row in unknown} == {""}


def test_the_workbook_has_a_bold_heading_that_stays_and_cells_of_their_kind():
    sheet = openpyxl.load_workbook(io.BytesIO(plan_xlsx(asked(), ROSTER, made(), expected(5)))).active
    place = {name: number for number, name in enumerate(COLUMNS, 1)}
    assert sheet.freeze_panes == "B2"
    assert all(cell.font.bold and cell.value for cell in sheet[1])
    assert sheet.max_row == 6
    for row, name in zip(sheet.iter_rows(min_row=2), HOSTILE, strict=True):
        assert (row[0].value, row[0].data_type) == (name, "s")  # no formula
    first = sheet[2]
    assert first[place["date"] - 1].value == datetime.datetime(2027, 3, 1)
    assert first[place["date"] - 1].number_format == "yyyy-mm-dd"
    assert (first[place["fee_eur"] - 1].value, first[place["fee_eur"] - 1].number_format) == (400.0, "#,##0.00")
    clicks = expected(5).by_post[0]["clicks"]
    assert first[place["clicks_high"] - 1].value == pytest.approx(clicks.high)
    assert sheet.column_dimensions["A"].width == 28


def test_the_same_plan_is_the_same_workbook_whenever_it_is_written():
    content = plan_xlsx(asked(), ROSTER, made())
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert {part.date_time for part in book.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        stamps = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", book.read("docProps/core.xml").decode())
    assert stamps == ["2000-01-01T00:00:00Z"] * 2


def events(text: str) -> list[dict[str, str]]:
    """The events of a calendar as any reader has them: lines unfolded, names parted from values."""
    lines = text.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            name, _, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


def test_the_calendar_has_an_event_for_each_post_at_its_time():
    text = plan_ics(asked(), ROSTER, made())
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert [event["DTSTART"] for event in events(text)] == [f"2027030{day}T080000" for day in range(1, 6)]
    assert all({"UID", "DTSTAMP", "SUMMARY"} <= event.keys() for event in events(text))
    hostile = events(text)[4]
    assert hostile["SUMMARY"] == r"<b>Zoë\; von\, und\\zu</b>: post"
    assert r"fee 404.00 EUR\; with a promo code" in hostile["DESCRIPTION"]


def test_lines_of_the_calendar_have_at_most_75_octets_and_no_character_is_cut():
    long = tuple(replace(one, name="Zoë ✿ " * 30) for one in ROSTER)
    text = plan_ics(asked(), long, made())
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) == 75
    assert all(line.decode() for line in lines[:-1])
    assert events(text)[0]["SUMMARY"] == "Zoë ✿ " * 30 + ": post"


def test_an_event_keeps_its_identifier_where_its_post_moves_and_no_two_share_one():
    before = events(plan_ics(asked(), ROSTER, made()))
    later = plan(asked(), ROSTER, of(PHASE.model_copy(update={"start_hours": 32})))
    after = events(plan_ics(asked(), ROSTER, later))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert [event["DTSTART"] for event in before] != [event["DTSTART"] for event in after]
    assert len({event["UID"] for event in before}) == 5


def test_a_line_end_in_a_name_begins_no_line_of_the_calendar():
    evil = tuple(replace(one, name="a\r\nEND:VCALENDAR\x07") for one in ROSTER)
    text = plan_ics(asked(), evil, made())
    assert text.count("END:VCALENDAR\r\n") == 1
    assert events(text)[0]["SUMMARY"] == r"a\nEND:VCALENDAR\\x07: post"


def test_without_a_first_day_there_is_no_calendar_and_the_sentence_says_how_to_get_one():
    with pytest.raises(InputError, match=r"give market\.start, a day such as 2027-03-01") as caught:
        plan_ics(asked(start=None), ROSTER, made())
    assert len(caught.value.problems) == 1


def test_the_brief_says_who_posts_when_what_it_costs_what_is_expected_and_what_was_assumed():
    page = brief_html(asked(), ROSTER, made(), expected(5))
    words = re.sub(r"<[^>]*>|\s+", " ", page)
    for part in (
        "Mine: 5 posts by 5 influencers",
        "Mon 2027-03-01, 08:00",
        "post, promo code",
        "404.00",
        "2,010.00 EUR of the budget",
        "The set of assumptions “evidence”",
        asked().fingerprint[:16],
    ):
        assert part in words
    total = expected(5).total["clicks"]
    assert f">{total.mean:,.0f}<small>{total.low:,.0f} to {total.high:,.0f}</small>" in page
    assert "&lt;b&gt;Zoë" in page
    assert "<b>Zoë" not in page
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)
    assert page == brief_html(asked(), ROSTER, made(), expected(5))


def test_the_brief_tells_by_tier_what_does_not_fit_on_its_page_and_nothing_is_lost():
    many = plan(asked(20_000), ROSTER, of(Phase(tier="micro", spacing_hours=1)))
    posts = len(many.posts)
    assert posts > MOST_POSTS
    page = brief_html(asked(20_000), ROSTER, many)
    assert len(re.findall(r"<td class=\"text when\">", page)) == MOST_POSTS
    assert f"{posts - MOST_POSTS} more posts" in page
    rest = sum(post.fee_eur for post in many.posts[MOST_POSTS:])
    assert f"{rest:,.2f}" in page
    assert "Expected:" not in page


def test_a_plan_without_posts_is_a_page_too():
    nobody = replace(made(), posts=(), influencers=())
    assert "Nobody is hired." in brief_html(asked(), ROSTER, nobody)
    assert plan_csv(asked(), ROSTER, nobody).count("\n") == 1
    assert len(plan_xlsx(asked(), ROSTER, nobody)) > 1_000
