"""A break-even map in words and numbers: its borders, as JSON, and as letters in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.console import Group
from rich.text import Text

from experiments.break_even.map import SURE, Axis, BreakevenMap, PairLead, gap, places
from experiments.files import finite
from experiments.pictures.palette import colours
from experiments.statistics.estimates import Array
from experiments.words.numbers import noun, show, spoken, typeset
from experiments.words.setting import origin
from experiments.words.tables import titled_table
from sim.errors import InputError
from sim.listed import listed

LEVEL = 0.90  # of border intervals: they end where one schedule is ahead with probability 0.05 and 0.95


@dataclass(frozen=True)
class BorderPoint:
    """Where one schedule overtakes another along x, in the row at ``y``; both in the units of the axes.

    ``low`` to ``high`` is the 90 % bootstrap interval over replicates, infinite where it leaves the map.
    ``left`` and ``right`` are who is ahead on either side. In a row without a crossing ``x`` is None and low
    and high are no numbers; ``left`` and ``right`` are who is ahead at its ends, None where the two are level
    all along it, and another one only where unknown cells hide the crossing.
    ``chance`` is the share of resamples in which the row has a crossing.
    """

    y: float
    x: float | None
    low: float
    high: float
    left: str | None
    right: str | None
    chance: float


def border(grid: BreakevenMap, first: str, second: str, along: str = "x") -> list[BorderPoint]:
    """The points at which the mean lead of first over second crosses zero, row by row from the lowest y.

    Along "y" the two axes change places: a point has the y of a crossing as its ``x``, column by column.

    A crossing lies between two neighbouring known cells, by linear interpolation on the scale of the axis;
    a row has one point for each. Its interval: the crossing of the same direction nearest to it in each
    resample of the replicates; one without such a crossing counts as beyond the end of the map towards
    which the border has moved. Raises InputError for a schedule that the map does not have, or another word.
    """
    if along not in ("x", "y"):
        raise InputError(f"along = {along!r}: must be 'x' or 'y'")
    first_place, second_place = places(grid, first, second)
    sign = 1.0 if grid.kpi.better == "higher" else -1.0
    lead = sign * gap(grid.means[first_place], grid.means[second_place])
    drawn = sign * gap(grid.drawn[first_place], grid.drawn[second_place])
    ahead, rest = (grid.x, grid.y) if along == "x" else (grid.y, grid.x)
    if along == "y":
        lead, drawn = lead.T, drawn.transpose(0, 2, 1)
    where = ahead.positions
    points: list[BorderPoint] = []
    for row, y in enumerate(rest.values):
        crossing, rising = _crossings(lead[row], where)
        drawn_crossings, upward = _crossings(drawn[:, row], where)
        chance = float(np.isfinite(drawn_crossings).any(axis=1).mean())
        mostly_first = np.nansum(np.sign(drawn[:, row]), axis=1) > 0.0
        for place in np.flatnonzero(np.isfinite(crossing)):
            same = np.where(upward == rising[place], np.abs(drawn_crossings - crossing[place]), np.inf)
            same[~np.isfinite(drawn_crossings)] = np.inf
            nearest = np.argmin(same, axis=1)
            beyond = np.where(mostly_first == rising[place], -np.inf, np.inf)
            rows = np.arange(len(drawn_crossings))
            ends = np.where(np.isfinite(same[rows, nearest]), drawn_crossings[rows, nearest], beyond)
            tail = (1.0 - LEVEL) / 2.0
            low = min(float(np.quantile(ends, tail, method="lower")), float(crossing[place]))
            high = max(float(np.quantile(ends, 1.0 - tail, method="higher")), float(crossing[place]))
            sides = (second, first) if rising[place] else (first, second)
            at, least, most = (ahead.at(float(value)) for value in (crossing[place], low, high))
            points.append(BorderPoint(y, at, least, most, *sides, chance))
        if not np.isfinite(crossing).any():
            known = lead[row][np.isfinite(lead[row])]
            left, right = (
                None if not known.any() else first if (side > 0.0).any() or (known >= 0.0).all() else second
                for side in (known[:1], known[-1:])
            )
            points.append(BorderPoint(y, None, math.nan, math.nan, left, right, chance))
    return points


def _crossings(lead: Array, where: Array) -> tuple[Array, Any]:
    """Between each two neighbours of the last dimension: where the lead crosses zero, and whether it rises there."""
    before, after = lead[..., :-1], lead[..., 1:]
    crossed = ((before > 0.0) != (after > 0.0)) & np.isfinite(before) & np.isfinite(after)
    part = np.divide(before, before - after, out=np.full_like(before, np.nan), where=crossed)
    return where[:-1] + part * np.diff(where), after > before


def as_json(grid: BreakevenMap) -> dict[str, Any]:
    """Everything that is known of a map; nothing in it varies from run to run, and what is no number is null."""
    scenario = grid.scenario
    return finite(
        {
            **origin(scenario),
            "simulated_people": scenario.simulated_people,
            "objective": scenario.currency.outside(grid.kpi.name),
            "unit": grid.kpi.unit,
            "better": grid.kpi.better,
            "schedules": list(grid.schedules),
            "seed": grid.design.seed,
            "lucks_per_belief": grid.design.lucks,
            "replicates": grid.replicates,
            "border_interval_level": LEVEL,
            "x": asdict(grid.x),
            "y": asdict(grid.y),
            "held": grid.held,
            "cells": [
                {
                    "x": grid.x.values[j],
                    "y": grid.y.values[i],
                    "state": str(grid.states[i, j]),
                    "best": best_at(grid, i, j),
                    "replicates": int(grid.kept[i, j]),
                    "means": dict(zip(grid.schedules, grid.means[:, i, j].tolist(), strict=True)),
                    "probability_best": dict(zip(grid.schedules, grid.probability_best[:, i, j].tolist(), strict=True)),
                }
                for i, j in np.ndindex(grid.best.shape)
            ],
            "pairs": [
                {
                    "first": pair.first,
                    "second": pair.second,
                    "lead": pair.lead.tolist(),
                    "probability_first_ahead": pair.ahead.tolist(),
                    "border": [asdict(point) for point in border(grid, pair.first, pair.second)],
                    "border_along_y": [asdict(point) for point in border(grid, pair.first, pair.second, "y")],
                }
                for pair in grid.pairs
            ],
        }
    )


def best_at(grid: BreakevenMap, row: int, column: int) -> str | None:
    """The best schedule of a cell; None where nothing is known, or none differs."""
    place = int(grid.best[row, column])
    return None if place < 0 else grid.schedules[place]


def breakeven_table(grid: BreakevenMap) -> Group:
    """The map in letters, a row for each y from the highest, and its borders in words."""
    letters = _letters(grid.schedules)
    table = titled_table(f"Best by {noun(grid.kpi)}: {grid.y.name} (up) and {grid.x.name} (across)")
    table.add_column("", justify="right")
    for value in grid.x.values:
        table.add_column(show(value, ""), justify="center")
    palette = colours(grid.schedules)
    for i in reversed(range(len(grid.y.values))):
        cells = []
        for j in range(len(grid.x.values)):
            name, state = best_at(grid, i, j), grid.states[i, j]
            if name is None:
                cells.append(Text("=" if state == "equal" else "?", style="dim"))
            else:
                letter = letters[name]
                cells.append(Text(letter if state == "decided" else letter.lower(), style=palette[name]))
        table.add_row(show(grid.y.values[i], ""), *cells)
    key = ", ".join(f"{letters[name]} {spoken(name)}" for name in grid.schedules)
    note = (
        f"{key}; a small letter: best, but with a probability below {SURE:g}; =: no schedule differs; ?: unknown, "
        f"as fewer than half of the {grid.replicates} replicates could be played."
    )
    under = Text(f"{note}\n{held_sentence(grid)}\n", style="dim")
    return Group(table, under, *(Text(typeset(line)) for line in sentences(grid)))


def held_sentence(grid: BreakevenMap) -> str:
    """What is held in every cell beside the two quantities that are set, and that the rest is drawn, in a sentence."""
    by_value: dict[tuple[str, float], list[str]] = {}
    for name, value in grid.held.items():
        stem, _, tier = name.partition(".")
        by_value.setdefault((stem, value), []).append(tier)
    held = [f"{stem} of {listed(tiers)} at {show(value, '')}" for (stem, value), tiers in by_value.items()]
    rest = "drawn from its range" if grid.design.lucks else "at its base value"
    if not held:
        return f"Every other uncertain assumption is {rest}."
    return f"Held in every cell: {'; '.join(held)}. Every other uncertain assumption is {rest}."


def _letters(names: Sequence[str]) -> dict[str, str]:
    """One capital letter for each schedule: its own initial where all differ, else the alphabet."""
    initials = [name[0].upper() for name in names]
    plain = len(set(initials)) == len(names) and all(letter.isalpha() for letter in initials)
    return dict(zip(names, initials if plain else [chr(65 + place) for place in range(len(names))], strict=True))


def sentences(grid: BreakevenMap) -> list[str]:
    """Who is best in how many cells, and for each two of them the border: at the lowest, a middle and the highest y.

    A border that no row crosses is told along y instead.
    """
    known = int((grid.states != "unknown").sum())
    lines = []
    for place, name in enumerate(grid.schedules):
        mine = grid.best == place
        if mine.any():
            sure = int((mine & (grid.states == "decided")).sum())
            lines.append(f"{spoken(name)} is best in {int(mine.sum())} of {known} known cells, {sure} of them decided.")
    if not lines:
        return ["Nothing is known of any cell." if not known else "No schedule differs from another in any cell."]
    for pair in grid.pairs:
        points, along, across = border(grid, pair.first, pair.second), grid.x, grid.y
        if all(point.x is None for point in points):
            columns = border(grid, pair.first, pair.second, "y")
            if any(point.x is not None for point in columns):
                points, along, across = columns, grid.y, grid.x
        shown = _three(across)
        lines += [_told(pair, point, along, across) for point in points if point.y in shown]
    return lines


def _three(axis: Axis) -> set[float]:
    """The lowest value, the one nearest to the scenario's own (or in the middle), and the highest."""
    far = np.abs(axis.positions - position_of(axis, axis.base))
    near = int(np.argmin(far)) if inside(axis) else len(axis.values) // 2
    return {axis.values[0], axis.values[near], axis.values[-1]}


