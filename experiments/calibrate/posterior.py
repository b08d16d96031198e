"""The posterior: the points of a table whose campaigns look like the data, moved by a local regression.

Approximate Bayesian computation as in Beaumont, Zhang and Balding (Genetics 162, 2002): the nearest points are accepted
with Epanechnikov weights of their distance, and each accepted point is moved along a weighted linear regression on the
summaries to where these are observed. Near is what is near in the directions in which the summaries tell something of
the assumptions (``experiments.calibrate.projection``). Quantiles are moved as logits, so that none leaves its range.
Residuals are widened by the degrees of freedom that the regression took.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from experiments.calibrate.projection import projected
from experiments.statistics.estimates import Array
from experiments.words.drawn_numbers import LEARNED
from sim.errors import InputError

LEAST_ACCEPTED = 50
_CHANCE = 4.0  # standard errors: of a hundred numbers of which nothing is said, none is to be told as learned
_SPREAD_ERROR = 0.447  # of the spread of n uniform draws, times the root of n: half the root of 0.8
END = 1e-6  # how near to an end of its range a quantile may be: logits are finite


@dataclass(frozen=True)
class Posterior:
    """Points with weights that add up to 1: ``quantiles`` (accepted, labels), ``rows`` their places in the table."""

    labels: tuple[str, ...]
    quantiles: Array
    weights: Array
    rows: npt.NDArray[np.intp]
    step: float = 1.0  # of the way to the data, as far as the accepted points reach; below 1 the data are beyond them

    @property
    def effective_size(self) -> float:
        """How many independent draws the weighted points are worth."""
        return float(1.0 / np.square(self.weights).sum())

    def spread(self) -> Array:
        """Standard deviation of each quantile over that of the prior, a uniform one: 1 where nothing was learned."""
        mean = self.weights @ self.quantiles
        variance: Array = self.weights @ np.square(self.quantiles - mean)
        spread: Array = np.sqrt(12.0 * variance)
        return spread

    def learned(self) -> list[str]:
        """The numbers of which the data say something, most first: more than few accepted points narrow by chance."""
        spread = dict(zip(self.labels, self.spread().tolist(), strict=True))
        most = min(LEARNED, 1.0 - _CHANCE * _SPREAD_ERROR / self.effective_size**0.5)
        return sorted((label for label in spread if spread[label] < most), key=lambda label: spread[label])

    def at(self, probability: float) -> Array:
        """The quantile of every number below which so much of the posterior lies: (labels,)."""
        return np.array([weighted_quantile(column, self.weights, probability) for column in self.quantiles.T])

    def below(self, quantiles: Array) -> Array:
        """How much of the posterior of each number lies below these quantiles: (labels,), its rank from 0 to 1."""
        share: Array = self.weights @ (self.quantiles < quantiles)
        return share

    def draws(self, count: int) -> Array:
        """So many equally likely points, each as often as its weight says: (count, labels). No coin is thrown."""
        edges = np.cumsum(self.weights)
        places = np.searchsorted(edges / edges[-1], (np.arange(count) + 0.5) / count)
        drawn: Array = self.quantiles[np.minimum(places, len(edges) - 1)]
        return drawn


class Accepted(NamedTuple):
    """The points of a table that are nearest to the data, most near first: ``rows`` are their places in the table."""

    rows: npt.NDArray[np.intp]
    weights: Array  # (accepted,), they add up to 1
    away: Array  # (accepted, directions): how far from where the regression is asked
    step: float


def posterior(
    labels: tuple[str, ...],
    quantiles: Array,
    simulated: Array,
    observed: Array,
    accepted: int,
    prior_weights: Array | None = None,
) -> Posterior:
    """The posterior of quantiles (points, labels), where ``observed`` is (summaries,), ``simulated`` one row a point.

    Points without numbers are left out, and summaries that are the same at all points say nothing. ``prior_weights``
    are those of points that were not drawn from the prior. Raises InputError where fewer than 50 points would be left.
    """
    near = accepted_points(quantiles, simulated, observed, accepted, prior_weights)
    inside = np.clip(quantiles[near.rows], END, 1.0 - END)
    moved: Array = 1.0 / (1.0 + np.exp(-moved_to_data(np.log(inside / (1.0 - inside)), near)))
    return Posterior(labels, moved, near.weights, near.rows, near.step)


def accepted_points(
    quantities: Array, simulated: Array, observed: Array, accepted: int, prior_weights: Array | None = None
) -> Accepted:
    """So many points that are nearest to the data in what these tell of quantities (points, quantities).

    Otherwise as ``posterior`` has them. Raises InputError.
    """
    known = np.flatnonzero(np.isfinite(simulated).all(axis=1))
    telling = np.ptp(simulated[known], axis=0) > 0.0 if len(known) else np.zeros(simulated.shape[1], bool)
    if min(accepted, len(known)) < LEAST_ACCEPTED or not telling.any():
        raise InputError(
            f"{min(accepted, len(known))} of {len(simulated)} points to learn from, and {int(telling.sum())} numbers "
            f"that differ between them: at least {LEAST_ACCEPTED} and 1 are needed; play more points (--points)"
        )
    given = np.ones(len(known)) if prior_weights is None else prior_weights[known]
    numbers, data = simulated[np.ix_(known, telling)], observed[telling]
    *_, beyond, step = _nearest(numbers - data, accepted, given)
    places, place = projected(quantities[known], numbers, data + beyond)
    nearest, weights, beyond, _ = _nearest(places - place, accepted, given)
    return Accepted(known[nearest], weights, (places - place)[nearest] - beyond, step)


def moved_to_data(values: Array, near: Accepted) -> Array:
    """Values of accepted points (accepted, values), moved along the regression to where the data are."""
    root = np.sqrt(near.weights)[:, None]
    columns = np.column_stack([np.ones(len(near.away)), near.away])
    slopes, _, rank, _ = np.linalg.lstsq(root * columns, root * values, rcond=None)
    residuals = values - columns @ slopes
    left = 1.0 / np.square(near.weights).sum()
    widened = residuals * np.sqrt(left / max(left - rank, 1.0))
    moved: Array = slopes[0] + widened
    return moved


def weighted_quantile(values: Array, weights: Array, probability: float) -> float:
    """The value below which so much of the weight lies, between the middles of the weights of its neighbours."""
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(probability, below, values[order]))


def _nearest(away: Array, accepted: int, given: Array) -> tuple[npt.NDArray[np.intp], Array, Array, float]:
    """The points that are least far away, and their weights; how far beyond them the data lie, and the step.

    A regression knows nothing beyond its points. Where the data lie farther from the middle of the accepted ones than
    19 in 20 of these do, it is asked at that distance: the step is how much of the way to the data that is.
    """
    distance = _distances(away, np.cov(away, rowvar=False))
    nearest = np.argsort(distance, kind="stable")[:accepted]
    reach = distance[nearest[-1]]
    closeness = 1.0 - np.square(distance[nearest] / reach) if reach > 0.0 else np.ones(len(nearest))
    weights = np.maximum(closeness, 0.0) * given[nearest]
    weights /= weights.sum()
    middle = weights @ away[nearest]
    covariance = np.cov(away[nearest], rowvar=False, aweights=weights)
    far = float(np.quantile(_distances(away[nearest] - middle, covariance), 0.95))
    data = float(_distances(middle[None, :], covariance)[0])
    step = min(1.0, far / data) if data > 0.0 else 1.0
    return nearest, weights, (1.0 - step) * middle, step


def _distances(away: Array, covariance: Array) -> Array:
    """Mahalanobis distances: summaries that say the same, as views and engagements nearly do, count once."""
    precision = np.linalg.pinv(np.atleast_2d(covariance), hermitian=True)
    distances: Array = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", away, precision, away), 0.0))
    return distances
