"""How readily those who engage pass something on: the scale that keeps the assumed rate, and infectiousness by author.

``share_per_engaged_person`` is a mean over those who engage. Habits differ so widely that the chance of some is cut at
1, and whoever is on line more sees more: the scale makes up for both.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim import coin, rules, rules_of_spread
from sim.compiled import Row, compiled
from sim.planning.posts import OWN
from sim.world.habits import author_score
from sim.world.people import CLASSES, People, lognormal_classes

if TYPE_CHECKING:
    from sim.world.ties import Ties

_BISECTIONS = 60


def share_scale(rate: float, seeing: npt.NDArray[np.float64], people: People, ties: Ties, spread: float) -> float:
    """The scale of ``rules_of_spread.share_probability`` at which ``rate`` of those who engage share, in the mean.

    ``seeing`` (1024,) is the chance to see by class of activity, ``spread`` the log standard deviation of
    infectiousness, author and post together. The rate itself where neither habits nor posts differ.
    """
    return scale_of_classes(
        rate, seeing, people.sharing_spread, people.sharing_follows_popularity, ties.fans_follow_activity, spread
    )


def scale_of_classes(
    rate: float,
    seeing: npt.NDArray[np.float64],
    habit_spread: float,
    correlation: float,
    fans_follow_activity: float,
    spread: float,
) -> float:
    """As ``share_scale``, of people and ties by their numbers."""
    weights = seeing / seeing.sum() if seeing.sum() > 0.0 else np.full(CLASSES, 1.0 / CLASSES)
    return _share_scale(rate, weights.tobytes(), habit_spread, correlation, fans_follow_activity, spread)


@functools.lru_cache(maxsize=1024)
def _share_scale(
    rate: float, seeing: bytes, habit_spread: float, correlation: float, fans_follow_activity: float, spread: float
) -> float:
    if rate <= 0.0 or (habit_spread <= 0.0 and spread <= 0.0):
        return rate
    weights = np.frombuffer(seeing)
    tied = habit_spread * correlation
    habits = np.log(np.maximum(lognormal_classes(tied), 1e-300))  # ln of the mean habit of those of a popularity
    return float(_solve(rate, weights, habits, tied, habit_spread, fans_follow_activity, spread))


@compiled()
def _solve(
    rate: float,
    weights: npt.NDArray[np.float64],
    habits: npt.NDArray[np.float64],
    tied: float,
    habit_spread: float,
    fans_follow_activity: float,
    spread: float,
) -> float:
    """By bisection in the logarithm of the scale."""
    rest = habit_spread * habit_spread - tied * tied + spread * spread
    both = habit_spread * habit_spread + spread * spread
    low, high = np.log(rate) - 40.0, np.log(rate) + 40.0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        mean = (1.0 - fans_follow_activity) * rules_of_spread.mean_share_probability(
            np.exp(middle), -0.5 * both, np.sqrt(both)
        )
        for i in range(weights.shape[0]):
            mean += (
                fans_follow_activity
                * weights[i]
                * rules_of_spread.mean_share_probability(
                    np.exp(middle), habits[i] - 0.5 * rest, np.sqrt(max(0.0, rest))
                )
            )
        if mean < rate:
            low = middle
        else:
            high = middle
    return float(np.exp(0.5 * (low + high)))


@compiled()
def infectiousness_of_own(seed: np.uint64, behaviour: Row, person: int) -> float:
    """How infectious what a customer tells or the press writes is: by the author (world seed) and by the piece (luck).

    ``behaviour`` holds the luck seed and both spreads, as ``sim.crowd.behaviour.Behaviour`` does.
    """
    author, post = behaviour.author_infectiousness_spread, behaviour.post_infectiousness_spread
    if author <= 0.0 and post <= 0.0:
        return 1.0
    _, _, u1, u2 = coin.draw(behaviour.luck_seed, coin.QUALITY, 0, OWN | person, 0)
    of_post = rules_of_spread.spread_factor(post, rules.standard_normal(u1, u2))
    return rules_of_spread.spread_factor(author, author_score(seed, person, 0)) * of_post
