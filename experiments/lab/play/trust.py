"""How much people trust the brand against what they did before the campaign: a shade for each person, and the mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from experiments.pictures.palette import TRUST_COLOURS
from sim import events as ev
from sim.world.people import traits

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.world.world import World

LEVELS = 5  # shades on each side of no change
# A scale ends at that of these numbers which is nearest to what 95 % of the people reached stay within: the few who
# change most have the last shade, and the others are told apart.
_ENDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_WITHIN = 0.95


@dataclass(frozen=True, eq=False)
class TrustChanges:
    """Change of trust against before the campaign, at the end of each hour in which a person saw it; by hour.

    ``hour``, ``person`` and ``change``, shape (n,) each; trust runs from 0 to 1.
    """

    hour: npt.NDArray[np.uint16]
    person: npt.NDArray[np.uint32]
    change: npt.NDArray[np.float64]

    def shaded(self, end: float) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
        """Hours, persons and shades, (n,) each, of every change of a person's shade, by hour.

        Shades are 1 for ``-end`` or less to 2 LEVELS + 1 for ``end`` or more; 0 is of the people not yet reached.
        """
        shade = (1 + LEVELS + np.clip(np.rint(self.change / end * LEVELS), -LEVELS, LEVELS)).astype(np.uint8)
        order = np.argsort(self.person, kind="stable")
        person, of_person = self.person[order], shade[order]
        same = (person[1:] == person[:-1]) & (of_person[1:] == of_person[:-1])
        kept = np.sort(order[np.concatenate((np.ones(min(1, order.size), bool), ~same))])
        return self.hour[kept], self.person[kept], shade[kept]


def trust_changes(world: World, record: Record) -> TrustChanges:
    """The changes of trust in a run, from its event log."""
    assert record.events is not None
    events = record.events
    person, hour = events["person"], events["hour"]
    before = np.zeros(world.people.size, np.int64)
    for number in np.unique(person).tolist():
        before[number] = traits(world.people, number)[2]
    last = np.ones(events.size, bool)  # of a person's impressions in an hour, which stand one behind the other
    last[:-1] = (person[1:] != person[:-1]) | (hour[1:] != hour[:-1])
    change = (events["trust"].astype(np.int64) - before[person])[last] / ev.FIXED
    return TrustChanges(hour[last].copy(), person[last].copy(), change)


def scale_end(several: Iterable[TrustChanges]) -> float:
    """The change of trust at which the scale of shades ends for these runs, the same on both sides."""
    sizes = []
    for changes in several:
        final = np.full(int(changes.person.max(initial=0)) + 1, np.nan)
        final[changes.person] = np.abs(changes.change)
        sizes.append(final[~np.isnan(final)])
    reached = np.concatenate(sizes)
    usual = float(np.quantile(reached, _WITHIN)) if reached.size else 0.0
    return min(_ENDS, key=lambda end: abs(np.log(end / max(usual, _ENDS[0]))))


def shade_colours() -> list[str]:
    """The colours of shades 1 to 2 LEVELS + 1, as #RRGGBB."""
    less, same, more = (np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) for colour in TRUST_COLOURS)
    parts = np.linspace(-1.0, 1.0, 2 * LEVELS + 1)
    mixed = [same + abs(part) * ((more if part > 0 else less) - same) for part in parts]
    return ["#" + "".join(f"{round(channel):02X}" for channel in colour) for colour in mixed]


def mean_trust_gained(record: Record) -> npt.NDArray[np.float64]:
    """Mean trust gained by the people reached so far, at the end of each hour, shape (hours,); 0 before the first."""
    total = record.hourly.cumsum(axis=0)
    gained: npt.NDArray[np.float64] = (
        (total[:, ev.TRUST] - total[:, ev.TRUST_INITIAL]) / ev.FIXED / np.maximum(total[:, ev.REACH], 1)
    )
    return gained
