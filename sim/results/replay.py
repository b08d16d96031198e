"""Replays a run person by person, and so finds the chances behind every deed in its event log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim import events as ev
from sim.crowd.agents import Follower, Impression, forget
from sim.crowd.behaviour import behaviour_of, is_press
from sim.planning.posts import OWN, pieces_of_people, posts_of

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario
    from sim.world.world import World


class Replay:
    """A run with events, to be replayed for one person or many. Raises ValueError for a run without events.

    Nothing about the chances is logged. The person, as a Mesa agent, is shown the same pieces with the same luck and
    must do the same: so the readable rules explain a run of any size.
    """

    def __init__(self, scenario: Scenario, world: World, record: Record, luck_seed: int) -> None:
        if record.events is None:
            raise ValueError("the run kept no events; simulate it with events=True")
        self.world = world
        self.behaviour = behaviour_of(scenario, world, luck_seed)
        planned = posts_of(record.plan.posts, world, scenario, luck_seed)
        self.posts = np.concatenate([pieces_of_people(world, scenario), planned])
        self._plan = record.plan
        self._events = record.events
        # By (person, piece): the hour in which this person passed it on, and who had shown it to them; or wrote it.
        shared = record.events[(record.events["outcome"] & ev.SHARED) != 0][["person", "post", "hour", "via"]]
        self._passed_on: dict[tuple[int, int], tuple[int, int]] = {
            (person, post): (hour, via) for person, post, hour, via in shared.tolist()
        }
        wrote = record.events[(record.events["outcome"] & ev.WROTE) != 0][["person", "hour"]]
        self._wrote: dict[int, int] = dict(wrote.tolist())
        self._places = {post: place for place, post in enumerate(planned["post"].tolist(), ev.FIRST_PLACE)}
        self._luck_seed = luck_seed

    def impressions_of(self, person: int) -> list[tuple[int, Impression]]:
        """The hour and the impression of everything that a person saw, in the order in which it was read.

        Among the chances is "see", that of seeing the piece at all. Raises ValueError where the log says
        otherwise: it is that of another scenario, world or luck seed.
        """
        events = self._events[self._events["person"] == person]
        model = mesa.Model(rng=self._luck_seed)
        follower = Follower(model, self, person)
        forget(model)
        for hour, post, via in events[["hour", "post", "via"]].tolist():
            if post < OWN and post not in self._places:
                raise self._contradiction(person)
            place = self._place(post)
            showing = (post, via, place, self._steps(post, via), 0)
            if via == ev.FEED:  # when a feed showed it is not written down
                follower.inbox[hour].append(showing)
            else:
                follower.may_see(showing, self._shown_at(post, via, place))
        impressions = [(hour, seen) for hour in np.unique(events["hour"]).tolist() for seen in follower.read(hour)]
        replayed = [(hour, seen.post, seen.via, seen.outcome, seen.trust_after) for hour, seen in impressions]
        if replayed != events[["hour", "post", "via", "outcome", "trust"]].tolist():
            raise self._contradiction(person)
        for _, seen in impressions:
            seen.chances["see"] = follower.chance_of_seeing(seen.via, seen.place)
        return impressions

    def _place(self, post: int) -> int:
        """The place of a piece among the run's pieces, by its identity."""
        if post < OWN:
            return self._places[post]
        return ev.MENTION if is_press(self.world.people, self.behaviour, post - OWN) else ev.WORD_OF_MOUTH

    def _steps(self, post: int, via: int) -> int:
        """How often a piece had been passed on when ``via`` showed it: 0 of whoever wrote or published it."""
        steps = 0
        while via < ev.FEED and post != OWN | via:
            via, steps = self._passed_on[via, post][1], steps + 1
        return steps

    def _shown_at(self, post: int, via: int, place: int) -> int:
        """The hour in which a piece was shown: that of the plan, or in which somebody wrote it or passed it on."""
        if via == ev.NOBODY and place >= ev.FIRST_PLACE:
            return self._plan.posts[place - ev.FIRST_PLACE].hour
        messenger = post - OWN if via == ev.NOBODY else via
        return self._wrote[messenger] if post == OWN | messenger else self._passed_on[messenger, post][0]

    def _contradiction(self, person: int) -> ValueError:
        return ValueError(
            f"person {person:,} would not have done what the log says: it is not the log of this scenario and "
            f"world with luck seed {self._luck_seed}"
        )


def replayed(
    scenario: Scenario, world: World, record: Record, luck_seed: int, person: int
) -> list[tuple[int, Impression]]:
    """The hours and impressions of one person; see ``Replay.impressions_of``, which costs less for many people."""
    return Replay(scenario, world, record, luck_seed).impressions_of(person)
