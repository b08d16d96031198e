"""The rules of spread: values worked by hand, bounds, means, and compiled as written."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from sim import rules_of_spread as rules

steadily = examples(200, derandomize=True)
FACTOR = st.floats(0, 1e6)
SHARE = st.floats(0, 1)
SCORE = st.floats(-6, 6)
SPREAD = st.floats(0, 3)

BY_HAND = [
    ("normal_score", (0.5,), 0.0),
    ("normal_score", (0.975,), 1.959963984540054),
    ("normal_score", (1e-6,), -4.753424308822899),
    ("coupled", (2.0, 5.0, 1.0), 2.0),
    ("coupled", (2.0, 5.0, 0.0), 5.0),
    ("coupled", (1.0, 1.0, 0.6), 1.4),  # 0.6 and 0.8
    ("spread_factor", (0.0, 3.0), 1.0),
    ("spread_factor", (2.0, 1.0), 1.0),  # exp(2 - 2)
    ("infectiousness", (0.5, 1.0, 0.5, 0.4, 1.0), math.exp(0.5 - 0.125)),
    ("infectiousness", (0.5, 1.0, 0.5, 0.4, 0.0), math.exp(0.5 - 0.125 - 0.1)),
    ("shares_per_engagement", (4.0, 1.0), 0.25),
    ("shares_per_engagement", (4.0, 0.0), 1.0),
    ("shares_per_engagement", (0.0, 1.0), 1e6),  # nobody engages: there is nothing to share
    ("retold", (0, 0.3), 1.0),
    ("retold", (2, 0.3), 0.09),
    ("size_on_sharing", (100.0, 0.5), 1.0),
    ("size_on_sharing", (1_000_000.0, 0.5), 0.1),
    ("mean_share_probability", (0.25, math.log(2.0), 0.0), 0.5),
    ("mean_share_probability", (0.25, math.log(8.0), 0.0), 1.0),
    ("mean_share_probability", (1.0, 0.0, 1.0), 0.5 + math.exp(0.5) * NormalDist().cdf(-1.0)),
    ("share_probability", (0.006, 2.0, 3.0, 0.5), 0.018),
    ("share_probability", (0.006, 200.0, 3.0, 1.0), 1.0),
    ("recommendations", (3.0, 0.5, 2, 5, 0.25), 4),  # 3.75 and a quarter
    ("recommendations", (0.0, 0.5, 0, 1_000, 0.999), 0),
    ("views_per_first_view", (0.75, 1.0), 4.0),
    ("views_per_first_view", (1.0, 1.0), 1e12),
    ("views_per_first_view", (1.0, 0.5), 1 + 1 + 1 / 2 + 1 / 8 + 1 / 64 + 2**-10 + 2**-15 + 2**-21 + 2**-28 + 2**-36),
]
DOMAINS = {
    "normal_score": (st.floats(1e-9, 1 - 1e-9),),
    "coupled": (SCORE, SCORE, SHARE),
    "spread_factor": (SPREAD, SCORE),
    "infectiousness": (SPREAD, SCORE, SHARE, SPREAD, SHARE),
    "shares_per_engagement": (st.floats(0, 100), SHARE),
    "retold": (st.integers(0, 30), SHARE),
    "size_on_sharing": (st.floats(1, 1e9), st.floats(0, 2)),
    "mean_share_probability": (SHARE, SCORE, SPREAD),
    "share_probability": (SHARE, FACTOR, FACTOR, SHARE),
    "recommendations": (st.floats(0, 100), SHARE, st.integers(0, 23), st.integers(0, 10**6), st.floats(0, 0.999)),
    "views_per_first_view": (st.floats(0, 5), st.floats(0, 0.95)),
}


@pytest.mark.parametrize(("rule", "arguments", "expected"), BY_HAND)
def test_a_rule_gives_what_is_worked_by_hand(rule, arguments, expected):
    assert getattr(rules, rule)(*arguments) == pytest.approx(expected, rel=1e-8, abs=1e-9)


def test_every_rule_of_spread_has_a_value_by_hand_and_a_domain():
    compiled = {name for name, rule in vars(rules).items() if hasattr(rule, "py_func") and name != "clip"}
    assert compiled == set(DOMAINS) == {rule for rule, *_ in BY_HAND}


@pytest.mark.parametrize("rule", DOMAINS)
def test_a_compiled_rule_gives_exactly_what_its_python_text_gives(rule):
    @steadily
    @given(st.tuples(*DOMAINS[rule]))
    def check(arguments):
        compiled = getattr(rules, rule)
        assert compiled(*arguments) == compiled.py_func(*arguments)

    check()


@steadily
@given(st.floats(1e-9, 1 - 1e-9))
def test_a_normal_score_is_the_inverse_of_the_normal_distribution(u):
    assert rules.normal_score(u) == pytest.approx(NormalDist().inv_cdf(u), rel=2e-9, abs=2e-9)


@steadily
@given(SHARE, FACTOR, FACTOR, SHARE)
def test_the_chance_to_share_lies_within_zero_and_one(scale, habit, infectiousness, retold):
    assert 0.0 <= rules.share_probability(scale, habit, infectiousness, retold) <= 1.0


@pytest.mark.parametrize("spread", [0.46, 0.65, 1.2])
@pytest.mark.parametrize("apart", [0.0, 0.4, 1.0])
def test_infectiousness_has_mean_one_over_those_it_is_a_factor_of(spread, apart):
    """Over pairs of scores of quality and sharing: weighted by quality where shares go with likes."""
    rng = np.random.default_rng(4)
    quality, own = rng.standard_normal((2, 200_000))
    score = 0.5 * quality + math.sqrt(0.75) * own
    factor = np.array([rules.infectiousness(spread, z, 0.5, 0.4, apart) for z in score])
    weight = np.exp((1.0 - apart) * (0.4 * quality - 0.08 * (1.0 - apart)))
    product = factor * weight
    assert product.mean() == pytest.approx(1.0, abs=4 * product.std() / math.sqrt(product.size))


@steadily
@given(st.floats(0, 0.99), st.floats(0, 1))
def test_views_are_at_most_those_of_a_feed_that_does_not_thin_out(reproduction, thinning):
    views = rules.views_per_first_view(reproduction, thinning)
    assert 1.0 <= views <= 1.0 / (1.0 - reproduction) * (1 + 1e-9)
