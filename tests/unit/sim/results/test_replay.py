"""A person's story told again from the log: the same deeds, and the chances of them."""

import functools
import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.lab.question.asked import Asked
from sim import events as ev
from sim.assumptions.mechanisms import without
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.posts import OWN
from sim.results.replay import Replay, replayed
from sim.world.graph import world_of

SEED = 4
SOME = 10  # one in so many of those reached: enough to have met everything that is switched off
# So that in a small town people share, buy, buy again, tell and write.
TALKATIVE = {
    "reach_rate": 0.4,
    "purchase_per_click": 0.4,
    "repeat_on_purchase": 1.0,
    "organic_purchase_per_year": 3.0,
    "advocacy_per_purchase": 0.3,
    "follow_per_engaged_person": 0.2,
    "mention_per_engaged_press": 0.3,
    "mention_readers": 150_000,
    "engagement_per_mention_reader": 0.07,
}


@functools.cache
def town(schedule, *off):
    """A run with events among 1,500 people: scenario, world, record."""
    scenario = Asked(people=1_500, sharing=100).scenario()
    scenario = replace(scenario, assumptions=without(scenario.assumptions.with_values(TALKATIVE), off))
    world = world_of(scenario, SEED)
    return scenario, world, simulate(scenario, world, plan(scenario, world, schedule), luck_seed=SEED, events=True)


def told_again(scenario, world, record, every=1):
    """The hours and impressions of everybody who was reached, or of one in so many, by person."""
    replay = Replay(scenario, world, record, SEED)
    return {person: replay.impressions_of(person) for person in np.unique(record.events["person"])[::every].tolist()}


def seen_by(told):
    return [seen for impressions in told.values() for _, seen in impressions]


@pytest.fixture(scope="module", params=["hybrid", "hybrid_adjusted"])
def played(request):
    return town(request.param)


@pytest.fixture(scope="module")
def everybody(played):
    return told_again(*played)


@pytest.fixture(scope="module")
def impressions(everybody):
    return seen_by(everybody)


@pytest.mark.second
def test_everybody_does_again_what_the_log_says(played, everybody):
    _, _, record = played
    events = record.events
    assert set(everybody) == set(events["person"].tolist())
    for person, told in everybody.items():
        again = [(h, s.post, s.via, s.outcome, s.trust_after) for h, s in told]
        logged = events[events["person"] == person]
        assert again == logged[["hour", "post", "via", "outcome", "trust"]].tolist()


@pytest.mark.second
def test_every_kind_of_piece_is_told_again(played, impressions):
    """Those of influencers and what a review added to them, what customers say, what the press writes, and shares."""
    scenario, world, record = played
    before = len(plan(scenario, world, record.plan.schedule).posts)
    assert any(seen.place == ev.MENTION and seen.via == ev.NOBODY for seen in impressions)
    assert any(seen.place == ev.MENTION and seen.via != ev.NOBODY for seen in impressions)
    assert any(seen.place == ev.WORD_OF_MOUTH and seen.via == seen.post - OWN for seen in impressions)
    assert any(seen.place >= ev.FIRST_PLACE and seen.via != ev.NOBODY for seen in impressions)
    added = any(seen.place >= ev.FIRST_PLACE + before for seen in impressions)
    assert added == (record.plan.schedule == "hybrid_adjusted")


@pytest.mark.second
def test_a_chance_is_kept_for_what_was_left_to_a_coin_and_for_nothing_else(impressions):
    for seen in impressions:
        assert all(0.0 <= chance <= 1.0 for chance in seen.chances.values())
        engaged, bought = seen.outcome & ev.ENGAGED, seen.outcome & ev.BOUGHT
        assert seen.chances.keys() >= {"see", "engage"}
        assert "click" in seen.chances  # with a like or without
        assert engaged or not seen.chances.keys() & {"share", "follow", "write"}
        assert ("buy" in seen.chances) == bool(seen.outcome & ev.CLICKED) == bool(seen.buying)
        assert "tell" not in seen.chances or (bought and not seen.repeat)
        for bit, deed in ((ev.SHARED, "share"), (ev.FOLLOWED, "follow"), (ev.BOUGHT, "buy"), (ev.CLICKED, "click")):
            assert not seen.outcome & bit or seen.chances[deed] > 0.0
        assert bool(seen.outcome & ev.WROTE) == (seen.wrote or seen.told)
        assert seen.wrote <= ("write" in seen.chances)
        assert seen.told <= ("tell" in seen.chances)


