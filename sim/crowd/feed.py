"""A feed in compiled loops: to whom a platform shows a piece for the engagements that it had.

Whoever a feed shows a piece to is the n-th person of an order of the market that belongs to the piece, the same under
every schedule: nobody is shown it twice, and what it costs follows the impressions. A generation counts how many
recommendations stand between the account and an impression.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin, rules_of_spread
from sim.compiled import Row, compiled
from sim.crowd.behaviour import Behaviour

GENERATIONS = 24  # counted apart; what comes later counts as the last of them, when hardly anything is left


class FeedCounts(NamedTuple):
    """What a feed keeps of each piece. ``earned`` and ``engaged`` have a column for each generation.

    ``orders`` is there so that an order is worked out once: a step is at least 1, and 0 stands for not known yet.
    """

    engaged: npt.NDArray[np.int64]  # (pieces, GENERATIONS) engagements so far
    earned: npt.NDArray[np.int64]  # (pieces, GENERATIONS) people shown it for them so far
    shown: npt.NDArray[np.int64]  # (pieces,) people shown it by the feed so far
    judged: npt.NDArray[np.int64]  # (pieces,) its engagements when the feed last went by them
    orders: npt.NDArray[np.uint64]  # (pieces, 4) the fields of its ``Order``


class Order(NamedTuple):
    """The order in which a feed goes through the people of a market for one piece: first k, then k + step, ..."""

    inside_step: np.uint64  # among the people of the piece's interest ...
    inside_first: np.uint64
    outside_step: np.uint64  # ... and among all others
    outside_first: np.uint64


def empty_counts(pieces: int) -> FeedCounts:
    """Counts of so many pieces that no feed has shown."""
    return FeedCounts(
        np.zeros((pieces, GENERATIONS), np.int64),
        np.zeros((pieces, GENERATIONS), np.int64),
        np.zeros(pieces, np.int64),
        np.zeros(pieces, np.int64),
        np.zeros((pieces, len(Order._fields)), np.uint64),
    )


def with_pieces(counts: FeedCounts, more: int) -> FeedCounts:
    """The same counts with so many pieces after them."""
    return FeedCounts(*(np.concatenate(pair) for pair in zip(counts, empty_counts(more), strict=True)))


@compiled()
def _coprime(word: np.uint64, size: np.uint64) -> np.uint64:
    """A step from 1 to size - 1 by which everybody of ``size`` people is met once; 1 where there are fewer than 3."""
    if size < np.uint64(3):
        return np.uint64(1)
    step = np.uint64(1) + word % (size - np.uint64(1))
    while True:
        a, b = step, size
        while b != np.uint64(0):
            a, b = b, a % b
        if a == np.uint64(1):
            return step
        step = step + np.uint64(1) if step + np.uint64(1) < size else np.uint64(1)


@compiled()
def order_of(luck_seed: np.uint64, post: Row, people: int) -> Order:
    """The order of a piece, a coin of the piece alone."""
    inside = np.uint64(post.interest_stop - post.interest_start)
    outside = np.uint64(people) - inside
    w = coin.words(luck_seed, coin.FEED, 0, post.post, 1)
    return Order(
        _coprime(w[0], inside), w[1] % max(inside, np.uint64(1)), _coprime(w[2], outside),
        w[3] % max(outside, np.uint64(1)),
    )  # fmt: skip


@compiled()
def known_order(luck_seed: np.uint64, counts: FeedCounts, post: Row, place: int, people: int) -> Order:
    """The order of a piece as ``order_of`` has it, worked out at the first call."""
    known = counts.orders[place]
    if known[0] == np.uint64(0):
        order = order_of(luck_seed, post, people)
        known[0], known[1], known[2], known[3] = order
    return Order(known[0], known[1], known[2], known[3])


@compiled()
def _inside_of_first(number: int, share: float, inside: int, outside: int) -> int:
    """How many of the first ``number`` people share the piece's interest; the rest where one side is exhausted."""
    of_interest: int = min(inside, max(int(share * number), number - outside))
    return of_interest


@compiled()
def person_at(order: Order, number: int, post: Row, people: int, interest_share: float) -> int:
    """The person to whom a feed shows a piece as the ``number``-th, from 0 up to the people of the market."""
    inside: int = post.interest_stop - post.interest_start
    outside = people - inside
    before = _inside_of_first(number, interest_share, inside, outside)
    if _inside_of_first(number + 1, interest_share, inside, outside) > before:
        place = (order.inside_step * np.uint64(before) + order.inside_first) % np.uint64(inside)
        of_interest: int = post.interest_start + np.int64(place)
        return of_interest
    place = (order.outside_step * np.uint64(number - before) + order.outside_first) % np.uint64(outside)
    person = int(place)
    return person if person < post.interest_start else person + inside


@compiled()
def due_of(behaviour: Behaviour, counts: FeedCounts, post: Row, place: int, generation: int, people: int) -> int:
    """How many more people a feed now shows a piece to for its engagements in one generation; counts them as shown.

    At most the market, and the last to be shown it is the last person.
    """
    engaged = counts.engaged[place, generation]
    if engaged == 0:
        return 0
    u = coin.unit(coin.words(behaviour.luck_seed, coin.FEED, generation, post.post, 0)[0])
    earned = rules_of_spread.recommendations(post.feed_per_engagement, behaviour.feed_thinning, generation, engaged, u)
    more: int = min(earned - counts.earned[place, generation], people - counts.shown[place])
    if more <= 0:
        return 0
    counts.earned[place, generation] += more
    counts.shown[place] += more
    return more


@compiled()
def first_of(behaviour: Behaviour, counts: FeedCounts, post: Row, place: int, people: int) -> int:
    """How many people a feed shows a piece to when it comes out; counts them as shown."""
    u = coin.unit(coin.words(behaviour.luck_seed, coin.FEED, 0, post.post, 2)[0])
    more: int = min(int(post.feed_first + u), people - counts.shown[place])
    counts.shown[place] += more
    return more
