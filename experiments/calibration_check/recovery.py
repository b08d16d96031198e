"""Whether data bring the answer nearer to the truth: the difference of two schedules, on truths that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from experiments.calibrate.answer import Answer, BelievedAnswer, after_data, before_data
from experiments.calibrate.study import accepted_of
from experiments.statistics.estimates import Array


@dataclass(frozen=True)
class Recovery:
    """Distances from each truth to what is believed of the answer, before data and after: (truths,) each.

    That of what is believed is the mean distance of its draws, that of its middle the distance of the median. A truth
    is a mean over few lucks itself: ``luck_share`` is how much of the variance between truths is luck.
    """

    before: Array
    after: Array
    middle_before: Array
    middle_after: Array
    luck_share: float

    def nearer(self) -> float:
        """The share of truths to which the answer is nearer after data than before."""
        return float((self.after < self.before).mean())

    def middle_nearer(self) -> float:
        """The same of the answer's middle alone."""
        return float((self.middle_after < self.middle_before).mean())

    def distance_left(self) -> float:
        """The mean distance after data, over that before."""
        return float(self.after.mean() / self.before.mean())


def recovery(
    truths: Array, luck_share: float, before: Sequence[BelievedAnswer], after: Sequence[BelievedAnswer]
) -> Recovery:
    """Distances from truths (truths,) to what was believed before and after the data of each."""

    def of_draws(believed: Sequence[BelievedAnswer]) -> Array:
        return np.array([one.distance(truth) for one, truth in zip(believed, truths.tolist(), strict=True)])

    def of_middles(believed: Sequence[BelievedAnswer]) -> Array:
        return np.abs(np.array([one.at(0.5) for one in believed]) - truths)

    return Recovery(of_draws(before), of_draws(after), of_middles(before), of_middles(after), luck_share)


def recovery_of_table(
    answer: Answer, quantiles: Array, simulated: Array, rows: npt.NDArray[np.intp], truths: Answer
) -> Recovery:
    """Takes each of these points for the truth, its simulated numbers for the data, and all other points for the table.

    ``truths`` is the answer at these ``rows``. Points without an answer or a number are no truths, and teach nothing.
    """
    is_known = np.isfinite(simulated).all(axis=1) & np.isfinite(answer.values)
    places = np.flatnonzero(is_known[rows] & np.isfinite(truths.values))
    before, after = [], []
    for row in rows[places].tolist():
        is_other = is_known.copy()
        is_other[row] = False
        others = np.flatnonzero(is_other)
        before.append(before_data(answer.of(others)))
        accepted = accepted_of(len(others))
        after.append(after_data(answer.of(others), quantiles[others], simulated[others], simulated[row], accepted))
    known = truths.of(places)
    return recovery(known.values, known.luck_share(), before, after)
