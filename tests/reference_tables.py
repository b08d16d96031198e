"""A stand-in table of two schedules: an answer that is linear in one number, and measures that tell it with luck."""

import numpy as np
from scipy.special import ndtri
from sneakers import launch

from experiments.reference_table.batch import TOTALS
from experiments.reference_table.points import Points
from experiments.reference_table.reference_table import ReferenceTable

SCHEDULES = ("hybrid", "micro_only")
LUCK = 1.0  # of the logarithm of one campaign's impressions, as is the spread between points
POINTS = 2_000


def scores(table: ReferenceTable):
    """The first number of each point as a normal score, of which the answer is made."""
    return ndtri(table.points.quantiles[:, 0])


def data_table(seed: int = 1, lucks: int = 20) -> ReferenceTable:
    """Impressions of the first schedule tell the first number with luck; clicks are luck alone, all else is zero."""
    generator = np.random.default_rng(seed)
    table = ReferenceTable(
        launch(people=2_000), SCHEDULES, Points(("a", "b"), generator.random((POINTS, 2))), np.zeros(0)
    )
    totals = np.zeros((POINTS, lucks, 2, len(TOTALS)))
    luck = LUCK * generator.normal(size=(POINTS, lucks))
    totals[:, :, 0, TOTALS.index("impressions")] = np.exp(20.0 + scores(table)[:, None] + luck)
    totals[:, :, 0, TOTALS.index("clicks")] = np.exp(20.0 + generator.normal(size=(POINTS, lucks)))
    return ReferenceTable(table.scenario, SCHEDULES, table.points, totals)


def left_of(noise: float) -> float:
    """How much of a normal spread of 1 is left after it was measured with normal noise: the closed form."""
    return noise / np.sqrt(1.0 + noise**2)
