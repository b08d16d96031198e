"""Packs worlds, and launches planned in them, into one block of bytes from which a page plays them."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.page.kernels.loops import BEFORE_LUCK
from sim import events as ev
from sim.crowd.behaviour import behaviour_of
from sim.errors import InputError
from sim.planning.budget import Plan
from sim.planning.posts import before_luck, pieces_of_people, posts_of
from sim.scenario.scenario import Scenario
from sim.world.world import World

_ANY_LUCK = 0  # a page gives posts and people the luck that they have; this one is never seen


@dataclass
class Arrays:
    """The arrays of a lesson, equal ones once."""

    kept: list[npt.NDArray[Any]] = field(default_factory=list)
    _places: dict[tuple[str, tuple[int, ...], bytes], int] = field(default_factory=dict)

    def add(self, array: npt.NDArray[Any]) -> int:
        """The place of an array among those of the lesson."""
        array = np.ascontiguousarray(array)
        key = str(array.dtype), array.shape, array.tobytes()
        if key not in self._places:
            self._places[key] = len(self.kept)
            self.kept.append(array)
        return self._places[key]


def block(header: Mapping[str, Any], arrays: Arrays) -> bytes:
    """The bytes: the length of the header (4 bytes, little end first), the header as JSON, arrays at multiples of 8."""
    listed = [{"shape": list(array.shape), "item": array.itemsize} for array in arrays.kept]
    text = json.dumps({**header, "arrays": listed}, allow_nan=False).encode()
    parts, at = [struct.pack("<I", len(text)), text], 4 + len(text)
    for array in arrays.kept:
        gap = -at % 8
        parts += [b"\0" * gap, array.tobytes()]
        at += gap + array.nbytes
    return b"".join(parts)


def check_playable(plans: Sequence[Plan]) -> None:
    """Refuses plans that a page cannot play: those that a review changes. Raises InputError."""
    problems = [
        f"schedule {plan.schedule!r}: its reviews change the plan in mid-campaign, which a page cannot; leave it out, "
        "or take its reviews away"
        for plan in plans
        if plan.reviews
    ]
    if problems:
        raise InputError(problems)


def packed_world(scenario: Scenario, world: World, plans: Sequence[Plan], arrays: Arrays) -> dict[str, Any]:
    """A world and the launches planned in it, which must be playable; whoever none of them hires is left out."""
    hired = sorted({row for plan in plans for row in plan.influencers})
    place = {row: k for k, row in enumerate(hired)}
    rows = np.array(hired, np.int64)
    behaviour = behaviour_of(scenario, world, _ANY_LUCK)
    audiences = world.audiences
    if audiences.stored:
        members = [audiences.members[audiences.starts[row] : audiences.starts[row + 1]] for row in hired]
        starts = np.concatenate(([0], np.cumsum([len(part) for part in members]))).astype(np.int64)
        audiences = audiences._replace(starts=starts, members=np.concatenate([np.empty(0, np.uint32), *members]))
    values: dict[str, Any] = {"state.influencers": {"array": arrays.add(world.influencers[rows])}}
    for name, part in (
        ("people", world.people),
        ("ties", world.ties),
        ("audiences", audiences),
        ("behaviour", behaviour),
    ):
        values |= {f"state.{name}.{field}": value for field, value in _values(part, arrays)}
    return {
        "seed": str(world.seed),
        "values": values,
        "launches": [_launch(scenario, world, plan, place, arrays) for plan in plans],
    }


def _values(part: Any, arrays: Arrays) -> Iterator[tuple[str, Any]]:
    """The fields of a tuple as a page keeps them: numbers, whole ones of 64 bits as text, and places of arrays."""
    for name, value in part._asdict().items():
        if isinstance(value, np.ndarray):
            yield name, {"array": arrays.add(value)}
        elif isinstance(value, bool | np.bool_):
            yield name, int(value)
        elif isinstance(value, np.uint64):
            yield name, str(value)
        else:
            assert math.isfinite(value)
            yield name, int(value) if isinstance(value, int | np.integer) else float(value)


def _launch(scenario: Scenario, world: World, plan: Plan, place: Mapping[int, int], arrays: Arrays) -> dict[str, Any]:
    posts = np.concatenate([pieces_of_people(world, scenario), posts_of(plan.posts, world, scenario, _ANY_LUCK)])
    own = posts["influencer"] >= 0
    posts["influencer"][own] = [place[int(row)] for row in posts["influencer"][own]]
    known = np.zeros(posts.size, BEFORE_LUCK)
    for k, planned in enumerate(plan.posts):
        known[ev.FIRST_PLACE + k] = tuple(before_luck(planned, world, scenario.assumptions))
    return {
        "name": plan.schedule,
        "posts": arrays.add(posts),
        "known": arrays.add(known),
        "hours": [post.hour for post in plan.posts],
    }
