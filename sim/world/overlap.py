"""How far the audiences of a roster are the same people."""

from __future__ import annotations

import numpy as np

from sim.world.audiences import write_audience
from sim.world.world import World


def overlap_share(world: World) -> float:
    """The share of the summed audiences that is counted more than once, 0 to 1: of people who follow several."""
    followed = np.zeros(world.people.size, bool)
    counted = 0
    for row in range(len(world.roster)):
        audience = write_audience(world.audiences, row, world.influencers[row])
        followed[audience] = True
        counted += audience.size
    return 1.0 - float(followed.sum()) / counted if counted else 0.0
