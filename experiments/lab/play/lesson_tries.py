"""What the tries of the lesson come to in a town, luck by luck: the same numbers as in a page with the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from experiments.page.lesson import PEOPLE
from experiments.replicates.design import Design
from experiments.teaching.lesson import Try
from experiments.words.numbers import capitalised, spoken
from sim.assumptions.mechanisms import without
from sim.kpis import indicators_in
from sim.model import simulate
from sim.planning.budget import Plan, plan
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of
from sim.world.world import World

LAUNCHES = {"macro_only": "a few big accounts", "micro_only": "many small ones"}  # and what they are in a class


class Played(NamedTuple):
    """A try with one luck: the measure of each launch, and the same without the mechanism where it names one."""

    luck: int  # counted from 1
    found: tuple[float, ...]
    without: tuple[float, ...]


def lesson_scenario() -> Scenario:
    """The launch of the lesson, among as many people as in a page."""
    return Scenario.load(people=PEOPLE)


def town_seed(seed: int) -> int:
    """The seed of the world in which a class with this seed plays; also that of its first luck."""
    return Design(seed).seed_of(0)


@lru_cache(maxsize=4)
def _town(seed: int) -> tuple[Scenario, World, tuple[Plan, ...]]:
    scenario = lesson_scenario()
    world = world_of(scenario, town_seed(seed))
    return scenario, world, tuple(plan(scenario, world, name) for name in LAUNCHES)


def played_with(of: Try, seed: int, luck: int) -> Played:
    """Plays a try with one luck, counted from 1, in the town of a class with this seed."""
    scenario, world, plans = _town(seed)

    def measured(under: Scenario) -> tuple[float, ...]:
        luck_seed = Design(seed).seed_of(luck - 1)
        return tuple(float(simulate(under, world, one, luck_seed=luck_seed).totals[of.measure]) for one in plans)

    bare = replace(scenario, assumptions=without(scenario.assumptions, [of.mechanism])) if of.mechanism else None
    return Played(luck, measured(scenario), measured(bare) if bare else ())


def told(of: Try, played: Sequence[Played]) -> str:
    """In a sentence for each launch what a try came to: with and without its mechanism, or the least and the most."""
    measure = indicators_in(lesson_scenario().currency)[of.measure]
    parts = []
    for k, name in enumerate(LAUNCHES):
        found = [one.found[k] for one in played]
        mean = _mean(found)
        if of.mechanism:
            bare = _mean([one.without[k] for one in played])
            words = f"{_rounded(mean)} {measure.unit} with it, {_rounded(bare)} without"
        else:
            words = f"between {min(found):,.0f} and {max(found):,.0f} {measure.unit}, {_rounded(mean)} in the mean"
        parts.append(f"{capitalised(spoken(name))}: {words}")
    lucks = f"mean of the same {len(played)} lucks" if of.mechanism else f"{len(played)} lucks"
    return f"{'. '.join(parts)}. ({measure.label}, {lucks}.)"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _rounded(value: float) -> str:
    """As in a page: whole from 100 on, below that with one decimal or two."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{1 if abs(value) >= 10 else 2}f}"
