"""Where in the space of assumptions the answer turns: a box of a few limits, found by peeling (PRIM).

Friedman and Fisher (1999) peel a box: again and again that twentieth at one end of one number is cut off whose loss
leaves the most cases among the rest. The box is looked for among one half of the points, and what is told of it is
counted among the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import Array

Flags = npt.NDArray[np.bool_]

MOST_LIMITED = 3  # numbers in one sentence
_PEEL = 0.05  # of the points in the box
_LEAST_POINTS = 0.08  # of all points, in a box
_LEAST_CASES = 0.05  # of all points; where the answer turns less often, nothing is looked for


@dataclass(frozen=True)
class Box:
    """Quantiles between which the cases lie: ``coverage`` of all cases, and ``density`` of cases among its points.

    ``usual`` is the density everywhere; all three are counted among points that the box was not found with.
    """

    limits: Mapping[str, tuple[float, float]]
    coverage: float
    density: float
    usual: float


def box_of(labels: Sequence[str], quantiles: Array, cases: Flags) -> Box | None:
    """The box of the cases among points (points, labels); None where there are too few, or where no box holds up.

    It holds up if cases among the points that it was not found with are denser in it by two standard errors.
    """
    found, told = slice(0, None, 2), slice(1, None, 2)
    if not _LEAST_CASES <= cases[found].mean() <= 1.0 - _LEAST_CASES:
        return None
    low, high = _peeled(quantiles[found], cases[found])
    inside: Flags = np.all((quantiles[told] >= low) & (quantiles[told] <= high), axis=1)
    usual, count = float(cases[told].mean()), int(inside.sum())
    if not count or not cases[told].any():
        return None
    density = float(cases[told][inside].mean())
    if density - usual <= 2.0 * np.sqrt(usual * (1.0 - usual) / count):
        return None
    limits = {
        label: (float(least), float(most))
        for label, least, most in zip(labels, low, high, strict=True)
        if (least, most) != (0.0, 1.0)
    }
    return Box(limits, float(inside[cases[told]].mean()), density, usual)


def _peeled(quantiles: Array, cases: Flags) -> tuple[Array, Array]:
    """The ends of the box of which coverage and density are best together (their harmonic mean)."""
    low, high = np.zeros(quantiles.shape[1]), np.ones(quantiles.shape[1])
    inside = np.ones(len(cases), dtype=bool)
    best, best_ends = 0.0, (low.copy(), high.copy())
    while inside.sum() * (1.0 - _PEEL) >= _LEAST_POINTS * len(cases):
        limited = (low > 0.0) | (high < 1.0)
        allowed = np.flatnonzero(limited) if limited.sum() >= MOST_LIMITED else range(len(low))
        peels = [(k, end, _cut(quantiles[inside, k], end)) for k in allowed for end in (0, 1)]
        densities = [
            cases[kept].mean()
            if 0 < (kept := inside & _beyond(quantiles[:, k], end, at)).sum() < inside.sum()
            else -1.0
            for k, end, at in peels
        ]
        if max(densities) < 0.0:
            break
        k, end, at = peels[int(np.argmax(densities))]
        inside &= _beyond(quantiles[:, k], end, at)
        (high if end else low)[k] = at
        density, coverage = cases[inside].mean(), cases[inside].sum() / cases.sum()
        together = 2.0 * density * coverage / (density + coverage) if density > 0.0 else 0.0
        if together > best:
            best, best_ends = together, (low.copy(), high.copy())
    return best_ends


def _cut(values: Array, end: int) -> float:
    return float(np.quantile(values, 1.0 - _PEEL if end else _PEEL))


def _beyond(values: Array, end: int, at: float) -> Flags:
    kept: Flags = values <= at if end else values >= at
    return kept
