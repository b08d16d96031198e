"""What each loop is handed, as types of the compiler and as places in the block from which a page hands it over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numba import typeof
from numba.core import types

from experiments.page.kernels.chances import CHANCES
from experiments.page.kernels.loops import BEFORE_LUCK, LOOPS
from sim import events as ev
from sim.crowd import passed_on, person_table
from sim.crowd.behaviour import behaviour_of
from sim.crowd.calendar import Calendar
from sim.crowd.feed import GENERATIONS, empty_counts
from sim.crowd.run_state import BATCH, SHOWING, State, empty_scratch
from sim.planning.posts import POST
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of

RESULT_BYTES = 64  # at the beginning of a block: room for what the loop returns
SLOT_BYTES = 8  # of each number in it


class Slot(NamedTuple):
    """One number of a block: whose it is (``state.table``), which of it (``data``), and its kind."""

    name: str
    part: str
    kind: str


def types_of(name: str) -> tuple[Any, ...]:
    """The types of what a loop is handed, as the crowd hands it over."""
    return tuple(typeof(value) for value in (_examples()[argument] for argument in LOOPS[name].arguments))


def slots_of(name: str) -> list[Slot]:
    """The numbers of a loop's block, in their order."""
    return [
        slot
        for argument, type_ in zip(LOOPS[name].arguments, types_of(name), strict=True)
        for slot in _slots(argument, type_)
    ]


def _slots(name: str, type_: Any) -> Iterator[Slot]:
    """The numbers into which the compiler takes an argument apart."""
    if isinstance(type_, types.NamedTuple):
        for field, inner in zip(type_.fields, type_.types, strict=True):
            yield from _slots(f"{name}.{field}", inner)
    elif isinstance(type_, types.Array):
        parts = [("meminfo", "i32"), ("parent", "i32"), ("items", "i64"), ("item_bytes", "i64"), ("data", "i32")]
        parts += [(f"shape {k}", "i64") for k in range(type_.ndim)] + [
            (f"stride {k}", "i64") for k in range(type_.ndim)
        ]
        yield from (Slot(name, part, kind) for part, kind in parts)
    elif isinstance(type_, types.Float):
        yield Slot(name, "value", "f64")
    elif isinstance(type_, types.Boolean):
        yield Slot(name, "value", "i8")
    elif isinstance(type_, types.Integer):
        yield Slot(name, "value", "i64")
    else:
        raise TypeError(f"{name}: {type_} is nothing that a page hands over")


def _examples() -> dict[str, Any]:
    """One value of each kind that a loop is handed: those of a small run."""
    scenario = replace(Scenario.load(), simulated_people=1_000)
    world = world_of(scenario, 1)
    behaviour = behaviour_of(scenario, world, 1)
    feed = empty_counts(1)
    state = State(
        world.people,
        world.ties,
        world.audiences,
        world.influencers,
        behaviour,
        np.zeros(1, POST),
        np.zeros((1, len(ev.BY_POST)), np.int64),
        np.empty(1, SHOWING),
        person_table.empty_table(),
        feed,
        passed_on.empty_set(),
        Calendar(1).pages,
    )
    return {
        "state": state,
        "scratch": empty_scratch(1, 1),
        "state.people": world.people,
        "state.people.size": world.people.size,
        "state.behaviour": behaviour,
        "state.behaviour.luck_seed": behaviour.luck_seed,
        "state.feed": feed,
        "state.posts": state.posts,
        "state.table": state.table,
        "state.passed_on": state.passed_on,
        "known": np.zeros(1, BEFORE_LUCK),
        "batches": np.empty(GENERATIONS, BATCH),
        "due": np.empty(0, np.uint64),
        "tally": np.zeros(len(ev.TALLY), np.int64),
        "log": np.empty(0, ev.EVENT),
        "organic": np.empty(0, ev.ORGANIC),
        "counts": np.zeros(5, np.int64),
        "seen": np.empty(0, ev.EVENT),
        "found": np.empty(0, CHANCES),
        "own": np.zeros(1, person_table.PERSON),
        "trust": np.zeros(1, np.uint16),
        "larger": state.passed_on,
        "larger_table": state.table,
        **dict.fromkeys(("showing", "hour", "place", "first", "last", "person"), 0),
    }
