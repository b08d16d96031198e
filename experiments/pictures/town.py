"""Where people and influencers stand when a town is drawn: communities apart, the same place every time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.world.world import World

Places = npt.NDArray[np.float64]

_GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))  # turns of a sunflower: no two of them overlap
_GAP = 1.25  # a cell's width over the diameter of the largest disc in it: room for a name
# A name above a disc, in radii of the disc: half its width, where it begins, and where that of the next row begins.
_NAME, _NAME_ABOVE, _NAME_BELOW = 0.75, 1.0, 1.16
_MARK = 0.06  # radius of the mark of an influencer with 10,000 followers, in radii of the largest disc
_APART = 1.1  # marks keep a tenth of their radius free around them


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


def cell_of(town: Town) -> float:
    """Half the width of the square in which each community stands."""
    return _GAP * float(town.radii.max())


def influencer_places(
    town: Town, interests: npt.NDArray[np.int64], followers: npt.NDArray[np.int64]
) -> tuple[Places, npt.NDArray[np.float64]]:
    """Where influencers stand, (n, 2), and the radii of their marks, (n,), given their interests and followers.

    Around the disc of their interest, the largest first, from below on both sides and outwards into the corners of
    its cell, clear of the name above it; who finds no room there stands within the rim. The area of a mark is in
    proportion to the square root of the followers: of a macro and a nano, both are to be seen.
    """
    radii = float(town.radii.max()) * _MARK * (followers / 10_000.0) ** 0.25
    places = np.zeros((radii.size, 2))
    order = np.lexsort((np.arange(radii.size), -followers, interests))
    for k in np.unique(interests):
        spots, room = _spots(float(town.radii[k]), cell_of(town))
        for influencer in order[interests[order] == k]:
            enough = room >= radii[influencer]
            spot = int(np.argmax(enough)) if enough.any() else int(np.argmax(room))
            places[influencer] = town.centres[k] + spots[spot]
            gap = np.hypot(*(spots - spots[spot]).T) - _APART * radii[influencer]
            np.minimum(room, gap, out=room)
    return places, radii


def _spots(radius: float, cell: float) -> tuple[Places, npt.NDArray[np.float64]]:
    """Spots for marks about a disc in the middle of a cell of this half width, best first; the room at each."""
    angle = np.linspace(0.0, math.pi, 181)
    angle = np.column_stack([angle, -angle]).ravel() - math.pi / 2.0  # from below, right and left in turn
    outer = np.arange(1.0, 1.5 * cell / radius, 0.03)
    inner = np.arange(0.97, 0.1, -0.03)
    away = radius * np.repeat(np.concatenate([outer, inner]), angle.size)
    turn = np.tile(angle, outer.size + inner.size)
    spots = away[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    across, up = np.abs(spots).T[0], spots[:, 1]
    to_names = np.maximum(np.minimum(_NAME_ABOVE * radius - up, _NAME_BELOW * radius + up), 0.0)
    to_name = np.hypot(np.maximum(across - _NAME * radius, 0.0), to_names)
    to_edge = np.minimum(cell - across, cell - np.abs(up))
    outside = np.minimum.reduce([away - radius, to_edge, to_name])
    return spots, np.where(away >= radius, outside, np.minimum(radius - away, to_name))
