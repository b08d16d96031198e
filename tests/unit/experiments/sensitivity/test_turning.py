"""Where the answer turns: planted boxes are found and told honestly, and chance is no box."""

import numpy as np
import pytest

from experiments.sensitivity.turning import MOST_LIMITED, box_of

LABELS = [f"n{k}" for k in range(6)]


def points(seed: int, count: int = 1_000):
    return np.random.default_rng(seed).random((count, len(LABELS)))


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found(seed):
    quantiles = points(seed)
    box = box_of(LABELS, quantiles, (quantiles[:, 1] > 0.6) & (quantiles[:, 4] < 0.5))
    assert {"n1", "n4"} <= set(box.limits)
    assert box.limits["n1"][0] == pytest.approx(0.6, abs=0.08)
    assert box.limits["n4"][1] == pytest.approx(0.5, abs=0.08)
    assert box.density > 0.85
    assert box.coverage > 0.75
    assert box.usual == pytest.approx(0.2, abs=0.05)


def test_chance_is_seldom_taken_for_a_box():
    found = [
        box_of(LABELS, points(seed), np.random.default_rng(1_000 + seed).random(1_000) < 0.3) for seed in range(40)
    ]
    assert sum(box is not None for box in found) <= 4  # two standard errors, one-sided: one in forty


@pytest.mark.parametrize("share", [0.0, 0.02, 0.98, 1.0])
def test_where_the_answer_hardly_turns_nothing_is_looked_for(share):
    quantiles = points(1)
    assert box_of(LABELS, quantiles, quantiles[:, 0] < share) is None


def test_a_box_has_no_more_limits_than_fit_a_sentence():
    quantiles = points(2)
    box = box_of(LABELS, quantiles, (quantiles[:, :5] < 0.7).all(axis=1))
    assert 1 <= len(box.limits) <= MOST_LIMITED
