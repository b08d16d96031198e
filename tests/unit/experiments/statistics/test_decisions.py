"""Decision figures and the effects of beliefs against hand-worked values, closed forms and planted truths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from experiments.statistics.belief_effects import drivers, saved_by_shared_belief, survives, variance_split
from experiments.statistics.decisions import (
    conditional_value_at_risk,
    expected_regret,
    loss_probability,
    value_at_risk,
    value_of_perfect_information,
)
from experiments.statistics.estimates import wilson

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
PROFITS = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=NUMBERS)
TABLES = arrays(np.float64, array_shapes(min_dims=3, max_dims=3, max_side=5), elements=NUMBERS)


def effects(seed, beliefs, lucks, between, within, schedules=1):
    """Random effects: one draw per belief shared by all schedules, and a luck of their own for each run."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0.0, between**0.5, (1, beliefs, 1))
    return shared + rng.normal(0.0, within**0.5, (schedules, beliefs, lucks))


# Probability of loss.


def test_loss_probability_of_independent_runs_is_wilsons():
    # One luck per belief: 20 cases, 5 of them lost.
    profit = np.array([[-1.0]] * 5 + [[1.0]] * 15)
    reference = stats.binomtest(5, 20).proportion_ci(method="wilson")
    got = loss_probability(profit)
    assert got.mean == 0.25
    assert (got.low, got.high) == pytest.approx((reference.low, reference.high), rel=1e-12)


def test_two_runs_that_always_agree_count_for_one():
    profit = np.array([[-1.0, -2.0]] * 5 + [[1.0, 2.0]] * 15)
    assert vars(loss_probability(profit)) == pytest.approx(vars(wilson(0.25, 20.0)), rel=1e-12)


def test_design_effect_by_hand():
    # Indicators of loss 11, 11, 10, 00, 00, 00: mean 5/12, means per belief 1, 1, 1/2, 0, 0, 0.
    # Within: 1/2 over 6 degrees of freedom = 1/12. Variance of the means: (9/4 - 6 (5/12)^2) / 5 = 29/120, less half of
    # 1/12 is 1/5 between. icc = (1/5) / (1/5 + 1/12) = 12/17; the design effect 29/17 leaves 12 * 17 / 29 cases.
    profit = [[-1, -1], [-1, -2], [-1, 3], [4, 4], [4, 4], [4, 5]]
    assert vars(loss_probability(profit)) == pytest.approx(vars(wilson(5 / 12, 204 / 29)), rel=1e-12)


def test_runs_that_disagree_count_for_no_more_than_runs():
    # icc would be -1: floored at zero.
    assert vars(loss_probability([[-1, 1]] * 10)) == pytest.approx(vars(wilson(0.5, 20.0)), rel=1e-12)


def test_where_no_run_lost_there_are_as_many_cases_as_beliefs():
    assert loss_probability(np.ones((10, 3))) == wilson(0.0, 10.0)
    assert loss_probability(np.zeros((10, 1))) == wilson(0.0, 10.0)  # breaking even is no loss
    assert loss_probability(-np.ones((10, 3))) == wilson(1.0, 10.0)


# Value at risk.


def test_value_at_risk_by_hand():
    # Forty runs with profits 1 to 40: two of them are 5 %; their mean is 1.5.
    profit = np.random.default_rng(1).permutation(np.arange(1.0, 41.0)).reshape(20, 2)
    assert value_at_risk(profit) == 2.0
    assert conditional_value_at_risk(profit) == 1.5
    # 10 of 40 less a half: 9 whole runs and half of the tenth, (45 + 5) / 9.5.
    assert conditional_value_at_risk(profit, 9.5 / 40) == pytest.approx(50.0 / 9.5)
    assert value_at_risk(profit, 9.5 / 40) == 10.0
    assert value_at_risk(profit, 1.0) == 40.0
    assert conditional_value_at_risk(profit, 1.0) == pytest.approx(20.5)


