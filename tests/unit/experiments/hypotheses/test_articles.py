"""The articles' sentences are asked as they are meant: what differs between the arms of a claim is what it is about."""

import re
from dataclasses import replace
from functools import cache

import pytest
from places import ROOT

from experiments.hypotheses.arms import Variant
from experiments.hypotheses.run import Question
from experiments.hypotheses.stated import STATED, Hypothesis, read_hypotheses
from experiments.replicates.design import Design
from sim.planning.budget import Plan, plan
from sim.scenario.scenario import Scenario, schedule_named
from sim.scenario.schedule import Schedule
from sim.world.graph import world_of
from sim.world.world import World

HYPOTHESES = read_hypotheses().hypotheses
RESTATED = ("H5", "H6", "H7", "H8", "H12", "H14", "H15")
QUESTION = Question(read_hypotheses(), people=2_000)


@cache
def scenario_of(hypothesis: str, arm: str) -> Scenario:
    return QUESTION.arms.cell(HYPOTHESES[hypothesis].arms[arm], Variant("evidence")).scenario


def schedule_of(hypothesis: Hypothesis, arm: str) -> Schedule:
    return schedule_named(hypothesis.arms[arm].schedule, scenario_of(hypothesis.name, arm))


def planned(hypothesis: str, arm: str, draw: int) -> tuple[World, Plan]:
    """What the arm plans in the world and under the belief of a draw."""
    design = Design(1, lucks=1)
    scenario = design.believed(scenario_of(hypothesis, arm), draw)
    world = world_of(scenario, design.seed_of(draw))
    return world, plan(scenario, world, HYPOTHESES[hypothesis].arms[arm].schedule, may_fall_short=True)


# ---- Codes -----------------------------------------------------------------------------------------


def codes(schedule: Schedule) -> object:
    """Who posts with a code: nobody, everybody but a lone leader, or else which phases."""
    by_phase = [phase.promo_code for phase in schedule.phases_in_order if not (phase.tier == "macro" and phase.count)]
    return by_phase[0] if len(set(by_phase)) == 1 else [phase.order for phase in schedule.phases_in_order]


@pytest.mark.parametrize("hypothesis", HYPOTHESES.values(), ids=HYPOTHESES)
def test_codes_are_the_same_in_every_arm_of_a_claim(hypothesis):
    for claim in hypothesis.claims:
        known = [codes(schedule_of(hypothesis, name)) for name in claim.names]
        waves = [one for one in known if isinstance(one, list)]
        if hypothesis.name == "H6" and waves:  # the same second wave, with its codes, with and without what was before
            known = [
                [phase.promo_code for phase in schedule_of(hypothesis, name).phases if phase.start_hours >= 168]
                for name in claim.names
            ]
        assert known.count(known[0]) == len(known), claim


def test_the_launch_of_the_articles_is_that_of_the_scenario_and_an_arm_wherever_hybrids_are_asked_about():
    launch = Scenario.load(people=2_000).schedules["leader_then_a_hundred"]
    for name in ("H5", "H7", "H12"):
        told = [claim for claim in HYPOTHESES[name].claims if "leader_then_a_hundred" in claim.names]
        assert told
        assert schedule_of(HYPOTHESES[name], "leader_then_a_hundred").phases_in_order == launch.phases_in_order
        assert any({"hybrid", "hybrid_without_codes"} & set(claim.names) for claim in HYPOTHESES[name].claims)
    later = schedule_of(HYPOTHESES["H6"], "leader_on_day_6_then_a_hundred")
    moved = [phase.model_copy(update={"start_hours": phase.start_hours + 144}) for phase in launch.phases_in_order]
    assert list(later.phases_in_order) == moved
    adjusted = schedule_of(HYPOTHESES["H12"], "leader_then_a_hundred_adjusted")
    assert adjusted.phases_in_order == launch.phases_in_order
    assert len(adjusted.reviews) == 2


@pytest.mark.parametrize("budget_eur", [20_000, 60_000, 240_000])
def test_the_hundred_are_a_hundred_at_any_budget_that_pays_for_them_and_spend_all_of_it(budget_eur):
    launch = replace(Scenario.load(people=2_000), budget_eur=budget_eur)
    made = plan(launch, world_of(launch, 1_000_000), "leader_then_a_hundred")
    assert not made.falls_short
    specialists = len(made.influencers) - 1
    assert specialists < 100 if budget_eur == 20_000 else specialists == 100


