"""Lessons for tests: packed, and played under Node with the engine that a page has."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from places import ROOT

from experiments.page.kernels.kept import WASM
from experiments.page.packed import Arrays, block, packed_world
from sim import events as ev
from sim.planning.budget import Plan
from sim.scenario.scenario import Scenario
from sim.world.world import World

PAGE = ROOT / "experiments/page"


class Played(NamedTuple):
    """What a page found of one launch."""

    hourly: np.ndarray
    by_post: np.ndarray
    events: np.ndarray
    ending: dict
    seconds: float
    chances: dict[int, list[dict[str, float | None]]]  # of some people, by person: of each event, none for no coin


def needs_node() -> None:
    if shutil.which("node") is None:
        pytest.skip("not installed: node")


def write_lesson(
    file: Path, scenario: Scenario, worlds: list[tuple[World, list[Plan]]], luck: int, changed: dict | None = None
) -> None:
    arrays = Arrays()
    packed = [packed_world(scenario, world, plans, arrays) for world, plans in worlds]
    changed = changed or {"behaviour": {}, "posts": {}}
    file.write_bytes(block({"worlds": packed, "luck": str(luck), "changed": changed}, arrays))


def played_under_node(folder: Path, wasm: Path = PAGE / "kernels" / WASM) -> dict[str, Played]:
    """Plays every lesson of a folder; by name of the lesson, number of the world, number of the launch."""
    engine = PAGE / "templates/engine.js"
    subprocess.run(["node", ROOT / "tests/under_node.mjs", engine, wasm, folder], check=True, timeout=500)
    found = {}
    for file in folder.glob("*-*-*.json"):
        told = json.loads(file.read_text())
        events = np.frombuffer(file.with_suffix(".events").read_bytes(), ev.EVENT)
        hourly = np.array(told["hourly"], np.int64).reshape(told["hours"], len(ev.TALLY))
        by_post = np.array(told["byPost"], np.int64).reshape(-1, len(ev.BY_POST))
        chances = {int(person): own for person, own in told["chances"].items()}
        found[file.stem] = Played(hourly, by_post, events, told["ending"], told["seconds"], chances)
    return found