def test_value_at_risk_of_few_runs_is_the_worst_one():
    assert value_at_risk([[3.0, -7.0], [2.0, 9.0]]) == -7.0
    assert conditional_value_at_risk([[3.0, -7.0], [2.0, 9.0]]) == -7.0


def test_however_small_the_share_is_the_worst_run_belongs_to_it():
    assert value_at_risk([[3.0, -7.0], [2.0, 9.0]], 1e-12) == -7.0
    assert conditional_value_at_risk([[3.0, -7.0], [2.0, 9.0]], 1e-12) == pytest.approx(-7.0)


def test_the_last_bit_of_a_share_moves_no_run():
    # 0.07 * 100 is a little more than 7 in binary.
    assert value_at_risk(np.arange(1.0, 101.0).reshape(50, 2), 0.07) == 7.0


def test_risk_of_normal_profits_has_its_closed_form():
    # VaR = m + s z and CVaR = m - s phi(z) / 0.05. Standard errors: sqrt(p (1 - p) / n) / density, and for
    # CVaR at most sqrt(E[(VaR - X)^2 | worse] / (n p)), below 0.5 s.
    n = 200_000
    profit = np.random.default_rng(2).normal(1_000.0, 400.0, (n // 2, 2))
    z = stats.norm.ppf(0.05)
    error = 400.0 * (0.05 * 0.95 / n) ** 0.5 / stats.norm.pdf(z)
    assert value_at_risk(profit) == pytest.approx(1_000.0 + 400.0 * z, abs=4 * error)
    expected = 1_000.0 - 400.0 * stats.norm.pdf(z) / 0.05
    assert conditional_value_at_risk(profit) == pytest.approx(expected, abs=4 * 0.5 * 400.0 / (0.05 * n) ** 0.5)


@given(PROFITS, st.floats(0.01, 1.0))
def test_risk_is_bounded_by_the_worst_run_and_grows_with_the_share(profit, share):
    at_risk, beyond = value_at_risk(profit, share), conditional_value_at_risk(profit, share)
    slack = 1e-9 * (1.0 + np.abs(profit).max())
    assert profit.min() - slack <= beyond <= at_risk + slack
    assert beyond <= profit.mean() + slack
    assert at_risk <= value_at_risk(profit, 1.0) == profit.max()
    # Definition: at least the share at or below, less than the share below.
    assert (profit <= at_risk).sum() >= share * profit.size - 1e-6
    assert (profit < at_risk).sum() <= share * profit.size


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, np.nan])
def test_shares_outside_zero_to_one_are_refused(share):
    with pytest.raises(ValueError, match="a share lies above 0"):
        value_at_risk([[1.0]], share)
    with pytest.raises(ValueError, match="a share lies above 0"):
        conditional_value_at_risk([[1.0]], share)


# Regret and the value of information.


def test_two_states_with_a_known_answer():
    # Rain or sun, equally likely, luck has no say. Stall: 10 or 0. Beach: -4 or 16. Means 5 and 6.
    # Perfect information: (10 + 16) / 2 - 6 = 7. Regret: stall (0 + 16) / 2 = 8, beach (14 + 0) / 2 = 7.
    values = [[[10, 10], [0, 0]], [[-4, -4], [16, 16]]]
    assert expected_regret(values, True).tolist() == [8.0, 7.0]
    got = value_of_perfect_information(values, True)
    assert (got.everything, got.assumptions_low, got.assumptions_high) == (7.0, 7.0, 7.0)
    # The same as costs: lower is better. Best means 5; min per state -4 and 0: 5 - (-2) = 7.
    costs = value_of_perfect_information(values, False)
    assert costs.everything == 7.0
    assert expected_regret(values, False).tolist() == [7.0, 8.0]


def test_luck_is_not_taken_for_knowledge_of_assumptions():
    # The belief means are equal, 5 under every belief for both schedules; all that differs is luck.
    # Everything: max per run 10, less 5. In sample: 5 - 5. By the other luck the worse one is always chosen: floored.
    values = [[[10, 0], [0, 10]], [[0, 10], [10, 0]]]
    got = value_of_perfect_information(values, True)
    assert (got.everything, got.assumptions_low, got.assumptions_high) == (5.0, 0.0, 0.0)


