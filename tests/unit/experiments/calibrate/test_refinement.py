"""Further points around the posterior: weights that stand for what was believed, and a sharper posterior."""

import numpy as np
import pytest
from scipy.stats import norm

from experiments.calibrate.posterior import Posterior, posterior
from experiments.calibrate.refinement import refined_points, weights_of_rounds

LABELS = ("measured", "unseen", "unseen too")
FIRST, MORE, NOISE = 500, 2_000, 0.004


def shown_by(quantile):
    """So curved that a line through a fifth of all points, as a first round has it, misses it."""
    return np.exp(5.0 * (quantile - 1.0))


OBSERVED = float(shown_by(0.37))


def campaigns(quantiles, seed):
    return shown_by(quantiles[:, :1]) + NOISE * np.random.default_rng(seed).normal(size=(len(quantiles), 1))


def rounds(seed: int = 1):
    """What is found from a first round, and the points, campaigns and weights of both rounds."""
    first = np.random.default_rng(seed).random((FIRST, 3))
    shown = campaigns(first, 10 + seed)
    found = posterior(LABELS, first, shown, np.array([OBSERVED]), 100)
    more = refined_points(found, ["measured"], MORE, seed).quantiles
    quantiles = np.concatenate([first, more])
    weights = weights_of_rounds(found, ["measured"], quantiles, FIRST)
    return found, quantiles, np.concatenate([shown, campaigns(more, 20 + seed)]), weights


@pytest.mark.parametrize("seed", range(3))
def test_weighted_points_of_both_rounds_are_spread_as_what_was_believed(seed):
    _, quantiles, _, weights = rounds(seed)
    shares = weights / weights.sum()
    for k in range(3):
        assert shares @ quantiles[:, k] == pytest.approx(0.5, abs=0.05)
        assert shares @ (quantiles[:, k] < 0.25) == pytest.approx(0.25, abs=0.07)
    assert weights.mean() == pytest.approx(1.0, abs=0.15)
    assert weights.max() <= (FIRST + MORE) / FIRST


def test_further_points_lie_where_the_posterior_does_in_what_was_learned_alone():
    found, quantiles, _, _ = rounds()
    more = quantiles[FIRST:]
    low, high = found.at(0.05)[0], found.at(0.95)[0]
    assert ((more[:, 0] > low) & (more[:, 0] < high)).mean() > 0.6
    assert more[:, 1].std() * np.sqrt(12.0) == pytest.approx(1.0, abs=0.05)


def true_quantiles(levels):
    """Of the posterior, by integration."""
    grid = np.linspace(0.0, 1.0, 20_001)
    below = np.cumsum(norm.pdf(OBSERVED, shown_by(grid), NOISE))
    return np.interp(levels, below / below[-1], grid)


def off(one: Posterior) -> float:
    """How far quantiles of the posterior are from the true ones, in the mean."""
    levels = (0.05, 0.25, 0.5, 0.75, 0.95)
    return float(
        np.mean([abs(one.at(level)[0] - true) for level, true in zip(levels, true_quantiles(levels), strict=True)])
    )


def test_the_posterior_comes_nearer_to_the_true_one():
    before, after = [], []
    for seed in range(5):
        found, quantiles, shown, weights = rounds(seed)
        both = posterior(LABELS, quantiles, shown, np.array([OBSERVED]), 250, weights)
        before.append(off(found))
        after.append(off(both))
        assert both.spread()[1:] == pytest.approx(1.0, abs=0.15)
        assert both.effective_size > found.effective_size
    assert np.mean(after) < np.mean(before) / 2.0
