"""A review moves money not spent yet to what does well: by what a brand can see, to the cent, never back in time."""

import dataclasses
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import influencer, plain_market, world_of
from worlds import plan_of as planned

from sim import events as ev
from sim.model import simulate
from sim.planning.budget import Plan, PlannedPost, plan
from sim.planning.posts import OWN, PIECES
from sim.planning.review import reviewed
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, RESULTS, Phase, Review, Schedule
from sim.world.world import World

steadily = examples(200, derandomize=True)  # the same examples in every run


def profile(key: int, followers: int = 1_000, declared: float = 0.02) -> Profile:
    return dataclasses.replace(
        influencer(key, followers, 0.5, 0.1), declared_engagement_rate_per_follower=declared, fee_eur=10.0
    )


ROSTER = tuple(profile(k) for k in range(6))
AT_24 = Review(review_hours=24, shift_share=1.0)


def plan_of(*posts: PlannedPost) -> Plan:
    return planned(*posts, coordination_eur=30.0)


def post(who: int, hour: int, fee: float = 10.0, piece: int = 0, **terms: object) -> PlannedPost:
    return PlannedPost(who, piece, hour, fee_eur=fee, **terms)


def counts(*clicks: int, **columns: tuple[int, ...]) -> np.ndarray:
    """Counts by post, of clicks and of whatever else is named."""
    table = np.zeros((len(clicks), len(ev.BY_POST)), np.int64)
    table[:, ev.OF_CLICKS] = clicks
    for name, values in columns.items():
        table[:, ev.BY_POST.index(name)] = values
    return table


def dropped(made: Plan) -> list[int]:
    return [place for place, one in enumerate(made.posts) if one.dropped]


# ---- Worked by hand -------------------------------------------------------------------------------


def test_the_weakest_still_to_come_pays_for_one_more_of_the_best():
    # 0 brought 9 clicks for 10 EUR, 1 brought 3; of 2 and 3 only what they declare is known.
    made = plan_of(post(0, 0), post(1, 1), post(2, 30, promo_code=True, format="story"), post(3, 40))
    roster = (profile(0), profile(1), profile(2, declared=0.001), profile(3, declared=0.01))
    after = reviewed(made, Review(review_hours=24, shift_share=0.5), counts(9, 3, 0, 0), roster)
    assert dropped(after) == [2]
    # In the hour of the post that it replaces, on its own terms and at its own fee.
    assert after.posts[4:] == (post(0, 30, piece=1),)
    assert (after.fees_eur, after.spend_eur, after.influencers) == (40.0, 70.0, (0, 1, 2, 3))


def test_what_is_declared_is_measured_by_what_declared_rates_brought_so_far():
    """24 clicks of 80 engagements declared: 2 may expect 6 clicks, 3 may expect 12, and the best brought 16."""
    made = plan_of(post(0, 0), post(1, 0), post(2, 30), post(3, 31))
    roster = (profile(0, declared=0.04), profile(1, declared=0.04), profile(2), profile(3, declared=0.04))
    after = reviewed(made, AT_24, counts(16, 8, 0, 0), roster)
    assert dropped(after)[0] == 2
    assert after.posts[4].influencer == 0
    # Twice as dear, 2 would be worth half as much, and 3 stays where its rate is as good as the best.
    good = (roster[0], roster[1], roster[2], profile(3, declared=0.06))
    assert dropped(reviewed(made, AT_24, counts(16, 8, 0, 0), good)) == [2]


def test_results_count_per_eur():
    made = plan_of(post(0, 0, fee=40.0), post(1, 0, fee=4.0), post(1, 30, fee=4.0, piece=1), post(0, 31, 40.0, 1))
    after = reviewed(made, AT_24, counts(20, 10, 0, 0), ROSTER)
    assert dropped(after) == [3]  # 20 clicks for 40 EUR are less than 10 for 4
    assert after.posts[4] == post(1, 31, fee=4.0, piece=2)


def test_an_influencer_is_judged_by_the_mean_of_all_its_posts():
    made = plan_of(post(0, 0), post(0, 1, piece=1), post(1, 0), post(1, 30, piece=1), post(0, 40, piece=2))
    after = reviewed(made, AT_24, counts(0, 10, 4, 0, 0), ROSTER)  # 5 in the mean against 4
    assert dropped(after) == [3]
    assert after.posts[5] == post(0, 30, piece=3)


