"""The compiled crowd: full-size markets, a row of columns per person touched, no Python per person."""

from __future__ import annotations

import numpy as np

from sim import touched
from sim.audience import BLOCK
from sim.behaviour import Behaviour
from sim.exposure import SHOWING, publish, spread
from sim.population import FIXED
from sim.posts import Posts
from sim.reaction import VACANT, add_up, copy_shared, read
from sim.record import EVENT, NOBODY, ORGANIC, REACH, SHARES, TALLY, Counts, Ending, Events
from sim.timetable import Timetable
from sim.world import World

_SHARE_ROOM = 1 << 22  # impressions for which room is made at once


class ColumnCrowd:
    """Followers as columns. Impressions wait in a timetable; people get a row when they are first touched."""

    def __init__(self, world: World, behaviour: Behaviour, posts: Posts, *, events: bool) -> None:
        self.world = world
        self.behaviour = behaviour
        self.posts = posts
        self.events = events
        self.timetable = Timetable(behaviour.delay_shares.size)
        self.showings = np.empty(max(1024, posts.size), SHOWING)
        self.showing_count = 0
        self.table = touched.empty_table()
        self.reached = 0
        self.shared = np.full(1024, VACANT, np.uint64)
        self._members = np.empty(BLOCK, np.uint32)
        self._words = np.empty((3, BLOCK), np.uint32)
        self._followers = np.empty(world.ties.most_followers, np.int64)

    def publish(self, place: int, hour: int) -> None:
        """The influencer shows post ``place`` of the run's posts to the audience."""
        post = self.posts[place]
        self._add_showings(np.array([(post["post"], NOBODY, place)], SHOWING))
        self.timetable.reserve(int(self.world.influencers[post["influencer"]]["members"]))
        publish(
            self.world.people,
            self.world.audiences,
            self.world.influencers,
            self.behaviour,
            post,
            self.showing_count - 1,
            hour,
            self.timetable.pages,
            self._members,
            self._words,
        )

    def read(self, hour: int) -> tuple[Counts, Events]:
        """Everybody reads what falls due in this hour: counts, shape (len(TALLY),), and the hour's events."""
        due = self.timetable.take(hour)
        tally = np.zeros(len(TALLY), np.int64)
        log = np.empty(due.size if self.events else 0, EVENT)
        if due.size:
            sharing = np.empty(due.size, SHOWING)
            rows, words = np.empty(due.size, np.int64), np.empty(due.size, np.uint32)
            self._make_room(due.size)
            read(
                due,
                hour,
                self.world.people,
                self.world.influencers,
                self.behaviour,
                self.posts,
                self.showings,
                self.table,
                rows,
                words,
                self.shared,
                log,
                tally,
                sharing,
            )
            self.reached += int(tally[REACH])
            if tally[SHARES]:
                self._spread(sharing[: tally[SHARES]], hour)
        return tally, log

    def _make_room(self, impressions: int) -> None:
        """For as many people reached, and shares made, as there are impressions."""
        self.table = touched.with_room(self.table, self.reached, impressions)
        shares = self.showing_count + impressions
        if 2 * shares > self.shared.size:
            larger = np.full(4 * shares, VACANT, np.uint64)
            copy_shared(self.shared, larger)
            self.shared = larger

    def _spread(self, sharing: np.ndarray, hour: int) -> None:
        first = self.showing_count
        self._add_showings(sharing)
        at_once = max(1, _SHARE_ROOM // self.world.ties.most_followers)
        for start in range(first, self.showing_count, at_once):
            stop = min(start + at_once, self.showing_count)
            self.timetable.reserve((stop - start) * self.world.ties.most_followers)
            spread(
                self.world.people,
                self.world.ties,
                self.behaviour,
                self.showings,
                start,
                stop,
                hour,
                self.timetable.pages,
                self._followers,
            )

    def _add_showings(self, more: np.ndarray) -> None:
        needed = self.showing_count + more.size
        if needed > self.showings.size:
            self.showings = np.resize(self.showings, 2 * needed)
        self.showings[self.showing_count : needed] = more
        self.showing_count = needed

    def end(self) -> Ending:
        """The people touched, when the campaign is over."""
        world, behaviour = self.world, self.behaviour
        organic = np.empty(self.reached, ORGANIC)
        counts = np.zeros(4, np.int64)
        organic = organic[: add_up(world.people, behaviour, self.table, organic, counts)]
        organic.sort(order=["hour", "person"])
        aware, considering, customers, trust = (int(n) for n in counts)
        return Ending(aware, considering, customers, trust / FIXED, organic)
