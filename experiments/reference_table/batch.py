"""Plays the campaigns of a few points of a table: every schedule among the same people with the same luck."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from experiments.statistics.estimates import Array
from sim.errors import InputError
from sim.kpis import KPIS

if TYPE_CHECKING:
    from sim.assumptions.numbers import Value
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

# What is kept of a campaign: the totals of which indicators are made.
TOTALS = tuple(dict.fromkeys(total for kpi in KPIS for total in (kpi.numerator, kpi.denominator) if total))
_WORLDS_KEPT = 8  # by each process


class Batch(NamedTuple):
    """A few points of a table, with the seeds of their lucks."""

    scenario: Scenario
    schedules: tuple[str, ...]
    labels: tuple[str, ...]
    quantiles: Array  # (points, labels)
    luck_seeds: npt.NDArray[np.int64]  # (points, lucks): of the world and of the luck in it


def played(batch: Batch) -> Array:
    """The totals of every campaign of a batch: (points, lucks, schedules, TOTALS); not a number where one failed."""
    shape = (*batch.luck_seeds.shape, len(batch.schedules), len(TOTALS))
    totals = np.full(shape, np.nan)
    for point, quantiles in enumerate(batch.quantiles):
        scenario = scenario_at(batch.scenario, dict(zip(batch.labels, quantiles.tolist(), strict=True)))
        for luck, seed in enumerate(batch.luck_seeds[point].tolist()):
            totals[point, luck] = _campaigns(scenario, batch.schedules, seed)
    return totals


def scenario_at(scenario: Scenario, quantiles: dict[str, float]) -> Scenario:
    """The scenario with its uncertain assumptions at these quantiles, as belief draws them; the others at base."""
    from sim.assumptions.belief import assumptions_at
    from sim.crowd.measured_spread import spread_as_measured

    given = scenario.assumptions
    drawn = spread_as_measured(given, assumptions_at(given, quantiles), own_network=scenario.network is not None)
    return replace(scenario, assumptions=drawn)


def _campaigns(scenario: Scenario, schedules: Sequence[str], seed: int) -> Array:
    from sim.model import simulate
    from sim.planning import budget
    from sim.results.measures import totals_of

    totals = np.full((len(schedules), len(TOTALS)), np.nan)
    try:
        world = _world(scenario, seed)
    except InputError:  # a draw under which somebody has no followers left is one of which nothing is told
        return totals
    for row, name in enumerate(schedules):
        try:
            plan = budget.plan(scenario, world, name, may_fall_short=True)
            told = totals_of(simulate(scenario, world, plan, luck_seed=seed), scenario, world)
        except InputError:
            continue
        totals[row] = [told[total] for total in TOTALS]
    return totals


_worlds: OrderedDict[tuple[str, int], tuple[dict[str, Value], World]] = OrderedDict()


def _world(scenario: Scenario, seed: int) -> World:
    """The world of a seed; the last one of this seed again where no number that it was made of has changed.

    A world is a pure function of what it reads, and assumptions gather what is read of them.
    """
    from sim.world.graph import world_of

    fixed = replace(scenario, assumptions=replace(scenario.assumptions, entries=(), read=set()))
    key = fixed.fingerprint, seed
    numbers = {entry.name: entry.base for entry in scenario.assumptions}
    if key in _worlds:
        made_of, world = _worlds[key]
        if all(numbers[name] == value for name, value in made_of.items()):
            _worlds.move_to_end(key)
            return world
    reading = replace(scenario, assumptions=replace(scenario.assumptions, read=set()))
    world = world_of(reading, seed)
    _worlds[key] = {name: numbers[name] for name in reading.assumptions.read}, world
    _worlds.move_to_end(key)
    if len(_worlds) > _WORLDS_KEPT:
        _worlds.popitem(last=False)
    return world
