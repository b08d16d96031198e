"""What the browser is given to show: a town, and who rises to which stage when, under each schedule."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from experiments.lab.asked import Asked
from experiments.palette import STAGE_COLOURS
from experiments.table import spoken
from experiments.town import Town, town_of
from sim.budget import check_equal_budgets, plan
from sim.graph import world_of
from sim.model import simulate
from sim.record import Record
from sim.timeline import STAGES, Timeline, timeline_of
from sim.world import World


@dataclass(frozen=True, eq=False)
class Watched:
    """Schedules played among the same people with the same luck; records and timelines by schedule."""

    world: World
    town: Town
    records: dict[str, Record]
    timelines: dict[str, Timeline]


@lru_cache(maxsize=8)
def watched(asked: Asked) -> Watched:
    """Plays what was asked. Raises InputError where it cannot be: schedules that spend different sums, say."""
    scenario = asked.scenario()
    world = world_of(scenario, asked.seed)
    plans = [plan(name, world.roster, scenario) for name in asked.schedules]
    check_equal_budgets(plans)
    records = {}
    for name, one in zip(asked.schedules, plans, strict=True):
        world.check_audiences(one.influencers)
        records[name] = simulate(scenario, world, one, asked.seed, events=True)
    timelines = {name: timeline_of(record, world.people.size) for name, record in records.items()}
    return Watched(world, town_of(world), records, timelines)


def packed(shown: Watched) -> bytes:
    """All of it for the browser: the length of a header (4 bytes, little end first), the header as JSON, arrays.

    The header names each array by its kind and length, in their order; each begins at a multiple of 4 bytes.
    """
    arrays: list[tuple[str, Any]] = [("float32", shown.town.people.astype(np.float32).ravel())]
    schedules = []
    for name, timeline in shown.timelines.items():
        changes = timeline.changes
        arrays += [
            ("uint16", changes["hour"].astype(np.uint16)),
            ("uint32", changes["person"].astype(np.uint32)),
            ("uint8", changes["stage"]),
        ]
        schedules.append({"name": name, "label": spoken(name), "changes": len(changes)})
    header = {
        "people": shown.world.people.size,
        "hours": next(iter(shown.timelines.values())).hours,
        "stages": list(STAGES),
        "colours": list(STAGE_COLOURS),
        "schedules": schedules,
        "communities": [
            {"name": name, "x": float(x), "y": float(y), "radius": float(radius)}
            for name, (x, y), radius in zip(shown.town.names, shown.town.centres, shown.town.radii, strict=True)
        ],
        "arrays": [{"kind": kind, "length": int(array.size)} for kind, array in arrays],
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    parts = [struct.pack("<I", len(text)), text]
    for _, array in arrays:
        raw = np.ascontiguousarray(array).tobytes()
        parts += [raw, b"\0" * (-len(raw) % 4)]
    return b"".join(parts)
