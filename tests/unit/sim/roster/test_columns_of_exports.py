"""Columns, names and rows as exporters write them: what certainly is ours arrives, in the file's meaning."""

from __future__ import annotations

import dataclasses
import tomllib

import pytest

from sim.assumptions.mechanisms import without
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.roster.columns import counts_followers
from sim.roster.listing import Listed, Listing, read_listing
from sim.roster.views import declared_rate_of
from sim.roster.written_roster import written_roster
from sim.scenario.market import INTERESTS
from sim.scenario.scenario import BUILT_IN, Scenario
from sim.world.influencers import roster_of

EVIDENCE = Assumptions.load("evidence")


def read(text: str) -> Listing:
    return read_listing(text, INTERESTS, 1_000)


def first(text: str) -> Listed:
    return read(text).listed[0]


def notes(text: str) -> str:
    return "\n".join(read(text).notes)


def told(text: str) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value.problems


# ---- Headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        *("followers", "Followers Count", "follower_count", "# Followers", "Followers (IG)", "Total Subscribers"),
        *("audience size", "Audience Size", "Fan count", "subscriberCount", "Follower-Anzahl", "Nombre d'abonnés"),
        *("Número de seguidores", "Takipçi", "YouTube subscribers", "subs"),
    ],
)
def test_a_column_of_followers_is_known_by_its_words(header):
    assert first(f'name,"{header}"\nA,34.5K\n').followers == 34_500


@pytest.mark.parametrize(
    "header", ["following", "fake followers", "followers growth", "local followers", "audience", "audience country"]
)
def test_what_is_about_followers_is_no_number_of_them(header):
    assert not counts_followers(header)


@pytest.mark.parametrize(
    "header",
    [
        *("ER", "ER%", "Eng. Rate", "Avg. Eng. Rate", "engagement rate (%)", "engagementRate", "Engagement-Rate"),
        *("60-Day Eng Rate", "er_30d", "Avg. Engagement Rate (last 30 days)", "Taux d'engagement", "Etkileşim Oranı"),
        *("Tasa de engagement", "Interaktionsrate", "Engagement Ratio"),
    ],
)
def test_a_column_of_rates_is_known_by_its_words(header):
    assert first(f'name,followers,"{header}"\nA,34500,3.2%\n').engagement_rate_per_follower == 0.032


@pytest.mark.parametrize(
    "header",
    [
        *("fee", "Fees (EUR)", "fee_eur", "Price per post", "Cost per post", "rate per post", "Budget per post"),
        *("Price/Post", "Price (€)", "Preis pro Post in EUR", "cost per video"),
    ],
)
def test_a_column_of_fees_is_known_by_its_words(header):
    assert first(f'name,followers,"{header}"\nA,34500,350\n').fee_eur == 350.0


@pytest.mark.parametrize(
    "header", ["Fee ($)", "Price per post ($)", "Cost per post USD", "fee_usd", "rate per post (£)"]
)
def test_a_fee_in_another_currency_is_refused_whatever_else_its_column_says(header):
    (problem,) = told(f'name,followers,"{header}"\nA,34500,350\n')
    assert f"column {header!r}; this is " in problem


@pytest.mark.parametrize("header", ["posts per week", "budget", "price per story", "cost per click"])
def test_a_column_about_something_else_is_never_taken_for_a_fee(header):
    assert first(f'name,followers,"{header}"\nA,34500,350\n').fee_eur is None


@pytest.mark.parametrize("header", ["post rate", "price", "Kosten", "rate card"])
def test_a_column_that_may_be_a_fee_is_asked_about(header):
    (problem,) = told(f'name,followers,"{header}"\nA,34500,350\n')
    assert f"column {header!r}: of what? name it fee_eur" in problem


@pytest.mark.parametrize(
    "header", ["niche", "Category", "vertical", "Topic", "Content niche", "Niche/Category", "theme"]
)
def test_a_column_of_interests_is_known_by_its_words(header):
    assert first(f"name,followers,{header}\nA,34500,Food\n").interest == INTERESTS.index("food")


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Profile URL", "https://www.instagram.com/ada.l/?hl=de"),
        ("link", "tiktok.com/@ada.l"),
        ("Instagram link", "https://instagram.com/ada.l"),
        ("channel url", "https://youtube.com/c/ada.l"),
        ("handle", "ada.l"),
        ("IG handle", "ada.l"),
    ],
)
def test_who_is_known_by_a_link_alone_has_the_name_in_it(header, cell):
    assert first(f"{header},followers\n{cell},34500\n").name == "ada.l"
    assert first(f"{header},followers,name\n{cell},34500,Ada\n").name == "Ada"


