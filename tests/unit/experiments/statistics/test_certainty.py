"""Intervals and probabilities are never absurd and never contradict each other, whatever the replicates are like."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from experiments.lab.play.leads import lead, moved
from experiments.statistics.best import probability_best
from experiments.statistics.estimates import Arm, PairedDifference, linearised, paired_difference
from experiments.statistics.limits import FEWEST, FEWEST_DIFFERING, certainty_above_zero, margins
from experiments.statistics.pairs import verdict
from sim.kpis import KPI_BY_NAME

SURE = 0.975  # what the side of a 95 % interval that leaves zero out is worth
HARDLY_VARYING = [-60_000.0] * 9 + [60_000.0, -59_999.99, -59_999.98]


@st.composite
def replicates(draw, schedules, fewest=2, most=40):
    """Values (schedules, n) of an awkward kind: near constant, with outliers, in clusters, tied, mostly zero, huge."""
    n = draw(st.integers(fewest, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    kind = draw(st.sampled_from(["normal", "skewed", "constant", "outlier", "clusters", "tied", "rare", "compound"]))
    shape = (schedules, n)
    values = {
        "normal": lambda: rng.normal(0.0, 1.0, shape),
        "skewed": lambda: rng.lognormal(0.0, 1.5, shape),
        "constant": lambda: -1.0 + 1e-7 * rng.normal(0.0, 1.0, shape),
        "outlier": lambda: -1.0 + 1e-7 * rng.normal(0.0, 1.0, shape) + np.outer(range(schedules), np.arange(n) == 0),
        "clusters": lambda: rng.choice([-3.0, 1.0], shape) + 1e-3 * rng.normal(0.0, 1.0, shape),
        "tied": lambda: rng.integers(0, 3, shape).astype(float),
        "rare": lambda: rng.poisson(rng.choice([0.05, 0.2, 0.5], (schedules, 1)), shape).astype(float),
        "compound": lambda: (rng.random(shape) < 0.1) * rng.lognormal(0.0, 1.0, shape),
    }[kind]()
    lead = draw(st.sampled_from([0.0, 0.3, 1.0, 3.0])) * rng.normal(0.0, 1.0, (schedules, 1))
    world = draw(st.sampled_from([0.0, 5.0])) * rng.normal(0.0, 1.0, n)
    return draw(st.sampled_from([1.0, 1e-6, 6e4, 1e12, 1e150])) * (values + lead + world)


@st.composite
def divisors(draw, shape):
    """Denominators that vary little, much, are mostly zero, or nearly all in one replicate."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    kind = draw(st.sampled_from(["steady", "skewed", "rare", "one"]))
    return {
        "steady": lambda: rng.normal(10.0, 1.0, shape),
        "skewed": lambda: rng.lognormal(0.0, 1.0, shape),
        "rare": lambda: rng.poisson(rng.choice([0.1, 0.5, 2.0], (shape[0], 1)), shape).astype(float),
        "one": lambda: np.where(np.arange(shape[1]) == 0, 1.0, 1e-9) * np.ones(shape),
    }[kind]()


@st.composite
def ratios(draw, schedules, **sizes):
    values = draw(replicates(schedules, **sizes))
    return values, draw(divisors(values.shape))


def farthest(n, level=0.95):
    """Standard errors that no limit of n differences can lie beyond."""
    t = stats.t.ppf(0.5 + level / 2.0, n - 1)
    bend = 0.5 * (2.0 / 3.0 + 12.0 / n**0.5) * (1.0 + 0.6 / n**0.5) * t
    return t if n < FEWEST else t * (bend + (1.0 + bend**2) ** 0.5)


def seldom(d):
    """Whether all but one or two of some differences are the same, or all are zero."""
    _, counts = np.unique(np.round(d, -int(np.log10(np.abs(d).max())) + 9) if d.any() else d, return_counts=True)
    return not d.any() or (len(d) >= FEWEST and counts.max() > len(d) - FEWEST_DIFFERING)


def never_seen(values):
    """Whether neither of two schedules moves and one is zero throughout: how rarely it is more is not to be told."""
    return not np.ptp(values, axis=1).any() and not values.any(axis=1).all()


# ---- Never absurd ---------------------------------------------------------------------------------


@given(replicates(2))
@example(np.array([[0.0, 0.0], [1.0, 1.0]]))
def test_no_limit_lies_farther_from_the_mean_than_the_spread_of_the_data_allows(values):
    # No sample has a standard deviation above half its range times sqrt(n / (n - 1)).
    got = paired_difference(Arm("a", values[0]), Arm("b", values[1]))
    d = values[0] - values[1]
    bound = farthest(len(d)) * np.ptp(d) / (2.0 * (len(d) - 1) ** 0.5) * (1.0 + 1e-9)
    rounding = 1e-11 * np.abs(values).max()
    if np.isnan(got.low):
        assert np.isnan(got.high)
        assert seldom(d) or never_seen(values)
        return
    assert not never_seen(values)
    assert got.mean - bound - rounding <= got.low <= got.mean <= got.high <= got.mean + bound + rounding


