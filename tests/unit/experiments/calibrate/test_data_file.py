"""Past campaigns as people keep them are read, and what cannot be is refused row by row, all at once."""

import pytest
from openpyxl import Workbook

from experiments.calibrate.columns import column_named
from experiments.calibrate.data_file import read_campaigns
from sim.errors import InputError

KNOWN = ["macro_only", "micro_only"]


def read(tmp_path, text, name="data.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_campaigns(path, KNOWN, "macro_only")


def problems(tmp_path, text):
    with pytest.raises(InputError) as refusal:
        read(tmp_path, text)
    return [problem.partition(": ")[2] for problem in refusal.value.problems]


def test_a_row_is_a_campaign_and_gaps_stay_gaps(tmp_path):
    (one, two), notes = read(
        tmp_path,
        "Campaign;Schedule;Views;Link clicks;clicks_se\nspring;micro_only;1.000.000;12,5;\nautumn;;2.000.000;;\n",
    )
    assert (one.name, one.schedule, one.measured) == ("spring", "micro_only", {"impressions": 1e6, "clicks": 12.5})
    assert (two.name, two.schedule, two.measured) == ("autumn", "macro_only", {"impressions": 2e6})
    assert notes == []


def test_rows_of_one_campaign_add_up_but_for_people_reached(tmp_path):
    (one,), notes = read(
        tmp_path,
        "campaign,date,impressions,reach,clicks,clicks_se,shares\n"
        "a,2027-03-01,1000,800,10,3,1\na,2027-03-02,500,400,20,4,\n",
    )
    assert one.measured == {"impressions": 1500.0, "clicks": 30.0}
    assert one.errors == {"clicks": 5.0}
    assert notes == ["reach is not used where a campaign has several rows: who is reached twice would count twice"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_is_read(tmp_path, encoding):
    (one,), _ = read(tmp_path, "campaign,clicks\nFrühling,12\n", encoding=encoding)
    assert (one.name, one.measured) == ("Frühling", {"clicks": 12.0})


def test_more_rows_than_anybody_keeps_are_refused_before_they_are_understood(tmp_path):
    with pytest.raises(InputError, match="more than 100,000 rows"):
        read(tmp_path, "clicks\n" + "1\n" * 100_000)


def test_a_workbook_is_read_from_the_sheet_with_measures(tmp_path):
    book = Workbook()
    book.active.append(["Notes"])
    sheet = book.create_sheet("results")
    for row in (["Results 2026"], ["Campaign", "Orders", "Amount spent (EUR)"], ["x", 210, 58000.5]):
        sheet.append(row)
    book.save(tmp_path / "data.xlsx")
    (one,), _ = read_campaigns(tmp_path / "data.xlsx", KNOWN, "macro_only")
    assert one.measured == {"sales": 210.0, "spend": 58000.5}


def test_all_that_is_wrong_is_told_with_its_row(tmp_path):
    told = problems(
        tmp_path,
        "campaign,schedule,date,impressions,clicks,shares,sales\n"
        "a,macro,2027-01-02,1000,2000,5 %,1\n"
        "b,macro_only,soon,many,1,0.3,-4\n"
        "c,macro_only,2027-02-02,100,1,1,1\n"
        "c,micro_only,2027-02-01,100,1,1,1\n",
    )
    for row, words in (
        (2, "no such schedule; did you mean 'macro_only'"),
        (2, "clicks 2,000 and impressions 1,000: cannot be more"),
        (2, "shares = '5 %': is a share"),
        (3, "impressions = 'many': must be a number"),
        (3, "sales = '-4': must be at least 0"),
        (3, "shares = 0.3: looks like a share"),
        (3, "date = 'soon'"),
        (5, "2027-02-01 after 2027-02-02"),
    ):
        assert any(problem.startswith(f"row {row}: ") and words in problem for problem in told), words
    assert any("different schedules" in problem for problem in told)
    assert len(told) == 9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no line names columns"),
        ("followers,name\n1,2\n", "no line names columns"),
        ("impressions\n", "has no row below its header"),
        ("impressions,views\n1,2\n", "two columns are impressions"),
        ("impressions,clicks_se\n1,2\n", "without a column clicks"),
        ("impressions,clicks\n,\n-,n/a\n", "no campaign has a number"),
    ],
)
def test_a_file_that_is_no_table_of_campaigns_is_refused(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read(tmp_path, text)


def test_columns_that_are_not_used_are_named(tmp_path):
    _, notes = read(tmp_path, "impressions,mood,click\n1000,good,3\n")
    assert notes == ["not used: 'mood', 'click'; did you mean 'clicks'?"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *(
            ("Impressions", "impressions"),
            ("Link Clicks", "clicks"),
            ("Clicks s.e.", "clicks_se"),
            ("Spend (USD)", "spend"),
        ),
        *(("Day", "date"), ("incremental_sales", "incremental_sales"), ("date_se", None), ("followers", None)),
    ],
)
def test_synonyms(header, name):
    assert column_named(header) == name
