"""Indices of functions whose indices are known, and of none that matters."""

import numpy as np
import pytest

from experiments.sensitivity.designs import design
from experiments.sensitivity.indices import Importance, importance, whole_blocks
from sim.errors import InputError

THREE = {"a": ("x1",), "b": ("x2",), "c": ("x3",)}
# Of the Ishigami function with a = 7, b = 0.1: Saltelli, Chan and Scott, Sensitivity Analysis (2000).
FIRST, TOTAL = {"a": 0.314, "b": 0.442, "c": 0.0}, {"a": 0.558, "b": 0.442, "c": 0.244}


def ishigami(quantiles):
    x = np.pi * (2.0 * quantiles - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def found(method, blocks, function, groups=THREE, seed=1) -> list[Importance]:
    made = design(method, groups, blocks, seed)
    return importance(made, function(made.points.quantiles), seed)


@pytest.mark.second
@pytest.mark.parametrize("seed", range(3))
def test_sobol_indices_of_the_ishigami_function_within_their_stated_error(seed):
    last = found("sobol", 2048, ishigami, seed=seed)[-1]
    for name in THREE:
        assert abs(last.first[name].value - FIRST[name]) <= last.first[name].half_width
        assert abs(last.total[name].value - TOTAL[name]) <= last.total[name].half_width
        assert last.first[name].half_width < 0.06
    assert {name: round(last.first[name].value, 1) for name in THREE} == {"a": 0.3, "b": 0.4, "c": 0.0}


@pytest.mark.parametrize("seed", range(3))
def test_a_screening_of_the_ishigami_function_ranks_it_right(seed):
    # On four levels a and b have nearly the same effect, 8.1 and 7.9, and c, which acts with a alone, less.
    assert found("morris", 128, ishigami, seed=seed)[-1].ranked()[-1] == "c"


def test_indices_at_a_quarter_a_half_and_all_of_the_design_with_intervals_that_shrink():
    parts = found("sobol", 1024, ishigami)
    assert [part.blocks for part in parts] == [256, 512, 1024]
    widths = [part.total["a"].half_width for part in parts]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_what_nothing_moves_has_no_important_group(method):
    for part in found(method, 16, lambda quantiles: np.zeros(len(quantiles))):
        assert [index.value for index in part.total.values()] == [0.0, 0.0, 0.0]
        assert not any(index.is_above_zero for index in part.total.values())


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_group_that_moves_nothing_is_not_important_and_the_one_that_does_is(method):
    groups = {"still": ("x1", "x2"), "moves": ("x3",)}
    last = found(method, 64, lambda quantiles: 3.0 * quantiles[:, 2], groups)[-1]
    assert last.ranked() == ["moves", "still"]
    assert not last.total["still"].is_above_zero
    assert last.total["moves"].value == pytest.approx(3.0 if method == "morris" else 1.0, rel=0.1)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_block_with_an_unknown_outcome_is_left_out_whole(method):
    made = design(method, THREE, 64, 1)
    outcome = ishigami(made.points.quantiles)
    broken = outcome.copy()
    broken[-1] = np.nan
    assert len(whole_blocks(made, broken)) == 63
    other = outcome.copy()
    other[-made.block_rows :] = 1e9
    other[-1] = np.nan
    assert importance(made, broken, 1) == importance(made, other, 1)


def test_too_many_unknown_outcomes_are_refused():
    made = design("sobol", THREE, 8, 1)
    outcome = ishigami(made.points.quantiles)
    outcome[: 5 * made.block_rows : made.block_rows] = np.nan
    with pytest.raises(InputError, match="unknown in 5 of 8 blocks"):
        importance(made, outcome, 1)