# ---- Counts of a post -----------------------------------------------------------------------------


def test_mean_likes_and_comments_are_the_rate_where_no_column_holds_it():
    text = (
        "name,followers,avg likes,Avg. Comments\nA,20000,800,200\nB,10000,N/A,90\nC,10000,100,#VALOR!\nD,9000,#REF!,1\n"
    )
    assert [one.engagement_rate_per_follower for one in read(text).listed] == [0.05, None, None, None]
    assert (
        "avg likes and Avg. Comments: their sum, divided by followers, is taken for the rate; not known of 3 of 4, of "
        "whom the usual rate is assumed" in notes(text)
    )
    assert "left out" not in notes(text)


def test_beside_a_rate_per_view_likes_and_comments_are_the_rate_per_follower():
    text = "name,followers,ER by views,avg_likes,avg_comments\nA,20000,4%,800,200\n"
    assert first(text).engagement_rate_per_follower == 0.05


def test_where_a_rate_stands_likes_and_comments_are_left_alone():
    text = "name,followers,ER,avg_likes,avg_comments\nA,20000,4%,800,200\n"
    assert first(text).engagement_rate_per_follower == 0.04
    assert first("name,followers,avg_likes\nA,20000,800\n").engagement_rate_per_follower is None
    assert first("name,followers,likes,comments\nA,20000,800,9\n").engagement_rate_per_follower is None


def test_more_likes_and_comments_than_followers_are_refused():
    assert (
        "more engagements per post than followers" in told("name,followers,avg_likes,avg_comments\nA,900,1800,200\n")[0]
    )
    assert "must be a count of a post" in told("name,followers,avg_likes,avg_comments\nA,900,8%,20\n")[0]


# ---- The followers themselves ---------------------------------------------------------------------


def in_world(tmp_path, text: str, off: tuple[str, ...] = ()):
    (tmp_path / "roster.csv").write_text(text)
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    scenario = Scenario.from_mapping(document | {"roster": {"file": str(tmp_path / "roster.csv")}}, people=2_000)
    scenario = dataclasses.replace(scenario, assumptions=without(scenario.assumptions, off))
    return [roster_of(scenario, scenario.market.interests, seed) for seed in (1, 2)]


@pytest.mark.parametrize(
    ("header", "cells", "shares"),
    [
        ("Local Audience", ["64%", "8.5 %"], [0.64, 0.085]),
        ("in_market_share", ["0.64", "0.085"], [0.64, 0.085]),
        ("Audience in market (%)", ["64", "8.5"], [0.64, 0.085]),
        ("% audience in the market", ["64", "8,5"], [0.64, 0.085]),
        ("Share in market", ["0", "1"], [0.0, 1.0]),
    ],
)
def test_the_share_of_an_audience_in_the_market_is_that_of_the_file_in_every_world(tmp_path, header, cells, shares):
    text = f"name,followers,{header}\n" + "".join(f'n{k},34500,"{cell}"\n' for k, cell in enumerate(cells))
    for world in in_world(tmp_path, text):
        assert [one.in_market_share for one in world] == pytest.approx(shares)
    assert f"{header}: taken for the share of the audience in the market" in notes(text)
    for world in in_world(tmp_path, text, off=("foreign_audience",)):
        assert [one.in_market_share for one in world] == [1.0] * len(shares)


@pytest.mark.parametrize(
    ("header", "cells", "shares"),
    [
        ("Fake followers %", ["12", "30.5"], [0.12, 0.305]),
        ("Fake followers", ["12%", "30,5%"], [0.12, 0.305]),
        ("fake_share", ["0.12", "0.305"], [0.12, 0.305]),
        ("% bots", ["12", "30.5"], [0.12, 0.305]),
        ("fake followers %", ["0%", "100%"], [0.0, 1.0]),
        ("Fake followers rate", ["12%", "30.5%"], [0.12, 0.305]),
    ],
)
def test_the_share_of_fakes_is_that_of_the_file_in_every_world(tmp_path, header, cells, shares):
    text = f"name,followers,{header}\n" + "".join(f'n{k},34500,"{cell}"\n' for k, cell in enumerate(cells))
    for world in in_world(tmp_path, text):
        assert [one.fake_share for one in world] == pytest.approx(shares)
    for world in in_world(tmp_path, text, off=("fakes",)):
        assert [one.fake_share for one in world] == [0.0] * len(shares)


