"""Influencers: drawn ones depend on who they are alone; listed ones are read whole or refused whole."""

import csv
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from sim.assumptions.mechanisms import without
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.roster.profile import Profile, engagement_per_reached_person, tier_of
from sim.roster.roster_file import KEYS_PER_TIER, read_roster
from sim.scenario.market import INTERESTS
from sim.scenario.scenario import BUILT_IN, Scenario
from sim.tiers import TIER_NAMES
from sim.world.influencers import listed_in_world, roster_of, synthetic_roster

EVIDENCE = Assumptions.load("evidence")
DOCUMENTS = Assumptions.load("documents")
SPORT = INTERESTS.index("sport")
counts = st.fixed_dictionaries({tier: st.integers(0, 6) for tier in TIER_NAMES})


def drawn(counts: dict[str, int], seed: int = 1, assumptions: Assumptions = EVIDENCE) -> tuple[Profile, ...]:
    return synthetic_roster(assumptions, counts, len(INTERESTS), SPORT, seed)


def as_declared(assumptions: Assumptions) -> Assumptions:
    """The same, where what is declared is true and everybody has the usual share of fakes."""
    return without(assumptions, ["declared_rates"]).with_values({"fake_share_spread": 0})


def read(folder: Path, text: str | bytes, assumptions: Assumptions = EVIDENCE) -> tuple[Profile, ...]:
    file = folder / "roster.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tuple(
        listed_in_world(one, place, as_declared(assumptions), len(INTERESTS), SPORT, 1)
        for place, one in enumerate(read_roster(file, INTERESTS).listed)
    )


def rate_of(profile: Profile) -> float:
    """Engagements per declared follower and post, people who do not follow included."""
    reached = profile.reach_rate * (1 - profile.fake_share)
    return profile.engagement_per_reached_person * profile.views_factor * reached


def faults(folder: Path, text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    assert all(problem.startswith(str(folder)) for problem in caught.value.problems)
    return tuple(problem.split("roster.csv")[-1].lstrip(",: ") for problem in caught.value.problems)


# ---- The documents' rates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("followers", "per_follower"),
    [(1_000, 0.08), (10_000, 0.08), (100_000, (0.08 + 0.017) / 2), (1_000_000, 0.017), (5_000_000, 0.017)],
)
def test_the_documents_rates_per_follower_come_back_through_reach_and_fakes(followers: int, per_follower: float):
    tier = tier_of(followers, DOCUMENTS)
    reach, fakes = DOCUMENTS.value("reach_rate", tier), DOCUMENTS.value("fake_follower_share", tier)
    engagement = engagement_per_reached_person(followers, tier, fakes, reach, DOCUMENTS)
    assert reach * (1 - fakes) * engagement == pytest.approx(per_follower, rel=1e-12)


@given(st.integers(1, 10_000_000), st.integers(1, 10_000_000))
def test_under_the_documents_a_larger_account_never_engages_more_of_its_followers(one: int, other: int):
    rates = [engagement_per_reached_person(n, "micro", 0.3, 0.2, DOCUMENTS) for n in sorted((one, other))]
    assert rates[0] >= rates[1] - 1e-12


def test_under_the_evidence_the_rate_per_person_reached_is_the_entry_itself():
    for tier in TIER_NAMES:
        expected = EVIDENCE.value("engagement_per_reached_person", tier)
        assert engagement_per_reached_person(50_000, tier, 0.9, 0.01, EVIDENCE) == expected


def test_a_bound_belongs_to_the_larger_tier_and_the_gap_to_macro():
    sizes = [1, 9_999, 10_000, 99_999, 100_000, 300_000, 500_000, 999_999, 1_000_000, 40_000_000]
    tiers = ["nano", "nano", "micro", "micro", "macro", "macro", "macro", "macro", "mega", "mega"]
    assert [tier_of(size, EVIDENCE) for size in sizes] == tiers


# ---- Drawn influencers ----------------------------------------------------------------------------


@examples(30)  # the first draw compiles
@given(counts, counts, st.integers(0, 2**63 - 1))
def test_an_influencer_does_not_depend_on_how_many_others_there_are(one, other, seed):
    first = {profile.key: profile for profile in drawn(one, seed)}
    second = {profile.key: profile for profile in drawn(other, seed)}
    assert len(first) == sum(one.values())
    for key in first.keys() & second.keys():
        assert first[key] == second[key]


def test_keys_are_tier_and_number_and_names_are_unique():
    roster = drawn({"nano": 2, "micro": 0, "macro": 1, "mega": 2})
    assert [profile.key for profile in roster] == [0, 1, 2 * KEYS_PER_TIER, 3 * KEYS_PER_TIER, 3 * KEYS_PER_TIER + 1]
    assert len({profile.name for profile in roster}) == len(roster)
    assert max(profile.key for profile in roster) < 2**18