def test_cross_fit_by_hand():
    # Belief 1: schedule A 8, 2 and B 4, 4. The first luck judges the choice by the second (B): 4; the second that by
    # the first (A): 2. Belief 2: A 0, 0 and B 6, 6: 6 and 6. Mean 4.5, and B alone has 5: floored at 0. In sample
    # (5 + 6) / 2 - 5. With A 8, 9 under belief 1: (8 + 9 + 6 + 6) / 4 - 5 = 2.25, and in sample (8.5 + 6) / 2 - 5.
    low = value_of_perfect_information([[[8, 2], [0, 0]], [[4, 4], [6, 6]]], True)
    assert (low.assumptions_low, low.assumptions_high) == (0.0, 0.5)
    clear = value_of_perfect_information([[[8, 9], [0, 0]], [[4, 4], [6, 6]]], True)
    assert (clear.assumptions_low, clear.assumptions_high) == (2.25, 2.25)


def test_schedules_that_tie_by_the_other_luck_share():
    # Beliefs 1 and 2: A 8, 1 and B 0, 1. By the second luck they tie, and the first judges half of each: 4; by the
    # first luck A is chosen: 1. Beliefs 3 and 4: 50 for A alone, 50 for B alone. Crossed (2 (4 + 1) + 200) / 8 = 26.25,
    # best mean (A) (18 + 100) / 8 = 14.75. Were the first of equals chosen, the order of schedules would matter.
    values = np.array([[[8.0, 1], [8, 1], [50, 50], [0, 0]], [[0.0, 1], [0, 1], [0, 0], [50, 50]]])
    for table in (values, values[::-1]):
        assert value_of_perfect_information(table, True).assumptions_low == pytest.approx(11.5)


def test_schedules_that_differ_by_rounding_alone_share_however_small_a_third_is():
    # As above with 0.3 in place of 1, written in two ways: crossed (2 (4 + 0.3) + 200) / 8, best mean (16.6 + 100) / 8.
    a, b = 0.1 + 0.2, 0.3
    values = np.array([[[8.0, a], [8, a], [50, 50], [0, 0]], [[0.0, b], [0, b], [0, 0], [50, 50]], [[0.0, 0]] * 4])
    assert value_of_perfect_information(values, True).assumptions_low == pytest.approx(11.5)


def test_how_large_values_are_under_one_belief_does_not_blur_the_choice_under_another():
    # Under the small beliefs B has 2 against 1 and A 5 against 3: (2 + 5) / 3 by belief, and A alone (1 + 5) / 3.
    values = [[[1e13, 1e13], [1, 1], [5, 5]], [[1e13, 1e13], [2, 2], [3, 3]]]
    assert value_of_perfect_information(values, True).assumptions_low == pytest.approx(1 / 3, abs=0.01)


def test_the_two_estimates_lie_on_either_side_of_the_truth():
    # Two schedules; the belief moves their difference, normal with variance 1, and luck adds noise with variance 1.
    # The truth is E[max(d, 0)] = 1 / sqrt(2 pi) for the mean difference zero.
    truth = (2.0 * np.pi) ** -0.5
    got = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        d = rng.normal(0.0, 1.0, (200, 1)) + rng.normal(0.0, 1.0, (200, 2))
        got.append(value_of_perfect_information(np.stack([d, np.zeros_like(d)]), True))
    low, high = (np.array([getattr(g, f"assumptions_{side}") for g in got]) for side in ("low", "high"))
    # In sample: sqrt(1 + 1/2) / sqrt(2 pi). Crossed: choosing by one luck, corr 1 / sqrt 2, gives truth / sqrt 2.
    # The best mean without knowing is a little above zero by chance: E|mean| / 2, with variance 1.5 / 200.
    chance = 0.5 * (2.0 / np.pi * 1.5 / 200) ** 0.5
    for found, expected in ((high, truth * 1.5**0.5 - chance), (low, truth / 2**0.5 - chance)):
        assert found.mean() == pytest.approx(expected, abs=4 * found.std() / 200**0.5)
    assert low.mean() < truth < high.mean()


