"""Plays schedules among the people of one town, for all that is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from experiments.lab.play.steps import step
from experiments.lab.question.asked import Asked
from experiments.lab.question.fits import check_extent, check_fits
from experiments.pictures.town import Town, town_of
from experiments.words.apart import spent_apart
from sim.planning.budget import plan
from sim.results.campaign import Campaign
from sim.results.funnel import Timeline, timeline_of
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.graph import world_of
from sim.world.world import World


@dataclass(frozen=True, eq=False)
class Watched:
    """Schedules played among the same people with the same luck: what each came to, by schedule.

    ``apart`` says where they do not spend the same.
    """

    town: Town
    apart: str
    campaigns: dict[str, Campaign]
    timelines: dict[str, Timeline]

    @property
    def world(self) -> World:
        """The people, and who was there to be hired."""
        return next(iter(self.campaigns.values())).world

    @property
    def records(self) -> dict[str, Record]:
        """The record of each schedule."""
        return {name: campaign.record for name, campaign in self.campaigns.items()}


def watched(asked: Asked) -> Watched:
    """Plays what was asked. Raises InputError where it cannot be: a schedule that can hire nobody, say."""
    return played(asked.scenario(), asked.schedules, asked.seed)


@lru_cache(maxsize=3)
def played(scenario: Scenario, schedules: tuple[str, ...], seed: int) -> Watched:
    """Plays schedules in the world of this seed, with the luck of this seed. Raises InputError.

    The last few are kept: whoever looks at a town reads stories of it, and takes it along.
    """
    check_extent(scenario, schedules)
    world = world_of(scenario, seed)
    plans = [plan(scenario, world, name) for name in schedules]
    check_fits(world, plans, scenario.assumptions)
    campaigns: dict[str, Campaign] = {}
    hours = count(1)

    def on_hour() -> None:
        hour = next(hours)
        if hour % 24 == 0:
            step(hour // 24, scenario.market.horizon_days * len(plans))

    for name, planned in zip(schedules, plans, strict=True):
        world.check_audiences(planned.influencers)
        campaigns[name] = Campaign.of(scenario, world, planned, luck_seed=seed, on_hour=on_hour)
    timelines = {name: timeline_of(campaign.record, world.people.size) for name, campaign in campaigns.items()}
    return Watched(town_of(world), spent_apart(plans), campaigns, timelines)
