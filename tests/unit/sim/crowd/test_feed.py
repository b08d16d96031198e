"""A feed: whom it shows a piece to, how often, and that views are those of a branching process."""

import math

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from worlds import influencer, plain_market, plan_of

from sim import events as ev
from sim.crowd.feed import empty_counts, order_of, person_at, with_pieces
from sim.model import simulate
from sim.planning.budget import PlannedPost
from sim.planning.posts import POST
from sim.world.world import World


def piece(start: int, stop: int) -> np.void:
    post = np.zeros(1, POST)
    post["interest_start"], post["interest_stop"], post["post"] = start, stop, 77
    return post[0]


@examples(60)
@given(st.integers(1, 400), st.data(), st.floats(0, 1), st.integers(0, 2**63 - 1))
def test_a_feed_goes_through_everybody_once(people, data, share, seed):
    start = data.draw(st.integers(0, people))
    post = piece(start, data.draw(st.integers(start, people)))
    order = order_of(np.uint64(seed), post, people)
    shown = [int(person_at(order, number, post, people, share)) for number in range(people)]
    assert sorted(shown) == list(range(people))


@examples(30)
@given(st.integers(0, 2**63 - 1), st.sampled_from([0.3, 0.72, 1.0]))
def test_a_feed_stays_inside_the_interest_as_far_as_is_assumed_and_it_lasts(seed, share):
    post = piece(200, 500)
    order = order_of(np.uint64(seed), post, 1_000)
    shown = np.array([person_at(order, number, post, 1_000, share) for number in range(250)])
    inside = (shown >= 200) & (shown < 500)
    assert abs(int(inside.sum()) - share * 250) <= 1


def test_counts_grow_with_pieces_and_keep_what_they_counted():
    counts = empty_counts(2)
    counts.engaged[1, 3] = 5
    grown = with_pieces(counts, 3)
    assert grown.engaged.shape[0] == grown.earned.shape[0] == grown.shown.size == 5
    assert grown.engaged[1, 3] == 5


def views(share: float, thinning: float, **more: object) -> tuple[np.ndarray, np.ndarray]:
    """First views and all views of a thousand posts with a feed and nothing else."""
    values = {"feed_share_post": share, "feed_thinning": thinning, "friend_reach_rate": 1.0, **more}
    scenario = plain_market(400_000, days=20, **values)
    who = [influencer(k, 400, 0.5, 0.1) for k in range(500)]
    world = World.generate(scenario, 1).with_roster(who, scenario.assumptions)
    posts = [PlannedPost(k, piece, 0) for k in range(500) for piece in range(2)]
    record = simulate(scenario, world, plan_of(*posts), luck_seed=2, events=True)
    _, place = np.unique(record.events["post"], return_inverse=True)
    by_feed = np.bincount(place, record.events["via"] == ev.FEED, 1_000)
    return np.bincount(place, minlength=1_000) - by_feed, np.bincount(place, minlength=1_000)


@pytest.mark.parametrize(("share", "thinning"), [(0.5, 1.0), (0.75, 1.0), (0.6, 0.5)])
def test_mean_views_are_first_views_over_one_less_the_share_that_feeds_bring(share, thinning):
    """A branching process: first / (1 - R) where a feed does not thin out, and as assumed where it does."""
    first, total = views(share, thinning)
    expected = first.mean() / (1.0 - share)
    assert total.mean() == pytest.approx(expected, abs=4 * total.std(ddof=1) / math.sqrt(total.size))
    assert total.std() > 10


def test_what_friends_show_brings_no_recommendations():
    """So that feeds bring as many views as is assumed, however much is passed on and however friends are believed."""
    alone = np.subtract(*reversed(views(0.5, 0.5)))
    shared = views(0.5, 0.5, share_per_engaged_person=0.02, friend_credibility=3.0)
    assert shared[0].sum() > 1.02 * views(0.5, 0.5)[0].sum()  # views by friends are counted here
    assert np.array_equal(alone, shared[1] - shared[0])


def test_without_a_feed_nobody_but_followers_sees_a_post():
    first, total = views(0.0, 1.0)
    assert np.array_equal(first, total)


def test_the_same_post_at_another_hour_is_recommended_to_the_same_people_in_the_same_order():
    scenario = plain_market(100_000, days=20, feed_share_post=0.5, feed_thinning=0.7, engagement_spread=0.0)
    world = World.generate(scenario, 1).with_roster([influencer(3, 4_000, 0.5, 0.1)], scenario.assumptions)
    shown = []
    for hour in (0, 100):
        log = simulate(scenario, world, plan_of((0, 0, hour)), luck_seed=2, events=True).events
        shown.append((log["hour"] - hour, log["person"], log["via"]))
    assert all(np.array_equal(a, b) for a, b in zip(*shown, strict=True))
    assert np.count_nonzero(shown[0][2] == ev.FEED) > 500
