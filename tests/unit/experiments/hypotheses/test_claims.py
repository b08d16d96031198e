"""A claim is judged by what it says: direction, threshold and unit; and only by beliefs that can be compared."""

import math

import numpy as np
import pytest

from experiments.hypotheses.claims import judge_claim, limits
from experiments.hypotheses.stated import Claim

PAID = {"cost_eur": 1_000.0}
ERROR = 0.01


def outcomes(**totals):
    """Outcomes by belief of one arm, from columns of totals."""
    columns = {name: np.asarray(values, float) for name, values in totals.items()}
    n = len(next(iter(columns.values())))
    return {b: {**PAID, **{name: float(values[b]) for name, values in columns.items()}} for b in range(n)}


def two(a, b, name="reach_people"):
    return {"a": outcomes(**{name: a}), "b": outcomes(**{name: b})}


def claim(**given) -> Claim:
    return Claim(**({"measure": "reach_people", "more": "a", "than": "b", "by_percent": 10} | given))


rng = np.random.default_rng(7)
BASE = rng.lognormal(5.0, 0.5, 60)
NOISE = rng.normal(0.0, 3.0, 60)


@pytest.mark.parametrize(
    ("factor", "given", "state"),
    [
        (1.30, {}, "supported"),
        (1.00, {}, "refuted"),
        (1.10, {}, "undecided"),
        (0.70, {}, "refuted"),
        (0.70, {"more": None, "less": "a"}, "supported"),
        (1.30, {"more": None, "less": "a"}, "refuted"),
        (0.90, {"more": None, "less": "a"}, "undecided"),
        (1.00, {"by_percent": -10}, "supported"),  # not much worse
        (0.80, {"by_percent": -10}, "refuted"),
        (1.00, {"more": None, "less": "a", "by_percent": -10}, "supported"),
        (1.20, {"more": None, "less": "a", "by_percent": -10}, "refuted"),
        (1.30, {"by_percent": None, "by": 20.0}, "supported"),
        (1.00, {"by_percent": None, "by": 20.0}, "refuted"),
    ],
)
def test_a_claim_holds_where_its_effect_surely_passes_the_threshold(factor, given, state):
    stated = claim(**given)
    judged = judge_claim(stated, two(factor * BASE + NOISE, BASE), ERROR)
    assert judged.state == state
    assert judged.effect.low < judged.effect.mean < judged.effect.high
    expected = factor - 1.0 if stated.relative else (factor - 1.0) * BASE.mean()
    assert judged.effect.mean == pytest.approx(expected, abs=0.02 if stated.relative else 2.0)
    # The state is what the effect's own limits say.
    beyond = [stated.sign * (end - stated.threshold) for end in (judged.effect.low, judged.effect.high)]
    says = "supported" if min(beyond) > 0 else "refuted" if max(beyond) < 0 else "undecided"
    assert says == state
    assert judged.beyond.mean() * stated.sign == pytest.approx(
        judged.first - (1 + stated.threshold) * judged.second
        if stated.relative
        else judged.effect.mean - stated.threshold
    )


def test_a_ratio_of_totals_is_a_ratio_of_means():
    arms = {
        "a": outcomes(cost_eur=2.0 * BASE, engagements=BASE + NOISE),
        "b": outcomes(cost_eur=BASE, engagements=BASE),
    }
    judged = judge_claim(claim(measure="cpe_eur", more="a", than="b", by_percent=50), arms, ERROR)
    assert judged.first == pytest.approx(2.0 * BASE.sum() / (BASE + NOISE).sum())
    assert judged.second == pytest.approx(1.0)
    assert judged.state == "supported"


def test_a_pair_of_arms_stands_for_the_ratio_of_their_totals():
    arms = {name: outcomes(reach_people=k * BASE + NOISE) for name, k in zip("abcd", (6, 2, 3, 2), strict=True)}
    judged = judge_claim(claim(more=("a", "b"), than=("c", "d")), arms, ERROR)
    assert (judged.first, judged.second) == (pytest.approx(3.0, rel=0.02), pytest.approx(1.5, rel=0.02))
    assert (judged.state, judged.effect.mean) == ("supported", pytest.approx(1.0, abs=0.03))


