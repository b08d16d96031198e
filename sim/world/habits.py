"""How readily a person passes things on, and how readily what an author posts is passed on: fixed in a world."""

from __future__ import annotations

import numpy as np

from sim import coin, rules, rules_of_spread
from sim.compiled import compiled
from sim.world.people import People, trait_words
from sim.world.ties import Ties, popularity_rank


@compiled()
def sharing_habit(people: People, ties: Ties, person: int) -> float:
    """How readily a person passes things on, a factor of mean 1 over people; fixed in a world.

    The more popular do so more: a Gaussian copula of the ranks of habit and popularity.
    """
    if people.sharing_spread <= 0.0:
        return 1.0
    popular = _score(popularity_rank(people, ties, person))
    own = _score(trait_words(people, person)[3])
    score = rules_of_spread.coupled(popular, own, people.sharing_follows_popularity)
    return rules_of_spread.spread_factor(people.sharing_spread, score)


@compiled(forceinline=True)
def _score(word: np.uint64) -> float:
    return rules_of_spread.normal_score(coin.unit(word) + 2.0**-33)


@compiled()
def author_score(seed: np.uint64, author: int, influencer: int) -> float:
    """The standard normal score of how readily what this author posts is passed on; fixed in a world.

    ``author`` is a person, or with ``influencer`` 1 the key of an influencer.
    """
    u1, u2, _, _ = coin.draw(seed, coin.APPEAL, author, influencer, 0)
    return rules.standard_normal(u1, u2)
