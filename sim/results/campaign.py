"""A campaign that was played, with all that belongs to it: scenario, world, plan, record and seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim import events as ev
from sim.arguments import MOST_THREADS, check_kinds, check_seed
from sim.brief import Brief
from sim.errors import InputError
from sim.kpis import KPIS, kpi_value
from sim.results.columns import Columns
from sim.results.funnel import STAGES
from sim.results.measures import attributed, totals_of
from sim.results.record import Record
from sim.scenario.schedule import Schedule

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.arguments import CrowdName
    from sim.planning.budget import Plan
    from sim.results.cascades import Cascades
    from sim.results.story import Moment
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

SEEDS_PER_STUDY = 1_000_000  # world and luck of replicate r of a study with seed s are those of 1,000,000 s + r
_MOST_SEED = 2**40  # of a study
WORTH_THREADS = 10_000_000  # impressions; of fewer, threads take longer to begin each hour than they save
_DEEDS = {
    "first": ev.FIRST, "engaged": ev.ENGAGED, "shared": ev.SHARED, "clicked": ev.CLICKED, "bought": ev.BOUGHT,
    "overdose": ev.OVERDOSE, "followed": ev.FOLLOWED, "wrote": ev.WROTE,
}  # fmt: skip
_SHOWN = ("reach_people", "engagements", "clicks", "purchases_incremental", "cost_eur", "profit_eur")


@dataclass(frozen=True, eq=False, repr=False)
class Campaign(Brief):
    """One schedule, played to its end in one world with one luck. ``Scenario.play`` gives one.

    Indicators and ``totals`` are at full size, in the units of ``sim.kpis.KPIS``; ``hourly``, ``events`` and
    ``funnel`` count simulated people, of whom each stands for 1 / ``world.scale`` real ones.
    """

    scenario: Scenario
    world: World
    record: Record
    luck_seed: int
    crowd: CrowdName = "columns"

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        world: World,
        plan: Plan,
        *,
        luck_seed: int,
        crowd: CrowdName = "columns",
        events: bool = True,
        threads: int = 1,
        on_hour: Callable[[], None] = lambda: None,
    ) -> Campaign:
        """Plays a plan in a world, as ``sim.model.simulate`` does."""
        from sim.model import simulate

        record = simulate(
            *(scenario, world, plan), luck_seed=luck_seed, crowd=crowd, events=events, threads=threads, on_hour=on_hour
        )
        return cls(scenario, world, record, luck_seed, crowd)

    @property
    def plan(self) -> Plan:
        """The plan as it was carried out, which reviews may have changed."""
        return self.record.plan

    @property
    def schedule(self) -> str:
        """The name of the schedule."""
        return self.plan.schedule

    @property
    def world_seed(self) -> int:
        """The seed of the world; ``luck_seed`` is that of what happened in it."""
        return self.world.seed

    @cached_property
    def totals(self) -> dict[str, float]:
        """The totals that indicators are made of, by name: counts at full size, money in EUR, times in hours."""
        return totals_of(self.record, self.scenario, self.world)

    @cached_property
    def kpis(self) -> dict[str, float]:
        """Every indicator by name; not a number where it would divide by nothing."""
        return {kpi.name: kpi_value(kpi, self.totals) for kpi in KPIS}

    @cached_property
    def purchases_by_source(self) -> dict[str, tuple[float, float]]:
        """By tier, word of mouth and press: naive purchases, and those of them that would not have come anyway."""
        return attributed(self.record, self.world)

    @property
    def funnel(self) -> dict[str, int]:
        """Simulated people by the stage in which they are at the end, from unaware to loyal; everybody is in one."""
        ending = self.record.ending
        assert ending is not None
        unaware = self.world.people.size - self.record.totals["reach_people"]
        stages = (unaware, ending.aware, ending.considering, ending.customers, ending.loyal)
        return dict(zip(STAGES, stages, strict=True))

    @property
    def hourly(self) -> Columns:
        """A row for each hour: the hour, and what happened in it, by the names of ``sim.events.TALLY``."""
        counts = self.record.hourly
        return Columns({"hour": np.arange(len(counts)), **dict(zip(ev.TALLY, counts.T, strict=True))})

    @cached_property
    def events(self) -> Columns:
        """A row for each impression, by (hour, person, post, via): what was seen, and what came of it.

        ``via`` is the person who passed it on, -1 where whoever published it showed it, -2 where a feed did. ``first``
        to ``wrote`` are true or false, ``trust`` is that afterwards, 0 to 1. Raises InputError for a campaign without
        events.
        """
        log = self._log
        return Columns(
            {
                "hour": log["hour"],
                "person": log["person"],
                "post": log["post"],
                "via": ev.messengers(log["via"]),
                **{name: (log["outcome"] & bit) != 0 for name, bit in _DEEDS.items()},
                "trust": log["trust"] / ev.FIXED,
            }
        )

    @cached_property
    def cascades(self) -> Cascades:
        """A cascade for each piece: who passed it on to whom. Raises InputError for a campaign without events."""
        from sim.results.cascades import cascades_of

        _ = self._log
        return cascades_of(self.record)

    def story(self, person: int) -> list[Moment]:
        """The story of a person, in sentences: everything that happened to them, with the chances of it.

        Raises InputError for a campaign without events, and for a number that is nobody's.
        """
        from sim.results.story import story

        _ = self._log
        check_kinds("story", person=(person, (int, np.integer), "the number of a person"))
        if not 0 <= person < self.world.people.size:
            raise InputError(f"story: person {person:,}; people have the numbers 0 to {self.world.people.size - 1:,}")
        return story(self.scenario, self.world, self.record, self.luck_seed, int(person))

    def plot(self) -> Figure:
        """The campaign over its hours, as a figure of matplotlib."""
        from experiments.pictures.campaign import campaign_plot

        return campaign_plot(self)

    @property
    def _log(self) -> ev.Events:
        if self.record.events is None:
            raise InputError("the campaign kept no events; play it with events=True")
        return self.record.events

    def _brief(self) -> tuple[str, Mapping[str, object]]:
        seeds = f"world {self.world_seed:,}, luck {self.luck_seed:,}"
        rows = {"scenario": self.scenario.name, "schedule": self.schedule, "seeds": seeds}
        for name in _SHOWN:
            kpi = self.scenario.indicators[name]
            rows[kpi.label] = f"{self.kpis[name]:,.0f} {kpi.unit}"
        return f"{self.schedule} of {self.scenario.name}: {seeds}; {rows['Reach']} reached", rows


def play(
    scenario: Scenario,
    schedule: str | Schedule,
    *,
    seed: int = 1,
    replicate: int = 0,
    crowd: CrowdName = "columns",
    events: bool = True,
    on_hour: Callable[[], None] = lambda: None,
) -> Campaign:
    """Plays a schedule, given or named, with the world and the luck that ``groundswell run --seed`` has.

    They are those of the first replicate of a study with this seed, or of another by its number. The last two worlds
    are kept, so that further schedules meet the same people at once. ``crowd`` is "columns", or "agents" for every
    follower a Mesa agent, which gives the same. Without ``events`` the log of impressions, 17 bytes each, is not kept.
    A campaign of many millions of impressions is shared by a thread for each core that this process may use.
    Raises InputError where it cannot be played.
    """
    from sim.memory import check_memory, direct_impressions
    from sim.planning.budget import plan
    from sim.scenario.scenario import Scenario

    check_kinds("play", scenario=(scenario, Scenario, "a Scenario"))
    check_kinds("play", schedule=(schedule, (str, Schedule), "the name of a schedule, or a Schedule"))
    replicate_seed = SEEDS_PER_STUDY * check_seed("play", "seed", seed, _MOST_SEED)
    replicate_seed += check_seed("play", "replicate", replicate, SEEDS_PER_STUDY - 1)
    world = _world(scenario, replicate_seed)
    bought = plan(scenario, world, schedule)
    world.check_audiences(bought.influencers)
    check_memory(world, [bought], scenario.assumptions, crowd=crowd, events=events)
    threads = 1
    if crowd == "columns" and direct_impressions(world, bought, scenario.assumptions) > WORTH_THREADS:
        from joblib import cpu_count

        threads = min(cpu_count(), MOST_THREADS)
    return Campaign.of(
        *(scenario, world, bought),
        luck_seed=replicate_seed,
        crowd=crowd,
        events=events,
        threads=threads,
        on_hour=on_hour,
    )


@lru_cache(maxsize=2)
def _world(scenario: Scenario, world_seed: int) -> World:
    from sim.world.graph import world_of

    return world_of(scenario, world_seed)
