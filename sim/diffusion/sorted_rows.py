"""Ties in any order as rows, each ascending: two counting sorts, first by who follows, then by who is followed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.compiled import compiled

UNITS = 2**31  # a chance or a weight of one, as the whole number that loops compare

Whole = npt.NDArray[np.integer[Any]]


@compiled()
def count(ids: Whole, starts: npt.NDArray[np.int64]) -> None:
    """Where each person's row begins, (people + 1,), where ``starts`` was all zero."""
    for one in ids:
        starts[one + 1] += 1
    for person in range(starts.size - 1):
        starts[person + 1] += starts[person]


@compiled()
def write_by_target(
    sources: Whole,
    targets: Whole,
    units: npt.NDArray[np.uint32],
    places: npt.NDArray[np.int64],
    sources_out: npt.NDArray[np.uint32],
    units_out: npt.NDArray[np.uint32],
) -> None:
    """Sources and weights in the order of the targets; ``places`` says where each target begins, and is used up."""
    for tie in range(sources.size):
        place = places[targets[tie]]
        places[targets[tie]] = place + 1
        sources_out[place] = sources[tie]
        if units.size:
            units_out[place] = units[tie]


@compiled()
def write_rows(
    sources_by_target: npt.NDArray[np.uint32],
    units_by_target: npt.NDArray[np.uint32],
    target_ends: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
    followers_out: npt.NDArray[np.uint32],
    units_out: npt.NDArray[np.uint32],
) -> None:
    """Each source's targets, ascending; ``places`` says where each row begins, and is used up."""
    first = 0
    for target in range(target_ends.size):
        for tie in range(first, target_ends[target]):
            place = places[sources_by_target[tie]]
            places[sources_by_target[tie]] = place + 1
            followers_out[place] = target
            if units_by_target.size:
                units_out[place] = units_by_target[tie]
        first = target_ends[target]


@compiled()
def is_ascending(starts: npt.NDArray[np.int64], followers: Whole) -> bool:
    """Whether every row is."""
    for person in range(starts.size - 1):
        for tie in range(starts[person] + 1, starts[person + 1]):
            if followers[tie] < followers[tie - 1]:
                return False
    return True


@compiled()
def write_units(weights: npt.NDArray[np.floating[Any]], out: npt.NDArray[np.uint32]) -> None:
    """Each weight as the number of 31-bit words that are less: a word w is, of 2^31, less than the weight."""
    for tie in range(weights.size):
        out[tie] = np.uint32(np.ceil(weights[tie] * 2147483648.0))
