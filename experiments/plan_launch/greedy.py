"""A strong start: whoever brings most for the money is added first, and gains are looked up again only if they matter.

What one more creator brings shrinks as others are hired, for people who saw the campaign once are no longer new to
it. So a gain that was measured earlier is, but for luck, an upper bound, and only whoever leads the list is measured
anew: lazy evaluation (M. Minoux, Optimization Techniques, LNCIS 7, 1978, 234).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NOTHING, Draft, creators_of
from experiments.plan_launch.played import Outcomes
from experiments.plan_launch.score import Score

_MEASURED_AT_ONCE = 2  # at least, of those who lead the list
_POSTS_FOR_ONE_MORE = 8  # in a draft, with which another post is added at once: what two take from each other is small

Candidate: TypeAlias = tuple[int, str]  # a creator, by place in the roster, and the format of one more post


@dataclass(frozen=True)
class GreedyPath:
    """Ever longer drafts, and the last measured gain of one more post of every creator in every format.

    ``scores`` belongs to the drafts. A gain is in the unit of the score.
    """

    drafts: tuple[Draft, ...]
    scores: tuple[float, ...]
    gains: dict[Candidate, float]

    @property
    def best(self) -> int:
        """The place of the draft with the best score, of equals the first."""
        return max(range(len(self.scores)), key=lambda place: self.scores[place])

    def by_creator(self, allowed: Allowed) -> dict[int, tuple[str, float]]:
        """Of each creator the format that brings most for its price, of equals the first, and what it brings."""
        found: dict[int, tuple[str, float]] = {}
        for creator, format_ in sorted(
            self.gains, key=lambda one: -_worth(allowed, NOTHING, one, self.gains[one], True)
        ):
            found.setdefault(creator, (format_, self.gains[creator, format_]))
        return found


def greedy(
    allowed: Allowed,
    outcomes: Outcomes,
    score: Score,
    replicates: Sequence[int],
    *,
    per_eur: bool,
    start: Draft | None = None,
    known: Mapping[Candidate, float] | None = None,
    on_draft: Callable[[Draft], None] = lambda draft: None,
) -> GreedyPath:
    """Adds posts, by gain per EUR or by gain alone, until none is left that adds anything.

    Each is the first of a creator or, where the rules allow it, a further one, in any format that the rules allow. A
    draft of eight posts gets two more at a time, one of sixteen three, and so on: the best of those who led the list,
    measured anew once. To measure until the leaders stay the leaders prefers whoever had luck in these few replicates.

    It begins with those who must post, or with ``start``. Posts take the days of the plan in turn. ``known`` are gains
    that were measured beside a part of the start, and so are bounds. ``on_draft`` is told of each longer draft.
    """
    draft = allowed.start if start is None else start
    scores = [float(score.of(outcomes.values([draft], replicates))[0])]
    drafts = [draft]
    every = [(creator, format_) for format_ in allowed.rules.formats for creator in allowed.creators]
    wider = {one: added for one in every if (added := _added(allowed, draft, *one)) is not None}
    gains = {one: gain for one, gain in (known or {}).items() if one in wider}
    first = [one for one in wider if one not in gains]
    alone = score.of(outcomes.values([wider[one] for one in first], replicates)) if first else ()
    gains |= {one: float(value) - scores[0] for one, value in zip(first, alone, strict=True)}
    fresh = set(first)
    while True:
        wider = {one: added for one in gains if (added := _added(allowed, draft, *one)) is not None}
        ranked = sorted(wider, key=lambda one: -_worth(allowed, draft, one, gains[one], per_eur))
        most = 1 + len(draft) // _POSTS_FOR_ONE_MORE
        measured_now = [one for one in ranked if one in fresh] if most > 1 else []
        leading = _leading(measured_now, gains, most) or _leading(ranked, gains, most)
        if not leading:
            break
        if not fresh.issuperset(leading):
            stale = [one for one in dict.fromkeys([*leading, *ranked[:_MEASURED_AT_ONCE]]) if one not in fresh]
            measured = score.of(outcomes.values([wider[one] for one in stale], replicates))
            gains |= {one: float(value) - scores[-1] for one, value in zip(stale, measured, strict=True)}
            fresh |= set(stale)
            continue
        for one in leading:
            draft = _added(allowed, draft, *one) or draft
        drafts.append(draft)
        on_draft(draft)
        scores.append(float(score.of(outcomes.values([draft], replicates))[0]))
        fresh = set()  # also for those who were chosen, whose next post brings at most as much as this one
    return GreedyPath(tuple(drafts), tuple(scores), gains)


def _leading(ranked: Sequence[Candidate], gains: Mapping[Candidate, float], most: int) -> list[Candidate]:
    """The first so many that add anything, each of another creator."""
    first: dict[int, Candidate] = {}
    for one in ranked:
        if len(first) == most or gains[one] <= 0.0:
            break
        first.setdefault(one[0], one)
    return list(first.values())


def _added(allowed: Allowed, draft: Draft, creator: int, format_: str = "") -> Draft | None:
    """The draft with one more post of this creator, on the next of the days that is allowed; None where none is."""
    for later in range(len(allowed.days)):
        post = allowed.post(creator, len(draft) + later, format_)
        if post not in draft and not allowed.fault(draft | {post}):
            return draft | {post}
    return None


def _worth(allowed: Allowed, draft: Draft, one: Candidate, gain: float, per_eur: bool) -> float:
    if not per_eur:
        return gain
    prices = allowed.prices
    price = prices.of_further(*one) if one[0] in creators_of(draft) else prices.of_first(*one)
    cents = max(1, price)  # what costs nothing comes first
    return gain / cents if gain > 0.0 else gain


def filling(allowed: Allowed, draft: Draft, order: Sequence[int]) -> Iterator[Draft]:
    """Ever longer drafts, with everybody in this order who still can be added, and then with their further posts."""
    for creator in order:
        if creator not in creators_of(draft) and (longer := _added(allowed, draft, creator)):
            yield (draft := longer)
    for _ in range(allowed.rules.posts_each - 1):
        for creator in order:
            if creator in creators_of(draft) and (longer := _added(allowed, draft, creator)):
                yield (draft := longer)


def filled(allowed: Allowed, draft: Draft, order: Sequence[int]) -> Draft:
    """The last of ``filling``; the draft itself where nobody can be added."""
    return [draft, *filling(allowed, draft, order)][-1]
