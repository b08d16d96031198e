"""Whom a person follows: the ties and audiences of a world, read from the follower's side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.world.ties import count_ties, write_ties

if TYPE_CHECKING:
    from sim.world.world import World

_Rows = tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]


def people_followed(world: World, person: int) -> npt.NDArray[np.int64]:
    """The people whom a person follows, by number, ascending.

    Ties are written down once for the last world that was asked about: seconds for a million people.
    """
    starts, followers = _rows(world)
    return np.searchsorted(starts, np.flatnonzero(followers == person), side="right") - 1


def influencers_followed(world: World, person: int, rows: Iterable[int]) -> list[int]:
    """Those of the influencers at these places of the roster whom a person follows, in their order."""
    return [row for row in rows if person in world.audience(row)]


@lru_cache(maxsize=1)
def _rows(world: World) -> _Rows:
    """Where the followers of each person begin among all, shape (people + 1,), and the followers."""
    if world.ties.stored:
        return world.ties.starts, world.ties.followers
    starts = np.concatenate(([0], np.cumsum(count_ties(world.people, world.ties))))
    return starts, write_ties(world.people, world.ties, starts)