@given(ratios(2), st.sampled_from([0.5, 0.8, 0.95, 0.999]))
@example((np.array([HARDLY_VARYING, [0.0] * 12]), np.ones((2, 12))), 0.95)
def test_no_limit_of_ratios_lies_farther_out_than_the_terms_allow(drawn, level):
    values, below = drawn
    got = paired_difference(*(Arm("", x, y) for x, y in zip(values, below, strict=True)), level=level)
    if np.isnan(got.low):
        return
    n = values.shape[1]
    terms = sum(np.abs(linearised(x, y, 1.0)[1]).max() for x, y in zip(values, below, strict=True))
    bound = farthest(n, level) * 2.0 * terms / (n - 1) ** 0.5 * (1.0 + 1e-9)
    assert got.mean - bound <= got.low <= got.mean <= got.high <= got.mean + bound


def test_replicates_that_hardly_vary_but_for_one_have_an_interval_of_their_own_size():
    got = paired_difference(Arm("a", HARDLY_VARYING), Arm("b", np.zeros(12)))
    assert -75_000.0 < got.low < -60_000.0
    assert 60_000.0 < got.high < 160_000.0  # a tail of which one value was seen


@given(replicates(2, fewest=FEWEST), st.floats(0.5, 0.999))
def test_a_higher_level_has_the_longer_interval(values, level):
    arms = [Arm("", row) for row in values]
    narrow, wide = paired_difference(*arms, level=0.5 * level), paired_difference(*arms, level=level)
    if np.isnan(narrow.low):
        assert np.isnan(wide.low)
        return
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@given(replicates(1, fewest=FEWEST), st.floats(0.001, 0.499))
def test_the_certainty_at_a_limit_is_one_minus_its_error(values, error):
    d = values[0] / np.abs(values[0]).max() if values[0].any() else values[0]
    spread = float(d.std(ddof=1))
    if spread <= 1e-9:
        return
    below, above = margins(d, spread, error)
    assert certainty_above_zero(below, d, spread) == pytest.approx(1.0 - error, abs=1e-9)
    assert certainty_above_zero(-above, d, spread) == pytest.approx(error, abs=1e-9)


# ---- Never contradicting each other ---------------------------------------------------------------


def agree(values, below, higher):
    """Holds every statement about two schedules, and about one against all others, to be the same."""
    chances = probability_best(values, higher, seed=1, draws=400, denominators=below)
    if np.isnan(chances).all():
        assert values.shape[1] < FEWEST or not (below is not None and (below.mean(axis=1) > 0.0).any())
        return
    assert (chances >= 0.0).all()
    assert chances.sum() == pytest.approx(1.0, abs=1e-12)
    valued = [True] * len(values) if below is None else (below.mean(axis=1) > 0.0).tolist()
    sign = 1.0 if higher else -1.0
    for one, other in combinations(range(len(values)), 2):
        if not (valued[one] and valued[other]):
            continue
        arms = [Arm("", values[place], None if below is None else below[place]) for place in (one, other)]
        got = paired_difference(*arms, sign)
        if not got.low > 0.0:
            assert chances[one] <= SURE + 1e-12
        if not got.high < 0.0:
            assert chances[other] <= SURE + 1e-12
        if len(values) == 2 and np.isfinite(got.low):
            assert (chances[0] > SURE, chances[1] > SURE) == (got.low > 0.0, got.high < 0.0)
            assert (verdict(got) == "clear") == bool(chances.max() > SURE)
    if any(valued):
        assert all(chances[place] <= 1.0 - SURE + 1e-12 for place in range(len(values)) if not valued[place])


@given(replicates(2), st.booleans())
@example(np.array([HARDLY_VARYING, [0.0] * 12]), True)
def test_two_schedules_are_told_apart_by_interval_and_probability_alike(values, higher):
    agree(values, None, higher)


@given(ratios(2), st.booleans())
def test_two_ratios_are_told_apart_by_interval_and_probability_alike(drawn, higher):
    agree(*drawn, higher)


@given(st.integers(3, 5).flatmap(replicates), st.booleans())
def test_none_of_several_is_surely_the_best_while_its_interval_against_another_holds_zero(values, higher):
    agree(values, None, higher)


@given(st.integers(3, 5).flatmap(ratios), st.booleans())
def test_no_ratio_of_several_is_surely_the_best_while_its_interval_against_another_holds_zero(drawn, higher):
    agree(*drawn, higher)


