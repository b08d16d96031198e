"""Where people stand when a town is drawn: communities apart, neighbours together, the same place every time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.world import World

Places = npt.NDArray[np.float64]

_GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))  # turns of a sunflower: no two of them overlap
_GAP = 1.25  # a cell's width over the diameter of the largest disc in it: room for a name


@dataclass(frozen=True, eq=False)
class Town:
    """Everybody's place, (people, 2), and each community's middle, (interests, 2), radius and name.

    Within -1 to 1, the longer side of the town from end to end.
    """

    people: Places
    centres: Places
    radii: npt.NDArray[np.float64]
    names: tuple[str, ...]


def town_of(world: World) -> Town:
    """The town of a world: those of one interest form a disc, its area in proportion to how many they are.

    A disc is filled from the middle in the order in which people are numbered, so that the circles of neighbours
    are rings; discs stand in rows, the first interest in the upper left.
    """
    starts = world.people.interest_starts
    sizes = np.diff(starts)
    radii = np.sqrt(sizes / max(1, int(sizes.max())))
    columns = math.ceil(math.sqrt(sizes.size))
    place = np.arange(sizes.size)
    centres = 2.0 * _GAP * np.column_stack([place % columns, -(place // columns)]).astype(np.float64)
    people = np.empty((world.people.size, 2))
    for k, (start, stop) in enumerate(pairwise(starts.tolist())):
        rank = np.arange(stop - start)
        distance = radii[k] * np.sqrt((rank + 0.5) / max(1, stop - start))
        people[start:stop, 0] = centres[k, 0] + distance * np.cos(rank * _GOLDEN_ANGLE)
        people[start:stop, 1] = centres[k, 1] + distance * np.sin(rank * _GOLDEN_ANGLE)
    low, high = centres.min(axis=0) - _GAP, centres.max(axis=0) + _GAP
    middle, half = (low + high) / 2.0, float((high - low).max()) / 2.0
    return Town((people - middle) / half, (centres - middle) / half, radii / half, world.interests)
