"""Whether a run fits into the machine's memory, asked before any is taken."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.schedule import Plan
from sim.world import World

# Measured with `groundswell benchmark`, rounded up.
BYTES_AT_REST = 300e6  # Python, libraries, compiled code
BYTES_PER_IMPRESSION = 40  # waiting, sorted and read
BYTES_PER_EVENT = 17  # more, where the log is kept
BYTES_PER_PERSON_TOUCHED = 60  # a row, and its old place while the table grows
BYTES_PER_AGENT = 2_500


def estimated_bytes(world: World, plan: Plan, *, crowd: str = "columns", events: bool = False) -> float:
    """Memory that one run takes, in bytes; shares add to it only where the network is about to catch fire."""
    direct = sum(
        world.roster[post.influencer].reach_rate * float(world.influencers[post.influencer]["members"])
        for post in plan.posts
    )
    each = BYTES_PER_IMPRESSION + (BYTES_PER_EVENT if events else 0)
    people = BYTES_PER_AGENT * world.people.count if crowd == "agents" else 0.0
    return BYTES_AT_REST + each * direct + BYTES_PER_PERSON_TOUCHED * min(direct, world.people.count) + people


def available_bytes() -> float:
    """Memory that the machine can still give, in bytes; infinite where it does not say."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return 1024.0 * int(line.split()[1])
    except OSError:
        pass
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return float("inf")


def check_room(
    world: World, plans: Sequence[Plan], *, jobs: int = 1, crowd: str = "columns", events: bool = False
) -> None:
    """Refuses what would not fit, with the estimate and what would. Raises InputError."""
    needed = jobs * max(estimated_bytes(world, plan, crowd=crowd, events=events) for plan in plans)
    there = available_bytes()
    if needed <= there:
        return
    fits = max(200, int(world.people.count * there / needed / 1.1))
    fewer = f", run fewer than {jobs} at once (--jobs)" if jobs > 1 else ""
    other = ", or take the column crowd (--crowd columns)" if crowd == "agents" else ""
    raise InputError(
        f"a market of {world.people.count:,} people would take about {needed / 1e9:,.1f} GB of memory and "
        f"{there / 1e9:,.1f} GB are free; simulate a scale model of at most about {fits:,} people (--people)"
        f"{fewer}{other}"
    )