def test_with_one_luck_nothing_is_crossed():
    got = value_of_perfect_information([[[1.0], [4.0]], [[2.0], [3.0]]], True)
    assert np.isnan(got.assumptions_low)
    assert got.assumptions_high == got.everything == 0.5


@given(TABLES, st.booleans())
def test_bounds_of_regret_and_information(values, higher):
    slack = 1e-9 * (1.0 + np.abs(values).max())
    regret = expected_regret(values, higher)
    worth = value_of_perfect_information(values, higher)
    assert (regret >= 0.0).all()
    assert worth.everything == pytest.approx(regret.min(), abs=slack)
    assert 0.0 <= worth.assumptions_high <= worth.everything + slack
    means = values.mean(axis=(1, 2)) * (1.0 if higher else -1.0)
    assert regret[means.argmax()] == pytest.approx(regret.min(), abs=slack)
    if values.shape[2] > 1:
        # Any choice by other lucks is one choice per run: it cannot do better than knowing everything.
        assert 0.0 <= worth.assumptions_low <= worth.everything + slack
    # A constant that all share changes nothing; twice the stakes are worth twice as much.
    assert expected_regret(2.0 * values + 64.0, higher) == pytest.approx(2.0 * regret, abs=4 * slack)


# Belief and luck.


def test_variance_split_by_hand():
    # Means 2, 6, 4: variance 4. Within: squares 2 + 2 + 8 over 3 degrees of freedom = 4. Between 4 - 4 / 2 = 2.
    got = variance_split([[1, 3], [5, 7], [2, 6]])
    assert (got.between, got.within) == pytest.approx((2.0, 4.0))
    assert (got.between_share, got.within_share) == pytest.approx((1 / 3, 2 / 3))
    assert not got.floored


def test_variance_split_finds_the_planted_components():
    # Unbiased: the mean over many studies is the truth, 4 between and 9 within. With 50 beliefs the estimate of
    # between has a standard deviation of 1.5, so the floor touches about one study in 250 and shifts nothing.
    splits = [variance_split(effects(seed, 50, 3, 4.0, 9.0)[0]) for seed in range(400)]
    between, within = [got.between for got in splits], [got.within for got in splits]
    assert np.mean(between) == pytest.approx(4.0, abs=4 * np.std(between) / 20)
    assert np.mean(within) == pytest.approx(9.0, abs=4 * np.std(within) / 20)
    large = variance_split(effects(1, 40_000, 2, 4.0, 9.0)[0])
    assert large.between_share == pytest.approx(4 / 13, abs=0.02)


def test_beliefs_without_effect_are_floored_and_flagged():
    got = variance_split([[0.0, 2.0], [2.0, 0.0], [0.0, 2.0]])
    assert (got.between, got.between_share, got.within_share, got.floored) == (0.0, 0.0, 1.0, True)


def test_beliefs_that_differ_by_just_what_luck_explains_are_not_floored():
    # Means 0, 1, 2: variance 1. Within 2, of which half belongs to a mean.
    got = variance_split([[-1.0, 1.0], [0.0, 2.0], [1.0, 3.0]])
    assert (got.between, got.within, got.floored) == (0.0, 2.0, False)


@pytest.mark.parametrize("unit", [1e-15, 1e-3, 1.0, 1e9])
def test_shares_of_variance_and_what_sharing_saves_have_no_unit(unit):
    got = variance_split(unit * np.array([[1, 3], [5, 7], [2, 6]]))
    assert (got.between_share, got.within_share) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert not got.floored
    a, b = np.array([[0, 2], [2, 4]]), np.array([[-1, 1], [3, 5]])
    assert saved_by_shared_belief(unit * a, unit * b) == pytest.approx(4.0)
    still = np.array([[1.0, 1.0], [3.0, 3.0]])
    assert saved_by_shared_belief(unit * still, unit * (still + 1.0)) == np.inf


