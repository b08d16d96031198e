"""Which creators to exchange: a linear programme over what each was last measured to bring.

It sees creators one by one; what they take from each other shows when the proposal is played. So a step is kept
small: at most so many come or go. Of an optimal corner only as many creators are fractions as there are limits that
bind; these wait at the end of the line.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Draft, creators_of
from experiments.plan_launch.greedy import filled

_WHOLE = 1.0 - 1e-6


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
    names = [allowed.roster[one].name for one in creators]
    groups = [[float(name in group) for name in names] for group in allowed.rules.at_most_one_of]
    gain = np.array([worth[one] for one in creators])
    solved = linprog(
        -gain / (np.abs(gain).max() or 1.0),
        A_ub=np.array([cents / allowed.budget, 1.0 - 2.0 * now, *groups]),
        b_ub=[left / allowed.budget, most_changes - now.sum(), *(1.0 for _ in groups)],
        bounds=[(float(one in allowed.must), 1.0) for one in creators],
    )
    if solved.x is None:
        return draft
    share = dict(zip(creators, solved.x, strict=True))
    kept = frozenset(post for post in draft if share.get(post.creator, 1.0) >= _WHOLE)
    coming = [one for one in creators if one not in creators_of(kept) and share[one] > 1.0 - _WHOLE]
    return filled(allowed, kept, sorted(coming, key=lambda one: (-share[one], -worth[one])))


def _cents(allowed: Allowed, draft: Draft, creator: int) -> int:
    """What a creator costs in this draft, or would with one post; hours that grow with the team are left out."""
    posts = [post for post in draft if post.creator == creator] or [allowed.post(creator, 0)]
    return allowed.prices.by_creator(posts)[creator]
