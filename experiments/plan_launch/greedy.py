"""A strong start: whoever brings most for the money is added first, and gains are looked up again only if they matter.

What one more creator brings shrinks as others are hired, for people who saw the campaign once are no longer new to
it. So a gain that was measured earlier is, but for luck, an upper bound, and only whoever leads the list is measured
anew: lazy evaluation (M. Minoux, Optimization Techniques, LNCIS 7, 1978, 234).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Draft, Post, creators_of
from experiments.plan_launch.played import Outcomes
from experiments.plan_launch.score import Score

_MEASURED_AT_ONCE = 2  # of those who lead the list


@dataclass(frozen=True)
class Path:
    """Drafts, each one post longer than the one before, and the last measured gain of every creator beside the last.

    ``scores`` belongs to the drafts. A gain is in the unit of the score.
    """

    drafts: tuple[Draft, ...]
    scores: tuple[float, ...]
    gains: dict[int, float]

    @property
    def best(self) -> int:
        """The place of the draft with the best score, of equals the first."""
        return max(range(len(self.scores)), key=lambda place: self.scores[place])


def greedy(
    allowed: Allowed,
    outcomes: Outcomes,
    score: Score,
    replicates: Sequence[int],
    *,
    per_eur: bool,
    start: Draft | None = None,
) -> Path:
    """Adds creators one after the other, by gain per EUR or by gain alone, until none is left who adds anything.

    It begins with those who must post, or with ``start``. Posts take the days of the plan in turn.
    """
    draft = allowed.start if start is None else start
    scores = [float(score.of(outcomes.values([draft], replicates))[0])]
    drafts = [draft]
    open_to = [one for one in allowed.creators if one not in creators_of(draft)]
    alone = score.of(outcomes.values([draft | {allowed.post(one, len(draft))} for one in open_to], replicates))
    gains = {one: float(value) - scores[0] for one, value in zip(open_to, alone, strict=True)}
    fresh = set(open_to)
    while True:
        wider = {one: added for one in gains if (added := _added(allowed, draft, one)) is not None}
        ranked = sorted(wider, key=lambda one: -_worth(allowed, one, gains[one], per_eur))
        if not ranked or gains[ranked[0]] <= 0.0:
            break
        stale = [one for one in ranked[:_MEASURED_AT_ONCE] if one not in fresh]
        if ranked[0] not in fresh:
            measured = score.of(outcomes.values([wider[one] for one in stale], replicates))
            gains |= {one: float(value) - scores[-1] for one, value in zip(stale, measured, strict=True)}
            fresh |= set(stale)
            continue
        chosen = ranked[0]
        draft = wider[chosen]
        drafts.append(draft)
        scores.append(float(score.of(outcomes.values([draft], replicates))[0]))
        del gains[chosen]
        fresh = set()
    return Path(tuple(drafts), tuple(scores), gains)


def _added(allowed: Allowed, draft: Draft, creator: int) -> Draft | None:
    """The draft with a first post of this creator on the next of the days that is allowed; None where none is."""
    for later in range(len(allowed.days)):
        wider = draft | {allowed.post(creator, len(draft) + later)}
        if not allowed.fault(wider):
            return wider
    return None


def _worth(allowed: Allowed, creator: int, gain: float, per_eur: bool) -> float:
    if not per_eur:
        return gain
    cents = max(1, allowed.prices.of_first(creator))  # who costs nothing comes first
    return gain / cents if gain > 0.0 else gain


def filled(allowed: Allowed, draft: Draft, order: Sequence[int]) -> Draft:
    """The draft with everybody in this order who still can be added."""
    for creator in order:
        if creator not in creators_of(draft):
            wider = _added(allowed, draft, creator)
            draft = wider if wider is not None else draft
    return draft


def post_of(draft: Draft, creator: int) -> Post:
    """The first post of a creator in a draft."""
    return min(post for post in draft if post.creator == creator)
