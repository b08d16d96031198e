"""The points at which campaigns are played: trajectories that screen (Morris), or blocks that give indices (Sobol).

A point is a quantile in [0, 1] for every number. Points come in blocks of which each gives an estimate by itself, so
that the first part of a design is a smaller design, and a block in which a campaign failed can be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from experiments.reference_table.points import Points
from experiments.sensitivity.groups import Groups, labels_in
from sim.errors import InputError

Method: TypeAlias = Literal["morris", "sobol"]
LEVELS = 4  # of each number in a screening: the ends of its range, and a third and two thirds between them


@dataclass(frozen=True)
class SensitivityDesign:
    """The points of one method: so many blocks, each with a row for every group and one (Morris) or two (Sobol)."""

    method: Method
    groups: Groups
    blocks: int
    points: Points

    @property
    def block_rows(self) -> int:
        """Points of one block."""
        return len(self.groups) + (1 if self.method == "morris" else 2)

    @property
    def problem(self) -> dict[str, Any]:
        """The numbers and their groups in the words of SALib."""
        groups = [name for name, labels in self.groups.items() for _ in labels]
        names = list(labels_in(self.groups))
        return {"num_vars": len(names), "names": names, "groups": groups, "bounds": [[0.0, 1.0]] * len(names)}

    def independent_rows(self) -> npt.NDArray[np.intp]:
        """Numbers of the points that were drawn independently of each other in a Sobol design: two of each block."""
        first = np.arange(self.blocks) * self.block_rows
        return np.column_stack([first, first + self.block_rows - 1]).ravel()


def design(method: Method, groups: Groups, blocks: int, seed: int) -> SensitivityDesign:
    """A design of so many blocks. Raises InputError where it cannot be made."""
    check_installed()
    if len(groups) < 2:
        raise InputError(
            f"{len(groups)} group of assumptions: what matters more needs at least two; name more (--vary)"
        )
    if method == "sobol" and (blocks < 4 or blocks & (blocks - 1)):
        raise InputError(f"--points {blocks}: must be a power of two of at least 4, such as 64 or 128")
    if method == "morris" and blocks < 4:
        raise InputError(f"--trajectories {blocks}: must be at least 4")
    empty = SensitivityDesign(method, groups, blocks, Points(labels_in(groups), np.zeros((0, 0))))
    if method == "morris":
        from SALib.sample import morris

        quantiles = morris.sample(empty.problem, blocks, num_levels=LEVELS, seed=seed)
    else:
        from SALib.sample import sobol

        quantiles = sobol.sample(empty.problem, blocks, calc_second_order=False, seed=seed)
    return SensitivityDesign(method, groups, blocks, Points(labels_in(groups), np.asarray(quantiles, np.float64)))


def check_installed() -> None:
    """Raises InputError where the library of designs and indices is not installed."""
    if find_spec("SALib") is None:
        raise InputError("this needs the extra 'research': pip install 'groundswell[research]'")
