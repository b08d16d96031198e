"""The check on campaigns of a scenario: one campaign of each schedule is what is known of every truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from experiments.calibrate.columns import MEASURES
from experiments.calibrate.summaries import Summary, simulated
from experiments.calibration_check.check import CalibrationCheck, check_of_table
from experiments.reference_table.points import labels_of, random_points
from experiments.reference_table.reference_table import play_points
from sim.errors import InputError
from sim.scenario.scenario import Scenario


def checked_calibration(
    scenario: Scenario,
    schedules: tuple[str, ...],
    *,
    points: int = 4_096,
    truths: int = 400,
    seed: int = 1,
    folder: Path | None = None,
    jobs: int = 1,
    on_points: Callable[[int], None] = lambda count: None,
) -> CalibrationCheck:
    """Plays or finds the table of a calibration, and checks it on so many of its points. Raises InputError."""
    labels = labels_of(scenario.assumptions)
    table = play_points(
        scenario,
        schedules,
        random_points(labels, points, seed),
        1,
        seed,
        luck="own",
        folder=folder,
        jobs=jobs,
        on_points=on_points,
    )
    learned_by = [name for name, measure in MEASURES.items() if measure.teaches]
    summaries = [Summary(schedule, measure, 1, 0.0, 0.0) for schedule in schedules for measure in learned_by]
    numbers = simulated(table, summaries, seed)
    known = np.flatnonzero(np.isfinite(numbers).all(axis=1))
    if truths > len(known):
        raise InputError(f"--truths {truths}: must be at most {len(known)}, as many as points of the table were played")
    rows = np.random.default_rng(seed).choice(known, truths, replace=False)
    return check_of_table(labels, table.points.quantiles, numbers, rows)
