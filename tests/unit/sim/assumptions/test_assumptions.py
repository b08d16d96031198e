"""Promises of the numbers the model takes."""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.assumptions import files as assumption_files
from sim.assumptions.files import BOUNDS
from sim.assumptions.former_names import FORMER_NAMES
from sim.assumptions.numbers import COUPLINGS, DISTRIBUTIONS, SETS, STANDINGS, Assumptions
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.tiers import TIER_NAMES, TierTable

SHIPPED = assumption_files.FOLDER
ONLY_DOCUMENTS = {"engagement_rate_per_follower_at_10k", "engagement_rate_per_follower_at_1m"}
ONLY_EVIDENCE = {"engagement_per_reached_person"}
DIFFERENT = {
    "engagement_spread",
    "disclosure_on_engagement",
    "share_per_engaged_person",
}  # in both sets, and not the same


@pytest.fixture(params=SETS)
def shipped(request: pytest.FixtureRequest) -> Assumptions:
    return Assumptions.load(request.param)


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the evidence file with some text replaced."""
    text = (SHIPPED / "evidence.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "edited.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def shipped_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of assumptions, which is read in its place."""
    folder = tmp_path / "assumptions"
    shutil.copytree(SHIPPED, folder)
    monkeypatch.setattr(assumption_files, "FOLDER", folder)
    return folder


def tables_in(name: str, folder: Path = SHIPPED) -> dict[str, Any]:
    """What the file of a set holds, as it stands."""
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def table(name: str) -> str:
    """The text of one table of the evidence file, heading included."""
    text = (SHIPPED / "evidence.toml").read_text(encoding="utf-8")
    found = re.search(rf"^\[{name}\]\n(?:[a-z].*\n)+", text, re.MULTILINE)
    assert found
    return found.group()


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        Assumptions.read_file(path, "evidence")
    return caught.value.problems


def only_problem_of(path: Path) -> str:
    (problem,) = problems_of(path)
    return problem


# ---- What is shipped ---------------------------------------------------------------------------


def test_both_sets_load(shipped: Assumptions) -> None:
    assert shipped.name in SETS
    assert len(shipped) == len(list(shipped)) == len(shipped.names) > 70


def test_entries_come_in_the_order_of_the_file(shipped: Assumptions) -> None:
    expected = [*BOUNDS, *tables_in("evidence")]
    if shipped.name == "documents":
        place = expected.index(*ONLY_EVIDENCE)
        expected[place : place + 1] = sorted(ONLY_DOCUMENTS)
    assert shipped.names == tuple(expected)


def test_a_set_that_extends_another_holds_only_what_differs() -> None:
    evidence, own = Assumptions.load("evidence"), tables_in("documents")
    assert own.pop("extends") == "evidence"
    assert own.pop("instead_of") == {name: sorted(ONLY_DOCUMENTS) for name in ONLY_EVIDENCE}
    assert set(own) == {*ONLY_DOCUMENTS, *DIFFERENT}
    for name in own:
        entry = Assumptions.load("documents").entry(name)
        assert not evidence.has(name) or evidence.entry(name) != entry


def test_every_number_has_meaning_unit_standing_and_source(shipped: Assumptions) -> None:
    for entry in shipped:
        assert entry.meaning.endswith("."), entry.name
        assert entry.unit, entry.name
        assert entry.standing in STANDINGS, entry.name
        assert entry.distribution in DISTRIBUTIONS, entry.name
        assert entry.source, entry.name
        assert not entry.overridden, entry.name


def test_every_number_says_what_is_allowed(shipped: Assumptions) -> None:
    for entry in shipped:
        assert all(math.isfinite(bound) for bound in entry.allowed), entry.name
        if entry.name.endswith("_share") or entry.name.startswith("share_"):
            # A luxury product needs somebody to whom it appeals, readiness somebody who is ready.
            least = 0.001 if entry.name in ("luxury_buyers_share", "ready_to_buy_share") else 0
            assert entry.allowed == (least, 1), entry.name


