"""Which ties of a person carry something on in one run: a coin for each, whoever began.

A person's coins are keyed by (seed, person, run), and by the place of the tie in the person's row. So a run is one
graph of live ties (D. Kempe, J. Kleinberg, E. Tardos, KDD 2003): whoever more begin, more are reached, and with a
higher chance every tie that was live stays so.

Coins are drawn in blocks of one length, which a compiler turns into vector instructions; places beyond the end of
the row count for nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin
from sim.compiled import compiled

BLOCK = 32  # coins at a time
BATCH = 256  # people whose keys are drawn at a time
_LIVE = 8_192  # ties that wait to be looked at


class Bench(NamedTuple):
    """What a loop works on: of a batch of people the keys and the rows, of a block the coins, and live ties."""

    keys: npt.NDArray[np.uint32]  # (2, BATCH)
    rows: npt.NDArray[np.int64]  # (2, BATCH): where each begins, and how long it is
    fell: npt.NDArray[np.uint8]  # (BLOCK,): 1 where the coin says live
    live: npt.NDArray[np.int64]  # places in the graph's followers


def bench() -> Bench:
    """One to work on."""
    return Bench(
        np.empty((2, BATCH), np.uint32),
        np.empty((2, BATCH), np.int64),
        np.empty(BLOCK, np.uint8),
        np.empty(_LIVE, np.int64),
    )


@compiled()
def begin_batch(
    starts: npt.NDArray[np.int64], people: npt.NDArray[np.uint32], seed: np.uint64, run: int, work: Bench
) -> None:
    """Keys and rows of at most BATCH people: fetched together, so that nobody waits for memory alone."""
    for place in range(people.size):
        words = coin.words(seed, coin.LIVE_TIE, people[place], 0, run)
        work.keys[0, place] = np.uint32(words[0])
        work.keys[1, place] = np.uint32(words[1])
    for place in range(people.size):
        first = starts[people[place]]
        work.rows[0, place] = first
        work.rows[1, place] = starts[people[place] + 1] - first


@compiled(forceinline=True)
def live_of_block(
    work: Bench, place: int, first: int, chance: np.uint32, weights: npt.NDArray[np.uint32], found: int
) -> int:
    """Adds the live ties of one block to those found so far; how many there are then.

    The block begins ``first`` ties into the row of the person at this place of the batch. Ties have one chance, or
    each its weight where there are any, in units of 2^-31.
    """
    key, other_key, row = work.keys[0, place], work.keys[1, place], work.rows[0, place] + first
    left = np.int32(min(work.rows[1, place] - first, BLOCK))
    if weights.size:
        for tie in range(left):
            work.fell[tie] = np.uint8(coin.tie_word(first + tie, key, other_key) < weights[row + tie])
        for tie in range(left):
            work.live[found] = row + tie
            found += work.fell[tie]
        return found
    for tie in range(BLOCK):
        word = coin.tie_word(first + tie, key, other_key)
        work.fell[tie] = np.uint8(word < chance) & np.uint8(np.int32(tie) < left)
    for tie in range(BLOCK):
        work.live[found] = row + tie
        found += work.fell[tie]
    return found
