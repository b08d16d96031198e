"""How far a mean may lie from its sample and how sure its sign is: Student's t, and the equation of the limit."""

import numpy as np
import pytest
from scipy import stats

from experiments.statistics.limits import certainty_above_zero, certainty_highest, margins


def test_six_differences_show_a_tail_and_five_do_not():
    for n, stretched in ((6, True), (5, False)):
        d = np.array([0.0] * (n - 1) + [6.0])
        below, above = margins(d, float(d.std(ddof=1)), 0.025) / stats.sem(d)
        t, g = stats.t.ppf(0.975, n - 1), stats.skew(d, bias=False) / n**0.5
        assert below == pytest.approx(t, rel=1e-9)
        assert above**2 == pytest.approx(t**2 * (1.0 + (4.0 / 3.0 * g * above if stretched else 0.0)), rel=1e-9)
        assert (above > 1.3 * t) == stretched


def test_where_differences_lie_does_not_matter_to_their_margins():
    d = np.random.default_rng(1).exponential(1.0, 20)
    spread = float(d.std(ddof=1))
    assert margins(d + 100.0, spread, 0.01) == pytest.approx(margins(d, spread, 0.01), rel=1e-9)


@pytest.mark.parametrize("mean", [-2.0, -1.0, -0.1, 0.0, 0.1, 1.0, 2.0])
def test_the_sign_of_a_mean_of_symmetric_differences_is_as_sure_as_students_t_says(mean):
    d = np.array([-3.0, -1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 3.0])
    assert certainty_above_zero(mean, d, float(d.std(ddof=1))) == pytest.approx(
        stats.t.cdf(mean / stats.sem(d), 7), rel=1e-9
    )


def test_the_sign_of_a_mean_of_differences_that_never_vary_is_certain():
    assert [certainty_above_zero(mean, np.zeros(8), 0.0) for mean in (-0.5, 0.0, 0.5)] == [0.0, 0.5, 1.0]


def test_deviations_of_a_mean_count_from_their_own_middle():
    rng = np.random.default_rng(2)
    deviations, means = rng.normal(0.0, 1.0, (3, 12)), np.array([0.3, 0.1, 0.0])
    deviations -= deviations.mean(axis=1, keepdims=True)
    moved = deviations + np.array([[50.0], [-20.0], [5.0]])
    one, other = (certainty_highest(means, given, 0.0, 2_000, 3) for given in (deviations, moved))
    assert other == pytest.approx(one, abs=2e-3)
