"""Campaigns of growing size: figures that users can repeat, measured and not asserted.

Machines are noisy, so every figure is a median of five, and what should be compared is measured in one run.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arguments import MOST_THREADS
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.planning.budget import Plan
    from sim.world.world import World

REPEATS = 5
MICRO_FOLLOWERS, MACRO_FOLLOWERS = 30_000, 500_000


@dataclass(frozen=True)
class Timing:
    """One run of the column crowd, taken apart. Times in seconds, memory in bytes."""

    people: int
    impressions: int
    reached: int
    members: int  # audience members scanned
    publish_s: float
    read_s: float
    total_s: float
    table_bytes: int
    waiting_bytes: int


def campaign(people: int, micro: int, macro: int, followers_factor: float = 1.0) -> tuple[Scenario, World, Plan]:
    """A campaign of ``micro`` influencers of 30,000 and ``macro`` of 500,000 followers, a post each within a week."""
    from sim.assumptions.numbers import Assumptions
    from sim.planning.budget import Plan, PlannedPost
    from sim.roster.profile import Profile
    from sim.world.world import World

    scenario = replace(Scenario.load(), simulated_people=people)
    scenario = replace(scenario, market=scenario.market.model_copy(update={"people": people}))
    value = Assumptions.load("evidence").value
    sizes = [("macro", MACRO_FOLLOWERS)] * macro + [("micro", MICRO_FOLLOWERS)] * micro
    roster = [
        Profile(
            key=key,
            name=f"{tier}-{key}",
            tier=tier,
            interest=key % len(scenario.market.interests) if tier == "macro" else scenario.brand_interest or 0,
            followers=int(followers * followers_factor),
            reach_rate=value("reach_rate", tier),
            engagement_per_reached_person=value("engagement_per_reached_person", tier),
            authenticity=value("authenticity", tier),
            fake_share=value("fake_follower_share", tier),
            fee_eur=0.0,
        )
        for key, (tier, followers) in enumerate(sizes)
    ]
    world = World.generate(scenario, 1).with_roster(roster, scenario.assumptions)
    hours = [int(place * 168 / len(sizes)) for place in range(len(sizes))]
    # Every mechanism that a post can bring is on: the label always, a promo code with every second.
    posts = tuple(PlannedPost(place, 0, hour, promo_code=place % 2 == 1) for place, hour in enumerate(hours))
    return scenario, world, Plan("benchmark", posts, tuple(range(len(sizes))), 0.0, 0.0, 0.0, 0.0, False)


def timed_run(scenario: Scenario, world: World, plan: Plan, luck_seed: int) -> Timing:
    """One campaign, hour by hour, with a stop-watch between publishing and reading."""
    from sim import events as ev
    from sim.crowd.column_crowd import ColumnCrowd
    from sim.hours import ColumnHours

    begin = time.perf_counter()
    model = ColumnHours(scenario, world, plan, luck_seed, events=False)
    crowd, publish_s, read_s = model.crowd, 0.0, 0.0
    assert isinstance(crowd, ColumnCrowd)
    reached = impressions = waiting = 0
    for hour in range(model.hours):
        start = time.perf_counter()
        for place in model.brand.due(hour):
            crowd.publish(place, hour)
        between = time.perf_counter()
        counts, _ = crowd.read(hour)
        read_s += time.perf_counter() - between
        publish_s += between - start
        reached, impressions = reached + int(counts[ev.REACH]), impressions + int(counts[ev.IMPRESSIONS])
        waiting = max(waiting, crowd.calendar.bytes_used)
    crowd.end()
    total = time.perf_counter() - begin
    members = int(sum(world.influencers[post.influencer]["members"] for post in plan.posts))
    return Timing(
        world.people.size, impressions, reached, members, publish_s, read_s, total, crowd.table.nbytes, waiting
    )


def measure(*, quick: bool = False, on_stage: Callable[[str], None] = lambda stage: None) -> dict[str, Any]:
    """Every figure, as JSON. ``quick`` takes small sizes, measures each once and says nothing about speed."""
    small, repeats = (0.01, 1) if quick else (1.0, REPEATS)
    result: dict[str, Any] = {
        "groundswell": version("groundswell"),
        "machine": machine(),
        "repeats": repeats,
        "quick": quick,
    }
    on_stage("one campaign in a market of 1 million")
    result["one_million"] = _one_million(int(1_000_000 * small), small, repeats)
    on_stage("ties enumerated")
    result["ties"] = _ties(int(1_000_000 * small), repeats)
    on_stage("cost by impressions")
    result["by_impressions"] = _by_impressions([1, 3, 10] if quick else [10, 32, 100, 320, 1000], quick, repeats)
    result["by_market"] = []
    for people in (1_000_000, 10_000_000, 100_000_000, 1_000_000_000):
        on_stage(f"the same campaign among {people:,}")
        result["by_market"].append(_fresh_market(int(people * small), repeats))
    on_stage("one large campaign, alone and shared by threads")
    result["threads"] = _threads(int(100_000_000 * small), small, repeats)
    on_stage("help")
    result["help_s"] = _median_s(["--help"], repeats)
    job = ["compare", *(["--people", "2000", "--replicates", "2"] if quick else [])]
    on_stage("the main job")
    result["main_job_s"] = _median_s(job, repeats)
    on_stage("the main job with an empty compilation cache")
    result["main_job_first_compilation_included_s"] = _median_s(job, repeats, cold=True)
    return result


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {"python": platform.python_version(), "cores": os.cpu_count(), "processor": platform.machine()}


def _median(values: list[float]) -> float:
    return float(statistics.median(values))


def _one_million(people: int, small: float, repeats: int) -> dict[str, float]:
    scenario, world, plan = campaign(people, 100, 1, small)
    timed_run(scenario, world, plan, 0)
    runs = [timed_run(scenario, world, plan, luck) for luck in range(1, repeats + 1)]
    last = runs[-1]
    return {
        "people": people,
        "impressions": last.impressions,
        "reached": last.reached,
        "seconds": _median([run.total_s for run in runs]),
        "ns_per_impression": _median([1e9 * run.read_s / run.impressions for run in runs]),
        "ns_per_audience_member": _median([1e9 * run.publish_s / run.members for run in runs]),
        "ns_per_impression_all_in": _median([1e9 * run.total_s / run.impressions for run in runs]),
        "table_bytes_per_person_touched": _median([run.table_bytes / run.reached for run in runs]),
        "waiting_bytes_per_impression": _median([run.waiting_bytes / run.impressions for run in runs]),
    }


def _ties(people: int, repeats: int) -> dict[str, float]:
    from sim.world.ties import count_ties

    _, world, _ = campaign(people, 1, 0)
    times = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        ties = int(count_ties(world.people, world.ties).sum())
        times.append(time.perf_counter() - start)
    return {"people": people, "ties": ties, "ns_per_tie": _median([1e9 * t / ties for t in times[1:]])}


def _by_impressions(micro: list[int], quick: bool, repeats: int) -> dict[str, Any]:
    """Time against impressions: the same market, more influencers."""
    people = 2_000_000 if quick else 100_000_000
    points = []
    for number in micro:
        scenario, world, plan = campaign(people, number, 0, 5.0 if not quick else 0.1)
        timed_run(scenario, world, plan, 0)
        runs = [timed_run(scenario, world, plan, luck) for luck in range(1, repeats + 1)]
        points.append({"impressions": runs[-1].impressions, "seconds": _median([run.total_s for run in runs])})
    logs = np.log([[point["impressions"], point["seconds"]] for point in points])
    slope = float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])
    return {"people": people, "points": points, "log_log_slope": slope}


def _threads(people: int, small: float, repeats: int) -> dict[str, float]:
    """One campaign of 1,000 influencers by one thread and by one for each core, by turns."""
    from joblib import cpu_count

    from sim.model import simulate

    scenario, world, plan = campaign(people, 840, 160, small)
    simulate(scenario, world, plan, luck_seed=0)
    seconds: dict[int, list[float]] = {1: [], min(cpu_count(), MOST_THREADS): []}
    for luck in range(repeats):
        for threads, measured in seconds.items():
            start = time.perf_counter()
            record = simulate(scenario, world, plan, luck_seed=luck, threads=threads)
            measured.append(time.perf_counter() - start)
    return {
        "people": people,
        "impressions": record.totals["impressions"],
        "threads": max(seconds),
        "seconds_alone": _median(seconds[1]),
        "seconds_shared": _median(seconds[max(seconds)]),
    }


def _fresh_market(people: int, repeats: int) -> dict[str, float]:
    """One campaign in a market of this size in a process of its own, so that its peak memory is its own."""
    asked = f"from experiments.benchmark.campaigns import one_market; one_market({people}, {repeats})"
    command = [sys.executable, "-c", asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def one_market(people: int, repeats: int) -> None:
    """Prints what ``_market`` measures, as JSON: what such a process does."""
    print(json.dumps(_market(people, repeats)))


def _market(people: int, repeats: int) -> dict[str, float]:
    """One campaign in a market of this size: seconds, and memory beyond that of an idle process."""
    timed_run(*campaign(20_000, 3, 0, 0.01), 0)  # compiled code and libraries are not the market's
    idle = _peak_bytes()
    start = time.perf_counter()
    scenario, world, plan = campaign(people, 100, 1, min(1.0, people / 1_000_000))
    generate_s = time.perf_counter() - start
    runs = [timed_run(scenario, world, plan, luck) for luck in range(repeats)]
    peak = _peak_bytes()
    return {
        "people": people,
        "impressions": runs[-1].impressions,
        "seconds": _median([run.total_s for run in runs]),
        "generate_s": generate_s,
        "peak_bytes": peak,
        "bytes_per_person_touched": (peak - idle) / runs[-1].reached,
    }


def _peak_bytes() -> int:
    """The most memory that this process ever had."""
    status = Path("/proc/self/status")
    if status.exists():  # elsewhere a process may be told its parent's peak for its own
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return 1024 * int(lines["VmHWM"].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _median_s(arguments: list[str], repeats: int, *, cold: bool = False) -> float:
    """Wall time of the command in processes of its own, in seconds, files thrown away.

    Each writes to a folder of its own: what is kept there of the run before would be found, and not be played.
    """
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for repeat in range(repeats + (0 if cold else 1)):
            environment = dict(os.environ)
            if cold:
                environment["NUMBA_CACHE_DIR"] = f"{folder}/cache-{repeat}"
            to = [] if arguments == ["--help"] else ["--out", f"{folder}/out-{repeat}"]
            command = [sys.executable, "-m", "experiments.cli", *arguments, *to]
            start = time.perf_counter()
            subprocess.run(command, env=environment, capture_output=True, check=True)
            times.append(time.perf_counter() - start)
    return _median(times if cold else times[1:])