def test_the_usual_rate_of_an_account_is_less_the_more_of_its_followers_are_fake():
    few, many = first("followers,fake_share\n34500,0.1\n"), first("followers,fake_share\n34500,0.6\n")
    few_rate, many_rate = (declared_rate_of(one, "followers", EVIDENCE) for one in (few, many))
    assert many_rate / few_rate == pytest.approx(0.4 / 0.9)


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("Fake followers", "1200", "may count people and be no share of them; left out"),
        ("Fake followers", "0.12", "may be shares or per cent; left out"),
        ("Fake followers (%)", "0.12", "may be shares or per cent; left out"),
        ("Local audience %", "0.64", "may be shares or per cent; left out"),
        ("AQS", "81", "a tool's points for an audience, no share of fakes; left out"),
        ("Audience Quality Score (AQS)", "81", "a tool's points for an audience, no share of fakes; left out"),
        ("% audience DE", "64%", "columns left out: % audience DE"),
        ("Audience market", "Germany", "columns left out: Audience market"),
        ("City", "Berlin", "City: where they live: 1 'Berlin'"),
    ],
)
def test_what_may_be_no_share_of_the_followers_is_left_out_and_said(header, cell, said):
    text = f"name,followers,{header}\nA,34500,{cell}\n"
    assert (first(text).in_market_share, first(text).fake_share) == (None, None)
    assert said in notes(text)


def test_a_share_beyond_everybody_is_refused():
    assert "'120%': must be a share from 0 to 100 %" in told("name,followers,Local Audience\nA,5000,120%\n")[0]


# ---- Names ----------------------------------------------------------------------------------------


def test_a_name_on_two_platforms_is_two_influencers_that_are_told_apart():
    text = "name,followers,platform\nanna,5000,IG\nben,6000,TikTok\nanna,7000,tik tok\n"
    assert [one.name for one in read(text).listed] == ["anna (instagram)", "ben", "anna (tiktok)"]
    assert "names on several platforms are told apart (1): 'anna' is 'anna (instagram)'" in notes(text)


@pytest.mark.parametrize(
    "rows",
    [
        "anna,5000,Instagram\nanna,7000,instagram\n",
        "anna,5000,IG\nanna,7000,Instagram\n",
        "anna,5000,X\nanna,7000,Twitter\n",
        "anna,5000,\nanna,7000,TikTok\n",
        "anna,5000,Moonbook\nanna,7000,TikTok\n",
        "anna,5000,TikTok\nanna (instagram),1,TikTok\nanna,5000,Instagram\n",
    ],
)
def test_a_name_twice_on_one_platform_or_on_an_unknown_one_is_refused(rows):
    (problem,) = told(f"name,followers,platform\n{rows}")
    assert "give every influencer its own" in problem


# ---- Rows that list nobody ------------------------------------------------------------------------


def failed(count: int) -> str:
    rows = "".join(f"gone_{k},,,could not load this profile,\n" for k in range(count))
    return f"username,followers,engagement_rate,error,contact\nada,5000,2.9%,,x\n{rows}"


def test_rows_that_a_tool_failed_to_collect_are_one_fault_that_says_how_to_go_on():
    (problem,) = told(failed(1))
    assert problem == (
        "1 line holds a message and no followers, the first line 3: 'could not load this profile' ('gone_0'); leave "
        "out what was not collected, or write how many followers there are"
    )
    (problem,) = told(failed(900))
    assert problem.startswith("900 lines hold a message and no followers, the first line 3:")
    assert "('gone_0', 'gone_1', 'gone_2' and 897 more)" in problem


def test_a_row_without_followers_that_says_something_else_is_told_as_one():
    text = "name,followers,engagement_rate,country\n" + "".join(f"n{k},,3.1%,DE\n" for k in range(50))
    (problem,) = told(text)
    assert problem.startswith("50 of 50 cells under 'followers', the first on line 2: followers of 'n0': not given")


def test_sums_at_the_end_are_left_out_one_after_the_other():
    assert [one.name for one in read("name,followers\nA,5000\nB,6000\nsum,11000\ntotal,22000\n").listed] == ["A", "B"]


# ---- Writing it down ------------------------------------------------------------------------------


def test_what_is_written_down_can_be_read_in_one_way_and_says_the_same():
    text = (
        "name;followers;ER;fee;niche;platform;Local Audience;fake followers %\n"
        "Änne;34.5K;3,125%;1234,567 €;Beauty & Food;TikTok;64%;12,5\n"
        "'=1+1;1.2M;0,0001%;1.234,5;;IG;;\n"
        ";900;;;sport;;12%;0\n"
    )
    listing = read(text)
    again = read(written_roster(listing, INTERESTS))
    assert [dataclasses.replace(one, line=0) for one in again.listed] == [
        dataclasses.replace(one, line=0) for one in listing.listed
    ]
    assert listing.listed[0].fee_eur == 1_234.567
    assert "'=1+1" in written_roster(listing, INTERESTS)
