"""The search from a strong start: drafts near the best so far, raced against it on common random numbers.

A race drops whoever is surely behind, halves the rest at each lap and doubles the replicates. Who comes first has
still won partly by luck, and so must also be ahead on replicates that no race has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Draft, creators_of
from experiments.plan_launch.greedy import GreedyPath
from experiments.plan_launch.moves import every, near
from experiments.plan_launch.played import Outcomes
from experiments.plan_launch.score import MATTERS_SHARE, Score

LAPS = (8, 16, 32, 64)  # replicates after each lap of a race
_STARTERS = 16  # drafts in one race
_RIVALS = 4  # of a race, that are looked at again in the last choice
_SHORT = 40  # creators times days, up to which every single move is tried too
_LONG = 100  # creators, from which on campaigns are long and differences between neighbours small
_IDLE_RACES = 6  # without a better draft, after which the search ends
_IDLE_RACES_OF_LONG = 1  # of a long list: a race again with a sharper eye costs more than what it finds is worth


def improved(
    allowed: Allowed,
    outcomes: Outcomes,
    score: Score,
    path: GreedyPath,
    generator: np.random.Generator,
    may_go_on: Callable[[], bool],
    on_rivals: Callable[[Sequence[Draft]], None] = lambda drafts: None,
) -> Iterator[Draft]:
    """Better and better drafts, the best of a greedy path first, until ``may_go_on`` says no or races bring none.

    ``on_rivals`` hears after each race who was ahead of the best and yet did not take its place:
    whoever chooses among the last drafts has to look at them too. Of a long list none are told: neighbours
    differ there by less than matters.

    Whoever comes in is tried in the format in which the path measured most for the price. On a long list it ends too
    with a draft that is better by less than matters, and what a creator takes away when left out is measured once.
    """
    best, idle, checked = path.drafts[path.best], 0, 100_000
    known = path.by_creator(allowed)
    allowed = allowed.preferring({creator: format_ for creator, (format_, _) in known.items()})
    worth = {creator: gain for creator, (_, gain) in known.items()}
    yield best
    short = len(allowed.creators) * len(allowed.days) <= _SHORT
    long = len(allowed.creators) >= _LONG
    most_idle = _IDLE_RACES_OF_LONG if long else _IDLE_RACES
    losses: dict[int, float] = {}
    while may_go_on() and idle < most_idle:
        losses |= _losses(outcomes, score, best, creators_of(best) - (losses.keys() if long else frozenset()))
        worth |= {creator: loss for creator, loss in losses.items() if creator in creators_of(best)}
        moves = every(allowed, best, worth) if short else []
        starters = [*moves, *near(allowed, best, worth, _STARTERS, generator)]
        laps = [lap << idle for lap in LAPS]  # a race that brought nothing is run again with a sharper eye
        ahead, ended = race(outcomes, score, best, starters, laps, may_go_on)
        first = ahead[0] if ended and ahead else None
        if first is not None:
            unseen = range(checked, checked + laps[-1])
            checked += laps[-1]
            values = outcomes.values([first, best], unseen)
            if score.surely_behind(values[1], values[0]):
                better, before = score.of(values)
                best, idle = first, most_idle if long and better - before <= MATTERS_SHARE * abs(before) else 0
                yield best
                on_rivals([])
                continue
        on_rivals([] if long else ahead[:_RIVALS])
        idle += 1


def race(
    outcomes: Outcomes,
    score: Score,
    reference: Draft,
    starters: Sequence[Draft],
    laps: Sequence[int],
    may_go_on: Callable[[], bool],
) -> tuple[list[Draft], bool]:
    """The starters who are ahead of the reference, first comes first, and whether they ran all laps.

    A race that ``may_go_on`` cuts short tells who was ahead at its last lap.
    """
    running, ahead = list(starters), list[Draft]()
    for lap in laps:
        if not running or not may_go_on():
            return ahead, not running
        values = outcomes.values([reference, *running], range(lap))
        scores = score.of(values)
        order = np.argsort(-scores[1:], kind="stable")
        left = [place for place in order if not score.surely_behind(values[1 + place], values[0])]
        ahead = [running[place] for place in left if scores[1 + place] > scores[0]]
        running = [running[place] for place in left[: max(1, len(running) // 2)]]
    return ahead, True


def _losses(outcomes: Outcomes, score: Score, draft: Draft, creators: Collection[int]) -> dict[int, float]:
    """What the draft loses without each of these creators, in the unit of the score."""
    without = [frozenset(post for post in draft if post.creator != one) for one in sorted(creators)]
    scores = score.of(outcomes.values([draft, *without], range(LAPS[0])))
    return {one: float(scores[0] - left) for one, left in zip(sorted(creators), scores[1:], strict=True)}
