"""Which assumptions move the answer: each uncertain one is moved alone to either end of its range."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from experiments.lab.play.leads import Figures, lead, moved, played
from experiments.lab.play.pieces import finished, given
from experiments.lab.question.asked import Asked
from experiments.lab.question.fits import check_played
from experiments.replicates.design import Design
from experiments.statistics.estimates import PairedDifference
from sim.assumptions.belief import quantile_of, value_at
from sim.assumptions.numbers import Assumptions, Value
from sim.errors import InputError
from sim.kpis import Kpi
from sim.scenario.scenario import Scenario
from sim.tiers import TierTable

PASSES = 12  # replicates; in each of them every number is moved
_BASE = ""  # in place of a number's name: nothing is moved


@dataclass(frozen=True)
class End:
    """A number at one end of its range. ``effect`` is on A minus B; None where this end could never be played."""

    value: Value
    effect: PairedDifference | None
    refused: int  # of the replicates that count, those in which this end could not be played
    reason: str  # why, where it could not


@dataclass(frozen=True)
class Bar:
    """An assumption, or that of one tier as ``name.tier``, at its low and at its high end."""

    name: str
    low: End
    high: End

    @property
    def width(self) -> float:
        """How far apart the effects stand, that of the base (zero) among them; in the indicator's unit."""
        effects = [0.0, *(end.effect.mean for end in (self.low, self.high) if end.effect is not None)]
        known = [effect for effect in effects if math.isfinite(effect)]
        return max(known) - min(known)


@dataclass(frozen=True)
class TornadoSoFar:
    """A tornado after ``passes``: A minus B with nothing moved, and a bar for each number, the widest first.

    Before the first pass is whole it is a first look: one replicate, and bars of the numbers moved so far.
    """

    passes: int
    counted: int  # of the passes, or of the first look, those in which the base could be played
    base: PairedDifference
    bars: list[Bar]


def ends(assumptions: Assumptions) -> dict[str, tuple[Value, Value]]:
    """Low and high end of each uncertain number, by tier as belief moves them together; none that was overridden.

    Under ``contrast`` the large tiers stand at their high ends where the small ones stand at their low ones.
    Tiers that move apart have a pair of ends each, under ``name.tier``.
    """
    both = {name: (value_at(assumptions, name, 0.0), value_at(assumptions, name, 1.0)) for name in _names(assumptions)}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


class Tornado:
    """The first two launches that are asked, in passes of one replicate: the base, then every number at both ends."""

    def __init__(self, asked: Asked) -> None:
        self.schedules = asked.schedules[:2]
        self.scenario: Scenario = asked.scenario()
        self.design = Design(asked.seed, lucks=0, contributions=False)
        self.kpi: Kpi = self.scenario.judged_by
        self.ends = ends(self.scenario.assumptions)
        self.played: dict[tuple[int, str], list[Figures | str]] = {}
        self.stopped = False
        self._left = self._pieces()

    @property
    def passes(self) -> int:
        """Passes that are played to their end."""
        return len(self._whole())

    async def pieces(self, pool: Executor) -> AsyncIterator[int]:
        """Plays in the pool and says after each piece how many are done; goes on where it was stopped.

        Raises InputError where it would not fit.
        """
        self.stopped = False
        await given(pool, partial(check_played, self.scenario, self.schedules, self.design.seed_of(0)))
        async for place, figures in finished(pool, self._left, lambda: self.stopped):
            self.played[place] = figures
            yield len(self.played)

    def stop(self) -> None:
        """Begins no further piece."""
        self.stopped = True

    def so_far(self) -> TornadoSoFar:
        """The bars over the whole passes so far, whatever the order in which their pieces ended."""
        whole = self._whole()
        counted = whole or [r for r in (0,) if (r, _BASE) in self.played]
        base = {r: figures for r in counted if not isinstance(figures := self.played[r, _BASE][0], str)}
        known = [name for name in self.ends if all((r, name) in self.played for r in counted)]
        bars = [Bar(name, *(self._end(name, k, base) for k in (0, 1))) for name in known]
        return TornadoSoFar(
            len(whole),
            len(base),
            lead(list(base.values()), self.schedules, self.kpi),
            sorted(bars, key=lambda bar: (-bar.width, bar.name)),
        )

    def _end(self, name: str, which: int, base: dict[int, Figures]) -> End:
        figures = {r: self.played[r, name][which] for r in base}
        fit = {r: outcome for r, outcome in figures.items() if not isinstance(outcome, str)}
        reason = next((outcome for outcome in figures.values() if isinstance(outcome, str)), "")
        effect = None
        if fit:
            effect = moved(list(fit.values()), [base[r] for r in fit], self.kpi)
        return End(self.ends[name][which], effect, len(figures) - len(fit), reason)

    def _whole(self) -> list[int]:
        names = (_BASE, *self.ends)
        return [r for r in range(PASSES) if all((r, name) in self.played for name in names)]

    def _pieces(self) -> Iterator[partial[tuple[tuple[int, str], list[Figures | str]]]]:
        for replicate in range(PASSES):
            for name in (_BASE, *sorted(self.ends, key=self._doubt, reverse=True)):
                values = self.ends.get(name, (None,))
                yield partial(_piece, self.scenario, self.schedules, name, values, replicate, self.design)

    def _doubt(self, name: str) -> float:
        """How wide the range of a number is beside the number itself: the widest are moved first."""
        low, high = (np.array([*one.values()] if isinstance(one, TierTable) else [one]) for one in self.ends[name])
        return float(np.max(np.abs(high - low) / np.maximum(np.abs(high) + np.abs(low), 1e-300)))


def _piece(
    scenario: Scenario,
    schedules: tuple[str, ...],
    name: str,
    values: tuple[Value | None, ...],
    replicate: int,
    design: Design,
) -> tuple[tuple[int, str], list[Figures | str]]:
    """One replicate with a number at each of these values, or with none moved where the value is None."""
    figures: list[Figures | str] = []
    for value in values:
        try:
            changed = scenario if value is None else scenario.with_value(name, value)
            figures.append(played(changed, schedules, replicate, design))
        except InputError as refusal:
            figures.append(refusal.problems[0])
    return (replicate, name), figures


def _names(assumptions: Assumptions) -> list[str]:
    """The uncertain numbers, as belief names them; at which quantile it draws them is of no interest here."""
    return list(quantile_of(assumptions, 0))
