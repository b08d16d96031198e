"""How much to spend where a return is asked for: along a greedy path, on replicates that it never saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.choice import FIRST_REPLICATE
from experiments.plan_launch.greedy import GreedyPath
from experiments.plan_launch.played import Played
from sim.errors import InputError
from sim.planning.hiring import in_words

_REPLICATES = 40
_MOST_TRIED = 24  # spends along the path


@dataclass(frozen=True)
class Target:
    """A return that is asked for: profit per EUR of cost, of the whole or of the last EUR that is spent."""

    kind: Literal["roi", "marginal roi"]
    least: float

    def __post_init__(self) -> None:
        if not -1.0 < self.least <= 1_000.0:
            raise InputError(f"a {self.kind} of {self.least:g}: must be above -1 and at most 1,000 (0.2 is 20 %)")


def spend_for(target: Target, path: GreedyPath, allowed: Allowed, played: Played) -> tuple[float, str]:
    """The spend in EUR that the target allows, of those along the path, with a sentence; 0 where none does.

    The whole may be spent as long as profit >= target x cost. The last EUR earns the target where profit less target x
    cost is highest: before that point another EUR earns more, behind it less.
    """
    drafts, currency = [draft for draft in path.drafts if draft], allowed.scenario.currency
    if not drafts:
        return 0.0, f"No post earns anything; a {target.kind} of {target.least:g} is out of reach."
    places = sorted({int(place) for place in np.linspace(0, len(drafts) - 1, _MOST_TRIED)})
    tried = [drafts[place] for place in places]
    totals = played.totals(tried, range(FIRST_REPLICATE, FIRST_REPLICATE + _REPLICATES)).mean(axis=1)
    profit, cost = (totals[:, played.names.index(name)] for name in ("profit_eur", "cost_eur"))
    beyond = profit - target.least * cost
    if target.kind == "roi":
        reached = np.flatnonzero(beyond >= 0.0)
        place = int(reached[-1]) if len(reached) else -1
    else:
        place = int(np.argmax(beyond)) if beyond.max() > 0.0 else -1
    if place < 0:
        roi = np.divide(profit, cost, out=np.full_like(profit, -1.0), where=cost > 0.0)
        nearest = int(np.argmax(roi))
        return 0.0, (
            f"Do not launch: nothing that was tried reaches a {target.kind} of {target.least:g}; the best, at "
            f"{in_words(allowed.prices.of(tried[nearest]), currency)}, has a ROI of {roi[nearest]:.2f}."
        )
    spend = allowed.prices.of(tried[place])
    return (
        spend / 100,
        f"A {target.kind} of at least {target.least:g} allows {in_words(spend, currency)} of the budget.",
    )
