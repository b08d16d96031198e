"""What a visitor's changes of a plan do, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from experiments.lab.parts.texts import with_interval
from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.by_hand import fault_by_hand
from experiments.plan_launch.draft import Draft, creators_of
from experiments.statistics.estimates import PairedDifference
from experiments.statistics.pairs import verdict
from experiments.words.numbers import minus, noun, row_step, show_difference
from sim.planning.hiring import in_words


def changes(allowed: Allowed, found: Draft, draft: Draft) -> str:
    """Who was taken out, and who was taken in, and when they post."""
    left = [allowed.roster[one].name for one in sorted(creators_of(found) - creators_of(draft))]
    came = [
        f"{allowed.roster[post.creator].name} (day {post.day + 1})"
        for post in sorted(draft)
        if post.creator not in creators_of(found)
    ]
    told = [("Taken out", left), ("Taken in", came)]
    return " ".join(f"{what}: {', '.join(names)}." for what, names in told if names)


def cost(allowed: Allowed, found: Draft, draft: Draft) -> str:
    """What the changed plan costs, beside the budget and the plan that was found."""
    cents, before = allowed.prices.of(draft), allowed.prices.of(found)
    currency = allowed.scenario.currency
    more = f"{in_words(abs(cents - before), currency)} {'more' if cents > before else 'less'} than"
    beside = "as much as" if cents == before else more
    of_budget = f"{in_words(cents, currency)} of {in_words(allowed.budget, currency)}"
    return f"It costs {of_budget}, {beside} the best plan."


def fault(allowed: Allowed, draft: Draft) -> str:
    """That the changed plan would not be allowed, and why; or ""."""
    broken = fault_by_hand(allowed, draft)
    return f"Such a plan would not be allowed: {broken}." if broken else ""


def less_found(allowed: Allowed, difference: PairedDifference) -> str:
    """The changed plan less the plan that was found, with its 95 % interval, and whether that is clear."""
    kpi = allowed.scenario.judged_by
    shown = minus(with_interval(difference, partial(show_difference, unit=kpi.unit, step=row_step([difference]))))
    return f"Your plan less the best plan, {noun(kpi)}: {shown}. {' '.join(_standing(allowed, difference))}"


def _standing(allowed: Allowed, difference: PairedDifference) -> Iterator[str]:
    word = verdict(difference)
    ahead = difference.mean * (1.0 if allowed.scenario.judged_by.better == "higher" else -1.0) > 0.0
    if word == "clear":
        yield f"It is clearly {'better' if ahead else 'worse'}"
    else:
        yield "It makes no difference" if word == "equal" else "The two cannot be told apart"
    yield f"after {difference.replicates} replicates that no search has seen, both with the same luck."
