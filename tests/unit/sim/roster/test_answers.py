"""What can be read in two ways is asked for, and answered on the command line or in the scenario file."""

import dataclasses
import tomllib

import pytest

from sim.errors import InputError
from sim.roster.answers import Answers
from sim.roster.listing import read_listing
from sim.scenario.market import INTERESTS
from sim.scenario.scenario import BUILT_IN, Scenario
from sim.world.influencers import roster_notes, roster_of

RATES = "name,followers,ER\nA,3400000,0.07\nB,2800000,0.10\n"
FEES = "name,followers,fee_eur\nA,480000,1.200\nB,620000,350\n"
THOUSANDS = "name,followers\nA,34.5\nB,120\n"
BOTH = (Answers(rates="percent"), Answers(rates="shares"))


def told(text: str, answers: Answers) -> str:
    with pytest.raises(InputError) as caught:
        read_listing(text, INTERESTS, 9, answers)
    (problem,) = caught.value.problems
    return problem


def first(text: str, answers: Answers):
    return read_listing(text, INTERESTS, 9, answers).listed[0]


@pytest.mark.parametrize(
    ("text", "options", "line"),
    [
        (RATES, "--percent or --shares", 'rates = "percent" or rates = "shares" under [roster]'),
        (FEES, "--decimal comma or --decimal point", 'decimal = "comma" or decimal = "point" under [roster]'),
        (THOUSANDS, "--thousands", 'followers_in = "thousands" under [roster]'),
        ("name,Followers (K)\nA,34\n", "--thousands", 'followers_in = "thousands" under [roster]'),
        ("name,followers\nA,34.0\nB,120.0\n", "--thousands", 'followers_in = "thousands" under [roster]'),
    ],
)
def test_a_refusal_names_the_option_and_the_line_for_the_scenario_file(text, options, line):
    assert told(text, Answers()).endswith(f"; or say which: {options}, in a scenario file {line}")


@pytest.mark.parametrize(("answers", "rate"), [(BOTH[0], 0.0007), (BOTH[1], 0.07)])
def test_rates_without_a_sign_are_what_is_said(answers, rate):
    assert first(RATES, answers).engagement_rate_per_follower == pytest.approx(rate)
    mixed = "name,followers,ER\nA,30000,0.03\nB,20000,0.9\n"
    assert first(mixed, answers).engagement_rate_per_follower == pytest.approx(0.0003 if rate < 0.01 else 0.03)
    signed = "name,followers,ER\nA,30000,3%\n"
    assert first(signed, answers).engagement_rate_per_follower == pytest.approx(0.03)


def test_a_column_that_may_hold_rates_or_counts_holds_rates_where_it_is_said_which():
    unstated = "name,followers,engagement\nA,30000,3\n"
    assert "a rate or a count?" in told(unstated, Answers())
    assert first(unstated, BOTH[0]).engagement_rate_per_follower == 0.03


@pytest.mark.parametrize(("decimal", "fee"), [("comma", 1_200), ("point", 1.2)])
def test_a_separator_that_may_be_two_things_is_what_is_said(decimal, fee):
    assert first(FEES, Answers(decimal=decimal)).fee_eur == fee
    counted = "name;followers;Engagement avg\nA;34500;1.300\n"
    expected = 1_300 if decimal == "comma" else 1.3
    given = read_listing(counted.replace("1.300", "1.300\nB;34500;900"), INTERESTS, 9, Answers(decimal=decimal))
    assert given.listed[0].engagement_rate_per_follower == pytest.approx(expected / 34_500)


@pytest.mark.parametrize(
    ("text", "answers", "followers"),
    [
        (THOUSANDS, Answers(followers_in="thousands"), 34_500),
        ("name,Followers (K)\nA,34\n", Answers(followers_in="thousands"), 34_000),
        ("name,Followers (K)\nA,34000\n", Answers(followers_in="people"), 34_000),
        ("name,followers\nA,34.0\nB,120.0\n", Answers(followers_in="people"), 34),
        ("name,followers\nA,34\n", Answers(followers_in="thousands"), 34_000),
        ('name,followers\nA,"1.200"\n', Answers(followers_in="thousands", decimal="point"), 1_200),
        ('name,followers\nA,"1.200"\n', Answers(followers_in="thousands", decimal="comma"), 1_200_000),
        ('name,followers\nA,"12.000"\n', Answers(decimal="comma"), 12_000),
    ],
)
def test_followers_are_in_what_is_said(text, answers, followers):
    assert first(text, answers).followers == followers


