"""The statistics against closed forms, hand-worked values and synthetic truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments.statistics import (
    Arm,
    bootstrap_difference,
    estimate,
    fieller,
    paired_difference,
    probability_best,
    wilson,
    wins_share,
)

T_975_2 = 0.95 * (2 / (4 * 0.975 * 0.025)) ** 0.5
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def test_mean_and_interval_are_those_of_the_one_sample_t_test():
    x = np.random.default_rng(1).normal(50.0, 4.0, 30)
    low, high = stats.ttest_1samp(x, 0.0).confidence_interval(0.9)
    got = estimate(x, level=0.9)
    assert got.mean == pytest.approx(x.mean(), rel=1e-12)
    assert (got.low, got.high) == pytest.approx((low, high), rel=1e-12)


def test_paired_interval_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(2)
    world = rng.normal(100.0, 20.0, 25)
    a, b = world + rng.normal(3.0, 2.0, 25), world + rng.normal(0.0, 2.0, 25)
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
    # First arm as above without the factor: d = -0.5, -0.625, 1.125. Second: x = 1, 2, 3 over y = 2, 2, 2:
    # R = 1, d = -0.5, 0, 0.5. Differences 0, -0.625, 0.625: variance 0.78125 / 2 = 0.390625.
    # var(d_A) = 0.953125, var(d_B) = 0.25.
    half = T_975_2 * (0.390625 / 3) ** 0.5
    got = paired_difference(Arm("a", [8, 10, 12], [4, 5, 3]), Arm("b", [1, 2, 3], [2, 2, 2]))
    assert got.mean == pytest.approx(1.5, rel=1e-14)
    assert (got.low, got.high) == pytest.approx((1.5 - half, 1.5 + half), rel=1e-8)
    assert got.replicates_saved == pytest.approx((0.953125 + 0.25) / 0.390625, rel=1e-12)


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
    assert np.isnan(probability_best([[1.0], [2.0]], True, seed=0)).all()
    assert wins_share([[1.0], [2.0]], True).tolist() == [0.0, 1.0]


def test_no_replicates_give_no_value():
    assert np.isnan(estimate([]).mean)
    assert np.isnan(estimate([np.nan, np.nan]).mean)
    assert np.isnan(wins_share(np.empty((2, 0)), True)).all()


def test_zero_denominators_give_no_value():
    got = estimate([1.0, 2.0], [0.0, 0.0])
    assert np.isnan([got.mean, got.low, got.high]).all()


def test_denominator_that_may_be_zero_gives_a_value_without_interval():
    got = estimate([5.0, 6.0, 7.0, 8.0], [-1.0, 2.0, -3.0, 4.0])
    assert got.mean == pytest.approx(13.0)
    assert np.isnan([got.low, got.high]).all()


def test_missing_runs_are_left_out_of_both_arms():
    a, b = [1.0, np.nan, 3.0, 4.0], [0.5, 2.0, np.nan, 2.0]
    assert estimate(a) == estimate([1.0, 3.0, 4.0])
    assert paired_difference(Arm("a", a), Arm("b", b)) == paired_difference(Arm("a", [1.0, 4.0]), Arm("b", [0.5, 2.0]))


def test_probability_best_agrees_with_the_normal_theory():
    # With paired differences of mean m and standard error s, the probability is near Phi(m / s).
    rng = np.random.default_rng(6)
    values = rng.normal(100.0, 30.0, 200) + np.array([[0.0], [0.2]]) + rng.normal(0.0, 1.0, (2, 200))
    difference = values[1] - values[0]
    expected = stats.norm.cdf(difference.mean() / (difference.std() / 200**0.5))
    probability = probability_best(values, True, seed=7)
    assert probability.sum() == pytest.approx(1.0)
    assert probability[1] == pytest.approx(expected, abs=0.02)
    assert probability_best(values, False, seed=7)[0] == pytest.approx(probability[1])


def test_identical_schedules_share_equally():
    arm = np.random.default_rng(8).lognormal(5.0, 1.0, 37)
    assert probability_best([arm, arm], True, seed=1, draws=500).tolist() == [0.5, 0.5]
    assert wins_share([arm, arm, arm - 1.0], True).tolist() == [0.5, 0.5, 0.0]


def test_best_ratio_is_of_means_and_never_one_without_a_denominator():
    # First: 10 per purchase overall. Second: no purchases at all. Third: 12 per purchase.
    cost = [[100.0, 20.0, 30.0], [50.0, 50.0, 50.0], [120.0, 120.0, 120.0]]
    purchases = [[10.0, 2.0, 3.0], [0.0, 0.0, 0.0], [10.0, 10.0, 10.0]]
    assert probability_best(cost, False, seed=1, denominators=purchases).tolist() == [1.0, 0.0, 0.0]
    assert wins_share(cost, False, denominators=purchases).tolist() == [1.0, 0.0, 0.0]


def test_wins_share_counts_replicates():
    assert wins_share([[1.0, 5.0, 3.0, 9.0], [2.0, 4.0, 3.0, np.nan]], True) == pytest.approx([0.5, 0.5])
    assert wins_share([[1.0, 5.0, 3.0, 9.0], [2.0, 4.0, 3.5, 1.0]], False) == pytest.approx([0.5, 0.5])


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


def test_bootstrap_interval_is_never_shorter_than_the_t_interval_and_leans_with_the_skewness():
    d = np.random.default_rng(12).lognormal(0.0, 1.0, 40)
    a, b = Arm("a", d), Arm("b", np.zeros(40))
    plain, boot = paired_difference(a, b), bootstrap_difference(a, b, seed=1)
    assert (boot.mean, boot.replicates, boot.replicates_saved) == (plain.mean, 40, plain.replicates_saved)
    assert boot.low <= plain.low
    assert boot.high - boot.mean > 1.2 * (plain.high - plain.mean)
    assert bootstrap_difference(a, b, seed=1) == boot
    assert bootstrap_difference(a, b, seed=2) != boot


def test_bootstrap_limit_is_that_of_the_studentised_bootstrap_worked_out_by_hand():
    # Six differences; the upper limit from a plain loop over as many resamples, with other random numbers.
    d = np.array([0.0, 0.1, 0.2, 0.4, 1.0, 4.0])
    rng = np.random.default_rng(13)
    samples = [rng.choice(d, 6) for _ in range(20_000)]
    t = [(s.mean() - d.mean()) / (s.std(ddof=1) / 6**0.5) for s in samples if np.ptp(s) > 0]
    expected = d.mean() - np.quantile(t, 0.1) * d.std(ddof=1) / 6**0.5
    got = bootstrap_difference(Arm("a", d), Arm("b", np.zeros(6)), level=0.8, seed=14, draws=20_000)
    assert got.high == pytest.approx(expected, rel=0.05)


def test_bootstrap_takes_the_ratio_anew_in_each_resample():
    # Cost is fixed and purchases vary: the ratio bends, and the interval must reach further up than down.
    purchases = np.random.default_rng(15).gamma(2.0, 50.0, 30)
    cost = np.full(30, 1_000.0)
    a, b = Arm("a", cost, purchases), Arm("b", cost, np.full(30, 100.0))
    plain, boot = paired_difference(a, b), bootstrap_difference(a, b, seed=1)
    assert boot.high > plain.high
    scaled = bootstrap_difference(a, b, 10.0, seed=1)
    assert (scaled.low, scaled.high) == pytest.approx((10.0 * boot.low, 10.0 * boot.high), rel=1e-9)


def test_bootstrap_gives_the_plain_interval_where_it_cannot_resample():
    few = Arm("a", [1.0, 2.0, 9.0]), Arm("b", [0.0, 0.0, 0.0])
    assert repr(bootstrap_difference(*few, seed=1)) == repr(paired_difference(*few))
    still = Arm("a", np.full(20, 0.3)), Arm("b", np.full(20, 0.1))
    assert repr(bootstrap_difference(*still, seed=1)) == repr(paired_difference(*still))
    unsure = Arm("a", np.ones(8), [-1.0, 1.0, -1.0, 2.0, -2.0, 1.0, 0.5, 0.1]), Arm("b", np.ones(8))
    assert np.isnan(bootstrap_difference(*unsure, seed=1).low)
    with pytest.raises(ValueError, match="at least one draw"):
        bootstrap_difference(*still, seed=1, draws=0)


def test_a_resample_without_spread_has_no_t_statistic_and_does_not_open_the_interval():
    # One replicate in twenty differs: a third of the resamples do not hold it.
    rare = np.zeros(20)
    rare[7] = 1.0
    got = bootstrap_difference(Arm("a", rare), Arm("b", np.zeros(20)), seed=1)
    assert np.isfinite([got.low, got.high]).all()
    assert got.low <= 0.0 < got.mean < got.high


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
                repr(bootstrap_difference(Arm("a", a, size), Arm("b", b, size), seed=3, draws=50)),
                repr(fieller(a, size)),
                probability_best([a, b], True, seed=3, draws=50, denominators=[size, size]).tolist(),
                wins_share([a, b], False).tolist(),
            )
        )
    assert results[0] == results[1]


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        estimate([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match=r"\(schedules, replicates\)"):
        probability_best([1.0, 2.0], True, seed=0)
