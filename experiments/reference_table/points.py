"""Points in the space of uncertain assumptions: a quantile in [0, 1] for each number that is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.statistics.estimates import Array
from sim.assumptions.belief import quantile_of
from sim.assumptions.numbers import Assumptions
from sim.errors import InputError, nearest


class Points(NamedTuple):
    """Quantiles of the uncertain numbers, named as by ``sim.assumptions.belief.quantile_of``."""

    labels: tuple[str, ...]
    quantiles: Array  # (points, labels)


def labels_of(assumptions: Assumptions, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The names under which numbers are drawn: of all that are uncertain, or of these entries, every tier of them.

    Raises InputError with every name that is no uncertain entry.
    """
    uncertain = tuple(quantile_of(assumptions, 0))
    known = {label.partition(".")[0]: None for label in uncertain}
    problems = []
    for name in names:
        if name not in known:
            fault = "is fixed or was given a value, so it is never drawn"
            if not assumptions.has(name):
                fault = f"no such assumption{nearest(name, known)}"
            problems.append(f"{name}: {fault}; leave it out, or see `groundswell assumptions`")
    if problems:
        raise InputError(problems)
    return tuple(label for label in uncertain if not names or label.partition(".")[0] in names)


def sobol_points(labels: Sequence[str], count: int, seed: int) -> Points:
    """So many scrambled Sobol points of a seed; fewer of them are the beginning of more.

    For means over few numbers, which they reach with fewer points than chance would. Raises InputError where there is
    nothing to vary, or more than 21,201 numbers.
    """
    from scipy.stats import qmc

    if not 0 < len(labels) <= qmc.Sobol.MAXDIM:
        raise InputError(f"{len(labels)} uncertain numbers: must be from 1 to {qmc.Sobol.MAXDIM:,}")
    # Points come in powers of two: only then is a part of them as even as the whole.
    whole = 2 ** math.ceil(math.log2(max(count, 1)))
    quantiles = qmc.Sobol(len(labels), scramble=True, rng=np.random.default_rng(seed)).random(whole)
    return Points(tuple(labels), quantiles[:count])


def random_points(labels: Sequence[str], count: int, seed: int) -> Points:
    """So many independent points of a seed; fewer of them are the beginning of more.

    For what is learned from a few points of a table among very many numbers. Measured over 104 numbers and 4,096
    points, the tenth of the points nearest to a value of one number: another number keeps as little as 50 % of its
    spread there where points are Sobol's, as if it had been learned, and 90 % where they are independent.
    """
    if not labels:
        raise InputError("0 uncertain numbers: must be at least 1")
    return Points(tuple(labels), np.random.default_rng(seed).random((count, len(labels))))
