"""In words: that launches which are shown beside each other do not spend the same."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.words.numbers import spoken
from sim.planning.budget import Plan
from sim.planning.equal_spend import spend_alike
from sim.planning.hiring import MONEY_LEFT


def spent_apart(plans: Sequence[Plan]) -> str:
    """What each plan spends, why not more, and what follows for whoever looks; nothing where all spend alike."""
    if spend_alike(plans):
        return ""
    told = [
        f"{spoken(plan.schedule)} spends {plan.spend_eur:,.0f} {plan.currency.code}"
        + (f" ({plan.why_short.removesuffix(MONEY_LEFT)})" if plan.falls_short else "")
        for plan in plans
    ]
    return (
        f"Not at equal budget: {'; '.join(told)}. What is shown is what each made of what it spends; "
        f"Compare judges launches by what each {plans[0].currency.code} brings."
    )
