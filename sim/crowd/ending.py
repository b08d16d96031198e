"""The end of a run in a compiled loop: the people whom the campaign touched, summed up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled
from sim.crowd.behaviour import Behaviour
from sim.crowd.chances import organic_hour
from sim.crowd.person_table import CONSIDERING, CUSTOMER, LOYAL
from sim.world.people import People


@compiled()
def add_up(
    people: People,
    behaviour: Behaviour,
    table: npt.NDArray[np.void],
    organic: npt.NDArray[np.void],
    counts: npt.NDArray[np.int64],
) -> int:
    """Adds up the people touched into ``counts``; returns how many bought with no click, listed in ``organic``.

    ``counts`` holds aware, considering, customers, loyal and the sum of trust in steps.
    """
    n = 0
    for row in range(table.shape[0]):
        p = table[row]
        if p.flags == 0:
            continue
        counts[4] += p.trust
        stage = 1 if p.flags & CONSIDERING else 0
        if p.flags & CUSTOMER:
            stage = 2
        else:
            hour = organic_hour(people, behaviour, p.person)
            if hour < behaviour.horizon:
                stage = 2
                organic[n].hour = int(hour)
                organic[n].person = p.person
                n += 1
        counts[3 if p.flags & LOYAL else stage] += 1
    return n
