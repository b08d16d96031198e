"""Who passed a post on to whom, and when it was read: the lines of a town."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim import events as ev

if TYPE_CHECKING:
    from sim.results.record import Record

FADE_HOURS = 12  # for which a line is seen
LINES = 2_000  # in a town at once, at most: more are neither told apart nor drawn smoothly
LINES_PER_HOUR = LINES // FADE_HOURS


def share_lines(record: Record) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint32]]:
    """The hour of each line, shape (n,), and its sharer and reader, (n, 2), by hour.

    A line for each impression that a person showed; of an hour with more than LINES_PER_HOUR of them as many,
    spread evenly over the hour's readers.
    """
    assert record.events is not None
    shown = record.events[record.events["via"] != ev.NOBODY]
    counts = np.bincount(shown["hour"], minlength=record.hourly.shape[0])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    drawn = [
        start + (np.arange(n) if n <= LINES_PER_HOUR else np.arange(LINES_PER_HOUR) * n // LINES_PER_HOUR)
        for start, n in zip(starts.tolist(), counts.tolist(), strict=True)
    ]
    kept = shown[np.concatenate(drawn)]
    return kept["hour"], np.column_stack([kept["via"], kept["person"]])
