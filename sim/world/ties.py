"""The ties of ordinary people: a formula, evaluated when somebody shares, or a stored graph.

The formula. People live in circles (a few dozen neighbours inside one interest). Within a circle the
coin of a pair says whether there is a tie and whether it goes both ways: that gives clustering and
reciprocity. From outside the circle comes a heavy-tailed number of fans, most of them from the same
interest; one fan stands in each of equal strata of the range, so all are different and nothing has to
be remembered. Of two candidates the more active one follows: people who are on line more also follow
more. Ties cost nothing until somebody shares, which about one impression in a thousand does.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin
from sim.compiled import compiled, compiled_maker
from sim.world.people import People, interest_of, trait_words


class Ties(NamedTuple):
    """The network as compiled loops read it; a stored graph leaves the formula's numbers at zero.

    A stored graph is a compressed sparse row: those who follow person p are
    ``followers[starts[p]:starts[p + 1]]``, ascending.
    """

    stored: bool
    most_followers: int  # nobody has more: the size of a buffer that holds anybody's followers
    starts: npt.NDArray[np.int64]
    followers: npt.NDArray[np.uint32]
    popularity: npt.NDArray[np.uint32]  # of a stored graph, (people,): everybody's rank, see ``popularity_rank``
    circle_people: int = 0
    circle_tie_share: float = 0.0
    circle_mutual_share: float = 0.0
    fans_smallest: float = 0.0  # the scale of the Pareto tail
    fans_tail_exponent: float = 2.0
    fans_largest: float = 0.0
    fans_same_interest_share: float = 0.0
    fans_follow_activity: float = 0.0


def stored_ties(
    starts: npt.NDArray[np.int64], followers: npt.NDArray[np.uint32], popularity: npt.NDArray[np.uint32]
) -> Ties:
    """Ties read from a compressed sparse row of followers; each row must be ascending and free of repeats.

    ``popularity`` holds everybody's rank among all, as ``popularity_rank`` gives it.
    """
    most = int(np.diff(starts).max(initial=0))
    return Ties(True, max(1, most), starts, followers, popularity)


def ranks_by_followers(starts: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.uint32]:
    """Everybody's rank by the number of followers, as 32-bit words; equals by a coin of the person, shape (people,)."""
    people = starts.size - 1
    order = np.lexsort((_popularity_words(people, np.uint64(seed)), np.diff(starts)))
    ranks = np.empty(people, np.uint32)
    ranks[order] = (np.arange(people) * 2**32 + 2**31) // max(1, people)
    return ranks


def formula_ties(
    people: int,
    circle_people: int,
    circle_tie_share: float,
    circle_mutual_share: float,
    fans_mean: float,
    fans_tail_exponent: float,
    fans_largest: float,
    fans_same_interest_share: float,
    fans_follow_activity: float,
) -> Ties:
    """Ties as a formula between so many people.

    The number of fans has density exponent ``fans_tail_exponent`` and mean ``fans_mean``.
    """
    smallest = pareto_scale(fans_mean, fans_tail_exponent - 1.0, fans_largest)
    none = np.zeros(0, np.int64)
    return Ties(
        False,
        min(circle_people + int(fans_largest) + 2, people),
        none,
        none.astype(np.uint32),
        none.astype(np.uint32),
        circle_people,
        circle_tie_share,
        circle_mutual_share,
        smallest,
        fans_tail_exponent,
        fans_largest,
        fans_same_interest_share,
        fans_follow_activity,
    )


def pareto_scale(mean: float, alpha: float, largest: float) -> float:
    """The smallest value x of a Pareto cut at ``largest`` whose mean is ``mean``, by bisection.

    E[min(X, c)] = x + x^alpha (x^(1 - alpha) - c^(1 - alpha)) / (alpha - 1), or x + x ln(c / x) where
    alpha is 1; increasing in x.
    """

    def expected(x: float) -> float:
        if alpha == 1.0:
            return x + x * math.log(largest / x)
        return float(x + (x - x**alpha * largest ** (1.0 - alpha)) / (alpha - 1.0))

    low, high = 0.0, largest
    for _ in range(200):
        x = (low + high) / 2
        low, high = (x, high) if expected(x) < mean else (low, x)
    return low


@compiled(forceinline=True)
def within(word: np.uint64, size: np.uint64) -> np.uint64:
    """A word as a whole number from 0 to size - 1 (size at most 2^32)."""
    return (np.uint64(word) * np.uint64(size)) >> np.uint64(32)


@compiled()
def _more_active(people: People, a: int, b: int) -> int:
    return a if trait_words(people, a)[0] >= trait_words(people, b)[0] else b


@compiled_maker()
def _popularity_words(people: int, seed: np.uint64) -> npt.NDArray[np.uint32]:
    words = np.empty(people, np.uint32)
    for person in range(people):
        words[person] = coin.words(seed, coin.POPULARITY, person, 0, 0)[0]
    return words


