"""The compiled crowd: full-size markets, a row of columns per person touched, no Python per person."""

from __future__ import annotations

import numpy as np

from sim import events as ev
from sim.compiled import kinds_of, straight
from sim.crowd import passed_on, person_table
from sim.crowd.behaviour import Behaviour
from sim.crowd.calendar import Calendar
from sim.crowd.ending import add_up
from sim.crowd.exposure import publish, recommend, spread
from sim.crowd.feed import GENERATIONS, empty_counts, first_of, with_pieces
from sim.crowd.reaction import read
from sim.crowd.run_state import BATCH, SHOWING, State, empty_scratch, with_reading_room
from sim.planning.posts import Posts
from sim.world.world import World

SHARE_ROOM = 1 << 22  # impressions for which room is made at once
NOTHING = np.zeros(len(ev.TALLY), np.int64), np.empty(0, ev.EVENT)  # of an hour in which nothing falls due


class ColumnCrowd:
    """Followers as columns. Impressions wait in a calendar; people get a row when they are first touched."""

    def __init__(self, world: World, behaviour: Behaviour, posts: Posts, *, events: bool, parts: int = 1) -> None:
        self.world = world
        self.behaviour = behaviour
        self.posts = posts
        self.events = events
        self.by_post = np.zeros((posts.size, len(ev.BY_POST)), np.int64)
        self.feed = empty_counts(posts.size)
        self.calendar = Calendar(behaviour.horizon, parts)
        self.showings = np.empty(max(1024, posts.size), SHOWING)
        self.showing_count = 0
        self.table = person_table.empty_table()
        self.reached = 0
        self.passed_on_count = 0
        self.passed_on = passed_on.empty_set()
        self.scratch = empty_scratch(max(world.ties.most_followers, behaviour.simulated_readers), posts.size)
        state, scratch, number = kinds_of(self.state, self.scratch, 0)
        due, tally, log, batches = kinds_of(*(np.empty(0, kind) for kind in (np.uint64, np.int64, ev.EVENT, BATCH)))
        self._to_publish = straight(publish, (state, scratch, number, number))
        self._to_read = straight(read, (state, scratch, due, number, tally, log))
        self._to_spread = straight(spread, (state, scratch, number, number, number))
        self._to_recommend = straight(recommend, (state, scratch, batches, number, number))

    @property
    def state(self) -> State:
        """The state of the run now; made anew at each call, as an array that has grown is another one."""
        world = self.world
        return State(
            people=world.people,
            ties=world.ties,
            audiences=world.audiences,
            influencers=world.influencers,
            behaviour=self.behaviour,
            posts=self.posts,
            by_post=self.by_post,
            showings=self.showings,
            table=self.table,
            feed=self.feed,
            passed_on=self.passed_on,
            pages=self.calendar.pages,
        )

    def add_posts(self, pieces: Posts) -> None:
        """Adds pieces, which take the places after those known so far."""
        self.posts = np.concatenate([self.posts, pieces])
        self.by_post = np.concatenate([self.by_post, np.zeros((pieces.size, len(ev.BY_POST)), np.int64)])
        self.feed = with_pieces(self.feed, pieces.size)
        self.scratch = self.scratch._replace(batches=np.empty(self.posts.size * GENERATIONS, BATCH))

    def publish(self, place: int, hour: int) -> None:
        """Shows the post at a place of the run's pieces to the audience, each of whom may see it in a later hour."""
        post = self.posts[place]
        self.add_showings(np.array([(post["post"], ev.NOBODY, place, 0, 0)], SHOWING))
        self.calendar.reserve(int(self.world.influencers[post["influencer"]]["members"]))
        self._to_publish(self.state, self.scratch, self.showing_count - 1, hour)
        if first := first_of(self.behaviour, self.feed, post, place, self.world.people.size):
            self._recommend(np.array([(place, 0, 0, first)], BATCH), first, hour)

    def read(self, hour: int) -> tuple[ev.Counts, ev.Events]:
        """Lets everybody read what falls due in this hour; returns counts, shape (len(TALLY),), and events."""
        due = self.calendar.take(hour)
        if not due.size:
            return NOTHING
        tally = np.zeros(len(ev.TALLY), np.int64)
        log = np.empty(due.size if self.events else 0, ev.EVENT)
        due.sort()
        self.make_room(due.size)
        shown, batches, people = self._to_read(self.state, self.scratch, due, hour, tally, log)
        self.reached += int(tally[ev.REACH])
        self.passed_on_count += shown
        if shown:
            self._pass_on(self.scratch.sharing[:shown], hour)
        if batches:
            self._recommend(self.scratch.batches[:batches], people, hour)
        return tally, log

    def make_room(self, impressions: int) -> None:
        """Makes room for as many newly reached people as there are impressions, and for twice as many showings."""
        self.table = person_table.with_room(self.table, self.reached, impressions)
        self.passed_on = passed_on.with_room(self.passed_on, self.passed_on_count + 2 * impressions)
        self.scratch = with_reading_room(self.scratch, impressions)

    def _pass_on(self, sharing: np.ndarray, hour: int) -> None:
        self.spread(self.add_showings(sharing), self.showing_count, hour)

    def spread(self, first: int, last: int, hour: int) -> None:
        """Decides who will see what people passed on, showings ``first`` up to ``last``, and when."""
        most = self.scratch.readers.size
        at_once = max(1, SHARE_ROOM // most)
        for start in range(first, last, at_once):
            stop = min(start + at_once, last)
            self.calendar.reserve((stop - start) * most)
            self._to_spread(self.state, self.scratch, start, stop, hour)

    def _recommend(self, batches: np.ndarray, people: int, hour: int) -> None:
        self.recommend(batches, self._places_for(batches.size), people, hour)

    def recommend(self, batches: np.ndarray, first: int, people: int, hour: int) -> None:
        """Decides who of the people in these batches will see them, as showings from ``first`` on, and when."""
        self.calendar.reserve(people)
        self._to_recommend(self.state, self.scratch, batches, first, hour)

    def add_showings(self, showings: np.ndarray) -> int:
        """Adds showings; returns the place of the first."""
        first = self._places_for(showings.size)
        self.showings[first : first + showings.size] = showings
        return first

    def _places_for(self, showings: int) -> int:
        """Makes room for so many more showings, whose places begin with the one that is returned."""
        first = self.showing_count
        self.showing_count += showings
        if self.showing_count > self.showings.size:
            self.showings = np.resize(self.showings, 2 * self.showing_count)
        return first

    def end(self) -> ev.Ending:
        """Sums up the people whom the campaign has touched, at its end."""
        return ending_of(*self.added_up())

    def added_up(self) -> tuple[ev.Counts, ev.Events]:
        """The counts of ``ending.add_up``, and who bought with no click."""
        organic = np.empty(self.reached, ev.ORGANIC)
        counts = np.zeros(5, np.int64)
        return counts, organic[: add_up(self.world.people, self.behaviour, self.table, organic, counts)]


def ending_of(counts: ev.Counts, organic: ev.Events) -> ev.Ending:
    """The end of a run from the counts of ``ending.add_up``, and who bought with no click."""
    organic.sort(order=["hour", "person"])
    aware, considering, customers, loyal, trust = (int(n) for n in counts)
    return ev.Ending(aware, considering, customers, loyal, trust / ev.FIXED, organic)
