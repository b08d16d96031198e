"""One campaign in one world: the model, as a library.

``Scenario.load().play("hybrid")`` plays a campaign; ``world_of``, ``plan``, ``simulate`` and ``totals_of`` are its
steps. Names are imported when first used, so that reading a file or printing help needs neither Mesa nor a compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.assumptions import TIERS, Assumptions
    from sim.budget import Plan, plan
    from sim.campaign import Campaign
    from sim.cascades import cascades_of, introductions
    from sim.errors import InputError
    from sim.graph import world_from_networkx, world_of
    from sim.measures import KPIS, kpi_value, totals_of
    from sim.model import CampaignModel, simulate
    from sim.record import Record
    from sim.scenario import Scenario
    from sim.schedule import PRESETS, Phase, Review, Schedule
    from sim.world import World

_FRONT_DOOR = {
    "Assumptions": "sim.assumptions",
    "Campaign": "sim.campaign",
    "CampaignModel": "sim.model",
    "InputError": "sim.errors",
    "KPIS": "sim.measures",
    "PRESETS": "sim.schedule",
    "Phase": "sim.schedule",
    "Plan": "sim.budget",
    "Record": "sim.record",
    "Review": "sim.schedule",
    "Scenario": "sim.scenario",
    "Schedule": "sim.schedule",
    "TIERS": "sim.assumptions",
    "World": "sim.world",
    "cascades_of": "sim.cascades",
    "introductions": "sim.cascades",
    "kpi_value": "sim.measures",
    "plan": "sim.budget",
    "simulate": "sim.model",
    "totals_of": "sim.measures",
    "world_from_networkx": "sim.graph",
    "world_of": "sim.graph",
}
__all__ = [
    "KPIS",
    "PRESETS",
    "TIERS",
    "Assumptions",
    "Campaign",
    "CampaignModel",
    "InputError",
    "Phase",
    "Plan",
    "Record",
    "Review",
    "Scenario",
    "Schedule",
    "World",
    "cascades_of",
    "introductions",
    "kpi_value",
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
