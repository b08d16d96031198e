"""The answer where schedules cannot spend the same, in sentences: why not, per EUR, and at what each can spend."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.compare_schedules.base_plans import CLOSE_SHARE
from experiments.compare_schedules.unequal_spend import UnequalSpend, adds_up, per_thousand_eur
from experiments.statistics.estimates import Estimate
from experiments.words.answer_sentence import answer_sentence
from experiments.words.numbers import capitalised, is_amount, noun, percent, show, spoken
from sim.kpis import Kpi
from sim.money import Currency
from sim.planning.hiring import MONEY_LEFT


def reason_sentence(unequal: UnequalSpend, budget_eur: float, currency: Currency) -> str:
    """What each schedule that leaves money can spend of the budget, and why it cannot spend more."""
    reasons = [
        f"{spoken(name)} can spend {unequal.spend_eur[name]:,.0f} of {budget_eur:,.0f} {currency.code}: "
        f"{why.removesuffix(MONEY_LEFT)}"
        for name, why in unequal.reasons.items()
    ]
    others = [
        f"{spoken(name)} can spend {spend_eur:,.0f} {currency.code}"
        for name, spend_eur in unequal.spend_eur.items()
        if name not in unequal.reasons
    ]
    return f"{capitalised('; '.join([*reasons, *others]))}."


def unequal_answer(
    objective: Kpi,
    schedules: Sequence[str],
    unequal: UnequalSpend,
    estimates: Mapping[str, Estimate],
    budget_eur: float,
    currency: Currency,
    plain: str,
) -> tuple[str, str]:
    """Why the schedules cannot spend the same and what is answered in place of a comparison at equal budget; the rest.

    An objective that adds up is told per EUR spent, and the rest says what each brought at what it spent
    (``estimates``). Any other is an average or a share, which no money divides: of it ``plain``, the answer at what
    each spends, is told. The rest ends with how to ask for something else.
    """
    reason, ways = reason_sentence(unequal, budget_eur, currency), ways_sentence(unequal, currency)
    if not adds_up(objective):
        cannot = f"{capitalised(noun(objective))} cannot be told per {currency.code}; at what each can spend:"
        return " ".join((reason, cannot, plain)), ways
    told = answer_sentence(
        per_thousand_eur(objective, currency),
        schedules,
        unequal.per_thousand_eur[objective.name],
        unequal.differences[objective.name],
        unequal.probability_best,
    )
    return f"{reason} {capitalised(told)}", f"{_at_what_each_spends(objective, schedules, estimates)} {ways}"


def ways_sentence(unequal: UnequalSpend, currency: Currency) -> str:
    """How to ask for a comparison at equal budget, or for the plain difference."""
    common = unequal.common_budget_eur
    budget = "a smaller budget (--budget)"
    if common is not None:
        budget = (
            f"{common:,} {currency.code} (--budget {common}), of which none leaves more than {percent(CLOSE_SHARE)}"
        )
    return (
        f"To compare at equal budget, give {budget}, or add to the roster what is missing; --allow-unequal-budgets "
        "tells the plain difference."
    )


def _at_what_each_spends(objective: Kpi, schedules: Sequence[str], estimates: Mapping[str, Estimate]) -> str:
    told = []
    for name in schedules:
        value = estimates[name]
        half = (value.high - value.low) / 2.0
        step = half if math.isfinite(half) else None
        ends = f"{show(value.low, objective.unit, step)} to {show(value.high, objective.unit, step)}"
        interval = "" if step is None else f" ({ends})"
        told.append(f"{spoken(name)} {show(value.mean, objective.unit, step)}{interval}")
    unit = f" in {objective.unit}" if is_amount(objective.unit) else ""
    return f"At what each can spend, {noun(objective)}{unit}: {', '.join(told)}."