def test_four_uncertain_numbers_say_how_they_move_and_no_others_do(shipped: Assumptions) -> None:
    for entry in shipped:
        uncertain = entry.by_tier and entry.distribution != "fixed"
        assert entry.tiers in COUPLINGS if uncertain else entry.tiers is None, entry.name
    assert shipped.entry("authenticity").tiers == "contrast"  # from no difference between tiers to twice as much
    assert shipped.entry("fake_follower_share").tiers == "apart"  # either order is possible
    assert shipped.entry("reach_rate").tiers == "together"


def test_every_guess_calls_itself_one(shipped: Assumptions) -> None:
    for entry in shipped:
        says_so = entry.source.startswith(("A guess", "A design value"))
        assert says_so == (entry.standing == "guessed"), entry.name


@pytest.mark.parametrize("tier", TIER_NAMES)
def test_a_base_is_the_most_likely_value_or_the_middle_of_what_is_drawn(shipped: Assumptions, tier: str) -> None:
    """So that base values and beliefs tell one story."""
    for entry in shipped:
        low, base, high = (
            number[tier] if isinstance(number, TierTable) else number for number in (entry.low, entry.base, entry.high)
        )
        middle = {"uniform": (low + high) / 2, "loguniform": math.sqrt(abs(low * high))}.get(entry.distribution, base)
        assert base == pytest.approx(middle, rel=0.02, abs=1e-12), entry.name


def test_a_number_of_the_documents_names_the_document(shipped: Assumptions) -> None:
    for entry in shipped:
        if entry.standing == "documents":
            assert re.search(r"D[1-5], \d{3}_[0-9a-f]{16}\.txt", entry.source), entry.name


def test_a_label_always_goes_with_its_file(shipped: Assumptions) -> None:
    files: dict[str, set[str]] = {}
    for entry in shipped:
        for label, file in re.findall(r"\b(D[1-5]), (\w+\.txt)", entry.source):
            files.setdefault(label, set()).add(file)
    assert set(files) <= {"D1", "D2", "D3", "D4", "D5"}
    assert all(len(found) == 1 for found in files.values())


def test_the_sets_differ_only_in_engagement() -> None:
    documents, evidence = Assumptions.load("documents"), Assumptions.load("evidence")
    assert set(documents.names) - set(evidence.names) == ONLY_DOCUMENTS
    assert set(evidence.names) - set(documents.names) == ONLY_EVIDENCE
    shared = set(documents.names) & set(evidence.names)
    assert {name for name in shared if documents.entry(name) != evidence.entry(name)} == DIFFERENT
    assert documents.fingerprint != evidence.fingerprint


def test_the_documents_rates_are_those_the_documents_state() -> None:
    documents = Assumptions.load("documents")
    assert documents.value("engagement_rate_per_follower_at_10k") == 0.08
    assert documents.value("engagement_rate_per_follower_at_1m") == 0.017
    assert documents.value("engagement_spread") == 0.0
    assert [documents.value("followers_smallest", tier) for tier in TIER_NAMES] == [1e3, 1e4, 5e5, 1e6]
    assert [documents.value("followers_largest", tier) for tier in TIER_NAMES] == [1e4, 1e5, 1e6, 5e6]


def test_derived_rates_follow_from_what_their_sources_give() -> None:
    evidence = Assumptions.load("evidence")
    seen = evidence.value("friend_reach_rate") / (1 - evidence.value("fake_follower_share", "nano"))
    engaged = seen * evidence.value("engagement_per_reached_person", "nano") * evidence.value("friend_credibility")
    assert evidence.value("share_per_engaged_person") == pytest.approx(2.4e-4 / engaged, rel=0.01)
    assert evidence.value("click_per_engaged_person") == pytest.approx(
        0.01 / 0.027 - evidence.value("click_per_unengaged_person") * (1 - 0.075) / 0.075, rel=0.02
    )
    assert evidence.value("delay_spread") == pytest.approx(math.log(10.9) / 1.2816, rel=0.01)
    stories = dict(zip(TIER_NAMES, (0.08, 0.045, 0.04, 0.035), strict=True))
    for tier, story in stories.items():
        factor = evidence.value("reach_factor_story", tier)
        assert factor == pytest.approx(story / evidence.value("reach_rate", tier), abs=0.005)


