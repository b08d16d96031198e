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
LOOKS = (40, 80, 160, 320, 640, 1280, 2560)  # replicates at which it is looked whether the choice is clear
_SURE = 0.95  # probability from which on a choice by bad cases is called clear
_RESAMPLES = 2_000  # of the replicates, for a choice by bad cases


@dataclass(frozen=True)
class Choice:
    """``best`` is the place of the option that is chosen, with the probability that none is better by what matters.

    ``matters`` is in the unit of the objective.
    """

    best: int
    probability: float
    matters: float
    state: str  # clear, indifferent or open


def chosen(
    options: Sequence[Option], outcomes: Outcomes, score: Score, *, matters_share: float, seed: int, most: int
) -> Choice:
    """Chooses among options, in ``most`` campaigns or a few more. ``matters_share`` of the leader's mean matters not.

    Whoever is surely worse at a look is played no further.
    """
    running = list(range(len(options)))
    asked = 0
    best, state, matters, probability = 0, "clear", 0.0, 1.0
    for turn, look in enumerate(LOOKS):
        values = outcomes.values([options[place] for place in running], range(FIRST_REPLICATE, FIRST_REPLICATE + look))
        asked += len(running) * (look - (LOOKS[turn - 1] if turn else 0))
        leader = int(np.argmax(score.of(values)))
        best, matters = running[leader], matters_share * abs(float(values[leader].mean()))
        if len(running) < 2:
            break
        probability = _probability(values, leader, matters, score, seed)
        worse: set[int] = set()
        if score.cautious:
            state = "clear" if probability >= _SURE else "open"
        else:
            judged = judge(values, score.higher_is_better, looks=len(LOOKS), indifference=matters)
            state = judged.state if judged.best == leader else "open"
            worse = {running[one.schedule] for one in judged.alternatives if one.standing == "worse"}
        if state != "open" or asked >= most:
            break
        running = [place for place in running if place not in worse or place == best]
    return Choice(best, probability, matters, state)


def _probability(values: Array, best: int, matters: float, score: Score, seed: int) -> float:
    """That no other option's expected objective is better than the chosen one's by more than matters."""
    handicapped = values.copy()
    handicapped[best] += matters if score.higher_is_better else -matters
    if score.cautious:
        generator = np.random.default_rng(seed)
        draws = generator.integers(values.shape[1], size=(_RESAMPLES, values.shape[1]))
        scores = np.stack([score.of(one[draws]) for one in handicapped])
        return float((scores.argmax(axis=0) == best).mean())
    return float(probability_best(handicapped, score.higher_is_better, seed=seed)[best])
