"""One campaign in one world: the model, as a library.

The front door: ``Scenario``, ``world_of`` (or ``World``), ``plan``, ``simulate``, ``totals_of``. Names are imported
when first used, so that reading a file or printing help needs neither Mesa nor a compiler.
"""

from importlib import import_module
from typing import Any

_FRONT_DOOR = {
    "Assumptions": "sim.assumptions.numbers",
    "CampaignModel": "sim.model",
    "InputError": "sim.errors",
    "KPIS": "sim.results.measures",
    "Scenario": "sim.scenario.scenario",
    "World": "sim.world.world",
    "cascades_of": "sim.results.cascades",
    "introductions": "sim.results.cascades",
    "kpi_value": "sim.results.measures",
    "plan": "sim.planning.budget",
    "simulate": "sim.model",
    "totals_of": "sim.results.measures",
    "world_from_networkx": "sim.world.graph",
    "world_of": "sim.world.graph",
}
__all__ = list(_FRONT_DOOR)


def __getattr__(name: str) -> Any:
    if name not in _FRONT_DOOR:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_FRONT_DOOR[name]), name)
