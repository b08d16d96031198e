"""Modules that stood elsewhere up to 0.5: their old names are found in 0.6, with a DeprecationWarning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

# The files of each folder that stood on top, each with the name that it had, where that was another.
_FOLDERS = {
    "sim": "memory=room",
    "sim.assumptions": "belief mechanisms",
    "sim.crowd": "agents behaviour exposure reaction agent_crowd=crowd_agents column_crowd=crowd_columns "
    "calendar=timetable person_table=touched",
    "sim.planning": "budget formats hiring=desk posts review",
    "sim.reading": "tables=faults toml_file",
    "sim.results": "cascades funnel=timeline measures record replay=retold",
    "sim.roster": "sheet written_numbers",
    "sim.scenario": "edge_list market schedule",
    "sim.world": "audiences=audience graph people=population ties=network",
    "experiments": "files=output",
    "experiments.compare_schedules": "choices contributions files=comparison_files plots table=decision_table",
    "experiments.hypotheses": "arms claims files=hypothesis_files stated=hypothesis_file verdicts",
    "experiments.pictures": "animation page=picture palette town",
    "experiments.replicates": "design=study pool totals",
    "experiments.scale": "patterns=scale_patterns plot=scale_plot table=scale_table",
    "experiments.statistics": "belief_effects decisions limits pairs sequential",
    "experiments.validation": "checks=validation_checks network=network_targets organic_cascades",
    "experiments.words": "assumptions=assumption_table tables=table",
}
# What was a module and is a folder now: where its names are.
_NOW_FOLDERS = {
    "sim.assumptions": ("sim.assumptions.numbers", "sim.assumptions.files"),
    "sim.roster": ("sim.roster.profile", "sim.roster.roster_file", "sim.world.influencers"),
    "sim.scenario": ("sim.scenario.scenario", "sim.scenario.schedule_tables"),
    "sim.world": ("sim.world.world",),
    "experiments.cli": ("experiments.cli.commands",),
    "experiments.compare_schedules": ("experiments.compare_schedules.comparison", "experiments.replicates.design"),
    "experiments.hypotheses": ("experiments.hypotheses.run",),
    "experiments.report": ("experiments.report.page",),
    "experiments.scale": ("experiments.scale.study",),
    "experiments.statistics": ("experiments.statistics.estimates", "experiments.statistics.best"),
}
# Where names went that left their module for another than the rest of it.
_LEFT = {
    "sim.measures": "sim.kpis",
    "sim.record": "sim.events",
    "experiments.table": "experiments.words.numbers",
}
# Names that changed on the way: by old module, the new name of each old one.
_RENAMED = {
    "sim.desk": {"Desk": "Hiring"},
    "sim.posts": {"own_posts": "pieces_of_people"},
    "sim.retold": {"Retelling": "Replay", "retold": "replayed"},
    "sim.room": {"check_room": "check_memory"},
    "sim.timetable": {"Timetable": "Calendar"},
}


def _moved() -> dict[str, str]:
    """The new name of every module, by its old one."""
    pairs = [(folder, *word.partition("=")[::2]) for folder, words in _FOLDERS.items() for word in words.split()]
    return {f"{folder.partition('.')[0]}.{old or new}": f"{folder}.{new}" for folder, new, old in pairs}


MOVED = _moved()


class _OldNames(MetaPathFinder, Loader):
    """Found after all others: nothing that has its place is looked for here."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in MOVED else None

    def exec_module(self, module: ModuleType) -> None:
        new = MOVED[module.__name__]
        warnings.warn(f"{module.__name__} is now {new}", DeprecationWarning, stacklevel=2)
        for source in (_LEFT.get(module.__name__), new):
            names = vars(import_module(source)) if source else {}
            module.__dict__.update({name: value for name, value in names.items() if not name.startswith("__")})
        for old, name in _RENAMED.get(module.__name__, {}).items():
            setattr(module, old, getattr(module, name))


def names_of_a_folder(folder: str) -> Callable[[str], Any]:
    """What a folder's ``__getattr__`` does: names of the module that it was are found, with a DeprecationWarning."""

    def found(name: str) -> Any:
        if not name.startswith("__") and find_spec(f"{folder}.{name}") is None:  # a file of the folder comes first
            for place in _NOW_FOLDERS[folder]:
                module = import_module(place)
                if hasattr(module, name):
                    warnings.warn(f"{folder}.{name} is now {place}.{name}", DeprecationWarning, stacklevel=2)
                    return getattr(module, name)
        raise AttributeError(f"module {folder!r} has no attribute {name!r}")

    return found


if not any(isinstance(finder, _OldNames) for finder in sys.meta_path):
    sys.meta_path.append(_OldNames())