@pytest.mark.parametrize("assumptions", [EVIDENCE, DOCUMENTS])
def test_drawn_influencers_lie_in_their_tier_and_cost_their_usual_fee(assumptions: Assumptions):
    for profile in drawn(dict.fromkeys(TIER_NAMES, 150), assumptions=assumptions):
        assert tier_of(profile.followers, assumptions) == profile.tier
        assert 0 <= profile.engagement_per_reached_person <= 1
        assert 0 <= profile.interest < len(INTERESTS)
        usual = 0.00949 * profile.followers * (profile.followers / 10_000) ** -0.15
        assert profile.fee_eur == pytest.approx(max(47.43, usual), abs=0.005)


def test_drawn_sizes_are_log_uniform_and_engagement_has_the_stated_mean_and_spread():
    # A small mean, so that clipping at 1 bites nobody.
    assumptions = EVIDENCE.with_values({"engagement_per_reached_person": 1e-4, "engagement_spread": 1.0})
    roster = drawn({"micro": 4_000}, assumptions=assumptions)
    decades = np.log10([profile.followers for profile in roster]) - 4
    assert decades.mean() == pytest.approx(0.5, abs=4 * math.sqrt(1 / 12 / 4_000))
    assert decades.std() == pytest.approx(math.sqrt(1 / 12), rel=0.05)
    logs = np.log([profile.engagement_per_reached_person / 1e-4 for profile in roster])
    assert logs.mean() == pytest.approx(-0.5, abs=4 / math.sqrt(4_000))
    assert logs.std() == pytest.approx(1.0, abs=4 / math.sqrt(8_000))
    assert abs(np.corrcoef(decades, logs)[0, 1]) < 4 / math.sqrt(4_000)
    # Independent draws: no size has the wider spread, and fitting the brand is no luck of another kind.
    fits = [profile.interest == SPORT for profile in roster]
    for trait in (decades, fits):
        assert abs(np.corrcoef(trait, np.abs(logs + 0.5))[0, 1]) < 4 / math.sqrt(4_000)
        assert abs(np.corrcoef(trait, logs)[0, 1]) < 4 / math.sqrt(4_000)


def test_the_shortlist_fits_the_brand_as_often_as_assumed():
    share = EVIDENCE.value("shortlist_fit_share", "mega")
    fits = np.mean([profile.interest == SPORT for profile in drawn({"mega": 3_000})])
    expected = share + (1 - share) / len(INTERESTS)
    assert fits == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 3_000))
    everybody = synthetic_roster(EVIDENCE, {"mega": 2_000}, 4, None, 1)
    assert np.bincount([profile.interest for profile in everybody], minlength=4) == pytest.approx([500] * 4, abs=80)


def test_another_world_has_other_influencers():
    assert drawn({"micro": 5}, 1) != drawn({"micro": 5}, 2)


def test_impossible_counts_are_all_refused_at_once():
    with pytest.raises(InputError) as caught:
        drawn({"mikro": 1, "nano": -1, "mega": KEYS_PER_TIER + 1})
    assert len(caught.value.problems) == 3
    assert "did you mean 'micro'" in str(caught.value)


# ---- Listed influencers ---------------------------------------------------------------------------


def test_a_listed_influencer_keeps_what_the_file_says(tmp_path: Path):
    (ada,) = read(
        tmp_path,
        "name,followers,interest,engagement_rate_per_follower,fee_eur\nAda,20000,food,0.05,312.5\n",
    )
    assert (ada.key, ada.name, ada.tier, ada.followers, ada.fee_eur) == (0, "Ada", "micro", 20_000, 312.5)
    assert ada.interest == INTERESTS.index("food")
    assert ada.reach_rate * (1 - ada.fake_share) * ada.engagement_per_reached_person == pytest.approx(0.05)


@pytest.mark.parametrize("assumptions", [EVIDENCE, DOCUMENTS])
def test_what_the_file_leaves_out_is_what_the_assumptions_say(tmp_path: Path, assumptions: Assumptions):
    for text in ("followers\n600000\n", "followers,name,interest,fee_eur\n600000,,,\n"):
        (one,) = read(tmp_path, text, assumptions)
        assert (one.name, one.fee_eur) == ("influencer-1", round(0.00949 * 600_000 * 60**-0.15, 2))
        expected = engagement_per_reached_person(600_000, "macro", one.fake_share, one.reach_rate, assumptions)
        assert one.engagement_per_reached_person == pytest.approx(expected)
        spread = assumptions.value("authenticity_spread")
        assert abs(one.authenticity - assumptions.value("authenticity", "macro")) <= spread


