"""A break-even map as a picture (PNG, 1600 pixels wide).

Import this module only where a picture is drawn: loading matplotlib takes most of a second.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from scipy.interpolate import RegularGridInterpolator

from experiments.break_even.map import SURE, BreakevenMap
from experiments.break_even.table import best_at, held_sentence, inside, position_of
from experiments.pictures.page import EDGE, HEIGHT, INK, PALE, STYLE, WIDTH, axes_at, page, save, short
from experiments.pictures.palette import colours
from experiments.statistics.estimates import Array
from experiments.words.numbers import noun, show

_FINE = 241  # points of the grid on which surfaces are drawn, each way
_EQUAL, _UNKNOWN = "#EFEFEF", "#FFFFFF"
_INKS = ("#111111", "#8B1A8B", "#7A4A00", "#7A0019", "#4A4A4A")  # of borders, pair by pair: dark on any cell
_WIDTHS = {"-": 2.0, "--": 1.3}
_PALENESS = 0.62  # share of white in the colour of an undecided cell


@rc_context(STYLE)
def breakeven_map(path: Path, grid: BreakevenMap, note: str) -> None:
    """The map as a picture: colour says who is best, pale that it is undecided, lines where a pair is level."""
    subtitle = (
        f"Colour: best schedule by {noun(grid.kpi)}; pale: best with a probability below {SURE:g}. Line: two "
        "schedules are level on average; dashed: one of them is ahead with probability 0.95 (surely). "
        f"{held_sentence(grid)}"
    )
    figure, bottom, top = page("Where does the answer turn?", subtitle, note, HEIGHT)
    key = 2.75
    axes = axes_at(figure, EDGE + 1.05, bottom + 0.75, WIDTH - 2 * EDGE - 1.05 - key, top - bottom - 0.8)
    axes.grid(False)
    palette = colours(grid.schedules)
    x, y = grid.x.positions, grid.y.positions
    image = np.array([[to_rgb(_cell_colour(grid, palette, i, j)) for j in range(len(x))] for i in range(len(y))])
    axes.pcolormesh(_edges(x), _edges(y), image, edgecolor="white", linewidth=0.8)
    for i, j in np.argwhere(grid.states == "unknown"):
        axes.text(x[j], y[i], "?", ha="center", va="center", color=PALE)
    lines = _borders(axes, grid)
    on_map = inside(grid.x) and inside(grid.y)
    if on_map:
        spot = [position_of(grid.x, grid.x.base)], [position_of(grid.y, grid.y.base)]
        axes.plot(*spot, marker="P", markersize=13, color=INK, markeredgecolor="white", linestyle="none", zorder=6)
    for axis, quantity, measure in ((axes.xaxis, grid.x, 76), (axes.yaxis, grid.y, 62)):
        shown = quantity.positions[:: max(1, -(-len(quantity.values) // 9))]
        axis.set_major_locator(FixedLocator(list(shown)))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda position, _, quantity=quantity: show(quantity.at(position), "")))
        words = textwrap.wrap(f"{quantity.name} ({quantity.unit})", measure)
        label = "\n".join([*textwrap.wrap(quantity.meaning, measure), *words])
        axis.set_label_text(label, fontsize=9)
    entries: list[Any] = []
    for place, name in enumerate(grid.schedules):
        if (grid.best == place).any():
            entries.append((Patch(color=palette[name]), f"{short(name, 26)} best"))
            entries.append((Patch(color=_paled(palette[name])), "  undecided"))
    if (grid.states == "equal").any():
        entries.append((Patch(color=_EQUAL), "no schedule differs"))
    if (grid.states == "unknown").any():
        entries.append(
            (Patch(facecolor=_UNKNOWN, edgecolor=PALE), "?  unknown: too many\n    replicates cannot be paid")
        )
    for (first, second, style), colour in lines.items():
        pair = f"{short(first, 24)} and\n{short(second, 24)} level" if style == "-" else "  one of them surely ahead"
        if style == "--" and (first, second, "-") not in lines:
            pair = f"{short(first, 24)} or\n{short(second, 24)} surely ahead"
        entries.append((Line2D([], [], color=colour, linewidth=_WIDTHS[style], linestyle=style), pair))  # type: ignore[arg-type]
    if on_map:
        mark = Line2D([], [], marker="P", markersize=11, color=INK, markeredgecolor="white", linestyle="none")
        entries.append((mark, "base of the scenario"))
    if entries:
        figure.legend(
            *zip(*entries, strict=True),
            loc="upper left",
            bbox_to_anchor=(1.0 - (key + EDGE - 0.2) / WIDTH, top / HEIGHT),
            frameon=False,
            fontsize=9.5,
        )
    save(figure, path)


def _cell_colour(grid: BreakevenMap, palette: dict[str, str], row: int, column: int) -> Any:
    name = best_at(grid, row, column)
    if name is None:
        return _EQUAL if grid.states[row, column] == "equal" else _UNKNOWN
    return palette[name] if grid.states[row, column] == "decided" else _paled(palette[name])


def _paled(colour: str) -> tuple[float, float, float]:
    red, green, blue = (part + _PALENESS * (1.0 - part) for part in to_rgb(colour))
    return red, green, blue


def _edges(positions: Array) -> Array:
    """The sides of cells around evenly spaced positions."""
    half = (positions[1] - positions[0]) / 2.0
    return np.append(positions - half, positions[-1] + half)


def _borders(axes: Axes, grid: BreakevenMap) -> dict[tuple[str, str, str], str]:
    """Draws where two schedules are level, as far as no third is ahead of both; the colour by pair and style."""
    across, up = (np.linspace(positions[0], positions[-1], _FINE) for positions in (grid.x.positions, grid.y.positions))
    where = tuple(np.meshgrid(up, across, indexing="ij"))

    def fine(surface: Array) -> Array:
        smooth: Array = RegularGridInterpolator((grid.y.positions, grid.x.positions), surface)(where)
        return smooth

    sign = 1.0 if grid.kpi.better == "higher" else -1.0
    heights = {name: fine(sign * grid.means[place]) for place, name in enumerate(grid.schedules)}
    drawn: dict[tuple[str, str, str], str] = {}
    for place, pair in enumerate(grid.pairs):
        colour = _INKS[place % len(_INKS)]
        lead, ahead = fine(pair.lead), fine(pair.ahead)
        both = np.maximum(heights[pair.first], heights[pair.second])
        others = [height for name, height in heights.items() if name not in (pair.first, pair.second)]
        hidden = np.any([other > both for other in others], axis=0) if others else np.zeros_like(lead, dtype=bool)
        for surface, levels, style in ((lead, [0.0], "-"), (ahead, [1.0 - SURE, SURE], "--")):
            width = _WIDTHS[style]
            seen = np.ma.masked_invalid(np.where(hidden, np.nan, surface))
            if seen.count() and any(seen.min() < level < seen.max() for level in levels):
                inks: Any = {"colors": colour, "linewidths": width, "linestyles": style}
                line = axes.contour(across, up, seen, levels, zorder=5, **inks)
                line.set_path_effects([withStroke(linewidth=width + 2.0, foreground="white", alpha=0.7)])
                if any(np.size(path.vertices) for path in line.get_paths()):
                    drawn[pair.first, pair.second, style] = colour
    return drawn
