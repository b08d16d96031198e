"""The tables of a plan in words, for the screen and the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experiments.plan_launch import words
from experiments.plan_launch.curves import marginal_profits
from experiments.plan_launch.front import named_front
from experiments.plan_launch.study import LaunchPlan
from experiments.words.numbers import noun, spoken


@dataclass(frozen=True)
class TextTable:
    """Cells as they are read, a tuple for each row; the columns named in ``left`` hold words, the others numbers."""

    title: str
    headings: Sequence[str]
    left: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


def tables_of(plan: LaunchPlan) -> Iterator[TextTable]:
    """Those that have something to tell, what matters most first."""
    if plan.draft:
        yield _posts(plan)
    if plan.front:
        yield _front(plan)
    yield _alternatives(plan)
    yield _curve(plan)
    if plan.curves_by_tier:
        yield _by_tier(plan)


def _posts(plan: LaunchPlan) -> TextTable:
    unit, prices = plan.scenario.judged_by.unit, plan.allowed.prices
    by_creator = {value.creator: value for value in plan.creators}
    seen: set[int] = set()
    rows = []
    for post in sorted(plan.draft, key=lambda post: (post.day, post.creator, post.format)):
        profile, value = plan.allowed.roster[post.creator], by_creator[post.creator]
        first = post.creator not in seen
        seen.add(post.creator)
        cents = (prices.of_first if first else prices.of_further)(post.creator, post.format)
        rows.append(
            (
                str(post.day + 1),
                profile.name,
                profile.tier,
                f"{post.format}, code" if post.code else post.format,
                f"{cents / 100:,.2f}",
                words.lost(value, unit) if first else "",
                words.why(plan, value) if first else "posts again",
            )
        )
    return TextTable(
        "Who posts when, and what the plan would lose without",
        ("day", "name", "tier", "format", plan.scenario.currency.code, f"{noun(plan.scenario.judged_by)} lost", "why"),
        ("name", "tier", "format", "why"),
        rows,
    )


def _front(plan: LaunchPlan) -> TextTable:
    """The plans between the two objectives, by the names that they have in plan.toml."""
    first, second = plan.scenario.judged_by, plan.beside or plan.scenario.judged_by
    rows = []
    for name, one in named_front(plan.draft, plan.front):
        itself = one.draft == plan.draft
        rows.append(
            (
                spoken(name),
                f"{one.spend_eur:,.0f}",
                words.interval(one.first, first.unit),
                "" if itself else words.difference(one.first_less_plan, first.unit),
                words.interval(one.second, second.unit),
                "" if itself else words.difference(one.second_less_plan, second.unit),
            )
        )
    return TextTable(
        f"Between {noun(first)} and {noun(second)}",
        ("plan", f"spends {plan.scenario.currency.code}", noun(first), "less the plan", noun(second), "less the plan"),
        ("plan",),
        rows,
        "None that was found has more of both than another of these. Each is a schedule of plan.toml.",
    )


def _alternatives(plan: LaunchPlan) -> TextTable:
    kpi = plan.scenario.judged_by
    sign = -1.0 if kpi.better == "higher" else 1.0
    rows = [
        (
            words.named(alternative),
            f"{alternative.spend_eur:,.0f}",
            words.interval(alternative.objective, kpi.unit),
            words.difference(alternative.behind, kpi.unit),
            words.against(plan, alternative),
        )
        for alternative in sorted(plan.alternatives, key=lambda one: sign * one.objective.mean)
    ]
    headings = ("otherwise", f"spends {plan.scenario.currency.code}", noun(kpi), "plan less this", "")
    return TextTable("Beside it", headings, ("otherwise", ""), rows)


def _curve(plan: LaunchPlan) -> TextTable:
    kpi, code = plan.scenario.judged_by, plan.scenario.currency.code
    rows = [
        (
            f"{point.spend_eur:,.0f}" + (" *" if point.beyond else ""),
            f"{point.creators:,}",
            words.interval(point.objective, kpi.unit),
            words.interval(point.profit_eur, "EUR"),
            f"{marginal:+.2f}",
        )
        for point, marginal in zip(plan.curve, marginal_profits(plan.curve), strict=True)
    ]
    return TextTable(
        "With another budget",
        (f"spends {code}", "creators", noun(kpi), f"profit {code}", f"profit of one more {code}"),
        (),
        rows,
        "* beyond the budget. Each line is a greedy plan, not a searched one.",
    )


def _by_tier(plan: LaunchPlan) -> TextTable:
    """What the same money brings spent on one tier alone."""
    kpi, code = plan.scenario.judged_by, plan.scenario.currency.code
    rows = [
        (
            "" if place else tier,
            f"{point.spend_eur:,.0f}",
            f"{point.creators:,}",
            words.interval(point.objective, kpi.unit),
            words.interval(point.profit_eur, "EUR"),
            f"{marginal:+.2f}",
        )
        for tier, curve in plan.curves_by_tier.items()
        for place, (point, marginal) in enumerate(zip(curve, marginal_profits(curve), strict=True))
    ]
    return TextTable(
        "On one tier alone",
        ("tier", f"spends {code}", "creators", noun(kpi), f"profit {code}", f"profit of one more {code}"),
        ("tier",),
        rows,
        "Who brings most for the money alone comes first; a tier ends where its creators or the budget do.",
    )
