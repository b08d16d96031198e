"""Promises of the marketing articles about macro-influencers, beside a macro launch in the model.

The promises are of the kind "up to": they are not inputs, and a launch that brings less on average does not
contradict them. What is held against them is the 95th percentile over what the assumptions may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from experiments.replicates.design import Design, check_question
from experiments.replicates.grid import run_study
from experiments.statistics.belief_effects import drivers
from experiments.statistics.estimates import estimate
from experiments.validation.checks import Check, shown
from experiments.validation.resampling import UNKNOWN, resampled
from sim.assumptions.belief import quantile_of
from sim.assumptions.numbers import SETS
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Schedule

Floats = npt.NDArray[np.float64]

LAUNCH = "macro_launch"
VIEWS, MENTIONS_GROWTH, ACCOUNT_GROWTH = 2_000_000.0, 0.70, 0.25  # D1
_HALF_AN_ORDER = 10.0**0.5
_TOP = 0.95
_SURE = 0.05  # p values below this name an assumption


def claim_checks(seed: int, replicates: int, jobs: int, on_step: Callable[[str], None]) -> Iterator[Check]:
    """R7 to R9 under each set of assumptions, every replicate under its own draw of the uncertain ones.

    The launch is the built-in sneaker launch at full size with its whole budget on macro-influencers who post
    within 24 hours.
    """
    design = Design(seed, lucks=1, contributions=False)
    for name in sorted(SETS, reverse=True):
        on_step(f"a macro launch under {replicates} draws of the assumptions: {name}")
        scenario = _scenario(name)
        runs = [runs[0] for runs in run_study(scenario, [LAUNCH], range(replicates), design, jobs)]
        runs.sort(key=lambda run: run.replicate)
        kept = [run for run in runs if run.totals]
        quantiles = [quantile_of(scenario.assumptions, design.seed_of(run.belief)) for run in kept]
        totals = {
            total: np.array([run.totals[total] for run in kept])
            for total in ("launch_impressions", "media_mentions", "brand_followers", "account_followers")
        }
        lost = f"; {len(runs) - len(kept)} more could hire nobody or failed" if len(kept) < len(runs) else ""
        how = f"{len(kept)} draws of the assumptions, world and luck{lost}; 95th percentile, bootstrap over draws"
        columns = {
            label: np.array([draw[label] for draw in quantiles]) for label in (quantiles[0] if quantiles else ())
        }
        growth = totals["brand_followers"] / np.maximum(1.0, totals["account_followers"])
        yield _up_to(
            "R7", "views within 48 hours", VIEWS, "2,000,000 (D1)", totals["launch_impressions"], name, how, columns
        )
        yield _mentions(totals["media_mentions"], name, len(kept))
        yield _up_to("R9", "growth of the brand's account", ACCOUNT_GROWTH, "0.25 (D1)", growth, name, how, columns)


def check_claims(seed: int, replicates: int, jobs: int) -> None:
    """Refuses, before anything is run, more replicates than there is room for. Raises InputError."""
    for name in SETS:
        design = Design(seed, lucks=1, contributions=False)
        check_question(_scenario(name), [LAUNCH], design, min(jobs, replicates), replicates)


def _scenario(assumption_set: str) -> Scenario:
    scenario = Scenario.load(assumption_set=assumption_set)
    launch = Schedule(LAUNCH, (Phase(tier="macro", within_hours=24),))
    return replace(scenario, schedules={**scenario.schedules, LAUNCH: launch})


def _up_to(
    id_: str,
    quantity: str,
    promised: float,
    words: str,
    values: Floats,
    set_name: str,
    how: str,
    columns: dict[str, Floats],
) -> Check:
    top = float(np.quantile(values, _TOP)) if values.size else float("nan")
    mean = float(values.mean()) if values.size else float("nan")
    reached = float((values >= promised).mean()) if values.size else float("nan")
    return Check(
        f"promises, {set_name} assumptions",
        f"{id_} {set_name}",
        f"{quantity}, up to",
        top,
        f"up to {words}",
        promised / _HALF_AN_ORDER,
        promised * _HALF_AN_ORDER,
        resampled(values.size, lambda places: float(np.quantile(values[places], _TOP))),
        f"{_compared(top, promised)} {_decided_by(values, columns)}",
        f"{how}; mean {shown(mean)}; {shown(100.0 * reached)} % of the draws reach what is promised; the band, half an "
        "order of magnitude either way, is our reading of 'up to'",
    )


def _compared(top: float, promised: float) -> str:
    if not top > 0.0:
        return "The launch brings none of it."
    times = top / promised
    return f"The best twentieth of the draws begins at {times:.2g} times what is promised."


def _decided_by(values: Floats, columns: dict[str, Floats]) -> str:
    deciding = [driver for driver in drivers(values, columns) if driver.p_value < _SURE][:2] if values.size else []
    if not deciding:
        return f"Among {values.size} draws no single assumption can be named that decides it."
    named = " and ".join(f"{driver.name} (rank correlation {driver.rank_correlation:+.2f})" for driver in deciding)
    return f"What decides it most: {named}."


def _mentions(values: Floats, set_name: str, draws: int) -> Check:
    mean = estimate(values) if values.size else None
    value = mean.mean if mean else float("nan")
    why = "The articles give no number of mentions before, and nobody of the press wrote in these draws."
    if value > 0.0:
        why = (
            f"The articles give no number of mentions before; to {shown(value / MENTIONS_GROWTH)} a month it is +70 %."
        )
    return Check(
        f"promises, {set_name} assumptions",
        f"R8 {set_name}",
        "media mentions per campaign",
        value,
        "+70 % (D1)",
        None,
        None,
        (mean.low, mean.high) if mean else UNKNOWN,
        why,
        f"mean of {draws} draws of the assumptions, world and luck; t interval",
    )
