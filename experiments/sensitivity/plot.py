"""What matters as a picture: indices with their intervals, and how far each number swings the outcome (a tornado).

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from experiments.pictures.page import (
    EDGE,
    HEIGHT,
    INK,
    PALE,
    STYLE,
    WIDTH,
    axes_at,
    page,
    save,
    short,
    write_numbers_out,
)
from experiments.sensitivity.study import Sensitivity
from experiments.sensitivity.words import answer, turning, what
from experiments.words.numbers import difference_unit

_ROWS = 12
_LOW, _HIGH = "#0072B2", "#D55E00"
_NAMES = 2.1  # inches for the names beside a panel


@rc_context(STYLE)
def sensitivity_picture(path: Path, study: Sensitivity, note: str) -> None:
    """Left the indices, at a quarter, a half and all of the design from pale to dark; right the swings."""
    figure, bottom, top = page("Which assumption matters?", f"{answer(study)} {turning(study)}", note, HEIGHT)
    width = (WIDTH - 2 * EDGE - 2 * _NAMES - 0.4) / 2
    place = (bottom + 0.75, width, top - bottom - 0.9)
    _indices(axes_at(figure, EDGE + _NAMES, *place), study)
    _swings(axes_at(figure, EDGE + 2 * _NAMES + width + 0.15, *place), study)
    save(figure, path)


def _indices(axes: Axes, study: Sensitivity) -> None:
    part = study.last
    names = part.importance[-1].ranked()[:_ROWS]
    rows = np.arange(len(names))
    for number, one in enumerate(part.importance):
        newest = number == len(part.importance) - 1
        values = [one.total[name].value for name in names]
        widths = [one.total[name].half_width for name in names]
        shift = 0.18 * (len(part.importance) - 1 - number)
        ink = INK if newest else PALE
        how = {"fmt": "o", "markersize": 6 if newest else 4, "color": ink, "alpha": 1.0 if newest else 0.55}
        label = f"{one.blocks} of {part.design.blocks} blocks"
        axes.errorbar(values, rows + shift, xerr=widths, elinewidth=1.4, label=label, **how)  # type: ignore[arg-type]
    axes.axvline(0.0, color=PALE, linewidth=0.8)
    axes.set_yticks(rows, [short(name, 26) for name in names])
    axes.invert_yaxis()
    if part.design.method == "sobol":
        axes.set_xlabel("share of the variance (total order), 95 % interval")
    else:
        axes.set_xlabel(f"mean effect over the range, {difference_unit(study.kpi.unit)}, 95 % interval")
    write_numbers_out(axes)
    axes.xaxis.label.set_fontsize(8)
    axes.legend(frameon=False, fontsize=8, loc="lower right")


def _swings(axes: Axes, study: Sensitivity) -> None:
    swings = study.swings()[:_ROWS]
    outcome = study.last.outcome
    middle = float(outcome[np.isfinite(outcome)].mean())
    for row, swing in enumerate(swings):
        for value, colour in ((swing.low, _LOW), (swing.high, _HIGH)):
            axes.barh(row, value - middle, left=middle, color=colour, height=0.6, alpha=0.85)
    axes.axvline(middle, color=INK, linewidth=0.8)
    axes.set_yticks(np.arange(len(swings)), [short(swing.label, 26) for swing in swings])
    axes.invert_yaxis()
    measured = textwrap.fill(f"mean {what(study)}, {difference_unit(study.kpi.unit)},", 60)
    axes.set_xlabel(f"{measured}\nwhere a number is in its lowest (blue) or highest quarter (orange)")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    write_numbers_out(axes)
    axes.xaxis.label.set_fontsize(8)
