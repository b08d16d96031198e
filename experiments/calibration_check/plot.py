"""Ranks of known truths as a picture: flat where the calibration is honest.

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib import rc_context
from scipy.stats import binom

from experiments.calibration_check.check import CalibrationCheck
from experiments.pictures.page import EDGE, HEIGHT, PALE, STYLE, WIDTH, axes_at, page, save, short

_BINS = 10
_PANELS = 8


@rc_context(STYLE)
def check_picture(path: Path, check: CalibrationCheck, note: str) -> None:
    """The ranks of the numbers that are learned most, between what chance does to even ones in 99 of 100 cases."""
    subtitle = (
        "Where known truths lie in their posteriors, number by number, those first of which campaigns say most. Even "
        "bars, between the lines in 99 of 100 cases, are as promised; a heap in the middle says that intervals are too "
        "wide, heaps at the ends too narrow."
    )
    figure, bottom, top = page("Do the intervals hold what they promise?", subtitle, note, HEIGHT)
    count = len(check.ranks)
    ends = binom.ppf((0.005, 0.995), count, 1.0 / _BINS)
    order = np.argsort(check.spread.mean(axis=0))[:_PANELS]
    width, height = (WIDTH - 2 * EDGE - 1.2) / 4, (top - bottom - 1.3) / 2
    for number, k in enumerate(order):
        left = EDGE + 0.3 + (number % 4) * (width + 0.3)
        axes = axes_at(figure, left, bottom + 0.4 + (1 - number // 4) * (height + 0.6), width, height)
        axes.hist(check.ranks[:, k], bins=_BINS, range=(0.0, 1.0), color="#0072B2", alpha=0.8, edgecolor="white")
        for end in ends:
            axes.axhline(end, color=PALE, linewidth=1.0, linestyle="--")
        axes.set_title(short(check.labels[k], 28), fontsize=9)
        axes.tick_params(labelsize=8)
    save(figure, path)
