"""The study on a scenario: campaigns at points of the assumptions for the data, and others for the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from experiments.calibrate.answer import ANSWER_SEED, BelievedAnswer, answer_of, before_data
from experiments.reference_table.points import Points, labels_of, random_points
from experiments.reference_table.reference_table import ReferenceTable, play_points
from experiments.sensitivity.study import checked_schedules, indicator_named
from experiments.worth_knowing.data_sets import data_sets, usual_lift_error
from experiments.worth_knowing.worth import LEAST_TRUTHS, Worth, worths
from sim.errors import InputError
from sim.kpis import Kpi
from sim.results.columns import Columns
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class WorthKnowing:
    """What data are worth for the difference of two schedules, first less second, the best first."""

    scenario: Scenario
    schedules: tuple[str, ...]
    kpi: Kpi
    before: BelievedAnswer
    luck_share: float  # of the variance of the answer between points, as it was played
    worths: tuple[Worth, ...]
    points: int
    lucks: int
    truths: int
    seed: int

    def table(self) -> Columns:
        """A row for each data set, the best first: what it is, and the width left, its 95 % interval over truths."""
        return Columns(
            {
                "data": np.array([one.data.name for one in self.worths]),
                "kind": np.array([one.data.kind for one in self.worths]),
                "schedule": np.array([one.data.schedule for one in self.worths]),
                "campaigns": np.array([one.data.campaigns for one in self.worths]),
                "standard_error": np.array([one.data.error for one in self.worths]),
                "width_left": np.array([one.width_left.mean for one in self.worths]),
                "width_left_low": np.array([one.width_left.low for one in self.worths]),
                "width_left_high": np.array([one.width_left.high for one in self.worths]),
                "sign_sure_share": np.array([one.sure_share for one in self.worths]),
            }
        )


def worth_knowing_study(
    scenario: Scenario,
    schedules: Sequence[str],
    of: str | None = None,
    *,
    campaigns: Sequence[int] = (1, 5, 20),
    lift_error: float | None = None,
    points: int = 1_024,
    lucks: int = 4,
    truths: int = 200,
    vary: Sequence[str] = (),
    seed: int = 1,
    folder: Path | None = None,
    jobs: int = 1,
    on_points: Callable[[int], None] = lambda count: None,
    on_data: Callable[[int], None] = lambda count: None,
) -> WorthKnowing:
    """Which data would narrow most what is believed of an indicator's difference between two schedules.

    Every point is played with as many lucks as the most ``campaigns``, and with ``lucks`` of others for the answer,
    so that no data tell the luck of the answer. ``lift_error`` is the standard error of a lift test, in purchases;
    without it a quarter of the standard deviation of single campaigns. ``of`` is an indicator, the scenario's objective
    without it. Campaigns that ``folder`` holds are not played again; ``on_points`` hears how many points were finished,
    twice of each, ``on_data`` how many data sets were tried. Raises InputError.
    """
    kpi, names = indicator_named(of, scenario), checked_schedules(schedules, scenario)
    if len(names) != 2:
        raise InputError(f"schedules {names[0]}: must be two, to be compared")
    if lucks < 2:
        raise InputError(f"--lucks {lucks}: must be at least 2, to tell luck from what the assumptions do")
    if truths < LEAST_TRUTHS:
        raise InputError(f"--truths {truths}: must be at least {LEAST_TRUTHS}")
    data_sets(names, campaigns, lift_error or 0.0)  # refused before anything is played
    drawn = random_points(labels_of(scenario.assumptions, vary), points, seed)

    def played(count: int, first: int) -> ReferenceTable:
        return play_points(
            scenario, names, drawn, count, first, luck="own", folder=folder, jobs=jobs, on_points=on_points
        )

    table, answer = played(max(campaigns), seed), answer_of(played(lucks, seed + ANSWER_SEED), kpi)
    known = np.flatnonzero(np.isfinite(table.totals).all(axis=(1, 2, 3)) & np.isfinite(answer.values))
    if truths > len(known):
        raise InputError(f"--truths {truths}: must be at most {len(known)}, as many as points of the table were played")
    quantiles = Points(drawn.labels, drawn.quantiles[known])
    table, answer = replace(table, points=quantiles, totals=table.totals[known]), answer.of(known)
    error = usual_lift_error(table, names) if lift_error is None else lift_error
    rows = np.random.default_rng(seed).choice(len(known), truths, replace=False)
    found = worths(table, answer, data_sets(names, campaigns, error), rows, seed, on_data)
    return WorthKnowing(
        scenario,
        names,
        kpi,
        before_data(answer),
        answer.luck_share(),
        tuple(found),
        len(known),
        lucks,
        truths,
        seed,
    )