@given(replicates(2, fewest=FEWEST), st.integers(1, 3))
def test_copies_of_a_schedule_share_its_probability(values, copies):
    chances = probability_best(np.vstack([values, *[values[:1]] * copies]), True, seed=1, draws=200)
    assert chances[[0, *range(2, 2 + copies)]] == pytest.approx(np.full(copies + 1, chances[0]), abs=1e-12)


def test_below_six_replicates_no_probability_is_given():
    values = np.random.default_rng(1).normal([[0.0], [100.0]], 1.0, (2, FEWEST))
    assert FEWEST == 6
    assert probability_best(values, True, seed=1)[1] > SURE
    values[0, 3] = np.nan
    assert np.isnan(probability_best(values, True, seed=1)).all()


def test_where_a_denominator_may_be_zero_nothing_is_sure():
    # One purchase in twenty replicates: cost per purchase may be anything above that of the first schedule.
    cost, bought = np.full((2, 20), 100.0), np.vstack([np.full(20, 9.0) + np.arange(20) % 2, np.arange(20) == 7])
    assert np.isnan(paired_difference(*(Arm("", *both) for both in zip(cost, bought, strict=True))).low)
    chances = probability_best(cost, False, seed=1, denominators=bought)
    assert 0.5 < chances[0] <= SURE
    # And a schedule that sold once is not surely better than one that never did.
    bought[0] = 0.0
    assert probability_best(cost, False, seed=1, denominators=bought) == pytest.approx([1.0 - SURE, SURE])


@pytest.mark.parametrize(
    ("draw", "most"),
    [
        (lambda rng, shape: rng.normal(0.0, 1.0, shape), 0.037),
        (lambda rng, shape: rng.lognormal(0.0, 1.0, shape) - rng.lognormal(0.0, 1.0, shape), 0.037),
        (lambda rng, shape: rng.poisson(0.2, shape) - rng.poisson(0.2, shape), 0.037),
        (lambda rng, shape: 1.0 - rng.exponential(1.0, shape), 0.062),
    ],
    ids=["normal", "lognormal", "rare", "skewed"],
)
@pytest.mark.parametrize("replicates", [10, 20])
def test_two_equal_schedules_hardly_ever_seem_surely_different(draw, most, replicates):
    # At most 2.5 % a side where the differences are symmetric, and four standard errors of 2,000 studies; of
    # skewed ones 4.8 % were measured, on one side.
    studies = draw(np.random.default_rng(replicates), (2_000, replicates))
    first = np.array([probability_best([row, np.zeros(replicates)], True, seed=1)[0] for row in studies])
    assert (first > SURE).mean() <= most
    assert (first < 1.0 - SURE).mean() <= most
    assert (first > SURE).mean() + (first < 1.0 - SURE).mean() >= 0.015


@pytest.mark.parametrize("name", ["purchases_incremental", "cpa_eur"])
def test_a_lead_that_was_none_before_has_moved_by_the_interval_of_the_lead(name):
    kpi, rng = KPI_BY_NAME[name], np.random.default_rng(3)
    first, second = rng.lognormal(3.0, 0.5, (2, 20))
    ones = [1.0] * 20 if kpi.denominator is None else None
    figures = list(zip(first, ones or second, second, ones or first[::-1], strict=True))
    level = [(*figure[:2], *figure[:2]) for figure in figures]
    ahead, more = lead(figures, ("a", "b"), kpi), moved(figures, level, kpi)
    assert (more.mean, more.low, more.high) == pytest.approx((ahead.mean, ahead.low, ahead.high), rel=1e-9)


# ---- What is only rounding ------------------------------------------------------------------------


def pair(mean, low, high):
    return PairedDifference("a", "b", mean, low, high, 20, 1.0)


def test_a_limit_that_is_rounding_does_not_make_a_difference_clear():
    assert verdict(pair(-1.6, -3.3, -1e-13)) == "open"
    assert verdict(pair(1.6e6, 1e-7, 3.3e6)) == "open"
    assert verdict(pair(-1.6, -3.3, -1e-6)) == "clear"
    assert verdict(pair(1e-9, 1e-10, 2e-9)) == "clear"
    assert verdict(pair(0.0, 0.0, 0.0)) == "equal"
    assert verdict(pair(1.0, float("nan"), float("nan"))) == "open"


def test_a_limit_that_is_rounding_beside_the_values_is_zero():
    # Differences of 0 and 2 beside values of 1e6, moved so that the limit falls on zero but for the last digits.
    d = np.array([0.0, 2.0] * 10)
    low = paired_difference(Arm("a", d), Arm("b", np.zeros(20))).low
    got = paired_difference(Arm("a", 1e6 + d - low + 1e-8), Arm("b", np.full(20, 1e6)))
    assert got.low == 0.0
    assert verdict(got) == "open"
