"""Estimates the memory of runs, and of what a study keeps of them, and refuses what does not fit, in advance."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sim.assumptions.numbers import Assumptions
from sim.errors import InputError
from sim.planning.budget import Plan
from sim.planning.formats import reach_rate_of
from sim.world.world import World

# Upper bounds, from how the data lie in memory. Measured: 231 MB at rest, 0.58 GB for 24 million
# impressions of 7.7 million people (0.35 GB more), 1,400 bytes per agent at the end of a run.
BYTES_AT_REST = 300e6  # Python, libraries, compiled code
BYTES_PER_IMPRESSION = 24  # a key of 8 bytes: waiting, while its storage grows, and when its hour is sorted
BYTES_PER_EVENT = 17  # more, where the log is kept
BYTES_PER_PERSON_TOUCHED = 52  # a row of 12 in a table at least 35 % full, and half as much while it grows
BYTES_PER_AGENT = 1_500
# Of a run that a study keeps. Measured over 1,200 runs of the built-in scenario: 40,000 bytes each.
BYTES_PER_KEPT_RUN = 14_000  # its totals, by name
BYTES_PER_STORED_RUN = (
    20_000  # where all but totals is left in a store; measured: 3,800, and 17,000 as curves are drawn
)
BYTES_PER_KEPT_HOUR = 40  # two curves, and the copies of one that is drawn
BYTES_PER_KEPT_POST = 340


def direct_impressions(world: World, plan: Plan, assumptions: Assumptions) -> float:
    """Impressions that posts make on their own audiences, on average; none of what is shared or shown by feeds."""
    return sum(
        reach_rate_of(world.roster[post.influencer], post.format, assumptions)
        * float(world.influencers[post.influencer]["members"])
        for post in plan.posts
    )


def estimated_bytes(
    world: World, plan: Plan, assumptions: Assumptions, *, crowd: str = "columns", events: bool = False
) -> float:
    """Memory that one run takes, in bytes; shares add to it only where the network is about to catch fire."""
    direct = direct_impressions(world, plan, assumptions)
    each_bytes = BYTES_PER_IMPRESSION + (BYTES_PER_EVENT if events else 0)
    agent_bytes = BYTES_PER_AGENT * world.people.size if crowd == "agents" else 0.0
    return BYTES_AT_REST + each_bytes * direct + BYTES_PER_PERSON_TOUCHED * min(direct, world.people.size) + agent_bytes


def kept_bytes(plan: Plan, hours: int) -> float:
    """Memory that a study keeps of one run after it, in bytes."""
    return BYTES_PER_KEPT_RUN + BYTES_PER_KEPT_HOUR * hours + BYTES_PER_KEPT_POST * float(len(plan.posts))


def available_bytes() -> float:
    """Memory that the machine, or the container, can still give, in bytes; infinite where neither says."""
    return min(_free_in_machine(), _free_in_group())


def _free_in_machine() -> float:
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


def _free_in_group() -> float:
    """The bytes that the limits of this process's control groups leave: of a container, and of those around it."""
    free = float("inf")
    try:
        groups = [line.split(":", 2)[1:] for line in Path("/proc/self/cgroup").read_text().splitlines()]
    except OSError:
        return free
    for controllers, group in groups:
        if controllers == "":
            root, limit, used, cache = Path("/sys/fs/cgroup"), "memory.max", "memory.current", "inactive_file "
        elif "memory" in controllers.split(","):
            root, limit, used = Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes"
            cache = "total_inactive_file "
        else:
            continue
        place = root / group.strip("/")
        for folder in (place, *place.parents):
            if folder.is_relative_to(root):
                free = min(free, _free_under(folder, limit, used, cache))
    return free


def _free_under(folder: Path, limit: str, used: str, cache: str) -> float:
    """The bytes that one control group leaves; files that were read are free, though they count as used."""
    try:
        limit_text = (folder / limit).read_text().strip()
        if not limit_text.isdigit():  # "max": no limit
            return float("inf")
        lines = (folder / "memory.stat").read_text().splitlines()
        cached_bytes = sum(int(line.removeprefix(cache)) for line in lines if line.startswith(cache))
        return max(0.0, float(int(limit_text) - int((folder / used).read_text()) + cached_bytes))
    except (OSError, ValueError):
        return float("inf")


def check_memory(
    world: World,
    plans: Sequence[Plan],
    assumptions: Assumptions,
    *,
    jobs: int = 1,
    crowd: str = "columns",
    events: bool = False,
    replicates: int = 0,
    kept_bytes_each: float = 0.0,
) -> None:
    """Refuses what would not fit, with the estimate and what would. Raises InputError.

    A study of so many replicates keeps so many bytes of each until its end.
    """
    run_bytes = max(estimated_bytes(world, plan, assumptions, crowd=crowd, events=events) for plan in plans)
    free = available_bytes()
    study_bytes = replicates * kept_bytes_each
    if jobs * run_bytes + study_bytes <= free:
        return
    if jobs * run_bytes < free:
        fits = int((free - jobs * run_bytes) / kept_bytes_each / 1.1)
        raise InputError(
            f"{replicates:,} replicates would take about {(jobs * run_bytes + study_bytes) / 1e9:,.1f} GB of memory, "
            f"{study_bytes / 1e9:,.1f} GB of them for what is kept of each, and {free / 1e9:,.1f} GB are free; ask "
            f"for at most about {fits:,} replicates, or free some memory first"
        )
    fits = int(world.people.size * (free / jobs - BYTES_AT_REST) / (run_bytes - BYTES_AT_REST) / 1.1)
    remedies = [f"simulate a scale model of at most about {fits:,} people (--people)"] if fits >= 200 else []
    if jobs > 1:
        remedies.append(f"run fewer than {jobs} at once (--jobs)")
    if crowd == "agents":
        remedies.append("take the column crowd (--crowd columns)")
    raise InputError(
        f"a market of {world.people.size:,} people would take about {jobs * run_bytes / 1e9:,.1f} GB of memory and "
        f"{free / 1e9:,.1f} GB are free; {', or '.join(remedies) or 'free some memory first'}"
    )