@pytest.mark.parametrize("arm", ["leader_then_a_hundred", "leader_on_day_6_then_a_hundred", "a_hundred_from_day_7"])
def test_a_draw_that_makes_influencers_cheap_lets_the_hundred_post_oftener_and_hires_no_more(arm):
    hypothesis = "H5" if arm == "leader_then_a_hundred" else "H6"
    for draw in range(8):
        _, made = planned(hypothesis, arm, draw)
        assert not made.falls_short
        assert len(made.influencers) <= 100 + ("leader" in arm)


def test_after_the_first_week_the_hundred_alone_post_with_or_without_their_leader():
    for arm, early in (("leader_on_day_6_then_a_hundred", {"macro"}), ("a_hundred_from_day_7", set())):
        world, made = planned("H6", arm, 0)
        tiers = {True: set(), False: set()}
        for post in made.posts:
            tiers[post.hour < 168].add(world.roster[post.influencer].tier)
        assert tiers == {True: early, False: {"micro"}}


# ---- Pressure --------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", range(4))
def test_pressure_is_asked_of_the_same_influencers_for_the_same_money(draw):
    _, few = planned("H8", "four_posts_each", draw)
    _, many = planned("H8", "forty_eight_posts_each", draw)
    assert few.influencers == many.influencers
    assert len(few.influencers) == 24  # money ends neither of them
    assert len(few.posts) == 4 * 24
    assert len(many.posts) == 48 * 24  # some eleven impressions of each who follows one of them
    assert many.spend_eur == pytest.approx(few.spend_eur, rel=1e-3)
    first, last = ({made.posts[place].hour for made in (few, many)} for place in (0, -1))
    assert len(first) == 1
    assert max(last) - min(last) <= 6 * 24  # over the same weeks


# ---- Choice ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", range(4))
def test_where_fit_is_chosen_there_is_something_to_choose_and_enough_of_it(draw):
    shares = {}
    for arm in ("a_third_by_fit", "a_third_by_followers"):
        world, made = planned("H14", arm, draw)
        interest = scenario_of("H14", arm).brand_interest
        micro = [profile for profile in world.roster if profile.tier == "micro"]
        on_list = sum(profile.interest == interest for profile in micro) / len(micro)
        assert 0.27 < on_list < 0.45  # a third, and one in twenty of the others by chance
        hired = [world.roster[row].interest == interest for row in made.influencers]
        shares[arm] = sum(hired) / len(hired)
    assert shares["a_third_by_fit"] > 0.85
    assert shares["a_third_by_followers"] < 0.6


# ---- What was restated -----------------------------------------------------------------------------


def test_what_was_restated_keeps_its_earlier_reading_verdict_and_reason():
    assert tuple(name for name, one in HYPOTHESES.items() if one.restated) == RESTATED
    for name in RESTATED:
        before = HYPOTHESES[name].restated
        assert re.fullmatch(r"\d+\.\d+\.\d+", before.version)
        assert re.match(r"(supported|refuted|depends|undecided) \(", before.verdict)
        assert before.reading != HYPOTHESES[name].reading
        for sentence in (before.reading, before.because):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


def test_verdicts_stand_in_the_file_only_where_something_was_restated():
    text = STATED.read_text(encoding="utf-8").split("[study]")[1]
    now = re.sub(r"\[H\d+\.restated\]\n(?:\w+ = .*\n)+", "", text)
    assert now.count("restated") == 0 < text.count(".restated]")
    assert not re.search(r"verdict|supported|refuted|undecided", now)


def test_a_restated_hypothesis_plays_what_it_says_now_alone():
    """The earlier reading changes no key of a run and no verdict."""
    plain = replace(HYPOTHESES["H8"], restated=None)
    variant = Variant("evidence")
    assert [cell.key for cell in QUESTION.cells(plain, variant)] == [
        cell.key for cell in QUESTION.cells(HYPOTHESES["H8"], variant)
    ]


def test_the_documents_tell_of_every_restatement_with_the_verdict_that_was():
    text = (ROOT / "docs/hypotheses.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1] for row in re.findall(r"^\| (H\d+(?:, H\d+)*) \| ([^|]+) \|", text, re.M)}
    verdicts = {}
    for names, cell in rows.items():
        told = re.findall(r"(\w+)(?: \([^)]*\))?", cell)
        verdicts |= dict(zip(names.split(", "), told, strict=True))
    assert verdicts == {name: HYPOTHESES[name].restated.verdict.split()[0] for name in RESTATED}