def test_an_interest_that_nobody_states_is_drawn_in_each_world_as_that_of_a_drawn_influencer(tmp_path: Path):
    text = "followers,interest\n" + "20000,\n" * 1_500 + "20000,food\n" * 10
    for brand, share in ((SPORT, EVIDENCE.value("shortlist_fit_share", "micro")), (None, 0.0)):
        scenario = scenario_with(tmp_path, text, mass=brand is None)
        one, again, other = (roster_of(scenario, INTERESTS, seed) for seed in (1, 1, 2))
        assert one == again
        assert [p.interest for p in one] != [p.interest for p in other]
        assert {profile.interest for profile in one[1_500:]} == {INTERESTS.index("food")}
        fits = [profile.interest == SPORT for profile in (*one[:1_500], *other[:1_500])]
        expected = share + (1 - share) / len(INTERESTS)
        assert np.mean(fits) == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / len(fits)))


@examples(25)
@given(counts=counts, seed=st.integers(0, 1_000))
def test_a_drawn_roster_written_to_a_file_comes_back(tmp_path_factory, counts, seed):
    roster, rates = drawn(counts, seed), []
    file = tmp_path_factory.mktemp("roster") / "roster.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["name", "followers", "interest", "engagement_rate_per_follower", "fee_eur"])
        for one in roster:
            # Nobody can list more than the usual influencer of the tier could be engaged with.
            most = one.reach_rate * (1 - EVIDENCE.value("fake_follower_share", one.tier))
            rates.append(min(one.declared_engagement_rate_per_follower, most * (1 - 1e-15)))
            rows.writerow([one.name, one.followers, INTERESTS[one.interest], f"{100 * rates[-1]!r}%", one.fee_eur])
    if not roster:
        with pytest.raises(InputError, match="lists no influencer"):
            read_roster(file, INTERESTS)
        return
    for place, (one, back) in enumerate(zip(roster, read(file.parent, file.read_bytes()), strict=True)):
        assert (back.key, back.name, back.tier, back.followers) == (place, one.name, one.tier, one.followers)
        assert (back.interest, back.fee_eur) == (one.interest, one.fee_eur)
        assert back.declared_engagement_rate_per_follower == pytest.approx(rates[place])
        assert back.in_market_share == one.in_market_share


def test_where_all_is_declared_as_it_is_a_drawn_roster_comes_back_as_it_was(tmp_path: Path):
    plain = without(as_declared(EVIDENCE), ["engagement_spread"])
    roster = drawn(dict.fromkeys(TIER_NAMES, 5), assumptions=plain)
    lines = [f"{one.followers},{100 * one.declared_engagement_rate_per_follower!r}%" for one in roster]
    listed = read(tmp_path, "followers,engagement_rate_per_follower\n" + "\n".join(lines), plain)
    for one, back in zip(roster, listed, strict=True):
        assert back.engagement_per_reached_person == pytest.approx(one.engagement_per_reached_person)
        assert back.fake_share == one.fake_share


# ---- What a brand cannot see ----------------------------------------------------------------------


def scenario_with(folder: Path, text: str, *, mass: bool = False, **override: object) -> Scenario:
    (folder / "roster.csv").write_text(text)
    document = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    if mass:
        del document["brand"]["interest"]
    document |= {"roster": {"file": str(folder / "roster.csv")}, "assumptions": {"override": override}}
    return Scenario.from_mapping(document)


def test_a_file_says_what_is_declared_and_each_world_what_is_true(tmp_path: Path):
    text = "followers,engagement_rate_per_follower\n" + "20000,0.02\n" * 200
    scenario = scenario_with(tmp_path, text, declared_rate_spread=0.4, declared_rate_bias=1.25, fake_share_spread=0.1)
    one, again, other = (roster_of(scenario, INTERESTS, seed) for seed in (1, 1, 2))
    assert one == again
    for here, there in zip(one, other, strict=True):
        declared = {p.declared_engagement_rate_per_follower for p in (here, there)}
        assert [round(rate, 12) for rate in declared] == [0.02]
        assert here.engagement_per_reached_person != there.engagement_per_reached_person
        assert here.fake_share != there.fake_share
        assert here.authenticity != there.authenticity
        assert (here.followers, here.fee_eur) == (there.followers, there.fee_eur)
    true = np.array([rate_of(profile) for profile in (*one, *other)])
    error = true.std(ddof=1) / math.sqrt(true.size)
    assert abs(true.mean() - 0.02 / 1.25) < 4 * error
    assert np.log(true).std(ddof=1) == pytest.approx(0.4, abs=4 * 0.4 / math.sqrt(2 * true.size))


def test_a_listed_influencer_has_the_same_hidden_traits_whatever_else_is_listed(tmp_path: Path):
    few = roster_of(scenario_with(tmp_path, "followers\n20000\n700000\n"), INTERESTS, 5)
    many = roster_of(scenario_with(tmp_path, "followers\n20000\n700000\n3000\n"), INTERESTS, 5)
    assert many[:2] == few


