"""A run told again, person by person: the chances behind every deed in its event log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim import events as ev
from sim.crowd.agents import Follower, Impression, forget
from sim.crowd.behaviour import behaviour_of, is_press
from sim.planning.posts import OWN, own_posts, posts_of

if TYPE_CHECKING:
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario
    from sim.world.world import World


class Retelling:
    """A run with events, to be told again. Raises ValueError for a run without events.

    Nothing about the chances is logged. A person's follower is shown once more what that person saw, with the
    same luck, and must do the same: so the readable rules explain a run of any size.
    """

    def __init__(self, scenario: Scenario, world: World, record: Record, luck_seed: int) -> None:
        if record.events is None:
            raise ValueError("the run kept no events; simulate it with events=True")
        self.world = world
        self.behaviour = behaviour_of(scenario, world, luck_seed)
        planned = posts_of(record.plan.posts, world, scenario, luck_seed)
        self.posts = np.concatenate([own_posts(world, scenario), planned])
        self._plan = record.plan
        self._events = record.events
        self._shown = record.events[(record.events["outcome"] & (ev.SHARED | ev.WROTE)) != 0]
        self._places = {post: place for place, post in enumerate(planned["post"].tolist(), ev.FIRST_PLACE)}
        self._luck_seed = luck_seed

    def of(self, person: int) -> list[tuple[int, Impression]]:
        """The hour and the impression, for everything that a person saw, in the order in which it was read.

        Among the chances is "see", that of seeing the piece at all. Raises ValueError where the log says
        otherwise: it is that of another scenario, world or luck seed.
        """
        events = self._events[self._events["person"] == person]
        model = mesa.Model(rng=self._luck_seed)
        follower = Follower(model, self, person)
        forget(model)
        for post, via in events[["post", "via"]].tolist():
            if post < OWN and post not in self._places:
                raise self._contradiction(person)
            place = self._place(post)
            follower.may_see(post, via, place, self._shown_at(post, via, place))
        told = [(hour, seen) for hour in np.unique(events["hour"]).tolist() for seen in follower.read(hour)]
        again = [(hour, seen.post, seen.via, seen.outcome, seen.trust_after) for hour, seen in told]
        if again != events[["hour", "post", "via", "outcome", "trust"]].tolist():
            raise self._contradiction(person)
        for _, seen in told:
            seen.chances["see"] = follower.chance_of_seeing(seen.via, seen.place)
        return told

    def _place(self, post: int) -> int:
        """Of a piece among the run's pieces."""
        if post < OWN:
            return self._places[post]
        return ev.MENTION if is_press(self.world.people, self.behaviour, post - OWN) else ev.WORD_OF_MOUTH

    def _shown_at(self, post: int, via: int, place: int) -> int:
        """The hour in which a piece was shown: that of the plan, or in which somebody wrote it or passed it on."""
        if via == ev.NOBODY and place >= ev.FIRST_PLACE:
            return self._plan.posts[place - ev.FIRST_PLACE].hour
        by = post - OWN if via == ev.NOBODY else via
        theirs = self._shown[self._shown["person"] == by]
        if post == OWN | by:
            led = (theirs["outcome"] & ev.WROTE) != 0
        else:
            led = ((theirs["outcome"] & ev.SHARED) != 0) & (theirs["post"] == post)
        return int(theirs["hour"][led][0])

    def _contradiction(self, person: int) -> ValueError:
        return ValueError(
            f"person {person:,} would not have done what the log says: it is not the log of this scenario and "
            f"world with luck seed {self._luck_seed}"
        )


def retold(
    scenario: Scenario, world: World, record: Record, luck_seed: int, person: int
) -> list[tuple[int, Impression]]:
    """What one person saw and did, with the chances of it; see ``Retelling``, which tells of many at less cost."""
    return Retelling(scenario, world, record, luck_seed).of(person)
