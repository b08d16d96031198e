"""Does the model behave as published measurements and the articles say? Every check; nothing is tuned to pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.files import finite
from experiments.validation.checks import (
    Check,
    curve,
    engagement_hours,
    network_checks,
    organic_checks,
    paid_checks,
    timing_check,
)
from experiments.validation.feeds import feed_checks
from experiments.validation.market import check_market, market_checks
from experiments.validation.promises import check_claims, claim_checks
from experiments.validation.shapes import CascadeShapes, cascade_shapes
from experiments.validation.timing import Cascade, file_checks, read_cascades
from sim.assumptions.numbers import SETS, Assumptions
from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.world.world import World

Floats = npt.NDArray[np.float64]

MOST_PEOPLE = 5_000_000  # whose ties are enumerated and kept: about 150 bytes each
MOST_CASCADES = 20_000_000
MOST_REPLICATES = 100_000
MARKET_REPLICATES = 40  # at most, of each tier alone: eight times as many campaigns


@dataclass(frozen=True, eq=False)
class Validation:
    """The checks, and what is drawn beside them.

    ``shapes`` holds the organic cascades at the base, low and high share rate. The curves, (n, multiples) over
    ``experiments.validation.checks.MULTIPLES``, are shares of all that a post, or a real cascade, was ever to get.
    """

    checks: list[Check]
    shapes: dict[str, CascadeShapes]
    post_curves: Floats
    real_curves: Floats | None


def validate(
    people: int = 1_000_000,
    seed: int = 1,
    cascades: int = 1_000_000,
    replicates: int = 100,
    cascade_file: Path | None = None,
    jobs: int = 2,
    on_step: Callable[[str], None] = lambda what: None,
) -> Validation:
    """Everything measured: network, spread, feeds, what the articles promise, and a file if one is given.

    ``people`` is the size of the market whose network and organic ``cascades`` are measured, every one of whom is
    simulated, so that large accounts have all their followers; campaigns are those of the built-in scenario at its full
    size. ``replicates`` is how many draws of the assumptions a promise is held against, in ``jobs`` processes.
    ``cascade_file`` holds real cascades (``experiments.validation.timing``).
    ``on_step`` hears what begins. Raises InputError with everything that cannot be used.
    """
    problems = [
        f"{name} = {given}: must be at least {least}"
        for name, given, least in (
            ("seed", seed, 0),
            ("cascades", cascades, 1),
            ("replicates", replicates, 1),
            ("jobs", jobs, 1),
        )
        if given < least
    ]
    problems += [
        f"{name} = {given:,}: must be at most {most:,}; all of them are held in memory"
        for name, given, most in (
            ("people", people, MOST_PEOPLE),
            ("cascades", cascades, MOST_CASCADES),
            ("replicates", replicates, MOST_REPLICATES),
        )
        if given > most
    ]
    real: list[Cascade] | None = None
    small = None
    try:
        small = Scenario.load(people=people)
        if not problems:
            check_claims(seed, replicates, jobs)
            check_market(seed, replicates, jobs)
    except InputError as error:
        problems += error.problems
    try:
        real = read_cascades(cascade_file) if cascade_file is not None else None
    except InputError as error:
        problems += error.problems
    if problems or small is None:
        raise InputError(problems)
    on_step(f"the network of {people:,} people")
    checks = list(network_checks(people, seed))
    on_step(f"{cascades:,} posts of ordinary people, three times")
    town = replace(small, market=small.market.model_copy(update={"people": people}))
    by_rate = cascade_shapes(World.generate(town, seed).with_ties_written_out(), town, cascades, seed)
    checks += organic_checks(by_rate)
    on_step("campaigns at full size")
    full = Scenario.load()
    world = World.generate(full, seed)
    checks += paid_checks(full, world, seed)
    hours = engagement_hours(full, world, seed)
    checks.append(timing_check(hours))
    on_step("posts of influencers under each kind of feed")
    checks += feed_checks(full, world, seed)
    checks += claim_checks(seed, replicates, jobs, on_step)
    checks += market_checks(seed, min(replicates, MARKET_REPLICATES), jobs, on_step)
    if real is not None and cascade_file is not None:
        checks += file_checks(real, full.assumptions, cascade_file.name)
    curves = None if real is None else np.array([curve(one.reshared) for one in real])
    return Validation(checks, by_rate, np.array([curve(post_hours) for post_hours in hours]), curves)


def as_json(checks: Sequence[Check], **settings: Any) -> dict[str, Any]:
    """The checks for a machine, with whatever they were asked for (``settings``); no number is infinite or none."""
    verdicts = [check.verdict for check in checks]
    return finite(
        {
            "groundswell": version("groundswell"),
            "assumptions_fingerprints": {name: Assumptions.load(name).fingerprint for name in SETS},
            **settings,
            "interval_level": 0.95,
            "passed": verdicts.count("pass"),
            "missed": verdicts.count("miss"),
            "not_judged": verdicts.count("not judged"),
            "fitted": sum(bool(check.fitted) for check in checks),
            "checks": [{**asdict(check), "verdict": check.verdict} for check in checks],
        }
    )
