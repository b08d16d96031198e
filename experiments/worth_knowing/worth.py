"""What data are worth: how much narrower they leave what is believed of the answer, over known truths.

Points of a table are taken for the truth in turn. Their simulated campaigns are the data, all other points are the
table, and the posterior is that of a calibration (as in Lindley, On a measure of the information provided by an
experiment, 1956, with the width of an interval in the place of entropy).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from experiments.calibrate.answer import Answer, BelievedAnswer, after_data, before_data
from experiments.calibrate.study import accepted_of
from experiments.reference_table.reference_table import ReferenceTable
from experiments.statistics.estimates import Array, Estimate, estimate
from experiments.worth_knowing.data_sets import DataSet, seen
from sim.errors import InputError

LEAST_TRUTHS = 100


@dataclass(frozen=True)
class Worth:
    """A data set, the width of the answer's interval over that before any data, and how often its sign is sure."""

    data: DataSet
    width_left: Estimate  # with an interval over truths
    sure_share: float


def worth_of(data: DataSet, before: BelievedAnswer, after: Sequence[BelievedAnswer]) -> Worth:
    """What was believed after the data of each truth, beside what was before. Raises InputError where nothing was."""
    if not before.width() > 0.0:
        raise InputError(
            "the answer does not differ between the points of the table by more than luck: nothing can narrow it; "
            "play more points (--points), more lucks (--lucks) or more people (--people)"
        )
    ratios = np.array([one.width() for one in after]) / before.width()
    return Worth(data, estimate(ratios), float(np.mean([one.is_sure() for one in after])))


def worths(
    table: ReferenceTable,
    answer: Answer,
    candidates: Sequence[DataSet],
    rows: npt.NDArray[np.intp],
    seed: int,
    on_data: Callable[[int], None] = lambda count: None,
) -> list[Worth]:
    """What each candidate is worth, the best first, with these points of the table for truths.

    ``on_data`` hears of each candidate that was finished. Raises InputError where there are fewer than 100 truths.
    """
    if len(rows) < LEAST_TRUTHS:
        raise InputError(f"--truths {len(rows)}: must be at least {LEAST_TRUTHS}")
    before, found = before_data(answer), []
    for data in candidates:
        after = [_after(answer, *seen(table, data, int(truth), seed), int(truth)) for truth in rows]
        found.append(worth_of(data, before, after))
        on_data(1)
    return sorted(found, key=lambda one: one.width_left.mean)


def _after(answer: Answer, numbers: Array, observed: Array, truth: int) -> BelievedAnswer:
    rest = np.delete(np.arange(len(numbers)), truth)
    others, simulated = answer.of(rest), numbers[rest]
    if not (np.ptp(simulated, axis=0) > 0.0).any():  # such as shares where nobody shares: data that say nothing
        return before_data(others)
    return after_data(others, others.values[:, None], simulated, observed, accepted_of(len(rest)))
