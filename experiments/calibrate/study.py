"""A calibration: past campaigns, a table of simulated ones, and the posterior."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np

from experiments.calibrate.data_file import PastCampaign
from experiments.calibrate.posterior import LEAST_ACCEPTED, Posterior, posterior
from experiments.calibrate.refinement import refined_points, weights_of_rounds
from experiments.calibrate.summaries import Summary, lucks_needed, simulated, summaries_of
from experiments.reference_table.points import Points, labels_of, random_points
from experiments.reference_table.reference_table import ReferenceTable, play_points
from experiments.statistics.estimates import Array
from sim.errors import InputError
from sim.results.columns import Columns
from sim.scenario.scenario import Scenario

DRAWS = 400  # that are written
CHECKED_DRAWS = 100  # of the posterior, each played once, to see whether they look like the data
_ACCEPTED_SHARE = 0.1
_ACCEPTED = 200  # at least, where there are as many


@dataclass(frozen=True)
class Fit:
    """One summary of the data among those of the table: 5, 50 and 95 % before the data were seen, and after."""

    summary: Summary
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    place: float  # share of the table's campaigns with less

    @property
    def is_foreign(self) -> bool:
        """Whether hardly any campaign of the table has as little, or as much."""
        return not 0.01 <= self.place <= 0.99

    @property
    def is_met(self) -> bool:
        """Whether the data lie within 90 % of what is expected after they were seen."""
        return self.after[0] <= self.summary.observed <= self.after[2]


@dataclass(frozen=True)
class Calibration:
    """What the data say: the posterior, how much of each number was learned, and whether campaigns look like them."""

    scenario: Scenario
    campaigns: tuple[PastCampaign, ...]
    table: ReferenceTable
    summaries: tuple[Summary, ...]
    posterior: Posterior
    fits: tuple[Fit, ...]
    seed: int

    def draws(self) -> Columns:
        """The posterior as equally likely draws: a column for each number, in quantiles of what was believed."""
        rows = self.posterior.draws(DRAWS)
        return Columns(dict(zip(self.posterior.labels, rows.T, strict=True)))

    def write(self, folder: Path | str) -> None:
        """Writes what the command writes: posterior.toml, calibration.json and calibration.png. Raises InputError."""
        from experiments.calibrate.files import write_calibration
        from experiments.files import filled_folder, writable_folder

        with filled_folder(writable_folder(Path(folder))) as unfinished:
            write_calibration(self, unfinished)

    def learned(self) -> list[str]:
        """The numbers of which the data say something, most first."""
        return self.posterior.learned()


def calibration_study(
    scenario: Scenario,
    campaigns: Sequence[PastCampaign],
    *,
    points: int = 4_096,
    vary: Sequence[str] = (),
    refine: int = 0,
    seed: int = 1,
    folder: Path | None = None,
    jobs: int = 1,
    on_points: Callable[[int], None] = lambda count: None,
) -> Calibration:
    """The assumptions under which campaigns of a scenario look like those that were.

    Every point of the table is one draw of the uncertain assumptions with luck of its own, so that what luck leaves
    unknown stays unknown. Campaigns that ``folder`` holds are not played again: other data on the same schedules are
    a matter of seconds. ``vary`` names the assumptions that may move, the others are taken at base and so for certain;
    without it, all that are uncertain. So many points to ``refine`` are played around what was learned from the first,
    for these data alone. Raises InputError.
    """
    if scenario.assumptions.draws is not None:
        raise InputError(
            "the assumptions are a posterior already: calibrate the set that it extends, on all data at once"
        )
    summaries = summaries_of(campaigns)
    if points < LEAST_ACCEPTED * 2:
        raise InputError(f"--points {points}: must be at least {LEAST_ACCEPTED * 2}")
    schedules = tuple(dict.fromkeys(summary.schedule for summary in summaries))
    first = random_points(labels_of(scenario.assumptions, vary), points, seed)
    lucks, how = lucks_needed(summaries), _How(folder=folder, jobs=jobs, on_points=on_points)
    table = play_points(scenario, schedules, first, lucks, seed, luck="own", **how)
    found = learned_from(table, summaries, seed)
    learned = found.learned()
    if refine and learned:
        nearer = refined_points(found, learned, refine, seed)
        more = play_points(scenario, table.schedules, nearer, lucks, seed + 2, luck="own", **how)
        table = table.with_points(more)
        weights = weights_of_rounds(found, learned, table.points.quantiles, points)
        found = learned_from(table, summaries, seed, weights)
    # What the draws lead to is played, not taken from the accepted points, which lie around the data and not on them.
    played = play_points(
        scenario,
        table.schedules,
        Points(found.labels, found.draws(CHECKED_DRAWS)),
        lucks,
        seed + 1,
        luck="own",
        folder=folder,
        jobs=jobs,
    )
    before, after = simulated(table, summaries, seed), simulated(played, summaries, seed + 1)
    fits = tuple(_fit(*parts) for parts in zip(summaries, before.T, after.T, strict=True))
    return Calibration(scenario, tuple(campaigns), table, tuple(summaries), found, fits, seed)


class _How(TypedDict):
    """Where campaigns are kept, how many processes play them, and who hears of it."""

    folder: Path | None
    jobs: int
    on_points: Callable[[int], None]


def learned_from(
    table: ReferenceTable, summaries: Sequence[Summary], seed: int, weights: Array | None = None
) -> Posterior:
    """What the numbers of the data say, from a table that is there, its points weighted. Raises InputError."""
    observed = np.array([summary.observed for summary in summaries])
    numbers = simulated(table, summaries, seed)
    accepted = accepted_of(len(numbers))
    return posterior(table.points.labels, table.points.quantiles, numbers, observed, accepted, weights)


def accepted_of(points: int) -> int:
    """How many points of a table are accepted: a tenth, and at least 200."""
    return min(points, max(_ACCEPTED, round(_ACCEPTED_SHARE * points)))


def _fit(summary: Summary, before: Array, after: Array) -> Fit:
    known = before[np.isfinite(before)]
    return Fit(summary, _three(known), _three(after[np.isfinite(after)]), float((known < summary.observed).mean()))


def _three(values: Array) -> tuple[float, float, float]:
    low, middle, high = (float(np.quantile(values, level)) for level in (0.05, 0.5, 0.95))
    return low, middle, high
