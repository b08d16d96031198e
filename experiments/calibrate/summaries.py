"""What a calibration compares: a few numbers of the past campaigns, and the same numbers of simulated ones.

Each measure under each schedule is one number: the mean of log(1 + count) over the campaigns that have it. Of a point
of the table it is the mean over as many single lucks, so that simulated numbers scatter as those of so many campaigns
do. Whoever would rather compare something else writes another pair of these two functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.calibrate.columns import LEARNED_BY, MEASURES
from experiments.calibrate.data_file import PastCampaign
from experiments.reference_table.reference_table import ReferenceTable
from experiments.statistics.estimates import Array
from sim.errors import InputError


@dataclass(frozen=True)
class Summary:
    """One number of the data: of a measure under a schedule, over so many campaigns; ``error`` is that of measuring."""

    schedule: str
    measure: str
    campaigns: int
    observed: float
    error: float

    @property
    def name(self) -> str:
        """How it is called in tables."""
        return f"{self.measure}, {self.schedule}"


def summaries_of(campaigns: Sequence[PastCampaign]) -> list[Summary]:
    """The numbers of the data, schedule by schedule."""
    found = []
    for schedule in dict.fromkeys(campaign.schedule for campaign in campaigns):
        for measure in LEARNED_BY:
            those = [one for one in campaigns if one.schedule == schedule and measure in one.measured]
            if those:
                values = [np.log1p(one.measured[measure]) for one in those]
                errors = [one.errors.get(measure, 0.0) / (1.0 + one.measured[measure]) for one in those]
                error = float(np.sqrt(np.sum(np.square(errors)))) / len(those)
                found.append(Summary(schedule, measure, len(those), float(np.mean(values)), error))
    return found


def lucks_needed(summaries: Sequence[Summary]) -> int:
    """How many lucks a point of the table must have been played with."""
    return max(summary.campaigns for summary in summaries)


def simulated(table: ReferenceTable, summaries: Sequence[Summary], seed: int) -> Array:
    """The same numbers at every point of a table: (points, summaries), not a number where a campaign failed.

    Errors of measuring are added as normal noise of a generator with this seed. Raises InputError where the points
    have too few lucks.
    """
    if (needed := lucks_needed(summaries)) > table.totals.shape[1]:
        raise InputError(f"the table has {table.totals.shape[1]} lucks a point and the data {needed} campaigns")
    columns = []
    for place, summary in enumerate(summaries):
        counts = table.total(summary.schedule, MEASURES[summary.measure].total)[:, : summary.campaigns]
        noise = np.random.default_rng([seed, place]).normal(size=len(counts))
        columns.append(np.log1p(np.maximum(counts, 0.0)).mean(axis=1) + summary.error * noise)
    return np.column_stack(columns)