def test_the_circle_and_the_fans_together_aim_at_the_published_network() -> None:
    evidence = Assumptions.load("evidence")
    tied = (evidence.value("circle_people") - 1) * evidence.value("circle_tie_share")
    mutual, fans = evidence.value("circle_mutual_share"), evidence.value("fans_mean")
    followers = tied * (1 + mutual) / 2 + fans
    assert 35 <= followers <= 46
    assert 0.2 <= tied * mutual / followers <= 0.45
    assert 0.8 <= 1 - fans * (1 - evidence.value("fans_same_interest_share")) / followers <= 0.9


def test_no_draw_from_the_ranges_can_fill_an_audience_more_than_once(shipped: Assumptions) -> None:
    local, interest = shipped.entry("audience_locality_share"), shipped.entry("audience_interest_share")
    assert isinstance(local.high, TierTable)
    assert isinstance(interest.high, TierTable)
    assert all(local.high[tier] + interest.high[tier] <= 1 + 1e-9 for tier in TIER_NAMES)


def test_every_mechanism_has_an_allowed_value_that_removes_it(shipped: Assumptions) -> None:
    nothing = ("trust_on_purchase", "wear_in_gain", "post_quality_spread", "engagement_spread", "propensity_spread")
    nothing += ("share_per_engaged_person", "fake_follower_share", "trust_step_seen")
    nothing += ("coordination_hours_per_influencer", "platform_hours_per_influencer", "own_hour_eur")
    nothing += ("platform_fee_share", "agency_fee_share")
    nothing += ("declared_rate_spread", "fake_share_spread", "works_without_fee_share", "promo_code_discount_share")
    nothing += ("repeat_on_purchase", "advocacy_per_purchase", "follow_per_engaged_person", "press_share")
    nothing += ("mention_per_engaged_press", "mention_readers", "engagement_per_mention_reader", "overdose_damage")
    neutral = ("match_influencer", "match_brand", "considering_on_purchase", "friend_credibility", "fatigue_per_repeat")
    neutral += ("in_market_share", "reach_factor_story", "reach_factor_reel", "reach_factor_live", "delay_factor_reel")
    neutral += ("disclosure_on_engagement", "disclosure_on_authenticity", "familiarity_on_engagement", "luxury_match")
    neutral += ("promo_code_on_purchase", "coordination_growth", "fee_growth", "fee_level")
    off = dict.fromkeys(nothing, 0) | dict.fromkeys(neutral, 1) | {"authenticity": 0.54}
    assert all(entry.overridden for entry in shipped.with_values(off) if entry.name in off)


# ---- Asking for a value ------------------------------------------------------------------------


def test_a_number_by_tier_needs_a_known_tier() -> None:
    evidence = Assumptions.load("evidence")
    assert evidence.value("reach_rate", "micro") == 0.23
    with pytest.raises(InputError, match="nano, micro, macro, mega"):
        evidence.value("reach_rate")
    with pytest.raises(InputError, match="did you mean 'micro'"):
        evidence.value("reach_rate", "micros")


def test_a_single_number_ignores_the_tier() -> None:
    evidence = Assumptions.load("evidence")
    assert evidence.value("delay_median_hours", "mega") == evidence.value("delay_median_hours") == 4.5


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    evidence = Assumptions.load("evidence")
    assert not evidence.has("reach_rates")
    for ask in (evidence.value, evidence.entry):
        with pytest.raises(InputError, match=r"reach_rates: .*did you mean 'reach_rate'"):
            ask("reach_rates")
    with pytest.raises(InputError, match="did you mean 'trust_initial'"):
        Assumptions.load("evidence", {"trust_inital": 0.4})


def test_an_entry_that_earlier_versions_had_is_refused_with_what_to_write_now() -> None:
    evidence = Assumptions.load("evidence")
    gone = "coordination_eur_per_influencer"
    now = r"write coordination_hours_per_influencer, in hours, and own_hour_eur, .*brand\.hours_from_budget = true"
    for ask in (evidence.value, evidence.entry, lambda name: evidence.with_values({name: 80})):
        with pytest.raises(InputError, match=f"{gone}: no such entry in the set evidence; .*{now}"):
            ask(gone)
    with pytest.raises(InputError, match=f"{gone}: no such quantity; .*{now}"):
        Scenario.load().with_value(gone, 80)
    for name in FORMER_NAMES:
        assert not evidence.has(name)


