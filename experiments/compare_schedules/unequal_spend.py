"""Schedules that cannot spend the same, because a list is used up, say: what each brings per EUR that it spends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from experiments.compare_schedules.base_plans import BasePlans
from experiments.replicates.totals import Totals
from experiments.statistics.best import probability_best
from experiments.statistics.estimates import Arm, Array, Estimate, PairedDifference, fieller, paired_difference
from experiments.statistics.pairs import better_by
from sim.kpis import KPIS, OBJECTIVES, Kpi
from sim.money import Currency

EUR = 1_000.0  # results are told for so many
_NONE = float("nan")
_SPENT = ("fees_eur", "gifts_eur", "coordination_eur")  # from the budget


@dataclass(frozen=True)
class UnequalSpend:
    """Schedules of which some can spend more than one more influencer costs above what others can.

    Sums and reasons are those of the first replicate at the base values of the assumptions, results those of all
    replicates: ``per_thousand_eur`` by indicator and schedule, with the paired ``differences``, of indicators of which
    more is better and which add up. ``probability_best`` is that of the objective, empty where it is none of these.
    """

    spend_eur: Mapping[str, float]
    reasons: Mapping[str, str]  # of each schedule that leaves money, why
    common_budget_eur: int | None  # that all of them can spend, but for a few per cent
    per_thousand_eur: Mapping[str, Mapping[str, Estimate]]
    differences: Mapping[str, Sequence[PairedDifference]]
    probability_best: Mapping[str, float]

    def fair(self, kpi: str, plain: Sequence[PairedDifference]) -> list[PairedDifference] | None:
        """By which differences a lead must be clear, too: those per EUR spent, of leads that spend more.

        None for an indicator that is not told per EUR, and for profit, from which what is spent is taken off.
        """
        if kpi not in self.differences or kpi == "profit_eur":
            return None
        return [
            per_eur if self._spends_more(pair) else pair
            for pair, per_eur in zip(plain, self.differences[kpi], strict=True)
        ]

    def _spends_more(self, pair: PairedDifference) -> bool:
        ahead, behind = (pair.first, pair.second) if pair.mean > 0.0 else (pair.second, pair.first)
        return self.spend_eur[ahead] > self.spend_eur[behind]


def adds_up(kpi: Kpi) -> bool:
    """Whether an indicator is a sum of which more is better, so that it can be told per EUR spent."""
    return kpi.denominator is None and kpi.better == "higher"


def per_thousand_eur(kpi: Kpi, currency: Currency) -> Kpi:
    """The indicator as it is told of schedules that cannot spend the same."""
    head, comma, kind = kpi.label.partition(", ")
    return replace(kpi, label=f"{head} per {EUR:,.0f} {currency.code} spent{comma}{kind}")


def spent_by(totals: Totals) -> dict[str, Array]:
    """What each schedule spent of its budget, in EUR, (beliefs, lucks) each."""
    parts = {name: [totals.of(name, part) for part in _SPENT] for name in totals.runs}
    return {name: fees + gifts + coordination for name, (fees, gifts, coordination) in parts.items()}


def unequal_spend(base: BasePlans, totals: Totals, objective: Kpi, seed: int, *, whole: bool = True) -> UnequalSpend:
    """What schedules that cannot spend the same bring per EUR, from the replicates that count.

    Without ``whole`` what could be played is no sample: differences have no interval, and no probability is told.
    """
    spent = {name: values.mean(axis=1) for name, values in spent_by(totals).items()}
    results: dict[str, dict[str, Estimate]] = {}
    differences: dict[str, list[PairedDifference]] = {}
    for kpi in filter(adds_up, KPIS):
        arms = [Arm(name, totals.of(name, kpi.numerator).mean(axis=1), spent[name]) for name in spent]
        pairs = [paired_difference(first, second, EUR * kpi.factor) for first, second in combinations(arms, 2)]
        values = {arm.name: fieller(arm.numerator, spent[arm.name], EUR * kpi.factor) for arm in arms}
        results[kpi.name] = values
        differences[kpi.name] = pairs if whole else [replace(pair, low=_NONE, high=_NONE) for pair in pairs]
    chances: dict[str, float] = {}
    if adds_up(objective):
        above = [totals.of(name, objective.numerator).mean(axis=1) for name in spent]
        found = probability_best(above, True, seed=seed, denominators=list(spent.values()))
        chances = dict(zip(spent, found.tolist() if whole else [_NONE] * len(spent), strict=True))
    return UnequalSpend(
        {plan.schedule: plan.spend_eur for plan in base.plans},
        {plan.schedule: plan.why_short for plan in base.plans if plan.why_short},
        base.common_budget_eur,
        results,
        differences,
        chances,
    )


def lead_per_eur(unequal: UnequalSpend, objective: str) -> PairedDifference | None:
    """The best by the objective less the next best, per 1,000 EUR spent; None where it is not told per EUR."""
    values = unequal.per_thousand_eur.get(objective, {})
    known = sorted((name for name in values if math.isfinite(values[name].mean)), key=lambda name: -values[name].mean)
    return better_by(unequal.differences[objective], known[0], known[1], 1.0) if len(known) > 1 else None


def shown_per_eur(unequal: UnequalSpend, objective: str) -> list[str]:
    """The indicators that are shown per EUR spent: the objective first, then those of the other objectives."""
    names = dict.fromkeys((objective, *OBJECTIVES.values()))
    return [name for name in names if name in unequal.per_thousand_eur]
