"""Rules of thumb by which creators are chosen today, each a draft from the same list under the same rules."""

from __future__ import annotations

from collections import Counter
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
    """The draft of each strategy, by name: hired in its order while money lasts, on the days in turn.

    Those that go by interest are left out where the list states none.
    """
    roster, interests = allowed.roster, allowed.interests

    def price(creator: int) -> float:
        return allowed.prices.of_first(creator) / roster[creator].followers

    keys: dict[str, Callable[[int], tuple[float, ...]]] = {
        "by_followers": lambda one: (-roster[one].followers,),
        "by_engagement": lambda one: (-roster[one].declared_engagement_rate_per_follower,),
        "by_price": lambda one: (price(one),),
    }
    if any(interest is not None for interest in interests):
        wanted = allowed.scenario.brand_interest
        if wanted is not None:
            keys["by_fit"] = lambda one: (float(interests[one] != wanted), price(one))
        turns: Counter[int | None] = Counter()
        rounds = {}
        for creator in sorted(allowed.creators, key=price):
            rounds[creator] = float(turns[interests[creator]])
            turns[interests[creator]] += 1
        keys["by_spread"] = lambda one: (rounds[one], price(one))
    orders = {name: sorted(allowed.creators, key=key) for name, key in keys.items()}
    return {name: filled(allowed, allowed.start, order) for name, order in orders.items()}