def test_a_number_of_the_other_set_is_refused() -> None:
    with pytest.raises(InputError, match="no such entry in the set documents"):
        Assumptions.load("documents").value("engagement_per_reached_person", "micro")


def test_an_unknown_set_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'evidence'"):
        Assumptions.load("evidnce")


def test_the_names_that_were_asked_for_are_known() -> None:
    evidence = Assumptions.load("evidence")
    evidence.entry("delay_spread")
    assert evidence.read == set()
    evidence.value("delay_spread")
    evidence.value("authenticity", "nano")
    with pytest.raises(InputError):
        evidence.value("reach_rate")
    assert evidence.read == {"delay_spread", "authenticity"}
    assert evidence.with_values({}).read == set()


# ---- Frozen ------------------------------------------------------------------------------------


def test_nothing_can_be_changed_in_place(shipped: Assumptions) -> None:
    entry = shipped.entry("reach_rate")
    with pytest.raises(dataclasses.FrozenInstanceError):
        shipped.name = "mine"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.base = 0.5  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.base.nano = 0.5  # type: ignore[misc, union-attr]
    with pytest.raises(TypeError):
        entry.base["nano"] = 0.5  # type: ignore[index]


def test_sets_survive_pickling_and_copying(shipped: Assumptions) -> None:
    mine = shipped.with_values({"authenticity": 0.5})
    for again in (pickle.loads(pickle.dumps(mine)), copy.deepcopy(mine), copy.copy(mine)):
        assert again == mine
        assert hash(again) == hash(mine)
        assert again.fingerprint == mine.fingerprint
        assert again.value("authenticity", "mega") == 0.5
        assert again.entry("authenticity").overridden


def test_a_tier_table_is_a_mapping() -> None:
    tiers = TierTable(1.0, 2.0, 3.0, 4.0)
    assert dict(tiers) == tiers == {"nano": 1.0, "micro": 2.0, "macro": 3.0, "mega": 4.0}
    with pytest.raises(KeyError):
        tiers["giga"]


# ---- Overrides ---------------------------------------------------------------------------------


def test_an_override_is_recorded_and_changes_the_fingerprint(shipped: Assumptions) -> None:
    mine = shipped.with_values({"purchase_per_click": 0.02})
    assert mine.value("purchase_per_click") == 0.02
    assert [entry.name for entry in mine if entry.overridden] == ["purchase_per_click"]
    assert mine.names == shipped.names
    assert mine.fingerprint != shipped.fingerprint
    assert shipped.value("purchase_per_click") == 0.0173
    assert Assumptions.load(shipped.name, {"purchase_per_click": 0.02}) == mine


def test_the_fingerprint_depends_on_values_alone(shipped: Assumptions) -> None:
    assert Assumptions.load(shipped.name).fingerprint == shipped.fingerprint
    assert re.fullmatch(r"[0-9a-f]{16}", shipped.fingerprint)
    same = {"overdose_impressions": 8, "trust_initial": np.float32(0.5)}
    assert shipped.with_values(same).fingerprint == shipped.fingerprint


def test_an_override_by_tier_is_complete_or_one_for_all(shipped: Assumptions) -> None:
    full = {"nano": 0.1, "micro": 0.2, "macro": 0.3, "mega": 0.4}
    assert shipped.with_values({"reach_rate": full}).entry("reach_rate").base == full
    flat = shipped.with_values({"reach_rate": 0.3})
    assert {flat.value("reach_rate", tier) for tier in TIER_NAMES} == {0.3}


def test_an_override_may_leave_the_range_of_belief_but_not_what_is_allowed(shipped: Assumptions) -> None:
    assert shipped.with_values({"purchase_per_click": 0.9}).value("purchase_per_click") == 0.9
    with pytest.raises(InputError, match=r"purchase_per_click: 1\.1 given; allowed is a finite number from 0 to 1"):
        shipped.with_values({"purchase_per_click": 1.1})


