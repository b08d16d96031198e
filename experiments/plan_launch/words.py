"""The plan in sentences: what it is, what it brings, how sure that is, and why each creator is in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from experiments.plan_launch.alternatives import Alternative
from experiments.plan_launch.draft import creators_of
from experiments.plan_launch.score import WORST_SHARE
from experiments.plan_launch.strategies import WORDS
from experiments.plan_launch.study import CreatorValue, LaunchPlan
from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.statistics.pairs import verdict
from experiments.words.as_shipped import changes_from_shipped, not_as_shipped
from experiments.words.numbers import is_money, noun, percent, show, show_difference, spoken
from sim.planning.hiring import in_words

_MOST_SHARED = 0.25  # of what a creator brings alone: from so much on it is said that others bring it anyway


def sentences(plan: LaunchPlan) -> list[str]:
    """All that is said of a plan above its tables."""
    strayed = not_as_shipped(changes_from_shipped(plan.scenario))
    said = (headline(plan), expected(plan), confidence(plan), money(plan), traded(plan), *plan.notes, strayed)
    return [sentence for sentence in said if sentence]


def headline(plan: LaunchPlan) -> str:
    """Who, how many, for how much; or that nobody should be hired."""
    if not plan.draft:
        return "Do not launch: of all that was tried, nothing earns what it costs."
    days = sorted({post.day + 1 for post in plan.draft})
    when = f"on day {days[0]}" if len(days) == 1 else f"from day {days[0]} to day {days[-1]}"
    posts, creators, currency = len(plan.draft), len(creators_of(plan.draft)), plan.scenario.currency
    return (
        f"{creators:,} creator{'s' * (creators != 1)}, {posts:,} post{'s' * (posts != 1)} {when}, "
        f"{in_words(round(100 * plan.spend_eur), currency)} of "
        f"{in_words(round(100 * plan.scenario.budget_eur), currency)}."
    )


def expected(plan: LaunchPlan) -> str:
    """What the plan brings on replicates that no choice has seen, beside what the search believed of it."""
    kpi, replicates = plan.scenario.judged_by, len(next(iter(plan.totals.values())))
    unit = kpi.unit if is_money(kpi.unit) else ""
    too_good = (plan.searched - plan.objective.mean) * (1.0 if kpi.better == "higher" else -1.0) > 0.0
    return (
        f"Expected {noun(kpi)}: {interval(plan.objective, kpi.unit)}{' ' if unit else ''}{unit}, on {replicates} "
        f"replicates that no choice has seen. The search itself saw {show(plan.searched, kpi.unit)}"
        + (", which is mostly too good: what is chosen for its results was lucky, too." if too_good else ".")
    )


def confidence(plan: LaunchPlan) -> str:
    """How sure it is that nothing else that was tried is better by what would matter."""
    if plan.choice_among < 2:
        return "Nothing else kept to the rules and the budget."
    whole = math.floor(100 * plan.choice.probability)
    sure = "over 99" if whole > 99 else f"{whole}"
    measure = f" in its worst {percent(WORST_SHARE)} of cases" if plan.cautious else ""
    return (
        f"Of the {plan.choice_among} plans that came to the last choice none is better{measure} by more than "
        f"{show(plan.choice.matters, plan.scenario.judged_by.unit)}, with probability {sure} %. Plans that nobody "
        f"tried may be: {plan.campaigns:,} campaigns were looked at for it."
    )


def money(plan: LaunchPlan) -> str:
    """Whether the plan earns what it costs, where anything is earned at all."""
    if plan.scenario.brand.price_eur == 0.0 or not plan.draft:
        return ""
    profit = plan.estimate_of("profit_eur")
    lost = float((plan.totals["profit_eur"] < 0.0).mean())
    code = plan.scenario.currency.code
    sentence = (
        f"Profit: {interval(profit, 'EUR')} {code}; {percent(lost)} of the campaigns that were played lose money."
    )
    if profit.high < 0.0:
        sentence += " By profit alone: do not launch."
    return sentence


def traded(plan: LaunchPlan) -> str:
    """How many plans trade the objective for the one beside it, and what most of that costs."""
    if plan.beside is None or not plan.draft:
        return ""
    first, second = plan.scenario.judged_by, plan.beside
    sign = 1.0 if second.better == "higher" else -1.0
    furthest = max(plan.front, key=lambda one: sign * one.second.mean)
    if furthest.draft == plan.draft:
        return f"Beside {noun(second)}: no plan that was found brings more of it."
    others = len(plan.front) - 1
    return (
        f"Beside {noun(second)}: {others} other plan{'s' * (others != 1)} on the front; the furthest has "
        f"{show_difference(furthest.second_less_plan.mean, second.unit)} {noun(second)} and "
        f"{show_difference(furthest.first_less_plan.mean, first.unit)} {noun(first)} against this one."
    )


def interval(known: Estimate, unit: str) -> str:
    """A mean with its 95 % interval."""
    step = (known.high - known.low) / 2.0
    return f"{show(known.mean, unit, step)} (95 % {show(known.low, unit, step)} to {show(known.high, unit, step)})"


def named(alternative: Alternative) -> str:
    """What an alternative does, in words."""
    if alternative.kind == "edited":
        return "the edited plan"
    return (
        WORDS.get(alternative.name, spoken(alternative.name))
        if alternative.kind == "strategy"
        else spoken(alternative.name)
    )


def against(plan: LaunchPlan, alternative: Alternative) -> str:
    """Whether the plan is ahead of an alternative, and whether that is clear."""
    if alternative.draft == plan.draft:
        return "the plan itself"
    word = verdict(alternative.behind)
    ahead = alternative.behind.mean * (1.0 if plan.scenario.judged_by.better == "higher" else -1.0)
    if word == "clear":
        return "plan is ahead" if ahead > 0.0 else "plan is behind"
    return "equal" if word == "equal" else "open"


def difference(pair: PairedDifference, unit: str) -> str:
    """A paired difference with its 95 % interval."""
    step = (pair.high - pair.low) / 2.0
    low, high = (show_difference(end, unit, step) for end in (pair.low, pair.high))
    return f"{show_difference(pair.mean, unit, step)} ({low} to {high})"


def lost(value: CreatorValue, unit: str) -> str:
    """What a plan loses without a creator, with its interval where it has one."""
    known = value.lost
    if not math.isfinite(known.high - known.low):
        return f"{show(known.mean, unit)} (no interval)"
    step = (known.high - known.low) / 2.0
    return f"{show(known.mean, unit, step)} ({show(known.low, unit, step)} to {show(known.high, unit, step)})"


def why(plan: LaunchPlan, value: CreatorValue) -> str:
    """What speaks for a creator, and against: price, fit, what others bring anyway."""
    return "; ".join(_reasons(plan, value))


def _reasons(plan: LaunchPlan, value: CreatorValue) -> Iterator[str]:
    roster, creator = plan.allowed.roster, plan.allowed.roster[value.creator]
    if value.creator in plan.allowed.must:
        yield "has to be in it"
    typical = median(plan.allowed.prices.of_first(one) / roster[one].followers for one in range(len(roster)))
    price = plan.allowed.prices.of_first(value.creator) / creator.followers
    if price == 0:
        yield "works for the product"
    elif typical > 0.0:
        ratio = price / typical
        yield f"{10 * price:,.2f} {plan.scenario.currency.code} per 1,000 followers, {ratio:.2g} times the median"
    interest = plan.allowed.interests[value.creator]
    if interest is not None and interest == plan.scenario.brand_interest:
        yield "shares the brand's interest"
    shared = value.shared_share
    if math.isfinite(shared) and shared >= _MOST_SHARED and verdict(value.lost) != "open":
        yield f"{percent(min(shared, 1.0))} of what it brings alone the others bring anyway"
    if verdict(value.lost) == "open":
        yield "worth not told apart from nothing"
