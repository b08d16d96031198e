"""Prior against posterior as a picture.

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.ticker import FuncFormatter, NullFormatter

from experiments.calibrate.study import Calibration
from experiments.calibrate.words import sentences
from experiments.pictures.page import EDGE, HEIGHT, INK, PALE, STYLE, WIDTH, axes_at, page, save, short

_ROWS = 16
_NAMES = 2.4  # inches for the names beside a panel
_AFTER = "#0072B2"


@rc_context(STYLE)
def calibration_picture(path: Path, calibration: Calibration, note: str) -> None:
    """Each number on the scale of its quantiles before the data were seen: pale what was believed, blue what is now."""
    figure, bottom, top = page("What do past campaigns say?", " ".join(sentences(calibration)[1:3]), note, HEIGHT)
    width = (WIDTH - 2 * EDGE - 2 * _NAMES - 0.4) / 2
    place = (bottom + 0.55, width, top - bottom - 0.75)
    found = calibration.posterior
    order = np.argsort(found.spread())[:_ROWS]
    axes = axes_at(figure, EDGE + _NAMES, *place)
    for row, k in enumerate(order):
        axes.plot([0.05, 0.95], [row, row], color=PALE, alpha=0.35, linewidth=7, solid_capstyle="butt")
        axes.plot([found.at(0.05)[k], found.at(0.95)[k]], [row, row], color=_AFTER, linewidth=3.5)
        axes.plot(found.at(0.5)[k], row, "o", color=_AFTER, markersize=6)
    axes.set_yticks(range(len(order)), [short(found.labels[k], 30) for k in order])
    axes.invert_yaxis()
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("quantile of what was believed: before (pale), after (blue)", fontsize=8)
    axes = axes_at(figure, EDGE + 2 * _NAMES + width + 0.2, *place)
    for row, fit in enumerate(calibration.fits):
        low, middle, high = (fit.after[k] - fit.summary.observed for k in range(3))
        before = [fit.before[k] - fit.summary.observed for k in (0, 2)]
        axes.plot(np.exp(before), [row, row], color=PALE, alpha=0.35, linewidth=7, solid_capstyle="butt")
        axes.plot(np.exp([low, high]), [row, row], color=_AFTER, linewidth=3.5)
        axes.plot(np.exp(middle), row, "o", color=_AFTER, markersize=6)
    axes.axvline(1.0, color=INK, linewidth=1.2)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda times, _: f"{times:g} x"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_yticks(range(len(calibration.fits)), [short(fit.summary.name, 30) for fit in calibration.fits])
    axes.invert_yaxis()
    axes.set_xlabel("simulated over yours: before (pale), after (blue)", fontsize=8)
    save(figure, path)