def test_all_wrong_overrides_are_refused_at_once() -> None:
    wrong: dict[str, object] = {
        "reach_rate": {"nano": 0.3, "micro": 0.2, "marco": 0.2},
        "authenticity": {"nano": 0.5, "micro": {}, "macro": 0.5, "mega": True},
        "trust_initial": {"nano": 0.3, "micro": 0.2, "macro": 0.2, "mega": 0.2},
        "fee_floor_eur": "50",
        "match_brand": math.nan,
        "circle_people": math.inf,
        "fans_mean": 10**400,
        "fans_largest": None,
        "delay_spread": True,
        "overdose_impression": 4,
    }
    with pytest.raises(InputError) as caught:
        Assumptions.load("evidence", wrong)
    text = str(caught.value)
    assert all(name in text for name in wrong)
    assert "reach_rate.marco: unknown tier; did you mean 'macro'" in text
    assert "reach_rate.mega: missing" in text
    assert "authenticity.micro: {} given" in text
    assert "authenticity.mega: true given" in text
    assert "did you mean 'overdose_impressions'" in text
    assert len(caught.value.problems) == 13


def test_overrides_that_contradict_each_other_are_refused(shipped: Assumptions) -> None:
    with pytest.raises(InputError, match=r"followers_smallest\.nano: 20000 given"):
        shipped.with_values({"followers_smallest": {"nano": 2e4, "micro": 1e4, "macro": 5e5, "mega": 1e6}})
    with pytest.raises(InputError, match=r"audience_interest_share\.nano: .* sum of at most 1"):
        shipped.with_values({"audience_interest_share": 0.8})


# ---- A file that cannot be used ----------------------------------------------------------------


def test_an_untouched_copy_reads_as_the_shipped_set(tmp_path: Path) -> None:
    assert Assumptions.read_file(edited(tmp_path), "evidence") == Assumptions.load("evidence")


def test_an_unknown_entry_is_refused_with_the_nearest(tmp_path: Path) -> None:
    problems = problems_of(edited(tmp_path, ("[trust_initial]", "[trust_inital]")))
    assert problems[0] == "edited.toml: trust_inital: unknown entry; did you mean 'trust_initial'?"
    assert problems[1].startswith("edited.toml: trust_initial: missing")


def test_an_entry_of_the_other_set_is_refused(tmp_path: Path) -> None:
    moved = table("engagement_per_reached_person").replace("per_reached_person", "rate_per_follower_at_1m")
    problems = problems_of(edited(tmp_path, (table("engagement_per_reached_person"), moved)))
    assert "engagement_rate_per_follower_at_1m: unknown entry" in problems[0]
    assert "engagement_per_reached_person: missing" in problems[1]


@pytest.mark.parametrize("given", ["true", '"0.5"', "nan", "inf", "[0.5]", "2"])
def test_what_is_no_number_in_the_allowed_range_is_refused(tmp_path: Path, given: str) -> None:
    old = table("trust_initial")
    problem = only_problem_of(edited(tmp_path, (old, old.replace("base = 0.5", f"base = {given}"))))
    assert re.fullmatch(
        r"edited.toml: trust_initial\.base: .* given; allowed is a finite number from 0.01 to 1", problem
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("trust_initial", "low = 0.35", "low = 0.55", "low 0.55, base 0.5, high 0.65 given"),
        ("reach_rate", "micro = 0.15", "micro = 0.25", "reach_rate.micro: low 0.25, base 0.23, high 0.3 given"),
        ("circle_people", "high = 40", "high = 50", "a fixed number needs low = base = high"),
        (
            "delay_median_hours",
            "allowed = [0.01, 1e4]",
            "allowed = [20, 1]",
            "allowed are two numbers, the least first",
        ),
        ("fee_per_follower_eur", "low = 0.003", "low = 0", "a loguniform number needs a low above 0"),
        ("trust_initial", 'standing = "guessed"', 'standing = "guesed"', "did you mean 'guessed'"),
        ("trust_initial", 'distribution = "uniform"', 'distribution = "normal"', "one of uniform, loguniform"),
        ("trust_initial", 'unit = "0 to 1"', 'unit = " "', "trust_initial.unit: ' ' given"),
        ("trust_initial", 'unit = "0 to 1"\n', "", "trust_initial.unit: missing"),
        ("trust_initial", "low = 0.35", "lowest = 0.3\nlow = 0.35", "trust_initial.lowest: unknown field"),
        ("reach_rate", ", mega = 0.15 }", " }", "reach_rate.base.mega: missing"),
        ("reach_rate", "mega = 0.15 }", "mega = 0.15, giga = 0.1 }", "reach_rate.base.giga: unknown tier"),
        (
            "trust_initial",
            "low = 0.35",
            "low = {nano = 0.1, micro = 0.1, macro = 0.1, mega = 0.1}",
            "three numbers or three",
        ),
        (
            "authenticity",
            'tiers = "contrast"\n',
            "",
            "authenticity.tiers: missing; uncertain numbers by tier need one of",
        ),
        ("authenticity", '"contrast"', '"contrasts"', "together, contrast, apart; did you mean 'contrast'"),
        ("authenticity", '"contrast"', "1", "authenticity.tiers: 1 given; one of together"),
        (
            "trust_initial",
            "low = 0.35",
            'tiers = "apart"\nlow = 0.35',
            "trust_initial.tiers: 'apart' given; leave it out, the entry does not differ by tier",
        ),
    ],
)
def test_a_fault_in_one_entry_is_named(tmp_path: Path, name: str, old: str, new: str, says: str) -> None:
    whole = table(name)
    assert old in whole
    assert says in only_problem_of(edited(tmp_path, (whole, whole.replace(old, new, 1))))


