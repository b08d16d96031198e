"""The market beside published figures: engagement per follower, lift, revenue per follower and return, tier by tier.

Each tier spends the whole budget of the built-in sneaker launch alone, in many draws of the assumptions. What is held
against the figures is the ratio of means over the draws. Nothing is tuned to pass.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from experiments.replicates.design import Design, check_question
from experiments.replicates.grid import run_study
from experiments.statistics.estimates import estimate
from experiments.validation.checks import Check, shown
from sim.assumptions.numbers import SETS
from sim.scenario.scenario import Scenario
from sim.tiers import TIER_NAMES

Totals = Mapping[str, npt.NDArray[np.float64]]

# Engagements per follower of one post. Evidence: Markerly 2016; Mediakix 2017 (sponsored posts); HypeAuditor 2018-2023.
ENGAGEMENT = {"nano": (0.022, 0.05), "micro": (0.015, 0.035), "macro": (0.007, 0.026), "mega": (0.007, 0.025)}
# What the articles state at both ends of their line: 8 % up to 10,000 followers, 1.7 % from a million on (D1).
STATED = {"nano": 0.08, "mega": 0.017}
_NEAR = 0.15  # of a stated rate, either way: posts vary, and repeats tire
LIFT = 0.06, 0.28  # Gordon et al. 2022, 663 randomised experiments: lower funnel 6 %, upper funnel 28 %
OVERSTATED = 1.1, 4.0  # the same source: what follows an advertisement, times what it caused
# Beichert et al. 2024, three field studies: revenue per follower and per EUR paid.
REVENUE_PER_FOLLOWER_EUR = {"nano": 0.265, "macro": 0.049}
RETURN = {"nano": (20.0, 200.0), "macro": (0.6, 6.0)}  # "over 20" and "under 6" EUR for one
_HALF_AN_ORDER = 10.0**0.5


def check_market(seed: int, replicates: int, jobs: int) -> None:
    """Refuses, before anything is run, more replicates than there is room for. Raises InputError."""
    for name in SETS:
        check_question(
            Scenario.load(assumption_set=name), _schedules(), _design(seed), min(jobs, replicates), replicates
        )


def market_checks(seed: int, replicates: int, jobs: int, on_step: Callable[[str], None]) -> Iterator[Check]:
    """M1 to M5 under each set of assumptions, every replicate under its own draw of the uncertain ones."""
    for name in sorted(SETS, reverse=True):
        on_step(f"each tier alone under {replicates} draws of the assumptions: {name}")
        scenario = Scenario.load(assumption_set=name)
        runs = list(run_study(scenario, _schedules(), range(replicates), _design(seed), jobs))
        by_tier = {
            tier: _totals([played[place].totals for played in runs if played[place].totals])
            for place, tier in enumerate(TIER_NAMES)
        }
        yield from _checks(by_tier, name)


def _checks(by_tier: Mapping[str, Totals], name: str) -> Iterator[Check]:
    """M1 to M5 of the totals that each tier alone had, under the set of this name."""
    group = f"market, {name} assumptions"
    yield from _engagement(by_tier, name, group)
    yield from _lift(by_tier["micro"], name, group)
    yield from _money(by_tier, name, group)


def _schedules() -> list[str]:
    return [f"{tier}_only" for tier in TIER_NAMES]


def _design(seed: int) -> Design:
    return Design(seed, lucks=1, contributions=False)


def _totals(runs: Sequence[Mapping[str, float]]) -> Totals:
    names = ("engagements", "posted_followers", "purchases_naive", "purchases_incremental", "purchases_anyway_reached",
             "revenue_eur", "cost_eur")  # fmt: skip
    return {name: np.array([run[name] for run in runs]) for name in names}


def _draws(totals: Totals) -> str:
    return f"{totals['cost_eur'].size} draws of the assumptions, world and luck"


def _ratio(totals: Totals, above: str, below: str) -> tuple[float, tuple[float, float]]:
    """A ratio of means over the draws, and its 95 % interval; not numbers without a draw."""
    if totals[above].size < 2 or not totals[below].any():
        return math.nan, (math.nan, math.nan)
    found = estimate(totals[above], totals[below])
    return found.mean, (found.low, found.high)


def _engagement(by_tier: Mapping[str, Totals], name: str, group: str) -> Iterator[Check]:
    bands = dict.fromkeys(STATED, (1 - _NEAR, 1 + _NEAR)) if name == "documents" else ENGAGEMENT
    for tier, (low, high) in bands.items():
        target = f"{low:.1%} to {high:.1%}"
        if name == "documents":
            stated = STATED[tier]
            low, high, target = low * stated, high * stated, f"{stated:.1%} (D1)"
        value, interval = _ratio(by_tier[tier], "engagements", "posted_followers")
        yield Check(
            group, f"M1 {name} {tier}", f"engagements per follower and post, {tier}", value, target, low, high,
            interval,
            "Engagement per reached person times reach, less what repeats and labels cost; what is passed on and what "
            "feeds show engages others than followers.",
            f"{_draws(by_tier[tier])}; {tier}_only; engagements of all kinds over declared followers in the market",
        )  # fmt: skip


def _lift(totals: Totals, name: str, group: str) -> Iterator[Check]:
    lift, around = _ratio(totals, "purchases_incremental", "purchases_anyway_reached")
    low, high = LIFT
    yield Check(
        group, f"M2 {name}", "lift over buying anyway, micro", lift, f"{low:.0%} to {high:.0%}",
        low / _HALF_AN_ORDER, high * _HALF_AN_ORDER, around,
        "A launch has few buyers without a campaign (organic_purchase_per_year), so that any effect is large beside "
        "them; the experiments are of known brands.",
        f"{_draws(totals)}; micro_only; incremental purchases over what those reached would have bought anyway; half "
        "an order of magnitude either way",
    )  # fmt: skip
    over, around = _ratio(totals, "purchases_naive", "purchases_incremental")
    low, high = OVERSTATED
    yield Check(
        group, f"M3 {name}", "purchases after a click, times those caused", over, f"{low:g} to {high:g}",
        low, high, around,
        "Who buys after a click would have bought anyway as often as interest, readiness and inclination say; within "
        "30 days that is rare where organic purchases are.",
        f"{_draws(totals)}; micro_only",
    )  # fmt: skip


def _money(by_tier: Mapping[str, Totals], name: str, group: str) -> Iterator[Check]:
    values = {tier: _ratio(by_tier[tier], "revenue_eur", "posted_followers") for tier in REVENUE_PER_FOLLOWER_EUR}
    needed = _what_it_takes({tier: value for tier, (value, _) in values.items()})
    for tier, target in REVENUE_PER_FOLLOWER_EUR.items():
        value, interval = values[tier]
        yield Check(
            group, f"M4 {name} {tier}", f"revenue per follower and post, {tier}, EUR", value, f"{target:g}",
            target / _HALF_AN_ORDER, target * _HALF_AN_ORDER, interval, needed,
            f"{_draws(by_tier[tier])}; {tier}_only; incremental revenue over declared followers in the market, per "
            "post; half an order of magnitude either way",
        )  # fmt: skip
    for tier, (low, high) in RETURN.items():
        value, interval = _ratio(by_tier[tier], "revenue_eur", "cost_eur")
        words = f"over {low:g}" if tier == "nano" else f"under {high:g}"
        yield Check(
            group, f"M5 {name} {tier}", f"revenue per EUR paid, {tier}", value, words, low, high, interval, needed,
            f"{_draws(by_tier[tier])}; {tier}_only; incremental revenue over cost; a tenth of what is published, or "
            "ten times, is still accepted on its open side",
        )  # fmt: skip


def _what_it_takes(values: Mapping[str, float]) -> str:
    """What would bring revenue per follower to the published figures, in words."""
    if not all(value > 0.0 for value in values.values()):
        return "No sale came about."
    times = {tier: target / values[tier] for tier, target in REVENUE_PER_FOLLOWER_EUR.items()}
    apart = math.log(times["nano"] / times["macro"]) / math.log(700_000 / 3_000)
    factors = " and ".join(
        f"{shown(factor)} times as many sales per follower for {tier}" for tier, factor in times.items()
    )
    order = (
        f"Their order of tiers would take a tie_strength_on_purchase of {apart:.2g}, which is off."
        if apart > 0.0
        else "Their order of tiers is there, and no less far apart."
    )
    return f"It would take {factors}. {order}"
