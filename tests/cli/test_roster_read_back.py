"""``groundswell roster FILE``: what is understood of a file, in all and row by row, and how to answer what is not."""

import json

import pytest
from places import SAMPLE_ROSTERS
from worlds import SMALLEST

from experiments.cli.commands import main

RATES = "name,followers,ER,fee\nada,3400000,0.07,21000\nbo,2800000,0.10,18000\n"
ODD = (
    "name,followers,ER,fee,niche,fake followers %\nada,20000,80%,9000,food,10\nbo,48,2%,2,food,30\n"
    "cem,30000,3%,250,travel,5\ndora,900000,2%,8000,,20\n"
)


@pytest.fixture
def said(tmp_path, capsys, monkeypatch):
    """What the command prints on a roster, with its exit code."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(text: str, *options: str) -> tuple[int, str, str]:
        (tmp_path / "roster.csv").write_text(text)
        with pytest.raises(SystemExit) as ended:
            main(["roster", str(tmp_path / "roster.csv"), *options])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def understood(said, text: str, *options: str) -> dict:
    code, out, err = said(text, *options, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_summary_counts_tiers_and_interests_and_has_the_medians(said):
    summary = understood(said, ODD)["summary"]
    assert summary["by_tier"] == {"nano": 1, "micro": 2, "macro": 1}
    assert summary["by_interest"] == {"food": 2, "travel": 1, "not known": 1}
    assert summary["median"]["followers"] == 25_000
    assert summary["median"]["engagement_rate_per_follower"] == pytest.approx(0.025)
    assert summary["median"]["fee_eur"] == 4_125
    assert summary["values_from"]["interest"] == {"file": 3, "drawn": 1}
    assert summary["fake_share_by_tier"] == pytest.approx({"nano": 0.3, "micro": 0.075, "macro": 0.2})
    assert "overlap_share" not in summary


def test_what_stands_out_is_a_warning_with_names_and_factors(said):
    report = understood(said, ODD)
    warnings = "\n".join(report["summary"]["warnings"])
    assert "hardly possible: 1 of 4 say that over 30 % of their followers engage with a post: 'ada' (80 %)" in warnings
    assert "few followers: 1 of 4 have fewer than 1,000: 'bo' (48)" in warnings
    usual = report["influencers"][0]["usual_fee_eur"]
    assert (
        f"dear: 1 of 4 are far from the usual fee for their size: 'ada' (9,000 EUR, {9_000 / usual:.3g} times)"
        in warnings
    )
    assert "cheap: 1 of 4 are far from the usual fee for their size: 'bo' (2 EUR, " in warnings
    assert "engagement rate: 1 of 4 are above what a post reaches among followers" in warnings
    ends = report["summary"]["fee_beside_usual"]
    assert {word: end["name"] for word, end in ends.items()} == {"least": "bo", "most": "ada"}
    assert understood(said, "name,followers\nada,20000\n")["summary"]["warnings"] == []


def test_where_posts_usually_cost_nothing_no_fee_is_far_from_it(said, tmp_path):
    free = "[assumptions.override]\nfee_per_follower_eur = 0\nfee_floor_eur = 0\n"
    (tmp_path / "s.toml").write_text(SMALLEST + free)
    summary = understood(said, ODD, "--scenario", str(tmp_path / "s.toml"))["summary"]
    assert not any("usual fee" in warning for warning in summary["warnings"])


def test_the_screen_shows_the_summary_first_and_forty_rows(said):
    text = "name,followers\n" + "".join(f"n{k},{5_000 + k}\n" for k in range(100))
    code, out, _ = said(text)
    assert code == 0
    assert out.index("tiers:") < out.index("n0 ")
    assert "n39 " in out
    assert "n40 " not in out
    assert "and 60 more; --json shows all" in out
    assert len(understood(said, text)["influencers"]) == 100
    assert "more; --json" not in said(text.partition("n40,")[0])[1]


@pytest.mark.parametrize(("option", "rate"), [("--percent", 0.0007), ("--shares", 0.07)])
def test_what_is_asked_is_answered_by_an_option(said, option, rate):
    code, _, err = said(RATES)
    assert (code, len(err.splitlines())) == (2, 1)
    assert option in err
    one, _ = understood(said, RATES, option)["influencers"]
    assert one["engagement_rate_per_follower"]["value"] == pytest.approx(rate)


def test_the_decimal_mark_and_thousands_are_answered_by_options(said):
    text = "name,followers,fee\nada,34.5,1.200\nbo,120,90\n"
    assert len(said(text)[2].splitlines()) == 2
    one, _ = understood(said, text, "--thousands", "--decimal", "point")["influencers"]
    assert (one["followers"]["value"], one["fee_eur"]["value"]) == (34_500, 1.2)
    code, _, err = said("name,followers,ER\nada,20000,34.5\n", "--shares")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "no share, as was said" in err


def test_a_scenario_answers_for_its_own_roster_file_alone(said, tmp_path):
    section = '[roster]\nfile = "roster.csv"\nrates = "percent"\n'
    (tmp_path / "roster.csv").write_text(RATES)
    (tmp_path / "s.toml").write_text(SMALLEST + section)
    scenario = "--scenario", str(tmp_path / "s.toml")
    one, _ = understood(said, RATES, *scenario)["influencers"]
    assert one["engagement_rate_per_follower"]["value"] == pytest.approx(0.0007)
    (tmp_path / "other.csv").write_text(RATES)
    with pytest.raises(SystemExit) as ended:
        main(["roster", str(tmp_path / "other.csv"), *scenario])
    assert ended.value.code == 2


def test_a_clean_copy_says_the_same_and_overwrites_nothing(said, tmp_path, capsys):
    clean = tmp_path / "clean.csv"
    first = understood(said, RATES, "--percent", "--out", str(clean))
    again = understood(said, clean.read_text(encoding="utf-8"))
    assert [one["engagement_rate_per_follower"] for one in again["influencers"]] == [
        one["engagement_rate_per_follower"] for one in first["influencers"]
    ]
    code, out, err = said(RATES, "--percent", "--out", str(clean))
    assert (code, out) == (2, "")
    assert err == f"groundswell: {clean}: is there already; choose another name\n"
    code, _, err = said(RATES, "--out", str(tmp_path / "none.csv"))
    assert code == 2
    assert not (tmp_path / "none.csv").exists()


@pytest.mark.second
def test_the_overlap_of_audiences_is_between_none_and_all(said):
    one = understood(said, "name,followers\nada,9000000\n", "--overlap")["summary"]["overlap_share"]
    same = "name,followers,interest,in_market_share\n" + "".join(f"n{k},9000000,food,100%\n" for k in range(20))
    many = understood(said, same, "--overlap")["summary"]["overlap_share"]
    assert one == 0.0
    assert 1 - 10 / (20 * 9 * 0.7) <= many < 1.0  # twenty audiences of ten million people have no more than ten million
    assert "overlap:" in said(same, "--overlap")[1]


@pytest.mark.skipif(not SAMPLE_ROSTERS.is_dir(), reason="the sample files are not here")
@pytest.mark.parametrize(
    ("file", "options", "expected"),
    [
        ("c01_fee_german_thousands.csv", ("--decimal", "comma"), [1_200, 12_000, 350, 280]),
        ("c03_percent_as_share.csv", ("--percent",), [0.0007, 0.001, 0.0008]),
    ],
)
def test_a_sample_that_is_asked_about_is_read_rightly_once_answered(capsys, file, options, expected):
    with pytest.raises(SystemExit):
        main(["roster", str(SAMPLE_ROSTERS / file), *options, "--json"])
    known = json.loads(capsys.readouterr().out)["influencers"]
    column = "fee_eur" if "--decimal" in options else "engagement_rate_per_follower"
    assert [one[column]["value"] for one in known] == pytest.approx(expected)


# ---- Currencies and formats -----------------------------------------------------------------------

DOLLARS = "name,followers,ER,Fee ($),fee_reel\nada,20000,3%,$350,500\nbo,30000,3%,,\n"


def test_fees_in_a_currency_of_which_nothing_is_known_are_told_and_no_usual_ones_beside_them(said, tmp_path):
    known = understood(said, DOLLARS, "--currency", "USD")
    assert [one["fee_usd"] for one in known["influencers"]] == [
        {"value": 350.0, "from": "file"},
        {"value": None, "from": "not known"},
    ]
    assert known["influencers"][0]["fee_reel_usd"] == {"value": 500.0, "from": "file"}
    assert known["summary"]["median"]["fee_usd"] == 350.0
    assert known["summary"]["fee_beside_usual"] == {}
    code, out, err = said(DOLLARS, "--currency", "USD", "--out", str(tmp_path / "written.csv"))
    assert (code, err) == (0, "")
    assert "USD per reel" in out
    assert "EUR" not in out
    assert "fee_usd" in (tmp_path / "written.csv").read_text().splitlines()[0]


def test_with_a_rate_the_usual_fees_are_told_in_the_currency(said):
    euros = understood(said, "name,followers\nada,20000\n")["influencers"][0]
    known = understood(said, "name,followers\nada,20000\n", "--currency", "JPY", "--per-eur", "160")["influencers"][0]
    assert known["fee_jpy"]["from"] == "assumed"
    assert known["fee_jpy"]["value"] == pytest.approx(160 * euros["fee_eur"]["value"], rel=1e-4)


def test_a_scenario_says_its_currency_for_a_list(said, tmp_path):
    text = SMALLEST.replace("_eur", "_usd") + '[money]\ncurrency = "USD"\nper_eur = 2\n'
    (tmp_path / "s.toml").write_text(text)
    (one, other) = understood(said, DOLLARS, "--scenario", str(tmp_path / "s.toml"))["influencers"]
    assert (one["fee_usd"]["value"], other["fee_usd"]["from"]) == (350.0, "assumed")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--currency", "usd"), "--currency usd: must be a code of ISO 4217"),
        (("--per-eur", "1.1"), "--per-eur says what one EUR costs in a currency"),
        (("--currency", "EUR", "--per-eur", "2"), "--per-eur 2: one EUR costs 1 EUR"),
        (("--currency", "USD", "--per-eur", "0"), "--per-eur 0: must be a number above 0"),
        ((), "this is USD, and amounts are in EUR here"),
        (("--currency", "GBP"), "this is USD, and amounts are in GBP here"),
    ],
)
def test_a_currency_that_cannot_be_meant_is_refused_in_one_line(said, options, told):
    code, out, err = said(DOLLARS, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err
