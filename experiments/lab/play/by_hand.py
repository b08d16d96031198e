"""A plan that a visitor changed beside the one that was found, played piece by piece in the same replicates."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Executor
from functools import partial

import numpy as np

from experiments.lab.play.pieces import finished
from experiments.plan_launch.by_hand import HAND_REPLICATE, HAND_REPLICATES, changed_less_found, values_by_hand
from experiments.plan_launch.draft import Draft
from experiments.replicates.design import Design
from experiments.statistics.estimates import Array, PairedDifference
from sim.scenario.scenario import Scenario

_PIECE = 5  # replicates


async def differences(
    pool: Executor,
    scenario: Scenario,
    design: Design,
    found: Draft,
    changed: Draft,
    stopped: Callable[[], bool],
) -> AsyncGenerator[PairedDifference, None]:
    """The changed plan less the found one, over more and more replicates; their order of arrival changes nothing."""
    ends = HAND_REPLICATE + HAND_REPLICATES
    pieces = (
        partial(values_by_hand, scenario, design, (found, changed), range(first, min(ends, first + _PIECE)))
        for first in range(HAND_REPLICATE, ends, _PIECE)
    )
    known: dict[int, Array] = {}
    async for replicates, values in finished(pool, pieces, stopped):
        known[replicates[0]] = values
        there = np.concatenate([known[first] for first in sorted(known)], axis=1)
        yield changed_less_found(there[1], there[0])
