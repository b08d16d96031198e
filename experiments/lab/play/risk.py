"""Profit and risk of launches that are compared: what a campaign earns, how often it loses money, its worst tenth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.replicates.design import Run
from experiments.statistics.decisions import conditional_value_at_risk, loss_probability, value_at_risk
from experiments.statistics.estimates import Array, Estimate, Proportion, estimate
from experiments.words.numbers import capitalised, minus, percent, show, spoken
from sim.kpis import Kpi, indicators_in
from sim.money import Currency

WORST_SHARE = 0.1  # of the campaigns
FEWEST = 10  # campaigns, so that the worst tenth is one of them at least


@dataclass(frozen=True)
class Risk:
    """The profit of a launch over its campaigns, in the currency of the scenario.

    Eight campaigns of ten lie from ``low`` to ``high``; ``worst`` is the mean of the worst tenth.
    """

    schedule: str
    mean: Estimate
    loses: Proportion
    low: float
    high: float
    worst: float


def profit_in(currency: Currency) -> Kpi:
    """Profit, as it is called in a currency."""
    return indicators_in(currency)["profit_eur"]


def risks(schedules: Sequence[str], runs: Mapping[int, Sequence[Run]]) -> list[Risk]:
    """The risk of each launch, over the replicates in which all could be played; none of fewer than ten of these."""
    whole = [runs[r] for r in sorted(runs) if all(run.totals for run in runs[r])]
    if len(whole) < FEWEST:
        return []
    return [_risk(name, np.array([of[k].totals["profit_eur"] for of in whole])) for k, name in enumerate(schedules)]


def _risk(schedule: str, profit: Array) -> Risk:
    by_belief = profit[:, np.newaxis]  # every replicate has a belief of its own
    return Risk(
        schedule,
        estimate(profit),
        loss_probability(by_belief),
        value_at_risk(by_belief, WORST_SHARE),
        -value_at_risk(-by_belief, WORST_SHARE),
        conditional_value_at_risk(by_belief, WORST_SHARE),
    )


def risk_sentence(found: Sequence[Risk], currency: Currency) -> str:
    """In words: how often the launches lose money, and how bad the worst tenth of the one that loses least often is."""
    if not found:
        return f"Profit and risk are told from {FEWEST} campaigns on."
    least = min(found, key=lambda one: (one.loses.mean, -one.mean.mean))
    often = "; ".join(f"{spoken(one.schedule)} in {percent(one.loses.mean)} of its campaigns" for one in found)
    worst = f"{show(least.worst, currency.code)} {currency.code}"
    return minus(f"Money is lost by {often}. In its worst tenth {spoken(least.schedule)} comes to {worst} on average.")


def risk_rows(found: Sequence[Risk], currency: Currency) -> list[tuple[str, str, str, str, str]]:
    """For each launch: its name, mean profit with its interval, how often it loses money, eight of ten, worst tenth."""

    def money(value: float) -> str:
        return show(value, currency.code)

    return [
        (
            capitalised(spoken(one.schedule)),
            minus(f"{money(one.mean.mean)} ({money(one.mean.low)} to {money(one.mean.high)})"),
            f"{percent(one.loses.mean)} ({percent(one.loses.low)} to {percent(one.loses.high)})",
            minus(f"{money(one.low)} to {money(one.high)}"),
            minus(money(one.worst)),
        )
        for one in found
    ]
