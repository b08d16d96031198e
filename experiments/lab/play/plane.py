"""Virality and trust in numbers, worked out where they are played: trails, cascades, and a puzzle's tries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.lab.play.puzzles import Try, puzzle_of
from experiments.lab.play.town import played
from experiments.lab.play.trust import mean_trust_gained
from experiments.lab.question.asked import Asked
from experiments.words.numbers import capitalised, minus, spoken
from sim import events as ev
from sim.results.cascades import cascades_of
from sim.results.record import Record

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_EVERY_HOURS = 6
_FROM = (1, 2, 3, 6, 21)  # people in a cascade of each kind, at least


@dataclass(frozen=True)
class Plane:
    """Trails and sizes of cascades by launch, as ``trail`` and ``sizes`` have them; tries where a puzzle is played.

    ``apart`` says where launches do not spend the same.
    """

    apart: str
    trails: dict[str, list[list[float]]]
    sizes: dict[str, list[float]]
    tries: list[Try]


def plane(scenario: Scenario, asked: Asked) -> Plane:
    """Plays the launches that are asked and returns their trails and cascades. Raises InputError."""
    shown, puzzle = played(scenario, asked.schedules, asked.seed), puzzle_of(asked)
    return Plane(
        shown.apart,
        {name: trail(record) for name, record in shown.records.items()},
        {name: sizes(record) for name, record in shown.records.items()},
        [] if puzzle is None else puzzle.tried(asked, shown),
    )


def trail(record: Record) -> list[list[float]]:
    """Every few hours: viral share of the impressions so far in %, trust gained by those reached so far, the hour."""
    seen, viral = record.hourly[:, ev.IMPRESSIONS].cumsum(), record.hourly[:, ev.VIRAL].cumsum()
    reached = record.hourly[:, ev.REACH].cumsum()
    gained = mean_trust_gained(record)
    return [
        [100.0 * float(viral[hour] / seen[hour]), float(gained[hour]), float(hour + 1)]
        for hour in range(_EVERY_HOURS - 1, len(seen), _EVERY_HOURS)
        if reached[hour]
    ]


def sizes(record: Record) -> list[float]:
    """Share of the pieces with a cascade of each size, in %, in the order of the picture; adds up to 100."""
    cascades = cascades_of(record).size
    counts = np.histogram(cascades, bins=[*_FROM, max(int(cascades.max(initial=0)), _FROM[-1]) + 1])[0]
    return [100.0 * float(count) / max(1, cascades.size) for count in counts]


def trails_in_words(trails: Mapping[str, list[list[float]]]) -> str:
    """Where each launch came to, in a sentence."""
    if not any(trails.values()):
        return "Nobody was reached with this luck."
    told = [
        f"of what {spoken(name)} showed, people brought {trail[-1][0]:.1f} %, and trust gained "
        f"{minus(f'{trail[-1][1]:+.4f}')}"
        for name, trail in trails.items()
        if trail
    ]
    return f"{capitalised('; '.join(told))}."


def cascades_in_words(sizes: Mapping[str, list[float]]) -> str:
    """How much of each launch was never passed on, and how much went far, in a sentence."""
    told = [
        f"{shares[0]:.1f} % of the pieces of {spoken(name)} were passed on to nobody, {shares[-1]:.1f} % to more than "
        "twenty people"
        for name, shares in sizes.items()
    ]
    return f"{'; '.join(told)}."
