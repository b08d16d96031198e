"""The audiences of influencers: a formula of keyed coins, or a stored list.

The formula draws from three ranges, one inside the other: the influencer's locality, the rest of the
influencer's interest, and the rest of the market; how many come from each depends on the tier. Member
j stands in the j-th of equal strata of a range, so members are different and nothing is remembered;
each influencer's strata are turned around by a coin, so that two audiences are independent. Overlap
between audiences is a consequence.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin
from sim.compiled import Row, compiled, compiled_maker

BLOCK = 512  # members drawn at once, so that drawing is done in vector instructions

SPAN = np.dtype(
    [
        ("members", np.int64),  # how many of the audience come from this range
        ("step", np.uint64),  # width of one stratum, in people, times 2^32
        ("start", np.int64),  # first person of the range
        ("size", np.int64),  # people in the range
        ("turn", np.int64),  # the influencer's own: how far the strata are turned around in the range
        ("gap_start", np.int64),  # a range inside it that is left out ...
        ("gap", np.int64),  # ... and its length
    ]
)

INFLUENCER = np.dtype(
    [
        ("key", np.uint32),  # stable identity: what this influencer's coins are about
        ("members", np.int64),  # simulated people who follow, fakes left out
        ("span", SPAN, (3,)),  # locality, rest of the interest, rest of the market
        ("interest_start", np.int64),
        ("interest_stop", np.int64),
        ("engagement", np.float64),  # per reached person and post
        ("match_same", np.float64),  # fit of a person of the same interest ...
        ("match_other", np.float64),  # ... and of any other; mean 1 over the audience
        ("authenticity", np.float64),
    ]
)


class Audiences(NamedTuple):
    """Audiences as compiled loops read them: a formula, or compressed sparse rows, one per influencer."""

    stored: bool
    seed: np.uint64
    starts: npt.NDArray[np.int64]
    members: npt.NDArray[np.uint32]


def formula_audiences(world_seed: int) -> Audiences:
    """Audiences drawn from keyed coins of the world seed."""
    return Audiences(False, np.uint64(world_seed), np.zeros(0, np.int64), np.zeros(0, np.uint32))


@compiled(forceinline=True)
def _member_at(span: Row, j: int, word: np.uint64) -> int:
    """The person who stands in the j-th stratum of a range, by the word of their coin."""
    low = (np.uint64(j) * span.step) >> np.uint64(32)
    high = (np.uint64(j + 1) * span.step) >> np.uint64(32)
    place = np.int64(low + ((np.uint64(word) * (high - low)) >> np.uint64(32))) + span.turn
    person: int = span.start + (place - span.size if place >= span.size else place)
    return person + span.gap if person >= span.gap_start else person


@compiled()
def audience_member(audiences: Audiences, row: int, influencer: Row, j: int) -> int:
    """The j-th member of an audience, 0 up to ``influencer.members``; arguments as in ``audience_block``."""
    if audiences.stored:
        member: int = audiences.members[audiences.starts[row] + j]
        return member
    range_place = 0
    while j >= influencer.span[range_place].members:
        j -= influencer.span[range_place].members
        range_place += 1
    w = coin.words(audiences.seed, coin.AUDIENCE, influencer.key, j // 4, range_place)
    return _member_at(influencer.span[range_place], j, w[j % 4])


@compiled()
def audience_block(
    audiences: Audiences,
    row: int,
    influencer: Row,
    first: int,
    out: npt.NDArray[np.uint32],
    words: npt.NDArray[np.uint32],
) -> int:
    """Writes the next members of an audience, from ``first`` on, into ``out``; returns how many, at most BLOCK.

    ``row`` is the influencer's place in the table, ``influencer`` its record. Asking again with
    ``first`` moved on by the answer walks the whole audience, of ``influencer.members`` people.
    ``words`` is scratch, for BLOCK 32-bit words.
    """
    if audiences.stored:
        n: int = min(BLOCK, influencer.members - first)
        start = audiences.starts[row] + first
        for i in range(n):
            out[i] = audiences.members[start + i]
        return n
    range_place = 0
    while first >= influencer.span[range_place].members:
        first -= influencer.span[range_place].members
        range_place += 1
    span = influencer.span[range_place]
    n = min(BLOCK, span.members - first)
    for group in range((BLOCK + 3) // 4):
        w = coin.words(audiences.seed, coin.AUDIENCE, influencer.key, first // 4 + group, range_place)
        words[4 * group] = w[0]
        words[4 * group + 1] = w[1]
        words[4 * group + 2] = w[2]
        words[4 * group + 3] = w[3]
    skip = first % 4
    n = min(n, BLOCK - skip)
    for i in range(n):
        out[i] = _member_at(span, first + i, np.uint64(words[skip + i]))
    return n


@compiled_maker()
def write_audience(audiences: Audiences, row: int, influencer: Row) -> npt.NDArray[np.uint32]:
    """The whole audience of one influencer, in its own order."""
    out = np.empty(influencer.members, np.uint32)
    block, words = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    n = 0
    while n < influencer.members:
        added = audience_block(audiences, row, influencer, n, block, words)
        out[n : n + added] = block[:added]
        n += added
    return out
