"""Imports go down one staircase, those for type checkers included, and never in a circle."""

import ast
import functools
import graphlib
from pathlib import Path

import pytest
from places import ROOT

# From the ground up. What stands on one step is one folder, or files that do not know of each other.
STEPS = (
    ("sim.money",),
    ("sim.errors", "sim.events", "sim.brief", "sim.old_names"),
    ("sim.own_rules",),
    ("sim.compiled",),
    ("sim.listed", "sim.tiers", "sim.coin", "sim.rules", "sim.reading"),
    ("sim.kpis", "sim.arguments", "sim.rules_of_spread"),
    ("sim.rule_contracts",),
    ("sim.assumptions",),
    ("sim.roster",),
    ("sim.scenario",),
    ("sim.world",),
    ("sim.planning",),
    ("sim.results.record",),
    ("sim.crowd", "sim.memory"),
    ("sim.hours",),
    ("sim.mesa_model",),
    ("sim.model", "sim.diffusion"),
    ("sim.results",),
    ("sim",),
    ("experiments.interrupt", "experiments.manifest", "experiments.statistics"),
    ("experiments.files", "experiments.help"),
    ("experiments.words",),
    ("experiments.store",),
    ("experiments.replicates", "experiments.pictures"),
    ("experiments.report",),
    ("experiments.validation", "experiments.plan_files", "experiments.reference_table"),
    (
        "experiments.compare_schedules",
        "experiments.hypotheses",
        "experiments.break_even",
        "experiments.scale",
        "experiments.forecast",
    ),
    ("experiments.sensitivity", "experiments.sweep", "experiments.detect"),
    ("experiments.calibrate",),
    ("experiments.calibration_check", "experiments.worth_knowing"),
    ("experiments.plan_launch",),
    ("experiments.one_run", "experiments.benchmark", "experiments.reproduce"),
    ("experiments.teaching",),
    ("experiments.page",),
    ("experiments.lab.temporary", "experiments.lab.players"),
    ("experiments.lab.question",),
    ("experiments.lab.play",),
    ("experiments.lab.pool", "experiments.lab.guard"),
    ("experiments.lab.routes",),
    ("experiments.lab.parts",),
    ("experiments.lab.pages",),
    ("experiments.lab.server",),
    ("experiments.cli",),
    ("experiments", "*.__main__"),
)
ONLY = {
    "mesa": ("sim.crowd.agents", "sim.mesa_model", "sim.results.replay", "experiments.benchmark.peers"),
    "SALib": ("experiments.sensitivity",),
    "pyarrow": ("experiments.sweep", "experiments.store.export"),
    "nicegui": ("experiments.lab",),
    "starlette": ("experiments.lab",),
    "fastapi": ("experiments.lab",),
    "matplotlib": (
        "experiments.pictures",
        "experiments.report",
        "*.plot",
        "*.plots",
        "experiments.lab.play.town_files",
        "experiments.plan_files.brief_pdf",
        "sim.results.campaign",
    ),
    "rich": ("experiments.words", "experiments.cli", "*.table", "*.first_screen", "experiments.one_run"),
}


def modules() -> dict[str, Path]:
    paths = [path for package in ("sim", "experiments") for path in (ROOT / package).rglob("*.py")]
    dotted = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): path for path, name in dotted.items()}


MODULES = modules()


@functools.cache
def imported(name: str) -> set[str]:
    """Everything that a module imports, wherever in it, by full name; a name of a package is the module it is."""
    told = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            told |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            told |= {one if one in MODULES else node.module for one in full}
    return told


def beneath(name: str, places: tuple[str, ...]) -> bool:
    return any(
        name.endswith(place[1:]) if place[0] == "*" else (name == place or name.startswith(f"{place}."))
        for place in places
    )


def step_of(name: str) -> tuple[int, str]:
    """The step of a module and where on it: the longest name that fits, so that a file may leave its folder."""
    return max(
        ((number, place) for number, places in enumerate(STEPS) for place in places if beneath(name, (place,))),
        key=lambda found: (found[1].startswith("*"), len(found[1])),
    )


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_down(name):
    step, place = step_of(name)
    up = [
        other
        for other in imported(name) & MODULES.keys()
        if step_of(other)[1] != place and step_of(other)[0] >= step and other not in UPWARDS.get(name, ())
    ]
    assert up == []


# The front door: what plays itself, draws itself or writes itself down has to know of what does it.
UPWARDS = {
    "sim.scenario.scenario": ("sim.results.campaign",),
    "sim.results.campaign": ("experiments.pictures.campaign",),
    "experiments.compare_schedules.comparison": ("experiments.compare_schedules.files",),
    "experiments.calibrate.study": ("experiments.calibrate.files",),
}


def test_no_file_is_imported_by_what_it_imports():
    graph = {name: imported(name) & MODULES.keys() - set(UPWARDS.get(name, ())) for name in MODULES}
    list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_used_only_where_it_belongs(library):
    users = {name for name in MODULES if any(beneath(one, (library,)) for one in imported(name))}
    assert users
    assert {name for name in users if not beneath(name, ONLY[library])} == set()


def test_only_a_main_file_is_a_command():
    assert [
        name for name, path in MODULES.items() if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    ] == []
