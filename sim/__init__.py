"""One campaign in one world: the model, as a library.

``Scenario.load().play("hybrid")`` plays a campaign; ``world_of``, ``plan``, ``simulate`` and ``totals_of`` are its
steps. ``independent_cascade``, ``linear_threshold`` and ``greedy_seeds`` play sharing alone over a ``Graph``. Names are
imported when first used, so that reading a file or printing help needs neither Mesa nor a compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim import old_names as _old_names  # noqa: F401

if TYPE_CHECKING:
    from sim.assumptions.numbers import Assumptions
    from sim.diffusion.graph import Graph
    from sim.diffusion.greedy_seeds import greedy_seeds
    from sim.diffusion.independent_cascade import independent_cascade
    from sim.diffusion.linear_threshold import linear_threshold
    from sim.errors import InputError
    from sim.kpis import KPIS, kpi_value
    from sim.mesa_model import CampaignModel
    from sim.model import simulate
    from sim.planning.budget import Plan, plan
    from sim.results.campaign import Campaign
    from sim.results.cascades import cascades_of, introductions
    from sim.results.measures import totals_of
    from sim.results.record import Record
    from sim.scenario.scenario import Scenario
    from sim.scenario.schedule import PRESETS, Phase, Review, Schedule
    from sim.tiers import TIERS
    from sim.world.graph import world_from_networkx, world_of
    from sim.world.world import World

_FRONT_DOOR = {
    "Assumptions": "sim.assumptions.numbers",
    "Campaign": "sim.results.campaign",
    "CampaignModel": "sim.mesa_model",
    "Graph": "sim.diffusion.graph",
    "InputError": "sim.errors",
    "KPIS": "sim.kpis",
    "PRESETS": "sim.scenario.schedule",
    "Phase": "sim.scenario.schedule",
    "Plan": "sim.planning.budget",
    "Record": "sim.results.record",
    "Review": "sim.scenario.schedule",
    "Scenario": "sim.scenario.scenario",
    "Schedule": "sim.scenario.schedule",
    "TIERS": "sim.tiers",
    "World": "sim.world.world",
    "cascades_of": "sim.results.cascades",
    "greedy_seeds": "sim.diffusion.greedy_seeds",
    "independent_cascade": "sim.diffusion.independent_cascade",
    "introductions": "sim.results.cascades",
    "kpi_value": "sim.kpis",
    "linear_threshold": "sim.diffusion.linear_threshold",
    "plan": "sim.planning.budget",
    "simulate": "sim.model",
    "totals_of": "sim.results.measures",
    "world_from_networkx": "sim.world.graph",
    "world_of": "sim.world.graph",
}
__all__ = [
    "KPIS",
    "PRESETS",
    "TIERS",
    "Assumptions",
    "Campaign",
    "CampaignModel",
    "Graph",
    "InputError",
    "Phase",
    "Plan",
    "Record",
    "Review",
    "Scenario",
    "Schedule",
    "World",
    "cascades_of",
    "greedy_seeds",
    "independent_cascade",
    "introductions",
    "kpi_value",
    "linear_threshold",
    "plan",
    "simulate",
    "totals_of",
    "world_from_networkx",
    "world_of",
]


def __getattr__(name: str) -> Any:
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_FRONT_DOOR[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
