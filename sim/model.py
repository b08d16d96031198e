"""One campaign in one world, hour by hour: a Mesa model that drives either crowd."""

from __future__ import annotations

from collections.abc import Callable

import mesa
import numpy as np

from sim import events as ev
from sim.arguments import CrowdName, check_kinds, keyword_seed
from sim.crowd.agents import Brand, Influencer, forget
from sim.crowd.behaviour import behaviour_of
from sim.crowd.crowd import Crowd
from sim.errors import InputError
from sim.planning.budget import Plan
from sim.planning.posts import pieces_of_people, posts_of
from sim.planning.review import reviewed
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Review
from sim.world.world import World


class CampaignModel(mesa.Model):
    """A launch schedule, played to a world. ``step`` is one hour; ``run`` plays all of them.

    ``luck_seed`` fixes every coin; the generators that Mesa offers are never used. With ``events`` the
    record keeps every impression; with ``collect`` Mesa's data collector has the counts of each hour, as
    the record does. ``crowd`` is "columns" (full size) or "agents" (every follower a Mesa
    agent); both give the same events.
    """

    def __init__(
        self,
        scenario: Scenario,
        world: World,
        plan: Plan,
        *seed: int,
        luck_seed: int | None = None,
        crowd: CrowdName = "columns",
        events: bool = False,
        collect: bool = True,
    ) -> None:
        _check("CampaignModel", scenario, world, plan)
        luck_seed = keyword_seed("CampaignModel", seed, luck_seed)
        world.check_audiences(plan.influencers)
        super().__init__(rng=luck_seed)
        self.world = world
        self.question = scenario  # Mesa 3.5 takes the name scenario for its own
        self.luck_seed = luck_seed
        self.hours = scenario.market.horizon_hours
        self.hour = 0
        self.brand = Brand(self, plan)
        self.influencers = {row: Influencer(self, world.roster[row], row) for row in plan.influencers}
        pieces = np.concatenate([pieces_of_people(world, scenario), posts_of(plan.posts, world, scenario, luck_seed)])
        behaviour = behaviour_of(scenario, world, luck_seed)
        self.crowd: Crowd
        if crowd == "columns":
            from sim.crowd.column_crowd import ColumnCrowd

            self.crowd = ColumnCrowd(world, behaviour, pieces, events=events)
        elif crowd == "agents":
            from sim.crowd.agent_crowd import AgentCrowd

            self.crowd = AgentCrowd(self, world, behaviour, pieces, events=events)
        else:
            raise InputError(f"crowd = {crowd!r}: must be 'columns' or 'agents'")
        self.events = events
        self.record = Record.empty(self.hours, plan)
        self.collect = collect
        reporters = {
            name: lambda model, i=i: int(model.record.hourly[model.hour, i]) for i, name in enumerate(ev.TALLY)
        }
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Plays one hour."""
        # 1. If a review is due, the brand looks at its results and revises its plan. Then the plan says what
        #    comes out; influencers publish it, which decides who of their audience will see it, and when.
        for review in self.brand.reviews_due(self.hour):
            self._revise(review)
        for place in self.brand.due(self.hour):
            self.influencers[self.brand.plan.posts[place - ev.FIRST_PLACE].influencer].publish(place, self.hour)
        # 2. Everybody whose impressions fall due reacts, in the order (person, post, via): attention,
        #    engagement, share, click, purchase, trust. What is shared or told goes on to those who follow
        #    that person, what the press writes to its readers.
        counts, events = self.crowd.read(self.hour)
        # 3. What happened is written down.
        self.record.hourly[self.hour] = counts
        self.record.log(events)
        if self.collect:
            self.datacollector.collect(self)
        self.hour += 1
        if self.hour == self.hours:
            self.record.plan = self.brand.plan
            self.record.close(self.crowd.end(), self.crowd.by_post, events=self.events)
            self.running = False
            forget(self)

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


def simulate(
    scenario: Scenario,
    world: World,
    plan: Plan,
    *seed: int,
    luck_seed: int | None = None,
    crowd: CrowdName = "columns",
    events: bool = False,
    on_hour: Callable[[], None] = lambda: None,
) -> Record:
    """One run: the record of this plan in this world with this luck. ``on_hour`` is called after every hour.

    Raises InputError for arguments in another order, and for a luck seed that is none.
    """
    _check("simulate", scenario, world, plan)
    luck_seed = keyword_seed("simulate", seed, luck_seed)
    model = CampaignModel(scenario, world, plan, luck_seed=luck_seed, crowd=crowd, events=events, collect=False)
    while model.running:
        model.step()
        on_hour()
    # A Mesa model and its agents hold each other until garbage is collected: let the large part go now.
    del model.crowd
    return model.record


def _check(where: str, scenario: object, world: object, plan: object) -> None:
    check_kinds(
        where,
        scenario=(scenario, Scenario, "a Scenario"),
        world=(world, World, "a World"),
        plan=(plan, Plan, "a Plan"),
    )