@pytest.mark.parametrize(("share", "gone"), [(0.3, []), (0.34, [1]), (0.66, [1]), (0.67, [1, 2]), (1.0, [1, 2, 3])])
def test_no_more_is_moved_than_its_share_of_the_fees_still_to_come(share, gone):
    # Three posts of 10 EUR to come, by nobody who is known; the star takes 10 EUR, and so do two nearly as good.
    stars = (post(0, 0), post(4, 0), post(5, 0))
    made = plan_of(stars[0], post(1, 30), post(2, 31), post(3, 32), *stars[1:])
    weak = [profile(k, declared=0.0001) if k in (1, 2, 3) else profile(k) for k in range(6)]
    after = reviewed(made, Review(review_hours=24, shift_share=share), counts(9, 0, 0, 0, 8, 7), weak)
    assert len(dropped(after)) == len(gone)
    assert Counter(one.influencer for one in after.posts[6:]) == Counter([0, 4, 5][: len(gone)])


def test_of_equals_the_later_post_goes_first():
    made = plan_of(post(0, 0), post(1, 30), post(2, 31))
    after = reviewed(made, Review(review_hours=24, shift_share=0.5), counts(9, 0, 0), (*ROSTER[:1], *_weak(1, 2)))
    assert dropped(after) == [2]


def _weak(*keys: int) -> tuple[Profile, ...]:
    return tuple(profile(key, declared=0.0001) for key in keys)


def test_each_influencer_gets_one_more_post_at_a_review_however_good():
    made = plan_of(post(0, 0), *(post(k, 30 + k) for k in (1, 2, 3)))
    after = reviewed(made, AT_24, counts(9, 0, 0, 0), (*ROSTER[:1], *_weak(1, 2, 3)))
    assert [one.influencer for one in after.posts[4:]] == [0]


@pytest.mark.parametrize("judge_by", RESULTS)
def test_only_the_result_that_is_asked_for_is_judged(judge_by):
    code = {"promo_code": True}
    made = plan_of(post(0, 0, **code), post(1, 0, **code), post(2, 0, **code), post(3, 30), post(4, 0))
    table = counts(9, 1, 1, 0, 2, engagements=(1, 9, 1, 0, 2), purchases_naive=(1, 1, 9, 0, 99))
    roster = (*ROSTER[:3], *_weak(3), ROSTER[4])
    after = reviewed(made, Review(review_hours=24, judge_by=judge_by, shift_share=1.0), table, roster)
    best = {"clicks": 0, "engagements": 1, "code_purchases": 2}[judge_by]  # 4 had no code to buy with
    assert after.posts[5].influencer == best


def test_what_may_be_expected_grows_with_followers_at_the_same_declared_rate():
    # 12 clicks of 40 engagements declared; 2 may expect 0.3 x 20 and 3, with three times the followers, 18.
    made = plan_of(post(0, 0), post(1, 0), post(2, 30), post(3, 31))
    roster = (profile(0), profile(1), profile(2), profile(3, followers=3_000))
    assert dropped(reviewed(made, AT_24, counts(9, 3, 0, 0), roster)) == [2]


def test_however_little_was_declared_it_measures_what_may_be_expected():
    # 10 clicks of 0.6 engagements declared: 0.57 may expect 9.5, and the best brought 9; 0.51 may expect 8.5.
    made = plan_of(post(0, 0), post(1, 0), post(2, 30))
    for rate, gone in ((0.00057, []), (0.00051, [2])):
        roster = (profile(0, declared=0.0003), profile(1, declared=0.0003), profile(2, declared=rate))
        assert dropped(reviewed(made, AT_24, counts(9, 1, 0), roster)) == gone
    # Where nothing was declared, nothing is known of those still to come.
    nothing = (profile(0, declared=0.0), profile(1, declared=0.0), profile(2, declared=0.5))
    assert dropped(reviewed(made, AT_24, counts(9, 1, 0), nothing)) == [2]


def test_the_mean_of_several_posts_is_no_sum():
    made = plan_of(post(0, 0), post(0, 1, piece=1), post(1, 2), post(2, 30))
    after = reviewed(made, AT_24, counts(3, 3, 4, 0), (*ROSTER[:2], *_weak(2)))
    assert [one.influencer for one in after.posts[4:]] == [1]