def test_a_rank_correlation_is_judged_belief_by_belief():
    stated = Claim(measure="reach_people", against="clicks", arms=("a", "b", "c"), less_than=-0.3)
    against = {
        name: outcomes(reach_people=k * BASE, clicks=-k * BASE + 5 * NOISE)
        for name, k in zip("abc", (1, 2, 3), strict=True)
    }
    judged = judge_claim(stated, against, ERROR)
    assert (judged.state, judged.first) == ("supported", pytest.approx(-1.0, abs=0.1))
    along = {name: outcomes(reach_people=k * BASE, clicks=k * BASE) for name, k in zip("abc", (1, 2, 3), strict=True)}
    assert judge_claim(stated, along, ERROR).state == "refuted"
    level = {name: outcomes(reach_people=BASE, clicks=BASE) for name in "abc"}
    assert judge_claim(stated, level, ERROR).first == 0.0


def test_arms_that_never_differ_are_level_and_no_advantage_is_claimed_of_them():
    judged = judge_claim(claim(by_percent=5), two(BASE, BASE.copy()), ERROR)
    assert (judged.effect.mean, judged.state) == (0.0, "refuted")
    assert judge_claim(claim(by_percent=-5), two(BASE, BASE.copy()), ERROR).state == "supported"
    absolute = judge_claim(claim(by_percent=None, by=0.0), two(BASE, BASE.copy()), ERROR)
    assert (absolute.effect.mean, absolute.state) == (0.0, "undecided")  # no difference is not more than none


def test_a_belief_counts_where_every_arm_has_a_result_whatever_it_spent():
    arms = two(1.3 * BASE + NOISE, BASE)
    whole = judge_claim(claim(), arms, ERROR)
    arms["a"][3] = "no such luck"
    arms["b"][5] = {**arms["b"][5], "cost_eur": 0.0}
    judged = judge_claim(claim(), arms, ERROR)
    assert (len(judged.beliefs), judged.left_out, whole.left_out) == (59, 1, 0)
    assert 3 not in judged.beliefs
    assert 5 in judged.beliefs


def test_where_too_many_beliefs_have_no_result_a_claim_is_undecided_and_has_no_limits():
    arms = two(1.3 * BASE + NOISE, BASE)
    assert judge_claim(claim(), arms, ERROR).state == "supported"
    for missing in range(4):
        arms["a"][missing] = "no such luck"
    judged = judge_claim(claim(), arms, ERROR)
    assert (judged.state, judged.left_out) == ("undecided", 4)
    assert np.isnan([judged.effect.low, judged.effect.high]).all()
    assert judged.effect.mean > 0.0


def test_too_little_to_go_by_is_undecided_and_has_no_limits():
    judged = judge_claim(claim(), two(BASE[:2], 2 * BASE[:2]), ERROR)
    assert judged.state == "undecided"
    assert math.isnan(judged.effect.low)
    nothing = judge_claim(
        claim(measure="cpe_eur"), {n: outcomes(cost_eur=BASE, engagements=0 * BASE) for n in "ab"}, ERROR
    )
    assert nothing.state == "undecided"


def test_limits_are_wrong_as_rarely_as_they_say():
    """Skewed differences at the very threshold: 1,500 studies of 48 beliefs, each limit wrong in 2.5 %."""
    generator = np.random.default_rng(1)
    wrong = {"supported": 0, "refuted": 0}
    studies = 1_500
    for _ in range(studies):
        d = generator.lognormal(0.0, 0.7, 48) - math.exp(0.5 * 0.7**2)
        low, high = limits(float(d.mean()), d - d.mean(), 0.025)
        wrong["supported"] += low > 0.0
        wrong["refuted"] += high < 0.0
    assert max(wrong.values()) / studies < 0.025 + 4 * math.sqrt(0.025 * 0.975 / studies)
    assert sum(wrong.values()) > 0
