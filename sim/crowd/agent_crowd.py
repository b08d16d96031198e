"""The readable crowd: every follower a Mesa agent. For teaching, for extension, and as the oracle."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from sim import events as ev
from sim.crowd.agents import Follower, Impression, Showing
from sim.crowd.behaviour import Behaviour
from sim.crowd.exposure import readers_into
from sim.crowd.feed import GENERATIONS, due_of, empty_counts, first_of, order_of, person_at, with_pieces
from sim.planning.posts import OWN, Posts
from sim.world.ties import followers_into
from sim.world.world import World

_COUNTED = (
    (ev.REACH, ev.FIRST),
    (ev.ENGAGEMENTS, ev.ENGAGED),
    (ev.SHARES, ev.SHARED),
    (ev.CLICKS, ev.CLICKED),
    (ev.PURCHASES, ev.BOUGHT),
    (ev.OVERDOSES, ev.OVERDOSE),
    (ev.FOLLOWERS, ev.FOLLOWED),
)
_COUNTED_BY_POST = (
    (ev.OF_REACH, ev.FIRST),
    (ev.OF_ENGAGEMENTS, ev.ENGAGED),
    (ev.OF_CLICKS, ev.CLICKED),
    (ev.OF_PURCHASES, ev.BOUGHT),
)


class AgentCrowd:
    """Followers as Mesa agents of the model, person k being ``followers[k]``."""

    def __init__(self, model: Any, world: World, behaviour: Behaviour, posts: Posts, *, events: bool) -> None:
        self.world = world
        self.behaviour = behaviour
        self.posts = posts
        self.events = events
        self.by_post = np.zeros((posts.size, len(ev.BY_POST)), np.int64)
        self.feed = empty_counts(posts.size)
        self._awake: defaultdict[int, set[int]] = defaultdict(set)  # who has something to read, by hour
        self._engaged_with: set[tuple[int, int]] = set()  # in this hour: pieces, by how a feed came to show them
        self.followers = [Follower(model, self, person) for person in range(world.people.size)]
        self._buffer = np.empty(max(world.ties.most_followers, behaviour.simulated_readers), np.int64)

    def add_posts(self, pieces: Posts) -> None:
        """Adds pieces, which take the places after those known so far."""
        self.posts = np.concatenate([self.posts, pieces])
        self.by_post = np.concatenate([self.by_post, np.zeros((pieces.size, len(ev.BY_POST)), np.int64)])
        self.feed = with_pieces(self.feed, pieces.size)

    def publish(self, place: int, hour: int) -> None:
        """Shows the post at a place of the run's pieces to the audience, each of whom may see it in a later hour."""
        post = self.posts[place]
        for person in self.world.audience(post["influencer"]):
            self._show(person, (int(post["post"]), ev.NOBODY, place, 0, 0), hour)
        first = first_of(self.behaviour, self.feed, post, place, self.world.people.size)
        self._recommend(place, 0, 0, first, hour)

    def read(self, hour: int) -> tuple[ev.Counts, ev.Events]:
        """Lets everybody read what falls due in this hour; returns counts, shape (len(TALLY),), and events."""
        tally = np.zeros(len(ev.TALLY), np.int64)
        log: list[tuple[int, int, int, int, int, int]] = []
        showings: list[Showing] = []
        for person in sorted(self._awake.pop(hour, ())):  # everybody else has nothing to read, and sleeps
            follower = self.followers[person]
            for seen in follower.read(hour):
                log.append((hour, follower.person, seen.post, seen.via, seen.outcome, seen.trust_after))
                self._count(tally, follower, seen)
                showings += seen.showings
        for showing in showings:
            post, via, place, _, _ = showing
            if place == ev.MENTION and via == ev.NOBODY:
                n = readers_into(self.world.people, self.behaviour, post - OWN, self._buffer)
            else:
                n = followers_into(self.world.people, self.world.ties, via, self._buffer)
            for reader in self._buffer[:n]:
                self._show(reader, showing, hour)
        self._recommend_all(hour)
        return tally, np.array(log if self.events else [], ev.EVENT)

    def _show(self, person: int, showing: Showing, hour: int) -> None:
        """Shows something to a person, who wakes in the hour in which it is read, if ever."""
        due = self.followers[person].may_see(showing, hour)
        if due is not None:
            self._awake[due].add(int(person))

    def _recommend_all(self, hour: int) -> None:
        """Lets feeds show pieces to more people, for the engagements that they had so far."""
        size = self.world.people.size
        engaged_with, self._engaged_with = self._engaged_with, set()  # nothing is due for anything else
        for place, generation in sorted(engaged_with):
            first = int(self.feed.shown[place])
            more = due_of(self.behaviour, self.feed, self.posts[place], place, generation, size)
            self._recommend(place, min(generation + 1, GENERATIONS - 1), first, more, hour)

    def _recommend(self, place: int, generation: int, first: int, people: int, hour: int) -> None:
        """Shows a piece to so many people of its feed's order, from the ``first`` of them on."""
        if people == 0:
            return
        post, size = self.posts[place], self.world.people.size
        order = order_of(self.behaviour.luck_seed, post, size)
        for number in range(first, first + people):
            person = person_at(order, number, post, size, self.behaviour.feed_interest_share)
            self._show(person, (int(post["post"]), ev.FEED, place, 0, generation), hour)

    def _count(self, tally: ev.Counts, follower: Follower, seen: Impression) -> None:
        piece_counts = self.by_post[seen.place]
        tally[ev.IMPRESSIONS] += 1
        piece_counts[ev.OF_IMPRESSIONS] += 1
        tally[ev.VIRAL] += seen.via < ev.FEED
        tally[ev.RECOMMENDED] += seen.via == ev.FEED
        # A feed goes by how a piece does where the account or the feed itself shows it.
        if seen.via >= ev.FEED and seen.outcome & ev.ENGAGED:
            self.feed.engaged[seen.place, seen.generation] += 1
            self._engaged_with.add((seen.place, seen.generation))
        for column, bit in _COUNTED:
            tally[column] += (seen.outcome & bit) != 0
        for column, bit in _COUNTED_BY_POST:
            piece_counts[column] += (seen.outcome & bit) != 0
        tally[ev.SPOKEN] += seen.told
        tally[ev.MENTIONS] += seen.wrote
        if seen.outcome & ev.BOUGHT:
            anyway = not seen.repeat and follower.organic_hour < self.behaviour.horizon
            tally[ev.ANYWAY] += anyway
            piece_counts[ev.OF_ANYWAY] += anyway
            tally[ev.REPEATS] += seen.repeat
            tally[ev.CODES] += bool(self.posts[seen.place]["promo_code"])
        tally[ev.TRUST] += seen.trust_after - (0 if seen.outcome & ev.FIRST else seen.trust_before)
        tally[ev.TRUST_INITIAL] += seen.trust_before if seen.outcome & ev.FIRST else 0

    def end(self) -> ev.Ending:
        """Sums up the people whom the campaign has touched, at its end."""
        touched = [follower for follower in self.followers if follower.latest_hour is not None]
        organic = [
            (int(follower.organic_hour), follower.person)
            for follower in touched
            if not follower.customer and follower.organic_hour < self.behaviour.horizon
        ]
        bought = {person for _, person in organic} | {f.person for f in touched if f.customer}
        loyal = sum(follower.loyal for follower in touched)
        customers = sum(f.person in bought and not f.loyal for f in touched)
        considering = sum(f.considering for f in touched if f.person not in bought and not f.loyal)
        return ev.Ending(
            aware=len(touched) - considering - customers - loyal,
            considering=considering,
            customers=customers,
            loyal=loyal,
            trust_sum=sum(follower.trust_steps for follower in touched) / ev.FIXED,
            organic=np.array(sorted(organic), ev.ORGANIC),
        )
