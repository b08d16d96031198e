"""The readable crowd: every follower a Mesa agent. For teaching, for extension, and as the oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents import Follower
from sim.behaviour import Behaviour
from sim.network import followers_into
from sim.population import FIXED
from sim.posts import Posts
from sim.record import (
    ANYWAY,
    BOUGHT,
    CLICKED,
    CLICKS,
    ENGAGED,
    ENGAGEMENTS,
    EVENT,
    FIRST,
    IMPRESSIONS,
    NOBODY,
    ORGANIC,
    OVERDOSE,
    OVERDOSES,
    PURCHASES,
    REACH,
    SHARED,
    SHARES,
    TALLY,
    VIRAL,
    Counts,
    Ending,
    Events,
)
from sim.world import World

if TYPE_CHECKING:
    from sim.model import CampaignModel

_COUNTED = (
    (REACH, FIRST),
    (ENGAGEMENTS, ENGAGED),
    (SHARES, SHARED),
    (CLICKS, CLICKED),
    (PURCHASES, BOUGHT),
    (OVERDOSES, OVERDOSE),
)


class AgentCrowd:
    """Followers as Mesa agents of the model, person k being ``followers[k]``."""

    def __init__(self, model: CampaignModel, world: World, behaviour: Behaviour, posts: Posts, *, events: bool) -> None:
        self.world = world
        self.behaviour = behaviour
        self.posts = posts
        self.events = events
        self.horizon = behaviour.delay_shares.size
        self.followers = [Follower(model, self, person) for person in range(world.people.size)]
        self._buffer = np.empty(world.ties.most_followers, np.int64)

    def influencer_of(self, place: int) -> np.void:
        """The record of the influencer whose post stands at this place of the run's posts."""
        record: np.void = self.world.influencers[self.posts[place]["influencer"]]
        return record

    def publish(self, place: int, hour: int) -> None:
        """Everybody in the influencer's audience may see the post later."""
        post = int(self.posts[place]["post"])
        scale = self.influencer_of(place)["reach_scale"]
        for person in self.world.audience(self.posts[place]["influencer"]):
            self.followers[person].may_see(post, NOBODY, place, scale, hour)

    def read(self, hour: int) -> tuple[Counts, Events]:
        """Everybody reads what falls due in this hour; then the shares go out."""
        tally = np.zeros(len(TALLY), np.int64)
        log: list[tuple[int, int, int, int, int, int]] = []
        sharing: list[tuple[int, int, int]] = []
        for follower in self.followers:
            for post, via, place, outcome, trust in follower.read(hour):
                log.append((hour, follower.person, post, via, outcome, trust))
                tally[IMPRESSIONS] += 1
                tally[VIRAL] += via != NOBODY
                for column, bit in _COUNTED:
                    tally[column] += (outcome & bit) != 0
                if outcome & BOUGHT:
                    tally[ANYWAY] += follower.organic_hour < self.horizon
                if outcome & SHARED:
                    sharing.append((follower.person, post, place))
        for person, post, place in sharing:
            for friend in self._buffer[: followers_into(self.world.people, self.world.ties, person, self._buffer)]:
                scale = self.behaviour.friend_reach_scale
                self.followers[friend].may_see(post, person, place, scale, hour)
        return tally, np.array(log if self.events else [], EVENT)

    def end(self) -> Ending:
        """The people touched, when the campaign is over."""
        touched = [follower for follower in self.followers if follower.latest_hour is not None]
        organic = [
            (int(follower.organic_hour), follower.person)
            for follower in touched
            if not follower.customer and follower.organic_hour < self.horizon
        ]
        customers = {person for _, person in organic} | {f.person for f in touched if f.customer}
        considering = sum(follower.considering for follower in touched if follower.person not in customers)
        return Ending(
            aware=len(touched) - considering - len(customers),
            considering=considering,
            customers=len(customers),
            trust_sum=sum(follower.trust_steps for follower in touched) / FIXED,
            organic=np.array(sorted(organic), ORGANIC),
        )
