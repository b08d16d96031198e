"""Designs: blocks that move one group at a time, and refusals of what cannot be a design."""

import numpy as np
import pytest

from experiments.sensitivity import designs as module
from experiments.sensitivity.designs import design
from sim.errors import InputError

GROUPS = {"a": ("x1", "x2"), "b": ("x3",), "c": ("x4",)}


@pytest.mark.parametrize(("method", "rows"), [("morris", 4), ("sobol", 5)])
def test_a_block_has_a_point_for_each_group_beside_where_it_starts(method, rows):
    made = design(method, GROUPS, 8, 1)
    assert made.block_rows == rows
    assert made.points.quantiles.shape == (8 * rows, 4)
    assert ((made.points.quantiles >= 0.0) & (made.points.quantiles <= 1.0)).all()


def test_in_a_screening_one_group_moves_at_a_time_each_once():
    blocks = design("morris", GROUPS, 8, 1).points.quantiles.reshape(8, 4, 4)
    moved = np.diff(blocks, axis=1) != 0.0
    by_group = np.stack([moved[:, :, :2].all(axis=2), moved[:, :, 2], moved[:, :, 3]], axis=2)
    assert (moved.sum(axis=2) == by_group @ [2, 1, 1]).all()
    assert (by_group.sum(axis=1) == 1).all()


def test_independent_points_of_indices_share_no_number():
    made = design("sobol", GROUPS, 16, 1)
    rows = made.independent_rows()
    assert len(rows) == 32
    assert all(np.unique(column).size == 32 for column in made.points.quantiles[rows].T)


@pytest.mark.parametrize(
    ("method", "groups", "blocks", "told"),
    [
        ("sobol", GROUPS, 12, "--points 12"),
        ("sobol", GROUPS, 2, "--points 2"),
        ("morris", GROUPS, 3, "--trajectories 3"),
        ("morris", {"a": ("x",)}, 8, "at least two"),
    ],
)
def test_what_is_no_design_is_refused(method, groups, blocks, told):
    with pytest.raises(InputError, match=told):
        design(method, groups, blocks, 1)


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"groundswell\[research\]"):
        design("sobol", GROUPS, 8, 1)
