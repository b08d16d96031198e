"""Which schedules are compared where none are named: those that the scenario asks about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.schedule import PRESETS
from sim.tiers import TIER_NAMES

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_SINGLE = ("macro", "micro")  # the tiers whose launches are compared first


def default_schedules(scenario: Scenario) -> list[str]:
    """The scenario's ``compare``; without it, single tiers that the roster offers, then the scenario's own or hybrid.

    A preset is left out where the roster has nobody of a tier that it hires. Raises InputError where the roster
    cannot be made.
    """
    if scenario.compare:
        return list(scenario.compare)
    offered = _tiers_offered(scenario)
    single = [tier for tier in _SINGLE if tier in offered] or [tier for tier in TIER_NAMES if tier in offered]
    own = list(scenario.schedules)
    if not own and offered.issuperset(phase.tier for phase in PRESETS["hybrid"].phases if phase.tier):
        own = ["hybrid"]
    return [*(f"{tier}_only" for tier in single), *own]


def _tiers_offered(scenario: Scenario) -> set[str]:
    if scenario.roster_text is None and (scenario.network is None or scenario.network.best_connected is None):
        return {tier for tier, count in scenario.roster.counts.items() if count}
    from sim.world.graph import world_of

    return {profile.tier for profile in world_of(scenario, 0).roster}