def test_what_varies_by_rounding_alone_does_not_vary():
    same = np.array([[0.1 + 0.2, 0.3], [0.3, 0.3]])
    split = variance_split(same)
    assert (split.between, split.within, split.floored) == (0.0, 0.0, False)
    assert np.isnan([split.between_share, saved_by_shared_belief(same, same)]).all()
    # Means of one million beside nothing, apart by the last digit; luck moves them far.
    large = np.array([[0.0, 2e6], [0.0, 2e6 + 1e-7]])
    assert np.isnan([saved_by_shared_belief(large, 0 * large), saved_by_shared_belief(0 * large, large)]).all()


def test_nothing_can_be_split_with_one_luck_or_one_belief():
    for values in ([[1.0], [2.0], [3.0]], [[1.0, 2.0]], np.empty((0, 2))):
        got = variance_split(values)
        assert np.isnan([got.between, got.within, got.between_share, got.within_share]).all()
        assert not got.floored
    still = variance_split(np.full((4, 2), 0.1))
    assert (still.between, still.within, still.floored) == (0.0, 0.0, False)
    assert np.isnan(still.between_share)


def test_saved_by_shared_belief_has_its_closed_form():
    # Both share the belief (variance 4) and have luck of their own (1 each, two lucks): var(d) = 1, 2 cov = 8.
    a, b = effects(3, 40_000, 2, 4.0, 1.0, schedules=2)
    assert saved_by_shared_belief(a, b) == pytest.approx(9.0, rel=0.05)
    assert saved_by_shared_belief(b, a) == pytest.approx(saved_by_shared_belief(a, b), rel=1e-9)
    # Luck that both share lies in neither: what is saved is by the belief alone. var(d) = 2 / 2, cov = 4 still.
    luck = np.random.default_rng(4).normal(0.0, 3.0, a.shape)
    assert saved_by_shared_belief(a + luck, b + luck) == pytest.approx(9.0, rel=0.1)


def test_saved_by_shared_belief_by_hand_and_at_the_edges():
    # a: means 1, 3; b: means 0, 4. d = 1, -1: variance 2. Covariance of the means 4; within (1*1 + 1*1) * 2 / 2 = 2,
    # over L = 1; cov = 4 - 1 = 3. (2 + 6) / 2 = 4.
    assert saved_by_shared_belief([[0, 2], [2, 4]], [[-1, 1], [3, 5]]) == pytest.approx(4.0)
    a = np.array([[1.0, 1.0], [3.0, 3.0]])
    assert saved_by_shared_belief(a, a + 1.0) == np.inf
    assert np.isnan(saved_by_shared_belief(np.full((3, 2), 0.1), np.full((3, 2), 0.3)))
    assert np.isnan(saved_by_shared_belief([[1e-284, 0], [0, 0]], np.zeros((2, 2))))  # its square is no number above 0
    assert np.isnan(saved_by_shared_belief([[1.0], [2.0]], [[1.0], [3.0]]))
    assert saved_by_shared_belief([[0, 0], [1, 1], [2, 2]], [[2, 2], [1, 1], [0, 0]]) < 1.0  # sharing hurts
    with pytest.raises(ValueError, match=r"both schedules need the same shape; theirs are \(1, 2\) and \(1, 1\)"):
        saved_by_shared_belief([[1.0, 2.0]], [[1.0]])


def test_drivers_find_the_planted_assumption_and_no_other():
    found_others = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        quantiles = {f"assumption {i}": rng.random(40) for i in range(10)}
        difference = 6.0 * (quantiles["assumption 7"] - 0.5) + rng.normal(0.0, 0.7, 40)
        ranked = drivers(difference, quantiles)
        assert len(ranked) == 10
        top = ranked[0]
        assert (top.name, top.flips) == ("assumption 7", True)
        assert top.rank_correlation > 0.7
        assert top.p_value < 1e-5
        assert top.low_mean < 0.0 < top.high_mean
        sizes = [abs(driver.rank_correlation) for driver in ranked]
        assert sizes == sorted(sizes, reverse=True)
        found_others += any(driver.p_value < 0.05 for driver in ranked[1:])
        assert not any(driver.flips for driver in ranked[1:])
    # Holm: at most 5 of 100 studies name any assumption that has no effect, plus 3 binomial standard errors.
    assert found_others <= 5 + 3 * (100 * 0.05 * 0.95) ** 0.5


