"""Drafts near a draft: creators exchanged, left out or added, posts on other days, in other formats, with codes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NOTHING, Draft, Post, creators_of
from experiments.plan_launch.exchange import exchanged
from experiments.plan_launch.greedy import filled

_STEPS = (2, 4, 8)  # creators that an exchange may change
_ONE_MORE = 0.5  # chance that an exchange lets nobody else go
_TRIES = 8  # for each move that is wanted, before the neighbourhood counts as used up


def retimed(allowed: Allowed, draft: Draft) -> Iterator[Draft]:
    """The same posts otherwise in time: all on the first day, over the first half, over all days, on the last day."""
    days = allowed.days
    order = sorted(draft)
    for window in (days[:1], days[: max(1, (len(days) + 1) // 2)], days, days[-1:]):
        yield frozenset(post._replace(day=window[turn % len(window)]) for turn, post in enumerate(order))


def recoded(allowed: Allowed, draft: Draft) -> Iterator[Draft]:
    """The same posts all with a promo code, and all without, where that is searched; nothing elsewhere."""
    if len(allowed.codes) > 1:
        for code in allowed.codes:
            yield frozenset(post._replace(code=code) for post in draft)


def near(
    allowed: Allowed, draft: Draft, worth: Mapping[int, float], wanted: int, generator: np.random.Generator
) -> list[Draft]:
    """Up to so many different drafts near this one that keep to the rules, those that promise most first.

    ``worth`` is what each creator was last measured to add, or to take away when left out.
    """
    found: dict[Draft, None] = {}
    for most_changes in _STEPS:
        found[exchanged(allowed, draft, worth, most_changes)] = None
    found |= dict.fromkeys(retimed(allowed, draft))
    found |= dict.fromkeys(recoded(allowed, draft))
    per_cent = sorted(worth, key=lambda one: -worth[one] / max(1, allowed.prices.of_first(one, allowed.format_of(one))))
    for _ in range(_TRIES * wanted):
        if sum(_differs(allowed, draft, one) for one in found) >= wanted:
            break
        found[_changed(allowed, draft, per_cent, generator)] = None
    return [one for one in found if _differs(allowed, draft, one)][:wanted]


def _differs(allowed: Allowed, draft: Draft, other: Draft) -> bool:
    return other != draft and allowed.must <= creators_of(other) and not allowed.fault(other)


def every(allowed: Allowed, draft: Draft, worth: Mapping[int, float]) -> list[Draft]:
    """Every draft one move away, for short lists: a post more or less, elsewhere, of another, or two that swap days.

    Whoever is outside comes in as well where several have to make room.
    """
    options = [post for creator in allowed.creators for post in allowed.posts_of(creator)]
    moves = [draft | {post} for post in options]
    for leaving in sorted(draft):
        rest = draft - {leaving}
        moves += [rest, *(rest | {post} for post in options)]
    moves += [_days_swapped(draft, *pair) for pair in itertools.combinations(sorted(draft), 2)]
    moves += [_with_room_for(allowed, draft, post, worth) for post in options if post.creator not in creators_of(draft)]
    return [one for one in dict.fromkeys(moves) if _differs(allowed, draft, one)]


def _with_room_for(allowed: Allowed, draft: Draft, coming: Post, worth: Mapping[int, float]) -> Draft:
    """The draft with a post of somebody new: who is worth least for the price goes until there is room, then all that
    still can be paid comes in.
    """
    cents = allowed.prices.by_creator(draft)

    def per_cent(creator: int) -> float:
        return worth.get(creator, 0.0) / max(1, cents.get(creator) or allowed.prices.of_first(creator))

    kept = draft
    for leaving in sorted(draft, key=lambda post: (per_cent(post.creator), post)):
        if not allowed.fault(kept | {coming}):
            break
        kept -= {leaving} if leaving.creator not in allowed.must else NOTHING
    return filled(allowed, kept | {coming}, sorted(worth, key=lambda one: -per_cent(one)))


def _days_swapped(draft: Draft, first: Post, second: Post) -> Draft:
    return (draft - {first, second}) | {first._replace(day=second.day), second._replace(day=first.day)}


def _changed(allowed: Allowed, draft: Draft, order: list[int], generator: np.random.Generator) -> Draft:
    """One move at random: posts on other days or in another format, a further post, a code, or some let go for others.

    Who comes in is chosen from the front of the order, with chance.
    """
    posts = sorted(draft)
    kinds = ["exchange", "add"]
    if posts and len(allowed.days) * len(allowed.rules.formats) > 1:
        kinds += ["move", "swap"] if len(posts) > 1 else ["move"]
    if posts and allowed.rules.posts_each > 1:
        kinds.append("again")
    if posts and len(allowed.codes) > 1:
        kinds.append("code")
    kind = kinds[int(generator.integers(len(kinds)))]
    if kind == "swap":
        return _days_swapped(draft, *(posts[int(place)] for place in generator.choice(len(posts), 2, replace=False)))
    if kind == "code":
        turned = posts[int(generator.integers(len(posts)))]
        return (draft - {turned}) | {turned._replace(code=not turned.code)}
    if kind in ("move", "again"):
        post = posts[int(generator.integers(len(posts)))]
        other = allowed.posts_of(post.creator)
        there: Post = other[int(generator.integers(len(other)))]
        return (draft - {post} if kind == "move" else draft) | {there}
    if kind == "exchange" and posts:
        leaving = generator.choice(len(posts), size=min(len(posts), int(generator.geometric(_ONE_MORE))), replace=False)
        draft = draft - {posts[int(place)] for place in leaving}
    outside = [one for one in order if one not in creators_of(draft)]
    ahead = generator.geometric(0.25, size=len(outside)) + np.arange(len(outside))
    return filled(allowed, draft, [outside[place] for place in np.argsort(ahead, kind="stable")])