def inside(axis: Axis) -> bool:
    """Whether the scenario's own value lies on the axis."""
    return axis.values[0] <= axis.base <= axis.values[-1]


def _told(pair: PairLead, point: BorderPoint, along: Axis, across: Axis) -> str:
    place = f"at {across.name} = {show(point.y, '')}"
    if point.x is None:
        if point.right is None:
            return f"{spoken(pair.first)} and {spoken(pair.second)} are level {place}."
        other = spoken(pair.second if point.right == pair.first else pair.first)
        if point.left != point.right:
            return f"{spoken(point.right)} overtakes {other} where the map is unknown {place}."
        return f"{spoken(point.right)} is ahead of {other} at every {along.name} of the map {place}."
    low, high = (show(end, "") if math.isfinite(end) else "" for end in (point.low, point.high))
    ends = (
        f"{low} to {high}" if low and high else f"{low} or more" if low else f"{high} or less" if high else "anywhere"
    )
    return (
        f"{spoken(str(point.right))} is ahead of {spoken(str(point.left))} where {along.name} is above "
        f"{show(point.x, '')} (90 % interval: {ends}) {place}."
    )


def position_of(axis: Axis, value: float) -> float:
    """A value on the scale of the axis."""
    if not axis.geometric:
        return value
    return math.log(value) if value > 0.0 else -math.inf
