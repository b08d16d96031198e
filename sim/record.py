"""What a run leaves behind: counts by hour and by piece, the state at the end, and on request every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.brief import Brief

if TYPE_CHECKING:
    from sim.budget import Plan

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
    "repeat_purchases",  # of the naive: by somebody who had bought before
    "code_purchases",  # of the naive: with a promo code
    "brand_followers",  # who began to follow the brand's account
    "word_of_mouth",  # customers who told their own followers
    "media_mentions",  # people of the press who wrote
    "trust_steps",  # change of the sum of trust over all reached so far, in steps of 1 / 65,535
    "trust_initial_steps",  # of that: the trust that people had when they were first reached
)
(REACH, IMPRESSIONS, VIRAL, ENGAGEMENTS, SHARES, CLICKS, PURCHASES, ANYWAY, OVERDOSES) = range(9)
(REPEATS, CODES, FOLLOWERS, SPOKEN, MENTIONS, TRUST, TRUST_INITIAL) = range(9, len(TALLY))

# Places of the two kinds of piece that no influencer publishes, before all others.
WORD_OF_MOUTH, MENTION = 0, 1
FIRST_PLACE = 2  # of the influencers' posts
# Columns of the counts by piece.
BY_POST = ("reach_people", "impressions", "engagements", "clicks", "purchases_naive", "purchases_anyway")
(OF_REACH, OF_IMPRESSIONS, OF_ENGAGEMENTS, OF_CLICKS, OF_PURCHASES, OF_ANYWAY) = range(len(BY_POST))

FIXED = 65535  # trust is kept in steps of 1 / 65,535
NOBODY = 0xFFFFFFFF  # ``via`` of an impression that the influencer showed

# What came of an impression: bits of ``outcome`` in the event log.
FIRST, ENGAGED, SHARED, CLICKED, BOUGHT, OVERDOSE, FOLLOWED, WROTE = 1, 2, 4, 8, 16, 32, 64, 128

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

    aware: int  # reached, never engaged, never bought
    considering: int  # engaged, never bought
    customers: int  # bought once, by a click or not
    loyal: int  # bought again after a click
    trust_sum: float
    organic: Events = field(repr=False)


@dataclass(repr=False)
class Record(Brief):
    """One run. ``hourly`` has shape (hours, len(TALLY)); counts are of simulated people.

    ``by_post`` has a row for each place of the run's pieces (``sim.posts``) and the columns BY_POST;
    ``plan`` is the plan as it was carried out, which reviews may have changed.
    """

    hourly: Counts
    plan: Plan
    by_post: Counts | None = None
    events: Events | None = None
    ending: Ending | None = None
    _parts: list[Events] = field(default_factory=list)

    @classmethod
    def empty(cls, hours: int, plan: Plan) -> Record:
        """A record of ``hours`` hours in which nothing has happened yet."""
        return cls(np.zeros((hours, len(TALLY)), np.int64), plan)

    def log(self, events: Events) -> None:
        """Keeps the events of one hour, in the order in which they were read."""
        self._parts.append(events)

    def close(self, ending: Ending, by_post: Counts, *, events: bool) -> None:
        """Ends the record; with ``events`` the whole log stands in one array, by (hour, person, post, via)."""
        self.ending = ending
        self.by_post = by_post
        if events:
            self.events = np.concatenate([np.empty(0, EVENT), *self._parts])
        self._parts.clear()

    @property
    def totals(self) -> dict[str, int]:
        """Sums of the hourly counts over the run, by name."""
        return dict(zip(TALLY, (int(n) for n in self.hourly.sum(axis=0)), strict=True))

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        shown = ("reach_people", "impressions", "engagements", "clicks", "purchases_naive")
        told = {name: f"{self.totals[name]:,}" for name in shown}
        told["events"] = "not kept" if self.events is None else f"{self.events.size:,}"
        so_far = "" if self.ending else "not over; so far "
        reached, seen = told["reach_people"], told["impressions"]
        return f"{len(self.hourly):,} hours: {so_far}{reached} simulated people reached, {seen} impressions", told