@pytest.mark.parametrize("assumptions", [EVIDENCE, DOCUMENTS])
def test_without_a_difference_what_is_declared_is_true(assumptions: Assumptions):
    for one in drawn(dict.fromkeys(TIER_NAMES, 20), assumptions=without(assumptions, ["declared_rates"])):
        true = one.engagement_per_reached_person * one.reach_rate * (1 - one.fake_share)
        assert one.declared_engagement_rate_per_follower == true


def test_hidden_traits_do_not_hang_together():
    roster = drawn({"micro": 3_000})
    true = np.array([one.engagement_per_reached_person for one in roster])
    rate = true * [one.reach_rate * (1 - one.fake_share) for one in roster]
    traits = np.array(
        [
            np.log([one.followers for one in roster]),
            np.log(true),
            [one.fake_share for one in roster],
            [one.works_without_fee for one in roster],
            np.log([one.declared_engagement_rate_per_follower for one in roster] / rate),
            [one.interest == SPORT for one in roster],
        ]
    )
    apart = np.corrcoef(traits)[np.triu_indices(len(traits), 1)]
    assert np.abs(apart).max() < 4 / math.sqrt(len(roster))


def test_who_works_without_a_fee_and_where_followers_live_are_as_assumed_for_the_tier():
    for tier in TIER_NAMES:
        roster = drawn({tier: 2_000})
        share = EVIDENCE.value("works_without_fee_share", tier)
        found = np.mean([one.works_without_fee for one in roster])
        assert abs(found - share) <= 4 * math.sqrt(share * (1 - share) / 2_000)
        assert {one.in_market_share for one in roster} == {EVIDENCE.value("in_market_share", tier)}


def test_spreadsheet_habits_are_understood(tmp_path: Path):
    roster = read(tmp_path, '\ufefffollowers, name\r\n 20000 ,"Ada, the 1st"\r\n\r\n30000,Bob\r\n,\r\n')
    assert [(one.key, one.name, one.followers) for one in roster] == [(0, "Ada, the 1st", 20_000), (1, "Bob", 30_000)]


def test_all_faults_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path):
    told = faults(
        tmp_path,
        "name,followers,interest,engagement_rate_per_follower,fee_eur\n"
        "Ada,0,sport,0.01,5\n"
        "Ada,1e9e,sprot,200,-1\n"
        "\n"
        "Bob,20000,sport\n"
        "Cem,20000,sport,0.5%,free\n",
    )
    expected = [
        ("line 2: followers = '0'", "must be a whole number from 1"),
        ("line 3: followers = '1e9e'", "such as 34500"),
        ("line 3: engagement_rate_per_follower = '200'", "from 0 to 100 %"),
        ("line 3: fee_eur = '-1'", "from 0"),
        ("line 3: interest = 'sprot'", "did you mean 'sport'"),
        ("line 3: name = 'Ada'", "line 2 too"),
        ("line 5: 3 cells", "header has 5"),
        ("line 6: fee_eur = 'free'", "must be a number"),
    ]
    assert len(told) == len(expected)
    for problem, (start, reason) in zip(told, expected, strict=True):
        assert problem.startswith(start)
        assert reason in problem


@pytest.mark.parametrize("followers", ["-5", "1_000", "12,5", "٣٠٠", "", "2000000001", "9" * 5_000, "10.0"])
def test_followers_are_digits_only(tmp_path: Path, followers: str):
    assert "must be a whole number" in faults(tmp_path, f'followers,name\n"{followers}",x\n')[0]


def test_a_wrong_header_is_refused_with_the_nearest_name(tmp_path: Path):
    assert "did you mean 'fee_eur'" in faults(tmp_path, "followers,fee_eurr\n5,5\n")[0]
    assert "twice" in faults(tmp_path, "followers,followers\n5,6\n")[0]
    assert "no column 'followers'" in faults(tmp_path, "name\nAda\n")[0]
    assert "no column 'followers'" in faults(tmp_path, "")[0]


def test_unusable_files_are_refused_in_words(tmp_path: Path):
    assert "lists no influencer" in faults(tmp_path, "followers\n")[0]
    assert "not UTF-8" in faults(tmp_path, b"followers,name\n5,\x81\n")[0]
    assert "not CSV" in faults(tmp_path, 'followers,name\n5,"open\n')[0]
    for path, reason in ((tmp_path / "none.csv", "no such file"), (tmp_path, "not a file"), (Path("a\0"), "cannot be")):
        with pytest.raises(InputError, match=reason):
            read_roster(path, INTERESTS)


def test_an_influencer_added_at_the_end_changes_nobody(tmp_path: Path):
    text = "followers\n20000\n700000\n"
    assert read(tmp_path, text + "5000\n")[:2] == read(tmp_path, text)
