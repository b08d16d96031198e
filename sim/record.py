"""What a run leaves behind: counts by hour, the state at the end, and on request every event."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

# Columns of the hourly counts.
TALLY = (
    "reach_people",  # people who saw the campaign for the first time
    "impressions",
    "viral_impressions",  # shown by a person who shared
    "engagements",
    "shares",
    "clicks",
    "purchases_naive",  # followed a click
    "purchases_anyway",  # of those: would have come by the end with no campaign
    "overdosed_people",  # past the overdose point for the first time
)
(REACH, IMPRESSIONS, VIRAL, ENGAGEMENTS, SHARES, CLICKS, PURCHASES, ANYWAY, OVERDOSES) = range(len(TALLY))

NOBODY = 0xFFFFFFFF  # ``via`` of an impression that the influencer showed

# What came of an impression: bits of ``outcome`` in the event log.
FIRST, ENGAGED, SHARED, CLICKED, BOUGHT, OVERDOSE = 1, 2, 4, 8, 16, 32

EVENT = np.dtype(
    [
        ("hour", np.uint16),
        ("person", np.uint32),
        ("post", np.uint32),
        ("via", np.uint32),
        ("outcome", np.uint8),
        ("trust", np.uint16),  # afterwards, in steps of 1 / 65,535
    ]
)
ORGANIC = np.dtype([("hour", np.uint16), ("person", np.uint32)])

Counts = npt.NDArray[np.int64]
Events = npt.NDArray[np.void]


@dataclass(frozen=True)
class Ending:
    """The people touched by a campaign, when it is over.

    ``organic`` holds the purchases of touched people that no click led to, by (hour, person); people
    whom no campaign touched buy organically too, the same under every schedule.
    """

    aware: int  # reached, never engaged, no customer
    considering: int  # engaged, no customer
    customers: int
    trust_sum: float
    organic: Events


@dataclass
class Record:
    """One run. ``hourly`` has shape (hours, len(TALLY)); counts are of simulated people."""

    hourly: Counts
    events: Events | None = None
    ending: Ending | None = None
    first_post_hour: int = 0
    _parts: list[Events] = field(default_factory=list, repr=False)

    @classmethod
    def empty(cls, hours: int, first_post_hour: int) -> Record:
        """A record of ``hours`` hours in which nothing has happened yet."""
        return cls(np.zeros((hours, len(TALLY)), np.int64), first_post_hour=first_post_hour)

    def log(self, events: Events) -> None:
        """Keeps the events of one hour, in the order in which they were read."""
        self._parts.append(events)

    def close(self, ending: Ending, *, events: bool) -> None:
        """Ends the record; with ``events`` the whole log stands in one array, by (hour, person, post, via)."""
        self.ending = ending
        if events:
            self.events = np.concatenate([np.empty(0, EVENT), *self._parts])
        self._parts.clear()

    @property
    def totals(self) -> dict[str, int]:
        """Sums of the hourly counts over the run, by name."""
        return dict(zip(TALLY, (int(n) for n in self.hourly.sum(axis=0)), strict=True))