@pytest.mark.second
@pytest.mark.parametrize(
    ("deed", "bit"),
    [("engage", ev.ENGAGED), ("share", ev.SHARED), ("follow", ev.FOLLOWED), ("click", ev.CLICKED), ("buy", ev.BOUGHT)],
)
def test_what_is_done_is_as_frequent_as_its_chances_say(impressions, deed, bit):
    chances = np.array([seen.chances[deed] for seen in impressions if deed in seen.chances])
    done = sum((seen.outcome & bit) != 0 for seen in impressions)
    assert done > 10
    assert abs(done - chances.sum()) < 4.0 * math.sqrt((chances * (1.0 - chances)).sum())


@pytest.mark.second
def test_the_chance_of_liking_is_the_product_that_is_told(impressions):
    for seen in impressions:
        assert seen.chances["engage"] == pytest.approx(min(1.0, math.prod(seen.engaging.values())))


@pytest.mark.second
def test_readers_of_the_press_are_sure_to_see_it_and_others_are_not(impressions):
    read = [seen.chances["see"] for seen in impressions if seen.place == ev.MENTION and seen.via == ev.NOBODY]
    posts = [seen.chances["see"] for seen in impressions if seen.place >= ev.FIRST_PLACE and seen.via == ev.NOBODY]
    assert set(read) == {1.0}
    assert min(posts) < 0.5


def test_one_person_alone_is_told_the_same(played):
    scenario, world, record = played
    person = int(record.events["person"][0])
    replay = Replay(scenario, world, record, SEED)
    assert replayed(scenario, world, record, SEED, person) == replay.impressions_of(person)


def test_whom_nobody_reached_has_nothing_to_tell(played):
    scenario, world, record = played
    silence = simulate(scenario, world, replace(record.plan, posts=()), luck_seed=SEED, events=True)
    assert replayed(scenario, world, silence, SEED, 0) == []


def test_another_luck_world_or_scenario_is_refused(played):
    scenario, world, record = played
    busiest = int(np.bincount(record.events["person"]).argmax())
    with pytest.raises(ValueError, match=f"luck seed {SEED + 1}"):
        replayed(scenario, world, record, SEED + 1, busiest)
    with pytest.raises(ValueError, match="would not have done"):
        replayed(scenario, world_of(scenario, SEED + 1), record, SEED, busiest)
    trustful = replace(scenario, assumptions=scenario.assumptions.with_values({"trust_step_seen": 0.5}))
    with pytest.raises(ValueError, match="would not have done"):
        replayed(trustful, world, record, SEED, busiest)
    strangers = [replace(profile, key=profile.key + 100_000) for profile in world.roster]
    with pytest.raises(ValueError, match="would not have done"):
        replayed(scenario, world.with_roster(strangers, scenario.assumptions), record, SEED, busiest)


def test_a_run_without_events_cannot_be_told_again(played):
    scenario, world, record = played
    with pytest.raises(ValueError, match="events=True"):
        replayed(scenario, world, replace(record, events=None), SEED, 0)


@pytest.mark.parametrize(
    ("off", "factor"),
    [
        (("fatigue", "wear_in"), "attention"),
        (("familiarity",), "familiarity"),
        (("friend_credibility",), "credibility"),
        (("interest_fit",), "match"),
        (("quality", "disclosure", "promo_codes"), "quality"),
    ],
)
def test_what_is_switched_off_changes_no_chance(off, factor):
    on, without_it = (seen_by(told_again(*town("hybrid", *names), every=SOME)) for names in ((), off))
    assert sum(seen.engaging[factor] != 1.0 for seen in on) > 10
    assert all(seen.engaging[factor] == 1.0 for seen in without_it)


def test_nobody_shares_where_sharing_is_switched_off():
    on, off = (seen_by(told_again(*town("hybrid", *names), every=SOME)) for names in ((), ("sharing",)))
    assert sum(seen.chances.get("share", 0.0) > 0.0 for seen in on) > 10
    assert {seen.chances.get("share", 0.0) for seen in off} == {0.0}
