"""The last choice among the drafts that a search came to, on replicates that it never saw, and how sure it is.

Ranking and selection with an indifference zone: replicates are added until one is surely the best, or until those
that are not surely worse differ by less than would matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.plan_launch.played import Option, Outcomes
from experiments.plan_launch.score import Score
from experiments.statistics.best import probability_best
from experiments.statistics.estimates import Array
from experiments.statistics.sequential import judge

FIRST_REPLICATE = 300_000  # of this choice: none that the search has seen
LOOKS = (40, 80, 160, 320, 640)  # replicates at which it is looked whether the choice is clear
_SURE = 0.95  # probability from which on a choice by bad cases is called clear
_RESAMPLES = 2_000  # of the replicates, for a choice by bad cases


@dataclass(frozen=True, eq=False)
class Choice:
    """``best`` is the place of the option that is chosen, with the probability that none is better by what matters.

    ``values`` is the objective, (options, replicates); ``matters`` is in its unit.
    """

    best: int
    probability: float
    matters: float
    state: str  # clear, indifferent or open
    values: Array


def chosen(options: Sequence[Option], outcomes: Outcomes, score: Score, *, matters_share: float, seed: int) -> Choice:
    """Chooses among options. A difference of ``matters_share`` of the leader's mean does not matter."""
    values = np.empty((len(options), 0))
    best, state, matters = 0, "clear", 0.0
    for look in LOOKS:
        values = outcomes.values(options, range(FIRST_REPLICATE, FIRST_REPLICATE + look))
        best = int(np.argmax(score.of(values)))
        matters = matters_share * abs(float(values[best].mean()))
        if len(options) < 2:
            break
        if score.cautious:
            state = "clear" if _probability(values, best, matters, score, seed) >= _SURE else "open"
        else:
            judged = judge(values, score.higher_is_better, looks=len(LOOKS), indifference=matters)
            state = judged.state if judged.best == best else "open"
        if state != "open":
            break
    return Choice(best, _probability(values, best, matters, score, seed), matters, state, values)


def _probability(values: Array, best: int, matters: float, score: Score, seed: int) -> float:
    """That no other option's expected objective is better than the chosen one's by more than matters."""
    if len(values) < 2:
        return 1.0
    handicapped = values.copy()
    handicapped[best] += matters if score.higher_is_better else -matters
    if score.cautious:
        generator = np.random.default_rng(seed)
        draws = generator.integers(values.shape[1], size=(_RESAMPLES, values.shape[1]))
        scores = np.stack([score.of(one[draws]) for one in handicapped])
        return float((scores.argmax(axis=0) == best).mean())
    return float(probability_best(handicapped, score.higher_is_better, seed=seed)[best])
