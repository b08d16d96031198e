"""The picture of a validation: how large cascades grow, and how engagement comes in; PNG, 1600 pixels wide.

Import this module only where the picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from experiments.pictures.page import EDGE, HEIGHT, INK, LEFT, PALE, STYLE, WIDTH, axes_at, page, save
from experiments.pictures.palette import FURTHER_COLOURS
from experiments.validation.checks import MULTIPLES
from experiments.validation.run import Validation
from experiments.validation.shapes import SHARE_RATE, CascadeShapes

PUBLISHED_TAIL = (2.29, 2.61)  # exponents of the density of cascade sizes

_GAP = 1.05  # inches between the panels, the right one's axis included
_COLOURS = dict(zip(("low", "base", "high"), FURTHER_COLOURS, strict=False))
_WORDS = {"low": "low end", "base": "base", "high": "high end"}


@rc_context(STYLE)
def draw(path: Path, validation: Validation, note: str) -> None:
    """Left: share of cascades with at least n adopters. Right: share of engagements by time. ``note`` is the foot."""
    subtitle = (
        f"Left: what is ordinarily posted, at three values of {SHARE_RATE}, beside the slope of published cascades, "
        "by which numbers of the model were set: a check of consistency. "
        "Right: when a post's engagements come, in multiples of the time by which half have come; the "
        "model counts whole hours."
    )
    figure, bottom, top = page("Do posts spread as published cascades do?", subtitle, note, HEIGHT)
    width = (WIDTH - LEFT - _GAP - EDGE) / 2.0
    bottom, height = bottom + 0.55, top - bottom - 0.8
    _sizes(axes_at(figure, LEFT, bottom, width, height), validation.shapes)
    _delays(axes_at(figure, LEFT + width + _GAP, bottom, width, height), validation)
    save(figure, path)


def _sizes(axes: Axes, spreads: dict[str, CascadeShapes]) -> None:
    axes.set_title("How large do cascades grow?", loc="left", fontsize=11, weight="bold")
    least = min(1.0 / spread.cascades for spread in spreads.values())
    largest = 1_000.0
    for name in ("high", "base", "low"):
        sizes, share = _at_least(spreads[name])
        label = f"share rate {spreads[name].rate:g} ({_WORDS[name]})"
        axes.plot(sizes, share, "o-", color=_COLOURS[name], linewidth=1.8, markersize=4.5, label=label)
        largest = max(largest, float(sizes[-1]))
    n = np.geomspace(1.0, largest, 60)
    # From the published 5 to 30 % of posts that are passed on at all, two adopters or more.
    ends = [(n / 2.0) ** (1.0 - exponent) for exponent in PUBLISHED_TAIL]
    guide = n >= 2.0
    axes.fill_between(
        n[guide], 0.05 * ends[1][guide], 0.30 * ends[0][guide], color="#A6A6A6", alpha=0.35, linewidth=0,
        label=f"published: 5 to 30 % passed on,\ntail exponent {PUBLISHED_TAIL[0]} to {PUBLISHED_TAIL[1]}",
    )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(0.9, largest)
    axes.set_ylim(0.6 * least, 1.6)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100.0 * value:,.6g} %"))
    axes.set_xlabel("at least so many adopters, the author included (logarithmic)")
    axes.set_ylabel("share of cascades (logarithmic)")
    axes.legend(loc="upper right", fontsize=8.5, framealpha=1.0, edgecolor="white")


def _at_least(spread: CascadeShapes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Sizes that occur, ascending, and the share of cascades at least as large."""
    sizes, place = np.unique(spread.shapes[:, 0], return_inverse=True)
    counts = np.bincount(place, weights=spread.counts)
    return sizes, counts[::-1].cumsum()[::-1] / spread.cascades


def _delays(axes: Axes, validation: Validation) -> None:
    axes.set_title("When do a post's engagements come?", loc="left", fontsize=11, weight="bold")
    if validation.real_curves is not None:
        for i, real in enumerate(validation.real_curves):
            label = f"{len(validation.real_curves)} real cascades" if i == 0 else None
            axes.plot(MULTIPLES, 100.0 * real, color="#A6A6A6", linewidth=0.7, alpha=0.7, label=label)
    posts = validation.post_curves
    if len(posts):
        low, middle, high = (100.0 * part for part in np.quantile(posts, (0.25, 0.5, 0.75), axis=0))
        colour = FURTHER_COLOURS[0]
        axes.fill_between(MULTIPLES, low, high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(
            MULTIPLES, middle, color=colour, linewidth=2.4, label=f"the model: {len(posts)} posts\n(band: middle half)"
        )
    axes.plot(
        MULTIPLES, 100.0 * (1.0 - 0.5**MULTIPLES), color=INK, linewidth=1.2, linestyle="--",
        label="an exponential delay",
    )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(MULTIPLES[0], MULTIPLES[-1])
    axes.set_ylim(0.0, 102.0)
    axes.set_xticks([0.1, 1.0, 10.0])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} x"))
    axes.tick_params(axis="x", which="minor", color=PALE)
    axes.set_xlabel("time since publication / time to half (logarithmic)")
    axes.set_ylabel("share of all engagements so far (%)")
    axes.legend(loc="lower right", fontsize=8.5, framealpha=1.0, edgecolor="white")
