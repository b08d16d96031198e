"""Effect of a visitor's changes of assumptions: the same replicates played as shipped and as changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

from experiments.lab.play.leads import Figures, lead, moved, played
from experiments.lab.play.pieces import finished, given
from experiments.lab.question.asked import Asked
from experiments.lab.question.fits import check_played
from experiments.replicates.design import Design
from experiments.statistics.estimates import PairedDifference
from sim.errors import InputError
from sim.kpis import Kpi
from sim.scenario.scenario import Scenario

MOST_REPLICATES = 20


@dataclass(frozen=True)
class ChangesSoFar:
    """A minus B after ``counted`` replicates; ``changed`` and ``moved`` are None where nothing was changed."""

    counted: int  # replicates in which both launches could be played, as shipped and as changed
    shipped: PairedDifference
    changed: PairedDifference | None
    moved: PairedDifference | None


class Changes:
    """The first two launches that are asked, at base values: as shipped, and with what the visitor changed."""

    def __init__(self, asked: Asked) -> None:
        if len(asked.schedules) < 2:
            raise InputError(["give two launches: what an assumption does is told of the difference between them"])
        self.schedules = asked.schedules[:2]
        self.scenarios: list[Scenario] = [replace(asked, changed=()).scenario()]
        if asked.changed:
            self.scenarios.append(asked.scenario())
        self.design = Design(asked.seed, lucks=0, contributions=False)
        self.kpi: Kpi = self.scenarios[0].judged_by
        self.played: dict[int, list[Figures | str]] = {}
        self.stopped = False

    async def replicates(self, pool: Executor) -> AsyncIterator[int]:
        """Plays replicates in the pool and says after each how many are done. Raises InputError if too large."""
        for scenario in self.scenarios:
            await given(pool, partial(check_played, scenario, self.schedules, self.design.seed_of(0)))
        pieces = (partial(_replicate, self.scenarios, self.schedules, r, self.design) for r in range(MOST_REPLICATES))
        async for replicate, figures in finished(pool, pieces, lambda: self.stopped):
            self.played[replicate] = figures
            yield len(self.played)

    def stop(self) -> None:
        """Begins no further replicate."""
        self.stopped = True

    def refusal(self) -> str:
        """Why a replicate could not be played, if one could not."""
        return next((reason for r in sorted(self.played) for reason in self.played[r] if isinstance(reason, str)), "")

    def so_far(self) -> ChangesSoFar:
        """The differences over the replicates played so far, whatever the order in which they ended."""
        whole = [self.played[r] for r in sorted(self.played)]
        columns: list[list[Figures]] = [[] for _ in self.scenarios]
        for figures in whole:
            if not any(isinstance(launch_figures, str) for launch_figures in figures):
                for column, launch_figures in zip(columns, figures, strict=True):
                    column.append(launch_figures)  # type: ignore[arg-type]
        shipped, *changed = (lead(column, self.schedules, self.kpi) for column in columns)
        if not changed:
            return ChangesSoFar(len(columns[0]), shipped, None, None)
        return ChangesSoFar(len(columns[0]), shipped, changed[0], moved(columns[1], columns[0], self.kpi))


def _replicate(
    scenarios: list[Scenario], schedules: tuple[str, ...], replicate: int, design: Design
) -> tuple[int, list[Figures | str]]:
    return replicate, [played(scenario, schedules, replicate, design) for scenario in scenarios]
