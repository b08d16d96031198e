"""A plan changed by hand: a creator taken in or out, what that breaks, and what it brings beside the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Draft, Post, creators_of
from experiments.plan_launch.played import Played
from experiments.replicates.design import Design
from experiments.statistics.estimates import Arm, Array, PairedDifference, paired_difference
from sim.scenario.scenario import Scenario

HAND_REPLICATE = 800_000  # the first of those in which changes by hand are played: none that a search has seen
HAND_REPLICATES = 40


def taken_out(draft: Draft, creator: int) -> Draft:
    """The draft without any post of this creator."""
    return frozenset(post for post in draft if post.creator != creator)


def taken_in(allowed: Allowed, draft: Draft, creator: int, found: Draft) -> Draft:
    """The draft with a creator who is not in it: with the posts of the plan that was found, where it has some.

    Anybody else posts once, in the first of the formats, on the day on which fewest others post; of several such days
    on the first. Days on which the post would break a rule are taken only where there are no others.
    """
    if creator in creators_of(found):
        return draft | {post for post in found if post.creator == creator}
    on_day = Counter(post.day for post in draft)

    def order(post: Post) -> tuple[bool, int, int]:
        return bool(allowed.fault_beside_budget(draft | {post})), on_day[post.day], post.day

    return draft | {min((allowed.post(creator, turn) for turn in range(len(allowed.days))), key=order)}


def fault_by_hand(allowed: Allowed, draft: Draft) -> str:
    """A sentence on the first rule that a draft breaks, who has to post among them, or ""."""
    left_out = sorted(allowed.must - creators_of(draft))
    if left_out:
        return f"rules.must names {allowed.roster[left_out[0]].name!r}"
    return allowed.fault(draft)


def values_by_hand(
    scenario: Scenario, design: Design, drafts: Sequence[Draft], replicates: Sequence[int]
) -> tuple[Sequence[int], Array]:
    """The replicates, and the objective of each draft in them, (drafts, replicates)."""
    return replicates, Played(scenario, design, jobs=1).values(drafts, replicates)


def changed_less_found(changed: Array, found: Array) -> PairedDifference:
    """The changed plan less the plan that was found, in the objective's unit; (replicates,) each."""
    return paired_difference(Arm("changed", changed), Arm("plan", found))
