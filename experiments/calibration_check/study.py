"""The check on campaigns of a scenario: one or more campaigns of each schedule are what is known of every truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments.calibrate.answer import ANSWER_SEED, answer_of
from experiments.calibrate.columns import LEARNED_BY
from experiments.calibrate.summaries import Summary, simulated
from experiments.calibration_check.check import CalibrationCheck, check_of_table
from experiments.calibration_check.recovery import recovery_of_table
from experiments.reference_table.points import Points, labels_of, random_points
from experiments.reference_table.reference_table import ReferenceTable, play_points
from sim.errors import InputError
from sim.kpis import KPI_BY_NAME
from sim.scenario.scenario import Scenario

_TRUTH_SEED = ANSWER_SEED + 1  # after that of the data: lucks that neither data nor the answer of a table have met


def checked_calibration(
    scenario: Scenario,
    schedules: tuple[str, ...],
    *,
    points: int = 4_096,
    truths: int = 400,
    campaigns: int = 1,
    lucks: int = 2,
    truth_lucks: int = 0,
    seed: int = 1,
    folder: Path | None = None,
    jobs: int = 1,
    on_points: Callable[[int], None] = lambda count: None,
) -> CalibrationCheck:
    """Plays or finds the table of a calibration, and checks it on so many of its points.

    Known of a truth are so many ``campaigns`` of each schedule. Of two schedules the answer is checked too, the
    difference of their incremental purchases: it is played with so many ``lucks`` that no data have met, and left out
    with 0. At the truths themselves it is played with so many ``truth_lucks`` of others, or is that of the table with
    0. Raises InputError.
    """
    labels = labels_of(scenario.assumptions)
    drawn = random_points(labels, points, seed)

    def played(count: int, first: int, at: Points = drawn) -> ReferenceTable:
        return play_points(
            scenario, schedules, at, count, first, luck="own", folder=folder, jobs=jobs, on_points=on_points
        )

    table = played(campaigns, seed)
    summaries = [Summary(schedule, measure, campaigns, 0.0, 0.0) for schedule in schedules for measure in LEARNED_BY]
    numbers = simulated(table, summaries, seed)
    known = np.flatnonzero(np.isfinite(numbers).all(axis=1))
    if truths > len(known):
        raise InputError(f"--truths {truths}: must be at most {len(known)}, as many as points of the table were played")
    rows = np.random.default_rng(seed).choice(known, truths, replace=False)
    check = check_of_table(labels, table.points.quantiles, numbers, rows)
    if len(schedules) != 2 or not lucks:
        return check
    kpi = KPI_BY_NAME["purchases_incremental"]
    answer = answer_of(played(lucks, seed + ANSWER_SEED), kpi)
    told = answer.of(rows)
    if truth_lucks:
        told = answer_of(played(truth_lucks, seed + _TRUTH_SEED, Points(labels, drawn.quantiles[rows])), kpi)
    return replace(check, recovery=recovery_of_table(answer, table.points.quantiles, numbers, rows, told))
