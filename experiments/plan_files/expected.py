"""What is expected of each post of a plan: means over replicates, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import Array, Estimate, estimate
from sim.results.measures import POST_RESULTS

_NONE = float("nan")
Expected: TypeAlias = Mapping[str, Estimate]  # by the names of POST_RESULTS; empty where nothing is known


@dataclass(frozen=True)
class ExpectedResults:
    """Results that are expected at full size: of each post, in the order of the plan, and of all posts together.

    Those of all are empty where those of any post are.
    """

    by_post: tuple[Expected, ...]
    total: Expected


def expected_results(results: npt.ArrayLike, lucks: int = 1) -> ExpectedResults:
    """Means of ``results``, (replicates, posts, POST_RESULTS), with the 95 % interval of each mean.

    ``lucks`` replicates after another share a belief; the mean over them is the datum. A post without a number in
    any replicate has no results. No interval ends below 0, as no count does; with one replicate there is none.
    Raises ValueError for another shape.
    """
    table = np.asarray(results, dtype=np.float64)
    if table.ndim != 3 or table.shape[2] != len(POST_RESULTS) or lucks < 1 or table.shape[0] % lucks:
        raise ValueError(
            f"results have the shape (replicates, posts, {len(POST_RESULTS)}), with {lucks} replicates to a belief; "
            f"theirs is {table.shape}"
        )
    if not table.shape[0]:
        return ExpectedResults(({},) * table.shape[1], {})
    by_belief = table.reshape(-1, lucks, *table.shape[1:]).mean(axis=1)
    by_post = tuple(_expected(by_belief[:, post]) for post in range(table.shape[1]))
    return ExpectedResults(by_post, _expected(by_belief.sum(axis=1)))


def _expected(values: Array) -> Expected:
    """Estimates of the columns of (beliefs, POST_RESULTS); nothing where a number is missing."""
    if not np.isfinite(values).all():
        return {}
    if len(values) == 1:  # what a campaign of many posts brought is told without delay
        told = zip(POST_RESULTS, values[0].tolist(), strict=True)
        return {name: Estimate(value, _NONE, _NONE) for name, value in told}
    return {name: _of_a_count(estimate(column)) for name, column in zip(POST_RESULTS, values.T, strict=True)}


def _of_a_count(value: Estimate) -> Estimate:
    return Estimate(value.mean, float(np.maximum(value.low, 0.0)), value.high)