@compiled()
def popularity_rank(people: People, ties: Ties, person: int) -> np.uint64:
    """A person's rank by popularity as a 32-bit word, 0 for the least followed; the more fans, the higher."""
    if ties.stored:
        return np.uint64(ties.popularity[person])
    w = coin.words(people.seed, coin.POPULARITY, person, 0, 0)
    if coin.unit(w[1]) < ties.fans_follow_activity:
        return trait_words(people, person)[0]
    return w[0]


@compiled_maker()
def write_popularity(people: People, ties: Ties) -> npt.NDArray[np.uint32]:
    """Everybody's rank by popularity, shape (people,)."""
    ranks = np.empty(people.size, np.uint32)
    for person in range(people.size):
        ranks[person] = popularity_rank(people, ties, person)
    return ranks


@compiled()
def fans_count(people: People, ties: Ties, person: int) -> tuple[int, int]:
    """The number of fans, who follow a person from outside the circle: (of the same interest, of any other)."""
    w = coin.words(people.seed, coin.POPULARITY, person, 0, 0)
    rank = popularity_rank(people, ties, person)
    tail = 1.0 / (ties.fans_tail_exponent - 1.0)
    expected = min(ties.fans_largest, ties.fans_smallest * (1.0 - coin.unit(rank)) ** -tail)
    total = int(expected + coin.unit(w[2]))
    same = int(ties.fans_same_interest_share * total + coin.unit(w[3]))
    return same, total - same


@compiled()
def _circle_into(people: People, ties: Ties, person: int, low: int, high: int, out: npt.NDArray[np.int64]) -> int:
    n = 0
    for other in range(low, high):
        if other == person:
            continue
        first, second = min(person, other), max(person, other)
        w = coin.words(people.seed, coin.CIRCLE, first, second, 0)
        if coin.unit(w[0]) < ties.circle_tie_share:
            mutual = coin.unit(w[1]) < ties.circle_mutual_share
            first_follows = coin.unit(w[2]) < 0.5
            if mutual or first_follows == (other == first):
                out[n] = other
                n += 1
    return n


@compiled()
def _fans_into(
    people: People,
    person: int,
    number: int,
    offset: int,
    size: int,
    gap_at: int,
    gap: int,
    k: int,
    out: npt.NDArray[np.int64],
    n: int,
) -> int:
    """One follower from each of ``number`` equal strata of a range of ``size`` people with one gap in it."""
    # Rounded up: the last counts too.
    step = ((np.uint64(size) << np.uint64(32)) + np.uint64(number) - np.uint64(1)) // np.uint64(number)
    for i in range(number):
        low = (np.uint64(i) * step) >> np.uint64(32)
        high = (np.uint64(i + 1) * step) >> np.uint64(32)
        w = coin.words(people.seed, coin.FAN, person, k + i, 0)
        a = offset + np.int64(low + within(w[0], high - low))
        b = offset + np.int64(low + within(w[1], high - low))
        a = a + gap if a >= gap_at else a
        b = b + gap if b >= gap_at else b
        out[n + i] = _more_active(people, a, b)
    return n + number


@compiled()
def followers_into(people: People, ties: Ties, person: int, out: npt.NDArray[np.int64]) -> int:
    """Writes those who follow ``person`` into ``out`` (shape (``most_followers``,)); returns how many.

    All are different and none is the person. The order is fixed but not sorted.
    """
    if ties.stored:
        start, stop = ties.starts[person], ties.starts[person + 1]
        for i in range(start, stop):
            out[i - start] = ties.followers[i]
        count: int = stop - start
        return count
    interest = interest_of(people, person)
    start, stop = people.interest_starts[interest], people.interest_starts[interest + 1]
    low = start + (person - start) // ties.circle_people * ties.circle_people
    high = min(stop, low + ties.circle_people)
    n = _circle_into(people, ties, person, low, high, out)
    same, elsewhere = fans_count(people, ties, person)
    size = stop - start - (high - low)
    same = min(same, size)
    if same > 0:
        n = _fans_into(people, person, same, start, size, low, high - low, 0, out, n)
    size = people.size - (stop - start)
    elsewhere = min(elsewhere, size)
    if elsewhere > 0:
        n = _fans_into(people, person, elsewhere, np.int64(0), size, start, stop - start, same, out, n)
    return n


@compiled_maker()
def count_ties(people: People, ties: Ties) -> npt.NDArray[np.int64]:
    """Followers per person, shape (people,): every tie enumerated once and thrown away."""
    counts = np.empty(people.size, np.int64)
    out = np.empty(ties.most_followers, np.int64)
    for person in range(people.size):
        counts[person] = followers_into(people, ties, person, out)
    return counts


@compiled_maker()
def write_ties(people: People, ties: Ties, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """All followers of everybody as compressed sparse rows, each ascending, shape (starts[-1],)."""
    rows = np.empty(starts[-1], np.uint32)
    out = np.empty(ties.most_followers, np.int64)
    for person in range(people.size):
        n = followers_into(people, ties, person, out)
        rows[starts[person] : starts[person + 1]] = np.sort(out[:n])
    return rows
