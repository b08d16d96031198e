"""Feeds and posts beside published figures: what is measured is what is put in."""

import math
from dataclasses import replace

import numpy as np
import pytest
from worlds import PLAIN, influencer, market, plan_of, world_of

from experiments.validation import feeds
from sim import events as ev
from sim.results.record import Record


def record_of(counts: dict[str, list[int]], hourly: dict[int, int] | None = None) -> Record:
    posts = max(len(column) for column in counts.values())
    by_post = np.zeros((ev.FIRST_PLACE + posts, len(ev.BY_POST)), np.int64)
    for name, column in counts.items():
        by_post[ev.FIRST_PLACE :, ev.BY_POST.index(name)] = column
    record = Record.empty(2, plan_of())
    for column, number in (hourly or {}).items():
        record.hourly[1, column] = number
    return replace(record, by_post=by_post)


@pytest.mark.parametrize("slope", [0.1, 0.97])
def test_an_elasticity_is_the_slope_of_logarithms_and_posts_without_a_view_are_counted_and_left_out(slope):
    followers = np.geomspace(1e3, 1e6, 200)
    views = np.round(1e4 * followers**slope).astype(int)
    views[::50] = 0
    check = feeds._elasticity(
        "F0", "views", record_of({"impressions": views.tolist()}), ev.OF_IMPRESSIONS, followers, "t", (0.05, 0.2), ""
    )
    assert check.value == pytest.approx(slope, abs=1e-3)
    assert check.interval[0] <= check.value <= check.interval[1]
    assert "over 196 posts" in check.how
    assert "4 had none" in check.how
    assert check.verdict == ("pass" if slope == 0.1 else "miss")


def test_views_beyond_followers_are_those_that_a_feed_or_whoever_passed_it_on_showed():
    hourly = {ev.IMPRESSIONS: 200, ev.VIRAL: 10, ev.RECOMMENDED: 100}
    check = feeds._beyond("F0", "reels", record_of({"impressions": [200]}, hourly), "0.55", (0.4, 0.9), "x")
    assert check.value == pytest.approx(0.55)
    assert "Feeds showed 100 of 200 views, those who passed posts on 10." in check.why
    nothing = feeds._beyond("F0", "reels", record_of({"impressions": [0]}), "0.55", (0.4, 0.9), "x")
    assert math.isnan(nothing.value)


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_likes_differ_between_posts_of_one_account_by_what_was_put_in_and_not_by_counting(spread):
    """Some thousand likes each: counting alone would bring a log s.d. of 0.04, accounts one of their own."""
    scenario = market(40_000, **(PLAIN | {"post_quality_spread": spread}))
    roster = [influencer(key, 20_000, 0.5, 0.02 * (1 + key % 9), tier="macro") for key in range(40)]
    world = world_of(scenario, 2, *roster)
    check = feeds._likes(scenario, world, 3)
    assert check.fitted == "post_quality_spread"
    # 40 accounts, 4 degrees of freedom each.
    assert check.value == pytest.approx(spread, abs=4.0 * spread / math.sqrt(2.0 * 160.0) + 0.02)


@pytest.mark.parametrize("spread", [0.0, 0.8])
def test_shares_per_follower_differ_between_posts_by_what_was_put_in_and_not_by_counting(spread):
    alike = {"share_per_engaged_person": 0.02, "post_infectiousness_spread": spread}
    scenario = market(40_000, **(PLAIN | alike))
    world = world_of(scenario, 2, *(influencer(key, 15_000 + 100 * key, 0.5, 0.2) for key in range(60)))
    check = feeds._shares(scenario, world, 3)
    low, high = check.interval
    assert check.value == pytest.approx(spread, abs=0.35 if spread else 0.2)
    assert low <= check.value <= high


def test_where_nothing_is_shared_or_nobody_posts_there_is_no_value_and_the_check_misses():
    scenario = market(5_000, **(PLAIN | {"share_per_engaged_person": 0.0}))
    world = world_of(scenario, 2, influencer(1, 3_000, 0.5, 0.2))
    assert math.isnan(feeds._shares(scenario, world, 3).value)
    assert math.isnan(feeds._likes(scenario, world, 3).value)
    assert feeds._likes(scenario, world, 3).verdict == "miss"
