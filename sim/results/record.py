"""The record of a run: counts by hour and by piece, the state at the end, and on request every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim import events as ev
from sim.brief import Brief

if TYPE_CHECKING:
    from sim.planning.budget import Plan


@dataclass(repr=False)
class Record(Brief):
    """The record of one run. ``hourly`` has shape (hours, len(TALLY)); counts are of simulated people.

    ``by_post`` has a row for each place of the run's pieces (``sim.planning.posts``) and the columns BY_POST, both of
    ``sim.events``; ``plan`` is the plan as it was carried out, which reviews may have changed.
    """

    hourly: ev.Counts
    plan: Plan
    by_post: ev.Counts | None = None
    events: ev.Events | None = None
    ending: ev.Ending | None = None
    _parts: list[ev.Events] = field(default_factory=list)

    @classmethod
    def empty(cls, hours: int, plan: Plan) -> Record:
        """A record of ``hours`` hours in which nothing has happened yet."""
        return cls(np.zeros((hours, len(ev.TALLY)), np.int64), plan)

    def log(self, events: ev.Events) -> None:
        """Keeps the events of one hour, in the order in which they were read."""
        if events.size:
            self._parts.append(events)

    def close(self, ending: ev.Ending, by_post: ev.Counts, *, events: bool) -> None:
        """Ends the record; with ``events`` the whole log stands in one array, by (hour, person, post, via)."""
        self.ending = ending
        self.by_post = by_post
        if events:
            # As bytes: of records numpy compares the fields of every part, which takes twelve times as long.
            parts = [part.view(f"V{ev.EVENT.itemsize}") for part in (np.empty(0, ev.EVENT), *self._parts)]
            self.events = np.concatenate(parts).view(ev.EVENT)
        self._parts.clear()

    @property
    def totals(self) -> dict[str, int]:
        """Sums of the hourly counts over the run, by name."""
        return dict(zip(ev.TALLY, (int(n) for n in self.hourly.sum(axis=0)), strict=True))

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        shown = ("reach_people", "impressions", "engagements", "clicks", "purchases_naive")
        rows = {name: f"{self.totals[name]:,}" for name in shown}
        rows["events"] = "not kept" if self.events is None else f"{self.events.size:,}"
        so_far = "" if self.ending else "not over; so far "
        reached, seen = rows["reach_people"], rows["impressions"]
        return f"{len(self.hourly):,} hours: {so_far}{reached} simulated people reached, {seen} impressions", rows