def test_a_driver_is_worked_out_as_the_reference_does():
    rng = np.random.default_rng(5)
    u, v = rng.random(12), np.round(rng.random(12), 1)
    d = rng.normal(0.0, 1.0, 12) + 2.0 * u
    ranked = {driver.name: driver for driver in drivers(d, {"u": u, "v": v, "fixed": np.full(12, 0.5)})}
    assert set(ranked) == {"u", "v"}
    tests = {name: stats.spearmanr(d, values) for name, values in (("u", u), ("v", v))}
    for name, test in tests.items():
        assert ranked[name].rank_correlation == pytest.approx(test.statistic, rel=1e-12)
    small, large = sorted(test.pvalue for test in tests.values())
    adjusted = sorted(driver.p_value for driver in ranked.values())
    assert adjusted == pytest.approx([min(1.0, 2 * small), max(min(1.0, 2 * small), large)], rel=1e-9)
    for third, ends in ((d[np.argsort(u)[:4]], "low"), (d[np.argsort(u)[-4:]], "high")):
        low, high = stats.ttest_1samp(third, 0.0).confidence_interval(0.95)
        got = [getattr(ranked["u"], f"{ends}_{what}") for what in ("mean", "low", "high")]
        assert got == pytest.approx([third.mean(), low, high], rel=1e-9)


def test_a_driver_that_weakens_a_difference_does_not_flip_it():
    u = np.linspace(0.0, 1.0, 30)
    (driver,) = drivers(1.0 + u, {"u": u})
    assert (driver.rank_correlation, driver.p_value, driver.flips) == (1.0, 0.0, False)


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e3])
def test_whether_an_assumption_flips_a_difference_does_not_depend_on_the_unit(unit):
    u = np.linspace(0.0, 1.0, 30)
    assert [driver.flips for shift in (-0.5, 0.5) for driver in drivers(unit * (u + shift), {"u": u})] == [True, False]


def test_a_driver_downwards_is_as_sure_as_one_upwards():
    u = np.random.default_rng(8).random(20)
    d = u + np.random.default_rng(9).normal(0.0, 0.3, 20)
    (up,), (down,) = drivers(d, {"u": u}), drivers(-d, {"u": u})
    assert (down.rank_correlation, down.p_value) == (-up.rank_correlation, up.p_value)
    assert up.rank_correlation > 0.5


def test_no_adjusted_p_value_is_above_one():
    # Highest in the middle: neither the assumption nor its mirror image ranks the differences.
    u = np.arange(12.0)
    found = drivers(-((u - 5.5) ** 2), {"u": u, "mirrored": -u})
    assert [(driver.rank_correlation, driver.p_value) for driver in found] == [(0.0, 1.0)] * 2


def test_beliefs_without_a_difference_are_left_out_of_what_drives_it_and_of_what_survives():
    u, d = np.random.default_rng(10).random((2, 14))
    missing = np.insert(d, 3, np.nan)
    assert drivers(missing, {"u": np.insert(u, 3, 9.0)}) == drivers(d, {"u": u}) != []
    assert survives(missing) == survives(d)


def test_assumptions_that_rank_alike_are_adjusted_alike():
    # Holm: twice the smaller p value, and the next is never below it.
    u = np.random.default_rng(8).random(20)
    d = u + np.random.default_rng(9).normal(0.0, 0.3, 20)
    one, other = drivers(d, {"u": u, "cube": u**3})
    assert one.p_value == other.p_value == pytest.approx(2.0 * stats.spearmanr(d, u).pvalue, rel=1e-9)


