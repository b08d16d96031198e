"""One campaign in one world, hour by hour, whichever crowd it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import events as ev
from sim.arguments import check_kinds
from sim.crowd.behaviour import behaviour_of
from sim.planning.budget import Plan
from sim.planning.carried_out import CarriedOut
from sim.planning.posts import pieces_of_people, posts_of
from sim.planning.review import reviewed
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.world import World

if TYPE_CHECKING:
    from sim.crowd.crowd import Crowd
    from sim.scenario.schedule import Review


class Hours:
    """A launch schedule, played to a world. ``step`` is one hour; ``run`` plays all of them.

    ``luck_seed`` fixes every coin. With ``events`` the record keeps every impression. Whoever makes one says who the
    ``brand`` and the ``crowd`` are: columns are played by themselves, agents as a Mesa model (``sim.mesa_model``).
    """

    brand: CarriedOut
    crowd: Crowd

    def __init__(self, scenario: Scenario, world: World, plan: Plan, luck_seed: int, *, events: bool) -> None:
        world.check_audiences(plan.influencers)
        self.world = world
        self.question = scenario  # Mesa 3.5 takes the name scenario for its own
        self.luck_seed = luck_seed
        self.hours = scenario.market.horizon_hours
        self.hour = 0
        self.running = True
        self.events = events
        self.pieces = np.concatenate(
            [pieces_of_people(world, scenario), posts_of(plan.posts, world, scenario, luck_seed)]
        )
        self.behaviour = behaviour_of(scenario, world, luck_seed)
        self.record = Record.empty(self.hours, plan)

    def step(self) -> None:
        """Plays one hour."""
        # 1. If a review is due, the brand looks at its results and revises its plan. Then the plan says what
        #    comes out; influencers publish it, which decides who of their audience will see it, and when.
        for review in self.brand.reviews_due(self.hour):
            self._revise(review)
        for place in self.brand.due(self.hour):
            self.publish(place)
        # 2. Everybody whose impressions fall due reacts, in the order (person, post, via): attention,
        #    engagement, share, click, purchase, trust. What is shared or told goes on to those who follow
        #    that person, what the press writes to its readers.
        counts, events = self.crowd.read(self.hour)
        # 3. What happened is written down.
        self.record.hourly[self.hour] = counts
        self.record.log(events)
        self.hour += 1
        if self.hour == self.hours:
            self.record.plan = self.brand.plan
            self.record.close(self.crowd.end(), self.crowd.by_post, events=self.events)
            self.running = False

    def publish(self, place: int) -> None:
        """Shows the post at a place of the run's pieces to its audience."""
        self.crowd.publish(place, self.hour)

    def _revise(self, review: Review) -> None:
        """Has the brand revise its plan; posts that it adds take the places after all known pieces."""
        before = self.brand.plan
        after = reviewed(before, review, self.crowd.by_post[ev.FIRST_PLACE :], self.world.roster)
        self.brand.revise(after)
        added = after.posts[len(before.posts) :]
        self.crowd.add_posts(posts_of(added, self.world, self.question, self.luck_seed))

    def run(self) -> Record:
        """Plays the remaining hours and returns the record."""
        while self.running:
            self.step()
        return self.record


class ColumnHours(Hours):
    """A campaign among columns of people, at full size, shared by so many threads."""

    def __init__(
        self, scenario: Scenario, world: World, plan: Plan, luck_seed: int, *, events: bool, threads: int = 1
    ) -> None:
        super().__init__(scenario, world, plan, luck_seed, events=events)
        self.brand = CarriedOut(plan)
        if threads == 1:
            from sim.crowd.column_crowd import ColumnCrowd

            self.crowd = ColumnCrowd(world, self.behaviour, self.pieces, events=events)
        else:
            from sim.crowd.threaded_crowd import ThreadedCrowd

            self.crowd = ThreadedCrowd(world, self.behaviour, self.pieces, events=events, threads=threads)


def check_played(where: str, scenario: object, world: object, plan: object) -> None:
    """Refuses arguments in another order. Raises InputError."""
    check_kinds(
        where,
        scenario=(scenario, Scenario, "a Scenario"),
        world=(world, World, "a World"),
        plan=(plan, Plan, "a Plan"),
    )
