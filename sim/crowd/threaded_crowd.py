"""The compiled crowd of one large campaign, shared by threads; to the last digit that of one thread.

People react to what they see and not to each other: in an hour, whoever reads needs nothing of anybody else who reads.
So each thread has a part of the people: their rows, what they passed on, the counts of what they did. A piece is shown
by all threads, each to a stretch of those who may see it; each puts away who will in a calendar of its own, by the part
to which they belong. Counts are whole numbers, and add up to the same in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from sim import events as ev
from sim.compiled import kinds_of, straight
from sim.crowd.behaviour import Behaviour
from sim.crowd.column_crowd import NOTHING, ColumnCrowd, ending_of
from sim.crowd.exposure import publish_to, write_batches
from sim.crowd.feed import FeedCounts, first_of
from sim.crowd.reaction import react
from sim.crowd.run_state import BATCH, SHOWING
from sim.planning.posts import Posts
from sim.world.world import World

Answer = TypeVar("Answer")


class ThreadedCrowd:
    """A column crowd in parts, one for each thread: as many as the largest power of two up to ``threads``.

    What all parts share lies with the first: the showings, and what feeds have shown.
    """

    def __init__(self, world: World, behaviour: Behaviour, posts: Posts, *, events: bool, threads: int) -> None:
        parts = 1 << (threads.bit_length() - 1)
        self.parts = [ColumnCrowd(world, behaviour, posts, events=events, parts=parts) for _ in range(parts)]
        self._threads = ThreadPoolExecutor(parts)
        first = self.parts[0]
        state, scratch, number = kinds_of(first.state, first.scratch, 0)
        due, tally, log, batches = kinds_of(*(np.empty(0, kind) for kind in (np.uint64, np.int64, ev.EVENT, BATCH)))
        self._to_publish = straight(publish_to, (state, scratch, number, number, number, number))
        self._to_react = straight(react, (state, scratch, due, number, tally, log))
        self._to_write_batches = straight(write_batches, (state, batches))

    def _each(self, of: Callable[[int, ColumnCrowd], Answer]) -> list[Answer]:
        """What each part answers, asked at once."""
        return list(self._threads.map(of, range(len(self.parts)), self.parts))

    def _stretch(self, k: int, whole: int) -> tuple[int, int]:
        """The k-th of as many equal stretches of 0 up to ``whole`` as there are parts."""
        return k * whole // len(self.parts), (k + 1) * whole // len(self.parts)

    @property
    def by_post(self) -> ev.Counts:
        """What each piece brought so far, see ``sim.events``."""
        total: ev.Counts = np.sum([part.by_post for part in self.parts], axis=0)
        return total

    def _feed(self) -> FeedCounts:
        """What feeds have shown, and all the engagements that they go by."""
        return self.parts[0].feed._replace(engaged=np.sum([part.feed.engaged for part in self.parts], axis=0))

    def add_posts(self, pieces: Posts) -> None:
        """Adds pieces, which take the places after those known so far."""
        for part in self.parts:
            part.add_posts(pieces)

    def publish(self, place: int, hour: int) -> None:
        """Shows the post at a place of the run's pieces to the audience, each of whom may see it in a later hour."""
        first = self.parts[0]
        post = first.posts[place]
        members = int(first.world.influencers[post["influencer"]]["members"])
        showing = self._add_showings(np.array([(post["post"], ev.NOBODY, place, 0, 0)], SHOWING))

        def show(k: int, part: ColumnCrowd) -> None:
            start, stop = self._stretch(k, members)
            part.calendar.reserve(stop - start)
            self._to_publish(part.state, part.scratch, showing, start, stop, hour)

        self._each(show)
        if shown := first_of(first.behaviour, first.feed, post, place, first.world.people.size):
            self._recommend(np.array([(place, 0, 0, shown)], BATCH), hour)

    def read(self, hour: int) -> tuple[ev.Counts, ev.Events]:
        """Lets everybody read what falls due in this hour; returns counts, shape (len(TALLY),), and events."""
        taken = self._each(lambda _, part: [part.calendar.take(hour, k) for k in range(len(self.parts))])

        def read(k: int, part: ColumnCrowd) -> tuple[ev.Counts, ev.Events, np.ndarray]:
            due = np.concatenate([by_part[k] for by_part in taken])
            for by_part in taken:
                by_part[k] = due[:0]
            due.sort()
            part.make_room(due.size)
            tally, log = np.zeros(len(ev.TALLY), np.int64), np.empty(due.size if part.events else 0, ev.EVENT)
            shown = self._to_react(part.state, part.scratch, due, hour, tally, log)
            part.reached += int(tally[ev.REACH])
            part.passed_on_count += shown
            return tally, log, part.scratch.sharing[:shown]

        if not any(due.size for by_part in taken for due in by_part):
            return NOTHING
        tallies, logs, sharing = zip(*self._each(read), strict=True)
        tally = np.sum(tallies, axis=0)
        self._pass_on(np.concatenate(sharing), hour)
        if tally[ev.ENGAGEMENTS] > 0:
            first = self.parts[0]
            due_now = first.scratch.batches
            count, _ = self._to_write_batches(first.state._replace(by_post=self.by_post, feed=self._feed()), due_now)
            self._recommend(due_now[:count], hour)
        return tally, _in_order(logs)

    def _pass_on(self, sharing: np.ndarray, hour: int) -> None:
        if not sharing.size:
            return
        before = self._add_showings(sharing)

        def show(k: int, part: ColumnCrowd) -> None:
            start, stop = self._stretch(k, sharing.size)
            part.spread(before + start, before + stop, hour)

        self._each(show)

    def _recommend(self, batches: np.ndarray, hour: int) -> None:
        """Has each part show a stretch of every batch; all write the same showings, in the same places."""
        if not batches.size:
            return
        before = self._add_showings(np.empty(batches.size, SHOWING))

        def show(k: int, part: ColumnCrowd) -> None:
            own = batches.copy()
            own["first"] = batches["first"] + k * batches["people"] // len(self.parts)
            own["people"] = (k + 1) * batches["people"] // len(self.parts) + batches["first"] - own["first"]
            part.recommend(own, before, int(own["people"].sum()), hour)

        self._each(show)

    def _add_showings(self, showings: np.ndarray) -> int:
        """Adds showings, which every part sees; returns the place of the first."""
        first = self.parts[0]
        place = first.add_showings(showings)
        for part in self.parts:
            part.showings, part.showing_count = first.showings, first.showing_count
        return place

    def end(self) -> ev.Ending:
        """Sums up the people whom the campaign has touched, at its end."""
        counts, organic = zip(*self._each(lambda _, part: part.added_up()), strict=True)
        return ending_of(np.sum(counts, axis=0), np.concatenate(organic))


def _in_order(logs: Sequence[ev.Events]) -> ev.Events:
    """The events of an hour in the order (person, post, via), from those of parts, which are in that order."""
    log = np.concatenate(logs)
    ordered: ev.Events = log[np.argsort(log["person"], kind="stable")]
    return ordered