def test_fixed_numbers_do_not_say_how_they_move(tmp_path: Path) -> None:
    whole = table("reach_rate")
    base = re.findall(r"base = (.*)", whole)[0]
    fixed = re.sub(r"(low|high) = .*", rf"\1 = {base}", whole).replace('"triangular"', '"fixed"')
    problem = only_problem_of(edited(tmp_path, (whole, fixed)))
    assert problem.endswith("reach_rate.tiers: 'together' given; leave it out, a fixed number is never varied")
    assert Assumptions.read_file(edited(tmp_path, (whole, fixed.replace('tiers = "together"\n', ""))), "evidence")


def test_bounds_of_the_tiers_stand_in_their_own_file_alone(tmp_path: Path) -> None:
    path = edited(tmp_path, ("[reach_rate]", f"{table('reach_rate').replace('reach_rate', BOUNDS[0])}\n[reach_rate]"))
    assert only_problem_of(path).startswith(f"edited.toml: {BOUNDS[0]}: stands in tiers.toml")


def test_everything_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        (table("delay_spread"), ""),
        (table("fans_mean"), ""),
        (table("trust_initial"), table("trust_initial").replace("base = 0.5", 'base = "half"')),
        (table("reach_rate"), table("reach_rate").replace("micro = 0.23, ", "")),
        (table("fatigue_per_repeat"), table("fatigue_per_repeat").replace("high = 0.8", "high = 1.5")),
        (table("match_brand"), table("match_brand").replace("match_brand", "match_brands")),
    )
    path.write_text("stray = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    problems = problems_of(path)
    wrong = ("stray", "reach_rate.base.micro", "fatigue_per_repeat.high", "trust_initial.base", "match_brands")
    wrong += ("delay_spread", "fans_mean", "match_brand")
    assert len(problems) == len(wrong)
    for name in wrong:
        assert any(problem.startswith(f"edited.toml: {name}: ") for problem in problems), name


def test_a_file_that_is_no_toml_or_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("[trust_initial\n", encoding="utf-8")
    assert "broken.toml: not valid TOML" in only_problem_of(path)
    assert "there is no such file" in only_problem_of(tmp_path / "absent.toml")


# ---- A file that extends a set -----------------------------------------------------------------


def extending(folder: Path, text: str, set_name: str = "evidence") -> Path:
    path = folder / "mine.toml"
    path.write_text(f'extends = "{set_name}"\n{text}', encoding="utf-8")
    return path


def test_a_file_that_extends_a_set_takes_all_that_it_does_not_say(tmp_path: Path) -> None:
    evidence = Assumptions.load("evidence")
    assert Assumptions.read_file(extending(tmp_path, ""), "evidence") == evidence
    own = table("trust_initial").replace("base = 0.5", "base = 0.45")
    mine = Assumptions.read_file(extending(tmp_path, own), "evidence")
    assert mine.names == evidence.names
    assert {name for name in mine.names if mine.entry(name) != evidence.entry(name)} == {"trust_initial"}
    assert mine.value("trust_initial") == 0.45
    assert Assumptions.read_file(extending(tmp_path, own, "documents"), "documents").value("trust_initial") == 0.45


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'extends = "evidnce"',
            "mine.toml: extends: unknown set of assumptions 'evidnce'; .*'evidence'",
        ),
        ("extends = 1", "mine.toml: extends = 1: must be one of documents, evidence"),
        ('extends = "../evidence"', "mine.toml: extends: unknown set of assumptions '../evidence'"),
        ('extends = "evidence"\n[trust_inital]', "trust_inital: the set evidence has no such entry; .*'trust_initial'"),
        ('extends = "evidence"\n[instead_of]\ntrust = ["t"]', "instead_of.trust: the set evidence has no such entry"),
        ('extends = "evidence"\n[instead_of]\ntrust_initial = []', "instead_of.trust_initial = \\[\\]: must be a list"),
        ('extends = "evidence"\n[instead_of]\ntrust_initial = "t"', "instead_of.trust_initial = 't': must be a list"),
        ('extends = "evidence"\n[instead_of]\ntrust_initial = ["t"]', "mine.toml: t: missing; instead_of names it"),
        ('extends = "evidence"\ninstead_of = 1', "mine.toml: instead_of = 1: must be a table"),
        ('[instead_of]\ntrust_initial = ["t"]', "instead_of: needs extends"),
        ('extends = "evidence"\n[trust_initial]\nbase = 0.5', "mine.toml: trust_initial.unit: missing"),
        ('extends = "documents"', "mine.toml: engagement_per_reached_person: missing; every set holds this entry"),
    ],
)
def test_what_cannot_be_extended_is_told_in_words(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    assert any(re.search(says, problem) for problem in problems_of(path))


def test_a_set_that_extends_itself_by_a_circle_is_refused(shipped_copy: Path) -> None:
    path = shipped_copy / "evidence.toml"
    path.write_text('extends = "documents"\n', encoding="utf-8")
    for name, circle in (
        ("evidence", "evidence extends documents extends evidence"),
        ("documents", "documents extends"),
    ):
        with pytest.raises(InputError, match=f"extends goes round in a circle: {circle}") as caught:
            Assumptions.load(name)
        assert len(caught.value.problems) == 1


def test_a_fault_in_the_set_that_is_extended_names_its_file(shipped_copy: Path) -> None:
    path = shipped_copy / "evidence.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[trust_initial]\n", "[trust_initial]\nlowest = 1\n"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"^evidence\.toml: trust_initial\.lowest: unknown field"):
        Assumptions.load("documents")


