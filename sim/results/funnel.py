"""A run replayed: in which stage of the funnel everybody is at each hour, read from its event log alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim import events as ev

if TYPE_CHECKING:
    from sim.results.record import Record

STAGES = ("unaware", "aware", "considering", "customer", "loyal")
(UNAWARE, AWARE, CONSIDERING, CUSTOMER, LOYAL) = range(len(STAGES))

CHANGE = np.dtype([("hour", np.int64), ("person", np.int64), ("stage", np.uint8)])

Stages = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Timeline:
    """The rises of people from stage to stage: ``changes`` (n,) of CHANGE, by hour.

    A person is aware once reached, considering once engaged, a customer once bought (by a click or not), and loyal
    once bought again after a click. Nobody falls back. People whom the campaign never reached stay unaware here
    even if they buy by themselves: they are the same under every schedule.
    """

    people: int
    hours: int
    changes: npt.NDArray[np.void]

    def stages(self) -> Iterator[Stages]:
        """The stage of everybody at the end of each hour, shape (people,): one array, changed from hour to hour."""
        stages = np.zeros(self.people, np.uint8)
        starts = np.searchsorted(self.changes["hour"], np.arange(self.hours + 1))
        for hour in range(self.hours):
            due = self.changes[starts[hour] : starts[hour + 1]]
            np.maximum.at(stages, due["person"], due["stage"])
            yield stages

    def counts(self) -> npt.NDArray[np.int64]:
        """People in each stage at the end of each hour, shape (hours, stages)."""
        return np.array([np.bincount(stages, minlength=len(STAGES)) for stages in self.stages()])


def timeline_of(record: Record, people: int) -> Timeline:
    """The timeline of a run among so many simulated people. Raises ValueError for a run without events."""
    if record.events is None or record.ending is None:
        raise ValueError("the run kept no events; simulate it with events=True")
    events, organic = record.events, record.ending.organic
    parts = []
    for bit, stage in ((ev.FIRST, AWARE), (ev.ENGAGED | ev.CLICKED, CONSIDERING)):
        rows = events[(events["outcome"] & bit) != 0]
        parts.append(_changes(rows["hour"], rows["person"], stage))
    bought = events[(events["outcome"] & ev.BOUGHT) != 0]
    # Bought by themselves, perhaps before the campaign came: a customer from that hour or the first impression on.
    reached = parts[0]
    first_hour = np.full(people, record.hourly.shape[0], np.int64)
    first_hour[reached["person"]] = reached["hour"]
    customer_hour = np.maximum(organic["hour"].astype(np.int64), first_hour[organic["person"]])
    parts.append(_changes(customer_hour, organic["person"], CUSTOMER))
    order = np.argsort(bought["person"], kind="stable")
    bought = bought[order]
    organic_hour = np.full(people, np.iinfo(np.int64).max)
    organic_hour[organic["person"]] = organic["hour"]
    loyal = (
        np.concatenate(([False], bought["person"][1:] == bought["person"][:-1])) if bought.size else np.zeros(0, bool)
    )
    loyal |= organic_hour[bought["person"]] <= bought["hour"]
    parts.append(_changes(bought["hour"], bought["person"], np.where(loyal, LOYAL, CUSTOMER)))
    changes = np.concatenate(parts)
    return Timeline(people, record.hourly.shape[0], changes[np.argsort(changes["hour"], kind="stable")])


def _changes(hours: npt.ArrayLike, people: npt.ArrayLike, stage: int | npt.ArrayLike) -> npt.NDArray[np.void]:
    changes = np.empty(np.shape(people), CHANGE)
    changes["hour"], changes["person"], changes["stage"] = hours, people, stage
    return changes
