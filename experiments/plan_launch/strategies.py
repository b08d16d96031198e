"""Rules of thumb by which creators are chosen today, each a draft from the same list under the same rules."""

from __future__ import annotations

from collections.abc import Callable

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Draft
from experiments.plan_launch.greedy import filled

WORDS = {
    "by_followers": "the largest accounts first",
    "by_engagement": "the highest declared engagement first",
    "by_price": "the lowest price per follower first",
    "by_fit": "who shares the brand's interest first, of these the lowest price per follower",
    "by_spread": "a different interest with each hire, the lowest price per follower first",
}


def by_strategy(allowed: Allowed) -> dict[str, Draft]:
    """The draft of each strategy, by name: hired in its order while money lasts, on the days in turn."""
    roster, interest = allowed.roster, allowed.scenario.brand_interest

    def price(creator: int) -> float:
        return allowed.prices.of_first(creator) / roster[creator].followers

    keys: dict[str, Callable[[int], tuple[float, ...]]] = {
        "by_followers": lambda one: (-roster[one].followers,),
        "by_engagement": lambda one: (-roster[one].declared_engagement_rate_per_follower,),
        "by_price": lambda one: (price(one),),
    }
    if interest is not None:
        keys["by_fit"] = lambda one: (float(roster[one].interest != interest), price(one))
    orders = {name: sorted(allowed.creators, key=key) for name, key in keys.items()}
    turns: dict[int, int] = {}
    rounds = {}
    for creator in sorted(allowed.creators, key=price):
        turns[roster[creator].interest] = rounds[creator] = turns.get(roster[creator].interest, -1) + 1
    orders["by_spread"] = sorted(allowed.creators, key=lambda one: (rounds[one], price(one)))
    return {name: filled(allowed, allowed.start, order) for name, order in orders.items()}
