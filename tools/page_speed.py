"""How fast a page plays beside the program itself, under Node: whole campaigns, and the time within each loop.

``python tools/page_speed.py [PEOPLE ...]`` prints what stands in docs/page.md; without numbers, 20,000 and 1,000,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from experiments.page.packed import Arrays, block, packed_world
from sim import Scenario, plan, simulate, world_of
from sim.crowd import column_crowd

ROOT = Path(__file__).resolve().parents[1]
LOOPS = ("publish", "read", "recommend", "spread", "add_up")
TIMES = 5
LUCK = 7


def timed(loop: Callable[..., Any], name: str, within: dict[str, float]) -> Callable[..., Any]:
    """The loop, which adds the seconds that it takes to those of its name."""

    def play(*handed: Any) -> Any:
        begun = time.perf_counter()
        said = loop(*handed)
        within[name] = within.get(name, 0.0) + time.perf_counter() - begun
        return said

    return play


def speed(people: int, schedule: str = "hybrid") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Seconds of each of several runs, and within each loop, of the program and of the page."""
    scenario = Scenario.load(people=people)
    world = world_of(scenario, 1)
    planned = plan(scenario, world, schedule)
    within: dict[str, float] = {}
    native = []
    straight, add_up = column_crowd.straight, column_crowd.add_up
    try:
        column_crowd.straight = lambda loop, kinds: timed(straight(loop, kinds), loop.__name__, within)
        column_crowd.add_up = timed(add_up, "add_up", within)
        for _ in range(TIMES):
            within.clear()
            begun = time.perf_counter()
            simulate(scenario, world, planned, luck_seed=LUCK, events=True)
            native.append({"seconds": time.perf_counter() - begun, "within": dict(within)})
    finally:
        column_crowd.straight, column_crowd.add_up = straight, add_up
    with tempfile.TemporaryDirectory() as folder:
        arrays = Arrays()
        header = {"worlds": [packed_world(scenario, world, [planned], arrays)], "luck": str(LUCK)}
        lesson = Path(folder, "lesson.bin")
        lesson.write_bytes(block(header, arrays))
        page = ROOT / "experiments/page"
        command = ["node", ROOT / "tools/page_speed.mjs", page / "templates", page / "kernels", lesson, str(TIMES)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: list[dict[str, Any]] = json.loads(told)
    return native, found


def lines(people: int) -> list[str]:
    """What was measured of a town of this size, in milliseconds."""
    native, page = speed(people)
    first, best = (1_000 * one for one in (page[0]["seconds"], min(run["seconds"] for run in page)))
    usual = 1_000 * min(run["seconds"] for run in native)
    told = [f"{people:,} people: program {usual:.0f} ms, page {best:.0f} ms at best, {first:.0f} ms the first time"]
    for name in LOOPS:
        here, there = (1_000 * min(run["within"].get(name, 0.0) for run in runs) for runs in (native, page))
        told.append(f"  {name}: {here:.1f} ms, {there:.1f} ms")
    return told


if __name__ == "__main__":
    print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")
    for asked in [int(word) for word in sys.argv[1:]] or [20_000, 1_000_000]:
        print("\n".join(lines(asked)))
