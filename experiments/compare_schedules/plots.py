"""Three pictures of a comparison, each to be read without the code: PNG, 150 dpi, 1600 pixels wide.

Import this module only where a picture is drawn: loading matplotlib takes most of a second. Figures
are made without pyplot, so nothing depends on a display or on state left by another picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.pictures.page import (
    EDGE,
    HEIGHT,
    INK,
    LEFT,
    MARKERS,
    PALE,
    STYLE,
    WIDTH,
    axes_at,
    page,
    save,
    short,
    spaced,
    write_numbers_out,
)
from experiments.pictures.palette import colours
from experiments.statistics.curves import middle_90_percent
from experiments.statistics.estimates import PairedDifference, estimate
from experiments.statistics.pairs import verdict
from experiments.words.numbers import end_shown, is_share, minus, row_step, show, show_difference

_PAIR_NAME = 22  # letters of a schedule's name in a pair


@rc_context(STYLE)
def reach_over_time(path: Path, hours: npt.ArrayLike, reach: Mapping[str, npt.ArrayLike], note: str) -> None:
    """Cumulative people reached by hour: per schedule the median line and the 5 to 95 % band.

    ``hours`` is (H,), since the start of the campaign; ``reach`` holds (replicates, H) people.
    """
    time = np.asarray(hours, dtype=np.float64)
    curves = {name: np.atleast_2d(np.asarray(runs, dtype=np.float64)) for name, runs in reach.items()}
    replicates = max((len(runs) for runs in curves.values()), default=0)
    subtitle = (
        f"Line: median of {replicates:,} replicates (tables have means). Band: the middle 90 % of them (5th to 95th "
        "percentile)."
    )
    if replicates == 1:
        subtitle = "Line: the only replicate. One replicate has no spread, so there is no band."
    figure, bottom, top = page("How fast does each schedule reach people?", subtitle, note, HEIGHT)
    margin = 0.6 + 0.083 * max(17, *(len(short(name)) for name in curves)) if curves else 1.0  # 17: a million people
    axes = axes_at(figure, LEFT + 0.2, bottom + 0.5, WIDTH - LEFT - 0.2 - margin, top - bottom - 0.5)
    palette = colours(list(curves))
    in_days = time.size > 0 and float(np.nanmax(time)) > 72.0
    x = time / 24.0 if in_days else time
    labels: list[tuple[float, str, str, str]] = []
    for name, runs in curves.items():
        low, middle, high = middle_90_percent(runs)
        axes.plot(x, middle, color=palette[name], linewidth=2.2, solid_capstyle="round")
        if len(runs) > 1:
            axes.fill_between(x, low, high, color=palette[name], alpha=0.18 if len(curves) <= 4 else 0.09, linewidth=0)
        known = middle[np.isfinite(middle)]
        end = float(known[-1]) if known.size else float("nan")
        labels.append((end, short(name), f"{show(end, 'people')} people" if known.size else "no value", palette[name]))
    axes.set_ylabel("People reached at least once (cumulative)")
    axes.set_xlabel(f"Time since the start of the campaign ({'days' if in_days else 'hours'})")
    axes.set_xlim(float(x[0]) if x.size else 0.0, float(x[-1]) if x.size and x[-1] > x[0] else 1.0)
    axes.set_ylim(bottom=0.0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    _time_ticks(axes, in_days)
    _labels_at_the_end(axes, labels)
    save(figure, path)


@rc_context(STYLE)
def paired_differences(
    path: Path,
    rows: Mapping[str, Sequence[PairedDifference]],
    units: Mapping[str, str],
    note: str,
    verdicts: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """One panel per KPI: each pair's mean difference with its 95 % interval and a line at zero.

    ``rows``, ``units`` and ``verdicts`` are keyed by the KPI's label; without verdicts they are those of the
    intervals. The picture grows taller with many pairs.
    """
    pairs = [pair for panel in rows.values() for pair in panel]
    names = list(dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)))
    columns = min(2, max(1, len(rows)))
    lines = -(-len(rows) // columns) if pairs else 0
    heading, foot, row_height = 0.42, 0.44, 0.34
    needed = lines * (heading + foot + row_height * max((len(panel) for panel in rows.values()), default=0))
    subtitle = (
        "Dot: mean of first minus second over the same replicates. Bar: 95 % interval. Coloured: the interval leaves "
        "zero out, and the colour is that of the schedule with more. Hollow grey: undecided."
    )
    if not pairs:
        subtitle = "There is only one schedule, so there is nothing to compare."
    elif all(pair.replicates == 1 for pair in pairs):
        subtitle = "Dot: first minus second in the only replicate. One replicate gives no interval: all are undecided."
    title = "By how much do the schedules differ?"
    figure, bottom, top = page(title, subtitle, note, max(HEIGHT, needed + 1.8))
    across, up = figure.get_size_inches()
    width = (WIDTH - 2 * EDGE) / columns
    height = (top + 0.12 - bottom) / max(1, lines)
    names_width = 0.12 + 0.07 * (6 + max((len(short(name, _PAIR_NAME)) for name in names), default=0))
    for i, (label, panel) in enumerate(rows.items() if pairs else ()):
        left = EDGE + (i % columns) * width
        low = top + 0.12 - (i // columns + 1) * height
        axes = axes_at(figure, left + names_width, low + foot, width - names_width - 1.65, height - heading - foot)
        words = verdicts[label] if verdicts else [verdict(pair) for pair in panel]
        _forest(axes, panel, words, units[label], colours(names), names_width / (width - names_width - 1.65))
        unit = "percentage points" if is_share(units[label]) else units[label]
        figure.text(left / across, (low + height - heading + 0.09) / up, short(label, 44), weight="bold", fontsize=10.5)
        axes.set_xlabel(f"first minus second ({unit})", fontsize=8.5)
    save(figure, path)


@rc_context(STYLE)
def virality_against_trust(path: Path, points: Mapping[str, npt.ArrayLike], note: str) -> None:
    """Does being passed on cost trust? One dot per replicate, a large marker at each schedule's mean.

    ``points`` holds (replicates, 2): viral share of impressions (0 to 1, drawn in per cent) and the mean
    brand trust that the people reached gained (-1 to 1). The cross is the 95 % t interval of each mean.
    """
    subtitle = (
        "Small: one replicate. Large: mean of the replicates. Cross: 95 % interval of the mean, in each direction."
    )
    if max((len(np.atleast_2d(np.asarray(p))) for p in points.values()), default=0) == 1:
        subtitle = "One replicate per schedule: no interval can be given."
    figure, bottom, top = page("Does a more viral campaign cost trust?", subtitle, note, HEIGHT)
    axes = axes_at(figure, LEFT + 0.3, bottom + 0.75, WIDTH - LEFT - 3.5, top - bottom - 0.75)
    palette = colours(list(points))
    entries: list[tuple[str, str, str, str]] = []
    for i, (name, values) in enumerate(points.items()):
        table = np.atleast_2d(np.asarray(values, dtype=np.float64))
        table = table[np.isfinite(table).all(axis=1)]
        viral, trust = estimate(100.0 * table[:, 0]), estimate(table[:, 1])
        colour, marker = palette[name], MARKERS[i % len(MARKERS)]
        axes.scatter(100.0 * table[:, 0], table[:, 1], s=20, color=colour, alpha=0.4, linewidth=0, marker=marker)
        value = "no value"
        if len(table):
            value = f"{show(viral.mean, '')} % viral, trust {minus(f'{trust.mean:+.4f}')}"
            if np.isfinite(viral.low):
                axes.plot([viral.low, viral.high], [trust.mean] * 2, color=INK, linewidth=1.4, zorder=4)
                axes.plot([viral.mean] * 2, [trust.low, trust.high], color=INK, linewidth=1.4, zorder=4)
            look: Any = {"color": colour, "marker": marker, "edgecolor": "white", "linewidth": 1.4}
            axes.scatter([viral.mean], [trust.mean], s=80, zorder=5, **look)
        entries.append((short(name), value, colour, marker))
    _widen(axes)
    axes.set_xlabel("Share of impressions brought by people's own shares (%)\nfarther right: more viral")
    axes.set_ylabel("Trust gained by the people reached (scale 0 to 1)\nhigher up: more trusted")
    _key(figure, entries, top)
    save(figure, path)


def _time_ticks(axes: Axes, in_days: bool) -> None:
    """Ticks where people count: whole days and weeks, or whole hours and half days."""
    low, high = axes.get_xlim()
    steps = (1, 2, 7, 14, 28, 56, 112, 364) if in_days else (1, 2, 3, 6, 12, 24)
    step = next((step for step in steps if (high - low) / step <= 14), steps[-1])
    first = np.ceil(low / step) * step
    ticks = np.arange(first, high + 1e-9, step)
    if len(ticks) <= 20:
        axes.set_xticks(ticks)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _labels_at_the_end(axes: Axes, labels: Sequence[tuple[float, str, str, str]]) -> None:
    """Each line's name and last value beside its end, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    known = sorted(labels, key=lambda label: (np.isfinite(label[0]), label[0]))
    wanted = [min(1.0, (end - low) / (high - low)) if np.isfinite(end) else 0.0 for end, *_ in known]
    places = spaced(wanted, 0.09)
    inside = axes.transAxes
    for (end, name, value, colour), place, exact in zip(known, places, wanted, strict=True):
        start = exact if np.isfinite(end) else place
        axes.plot([1.005, 1.03], [start, place], transform=inside, clip_on=False, color=colour, linewidth=2.2)
        axes.text(1.04, place + 0.004, name, transform=inside, va="bottom", fontsize=9.5, weight="bold")
        axes.text(1.04, place - 0.004, value, transform=inside, va="top", fontsize=8.5, color=PALE)