def test_few_beliefs_or_no_difference_have_no_drivers():
    u = np.linspace(0.0, 1.0, 9)
    assert drivers(u[:8], {"u": u[:8]}) == []
    assert len(drivers(u, {"u": u})) == 1
    assert drivers(np.where(u == 0.0, np.nan, u), {"u": u}) == []
    assert drivers(np.full(9, 0.3), {"u": u}) == []
    assert drivers([], {"u": []}) == []
    with pytest.raises(ValueError, match=r"one entry per belief: \(2, 2\)"):
        drivers(np.zeros((2, 2)), {})
    with pytest.raises(ValueError, match="one entry per belief: v"):
        drivers(u, {"u": u, "v": u[:5]})


def test_survives_counts_beliefs():
    d = np.array([5.0] * 20 + [-1.0] * 3 + [0.0])
    assert survives(d) == wilson(20 / 24, 24)
    assert survives(-d) == wilson(20 / 24, 24)
    # The mean decides whose sign is asked about, and it need not be that of most beliefs.
    assert survives([-1.0, -1.0, 10.0]).mean == pytest.approx(1 / 3)
    assert np.isnan(survives([0.0, 0.0]).mean)
    assert np.isnan(survives([1e6, -1e6, 1e-7]).mean)  # a mean that is rounding beside the values
    assert np.isnan(survives([]).mean)


@given(arrays(np.float64, (2, 10, 3), elements=NUMBERS), st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_beliefs_or_lucks(values, random):
    beliefs = list(range(10))
    random.shuffle(beliefs)
    lucks = [random.sample(range(3), 3) for _ in beliefs]
    shuffled = np.stack([values[:, belief][:, order] for belief, order in zip(beliefs, lucks, strict=True)], axis=1)
    u = np.linspace(0.0, 1.0, 10)
    difference = (values[0] - values[1]).mean(axis=1)
    results = []
    for table, d, quantiles in ((values, difference, u), (shuffled, difference[beliefs], u[beliefs])):
        results.append(
            (
                repr(loss_probability(table[0])),
                value_at_risk(table[0], 0.13),
                conditional_value_at_risk(table[0], 0.13),
                expected_regret(table, True).tolist(),
                repr(value_of_perfect_information(table, True)),
                repr(variance_split(table[0])),
                repr(saved_by_shared_belief(*table)),
                repr(drivers(d, {"u": quantiles, "v": np.sin(9.0 * quantiles)})),
                repr(survives(d)),
            )
        )
    assert results[0] == results[1]


def test_a_belief_with_a_missing_run_counts_for_none():
    values = effects(6, 12, 2, 4.0, 1.0, schedules=3)
    missing = values.copy()
    missing[1, 4, 0] = np.nan
    missing[0, 9, 1] = np.inf
    left = np.delete(values, [4, 9], axis=1)
    assert expected_regret(missing, True).tolist() == expected_regret(left, True).tolist()
    assert value_of_perfect_information(missing, True) == value_of_perfect_information(left, True)
    assert saved_by_shared_belief(*missing[:2]) == saved_by_shared_belief(*left[:2])
    alone, kept = missing[1], np.delete(values[1], 4, axis=0)
    for figure in (loss_probability, value_at_risk, conditional_value_at_risk, variance_split):
        assert figure(alone) == figure(kept)


def test_without_a_whole_belief_nothing_is_known():
    none = np.full((2, 3, 4), np.nan)
    assert np.isnan(list(vars(loss_probability(none[0])).values())).all()
    assert np.isnan([value_at_risk(none[0]), conditional_value_at_risk(none[0])]).all()
    assert np.isnan(expected_regret(none, True)).tolist() == [True, True]
    assert np.isnan(list(vars(value_of_perfect_information(none, True)).values())).all()


@pytest.mark.parametrize("figure", [loss_probability, value_at_risk, conditional_value_at_risk, variance_split])
def test_other_shapes_are_refused(figure):
    with pytest.raises(ValueError, match=r"\(beliefs, lucks\)"):
        figure([1.0, 2.0])


def test_other_shapes_of_tables_are_refused():
    with pytest.raises(ValueError, match=r"\(schedules, beliefs, lucks\)"):
        expected_regret([[1.0, 2.0]], True)
