"""Further points where the posterior lies, with weights by which they still stand for what was believed before.

Numbers that were learned are drawn around the posterior's draws, each with twice the posterior's variance as logits;
the others are drawn as before. Points of both rounds are weighted as draws of the mixture that they are (Owen and Zhou,
Safe and effective importance sampling, 2000): no weight is larger than all points over those of the first round.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.calibrate.posterior import END, Posterior
from experiments.reference_table.points import Points
from experiments.statistics.estimates import Array

MOST_REFINED = 8  # numbers, those that were learned most: around more, hardly a point would be near
_CENTRES = 200


def refined_points(found: Posterior, learned: Sequence[str], count: int, seed: int) -> Points:
    """So many further points: the numbers learned around the posterior, the others anywhere in their ranges."""
    generator = np.random.default_rng(seed)
    quantiles = generator.random((count, len(found.labels)))
    places, centres, widths = _kernel(found, learned)
    around = centres[generator.integers(len(centres), size=count)]
    moved = around + widths * generator.normal(size=around.shape)
    quantiles[:, places] = np.clip(1.0 / (1.0 + np.exp(-moved)), END, 1.0 - END)
    return Points(found.labels, quantiles)


def weights_of_rounds(found: Posterior, learned: Sequence[str], quantiles: Array, first: int) -> Array:
    """The weight of each point of both rounds, of which so many are of the first: (points,)."""
    places, centres, widths = _kernel(found, learned)
    inside = np.clip(quantiles[:, places], END, 1.0 - END)
    logits = np.log(inside / (1.0 - inside))
    density = np.zeros(len(quantiles))
    for centre in centres:
        scores = (logits - centre) / widths
        density += np.exp(-0.5 * np.square(scores).sum(axis=1))
    scale = np.prod(widths * np.sqrt(2.0 * np.pi)) * len(centres)
    density /= scale * np.prod(inside * (1.0 - inside), axis=1)  # of quantiles, not of logits
    share = first / len(quantiles)
    weights: Array = 1.0 / (share + (1.0 - share) * density)
    return weights


def _kernel(found: Posterior, learned: Sequence[str]) -> tuple[list[int], Array, Array]:
    """Places of the numbers learned, centres as logits (centres, numbers), and the widths around them (numbers,)."""
    places = [found.labels.index(label) for label in learned[:MOST_REFINED]]
    inside = np.clip(found.draws(_CENTRES)[:, places], END, 1.0 - END)
    centres: Array = np.log(inside / (1.0 - inside))
    return places, centres, np.sqrt(2.0) * centres.std(axis=0)