def test_what_an_entry_says_in_its_file_is_what_a_scenario_takes(shipped_copy: Path) -> None:
    for path in shipped_copy.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub('^source = "', f'source = "({path.stem}) ', text, flags=re.MULTILINE), encoding="utf-8")
    for name in SETS:
        taken = {entry.name: entry.source for entry in Scenario.load(assumption_set=name).assumptions}
        for entry, own in tables_in(name, shipped_copy).items():
            if entry not in ("extends", "instead_of"):
                assert taken[entry] == own["source"], entry
        assert all(taken[entry].startswith("(tiers) D1, ") for entry in BOUNDS)


def test_an_edited_bound_between_tiers_is_the_bound_of_a_scenario(shipped_copy: Path) -> None:
    path = shipped_copy / "tiers.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("micro = 10000, macro = 500000", "micro = 12000, macro = 400000", 1), encoding="utf-8")
    for name in SETS:
        assumptions = Scenario.load(assumption_set=name).assumptions
        assert assumptions.value("followers_smallest", "micro") == 12_000
        assert Assumptions.load(name) == assumptions


def test_what_is_wrong_with_the_bounds_is_told_in_words(shipped_copy: Path) -> None:
    path = shipped_copy / "tiers.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("smallest = { nano = 1000, micro = 10000,", "smallest = { nano = 1000,", 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"^tiers\.toml: D1\.smallest\.micro: missing; .*nano, micro, macro, mega"):
        Assumptions.load("evidence")
    path.write_text(text.replace("nano = 1000,", "nano = 20000,", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"^tiers\.toml: followers_smallest\.nano: 20000 given"):
        Assumptions.load("evidence").with_tiers("D1")
