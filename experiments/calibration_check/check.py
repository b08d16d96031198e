"""Simulation-based calibration: known truths among the posteriors that their own campaigns lead to.

If a truth is drawn from the prior and its campaign from the model, the truth is a draw from the posterior too: its rank
there is uniform, and an interval of 90 % holds it in 90 of 100 cases (Talts et al., arXiv 1804.06788). A point of the
table is such a truth for the posterior that is made of the other points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import kstest

from experiments.calibrate.posterior import Posterior, posterior
from experiments.calibrate.study import accepted_of
from experiments.calibration_check.recovery import Recovery
from experiments.statistics.estimates import Array
from experiments.words.drawn_numbers import LEARNED
from sim.errors import InputError

LEVELS = {0.5: (0.45, 0.55), 0.9: (0.86, 0.94)}  # of an interval, and between what its coverage has to lie
LEAST_TRUTHS = 50
UNIFORM = 0.01  # the chance with which ranks that are uniform fail, all numbers taken together


@dataclass(frozen=True)
class CalibrationCheck:
    """Ranks of truths in their posteriors, from 0 to 1, and the share left of each spread: (truths, labels).

    ``recovery`` is of the answer, where two schedules were played for one.
    """

    labels: tuple[str, ...]
    ranks: Array
    spread: Array
    recovery: Recovery | None = None

    def learned(self) -> list[int]:
        """The places of the numbers of which campaigns say something, most first."""
        mean = self.spread.mean(axis=0)
        return [int(k) for k in np.argsort(mean) if mean[k] < LEARNED]

    def coverage(self, level: float, places: list[int] | None = None) -> float:
        """How often central intervals of this level hold the truth, over all numbers or those at some places."""
        ranks = self.ranks if places is None else self.ranks[:, places]
        return float((np.abs(ranks - 0.5) <= level / 2.0).mean())

    def uniform(self, place: int) -> float:
        """The chance of ranks that are at least as uneven (Kolmogorov and Smirnov), were they uniform."""
        return float(kstest(self.ranks[:, place], "uniform").pvalue)

    def faults(self) -> list[str]:
        """A sentence for each promise that is not kept; none where all are."""
        told = []
        learned = self.learned()
        for level, (least, most) in LEVELS.items():
            for places, which in ((None, "all numbers"), (learned, "numbers that campaigns say something of")):
                if places is None or places:
                    found = self.coverage(level, places)
                    if not least <= found <= most:
                        told.append(f"intervals of {level:.0%} hold {found:.1%} of the truths ({which})")
        for place, label in enumerate(self.labels):
            chance = self.uniform(place)
            if chance < UNIFORM / len(self.labels):
                told.append(f"ranks of {label} are not uniform (chance {chance:.1g})")
        return told


def check(truths: Array, posterior_of: Callable[[int], Posterior]) -> CalibrationCheck:
    """Checks posteriors against their truths (truths, labels). Raises InputError where there are fewer than 50."""
    if len(truths) < LEAST_TRUTHS:
        raise InputError(f"--truths {len(truths)}: must be at least {LEAST_TRUTHS}")
    found = [posterior_of(number) for number in range(len(truths))]
    ranks = [one.below(truth) for one, truth in zip(found, truths, strict=True)]
    return CalibrationCheck(found[0].labels, np.array(ranks), np.array([one.spread() for one in found]))


def check_of_table(
    labels: tuple[str, ...], quantiles: Array, simulated: Array, rows: npt.NDArray[np.intp]
) -> CalibrationCheck:
    """Takes each of these points of a table for the truth, and the other points for the table."""

    def posterior_of(number: int) -> Posterior:
        others = np.delete(np.arange(len(quantiles)), rows[number])
        observed = simulated[rows[number]]
        return posterior(labels, quantiles[others], simulated[others], observed, accepted_of(len(others)))

    return check(quantiles[rows], posterior_of)