def _forest(
    axes: Axes,
    panel: Sequence[PairedDifference],
    verdicts: Sequence[str],
    unit: str,
    palette: Mapping[str, str],
    names_at: float,
) -> None:
    """The pairs below each other: names to the left, mean and interval in figures to the right."""
    percent = 100.0 if is_share(unit) else 1.0
    across = axes.get_yaxis_transform()
    step = row_step(panel)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    for i, (pair, word) in enumerate(zip(panel, verdicts, strict=True)):
        clear = word == "clear"
        colour = palette[pair.first if pair.mean > 0 else pair.second] if clear else "#A6A6A6"
        fill = colour if clear else "white"
        axes.plot([percent * pair.low, percent * pair.high], [i, i], color=colour, linewidth=2.2, zorder=3)
        axes.plot([percent * pair.mean], [i], "o", markersize=7, color=colour, markerfacecolor=fill, zorder=4)
        mean = minus(show_difference(pair.mean, unit, step))
        low, high = (end_shown(end, minus(show_difference(end, unit, step))) for end in (pair.low, pair.high))
        interval = f"{low.removesuffix(' pp')} to {high}" if np.isfinite(pair.high - pair.low) else "no interval"
        if word == "equal":
            interval = "equal in every replicate"
        elif word in ("spends less", "spends more"):
            mean += f" ({word})"
        names = f"{short(pair.first, _PAIR_NAME)}\nminus {short(pair.second, _PAIR_NAME)}"
        axes.text(-names_at, i, names, transform=across, va="center", fontsize=8.5)
        axes.text(1.04, i - 0.03, mean, transform=across, va="bottom", fontsize=8.5, weight="bold")
        axes.text(1.04, i + 0.03, interval, transform=across, va="top", fontsize=8, color=PALE)
    ends = [percent * value for pair in panel for value in (pair.low, pair.mean, pair.high) if np.isfinite(value)]
    low_end, high_end = min([*ends, 0.0]), max([*ends, 0.0])
    margin = 0.08 * (high_end - low_end) or 1.0
    axes.set_xlim(low_end - margin, high_end + margin)
    axes.set_ylim(len(panel) - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    long_words = names_at >= 0.8 and max(-low_end, high_end) >= 1e5  # such as 150,000
    axes.xaxis.set_major_locator(MaxNLocator(2 if long_words else 4 if names_at < 0.8 else 3))
    write_numbers_out(axes)
    axes.tick_params(axis="x", labelsize=8)


def _widen(axes: Axes) -> None:
    """Never zoom in on rounding: at least two percentage points across and 0.02 of trust up."""
    for get, set_, least in ((axes.get_xlim, axes.set_xlim, 2.0), (axes.get_ylim, axes.set_ylim, 0.02)):
        low, high = get()
        if high - low < least:
            middle = (low + high) / 2.0
            set_(middle - least / 2.0, middle + least / 2.0)


def _key(figure: Figure, entries: Sequence[tuple[str, str, str, str]], top: float) -> None:
    """Names with marker and means, in the order given, right of the picture."""
    across, up = figure.get_size_inches()
    left = WIDTH - 2.95
    for i, (name, value, colour, marker) in enumerate(entries):
        y = top - 0.25 - 0.52 * i
        axes = axes_at(figure, left, y - 0.1, 0.2, 0.2)
        axes.axis("off")
        axes.plot([0], [0], marker=marker, color=colour, markersize=9)
        figure.text((left + 0.3) / across, (y + 0.02) / up, name, weight="bold", va="bottom", fontsize=9.5)
        figure.text((left + 0.3) / across, (y - 0.02) / up, value, va="top", fontsize=8.5, color=PALE)
