"""The stopping rule: its limits against references, and its errors over thousands of simulated studies."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments.statistics.estimates import fieller
from experiments.statistics.sequential import FEWEST_BELIEFS, judge, known_ratio, looks

STUDIES = 2_000
SIZES = looks(40, 320)
# Three binomial standard errors above an error of 5 %.
MOST = 0.05 + 3 * (0.05 * 0.95 / STUDIES) ** 0.5


def studied(draw, higher=True, indifference=0.0, sizes=SIZES, studies=STUDIES, level_of_error=0.05):
    """The state and the leader with which each of the simulated studies ended, and the size at which it did.

    ``draw(rng, n)`` gives values (schedules, n), or a pair of them and denominators.
    """
    ends = []
    for seed in range(studies):
        drawn = draw(np.random.default_rng(seed), sizes[-1])
        values, below = drawn if isinstance(drawn, tuple) else (drawn, None)
        for n in sizes:
            got = judge(
                values[:, :n],
                higher,
                level_of_error,
                looks=len(sizes),
                indifference=indifference,
                denominators=None if below is None else below[:, :n],
            )
            if got.state != "open":
                break
        ends.append((got.state, got.best, n))
    return ends


def share(ends, state, *schedules):
    return sum(end[0] == state and end[1] in schedules for end in ends) / len(ends)


def normal(*means):
    """Schedules that share their worlds (standard deviation 5) and have luck of their own (1)."""
    return lambda rng, n: rng.normal(0.0, 5.0, n) + rng.normal(0.0, 1.0, (len(means), n)) + np.array(means)[:, None]


def exponential(*means):
    """The first schedule has a long tail upwards (mean and standard deviation 1 before the shift), the others none."""
    still = len(means) - 1
    return lambda rng, n: (
        np.concatenate([rng.exponential(1.0, (1, n)) - 1.0, rng.normal(0.0, 0.1, (still, n))])
        + np.array(means)[:, None]
    )


# Errors over all looks.


@pytest.mark.second
def test_looking_without_a_correction_is_wrong_too_often():
    # The same studies and looks with an ordinary 95 % interval at each: why the rule is needed.
    wrong = studied(normal(0.0, 0.0), level_of_error=0.05 * len(SIZES))
    assert share(wrong, "clear", 0, 1) > MOST


@pytest.mark.second
def test_two_equal_schedules_are_hardly_ever_told_apart():
    ends = studied(normal(0.0, 0.0))
    assert 0.005 < share(ends, "clear", 0, 1) <= MOST


@pytest.mark.second
def test_tiny_differences_the_wrong_way_are_hardly_ever_declared():
    # The third is the best, by less than a tenth of a standard error at the last look.
    ends = studied(normal(0.0, 0.003, 0.006))
    assert share(ends, "clear", 0, 1) <= MOST


@pytest.mark.second
@pytest.mark.parametrize("higher", [True, False])
def test_skewed_differences_keep_the_error(higher):
    # The first schedule's tail lies on the better side: without the rare good draws the second seems better.
    ends = studied(lambda rng, n: (2 * higher - 1) * exponential(0.0, 0.0)(rng, n), higher)
    # Seven in 2,000, as limits lie farther out on the side of a tail; none at all would be limits that never decide.
    assert 0.001 < share(ends, "clear", 0, 1) <= MOST


@pytest.mark.second
def test_lognormal_differences_keep_the_error_where_the_other_is_the_better_one():
    # Most draws of the first are small and its long tail comes late, so that the others seem better: with Student's
    # limits alone they are declared so in 9 % of these studies.
    def draw(rng, n):
        return np.stack([rng.lognormal(0.0, 1.0, n) - np.exp(0.5), np.full(n, -0.01), np.full(n, -0.02)])

    assert share(studied(draw), "clear", 1, 2) <= MOST


@pytest.mark.second
def test_ratios_with_heavy_tailed_denominators_keep_the_error():
    # Cost per purchase: equal true ratios, purchases lognormal, both schedules sharing their worlds.
    def draw(rng, n):
        world = rng.lognormal(-0.18, 0.6, n)
        bought = world * np.stack([rng.lognormal(-0.32, 0.8, n), rng.lognormal(-0.08, 0.4, n)])
        return np.full((2, n), 1e4), 100.0 * bought

    assert share(studied(draw, higher=False), "clear", 0, 1) <= MOST


def test_a_planted_difference_is_found_nearly_always_and_soon():
    # One third of a standard deviation of the difference, sqrt 2: five and a half standard errors at the last look.
    ends = studied(normal(0.0, 0.0, 0.45), studies=500)
    assert share(ends, "clear", 2) > 0.98
    assert share(ends, "clear", 0, 1) == 0.0
    large = studied(normal(3.0, 0.0, 0.0), studies=100)
    assert {end[:2] for end in large} == {("clear", 0)}
    assert {end[2] for end in large} == {SIZES[0]}


def test_a_planted_difference_is_found_in_skewed_values():
    ends = studied(exponential(0.0, 0.4), studies=500)
    assert share(ends, "clear", 1) > 0.98


@pytest.mark.second
def test_indifference_ends_a_study_of_near_equals_and_keeps_its_error():
    # Equal: within half a unit of each other, and said to be. Just further apart than that: said hardly ever.
    near = studied(normal(0.0, 0.0, 0.0), indifference=0.5, studies=500)
    assert share(near, "indifferent", 0, 1, 2) > 0.95
    apart = studied(normal(0.0, 0.51), indifference=0.5)
    assert share(apart, "indifferent", 0) + share(apart, "clear", 0) <= MOST
    assert share(apart, "clear", 1) > 0.9


# One look.


def test_limits_of_symmetric_differences_lie_beyond_students_by_the_skewness_that_was_not_seen():
    # Mirrored about their mean they show no skewness: m^2 = t^2 (1 + s u m) on either side, u that of strict limits.
    half = np.random.default_rng(1).normal(0.0, 1.0, 30)
    d = 2.0 + np.concatenate([half, -half])
    got = judge(np.stack([d, np.zeros(60)]), True, 0.05, looks=5)
    assert got.error_per_limit == pytest.approx(0.05 / 10)
    (rival,) = got.alternatives
    assert (rival.schedule, rival.behind) == (1, pytest.approx(2.0))
    t, growth = stats.t.ppf(0.995, 59), (2.0 / 3.0 + 12.0 / 60**0.5) * 0.6 / 60**0.5
    for reached in (rival.behind - rival.low, rival.high - rival.behind):
        m = reached / stats.sem(d)
        assert m**2 == pytest.approx(t**2 * (1.0 + growth * m), rel=1e-9)
        assert 1.1 * t < m < 1.4 * t


def test_skewness_moves_the_limit_on_the_side_of_the_tail():
    # The limit m standard errors up solves m^2 = t^2 (1 + s g m), g the skewness over sqrt n, s = 2/3 + 12 / sqrt n;
    # with an error of 2.5 % low is Student's.
    d = 10.0 + np.random.default_rng(2).exponential(1.0, 50)
    (rival,) = judge(np.stack([d, np.zeros(50)]), True, 0.05, looks=1).alternatives
    error, t = stats.sem(d), stats.t.ppf(1 - 0.025, 49)
    g = stats.skew(d, bias=False) / 50**0.5
    reached = (rival.high - rival.behind) / error
    slope = 2.0 / 3.0 + 12.0 / 50**0.5
    assert reached**2 == pytest.approx(t**2 * (1.0 + slope * g * reached), rel=1e-9)
    assert rival.low == pytest.approx(rival.behind - t * error, rel=1e-9)
    assert rival.high > rival.behind + 1.1 * t * error


def test_the_limits_of_a_ratio_come_from_leaving_out_one_draw_at_a_time():
    rng = np.random.default_rng(3)
    y = rng.gamma(3.0, 1.0, 60)
    x = 2.0 * y + rng.normal(0.0, 1.0, 60)
    ones = np.ones(60)
    (rival,) = judge([x, ones], True, 0.05, looks=1, denominators=[y, ones]).alternatives
    without = np.array([np.delete(x, i).sum() / np.delete(y, i).sum() for i in range(60)])
    error = (59 / 60 * ((without - without.mean()) ** 2).sum()) ** 0.5
    assert rival.behind == pytest.approx(x.sum() / y.sum() - 1.0)
    t = stats.t.ppf(0.975, 59)
    # One of the two limits is Student's with the jackknife's standard error, the other lies further out.
    reaches = np.array([rival.behind - rival.low, rival.high - rival.behind]) / error
    assert reaches.min() == pytest.approx(t, rel=1e-9)
    assert reaches.max() < 1.2 * t
    # And near Fieller's, which knows the denominator's part too.
    exact = fieller(x, y)
    assert (rival.low + 1.0, rival.high + 1.0) == pytest.approx((exact.low, exact.high), abs=0.2 * t * error)


def test_states_and_standings():
    rng = np.random.default_rng(4)
    luck = rng.normal(0.0, 0.1, (3, 50))
    luck -= luck.mean(axis=1, keepdims=True)
    values = luck + np.array([[1.0], [5.0], [4.9]])

    def ask(**more):
        return judge(values, True, looks=1, **more)

    assert (ask().state, ask().best) == ("clear", 1)
    assert [rival.standing for rival in ask().alternatives] == ["worse", "worse"]
    assert (judge(values, False, looks=1).state, judge(values, False, looks=1).best) == ("clear", 0)
    values[2] += 0.1  # its mean is that of the leader now
    assert [rival.standing for rival in ask().alternatives] == ["worse", "open"]
    assert ask().state == "open"
    assert [rival.standing for rival in ask(indifference=0.2).alternatives] == ["worse", "as good"]
    assert ask(indifference=0.2).state == "indifferent"
    assert ask(indifference=0.01).state == "open"
    # A clear difference is said even where it would not matter.
    assert judge(values[:2], True, looks=1, indifference=10.0).state == "clear"


def test_the_zone_of_indifference_bounds_both_limits():
    # The leader has a long tail downwards: its lower limit lies further out than the upper one.
    d = -np.random.default_rng(10).exponential(1.0, 50)
    values = np.stack([d - d.mean() + 1e-3, np.zeros(50)])
    (rival,) = judge(values, True, looks=1).alternatives
    assert rival.high < 0.9 * -rival.low
    between, beyond = 0.5 * (rival.high - rival.low), -1.01 * rival.low
    assert judge(values, True, looks=1, indifference=between).state == "open"
    assert judge(values, True, looks=1, indifference=beyond).state == "indifferent"


def test_schedules_that_never_differ_are_indifferent_at_once():
    values = np.random.default_rng(5).normal(0.0, 1.0, FEWEST_BELIEFS)
    got = judge(np.stack([values, values + 1e-15]), True, looks=1)
    assert got.state == "indifferent"
    (rival,) = got.alternatives
    assert (rival.behind, rival.low, rival.high) == (0.0, 0.0, 0.0)
    always = judge(np.stack([values, values + 1.0]), True, looks=1)
    assert (always.state, always.best) == ("clear", 1)


def test_too_few_draws_leave_everything_open():
    values = np.random.default_rng(6).normal([[0.0], [100.0]], 1.0, (2, FEWEST_BELIEFS))
    assert judge(values, True, looks=1).state == "clear"
    values[0, 3] = np.nan
    got = judge(values, True, looks=1)
    assert (got.state, got.best, got.beliefs) == ("open", 1, FEWEST_BELIEFS - 1)
    (rival,) = got.alternatives
    assert (rival.schedule, rival.behind) == (0, pytest.approx(100.0, abs=1.0))
    assert np.isnan([rival.low, rival.high]).all()


def test_what_few_draws_hold_or_none_is_left_open():
    # One schedule has something in so many of sixty draws, the other 0.05 in every one: less than three are too few.
    for seen, state in ((0, "open"), (1, "open"), (2, "open"), (3, "clear")):
        seldom = np.where(np.arange(60) < seen, 1e-3 * (1.0 + np.arange(60)), 0.0)
        got = judge([seldom, np.full(60, 0.05)], True, looks=1)
        assert (got.state, got.best) == (state, 1)
        assert np.isnan(got.alternatives[0].low) == (state == "open")
    never = judge(np.zeros((2, 60)), True, looks=1, indifference=1.0)
    assert (never.state, never.alternatives[0].behind) == ("open", 0.0)


def test_how_far_a_rival_is_behind_is_told_in_the_unit_of_the_objective_whichever_side_is_better():
    luck = np.random.default_rng(8).normal(0.0, 1.0, 50)
    values = np.stack([luck, luck + 3.0 + 0.1 * np.sin(np.arange(50))])
    (dear,), (cheap,) = (judge(turn * values, turn > 0, looks=1).alternatives for turn in (1, -1))
    assert dear.behind == pytest.approx((values[1] - values[0]).mean(), rel=1e-12)
    assert (cheap.behind, cheap.low, cheap.high) == pytest.approx((dear.behind, dear.low, dear.high), rel=1e-12)


def test_a_difference_that_is_rounding_beside_large_values_is_none():
    # Of values of 1e9, a millionth of a millionth is 1e-3, and both have their own.
    base = 1e9 + np.random.default_rng(9).normal(0.0, 1e8, 50)
    (rival,) = judge(np.stack([base, base + 5e-4 + 1e-4 * (np.arange(50) % 2)]), True, looks=1).alternatives
    assert (rival.behind, rival.low, rival.high, rival.standing) == (0.0, 0.0, 0.0, "as good")


def test_one_arm_is_known_as_soon_as_the_interval_of_its_denominator_leaves_zero_out():
    y = np.random.default_rng(11).normal(1.0, 1.5, 12)
    x = np.arange(12.0)
    error = stats.ttest_1samp(y, 0.0, alternative="greater").pvalue
    unknown, known = known_ratio(x, y, 1.0, 0.99 * error), known_ratio(x, y, 1.0, 1.01 * error)
    assert np.isnan(unknown.mean)
    assert known.mean == pytest.approx(x.sum() / y.sum(), rel=1e-12)
    assert unknown.deviations.tolist() == known.deviations.tolist()
    assert unknown.scale == known.scale


def test_one_arm_is_unknown_with_one_draw_or_less_than_nothing_below():
    assert np.isnan(known_ratio(np.array([6.0]), np.array([3.0]), 1.0, 0.025).mean)
    assert known_ratio(np.array([6.0, 8.0]), np.array([4.0, 4.0]), 1.0, 0.025).mean == 1.75
    assert np.isnan(known_ratio(np.full(9, 6.0), np.full(9, -3.0), 1.0, 0.025).mean)


def test_a_ratio_that_may_have_nothing_below_it_leaves_everything_open():
    cost = np.full((2, 50), 100.0)
    bought = np.random.default_rng(7).poisson([[9.0], [0.05]], (2, 50)).astype(float)
    got = judge(cost, False, looks=3, denominators=bought)
    assert (got.state, got.best) == ("open", 0)
    assert got.alternatives[0].standing == "open"
    none = judge(cost, False, looks=3, denominators=np.zeros((2, 50)))
    assert (none.state, none.best, none.alternatives) == ("open", None, ())
    assert (none.beliefs, none.error_per_limit) == (50, pytest.approx(0.05 / 6))


@given(st.integers(0, 10_000), st.permutations(range(45)), st.sampled_from([1.0, 0.3, 0.1]))
def test_the_order_of_draws_and_the_name_of_a_schedule_do_not_matter(seed, order, size):
    rng = np.random.default_rng(seed)
    values = rng.lognormal(0.0, size, (3, 45)) + np.array([[0.0], [0.1], [0.3]])
    below = rng.gamma(9.0, 1.0, (3, 45))
    one = judge(values, True, looks=2, indifference=0.05, denominators=below)
    other = judge(values[:, order], True, looks=2, indifference=0.05, denominators=below[:, order])
    assert repr(one) == repr(other)
    turned = judge(values[::-1], True, looks=2, indifference=0.05, denominators=below[::-1])
    assert (turned.state, turned.best) == (one.state, 2 - one.best)
    for rival in one.alternatives:
        assert rival.low <= rival.behind <= rival.high
        assert rival.behind >= 0.0


# When to look.


@pytest.mark.parametrize(
    ("first", "cap", "sizes"),
    [
        (40, 320, (40, 80, 160, 320)),
        (50, 320, (50, 100, 200, 320)),
        (5, 100, (40, 80, 100)),
        (40, 41, (40, 41)),
        (40, 40, (40,)),
        (100, 60, (60,)),
        (5, 10, (10,)),
    ],
)
def test_looks_double_from_the_first_to_the_cap(first, cap, sizes):
    assert looks(first, cap) == sizes


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_looks_grow_and_end_with_the_cap(first, cap):
    sizes = looks(first, cap)
    assert sizes[-1] == cap
    assert all(a < b <= 2 * a for a, b in pairwise(sizes))


def test_senseless_questions_are_refused():
    two = np.zeros((2, 50))
    for ask, match in (
        (lambda: judge(two, True, looks=0), "at least one look"),
        (lambda: judge(two, True, 0.0, looks=1), "between 0 and 1"),
        (lambda: judge(two, True, np.nan, looks=1), "between 0 and 1"),
        (lambda: judge(two, True, 1.0, looks=1), "between 0 and 1"),
        (lambda: judge(two, True, looks=1, indifference=-1.0), "0 or more"),
        (lambda: judge(two, True, looks=1, indifference=np.nan), "0 or more"),
        (lambda: judge(two[:1], True, looks=1), "at least two schedules"),
        (lambda: judge(two[0], True, looks=1), r"\(schedules, replicates\)"),
        (lambda: looks(0, 10), "at least one belief draw"),
        (lambda: looks(10, 0), "at least one belief draw"),
    ):
        with pytest.raises(ValueError, match=match):
            ask()
