"""The statistics against closed forms, hand-worked values and synthetic truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments.statistics.best import probability_best, wins_share
from experiments.statistics.estimates import (
    Arm,
    estimate,
    fieller,
    linearised,
    may_be_zero,
    paired_difference,
    pseudo_values,
    wilson,
)
from experiments.statistics.pairs import verdict

T_975_2 = 0.95 * (2 / (4 * 0.975 * 0.025)) ** 0.5
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def test_mean_and_interval_are_those_of_the_one_sample_t_test():
    x = np.random.default_rng(1).normal(50.0, 4.0, 30)
    low, high = stats.ttest_1samp(x, 0.0).confidence_interval(0.9)
    got = estimate(x, level=0.9)
    assert got.mean == pytest.approx(x.mean(), rel=1e-12)
    assert (got.low, got.high) == pytest.approx((low, high), rel=1e-12)


def test_paired_interval_of_symmetric_differences_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(2)
    world, half = rng.normal(100.0, 20.0, 25), rng.normal(0.0, 2.0, 12)
    a, b = world + 3.0 + np.concatenate([half, [0.0], -half]), world
    low, high = stats.ttest_rel(a, b).confidence_interval(0.95)
    got = paired_difference(Arm("a", a), Arm("b", b))
    assert got.mean == pytest.approx(np.mean(a - b), rel=1e-12)
    assert (got.low, got.high) == pytest.approx((low, high), rel=1e-10)
    assert (got.first, got.second, got.replicates) == ("a", "b", 25)


def test_ratio_interval_by_hand():
    # x = 8, 10, 12 over y = 4, 5, 3: R = 30 / 12 = 2.5 and mean(y) = 4.
    # x - R y = -2, -2.5, 4.5; d = factor / 4 times that = -5, -6.25, 11.25 with factor 10.
    # Sum of squares 25 + 39.0625 + 126.5625 = 190.625; variance 95.3125; standard error sqrt(95.3125 / 3).
    # t(0.975, 2) has a closed form: 0.95 * sqrt(2 / (4 * 0.975 * 0.025)) = 4.30265...
    half = T_975_2 * (95.3125 / 3) ** 0.5
    got = estimate([8, 10, 12], [4, 5, 3], factor=10.0)
    assert got.mean == pytest.approx(25.0, rel=1e-14)
    assert (got.low, got.high) == pytest.approx((25.0 - half, 25.0 + half), rel=1e-8)


def test_difference_of_ratios_by_hand():
    # First arm as above without the factor: linearised d = -0.5, -0.625, 1.125. Second: x = 1, 2, 3 over y = 2, 2, 2:
    # R = 1, d = -0.5, 0, 0.5. Differences 0, -0.625, 0.625: variance 0.78125 / 2 = 0.390625.
    # var(d_A) = 0.953125, var(d_B) = 0.25.
    got = paired_difference(Arm("a", [8, 10, 12], [4, 5, 3]), Arm("b", [1, 2, 3], [2, 2, 2]))
    assert got.mean == pytest.approx(1.5, rel=1e-14)
    assert got.replicates_saved == pytest.approx((0.953125 + 0.25) / 0.390625, rel=1e-12)
    # Without one replicate after the other: 22/8, 20/7, 18/9 less 5/4, 4/4, 3/4. The jackknife's squared standard
    # error is 2/3 of their sum of squares about their mean, and three replicates say nothing of skewness.
    without = np.array([22 / 8 - 5 / 4, 20 / 7 - 4 / 4, 18 / 9 - 3 / 4])
    half = T_975_2 * (2 / 3 * ((without - without.mean()) ** 2).sum()) ** 0.5
    assert (got.low, got.high) == pytest.approx((1.5 - half, 1.5 + half), rel=1e-8)


def test_paired_interval_covers_the_truth_95_times_in_100():
    # Differences are not normal: worlds are skewed, as audiences are. Truth: 1.5.
    rng = np.random.default_rng(3)
    comparisons, n = 3_000, 30
    world = rng.lognormal(3.0, 0.5, (comparisons, n))
    a = 1.5 + world + rng.normal(0.0, 2.0, (comparisons, n))
    b = world + rng.normal(0.0, 3.0, (comparisons, n))
    held = 0
    for x, y in zip(a, b, strict=True):
        d = paired_difference(Arm("a", x), Arm("b", y))
        held += d.low <= 1.5 <= d.high
    assert 0.93 <= held / comparisons <= 0.97


def test_interval_of_a_difference_of_ratios_covers_the_truth_95_times_in_100():
    # Cost per purchase: the sizes vary by world, the true ratios are 2.0 and 1.7.
    rng = np.random.default_rng(4)
    comparisons, n = 2_000, 60
    size = rng.lognormal(4.0, 0.4, (comparisons, n))
    a, b = 2.0 * size + rng.normal(0, 8, size.shape), 1.7 * size + rng.normal(0, 8, size.shape)
    held = 0
    for i in range(comparisons):
        d = paired_difference(Arm("a", a[i], size[i]), Arm("b", b[i], size[i]))
        held += d.low <= 0.3 <= d.high
    assert 0.93 <= held / comparisons <= 0.97


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, 0.99])
def test_replicates_saved_follows_the_correlation(correlation):
    n = 40_000
    a, b = np.random.default_rng(5).multivariate_normal([10, 8], [[4, 4 * correlation], [4 * correlation, 4]], n).T
    saved = paired_difference(Arm("a", a), Arm("b", b)).replicates_saved
    # The ratio of two sums of squares over n replicates has a relative error of order sqrt(4 / n).
    assert saved == pytest.approx(1.0 / (1.0 - correlation), rel=5 * (4 / n) ** 0.5)


def test_replicates_saved_without_variation():
    moving, still = [0.1, 0.2, 0.7], [0.1, 0.1, 0.1]
    assert paired_difference(Arm("a", np.add(moving, 5.0)), Arm("b", moving)).replicates_saved == np.inf
    assert np.isnan(paired_difference(Arm("a", still), Arm("b", still)).replicates_saved)
    same = paired_difference(Arm("a", still), Arm("b", still))
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)


def test_one_replicate_gives_a_value_and_no_interval():
    got = estimate([6.0], [3.0])
    assert got.mean == 2.0
    assert np.isnan([got.low, got.high]).all()
    pair = paired_difference(Arm("a", [5.0]), Arm("b", [3.0]))
    assert (pair.mean, pair.replicates) == (2.0, 1)
    assert np.isnan([pair.low, pair.high, pair.replicates_saved]).all()
    assert wins_share([[1.0], [2.0]], True).tolist() == [0.0, 1.0]


def test_two_replicates_are_enough_for_an_interval():
    # t(0.975, 1) is the cotangent of 0.025 pi; 1 and 3 have a standard error of 1, and so have their halves over 2.
    half = 1.0 / np.tan(0.025 * np.pi)
    got, ratio = estimate([1.0, 3.0]), fieller([2.0, 6.0], [2.0, 2.0])
    assert (got.mean, got.low, got.high) == pytest.approx((2.0, 2.0 - half, 2.0 + half), rel=1e-9)
    assert (ratio.mean, ratio.low, ratio.high) == pytest.approx((2.0, 2.0 - half, 2.0 + half), rel=1e-9)
    assert np.isnan([estimate([1.0, 3.0], [-1.0, 2.0]).low, fieller([6.0], [3.0]).low]).all()


def test_a_denominator_may_be_zero_only_if_it_varies_and_its_interval_holds_zero():
    assert may_be_zero(np.array([3.0]), 0.95) is False
    assert not may_be_zero(np.zeros(5), 0.95)
    assert not may_be_zero(np.array([-3.0, -3.1, -2.9, -3.0]), 0.95)
    assert may_be_zero(np.array([-3.0, 3.1, -2.9, 3.0]), 0.95)


def test_the_size_of_the_terms_of_a_ratio_by_hand():
    # Means -3 over 2, times 10: 10 / 2 times the larger of 8 and 1.5 x 2. Means -2 over 2: the larger of 2 and 1 x 3.
    assert linearised(np.array([-8.0, 2.0]), np.array([2.0, 2.0]), 10.0)[2] == pytest.approx(40.0)
    assert linearised(np.array([-2.0, -2.0]), np.array([1.0, 3.0]), 10.0)[2] == pytest.approx(15.0)


def test_no_replicates_give_no_value():
    assert np.isnan(estimate([]).mean)
    assert np.isnan(estimate([np.nan, np.nan]).mean)
    assert np.isnan(wins_share(np.empty((2, 0)), True)).all()


def test_zero_denominators_give_no_value():
    got = estimate([1.0, 2.0], [0.0, 0.0])
    assert np.isnan([got.mean, got.low, got.high]).all()
    side = pseudo_values(np.ones(2), np.zeros(2), 1.0)
    assert np.isnan([side.mean, side.scale, *side.deviations]).all()
    pair = paired_difference(Arm("a", [1.0, 2.0], [0.0, 0.0]), Arm("b", [1.0, 2.0]))
    assert np.isnan([pair.mean, pair.low, pair.high]).all()


def test_denominator_that_may_be_zero_gives_a_value_without_interval():
    unsure, sure = Arm("a", [5.0, 6.0, 7.0, 8.0], [-1.0, 2.0, -3.0, 4.0]), Arm("b", [1.0, 2.0, 3.0, 5.0])
    for pair in (paired_difference(unsure, sure), paired_difference(sure, unsure)):
        assert abs(pair.mean) == pytest.approx(13.0 - 2.75)
        assert np.isnan([pair.low, pair.high]).all()
    got = estimate([5.0, 6.0, 7.0, 8.0], [-1.0, 2.0, -3.0, 4.0])
    assert got.mean == pytest.approx(13.0)
    assert np.isnan([got.low, got.high]).all()


def test_missing_runs_are_left_out_of_both_arms():
    a, b = [1.0, np.nan, 3.0, 4.0], [0.5, 2.0, np.nan, 2.0]
    assert estimate(a) == estimate([1.0, 3.0, 4.0])
    assert paired_difference(Arm("a", a), Arm("b", b)) == paired_difference(Arm("a", [1.0, 4.0]), Arm("b", [0.5, 2.0]))


def test_probability_best_of_symmetric_differences_is_that_of_students_t():
    half = np.random.default_rng(6).normal(0.0, 1.0, 10)
    d = 0.3 + np.concatenate([half, -half])
    world = np.random.default_rng(7).normal(100.0, 30.0, 20)
    expected = stats.t.cdf(d.mean() / (d.std(ddof=1) / 20**0.5), 19)
    assert probability_best([world, world + d], True, seed=7) == pytest.approx([1.0 - expected, expected], rel=1e-6)
    assert probability_best([world, world - d], False, seed=7) == pytest.approx([1.0 - expected, expected], rel=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_of_two_schedules_no_draw_decides_how_likely_either_is_the_best(seed):
    values = np.random.default_rng(16).normal([[0.0], [0.2]], 1.0, (2, 20))
    got = [probability_best(values, True, seed=s, draws=20) for s in (seed, 99)]
    assert got[0].tolist() == got[1].tolist()
    assert 0.0 < got[0].min() < 0.5


def test_probability_best_of_three_is_that_of_the_multivariate_t_distribution():
    # Made to measure: deviations that are orthogonal, so that the three means err independently but for the common
    # spread. The probability that the first is the best, from scipy: both its leads positive.
    n = 12
    frame = np.linalg.qr(np.column_stack([np.ones(n), np.random.default_rng(8).normal(size=(n, 3))]))[0][:, 1:].T
    values = np.array([[0.5], [0.3], [0.0]]) + frame * (n - 1) ** 0.5  # variances of one
    shape = np.array([[2.0, 1.0], [1.0, 2.0]]) / n
    expected = stats.multivariate_t.cdf([0.2, 0.5], shape=shape, df=n - 1, random_state=1)
    got = probability_best(values, True, seed=9, draws=100_000)
    assert got.sum() == pytest.approx(1.0)
    assert got[0] == pytest.approx(expected, abs=5 * (0.25 / 100_000) ** 0.5)


def test_identical_schedules_share_equally():
    arm = np.random.default_rng(8).lognormal(5.0, 1.0, 37)
    assert probability_best([arm, arm], True, seed=1, draws=500).tolist() == [0.5, 0.5]
    assert probability_best([arm, arm, arm - 1.0], True, seed=1, draws=500) == pytest.approx([0.5, 0.5, 0.0])
    assert probability_best([arm, arm, arm], True, seed=1, draws=500) == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert wins_share([arm, arm, arm - 1.0], True).tolist() == [0.5, 0.5, 0.0]


def test_best_ratio_is_of_means_and_never_one_without_a_denominator():
    # First: 10 per purchase overall. Second: no purchases at all. Third: 12 per purchase.
    cost = np.tile([[100.0, 20.0, 30.0], [50.0, 50.0, 50.0], [120.0, 120.0, 120.0]], 2)
    purchases = np.tile([[10.0, 2.0, 3.0], [0.0, 0.0, 0.0], [10.0, 10.0, 10.0]], 2)
    assert probability_best(cost, False, seed=1, denominators=purchases).tolist() == [1.0, 0.0, 0.0]
    assert wins_share(cost, False, denominators=purchases).tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(probability_best(cost, False, seed=1, denominators=np.zeros((3, 6)))).all()


def test_wins_share_counts_replicates():
    assert wins_share([[1.0, 5.0, 3.0, 9.0], [2.0, 4.0, 3.0, np.nan]], True) == pytest.approx([0.5, 0.5])
    assert wins_share([[1.0, 5.0, 3.0, 9.0], [2.0, 4.0, 3.5, 1.0]], False) == pytest.approx([0.5, 0.5])


def test_a_tie_is_what_is_rounding_beside_the_values_of_that_replicate():
    a, b = 0.1 + 0.2, 0.3
    assert wins_share([[1e15, 1.0], [1e15, 2.0]], True).tolist() == [0.25, 0.75]
    assert wins_share([[a], [b], [0.0]], True).tolist() == [0.5, 0.5, 0.0]
    assert wins_share([[1e6 * a], [1e6 * b]], True).tolist() == [0.5, 0.5]
    assert wins_share([[a], [b]], True, denominators=[[0.5], [0.5]]).tolist() == [0.5, 0.5]
    assert wins_share([[1e-15], [2e-15], [1.0]], True, denominators=[[1.0], [1.0], [0.0]]).tolist() == [0.0, 1.0, 0.0]


def test_wilson_interval_by_hand_and_at_the_ends():
    # E. B. Wilson 1927 with z^2 = 3.8414588: 5 of 20 gives 0.1118625 to 0.4687012.
    got = wilson(0.25, 20)
    reference = stats.binomtest(5, 20).proportion_ci(method="wilson")
    assert (got.low, got.high) == pytest.approx((reference.low, reference.high), rel=1e-12)
    assert (got.low, got.high) == pytest.approx((0.1118625, 0.4687012), abs=1e-6)
    # No case in n: 0 to z^2 / (n + z^2).
    z2 = stats.norm.ppf(0.975) ** 2
    none, every = wilson(0.0, 10), wilson(1.0, 10)
    assert (none.low, none.high) == pytest.approx((0.0, z2 / (10 + z2)), rel=1e-12)
    assert (every.low, every.high) == pytest.approx((10 / (10 + z2), 1.0), rel=1e-12)
    assert np.isnan([wilson(0.5, 0.0).low, wilson(0.5, 0.0).high]).all()
    # Half a case, half of which: 1 / 2 -+ z sqrt(1 / (4 n + 4 z^2)).
    half = (z2 / (4 * 0.5 + 4 * z2)) ** 0.5
    assert (wilson(0.5, 0.5).low, wilson(0.5, 0.5).high) == pytest.approx((0.5 - half, 0.5 + half), rel=1e-12)


def test_fieller_ends_are_where_the_t_test_of_the_ratio_turns():
    # mean(x - R y) has the t statistic +-t(0.975, n - 1) exactly at both ends.
    rng = np.random.default_rng(9)
    y = rng.normal(5.0, 2.0, 12)
    x = 3.0 * y + rng.normal(0.0, 4.0, 12)
    got = fieller(x, y, factor=10.0)
    assert got.mean == pytest.approx(10.0 * x.mean() / y.mean(), rel=1e-12)
    assert got.low < got.mean < got.high
    for end in (got.low, got.high):
        assert stats.ttest_1samp(x - end / 10.0 * y, 0.0).pvalue == pytest.approx(0.05, rel=1e-8)


def test_the_interval_of_a_ratio_has_no_unit():
    rng = np.random.default_rng(9)
    y = rng.normal(5.0, 2.0, 12)
    x = 3.0 * y + rng.normal(0.0, 4.0, 12)
    one, small = vars(fieller(x, y)), vars(fieller(1e-3 * x, y))
    assert {name: 1e3 * figure for name, figure in small.items()} == pytest.approx(one, rel=1e-12)


def test_fieller_is_exact_for_jointly_normal_values():
    # True ratio 2; the mean denominator lies four standard errors from zero, so few intervals have no ends.
    rng = np.random.default_rng(10)
    studies, n = 3_000, 8
    y = rng.normal(6.0, 4.0, (studies, n))
    x = 2.0 * y + rng.normal(0.0, 6.0, (studies, n))
    intervals = [fieller(a, b) for a, b in zip(x, y, strict=True)]
    bounded = [got for got in intervals if not np.isnan(got.low)]
    assert len(bounded) > 0.9 * studies
    # Where the interval has no ends, Fieller's set leaves out a stretch of numbers or none: taken to hold the truth.
    held = studies - len(bounded) + sum(got.low <= 2.0 <= got.high for got in bounded)
    assert held / studies == pytest.approx(0.95, abs=4 * (0.05 * 0.95 / studies) ** 0.5)


def test_fieller_of_a_denominator_without_variation_is_the_t_interval():
    x = np.random.default_rng(11).normal(4.0, 1.0, 9)
    assert vars(fieller(x, np.full(9, 2.0))) == pytest.approx(vars(estimate(x / 2.0)), rel=1e-12)
    negative = fieller(x, np.full(9, 2.0), factor=-1.0)
    assert negative.low < negative.mean < negative.high


def test_fieller_has_no_ends_where_the_denominator_may_be_zero():
    got = fieller([5.0, 6.0, 7.0, 8.0], [-1.0, 2.0, -3.0, 4.0])
    assert got.mean == pytest.approx(13.0)
    assert np.isnan([got.low, got.high]).all()
    assert np.isnan(fieller([1.0, 2.0], [0.0, 0.0]).mean)


def test_a_limit_lies_farther_out_on_the_side_of_the_tail():
    # m standard errors up, with m^2 = t^2 (1 + s g m), g the skewness over sqrt n, s = 2/3 + 12 / sqrt n; below, t.
    d = np.random.default_rng(12).lognormal(0.0, 1.0, 40)
    got = paired_difference(Arm("a", d), Arm("b", np.zeros(40)))
    t, g = stats.t.ppf(0.975, 39), stats.skew(d, bias=False) / 40**0.5
    m = (got.high - got.mean) / stats.sem(d)
    assert m**2 == pytest.approx(t**2 * (1.0 + (2.0 / 3.0 + 12.0 / 40**0.5) * g * m), rel=1e-9)
    assert m > 1.2 * t
    assert got.low == pytest.approx(got.mean - t * stats.sem(d), rel=1e-9)
    turned = paired_difference(Arm("a", np.zeros(40)), Arm("b", d))
    assert (turned.low, turned.high) == pytest.approx((-got.high, -got.low), rel=1e-12)


def test_a_ratio_has_the_interval_of_what_leaving_out_each_replicate_takes_off_it():
    rng = np.random.default_rng(15)
    purchases, cost = rng.gamma(2.0, 50.0, 30), rng.normal(1_000.0, 50.0, 30)
    ratio = cost.sum() / purchases.sum()
    without = np.array([np.delete(cost, i).sum() / np.delete(purchases, i).sum() for i in range(30)])
    taken = 29 * (ratio - without)
    got = paired_difference(Arm("a", cost, purchases), Arm("b", np.full(30, 4.0)), 10.0)
    same = paired_difference(Arm("a", 10.0 * (ratio + taken - taken.mean())), Arm("b", np.full(30, 40.0)))
    assert (got.mean, got.low, got.high) == pytest.approx((same.mean, same.low, same.high), rel=1e-9)


def test_one_or_two_replicates_that_differ_tell_no_interval_and_three_tell_a_wide_one():
    rare, nothing = np.zeros(20), Arm("b", np.zeros(20))
    for place in (7, 11):
        rare[place] = 1.0
        got = paired_difference(Arm("a", rare), nothing)
        assert (got.mean, verdict(got)) == (rare.mean(), "open")
        assert np.isnan([got.low, got.high]).all()
        assert probability_best([rare, np.zeros(20)], True, seed=1).max() <= 0.975
    rare[13] = 1.0
    got = paired_difference(Arm("a", rare), nothing)
    # Of a Poisson number of which three were seen: exactly 0.62 to 8.77 in 20 replicates.
    assert -2.0 < 20 * got.low < 0.0
    assert 8.77 < 20 * got.high < 2.0 * 8.77


def test_where_nothing_ever_happened_no_interval_tells_how_rare_it_is():
    nothing, rows = np.zeros(20), np.arange(20.0)
    got = paired_difference(Arm("a", nothing), Arm("b", nothing))
    assert (got.mean, verdict(got)) == (0.0, "equal")
    assert np.isnan([got.low, got.high]).all()
    none = paired_difference(Arm("a", nothing), Arm("b", np.full(20, 0.05)))
    assert verdict(none) == "open"
    assert np.isnan([none.low, none.high]).all()
    # Two that move together, or never move and are something, do differ by what they differ by.
    for first, second, apart in ((rows, rows, 0.0), (rows + 5.0, rows, 5.0), (nothing + 7.0, nothing + 4.0, 3.0)):
        sure = paired_difference(Arm("a", first), Arm("b", second))
        assert (sure.mean, sure.low, sure.high) == (apart, apart, apart)


def test_what_differs_by_rounding_alone_does_not_differ():
    arms = Arm("a", np.full(8, 0.1 + 0.2)), Arm("b", np.full(8, 0.3))
    got = paired_difference(*arms)
    assert (got.mean, got.low, got.high) == (0.0, 0.0, 0.0)
    assert verdict(got) == "equal"
    assert probability_best([arm.numerator for arm in arms], True, seed=1).tolist() == [0.5, 0.5]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.floats(1.0, 100.0)), min_size=2, max_size=20), st.randoms())
def test_nothing_depends_on_the_order_of_replicates(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    results = []
    for a, b, size in (np.array(rows).T, np.array(shuffled).T):
        results.append(
            (
                repr(estimate(a, size)),
                repr(paired_difference(Arm("a", a, size), Arm("b", b, size))),
                repr(fieller(a, size)),
                repr(probability_best([a, b, a], True, seed=3, draws=50, denominators=[size, size, size])),
                wins_share([a, b], False).tolist(),
            )
        )
    assert results[0] == results[1]


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        estimate([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match=r"\(schedules, replicates\)"):
        probability_best([1.0, 2.0], True, seed=0)
    for denominators in (np.ones((2, 7)), np.ones((3, 8))):
        with pytest.raises(ValueError, match=r"\(schedules, replicates\)"):
            probability_best(np.ones((2, 8)), True, seed=0, denominators=denominators)
    with pytest.raises(ValueError, match="one entry per replicate"):
        estimate(np.ones((2, 3)))