@pytest.mark.parametrize(
    ("text", "answers", "sentence"),
    [
        ("name,followers,ER\nA,30000,34.5\n", BOTH[1], "'34.5': no share, as was said (--shares)"),
        ("name,followers,ER,avg_likes\nA,300000,0.06,15000\n", BOTH[0], "share, as the mean likes beside it say, not"),
        ("name,followers,ER,avg_likes\nA,300000,0.06,150\n", BOTH[1], "per cent, as the mean likes beside it say, not"),
        ("name,followers,fee_eur\nA,5000,350.50\n", Answers(decimal="comma"), "'350.50': has the other decimal mark"),
        ("name;followers\nA;1.234.567\n", Answers(decimal="point"), "'1.234.567': has the other decimal mark"),
        ("name,followers\nA,34.5K\n", Answers(followers_in="thousands"), "'34.5K': no number in thousands, as was"),
        ("name,followers\nA,1200000\n", Answers(followers_in="thousands"), "more than anybody has"),
        ("name,Followers (M)\nA,34\n", Answers(followers_in="thousands"), "write whole people under 'followers'"),
        ('name,followers\nA,"1.200"\n', Answers(followers_in="thousands"), "1.2 or 1,200? write 1200 or 1.20"),
    ],
)
def test_an_answer_that_a_column_contradicts_is_a_fault(text, answers, sentence):
    assert sentence in told(text, answers)


def test_what_was_said_is_told_as_said_and_not_as_assumed():
    notes = "\n".join(read_listing(RATES, INTERESTS, 9, BOTH[0]).notes)
    assert "per cent is taken, as was said, where no sign stands: 0.07 is read as 0.07 %" in notes
    notes = "\n".join(read_listing(THOUSANDS, INTERESTS, 9, Answers(followers_in="thousands")).notes)
    assert "followers: in thousands, as was said: '34.5' is read as 34,500" in notes


# ---- In a scenario file ---------------------------------------------------------------------------


def scenario_of(tmp_path, text: str, **answers: str) -> Scenario:
    (tmp_path / "roster.csv").write_text(text)
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    return Scenario.from_mapping(document | {"roster": {"file": str(tmp_path / "roster.csv"), **answers}}, people=2_000)


@pytest.mark.parametrize(
    ("text", "answers", "read"),
    [
        (RATES, {"rates": "percent"}, lambda one: one.declared_engagement_rate_per_follower == pytest.approx(0.0007)),
        (FEES, {"decimal": "comma"}, lambda one: one.fee_eur == 1_200),
        (THOUSANDS, {"followers_in": "thousands"}, lambda one: one.followers == 34_500),
    ],
)
def test_what_a_scenario_file_says_holds_in_every_world(tmp_path, text, answers, read):
    with pytest.raises(InputError, match=r"roster\.file"):
        scenario_of(tmp_path, text)
    scenario = scenario_of(tmp_path, text, **answers)
    assert read(roster_of(scenario, scenario.market.interests, 1)[0])
    assert any("as was said" in note for note in roster_notes(scenario)) == ("decimal" not in answers)


def test_what_is_said_of_a_roster_file_is_part_of_the_fingerprint(tmp_path):
    percent, shares, none = (
        scenario_of(tmp_path, "name,followers,ER\nA,30000,0.3%\n", **answers)
        for answers in ({"rates": "percent"}, {"rates": "shares"}, {})
    )
    assert len({percent.fingerprint, shares.fingerprint, none.fingerprint}) == 3
    assert none.fingerprint == dataclasses.replace(none, roster_file_notes=("x",)).fingerprint


@pytest.mark.parametrize(
    ("roster", "sentence"),
    [
        ({"file": "r.csv", "rates": "per cent"}, "roster.rates = 'per cent': must be percent or shares; did you mean"),
        ({"file": "r.csv", "decimal": ","}, "roster.decimal = ',': must be comma or point"),
        (
            {"file": "r.csv", "followers_in": "millions"},
            "roster.followers_in = 'millions': must be people or thousands",
        ),
        ({"rates": "percent"}, "rates, decimal and followers_in say how a file is read; give file, or leave them out"),
    ],
)
def test_an_answer_that_is_none_is_refused(roster, sentence):
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    with pytest.raises(InputError) as caught:
        Scenario.from_mapping(document | {"roster": roster})
    assert any(sentence in problem for problem in caught.value.problems)
