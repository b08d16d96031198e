"""Files of real influencers: what they say is read rightly or refused in one sentence, and what they leave is told."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import math
import re
import tomllib
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from places import SAMPLE_ROSTERS

from sim.assumptions.belief import believed
from sim.assumptions.mechanisms import without
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.planning.budget import plan
from sim.roster.listing import Listed, read_listing
from sim.roster.numbers import MOST_FOLLOWERS
from sim.roster.profile import Profile, engagement_per_reached_person
from sim.roster.roster_file import parse_roster
from sim.roster.views import response_of, usual_views_per_follower
from sim.roster.written_roster import written_roster
from sim.scenario.market import INTERESTS
from sim.scenario.scenario import BUILT_IN, Scenario
from sim.scenario.schedule import Phase, Schedule
from sim.world.influencers import roster_notes, roster_of

EVIDENCE = Assumptions.load("evidence")
samples = pytest.mark.skipif(not SAMPLE_ROSTERS.is_dir(), reason="the sample files are not here")


def scenario_of(folder: Path, content: str | bytes) -> Scenario:
    file = folder / "roster.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    return Scenario.from_mapping(document | {"roster": {"file": str(file)}}, people=2_000)


def hired(folder: Path, content: str | bytes) -> tuple[Profile, ...]:
    """The influencers of a file as a world has them."""
    scenario = scenario_of(folder, content)
    return roster_of(scenario, scenario.market.interests, 1)


def refused(folder: Path, content: str | bytes) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        scenario_of(folder, content)
    return tuple(problem.split("roster.csv: ", 1)[1] for problem in caught.value.problems)


def notes(folder: Path, content: str | bytes) -> str:
    from sim.world.influencers import roster_notes

    return "\n".join(roster_notes(scenario_of(folder, content)))


# ---- Platforms -------------------------------------------------------------------------------------


def test_where_somebody_posts_is_kept_under_one_name_and_survives_our_own_writing(tmp_path):
    text = "name,followers,platform\na,5000,IG\nb,6000,tik tok\nc,7000,\nd,8000,Myspace\n"
    assert [one.platform for one in hired(tmp_path, text)] == ["instagram", "tiktok", "", ""]
    listing = read_listing(text, INTERESTS, 10)
    again = read_listing(written_roster(listing, INTERESTS), INTERESTS, 10)
    assert [(one.platform, one.feed) for one in again.listed] == [(one.platform, one.feed) for one in listing.listed]


# ---- Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (["34.5K", "1.2M", "3.3k", "61.7m", "0.1B"], [34_500, 1_200_000, 3_300, 61_700_000, 100_000_000]),
        (["34,5K", "1,2 Mio."], [34_500, 1_200_000]),
        (["1,2 Mn", "34,5 bin", "1,2 mln"], [1_200_000, 34_500, 1_200_000]),
        (["1.2E+06", "3e4", "1,2E+06"], [1_200_000, 30_000, 1_200_000]),
        (["12 500", "1\u00a0204\u00a0000", "3\u202f400", "1'200", "2’400"], [12_500, 1_204_000, 3_400, 1_200, 2_400]),
        (["12.345", "1.234.567", "120.000", "900"], [12_345, 1_234_567, 120_000, 900]),
        (["12,345", "1,234,567", "12,34,567"], [12_345, 1_234_567, 1_234_567]),
        (["12.000", "8.000", "1.234M"], [12_000, 8_000, 1_234_000]),
        (["12500.000", "8200.000", "120.000"], [12_500, 8_200, 120]),
        (["18234.0", "3000.0"], [18_234, 3_000]),  # as a table with gaps is saved
        (["'5000", " 6000 "], [5_000, 6_000]),
        (["34.5K followers", "8.500,00"], [34_500, 8_500]),
    ],
)
def test_followers_are_read_however_they_are_written(tmp_path, cells, people):
    text = "name,followers\n" + "".join(f'n{k},"{cell}"\n' for k, cell in enumerate(cells))
    assert [one.followers for one in hired(tmp_path, text)] == people


@pytest.mark.parametrize(
    ("cells", "fees"),
    [
        (["1.200", "12.000,50"], [1_200, 12_000.5]),
        (["1.200", "1.234.567"], [1_200, 1_234_567]),
        (["1.200", "350,00"], [1_200, 350]),
        (["1,200", "350.50"], [1_200, 350.5]),
        (["1.200", "0.75", "1500.25"], [1.2, 0.75, 1_500.25]),
        (["1200", "350 €", "€ 80", "95 EUR", "EUR 70", "350,-"], [1_200, 350, 80, 95, 70, 350]),
        (["3.5E+02", "1.2K"], [350, 1_200]),
        (["1.200,- €", "1.500"], [1_200, 1_500]),
    ],
)
def test_a_fee_with_one_separator_is_what_the_rest_of_its_column_says(tmp_path, cells, fees):
    text = "name;followers;fee_eur\n" + "".join(f"n{k};5000;{cell}\n" for k, cell in enumerate(cells))
    assert [one.fee_eur for one in hired(tmp_path, text)] == pytest.approx(fees)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "name,followers,fee_eur\nA,480000,1.200\nB,620000,12.000\nC,35000,350\n",
            "fee_eur: 2 of 3 cells, the first on line 2: '1.200': 1.2 or 1,200? write 1200 or 1.20",
        ),
        ('name,followers,fee\nA,480000,"1,200"\nB,620000,350\n', "'1,200': 1.2 or 1,200? write 1200 or 1.20"),
        ("name,followers\nA,1.234K\n", "'1.234K': 1234 or 1,234,000? write 1234000 or 1234"),
        ("name,followers\nA,34.5\nB,120\nC,8.2\n", "these look like thousands: write 34500, or 34.5K, for 34.5"),
        ("name,followers\nA,34.0\nB,120.0\n", "without decimals; these may be thousands"),
        ("name,Followers (K)\nA,34.5\n", "column 'Followers (K)': write whole people"),
        ("name,followers,fee_eur\nA,48,500\nB,22,000\n", "two numbers, or 48,500 without quotes? write 48500"),
        ("name,fee_eur,followers\nA,1,200\n", "two numbers, or 1,200 without quotes? write 1200"),
        (
            "name,followers,fee_eur\nA,48,500,350\n",
            "4 cells where the header has 3; 48,500 without quotes is two",
        ),
        ("name,followers,er\nA,48500,4,2%\n", "4 cells where the header has 3; 4,2% without quotes is two cells"),
        ("name,followers\nA,1.2B\n", "b may be a billion or, in Turkish, a thousand"),
        ("name,Followers (in thousands)\nA,34\n", "write whole people under 'followers'"),
        ("name,followers\nA,10K+\n", "followers = '10K+': must be a whole number"),
        ("name,followers\nA,#N/A\n", "followers of 'A' = '#N/A': not given; must be a whole number"),
        ("name,followers,fee_eur\nA,5000,on request\n", "fee_eur = 'on request': must be a number"),
        ("name,followers\nA,5000\nB,6000\nTotal,12000\n", "'Total' looks like a total; leave the line out"),
    ],
)
def test_a_number_that_may_be_two_is_refused_once_for_its_column(tmp_path, text, sentence):
    (problem,) = refused(tmp_path, text)
    assert sentence in problem


@pytest.mark.parametrize(
    "nothing", ["", "-", "N/A", "#N/A", "#VALOR!", "#¡REF!", "#DIV/0!", "Err:502", "–", "null", "NaN", "undefined"]
)
def test_what_is_not_given_is_assumed_and_told(tmp_path, nothing):
    text = f"name,followers,engagement_rate_per_follower,fee_eur\nA,20000,{nothing},{nothing}\nB,20000,3%,300\n"
    (tmp_path / "bare").mkdir()
    one, _ = hired(tmp_path, text)
    (usual,) = hired(tmp_path / "bare", "name,followers\nA,20000\n")
    declared = usual.declared_engagement_rate_per_follower
    assert (one.fee_eur, one.declared_engagement_rate_per_follower) == (usual.fee_eur, declared)
    told = notes(tmp_path, text)
    assert ("an error of a spreadsheet; the usual fee is assumed" in told) == nothing.startswith(("#", "Err"))
    assert ("fee_eur: 1 of 2 are not given; the usual fee is assumed" in told) != nothing.startswith(("#", "Err"))


def test_a_last_line_that_sums_up_is_no_influencer(tmp_path):
    text = "name,followers\nA,5000\nB,6000\nTotal,11000\n"
    assert [one.name for one in hired(tmp_path, text)] == ["A", "B"]
    assert "line 4: 'Total' is the sum of the others, left out" in notes(tmp_path, text)


# ---- Rates ----------------------------------------------------------------------------------------


def rated(*rows: tuple[int, str], name: str = "engagement_rate_per_follower", **more: list[float]) -> str:
    header = ";".join(["name", "followers", name, *more])
    others = zip(*more.values(), strict=True) if more else itertools.repeat(())
    lines = (
        ";".join(map(str, (f"n{k}", *row, *also))) for k, (row, also) in enumerate(zip(rows, others, strict=False))
    )
    return "\n".join([header, *lines]) + "\n"


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        (rated((30_000, "0.035"), (2_000, "0.06"), (900_000, "0.012")), [0.035, 0.06, 0.012]),
        (rated((34_000, "1.4"), (22_000, "0.9"), (41_000, "0.1"), (28_000, "0.12")), [0.014, 0.009, 0.001, 0.0012]),
        (rated((34_000, "0.9"), (22_000, "0.7")), [0.009, 0.007]),
        (rated((34_000, "4,2%"), (3_000, "3.1"), (1_204_000, "0,85 %")), [0.042, 0.031, 0.0085]),
        (rated((3_400_000, "0.07"), (2_800_000, "9"), name="Engagement rate (%)"), [0.0007, 0.09]),
        (rated((3_400_000, "0.07%"), (2_800_000, "0.10%")), [0.0007, 0.001]),
        (rated((34_000, "%4,2"), (3_000, "% 3")), [0.042, 0.03]),
        (rated((30_000, "0.034"), (2_000, "0.05"), name="engagement"), [0.034, 0.05]),
        (rated((300_000, "0.06"), name="ER", avg_likes=[15_000]), [0.06]),
        (rated((300_000, "0.06"), name="ER", avg_likes=[150]), [0.0006]),
    ],
)
def test_rates_are_shares_or_per_cent_as_their_column_tells(tmp_path, text, rates):
    assert [one.declared_engagement_rate_per_follower for one in hired(tmp_path, text)] == pytest.approx(rates)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            rated((3_400_000, "0.07"), (2_800_000, "0.10"), (1_900_000, "0.08")),
            "looks like per cent: 0.07 % or 7 %? write 0.0007 or 0.07%, with a sign, or 7%",
        ),
        (rated((30_000, "0.35")), "looks like per cent: 0.35 % or 35 %?"),
        (rated((30_000, "0.03"), (20_000, "0.9")), "shares or per cent? 0.03 and 0.9 stand together"),
        (rated((30_000, "0.03"), (20_000, "3")), "shares or per cent? 0.03 and 3 stand together"),
        (rated((30_000, "0.034"), name="ER %"), "shares or per cent? 0.034 stands under a name in per cent"),
        (rated((30_000, "312%")), "must be a rate from 0 to 100 %"),
        (rated((30_000, "12.3.4")), "must be a rate from 0 to 100 %"),
    ],
)
def test_a_rate_that_may_be_a_hundred_times_another_is_refused_once_for_its_column(tmp_path, text, sentence):
    (problem,) = refused(tmp_path, text)
    assert sentence in problem


def test_what_is_assumed_of_rates_without_a_sign_is_said(tmp_path):
    per_cent = "per cent is assumed where no sign stands: 0.9 is read as 0.9 % and 1.4 is read as 1.4 %"
    assert per_cent in notes(tmp_path, rated((34_000, "1.4"), (22_000, "0.9")))
    assert "shares are assumed where no sign stands: 0.15 is read as 15 %" in notes(tmp_path, rated((9_000, "0.15")))
    assert "3.4e-05 is read as 0.0034 %" in notes(tmp_path, rated((34_000, "0.000034")))
    assert "assumed where" not in notes(tmp_path, rated((34_000, "0.014"), (22_000, "0.9%")))


@pytest.mark.parametrize(
    "text",
    [
        rated((75_600, "0.0413"), name="engagement_rate_per_view"),
        rated((75_600, "0.0413"), name="engagement rate", avg_recent_views=[31_523.4]),
        rated((75_600, "0.05"), name="ER", avg_views=[20_000], avg_likes=[1_000]),
        rated((75_600, "5%"), name="ER", avg_views=[20_000], avg_likes=[1_000]),
    ],
)
def test_a_rate_per_view_is_none_per_follower(tmp_path, text):
    (tmp_path / "bare").mkdir()
    (one,) = hired(tmp_path, text)
    (usual,) = hired(tmp_path / "bare", "name,followers\nn0,75600\n")
    assert one.declared_engagement_rate_per_follower == usual.declared_engagement_rate_per_follower
    assert "per view" in notes(tmp_path, text)


def test_a_rate_that_mean_likes_confirm_is_one_per_follower_beside_views(tmp_path):
    text = rated((18_234, "2.91"), name="engagement_rate", avg_likes=[512.3], avg_views=[9_120.5])
    assert hired(tmp_path, text)[0].declared_engagement_rate_per_follower == pytest.approx(0.0291)


def test_engagements_per_post_are_divided_by_followers(tmp_path):
    text = "name,followers,Engagement avg\nA,34.5K,1.3K\nB,1.2M,22K\n"
    expected = [1_300 / 34_500, 22_000 / 1_200_000]
    assert [one.declared_engagement_rate_per_follower for one in hired(tmp_path, text)] == pytest.approx(expected)
    (problem,) = refused(tmp_path, "name,followers,Engagement avg\nA,345000,3.4\nB,120000,2\n")
    assert "engagements per post, or rates?" in problem
    (problem,) = refused(tmp_path, "name,followers,Engagement avg\nA,3450,34000\n")
    assert "more engagements per post than followers" in problem


ABOVE_REACH = "name,followers,engagement_rate_per_follower\nA,34500,28%\nB,22000,31%\nC,15200,25%\n"


def on_feed(scenario, feed):
    return dataclasses.replace(scenario, market=scenario.market.model_copy(update={"feed": feed}))


def test_a_rate_above_what_followers_alone_can_give_is_taken_up_to_it_where_only_they_see_posts(tmp_path):
    scenario = on_feed(scenario_of(tmp_path, ABOVE_REACH), "followers")
    assert any("taken up to what is possible" in note for note in roster_notes(scenario))
    for seed in range(40):
        drawn = dataclasses.replace(scenario, assumptions=believed(scenario.assumptions, seed))
        for one in roster_of(drawn, scenario.market.interests, seed):
            assert 0.0 < one.engagement_per_reached_person <= 1.0
            usual = 1.0 - drawn.assumptions.value("fake_follower_share", one.tier)
            assert one.declared_engagement_rate_per_follower <= one.reach_rate * usual


def test_a_rate_above_what_followers_can_give_is_explained_by_views_beyond_followers_in_every_draw(tmp_path):
    scenario = on_feed(scenario_of(tmp_path, ABOVE_REACH), "mixed")
    assert any("people who do not follow are taken to see" in note for note in roster_notes(scenario))
    for seed in range(40):
        assumptions = without(believed(scenario.assumptions, seed), ["declared_rates"])
        drawn = dataclasses.replace(scenario, assumptions=assumptions)
        for one in roster_of(drawn, scenario.market.interests, seed):
            assert 0.0 < one.engagement_per_reached_person <= 1.0
            assert one.views_factor > 1.0
            views = one.views_factor * one.reach_rate * (1.0 - one.fake_share)
            assert one.engagement_per_reached_person * views == pytest.approx(
                one.declared_engagement_rate_per_follower, rel=1e-9
            )


@given(
    st.floats(1e-5, 1.0),
    st.integers(100, 10_000_000),
    st.floats(0.0, 0.9),
    st.floats(0.01, 1.0),
    st.sampled_from(("mixed", "recommended")),
)
def test_views_and_engagement_together_are_the_rate(rate, followers, fakes, reach_rate, feed):
    response = response_of(rate, followers, "micro", fakes, reach_rate, feed, EVIDENCE)
    views = response.views_factor * usual_views_per_follower(followers, reach_rate, fakes, feed, EVIDENCE)
    assert 0.0 < response.engagement_per_reached_person <= 1.0
    assert response.engagement_per_reached_person * views == pytest.approx(rate, rel=1e-9)


def test_an_account_at_the_usual_rate_is_seen_and_liked_as_usual():
    usual = engagement_per_reached_person(50_000, "micro", 0.2, 0.25, EVIDENCE)
    for feed in ("followers", "mixed", "recommended"):
        rate = usual * usual_views_per_follower(50_000, 0.25, 0.2, feed, EVIDENCE)
        response = response_of(rate, 50_000, "micro", 0.2, 0.25, feed, EVIDENCE)
        assert response.engagement_per_reached_person == pytest.approx(usual)
        assert response.views_factor == pytest.approx(1.0)


def test_the_platform_of_a_row_says_to_whom_posts_are_shown(tmp_path):
    text = (
        "name,followers,Platform\nA,5000,Instagram\nB,5000,TikTok\nC,5000,Twitch\nD,5000,-\nE,5000,Moonbook\n"
        "F,5000,you tube / Instagram\nG,5000,recommended\n"
    )
    feeds = [one.feed for one in hired(tmp_path, text)]
    assert feeds == ["mixed", "recommended", "followers", None, None, "recommended", "recommended"]
    assert "Platform: to whom the platform shows posts is taken from it: 1 followers, 1 mixed, 3 recommended" in notes(
        tmp_path, text
    )
    assert "Platform: not known: 'Moonbook'; taken for that of the market" in notes(tmp_path, text)


# ---- Columns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Followers",
        "follower_count",
        "followerCount",
        "Follower Count",
        " subs ",
        "SUBSCRIBERS",
        "Takipçi Sayısı",
        "Fans",
    ],
)
def test_followers_are_found_by_whatever_certainly_means_them(tmp_path, header):
    (one,) = hired(tmp_path, f"name,{header}\nA,5000\n")
    assert (one.name, one.followers) == ("A", 5_000)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Influencer,Followers,Engagement Rate,Price (EUR),Niche", ("A", 0.03, 320, "food")),
        ("IG handle,followers,Engagement,Fee,genre", ("A", 0.03, 320, "food")),
        ("handle,followers,60d_eng_rate,Fee per post,CATEGORY", ("A", 0.03, 320, "food")),
        ("channel,subs,er,€ per post,vertical", ("A", 0.03, 320, "food")),
        ('"User\nname",followers,"Avg. engagement\nrate ",fee_euro,Topics', ("A", 0.03, 320, "food")),
    ],
)
def test_other_columns_are_found_by_whatever_certainly_means_them(tmp_path, header, expected):
    (one,) = hired(tmp_path, f"{header}\nA,5000,3%,320,Food\n")
    found = one.name, one.declared_engagement_rate_per_follower, one.fee_eur, INTERESTS[one.interest]
    assert found == (expected[0], pytest.approx(expected[1]), *expected[2:])


def test_columns_that_mean_none_of_ours_are_left_out_and_named_once(tmp_path):
    text = "rank,name,platform,followers,following,email\n1,A,instagram,5000,12,a@example.invalid\n"
    assert [one.followers for one in hired(tmp_path, text)] == [5_000]
    assert notes(tmp_path, text).count("columns left out: rank, following, email") == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "name,Instagram followers,TikTok followers\nA,5000,7000\n",
            "'Instagram followers' and 'TikTok followers' m",
        ),
        ("name,followers,ER,Engagement Rate\nA,5000,3%,4%\n", "columns 'ER' and 'Engagement Rate' may each be"),
        ("name,followers,followers\nA,5000,7000\n", "stands there twice, and on line 2 with '5000' and '7000'"),
        ("name,followers,fee_usd\nA,5000,300\n", "column 'fee_usd'; this is USD, and amounts are in EUR here"),
        ("name,followers,Price ($)\nA,5000,300\n", "column 'Price ($)'; this is USD, and amounts are in EUR here"),
        ("name,followers,fee\nA,5000,$300\n", "'$300'; this is USD, and amounts are in EUR here"),
        (
            "name,followers,fee,currency\nA,5000,300,USD\n",
            "currency: 1 of 1 cells, the first on line 2: 'USD'; this is USD",
        ),
        ("name,followers,price\nA,5000,300\n", "column 'price': of what? name it fee_eur"),
        ("name,followers,rate\nA,5000,3\n", "column 'rate': of what? name it fee_eur"),
        ("name,followers,engagement\nA,5000,3\n", "column 'engagement': a rate or a count?"),
        ("name,followers,engagment_rate\nA,5000,0.03\n", "did you mean 'engagement rate'?"),
        ("name,folowers\nA,5000\n", "did you mean 'followers'?"),
        ("name,following\nA,5000\n", "no column 'followers'"),
        ("Anna,34500,300\nBen,2000,100\n", "no column 'followers': 'Anna', '34500', '300' look like an influencer"),
        (b"name,followers\nA\0,5000\n", "null bytes"),
    ],
)
def test_a_column_that_may_mean_something_else_is_refused_in_one_sentence(tmp_path, text, sentence):
    (problem,) = refused(tmp_path, text)
    assert sentence in problem


@pytest.mark.parametrize(
    "content",
    [
        b"name\tfollowers\tfee_eur\nA\t34500\t350\nB\t12000\t120\n",
        b"name;followers;fee_eur\r\nA;34.500;350,00\r\nB;12.000;120,00\r\n",
        "name\tfollowers\tfee_eur\r\nA\t34500\t350\r\nB\t12000\t120\r\n".encode("utf-16"),
        b'\xef\xbb\xbf"name","followers","fee_eur"\n"A","34500","350"\n"B","12000","120"\n',
        b"sep=;\nname;followers;fee_eur\nA;34500;350\nB;12000;120\n",
        b",,\nname,followers,fee_eur\nA,34500,350\nB,12000,120\n",
        b'name,text,followers,fee_eur\nA,"x\n\ny",34500,350\nB,,12000,120\n',
        b"name,followers,fee_eur\nA,34500,350\nname,followers,fee_eur\nB,12000,120\n",
        b"name,followers,fee_eur\nA,34500,350\nB,12000,120\n\nTitle,Views,Likes,URL\nx,88120,5100,y\n",
        b"name,followers,fee_eur\nA,34500,350\nB,12000,120\n\nSource: somebody\n",
        b"A list of May\n\nname,followers,fee_eur\nA,34500,350\nB,12000,120\n",
        b"name,followers,followers,fee_eur\nA,34.5K,34500,350\nB,12K,12000,120\n",
        b"name,followers,fee_eur,\nA,34500,350,\nB,12000,120,\n",
    ],
)
def test_one_table_is_read_from_whatever_it_was_saved_as(tmp_path, content):
    assert [(p.name, p.followers, p.fee_eur) for p in hired(tmp_path, content)] == [
        ("A", 34_500, 350),
        ("B", 12_000, 120),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,followers\nA,5000\n\nTitle,Views,Likes\nx,88120,5100\n", "line 4: what begins with 'Title'"),
        ("A list of May\nname,followers\nA,5000\n", "before the header: 'A list of May' is left out"),
        ("name,followers\nA,5000\nname,followers\n", "the header stands there 1 times more"),
        ("name,followers,fee\nA,5000,100\n", "fee: taken for EUR per post"),
        ("name,followers,fee_eur\nA,5000,1.20\n", "'1.20'; below 10 EUR a post, taken as it stands"),
        ("name,followers,fee_eur\nA,800,100\nB,9000,200\n", "'800' beside 100, taken for two numbers, not for 800,100"),
        ("name,followers\nA,500\nB,120\n", "nobody has more than 500; if these are thousands, write 500K"),
        ("username,followers\nA,5000\n", "the name is taken from 'username'"),
        ("followers\n5000\n", "no names in the file; its influencers are called influencer-1"),
        ("name,followers,er\nA,5000,0\n", "1 of 1 are 0, so nobody engages"),
    ],
)
def test_what_is_left_out_or_taken_for_something_is_told(tmp_path, text, said):
    assert said in notes(tmp_path, text)


def test_a_clear_file_needs_no_notes(tmp_path):
    text = "name,followers,interest,engagement_rate_per_follower,fee_eur\nA,5000,food,0.035,300\n"
    assert notes(tmp_path, text) == ""


def test_a_million_faulty_cells_are_one_sentence(tmp_path):
    rows = 5_000
    text = "name,followers,interest,fee_eur\n" + "A,many,spurt,lots\n" * rows
    told = refused(tmp_path, text)
    assert [problem.split(" cells under ")[1].split(",")[0] for problem in told] == [
        "'followers'",
        "'fee_eur'",
        "'interest'",
        "'name'",
    ]
    assert f"{rows:,} of {rows:,} cells" in told[0]
    (problem,) = refused(tmp_path, "name,followers\n" + "A,5000,6\n" * rows)
    assert problem.startswith(f"{rows:,} lines: another number of cells than the header")


def test_a_name_is_without_what_a_terminal_would_obey(tmp_path):
    text = 'name,followers\n"Ada\x1b[2J\u202e, the\n1st",5000\n\'@bo,6000\n'
    assert [one.name for one in hired(tmp_path, text)] == ["Ada[2J, the 1st", "@bo"]
    assert "control characters are left out" in notes(tmp_path, text)


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.text("0123456789.,' -%KkMBeE#/€$\"\n\x00", max_size=9),
    st.sampled_from(["followers", "name", "ER", "fee", "interest", "avg_likes", "avg_views", "Engagement", "currency"]),
    st.sampled_from(["34.5K", "1.200", "0.07", "3%", "12 500", "N/A", "#N/A", "sport", "Total", "48", "500", "1e99"]),
)


@examples(100)
@given(
    header=st.lists(CELLS, max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=6),
    separator=st.sampled_from(",;\t|"),
    named=st.booleans(),
)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(header, rows, separator, named):
    table = [["name", "followers", *header] if named else header, *rows]
    text = "\n".join(separator.join(cells) for cells in table)
    listed: tuple[Listed, ...] = ()
    problems: tuple[str, ...] = ()
    try:
        listed = read_listing(text, INTERESTS, 4).listed
    except InputError as refusal:
        problems = refusal.problems
    assert all(problems)
    assert bool(problems) != bool(listed)
    for one in listed:
        assert one.name
        assert 1 <= one.followers <= MOST_FOLLOWERS
        assert one.engagement_rate_per_follower is None or 0 <= one.engagement_rate_per_follower <= 1
        assert one.fee_eur is None or 0 <= one.fee_eur < math.inf


# ---- Interests and fees ---------------------------------------------------------------------------


def test_an_interest_is_known_whatever_its_case_and_of_several_words_the_first(tmp_path):
    text = 'name,followers,interest\nA,5000,Beauty\nB,5000,Beauty & Fashion\nC,5000,"Sports, Food"\n'
    assert [INTERESTS[one.interest] for one in hired(tmp_path, text)] == ["beauty", "beauty", "sport"]
    assert "'Beauty & Fashion'; of several words the first that is an interest is taken: beauty" in notes(
        tmp_path, text
    )


def test_interests_that_differ_in_their_case_alone_are_told_apart():
    listed = read_listing("followers,interest\n5000,Go\n6000,go\n7000,c\n", ("go", "Go", "c++", "c"), 9).listed
    assert [one.interest for one in listed] == [1, 0, 3]
    with pytest.raises(InputError, match="none of the market's"):
        read_listing("followers,interest\n5000,GO\n", ("go", "Go"), 9)


def test_an_interest_that_the_market_does_not_have_is_refused_and_a_tool_s_own_category_is_not_known(tmp_path):
    assert (
        "interest = 'Spurt': is none of the market's; did you mean 'sport'?"
        in refused(tmp_path, "name,followers,interest\nA,5000,Spurt\n")[0]
    )
    assert "known are sport" in refused(tmp_path, "name,followers,interest\nA,5000,DIY\n")[0]
    assert "did you mean 'travel'" in refused(tmp_path, "name,followers,category\nA,5000,Travell\n")[0]
    told = notes(tmp_path, "name,followers,category\nA,5000,DIY & Life Hacks\n")
    assert "category: none of the market's interests: 'DIY & Life Hacks'" in told
    assert "interest: not known of 1 of 1 influencers; drawn anew in each world" in told


def test_who_asks_for_no_fee_works_for_the_product_for_certain(tmp_path):
    text = "name,followers,fee_eur\n" + "".join(f"nano_{k},{3_000 + 100 * k},0\n" for k in range(10))
    scenario = scenario_of(tmp_path, text)
    by_tier = Schedule("gifts", (Phase(tier="nano", fee_share=0.0, gift=True),))
    by_name = Schedule("named", (Phase(influencers=tuple(f"nano_{k}" for k in range(10)), fee_share=0.0, gift=True),))
    for seed, schedule in itertools.product(range(5), (by_tier, by_name)):
        made = plan(scenario, roster_of(scenario, scenario.market.interests, seed), schedule)
        assert len(made.influencers) == 10
    paid = hired(tmp_path, "name,followers,fee_eur\n" + "".join(f"n{k},3000,50\n" for k in range(200)))
    assert 0 < sum(one.works_without_fee for one in paid) < 200  # a coin decides


# ---- Sample files ---------------------------------------------------------------------------------


def _expected() -> list[dict[str, str]]:
    with (SAMPLE_ROSTERS / "exports" / "EXPECTED.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@samples
def test_every_sample_export_is_read_as_it_is_meant_or_refused_by_name():
    from sim.roster.roster_file import read_roster

    for number, rows in itertools.groupby(_expected(), key=lambda row: row["file"]):
        (path,) = (SAMPLE_ROSTERS / "exports").glob(f"{number}_*.csv")
        expected = list(rows)
        if any(not row["followers"] for row in expected):
            with pytest.raises(InputError) as caught:
                read_roster(path, INTERESTS)
            assert [row["name"] in problem for problem, row in zip(caught.value.problems, expected, strict=False)] == [
                True
            ]
            continue
        listed = {one.name: one for one in read_roster(path, INTERESTS).listed}
        for row in expected:
            one = listed[row["name"]]
            rate = row["engagement_rate_per_follower"]
            assert one.followers == int(row["followers"]), path.name
            in_market = re.search(r"in market ([\d.]+)", row["remark"])
            assert one.in_market_share == (float(in_market[1]) if in_market else None), path.name
            assert one.engagement_rate_per_follower == (pytest.approx(float(rate), abs=5e-6) if rate else None), (
                path.name
            )


@samples
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("c01_fee_german_thousands.csv", "1.2 or 1,200? write 1200 or 1.20"),
        ("c03_percent_as_share.csv", "looks like per cent: 0.07 % or 7 %?"),
        ("c03b_percent_as_share_mixed.csv", [0.014, 0.009, 0.001, 0.0012]),
        ("c05_k_m_suffix.csv", [0.0139, 0.008, 0.0035, 0.021]),
        ("c07_tab.tsv", [None, None]),
        ("c09_utf16.csv", [None]),
        ("c11_kaggle_header.csv", [1_300 / 34_500, 22_000 / 1_200_000]),
        ("c13_interest_case.csv", [None] * 3),
        ("c15_fee_zero_gift.csv", [None] * 10),
        ("c17_extra_columns.csv", [None, None]),
        ("c19_high_tiktok_er.csv", [0.18, 0.21, 0.15]),
        ("c21_scientific.csv", [None, None]),
    ],
)
def test_every_sample_case_is_read_rightly_or_refused_once(file, expected):
    from sim.roster.roster_file import read_roster

    if isinstance(expected, str):
        with pytest.raises(InputError, match=expected.replace("?", r"\?").replace(".", r"\.")) as caught:
            read_roster(SAMPLE_ROSTERS / file, INTERESTS)
        assert len(caught.value.problems) == 1
    else:
        found = [one.engagement_rate_per_follower for one in read_roster(SAMPLE_ROSTERS / file, INTERESTS).listed]
        assert found == [None if rate is None else pytest.approx(rate) for rate in expected]


@pytest.mark.parametrize("name", ["0\x85\x1b", "0 \x1b", "\x1b\x85a", "a\x1bb", "a \u202e"])
def test_a_name_beside_characters_that_are_left_out_reads_back_the_same(name):
    listing = parse_roster(f"name,followers\n{name},34500\n", "file", INTERESTS)
    again = parse_roster(written_roster(listing, INTERESTS), "file", INTERESTS)
    assert [one.name for one in again.listed] == [one.name for one in listing.listed]
    assert listing.listed[0].name == listing.listed[0].name.strip()
