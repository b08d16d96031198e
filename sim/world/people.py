"""The people of a world: numbered so that each interest is a contiguous range, with traits by keyed coins.

Nothing about a person is stored. A trait is one of 1,024 equally likely classes of a distribution; the
class is a coin of (world seed, person), the value stands in a table of class means.
"""

from __future__ import annotations

import functools
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin
from sim import events as ev
from sim.compiled import compiled

CLASSES = 1024
MOST_OF_THE_PRESS = 0.05  # share of simulated people, unless more are assumed
_CLASS_SHIFT = 22  # the upper 10 bits of a 32-bit word choose the class

Floats = npt.NDArray[np.float64]


class People(NamedTuple):
    """The people of a world as compiled loops read them.

    ``interest_starts`` has one more entry than there are interests: those interested in k are the
    people from ``interest_starts[k]`` up to, not including, ``interest_starts[k + 1]``.
    """

    size: int
    seed: np.uint64
    interest_starts: npt.NDArray[np.int64]
    activity: Floats  # (1024,) relative activity, mean 1
    propensity: Floats  # (1024,) relative propensity to buy, mean 1
    trust: npt.NDArray[np.uint16]  # (1024,) initial brand trust in steps of 1 / 65,535
    sharing_spread: float  # of the habit of passing things on: log standard deviation between people
    sharing_follows_popularity: float  # correlation of the scores of that habit and of popularity


def lognormal_classes(spread: float) -> Floats:
    """Means of 1,024 equally likely classes of a lognormal of mean 1; ``spread`` is the s.d. of its logarithm."""
    if spread == 0:
        return np.ones(CLASSES)
    normal = NormalDist()
    inner = [normal.cdf(normal.inv_cdf(i / CLASSES) - spread) for i in range(1, CLASSES)]
    return np.diff(np.array([0.0, *inner, 1.0])) * CLASSES


def normal_classes(mean: float, spread: float) -> npt.NDArray[np.uint16]:
    """Medians of 1,024 equally likely classes of a normal, kept within [0, 1], in steps of 1 / 65,535."""
    normal = NormalDist()
    medians = np.array([mean + spread * normal.inv_cdf((i + 0.5) / CLASSES) for i in range(CLASSES)])
    steps: npt.NDArray[np.uint16] = np.rint(np.clip(medians, 0.0, 1.0) * ev.FIXED).astype(np.uint16)
    return steps


def reach_scale(reach_rate: float, activity: Floats) -> float:
    """The factor k for which the mean of min(1, k * activity) over people is ``reach_rate`` (0 to 1)."""
    return _reach_scale(reach_rate, activity.tobytes())


@functools.lru_cache(maxsize=1024)
def _reach_scale(reach_rate: float, activity: bytes) -> float:
    ascending = np.sort(np.frombuffer(activity))
    if reach_rate >= 1.0:
        return float(1.0 / ascending[0])
    # With the c most active classes certain to see every post, k = (rate n - c) / sum of the others.
    certain = np.arange(ascending.size)
    scales = (reach_rate * ascending.size - certain) / np.cumsum(ascending)[::-1]
    return float(max(0.0, scales[np.argmax(scales * ascending[::-1] <= 1.0)]))


@compiled(forceinline=True)
def trait_words(people: People, person: int) -> coin.Words:
    """Four words: activity (also a rank of popularity), propensity, initial trust, own part of the habit of sharing."""
    return coin.words(people.seed, coin.TRAITS, person, 0, 0)


@compiled(forceinline=True)
def trait_class(word: np.uint64) -> np.uint64:
    """The class, 0 to 1023, that a word of a person's traits chooses."""
    return word >> np.uint64(_CLASS_SHIFT)


@compiled(forceinline=True)
def traits(people: People, person: int) -> tuple[float, float, np.uint16]:
    """A person's (activity, propensity, initial trust in steps of 1 / 65,535)."""
    w = trait_words(people, person)
    return (
        people.activity[trait_class(w[0])],
        people.propensity[trait_class(w[1])],
        people.trust[trait_class(w[2])],
    )


@compiled(forceinline=True)
def interest_of(people: People, person: int) -> int:
    """The interest (0-based) in whose range this person is numbered."""
    low, high = 0, people.interest_starts.shape[0] - 1
    while high - low > 1:
        middle = (low + high) // 2
        if people.interest_starts[middle] <= person:
            low = middle
        else:
            high = middle
    return low


def press_weight(press_share: float, scale: float) -> float:
    """The people of the press whom one simulated stands for, at least 1: like influencers, they are hardly thinned out.

    A scale model with the press in proportion would have fewer mentions *and* fewer readers of each, and so too
    little of what the press does by the square of its scale. But where its people would be more than one in twenty of
    a small town, each stands for several, or nobody would be left to be anything else.
    """
    return max(1.0, press_share / scale / max(press_share, MOST_OF_THE_PRESS))


def match_factors(ratio: float, same_share: float) -> tuple[float, float]:
    """Fit of the same interest and of any other: ``ratio`` apart, of mean 1 where ``same_share`` is the same."""
    other = 1.0 / (same_share * ratio + (1.0 - same_share))
    return ratio * other, other
