"""The study on a scenario: what campaigns bring, beside the noise of a brand's own weekly sales."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from experiments.compare_schedules.comparison import compare
from experiments.detect.power import Detectable, of_schedules
from experiments.detect.sales_file import Noise, checked_sales, noise_of
from experiments.replicates.design import Design
from experiments.replicates.totals import Totals
from sim.kpis import KPI_BY_NAME, Kpi
from sim.results.columns import Columns
from sim.scenario.scenario import Scenario

INDICATOR: Kpi = KPI_BY_NAME["purchases_incremental"]
_DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Detection:
    """What of each schedule, and of each difference of two, would be seen in sales of so much noise."""

    scenario: Scenario
    schedules: tuple[str, ...]
    noise: Noise
    weeks: int  # of a campaign
    effects: tuple[Detectable, ...]
    replicates: int
    seed: int

    def table(self) -> Columns:
        """A row for each effect: its mean with a 95 % interval, how probably it is seen, and what it would take."""
        return Columns(
            {
                "effect": np.array([one.name for one in self.effects]),
                "mean": np.array([one.effect.mean for one in self.effects]),
                "low": np.array([one.effect.low for one in self.effects]),
                "high": np.array([one.effect.high for one in self.effects]),
                "seen_probability": np.array([one.seen_probability for one in self.effects]),
                "smallest_effect": np.array([one.smallest_effect for one in self.effects]),
                "campaigns": np.array([one.campaigns for one in self.effects]),
            }
        )


def detect_study(
    scenario: Scenario,
    schedules: Sequence[str],
    sales: Sequence[float] | npt.NDArray[np.float64],
    *,
    replicates: int = 40,
    seed: int = 1,
    jobs: int = 1,
    on_replicate: Callable[[], None] = lambda: None,
) -> Detection:
    """How probably a brand would see each schedule, and each difference of two, in its own sales.

    ``sales`` are those of weeks without a campaign, oldest first; ``experiments.read_sales`` reads them from a file.
    Effects are incremental purchases of whole campaigns, a luck for each draw of the assumptions: what one campaign
    brings, whatever is true. ``on_replicate`` is called as each replicate ends. Raises InputError.
    """
    noise = noise_of(checked_sales(sales))
    design = Design(seed, lucks=1, contributions=False, allow_unequal_budgets=True)
    played = compare(scenario, list(schedules), replicates, design, jobs=jobs, on_replicate=on_replicate)
    values = Totals(schedules, played.design, played.runs).values(INDICATOR)[:, :, 0]
    weeks = math.ceil(scenario.market.horizon_days / _DAYS_OF_WEEK)
    effects = of_schedules(dict(zip(schedules, values, strict=True)), noise, weeks)
    return Detection(scenario, tuple(schedules), noise, weeks, tuple(effects), played.replicates, seed)
