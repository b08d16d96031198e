"""Plays one campaign in one world to its end, with either crowd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.arguments import CrowdName, check_threads, keyword_seed
from sim.hours import ColumnHours, Hours, check_played
from sim.planning.budget import Plan
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.world.world import World


def simulate(
    scenario: Scenario,
    world: World,
    plan: Plan,
    *seed: int,
    luck_seed: int | None = None,
    crowd: CrowdName = "columns",
    events: bool = False,
    threads: int = 1,
    on_hour: Callable[[], None] = lambda: None,
) -> Record:
    """One run: the record of this plan in this world with this luck. ``on_hour`` is called after every hour.

    ``threads`` share a crowd of columns, with the same record to the last digit; it is worth it from
    some millions of impressions on. Raises InputError for arguments in another order, a luck seed that is none, and
    another number of threads.
    """
    check_played("simulate", scenario, world, plan)
    check_threads("simulate", threads, crowd)
    luck_seed = keyword_seed("simulate", seed, luck_seed)
    model: Hours
    if crowd == "columns":  # which take nothing of Mesa, whose import takes as long as a small campaign
        model = ColumnHours(scenario, world, plan, luck_seed, events=events, threads=threads)
    else:
        from sim.mesa_model import CampaignModel

        model = CampaignModel(scenario, world, plan, luck_seed=luck_seed, crowd=crowd, events=events, collect=False)
    while model.running:
        model.step()
        on_hour()
    # A Mesa model and its agents hold each other until garbage is collected: let the large part go now.
    del model.crowd
    return model.record


def __getattr__(name: str) -> Any:
    """``CampaignModel`` stood here up to 0.11 and is found here still, without a word: it brings Mesa with it."""
    if name == "CampaignModel":
        from sim.mesa_model import CampaignModel

        return CampaignModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
