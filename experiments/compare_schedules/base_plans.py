"""What the budget buys under each schedule in the first replicate, at the base values of the assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.planning import budget
from sim.planning.equal_spend import spend_alike

if TYPE_CHECKING:
    from experiments.replicates.design import Design
    from sim.planning.budget import Plan
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario

_TRIES = 8  # each lowers the budget to the least that is spent
CLOSE_SHARE = 0.05  # a choice: of a budget that all can spend, none leaves more


@dataclass(frozen=True, eq=False)
class BasePlans:
    """The roster of the first replicate, the plans of its schedules in their order, and a budget that all can spend.

    ``common_budget_eur`` is in whole EUR; it is None where they spend the same anyway, or where none was found.
    """

    roster: Sequence[Profile]
    plans: tuple[Plan, ...]
    common_budget_eur: int | None


def base_plans(scenario: Scenario, schedules: Sequence[str], design: Design) -> BasePlans:
    """The plans of these schedules; one that cannot spend its budget falls short. Raises InputError."""
    from sim.world.graph import world_of

    roster = world_of(scenario, design.seed_of(0)).roster
    plans = tuple(budget.plan(scenario, roster, name, may_fall_short=True) for name in schedules)
    return BasePlans(roster, plans, None if spend_alike(plans) else _common_budget(scenario, roster, plans))


def judged_per_eur(base: BasePlans, design: Design) -> bool:
    """Whether schedules cannot spend the same, and nobody asked to compare them at what each spends."""
    return not design.allow_unequal_budgets and not spend_alike(base.plans)


def _common_budget(scenario: Scenario, roster: Sequence[Profile], plans: Sequence[Plan]) -> int | None:
    """The largest budget found of which every schedule leaves at most ``CLOSE_SHARE``; None where none was found."""
    for _ in range(_TRIES):
        lower = int(min(plan.spend_eur for plan in plans))
        if not 0 < lower < scenario.budget_eur:
            return None
        scenario = scenario.with_value("budget_eur", lower)
        try:
            plans = [budget.plan(scenario, roster, plan.schedule) for plan in plans]
        except InputError:
            return None
        if min(plan.spend_eur for plan in plans) >= (1.0 - CLOSE_SHARE) * lower and spend_alike(plans):
            return lower
    return None
