"""Which creators to exchange: a mixed-integer programme over what each was last measured to bring.

It sees creators one by one; what they take from each other shows when the proposal is played. So a step is kept
small: at most so many come or go.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Draft, creators_of
from experiments.plan_launch.greedy import filled

_SECONDS = 2.0  # that the programme may take; what it has found by then counts


def exchanged(allowed: Allowed, draft: Draft, worth: Mapping[int, float], most_changes: int) -> Draft:
    """The draft after the exchange of at most so many creators that promises most; the draft itself where none does.

    ``worth`` is what each creator adds, or takes away when left out, in the unit of the score. Posts of those who
    stay are kept as they are.
    """
    creators = sorted(set(worth) & set(allowed.creators))
    if not creators:
        return draft
    inside = creators_of(draft)
    now = np.array([one in inside for one in creators], dtype=float)
    cents = np.array([_cents(allowed, draft, one) for one in creators], dtype=float)
    left = allowed.budget - allowed.prices.of([post for post in draft if post.creator not in worth])
    change = LinearConstraint(1.0 - 2.0 * now, ub=most_changes - now.sum())
    limits = [LinearConstraint(cents, ub=float(left)), change]
    names = [allowed.roster[one].name for one in creators]
    for group in allowed.rules.at_most_one_of:
        limits.append(LinearConstraint(np.array([name in group for name in names], dtype=float), ub=1.0))
    bounds = Bounds(np.array([float(one in allowed.must) for one in creators]), np.ones(len(creators)))
    solved = milp(
        -np.array([worth[one] for one in creators]),
        constraints=limits,
        bounds=bounds,
        integrality=np.ones(len(creators)),
        options={"time_limit": _SECONDS},
    )
    if solved.x is None:
        return draft
    chosen = {one for one, taken in zip(creators, solved.x, strict=True) if taken > 0.5}
    kept = frozenset(post for post in draft if post.creator in chosen or post.creator not in worth)
    coming = sorted(chosen - inside, key=lambda one: -worth[one])
    return filled(allowed, kept, coming)


def _cents(allowed: Allowed, draft: Draft, creator: int) -> int:
    """What a creator costs in this draft, or would with one post; hours that grow with the team are left out."""
    posts = max(1, sum(post.creator == creator for post in draft))
    return allowed.prices.of_first(creator) + (posts - 1) * allowed.prices.of_further(creator)
