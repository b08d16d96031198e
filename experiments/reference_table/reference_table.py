"""The table itself: the totals of every campaign at every point, and indicators of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from experiments.reference_table.batch import TOTALS, Batch, played
from experiments.reference_table.kept import about_table, keep_totals, known_totals, question_key
from experiments.reference_table.points import Points
from experiments.replicates.design import Design
from experiments.replicates.grid import compile_once
from experiments.replicates.pool import one_pool
from experiments.statistics.estimates import Array
from experiments.store.store import Store
from sim.errors import InputError
from sim.kpis import Kpi
from sim.results.campaign import SEEDS_PER_STUDY
from sim.results.columns import Columns
from sim.scenario.scenario import Scenario

BATCH_POINTS = 16  # what a process plays at a time, and what is lost of it where it is stopped

# Whether every point meets the same lucks, or lucks of its own.
Lucks: TypeAlias = Literal["common", "own"]


@dataclass(frozen=True)
class ReferenceTable:
    """The campaigns of a scenario at points of the space of assumptions."""

    scenario: Scenario
    schedules: tuple[str, ...]
    points: Points
    totals: Array  # (points, lucks, schedules, TOTALS), at full size; not a number where a campaign failed

    def total(self, schedule: str, name: str) -> Array:
        """One total of a schedule: (points, lucks)."""
        values: Array = self.totals[:, :, self.schedules.index(schedule), TOTALS.index(name)]
        return values

    def with_points(self, more: ReferenceTable) -> ReferenceTable:
        """The table with further points of the same question."""
        points = Points(self.points.labels, np.concatenate([self.points.quantiles, more.points.quantiles]))
        return replace(self, points=points, totals=np.concatenate([self.totals, more.totals]))

    def table(self) -> Columns:
        """A row for each campaign: point, luck, schedule, the quantiles of its point, and its totals."""
        points, lucks, schedules, _ = self.totals.shape
        point, luck, schedule = (places.ravel() for places in np.indices((points, lucks, schedules)))
        quantiles, totals = self.points.quantiles[point], self.totals.reshape(len(point), -1)
        return Columns(
            {"point": point, "luck": luck, "schedule": np.array(self.schedules)[schedule]}
            | dict(zip(self.points.labels, quantiles.T, strict=True))
            | dict(zip(TOTALS, totals.T, strict=True))
        )

    def indicator(self, kpi: Kpi, schedule: str) -> Array:
        """An indicator of a schedule at each point, over its lucks together: (points,). A ratio is one of means."""
        above: Array = self.total(schedule, kpi.numerator).mean(axis=1)
        if kpi.denominator is None:
            return np.multiply(kpi.factor, above)
        below = self.total(schedule, kpi.denominator).mean(axis=1)
        ratio: Array = kpi.factor * np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0.0)
        return ratio


def play_points(
    scenario: Scenario,
    schedules: tuple[str, ...],
    points: Points,
    lucks: int,
    seed: int,
    *,
    luck: Lucks = "common",
    folder: Path | None = None,
    jobs: int = 1,
    on_points: Callable[[int], None] = lambda count: None,
) -> ReferenceTable:
    """Plays what a folder does not hold yet, and keeps each batch of points as soon as it is finished.

    With ``common`` lucks every point meets the same worlds with the same luck: what differs between points is then
    done by their assumptions, and luck does not pass for an interaction of them. With its ``own`` every point meets
    others, as campaigns in the world do: from such a table alone can be told what luck leaves unknown. Assumptions that
    the points do not name stay at base. ``on_points`` hears how many points were finished. Raises InputError.
    """
    batches = list(_batches(scenario, schedules, points, _luck_seeds(len(points.quantiles), lucks, seed, luck)))
    question = question_key(scenario, schedules, points.labels)
    about = about_table(scenario, schedules, seed)
    found: dict[int, Array] = {}
    with Store(folder) as store:
        for number, batch in enumerate(batches):
            if (known := known_totals(store, question, batch)) is not None:
                found[number] = known
                on_points(len(batch.quantiles))
        left = [number for number in range(len(batches)) if number not in found]
        if len(left) > 1 and jobs > 1:
            compile_once(scenario, schedules, Design(seed, contributions=False))
        for number, totals in one_pool(_numbered, [(number, batches[number]) for number in left], jobs):
            keep_totals(store, question, batches[number], totals, about)
            found[number] = totals
            on_points(len(batches[number].quantiles))
    return ReferenceTable(scenario, schedules, points, np.concatenate([found[k] for k in range(len(batches))]))


def _numbered(number: int, batch: Batch) -> tuple[int, Array]:
    return number, played(batch)


def _luck_seeds(points: int, lucks: int, seed: int, luck: Lucks) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    design = Design(seed, lucks=lucks)
    if points * lucks > SEEDS_PER_STUDY:
        raise InputError(f"{points:,} points x {lucks:,} lucks: must be at most {SEEDS_PER_STUDY:,} together")
    first = np.arange(points)[:, None] * lucks if luck == "own" else np.zeros((points, 1), np.int64)
    return design.seed_of(0) + first + np.arange(lucks)


def _batches(
    scenario: Scenario,
    schedules: tuple[str, ...],
    points: Points,
    luck_seeds: np.ndarray[tuple[int, int], np.dtype[np.int64]],
) -> Iterator[Batch]:
    for start in range(0, len(points.quantiles), BATCH_POINTS):
        part = slice(start, start + BATCH_POINTS)
        yield Batch(scenario, schedules, points.labels, points.quantiles[part], luck_seeds[part])
