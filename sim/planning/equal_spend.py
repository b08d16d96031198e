"""Whether plans spend the same, and the refusal of those that do not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sim.errors import InputError
from sim.planning.budget import Plan


def same_budget(spend_eur: float, next_price_eur: float, other_spend_eur: float, other_next_price_eur: float) -> bool:
    """Whether two spends differ by no more than one more influencer costs in either."""
    return abs(spend_eur - other_spend_eur) <= max(next_price_eur, other_next_price_eur) + 1e-6


def spend_alike(plans: Sequence[Plan]) -> bool:
    """Whether no two plans spend sums that differ by more than one more influencer costs in either."""
    return all(
        same_budget(first.spend_eur, first.next_price_eur, second.spend_eur, second.next_price_eur)
        for first, second in itertools.combinations(plans, 2)
    )


def check_equal_budgets(plans: Sequence[Plan], allow_unequal: bool = False) -> None:
    """Refuses plans whose spends differ by more than one more influencer costs in either. Raises InputError."""
    problems = [
        f"schedules {first.schedule!r} and {second.schedule!r} spend {first.spend_eur:,.2f} and "
        f"{second.spend_eur:,.2f} {first.currency.code}, {_apart(first, second)}: "
        f"{_why_short(min(first, second, key=_spend))}, or compare them per {first.currency.code} spent with "
        "`groundswell compare` (--allow-unequal-budgets: at what each spends)"
        for first, second in itertools.combinations(plans, 2)
        if not spend_alike((first, second))
    ]
    if problems and not allow_unequal:
        raise InputError(problems)


def _spend(plan: Plan) -> float:
    return plan.spend_eur


def _apart(first: Plan, second: Plan) -> str:
    price = max(first.next_price_eur, second.next_price_eur)
    return (
        f"further apart than the {price:,.2f} {first.currency.code} of one more influencer"
        if price
        else "and neither can hire more"
    )


def _why_short(plan: Plan) -> str:
    """A sentence on why a schedule spends less than another, and what to do about it."""
    if not plan.falls_short:
        return f"{plan.schedule!r} spends what it has; give both the same {plan.currency.outside('budget_eur')}"
    sentence = f"{plan.schedule!r} leaves {plan.unspent_eur:,.2f} {plan.currency.code} unspent"
    return f"{sentence}, as {plan.why_short}; add some to the roster, or give one of its phases rest = true"
