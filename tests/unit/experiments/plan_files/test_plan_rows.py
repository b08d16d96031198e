"""The rows of a plan, and what is expected of its posts: names, days, terms and means that anybody can check."""

import datetime
from dataclasses import replace

import numpy as np
import pytest
from rosters import PRODUCT, influencer, of, scenario

from experiments.plan_files.expected import expected_results
from experiments.plan_files.moments import moment, spoken_moment
from experiments.plan_files.rows import COLUMNS, results_in, rows_of
from sim.planning.budget import plan
from sim.results.measures import POST_RESULTS
from sim.scenario.schedule import Phase, Review

ROSTER = (influencer(0, "micro", 400.0), influencer(1, "micro", 500.0, feed="recommended", platform="tiktok"))
PHASES = (
    Phase(influencers=("micro-1",), gift=True, posts_each=2, days_between_posts=1, start_hours=9, promo_code=True),
    Phase(influencers=("micro-0",), start_hours=30, format="reel", commission_share=0.1, disclosed=False),
)
START = datetime.date(2027, 2, 28)


def asked(start: datetime.date | None = START):
    usual = scenario(5_000)
    return replace(usual, market=usual.market.model_copy(update={"start": start}))


def rows(start=START, expected=None):
    return rows_of(asked(start), ROSTER, plan(asked(), ROSTER, of(*PHASES)), expected)


def test_a_row_says_who_posts_what_when_and_on_which_terms():
    first, second, third = rows()
    assert (first.name, first.tier, first.feed, first.fee_eur) == ("micro-1", "micro", "recommended", 500.0)
    assert (first.platform, second.platform) == ("tiktok", "")
    assert (first.day, first.date, first.time, first.format) == (1, START, "09:00", "post")
    assert (first.promo_code, first.disclosed, first.commission_share) == (True, True, 0.0)
    assert (second.name, second.date, second.time) == ("micro-0", datetime.date(2027, 3, 1), "06:00")
    assert (second.format, second.feed, second.promo_code) == ("reel", "mixed", False)
    assert (second.disclosed, second.commission_share, second.gift) == (False, 0.1, False)
    assert (third.name, third.day, third.date, third.time) == ("micro-1", 2, datetime.date(2027, 3, 1), "09:00")


def test_without_a_first_day_hours_are_days_of_the_campaign():
    assert [row.date for row in rows(None)] == [None] * 3
    assert [(row.day, row.time) for row in rows(None)] == [(1, "09:00"), (2, "06:00"), (2, "09:00")]
    assert spoken_moment(None, 0) == "day 1, 00:00"
    assert spoken_moment(None, 47) == "day 2, 23:00"
    assert spoken_moment(START, 24) == "Mon 2027-03-01, 00:00"
    assert moment(datetime.date(2999, 12, 31), 8_759).year == 3000


def test_the_product_goes_with_as_many_posts_as_products_are_given_away():
    made = plan(asked(), ROSTER, of(*PHASES))
    assert [row.gift for row in rows()] == [True, False, False]
    assert sum(post.gift for post in made.posts) * PRODUCT == made.gifts_eur == PRODUCT
    twice = of(PHASES[0], PHASES[0].model_copy(update={"start_hours": 10}))
    made = plan(asked(), ROSTER, twice)
    assert sum(post.gift for post in made.posts) * PRODUCT == made.gifts_eur == 2 * PRODUCT


def test_what_a_review_dropped_is_not_told_and_results_stay_with_their_posts():
    made = plan(asked(), ROSTER, of(*PHASES))
    results = np.arange(3.0)[np.newaxis, :, np.newaxis] * np.ones((4, 1, len(POST_RESULTS)))
    posts = (replace(made.posts[0], dropped=True), *made.posts[1:])
    told = rows_of(asked(), ROSTER, replace(made, posts=posts), expected_results(results))
    assert [(row.name, row.expected["clicks"].mean) for row in told] == [("micro-0", 1.0), ("micro-1", 2.0)]
    with pytest.raises(ValueError, match=r"longer|shorter"):
        rows_of(asked(), ROSTER, made, expected_results(results[:, :2]))


def test_a_row_has_a_cell_for_each_result_and_its_ends_and_none_of_what_is_not_known():
    bare = rows()[0]
    assert results_in(bare) == [None] * 3 * len(POST_RESULTS)
    one = rows(expected=expected_results(np.ones((1, 3, len(POST_RESULTS)))))[0]
    assert results_in(one) == [1.0, None, None] * len(POST_RESULTS)  # one replicate has no interval
    assert COLUMNS[-3:] == ("purchases_incremental", "purchases_incremental_low", "purchases_incremental_high")
    assert len(COLUMNS) == 13 + len(results_in(bare))


def test_expected_results_are_means_with_the_interval_of_the_mean():
    results = np.zeros((4, 2, len(POST_RESULTS)))
    results[:, 0, 0] = [10.0, 12.0, 14.0, 16.0]
    results[:, 1, 0] = [1.0, 0.0, 0.0, 0.0]
    found = expected_results(results)
    views = found.by_post[0]["impressions"]
    half = 3.182446305284263 * np.std([10, 12, 14, 16], ddof=1) / 2.0  # Student's quantile with 3 degrees of freedom
    assert (views.mean, views.low, views.high) == pytest.approx((13.0, 13.0 - half, 13.0 + half))
    rare = found.by_post[1]["impressions"]
    assert (rare.mean, rare.low) == (0.25, 0.0)  # a count is never below zero
    assert rare.high == pytest.approx(0.25 + 3.182446305284263 * 0.25)
    assert found.total["impressions"].mean == 13.25


def test_replicates_that_share_a_belief_are_one_datum():
    results = np.zeros((4, 1, len(POST_RESULTS)))
    results[:, 0, 0] = [10.0, 20.0, 30.0, 40.0]
    of_two = expected_results(results, lucks=2).by_post[0]["impressions"]
    half = 12.706204736432095 * np.std([15.0, 35.0], ddof=1) / np.sqrt(2.0)
    assert (of_two.mean, of_two.high) == pytest.approx((25.0, 25.0 + half))
    with pytest.raises(ValueError, match="3 replicates to a belief"):
        expected_results(results, lucks=3)


def test_a_post_without_a_number_in_some_replicate_has_no_results_nor_have_all_together():
    results = np.ones((3, 2, len(POST_RESULTS)))
    results[1, 0] = np.nan
    found = expected_results(results)
    assert (found.by_post[0], found.total) == ({}, {})
    assert found.by_post[1]["clicks"].mean == 1.0
    assert expected_results(np.ones((0, 2, len(POST_RESULTS)))).by_post == ({}, {})


def test_a_plan_with_reviews_gives_no_second_product_for_a_post_that_is_added():
    from sim.planning.review import reviewed

    # micro-1 does better: the fee of the post of micro-0, still to come, goes to one more of micro-1.
    phases = (PHASES[0].model_copy(update={"posts_each": 1}), PHASES[1].model_copy(update={"start_hours": 100}))
    made = plan(asked(), ROSTER, of(*phases))
    dearer = replace(made, posts=(made.posts[0], replace(made.posts[1], fee_eur=900.0)))
    results = np.array([[0, 0, 50, 50, 5, 0], [0, 0, 0, 0, 0, 0]])
    after = reviewed(dearer, Review(review_hours=72, judge_by="clicks", shift_share=1.0), results, ROSTER)
    assert len(after.posts) == 3
    assert [post.gift for post in after.posts] == [True, False, False]
