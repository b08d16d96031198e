"""A plan on the screen: who posts when, what it brings beside other ways, and what other budgets would bring."""

from __future__ import annotations

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from experiments.plan_launch import words
from experiments.plan_launch.study import LaunchPlan
from experiments.words.numbers import noun, show
from experiments.words.setting import setting
from experiments.words.tables import titled_table

_MOST_ROWS = 40


def print_plan(screen: Console, plan: LaunchPlan) -> None:
    """Prints a plan."""
    replicates = len(next(iter(plan.totals.values())))
    screen.print(setting(plan.scenario, f"{replicates} replicates"), highlight=False, markup=False)
    said = [words.headline(plan), words.expected(plan), words.confidence(plan), words.money(plan), *plan.notes]
    screen.print("\n".join(filter(None, said)), highlight=False, markup=False)
    parts = [_posts(plan), _alternatives(plan), _curve(plan)] if plan.draft else [_alternatives(plan), _curve(plan)]
    screen.print(Group(*parts), highlight=False)


def _posts(plan: LaunchPlan) -> Table:
    unit, code = plan.scenario.judged_by.unit, plan.scenario.currency.code
    headings = ("day", "name", "tier", "format", code, f"{noun(plan.scenario.judged_by)} lost", "why")
    table = titled_table(
        "Who posts when, and what the plan would lose without", headings, ("name", "tier", "format", "why")
    )
    by_creator = {value.creator: value for value in plan.creators}
    posts = sorted(plan.draft, key=lambda post: (post.day, post.creator, post.format))
    seen: set[int] = set()
    for post in posts[:_MOST_ROWS]:
        profile, value = plan.allowed.roster[post.creator], by_creator[post.creator]
        step = (value.lost.high - value.lost.low) / 2.0
        first = post.creator not in seen
        seen.add(post.creator)
        lost = " to ".join(show(end, unit, step) for end in (value.lost.low, value.lost.high))
        prices = plan.allowed.prices
        cents = (prices.of_first if first else prices.of_further)(post.creator, post.format)
        table.add_row(
            str(post.day + 1),
            Text(profile.name),
            profile.tier,
            post.format,
            f"{cents / 100:,.2f}",
            f"{show(value.lost.mean, unit, step)} ({lost})" if first else "",
            Text(words.why(plan, value) if first else "posts again"),
        )
    if len(posts) > _MOST_ROWS:
        table.caption = f"and {len(posts) - _MOST_ROWS:,} more, in plan.csv"
    return table


def _alternatives(plan: LaunchPlan) -> Table:
    kpi, code = plan.scenario.judged_by, plan.scenario.currency.code
    headings = ("otherwise", f"spends {code}", noun(kpi), "plan less this", "")
    table = titled_table("Beside it", headings, ("otherwise", ""))
    sign = -1.0 if kpi.better == "higher" else 1.0
    for alternative in sorted(plan.alternatives, key=lambda one: sign * one.objective.mean):
        table.add_row(
            words.named(alternative),
            f"{alternative.spend_eur:,.0f}",
            words.interval(alternative.objective, kpi.unit),
            words.difference(plan, alternative),
            words.against(plan, alternative),
        )
    return table


def _curve(plan: LaunchPlan) -> Table:
    kpi, code = plan.scenario.judged_by, plan.scenario.currency.code
    headings = (f"spends {code}", "creators", noun(kpi), f"profit {code}", f"profit of one more {code}")
    table = titled_table("With another budget", headings)
    before_spend = before_profit = 0.0
    for point in plan.curve:
        marginal = (point.profit_eur.mean - before_profit) / max(1e-9, point.spend_eur - before_spend)
        table.add_row(
            f"{point.spend_eur:,.0f}" + (" *" if point.beyond else ""),
            f"{point.creators:,}",
            words.interval(point.objective, kpi.unit),
            words.interval(point.profit_eur, "EUR"),
            f"{marginal:+.2f}",
        )
        before_spend, before_profit = point.spend_eur, point.profit_eur.mean
    table.caption = "* beyond the budget. Each line is a greedy plan, not a searched one."
    return table
