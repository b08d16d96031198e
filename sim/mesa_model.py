"""A campaign as a Mesa model: a brand and influencers who are agents, and either crowd."""

from __future__ import annotations

import mesa

from sim import events as ev
from sim.arguments import CrowdName, keyword_seed
from sim.crowd.agents import Brand, Influencer, forget
from sim.errors import InputError
from sim.hours import Hours, check_played
from sim.planning.budget import Plan
from sim.scenario.scenario import Scenario
from sim.world.world import World


class CampaignModel(Hours, mesa.Model):
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
        check_played("CampaignModel", scenario, world, plan)
        luck_seed = keyword_seed("CampaignModel", seed, luck_seed)
        mesa.Model.__init__(self, rng=luck_seed)
        Hours.__init__(self, scenario, world, plan, luck_seed, events=events)
        self.brand = Brand(self, plan)
        self.influencers = {row: Influencer(self, world.roster[row], row) for row in plan.influencers}
        if crowd == "columns":
            from sim.crowd.column_crowd import ColumnCrowd

            self.crowd = ColumnCrowd(world, self.behaviour, self.pieces, events=events)
        elif crowd == "agents":
            from sim.crowd.agent_crowd import AgentCrowd

            self.crowd = AgentCrowd(self, world, self.behaviour, self.pieces, events=events)
        else:
            raise InputError(f"crowd = {crowd!r}: must be 'columns' or 'agents'")
        self.collect = collect
        reporters = {
            name: lambda model, i=i: int(model.record.hourly[model.hour - 1, i]) for i, name in enumerate(ev.TALLY)
        }
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Plays one hour, as ``sim.hours.Hours.step`` says; Mesa's data collector looks at what happened in it."""
        Hours.step(self)
        if self.collect:
            self.datacollector.collect(self)
        if not self.running:
            forget(self)

    def publish(self, place: int) -> None:
        """Has the influencer of the post at a place of the run's pieces publish it."""
        self.influencers[self.brand.plan.posts[place - ev.FIRST_PLACE].influencer].publish(place, self.hour)