def test_a_post_that_an_earlier_review_dropped_is_judged_by_nobody():
    made = plan_of(post(0, 0), post(1, 1), post(1, 20, piece=1, dropped=True), post(2, 30))
    after = reviewed(made, AT_24, counts(7, 10, 0, 0), (*ROSTER[:2], *_weak(2)))
    assert [one.influencer for one in after.posts[4:]] == [1]


def test_without_a_code_there_is_nothing_to_tell_one_from_another_by_codes():
    made = plan_of(post(0, 0), post(1, 30))
    table = counts(9, 0, purchases_naive=(9, 0))
    by_code = Review(review_hours=24, judge_by="code_purchases", shift_share=1.0)
    assert reviewed(made, by_code, table, (*ROSTER[:1], *_weak(1))) is made


def test_the_share_bounds_all_that_one_star_takes():
    # The star costs 30 EUR; half of the 40 EUR still to come do not pay for it, three quarters do.
    made = plan_of(post(0, 0, fee=30.0), *(post(k, 30) for k in (1, 2, 3, 4)))
    roster = (*ROSTER[:1], *_weak(1, 2, 3, 4))
    table = counts(900, 0, 0, 0, 0)
    assert reviewed(made, Review(review_hours=24, shift_share=0.5), table, roster) is made
    assert dropped(reviewed(made, Review(review_hours=24, shift_share=0.75), table, roster)) == [2, 3, 4]


def test_a_fee_below_one_eur_is_a_fee():
    # 3 clicks per EUR against 2: the dearer one takes the 10 EUR that become free.
    made = plan_of(post(0, 0), post(1, 0, fee=0.5), post(2, 30))
    after = reviewed(made, AT_24, counts(30, 1, 0), (*ROSTER[:2], *_weak(2)))
    assert [one.influencer for one in after.posts[3:]] == [0]


def test_each_added_post_takes_the_hour_of_another_dropped_one():
    made = plan_of(post(0, 0), post(1, 0), post(2, 30), post(3, 31))
    after = reviewed(made, AT_24, counts(9, 8, 0, 0), (*ROSTER[:2], *_weak(2, 3)))
    assert [(one.influencer, one.hour) for one in after.posts[4:]] == [(0, 30), (1, 31)]


def test_what_was_freed_and_not_moved_is_left_unspent_and_says_why():
    made = dataclasses.replace(plan_of(post(0, 0), post(1, 30, fee=12.34)), unspent_eur=5.0)
    after = reviewed(made, AT_24, counts(9, 0), (*ROSTER[:1], *_weak(1)))
    assert (after.fees_eur, after.spend_eur, after.unspent_eur) == (20.0, 50.0, 7.34)
    assert after.why_short == "its reviews freed more than they moved"
    assert after.influencers == (0, 1)


# ---- Nothing to judge, nothing to come ------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "clicks"),
    [
        ((0, 5, 23), (9, 2, 1)),  # all is out
        ((24, 30, 40), (0, 0, 0)),  # nothing is out
        ((0, 24, 30), (0, 0, 0)),  # nothing to tell one from another: all expect nothing
        ((), ()),
    ],
)
def test_a_review_with_nothing_to_judge_or_nothing_to_come_changes_nothing(hours, clicks):
    made = plan_of(*(post(k, hour) for k, hour in enumerate(hours)))
    assert reviewed(made, AT_24, counts(*clicks), ROSTER) is made


def test_a_plan_in_which_nobody_still_to_come_is_weaker_stays_as_it_is():
    made = plan_of(post(0, 0), post(1, 30))
    strong = (ROSTER[0], profile(1, declared=0.5))
    assert reviewed(made, AT_24, counts(3, 0), strong) is made


def test_a_post_of_the_hour_of_the_review_is_still_to_come_and_one_of_the_hour_before_is_out():
    made = plan_of(post(0, 23), post(1, 24))
    assert dropped(reviewed(made, AT_24, counts(5, 0), (ROSTER[0], *_weak(1)))) == [1]
    out = plan_of(post(0, 22), post(1, 23))
    assert reviewed(out, AT_24, counts(5, 0), (ROSTER[0], *_weak(1))) is out


# ---- Promises over any plan -----------------------------------------------------------------------

