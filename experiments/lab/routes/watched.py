"""Towns for the browser, played and packed in the pool: the lab itself stays free to answer, whatever is played."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from experiments.lab.play.packed import packed
from experiments.lab.play.town import played
from experiments.lab.pool import in_worker
from experiments.lab.question.asked import Asked

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_MOST = 8
_towns: OrderedDict[Asked, asyncio.Future[bytes]] = OrderedDict()


async def town(asked: Asked) -> bytes:
    """What ``packed`` says of the town that is asked. A class that opens one link has it played once.

    Raises InputError where it cannot be played.
    """
    if asked not in _towns:
        call = partial(packed_town, asked.scenario(), asked.schedules, asked.seed)
        _towns[asked] = asyncio.ensure_future(in_worker(call))
        while len(_towns) > _MOST:
            _towns.popitem(last=False)
    _towns.move_to_end(asked)
    try:
        return await asyncio.shield(_towns[asked])  # others may wait for it when this visitor leaves
    except Exception:
        _towns.pop(asked, None)
        raise


def packed_town(scenario: Scenario, schedules: tuple[str, ...], seed: int) -> bytes:
    """The town of these schedules, as the browser unpacks it. Raises InputError."""
    return packed(played(scenario, schedules, seed))
