"""A verdict says no more than its claims, and where a claim turns is found where it was planted."""

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.hypotheses.claims import Judged
from experiments.hypotheses.verdicts import ablation, dependence, of_set, over_sets, turn
from experiments.statistics.estimates import Estimate

NONE = Estimate(math.nan, math.nan, math.nan)
rng = np.random.default_rng(3)


def judged(beyond, state="supported", beliefs=None) -> Judged:
    beyond = np.asarray(beyond, float)
    numbers = tuple(range(len(beyond))) if beliefs is None else tuple(beliefs)
    return Judged(state, NONE, 0.0, 0.0, numbers, beyond, beyond, 0)


ON = dependence(judged(np.linspace(-1, 1, 60)), {b: {"fee": (b + 0.5) / 60, "other": 0.5} for b in range(60)}, seed=1)


@pytest.mark.parametrize(
    ("states", "turning", "verdict"),
    [
        (("supported", "supported"), (None, None), "supported"),
        (("supported", "refuted"), (None, None), "refuted"),
        (("undecided", "refuted"), (None, None), "refuted"),
        (("supported", "undecided"), (None, None), "undecided"),
        (("supported", "supported"), (None, ON), "depends"),
        (("refuted", "supported"), (ON, None), "depends"),
        (("refuted", "refuted"), (ON, None), "refuted"),
        (("undecided", "supported"), (None, ON), "depends"),
    ],
)
def test_all_claims_must_hold_and_one_that_fails_everywhere_refutes(states, turning, verdict):
    assert of_set(states, turning) == verdict


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (("supported", "supported"), "supported"),
        (("supported", "refuted"), "depends"),
        (("supported", "undecided"), "undecided"),
        (("refuted", "undecided"), "undecided"),
        (("depends", "supported"), "depends"),
        (("depends", "undecided"), "depends"),
        (("refuted",), "refuted"),
    ],
)
def test_sets_that_contradict_each_other_make_it_depend_on_the_set(verdicts, verdict):
    assert over_sets(dict(zip("ab", verdicts, strict=False))) == verdict


def test_a_planted_dependence_is_found_on_its_own_side_and_at_its_place():
    quantiles = {b: {"fee": float(u), "other": float(v)} for b, (u, v) in enumerate(rng.random((120, 2)))}
    fee = np.array([of["fee"] for of in quantiles.values()])
    for sign, side in ((1.0, "above"), (-1.0, "below")):
        found = dependence(judged(sign * (fee - 0.4) + rng.normal(0, 0.1, 120)), quantiles, seed=1)
        assert found is not None
        assert (found.assumption, found.holds) == ("fee", side)
        assert found.quantile.low <= 0.4 <= found.quantile.high
        assert found.quantile.high - found.quantile.low < 0.2


def test_a_claim_that_holds_throughout_or_by_luck_alone_depends_on_nothing():
    quantiles = {b: {"fee": float(u), "other": float(v)} for b, (u, v) in enumerate(rng.random((120, 2)))}
    fee = np.array([of["fee"] for of in quantiles.values()])
    assert dependence(judged(fee + 0.2 + rng.normal(0, 0.05, 120)), quantiles, seed=1) is None
    assert dependence(judged(rng.normal(0, 1, 120)), quantiles, seed=1) is None
    assert dependence(judged(np.full(120, np.nan)), quantiles, seed=1) is None


def test_what_a_mechanism_adds_is_taken_over_the_same_beliefs_with_and_without():
    base = rng.normal(5.0, 2.0, 60)
    with_it, without = judged(base), judged(base[:50] - 3.0 + rng.normal(0, 0.1, 50), "refuted")
    one = ablation("fatigue", [with_it], [without], 0.01)
    change = one.change[0]
    assert change.mean == pytest.approx(3.0, abs=0.1)
    assert change.high - change.low < 0.3  # paired: the beliefs themselves differ twenty times as much
    assert one.carries(0, "supported")
    assert not one.carries(0, "refuted")
    assert not one.carries(0, "undecided")
    swapped = ablation("fatigue", [without], [with_it], 0.01)
    assert swapped.carries(0, "refuted")
    nothing = ablation("fatigue", [with_it], [replace(with_it)], 0.01)
    assert nothing.change[0].mean == 0.0
    assert not nothing.carries(0, "supported")


VALUES = (0.0, 1.0, 2.0, 4.0)


def table(middle, noise=0.5, beliefs=200):
    return np.array([m + rng.normal(0, noise, beliefs) for m in middle])


@pytest.mark.parametrize(
    ("middle", "holds", "value"),
    [
        ((-1.0, -0.5, 0.5, 1.0), "above", 1.5),
        ((1.0, 0.5, -0.5, -1.0), "below", 1.5),
        ((-1.0, -1.0, -1.0, 1.0), "above", 3.0),
        ((1.0, 1.0, 1.0, 1.0), "always", None),
        ((-1.0, -1.0, -1.0, -1.0), "never", None),
        ((-1.0, 1.0, 1.0, -1.0), "within", 0.5),
    ],
)
def test_a_turning_point_is_found_where_it_was_planted(middle, holds, value):
    found = turn(VALUES, table(middle), seed=1)
    assert found.holds == holds
    if value is None:
        assert math.isnan(found.value)
    else:
        assert found.value == pytest.approx(value, abs=0.25)
        assert found.low <= value <= found.high


def test_a_turning_point_that_may_lie_beyond_what_was_tried_says_so():
    found = turn(VALUES, table((-1.0, -0.5, -0.2, 0.01), noise=1.0, beliefs=50), seed=1)
    assert found.high == math.inf or found.holds == "never"


def test_a_measure_without_a_value_leaves_the_turning_point_unknown():
    beyond = table((-1.0, -0.5, 0.5, 1.0))
    beyond[1] = np.nan
    assert turn(VALUES, beyond, seed=1).holds == "unknown"
