"""The numbers of the data, projected onto the few directions in which they tell something of the assumptions.

Near data of fourteen numbers a table of a thousand points is empty. The best summary of data for a quantity is what it
is expected to be after them (Fearnhead and Prangle, Journal of the Royal Statistical Society B 74, 2012). That is
estimated for each assumption by a ridge regression on the numbers, their squares and their products; the directions in
which these expectations vary together take the place of the numbers. Any summary leaves intervals honest; a better one
makes them narrower.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.statistics.estimates import Array

_PENALTIES = np.logspace(-3.0, 1.0, 9)  # for each point
_TELLING = 0.2  # of a direction's variance, by points that were left out: less narrows its spread by less than a tenth


class _Expected(NamedTuple):
    """A regression of quantities: ``slopes`` (terms, quantities), and what it misses of points that it has not seen."""

    slopes: Array
    missed: Array  # (points, quantities)


def projected(quantities: Array, simulated: Array, observed: Array) -> tuple[Array, Array]:
    """Simulated (points, numbers) and observed numbers (numbers,) in the directions in which they tell of quantities.

    ``quantities`` are (points, quantities), such as the quantiles of all assumptions, or an answer alone. Returns
    (points, directions) and (directions,), the direction that varies most first. Of each a fifth of the variance is
    told at least; one direction is kept whatever it tells.
    """
    given = (np.vstack([simulated, observed]) - simulated.mean(axis=0)) / simulated.std(axis=0)
    first, second = np.triu_indices(given.shape[1])
    terms = np.column_stack([given, given[:, first] * given[:, second]])
    terms = (terms - terms[:-1].mean(axis=0)) / np.maximum(terms[:-1].std(axis=0), 1e-9)
    centred = quantities - quantities.mean(axis=0)
    expected = _regressed(terms[:-1], centred)
    means: Array = terms @ expected.slopes
    directions = np.linalg.svd(means[:-1], full_matrices=False)[2].T
    missed, all_of_it = (np.mean(np.square(one @ directions), axis=0) for one in (expected.missed, centred))
    told = 1.0 - missed / np.maximum(all_of_it, np.finfo(float).tiny)
    is_telling = told > _TELLING
    is_telling[np.argmax(told)] = True
    places = means @ directions[:, is_telling]
    return places[:-1], places[-1]


def _regressed(terms: Array, quantities: Array) -> _Expected:
    """Of each quantity the ridge regression whose penalty does best on points that are left out, one at a time."""
    left, sizes, right = np.linalg.svd(terms, full_matrices=False)
    shares = left.T @ quantities
    least = np.full(quantities.shape[1], np.inf)
    best = _Expected(np.zeros((terms.shape[1], len(least))), quantities.copy())
    for penalty in _PENALTIES * len(terms):
        kept = np.square(sizes) / (np.square(sizes) + penalty)
        leverage = np.square(left) @ kept + 1.0 / len(terms)
        missed = (quantities - left @ (kept[:, None] * shares)) / (1.0 - leverage)[:, None]
        error = np.mean(np.square(missed), axis=0)
        is_better = error < least
        least[is_better] = error[is_better]
        slopes = right.T @ ((sizes / (np.square(sizes) + penalty))[:, None] * shares[:, is_better])
        best.slopes[:, is_better], best.missed[:, is_better] = slopes, missed[:, is_better]
    return best
