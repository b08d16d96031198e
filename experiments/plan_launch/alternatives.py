"""What else could be done with the budget, and how far the plan is ahead of it, on replicates that no choice has seen.

Whoever is far behind already on replicates of the choice needs no sharp figure, and is played in fewer of them. As
those that decide it are no part of the estimate, intervals hold as stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.choice import FIRST_REPLICATE
from experiments.plan_launch.draft import Draft
from experiments.plan_launch.played import Option, Played
from experiments.statistics.estimates import Arm, Array, Estimate, PairedDifference, estimate, paired_difference
from sim.planning.budget import plan as planned
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import PRESETS

FEW_REPLICATES = 40  # of the estimate's, for what is far behind
_FIRST_LOOK = 8  # replicates of the choice
_FAR = 4.0  # standard errors of the paired difference


@dataclass(frozen=True, eq=False)
class Alternative:
    """Another way to spend the budget on the same list; ``behind`` is the plan less this one."""

    name: str
    kind: str  # strategy, preset, own, or edited: a plan that somebody wrote
    draft: Draft | None  # None where a schedule hires by rules of its own
    objective: Estimate
    behind: PairedDifference
    spend_eur: float


def alternatives_to(
    draft: Draft,
    allowed: Allowed,
    played: Played,
    strategies: Mapping[str, Draft],
    edited: Draft | None,
    replicates: Sequence[int],
) -> list[Alternative]:
    """Every strategy, every preset and own schedule that can hire somebody from this list, and the edited plan."""
    spends = _schedule_spends(allowed.scenario, played)
    options: list[tuple[str, str, Option]] = [(name, "strategy", one) for name, one in strategies.items()]
    options += [("edited", "edited", edited)] if edited is not None else []
    options += [(name, "preset" if name in PRESETS else "own", name) for name in spends]
    sign = 1.0 if allowed.scenario.judged_by.better == "higher" else -1.0
    own, *others = sign * played.values(
        [draft, *(option for _, _, option in options)], range(FIRST_REPLICATE, FIRST_REPLICATE + _FIRST_LOOK)
    )
    few = [kind != "edited" and far_behind(other, own) for (_, kind, _), other in zip(options, others, strict=True)]
    whole = played.values([draft], replicates)[0]
    found: dict[Option, Array] = {}
    for some, seen in ((True, replicates[:FEW_REPLICATES]), (False, replicates)):
        asked = [option for (_, _, option), far in zip(options, few, strict=True) if far is some]
        found |= zip(asked, played.values(asked, seen), strict=True) if asked else ()
    return [
        Alternative(
            name,
            kind,
            None if isinstance(option, str) else option,
            estimate(found[option]),
            paired_difference(Arm("plan", whole[: len(found[option])]), Arm(name, found[option])),
            spends[name] if isinstance(option, str) else allowed.prices.of(option) / 100,
        )
        for name, kind, option in options
        if np.isfinite(found[option]).all()
    ]


def far_behind(values: Array, reference: Array) -> bool:
    """Whether paired values, of which more is better, lie many standard errors behind others; (replicates,) each."""
    ahead = reference - values
    return bool(ahead.mean() > _FAR * ahead.std(ddof=1) / np.sqrt(len(ahead)))


def _schedule_spends(scenario: Scenario, played: Played) -> dict[str, float]:
    """What each preset and own schedule spends on this list, in EUR; without those that can hire nobody."""
    spends = {}
    for name in (*PRESETS, *scenario.schedules):
        made = planned(scenario, played.roster, name, may_fall_short=True)
        if made.posts:
            spends[name] = made.spend_eur
    return spends
