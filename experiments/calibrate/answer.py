"""The answer under what was learned: the difference of two schedules, one more quantity at the points of a table.

Of a point the answer is an expectation, of which a few lucks tell a mean with an error. That error widens what is
believed of the answer, before the data and after them alike, although no data could narrow it. So values are drawn
towards their mean, as far as leaves them the variance that is not luck's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from experiments.calibrate.posterior import accepted_points, moved_to_data, weighted_quantile
from experiments.reference_table.reference_table import ReferenceTable
from experiments.sensitivity.study import outcome_of
from experiments.statistics.estimates import Array
from sim.kpis import Kpi

ANSWER_SEED = 3  # after that of the data: lucks that neither data nor further points of a calibration have met
SURE = 0.95  # of the weight on one side of zero: the sign is told as sure


@dataclass(frozen=True)
class Answer:
    """The first schedule less the second at each point, and the variance of luck in it: (points,) each."""

    values: Array
    luck_variance: Array  # 0 where one luck was played, which cannot tell

    def of(self, rows: npt.NDArray[np.intp]) -> Answer:
        """The answer at some of the points."""
        return Answer(self.values[rows], self.luck_variance[rows])

    def luck_share(self) -> float:
        """How much of the variance between points is luck that was not averaged away."""
        variance = float(np.var(self.values))
        return min(1.0, float(self.luck_variance.mean()) / variance) if variance > 0.0 else 0.0


@dataclass(frozen=True)
class BelievedAnswer:
    """Values with weights that add up to 1."""

    values: Array
    weights: Array

    def at(self, probability: float) -> float:
        """The value below which so much of the weight lies."""
        return weighted_quantile(self.values, self.weights, probability)

    def width(self) -> float:
        """From 5 to 95 %."""
        return self.at(0.95) - self.at(0.05)

    def above_zero(self) -> float:
        """How likely the first schedule has more than the second."""
        return float(self.weights[self.values > 0.0].sum())

    def is_sure(self) -> bool:
        """Whether the sign is sure."""
        above = self.above_zero()
        return above > SURE or above < 1.0 - SURE

    def distance(self, truth: float) -> float:
        """How far from a truth the values lie on average."""
        return float(self.weights @ np.abs(self.values - truth))


def answer_of(table: ReferenceTable, kpi: Kpi) -> Answer:
    """The answer of a table of two schedules. The variance of luck is that of the jackknife over its lucks."""
    lucks = table.totals.shape[1]
    values = outcome_of(table, kpi)
    if lucks < 2:
        return Answer(values, np.zeros(len(values)))
    without = [outcome_of(replace(table, totals=np.delete(table.totals, luck, axis=1)), kpi) for luck in range(lucks)]
    return Answer(values, (lucks - 1) * np.var(without, axis=0))


def before_data(answer: Answer) -> BelievedAnswer:
    """What is believed of the answer before any data: every point counts the same."""
    weights = np.full(len(answer.values), 1.0 / len(answer.values))
    return _without_luck(answer.values, weights, float(answer.luck_variance.mean()))


def after_data(answer: Answer, quantities: Array, simulated: Array, observed: Array, accepted: int) -> BelievedAnswer:
    """What is believed after data (summaries,), of which the simulated (points, summaries) are as many draws.

    With the quantiles of the assumptions for ``quantities`` it is what a calibration leaves of the answer, which learns
    assumptions; with the answer itself, (points, 1), it is what the data tell of the answer.
    Raises InputError where fewer than 50 points would be accepted.
    """
    near = accepted_points(quantities, simulated, observed, accepted)
    values = moved_to_data(answer.values[near.rows, None], near)[:, 0]
    return _without_luck(values, near.weights, float(near.weights @ answer.luck_variance[near.rows]))


def _without_luck(values: Array, weights: Array, luck_variance: float) -> BelievedAnswer:
    mean = float(weights @ values)
    variance = float(weights @ np.square(values - mean))
    left = max(0.0, 1.0 - luck_variance / variance) if variance > 0.0 else 1.0
    return BelievedAnswer(mean + np.sqrt(left) * (values - mean), weights)