_POSTS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 60),
        st.sampled_from([0.0, 0.01, 3.33, 10.0, 12.5, 99.99]),
        st.sampled_from(FORMATS),
        st.booleans(),
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=12,
)
_REVIEW = st.builds(
    Review, review_hours=st.integers(1, 60), judge_by=st.sampled_from(RESULTS), shift_share=st.floats(0.05, 1.0)
)
_DECLARED = st.lists(st.floats(0.0, 0.1), min_size=6, max_size=6)


def drawn(given_posts: list[tuple]) -> tuple[Plan, np.ndarray]:
    pieces: Counter[int] = Counter()
    made, table = [], np.zeros((len(given_posts), len(ev.BY_POST)), np.int64)
    for place, (who, hour, fee, format_, code, result, gone) in enumerate(sorted(given_posts, key=lambda one: one[1])):
        made.append(PlannedPost(who, pieces[who], hour, format_, True, code, 0.0, fee, gone))
        pieces[who] += 1
        table[place] = 0 if gone else (4 * result, 9 * result, 2 * result, result, result // 2, result // 3)
    kept = [one for one in made if not one.dropped]
    fees = sum(round(100 * one.fee_eur) for one in kept) / 100
    whole = dataclasses.replace(plan_of(*made), fees_eur=fees, spend_eur=round(fees + 30.0 + 12.3, 2), gifts_eur=12.3)
    return whole, table


@steadily
@given(_POSTS, _REVIEW, _DECLARED)
def test_fees_of_dropped_posts_pay_for_the_added_ones_to_the_cent_and_never_more_is_spent(posts, review, declared):
    made, table = drawn(posts)
    roster = tuple(profile(k, declared=rate) for k, rate in enumerate(declared))
    after = reviewed(made, review, table, roster)
    before = dict(enumerate(made.posts))
    gone = [one for place, one in before.items() if after.posts[place].dropped and not one.dropped]
    added = after.posts[len(made.posts) :]
    freed, spent = (sum(round(100 * one.fee_eur) for one in part) for part in (gone, added))
    coming = sum(round(100 * p.fee_eur) for p in made.posts if p.hour >= review.review_hours and not p.dropped)
    assert spent <= freed <= review.shift_share * coming + 1e-9
    assert round(100 * after.fees_eur) == round(100 * made.fees_eur) - freed + spent
    assert after.spend_eur == pytest.approx(after.fees_eur + after.gifts_eur + after.coordination_eur, abs=1e-9)
    assert after.spend_eur <= made.spend_eur
    assert (after.gifts_eur, after.coordination_eur) == (made.gifts_eur, made.coordination_eur)
    # Each added post costs what its influencer took before, and comes where a post was dropped.
    for one in added:
        assert one.fee_eur in {p.fee_eur for p in made.posts if p.influencer == one.influencer}
        assert one.hour in {p.hour for p in gone}
    assert bool(gone) == bool(added)


@steadily
@given(_POSTS, _REVIEW, _REVIEW, _DECLARED)
def test_the_past_stays_as_it_was_and_no_two_posts_share_an_identity(posts, first, second, declared):
    made, table = drawn(posts)
    roster = tuple(profile(k, declared=rate) for k, rate in enumerate(declared))
    for review in sorted((first, second), key=lambda one: one.review_hours):
        after = reviewed(made, review, table, roster)
        for place, one in enumerate(made.posts):
            kept = after.posts[place]
            assert kept == one or (one.hour >= review.review_hours and kept == dataclasses.replace(one, dropped=True))
        assert all(one.hour >= review.review_hours for one in after.posts[len(made.posts) :])
        assert len({(one.influencer, one.piece) for one in after.posts}) == len(after.posts)
        table = np.concatenate([table, np.zeros((len(after.posts) - len(made.posts), len(ev.BY_POST)), np.int64)])
        made = after


@steadily
@given(_POSTS, _REVIEW, _DECLARED, st.randoms(use_true_random=False))
def test_what_a_brand_cannot_see_changes_no_decision(posts, review, declared, random):
    """True rates, fakes, trust, reach and what would have come anyway are hidden; so are the results not asked for."""
    made, table = drawn(posts)
    roster = tuple(profile(k, declared=rate) for k, rate in enumerate(declared))
    hidden = tuple(
        dataclasses.replace(
            one,
            engagement_per_reached_person=random.random(),
            reach_rate=random.random(),
            fake_share=random.random(),
            in_market_share=random.random(),
            authenticity=random.random(),
            works_without_fee=random.random() < 0.5,
        )
        for one in roster
    )
    unseen = table.copy()
    for column in (ev.OF_REACH, ev.OF_IMPRESSIONS, ev.OF_ANYWAY):
        unseen[:, column] = [random.randrange(1_000) for _ in made.posts]
    asked = {"clicks": ev.OF_CLICKS, "engagements": ev.OF_ENGAGEMENTS, "code_purchases": ev.OF_PURCHASES}[
        review.judge_by
    ]
    for column in {ev.OF_CLICKS, ev.OF_ENGAGEMENTS, ev.OF_PURCHASES} - {asked}:
        unseen[:, column] = [random.randrange(1_000) for _ in made.posts]
    for place, one in enumerate(made.posts):
        if asked == ev.OF_PURCHASES and not one.promo_code:
            unseen[place, ev.OF_PURCHASES] = random.randrange(1_000)
        if one.hour >= review.review_hours:
            unseen[place] = random.randrange(1_000)  # nor can anybody see what has not come out
    assert reviewed(made, review, table, roster) == reviewed(made, review, unseen, hidden)


# ---- In a run -------------------------------------------------------------------------------------


def launch(hour: int, luck: int = 1, crowd: str = "columns", reviews: bool = True) -> tuple:
    """Twelve influencers, of whom some are liked ten times as much; half of them post after the review."""
    scenario = plain_market(
        5_000,
        days=4,
        click_per_engaged_person=0.8,
        delay_median_hours=3.0,
        delay_spread=1.0,
        share_per_engaged_person=0.1,
    )
    roster = [
        dataclasses.replace(influencer(k, 300, 0.6, 0.5 if k % 3 == 0 else 0.05), fee_eur=20.0) for k in range(12)
    ]
    roster = [dataclasses.replace(one, declared_engagement_rate_per_follower=0.05) for one in roster]
    schedule = Schedule(
        "mine",
        (Phase(tier="micro", spacing_hours=6, promo_code=True),),
        (Review(review_hours=hour, shift_share=0.8),) if reviews else (),
    )
    scenario = dataclasses.replace(scenario, budget_eur=12 * 120.0)
    world = world_of(scenario, 1, *roster)
    made = plan(scenario, world, schedule)
    return scenario, world, made, simulate(scenario, world, made, luck_seed=luck, crowd=crowd, events=True)


@pytest.mark.second
@pytest.mark.parametrize("crowd", ["columns", "agents"])
@pytest.mark.parametrize("hour", [1, 30, 37])
def test_until_the_hour_of_the_review_every_event_is_that_of_the_campaign_without_one(crowd, hour):
    _, _, made, with_review = launch(hour, crowd=crowd)
    _, _, _, without = launch(hour, crowd=crowd, reviews=False)
    assert np.array_equal(
        with_review.events[with_review.events["hour"] <= hour], without.events[without.events["hour"] <= hour]
    )
    assert np.array_equal(with_review.hourly[: hour + 1], without.hourly[: hour + 1])
    changed = with_review.plan.posts != made.posts
    assert changed == (hour > 1)  # after an hour nobody has clicked anything yet
    assert changed != np.array_equal(with_review.events, without.events)


@pytest.mark.second
@pytest.mark.parametrize("crowd", ["columns", "agents"])
def test_a_run_shows_what_the_reviewed_plan_says_and_keeps_the_old_plan_for_nobody(crowd):
    scenario, world, made, record = launch(37, crowd=crowd)
    identity = {world.roster[one.influencer].key * PIECES + one.piece: one for one in record.plan.posts}
    assert len(identity) == len(record.plan.posts) > len(made.posts)
    shown = set(record.events["post"][record.events["post"] < OWN].tolist())
    assert shown == {post for post, one in identity.items() if not one.dropped}
    assert record.by_post.shape == (ev.FIRST_PLACE + len(record.plan.posts), len(ev.BY_POST))
    for one, row in zip(record.plan.posts, record.by_post[ev.FIRST_PLACE :], strict=True):
        assert one.dropped != bool(row[ev.OF_IMPRESSIONS])
    first = {int(e["post"]): int(e["hour"]) for e in record.events[::-1]}
    assert all(first[post] > one.hour for post, one in identity.items() if not one.dropped)
    assert made.posts == launch(37, crowd=crowd)[2].posts  # a plan that was run is as it was made
    assert record.plan.spend_eur <= made.spend_eur <= scenario.budget_eur


@pytest.mark.second
def test_money_that_follows_results_brings_more_of_them():
    """30 pairs of the same luck: those liked ten times as much get the money of those still to come."""
    gain = [
        launch(37, luck)[3].totals["clicks"] - launch(37, luck, reviews=False)[3].totals["clicks"] for luck in range(30)
    ]
    assert np.mean(gain) / (np.std(gain, ddof=1) / math.sqrt(30)) > 4


def test_a_run_is_judged_by_the_counts_at_the_hour_of_the_review_and_no_later():
    scenario, world, made, record = launch(37)
    until = dataclasses.replace(scenario, market=scenario.market.model_copy(update={"horizon_days": 2}))
    short = simulate(until, world, dataclasses.replace(made, reviews=()), luck_seed=1, events=True)
    events = short.events[(short.events["hour"] < 37) & (short.events["post"] < OWN)]
    place = {world.roster[one.influencer].key * PIECES + one.piece: k for k, one in enumerate(made.posts)}
    table = np.zeros((len(made.posts), len(ev.BY_POST)), np.int64)
    for event in events:
        table[place[int(event["post"])], ev.OF_CLICKS] += bool(event["outcome"] & 8)
    assert reviewed(made, made.reviews[0], table, world.roster) == record.plan


# ---- In a file ------------------------------------------------------------------------------------

FILE = """
budget_eur = 60_000
[brand]
name = "b"
price_eur = 100
margin_share = 0.5
[market]
people = 10_000_000
horizon_days = 12
"""
PARTS = (
    "[[schedules.mine]]\ntier = 'macro'\ncount = 1\n",
    "[[schedules.mine]]\ntier = 'micro'\nstart_hours = 24\nwithin_hours = 144\npromo_code = true\n",
    "[[schedules.mine]]\nreview_hours = 96\n",
    "[[schedules.mine]]\nreview_hours = 72\njudge_by = 'engagements'\nshift_share = 0.7\n",
    "[[schedules.mine]]\nreview_hours = 72\njudge_by = 'code_purchases'\nshift_share = 0.2\n",
)


def test_phases_and_reviews_may_stand_in_any_order_in_a_file(tmp_path: Path):
    records, fingerprints = [], set()
    for order in ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)):
        (tmp_path / "mine.toml").write_text(FILE + "".join(PARTS[k] for k in order))
        scenario = Scenario.load(tmp_path / "mine.toml", people=20_000)
        world = World.generate(scenario, 1)
        records.append(simulate(scenario, world, plan(scenario, world, "mine"), luck_seed=1, events=True))
        fingerprints.add(scenario.fingerprint)
    assert len(fingerprints) == 1
    assert [review.review_hours for review in records[0].plan.reviews] == [72, 72, 96]
    assert records[0].plan.posts != plan(scenario, world, "mine").posts
    for other in records[1:]:
        assert other.plan == records[0].plan
        assert np.array_equal(other.events, records[0].events)


def test_money_never_moves_to_what_brings_less_per_eur_than_what_it_was_taken_from():
    # 20 clicks of 400 engagements declared: 2 and 3 may expect half of 9 clicks each; 1 brought one.
    made = plan_of(post(0, 0), post(1, 0), post(2, 30), post(3, 31))
    roster = tuple(profile(k, declared=0.02) for k in range(4))
    after = reviewed(made, AT_24, counts(9, 1, 0, 0), roster)
    assert [one.influencer for one in after.posts[4:]] == [0]
    assert len(dropped(after)) == 1


def test_one_more_post_comes_on_the_terms_of_the_latest_in_the_hour_that_became_free():
    made = plan_of(post(0, 0, format="story", promo_code=True), post(1, 0), post(2, 30))
    roster = tuple(profile(k, declared=0.02) for k in range(3))
    after = reviewed(made, AT_24, counts(9, 1, 0), roster)
    (added,) = after.posts[3:]
    assert (added.influencer, added.hour, added.format, added.promo_code) == (0, 30, "story", True)
