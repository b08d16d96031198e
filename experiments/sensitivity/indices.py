"""How much each group of assumptions matters, with intervals, at a quarter, a half and all of a design.

Morris: the mean absolute effect of a group that moves two thirds of its range, per whole range, in the unit of the
outcome. Sobol: the share of the outcome's variance that a group has by itself (first order), and with all in which it
takes part (total order). Estimates and bootstrap intervals are SALib's (Saltelli 2010, Campolongo 2007).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.sensitivity.designs import LEVELS, SensitivityDesign
from experiments.statistics.estimates import Array
from sim.errors import InputError

LEAST_BLOCKS = 4
_RESAMPLES = 1_000


@dataclass(frozen=True)
class Index:
    """An estimate and the half-width of its 95 % interval."""

    value: float
    half_width: float

    @property
    def is_above_zero(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.value - self.half_width > 0.0


@dataclass(frozen=True)
class Importance:
    """The indices of every group: ``total`` is mu* (Morris) or the total order; ``first`` is the first order."""

    blocks: int
    total: Mapping[str, Index]
    first: Mapping[str, Index]  # none from a screening

    def ranked(self) -> list[str]:
        """The groups, the most important first."""
        return sorted(self.total, key=lambda name: (-self.total[name].value, name))


def importance(design: SensitivityDesign, outcome: Array, seed: int) -> list[Importance]:
    """Indices from a quarter, a half and all of the blocks in which every campaign could be played.

    ``outcome`` is (points,), not a number where a campaign failed. Raises InputError where fewer than half of the
    blocks are whole, or fewer than four.
    """
    whole = whole_blocks(design, outcome)
    if len(whole) < max(LEAST_BLOCKS, design.blocks / 2):
        raise InputError(
            f"the outcome is unknown in {design.blocks - len(whole)} of {design.blocks} blocks of the design: vary "
            "fewer assumptions (--vary), or ask for an indicator that every campaign has"
        )
    parts = dict.fromkeys(max(LEAST_BLOCKS, len(whole) // part) for part in (4, 2, 1))
    return [_indices(design, outcome, whole[:count], seed) for count in parts]


def whole_blocks(design: SensitivityDesign, outcome: Array) -> npt.NDArray[np.intp]:
    """The numbers of the blocks in which the outcome of every point is known."""
    return np.flatnonzero(np.isfinite(outcome).reshape(design.blocks, design.block_rows).all(axis=1))


def _indices(design: SensitivityDesign, outcome: Array, blocks: npt.NDArray[np.intp], seed: int) -> Importance:
    rows = (blocks[:, None] * design.block_rows + np.arange(design.block_rows)).ravel()
    values = outcome[rows]
    if np.ptp(values) == 0.0:  # nothing that was varied moves it: no variance of which there could be shares
        nothing = dict.fromkeys(design.groups, Index(0.0, 0.0))
        return Importance(len(blocks), nothing, {} if design.method == "morris" else nothing)
    how: dict[str, Any] = {"num_resamples": _RESAMPLES, "seed": seed}
    if design.method == "morris":
        from SALib.analyze import morris

        told = morris.analyze(design.problem, design.points.quantiles[rows], values, num_levels=LEVELS, **how)
        return Importance(len(blocks), _by_group(told["names"], told["mu_star"], told["mu_star_conf"]), {})
    from SALib.analyze import sobol

    told = sobol.analyze(design.problem, values, calc_second_order=False, **how)
    names = list(design.groups)
    return Importance(
        len(blocks), _by_group(names, told["ST"], told["ST_conf"]), _by_group(names, told["S1"], told["S1_conf"])
    )


def _by_group(names: Any, values: Any, half_widths: Any) -> dict[str, Index]:
    return {
        str(name): Index(float(value), float(half_width))
        for name, value, half_width in zip(names, values, half_widths, strict=True)
    }
