"""The look that all pictures share: size, page, and how one is written. PNG, 150 dpi, 1600 pixels wide.

Import this module only where a picture is drawn: loading matplotlib takes most of a second. Figures are made
without pyplot, so nothing depends on a display or on state left by another picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.files import whole_file
from experiments.words.numbers import minus, spoken

MARKERS = "osD^v<>p"

DPI = 150
WIDTH = 1600 / DPI  # inches, like every length below
HEIGHT = 1000 / DPI
LEFT = 1.1
EDGE = 0.35
_BETWEEN_PIXELS = 6  # of two numbers on an axis, at least
INK, PALE, RULE = "#222222", "#666666", "#D9D9D9"
# Names and notes may hold a dollar sign, which would otherwise start a formula.
STYLE: Any = {
    "font.family": "DejaVu Sans", "font.size": 10.0, "text.parse_math": False, "text.color": INK,
    "axes.edgecolor": PALE, "axes.labelcolor": INK, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": RULE, "grid.linewidth": 0.6,
    "xtick.color": PALE, "ytick.color": PALE, "figure.facecolor": "white",
}  # fmt: skip


def page(title: str, subtitle: str, note: str, height: float) -> tuple[Figure, float, float]:
    """A figure with title and footnote; returns the inches between which panels may be drawn."""
    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    lines = textwrap.wrap(" ".join(note.split()), 170)
    if len(lines) > 4:
        lines = [*lines[:3], textwrap.shorten(" ".join(lines[3:]), 168, placeholder=" ...")]
    below = textwrap.wrap(subtitle, 140)
    figure.text(EDGE / WIDTH, 1 - 0.3 / height, title, fontsize=17, weight="bold", va="top")
    figure.text(EDGE / WIDTH, 1 - 0.68 / height, "\n".join(below), fontsize=10, color=PALE, va="top")
    figure.text(EDGE / WIDTH, 0.16 / height, "\n".join(lines), fontsize=8, color=PALE, va="bottom")
    return figure, 0.3 + 0.16 * len(lines), height - 0.9 - 0.17 * len(below)


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place of the figure, in inches."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def short(name: str, most: int = 30) -> str:
    """A name that fits; the middle is cut, because long names tend to differ at their end."""
    text = spoken(name)
    return text if len(text) <= most else f"{text[: most - 13].rstrip()} ... {text[-8:].lstrip()}"


def write_numbers_out(axes: Axes) -> None:
    """Has the numbers along x written as in the text: 150,000 and not 1.5e5, a minus sign and not a hyphen."""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:,.10g}")))


def _touch(axes: Axes) -> bool:
    """Whether two numbers along x run into each other."""
    boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
    first, last = axes.bbox.x0 - 1, axes.bbox.x1 + 1  # Matplotlib has labels beyond the ends, and does not draw them
    seen = sorted((box.x0, box.x1) for box in boxes if first <= (box.x0 + box.x1) / 2 <= last)
    return any(start - end < _BETWEEN_PIXELS for (_, end), (start, _) in pairwise(seen))


def save(figure: Figure, path: Path) -> None:
    """Write beside the target and rename, so that no reader ever finds half a picture; numbers along x stand apart."""
    for axes in figure.axes:
        for fewer in (4, 3, 2, 1):
            if not isinstance(axes.xaxis.get_major_locator(), MaxNLocator) or not _touch(axes):
                break
            axes.xaxis.set_major_locator(MaxNLocator(fewer))
    with whole_file(path) as unfinished:
        # No version stamp: the same results give the same file, byte for byte.
        figure.savefig(unfinished, format="png", dpi=DPI, metadata={"Software": None})


def spaced(wanted: Sequence[float], gap: float) -> list[float]:
    """Sorted places in 0 to 1 at least ``gap`` apart (less if they would not fit), nearest to the wanted ones.

    Least squares under the order "each at least a gap above the one before" is isotonic regression once the gaps are
    taken out: of all means of neighbours that begin at a place or before it, the largest that is the least of those
    that begin there and end at the place or behind it (Barlow et al. 1972, 1.9). Scipy's takes longer to import than
    a picture to draw.
    """
    if not wanted:
        return []
    steps = min(gap, 1.0 / max(1, len(wanted) - 1)) * np.arange(len(wanted))
    sums = np.concatenate([[0.0], np.cumsum(np.asarray(wanted) - steps)])
    first, last = np.indices((len(wanted), len(wanted)))
    means = np.where(last >= first, (sums[last + 1] - sums[first]) / np.maximum(last - first + 1, 1), np.inf)
    least = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
    places = [least[: place + 1, place].max() for place in range(len(wanted))]
    return [float(place) for place in np.clip(places, 0.0, 1.0 - steps[-1]) + steps]
