"""How far a mean may lie from its sample and how sure its sign is: Student's t, and the equation of the limit."""

import numpy as np
import pytest
from scipy import stats

from experiments.statistics.limits import certainty_above_zero, certainty_highest, differ_in_too_few, margins


@pytest.mark.parametrize(
    ("error", "unseen"), [(0.2, 0.0), (0.025, 0.0), (0.01, 0.6), (1e-4, 0.6), (0.025 * 0.4**0.5, 0.3)]
)
@pytest.mark.parametrize("n", [5, 6, 24, 400])
def test_six_differences_show_a_tail_and_five_do_not(n, error, unseen):
    # Halfway between 2.5 and 1 %, by the logarithm, half of the skewness that a strict limit adds is added.
    d = np.array([0.0] * (n - 1) + [6.0])
    reached = margins(d, float(d.std(ddof=1)), error) / stats.sem(d)
    t, g, slope = (
        stats.t.ppf(1.0 - error, n - 1),
        stats.skew(d, bias=False) / n**0.5,
        max(2.0 / 3.0 + 12.0 / n**0.5, 2.0),
    )
    for m, tail in zip(reached, (0.0, g), strict=True):
        growth = slope * (tail + unseen / n**0.5) if n >= 6 else 0.0
        assert m**2 == pytest.approx(t**2 * (1.0 + growth * m), rel=1e-9)
    assert (reached[1] > 1.3 * t) == (n >= 6)


def test_where_differences_lie_does_not_matter_to_their_margins():
    d = np.random.default_rng(1).exponential(1.0, 20)
    spread = float(d.std(ddof=1))
    assert margins(d + 100.0, spread, 0.01) == pytest.approx(margins(d, spread, 0.01), rel=1e-9)


@pytest.mark.parametrize("mean", [-1.0, -0.1, 0.0, 0.1, 1.0])
def test_the_sign_of_a_mean_of_symmetric_differences_is_as_sure_as_students_t_says(mean):
    # As long as it is not surer than 97.5 %; beyond, the tail that was not seen leaves a doubt more.
    d = np.array([-3.0, -1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 3.0])
    assert certainty_above_zero(mean, d, float(d.std(ddof=1))) == pytest.approx(
        stats.t.cdf(mean / stats.sem(d), 7), rel=1e-9
    )


def test_a_sign_is_hardly_ever_as_sure_as_students_t_says_where_that_is_nearly_certain():
    d = np.array([-3.0, -1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 3.0])
    sure, students = certainty_above_zero(3.0, d, float(d.std(ddof=1))), stats.t.cdf(3.0 / stats.sem(d), 7)
    assert 0.975 < sure < students - 0.01
    assert certainty_above_zero(-3.0, d, float(d.std(ddof=1))) == pytest.approx(1.0 - sure, abs=1e-12)


@pytest.mark.parametrize(
    ("d", "too_few"),
    [
        ([0.0] * 20, True),
        ([0.0] * 19 + [5.0], True),
        ([0.0] * 9 + [5.0, -7.0] + [0.0] * 9, True),
        ([0.0] * 9 + [5.0, -7.0, 1.0] + [0.0] * 9, False),
        ([3.0] * 9 + [5.0, 5.0] + [3.0] * 9, True),
        ([3.0 + 1e-9, 3.0] * 9 + [5.0, 5.0], True),
        ([3.0 + 1e-6, 3.0] * 9 + [5.0, 5.0], False),
        ([0.0] * 4 + [1.0, 2.0], True),
        ([0.0] * 3 + [1.0, 2.0, 3.0], False),
        ([0.0] * 4 + [1.0], False),
        ([0.0] * 2, False),
    ],
)
def test_fewer_than_three_that_differ_from_all_the_others_are_too_few(d, too_few):
    assert differ_in_too_few(np.array(d), 1e-8) is too_few


def test_the_sign_of_a_mean_of_differences_that_never_vary_is_certain():
    assert [certainty_above_zero(mean, np.zeros(8), 0.0) for mean in (-0.5, 0.0, 0.5)] == [0.0, 0.5, 1.0]


def test_deviations_of_a_mean_count_from_their_own_middle():
    rng = np.random.default_rng(2)
    deviations, means = rng.normal(0.0, 1.0, (3, 12)), np.array([0.3, 0.1, 0.0])
    deviations -= deviations.mean(axis=1, keepdims=True)
    moved = deviations + np.array([[50.0], [-20.0], [5.0]])
    one, other = (certainty_highest(means, given, 0.0, 2_000, 3) for given in (deviations, moved))
    assert other == pytest.approx(one, abs=2e-3)
