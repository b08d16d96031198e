"""Pictures of the report: SVG to stand inside a page, whose text is text and whose colours are the page's variables.

Every picture is 480 units wide, so that its text (13 units) stays readable on a phone that shows it
at three quarters of that. Colours are drawn as place-holders and become ``var(--ink)`` and so on,
which lets one picture serve the light page, the dark page and the print.

Import this module only where a report is written: loading matplotlib takes most of a second.
"""

from __future__ import annotations

import html
import io
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.pictures.page import MARKERS, spaced
from experiments.statistics.estimates import Array, PairedDifference, estimate
from experiments.words.numbers import difference_unit, end_shown, minus, row_step, show, show_difference

Content = Mapping[str, Any]

# The paper of the page in the light and in the dark (report.css takes them from here).
PAPERS = {"light": "#fcfbf9", "dark": "#15181c"}
MOST_SCHEDULES = 8

_WIDTH = 480.0  # units of the picture: points of matplotlib, and pixels where it is shown unscaled
_TEXT, _SMALL = 13.0, 12.5
_EDGE = 4.0
_LETTER = 7.7  # width of an average letter of text in the widest usual typeface
_DIGIT = 8.3  # the same of a digit of 12.5 units, and of a minus sign between digits
_NAME = 14  # letters of a schedule's label inside a picture; the page gives the whole label beside it
_ALL_NAMED = 4  # up to so many lines carry their last value under the name
_MOST_PAIRS = 6  # up to so many pairs (four schedules) are all drawn
_INK, _PALE, _RULE, _PAPER, _SERIES = "#010101", "#020202", "#030303", "#040404", "#05050"
_VARIABLES = {_INK: "var(--ink)", _PALE: "var(--pale)", _RULE: "var(--rule)", _PAPER: "var(--paper)"} | {
    f"{_SERIES}{i}": f"var(--s{i})" for i in range(MOST_SCHEDULES)
}
_BAND = ("low", "middle", "high")
_STYLE: Any = {
    "svg.fonttype": "none", "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": _TEXT,
    "text.parse_math": False, "text.color": _INK, "axes.edgecolor": _PALE, "axes.linewidth": 1.0,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.grid": True,
    "axes.grid.axis": "y", "axes.axisbelow": True, "axes.facecolor": "none", "figure.facecolor": "none",
    "grid.color": _RULE, "grid.linewidth": 1.0, "xtick.color": _PALE, "ytick.color": _PALE,
    "xtick.labelsize": _SMALL, "ytick.labelsize": _SMALL, "ytick.major.size": 0.0, "lines.solid_capstyle": "round",
}  # fmt: skip


def readable(colour: str, paper: str, least: float) -> str:
    """The colour, darkened or lightened until its contrast with the paper is at least ``least`` (WCAG 2.2, 1 to 21)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"a colour is written like #0072B2, not {colour!r}")
    channels, end = _channels(colour), 0.0 if _luminance(_channels(paper)) > 0.5 else 1.0
    for share in np.linspace(0.0, 1.0, 51):
        mixed = np.round(255.0 * ((1.0 - share) * channels + share * end)) / 255.0
        if _contrast(mixed, _channels(paper)) >= least:
            break
    return "#" + "".join(f"{round(255.0 * channel):02x}" for channel in mixed)


@rc_context(_STYLE)
def over_time(
    key: str, title: str, hours: Sequence[float], curves: Mapping[str, Content], schedules: Sequence[Content], unit: str
) -> str:
    """Median line and 5 to 95 % band of each schedule by time since the start.

    ``hours`` is (H,); ``curves`` holds per schedule ``low``, ``middle`` and ``high``, each (H,) in
    ``unit``, with None where there is no value. ``key`` is the picture's name in the page.
    """
    time = _numbers(hours)
    in_days = time.size > 0 and time[-1] > 72.0
    x = time / 24.0 if in_days else time
    bands = [{end: _numbers(curves.get(s["name"], {}).get(end) or ()) for end in _BAND} for s in schedules]
    top = max((float(np.nanmax(v)) for b in bands for v in b.values() if np.isfinite(v).any()), default=0.0)
    size, word = (1.0, "") if unit != "people" else _counted_in(top)
    figure, page = _page(height := 236.0)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ends: list[tuple[float, str, int]] = []
    for i, (schedule, band) in enumerate(zip(schedules, bands, strict=True)):
        middle = band["middle"] / size
        known = middle[np.isfinite(middle)]
        ends.append((float(known[-1]) if known.size else math.nan, schedule["label"], i))
        if not known.size:
            continue
        colour = f"{_SERIES}{i}"
        axes.plot(x, middle, color=colour, linewidth=2.4)
        if len(band["low"]) == len(band["high"]) == len(middle):
            few = len(schedules) <= _ALL_NAMED
            low, high = (band[end] / size for end in ("low", "high"))
            axes.fill_between(x, low, high, color=colour, alpha=0.12 if few else 0.06, linewidth=0)
            for edge in (low, high) if few else ():  # wide bands lie on each other: their edges tell them apart
                axes.plot(x, edge, color=colour, alpha=0.6, linewidth=1.0)
    axes.set_xlim(0.0, float(x[-1]) if x.size and x[-1] > 0.0 else 1.0)
    _limit(axes, from_zero=unit == "people")
    _day_ticks(axes, in_days)
    left = 12.0 + _number_ticks(axes.yaxis)
    _place(axes, left, _WIDTH - 136.0, 40.0, height - 32.0, height)
    if not any(math.isfinite(end) for end, *_ in ends):
        axes.set_yticks([])
    measured = f"{title} ({unit})" if not word else f"{title} ({word} {unit})"
    page.text(_EDGE, height - 6.0, measured, va="top")
    page.text(_WIDTH - 136.0, 4.0, f"{'days' if in_days else 'hours'} since the start", ha="right", color=_PALE)
    step = None if unit == "people" else 0.05 * float(np.ptp(axes.get_ylim()))
    words = ["no value" if math.isnan(end) else show(end * size, unit, step) for end, *_ in ends]
    _label_ends(axes, page, ends, words)
    last = "; ".join(f"{label} {value}" for (_, label, _), value in zip(ends, words, strict=True))
    return _inline(figure, key, f"Line chart of {title[0].lower()}{title[1:]} ({unit}) over time. At the end: {last}.")


@rc_context(_STYLE)
def virality_against_trust(key: str, points: Mapping[str, Sequence[Any]], schedules: Sequence[Content]) -> str:
    """One small mark per replicate, a large one at each schedule's mean with its 95 % t intervals as a cross.

    ``points`` holds per schedule (replicates, 2): viral share of impressions (0 to 1, drawn in per
    cent) and brand trust that the people reached gained (-1 to 1).
    """
    rows = _flow([f"{_cut(schedule['label'], 22)}" for schedule in schedules])
    figure, page = _page(height := 244.0 + 18.0 * len(rows))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.grid(visible=True, axis="both")
    means = []
    for i, schedule in enumerate(schedules):
        table = _numbers(points.get(schedule["name"]) or ()).reshape(-1, 2)
        table = table[np.isfinite(table).all(axis=1)]
        if not len(table):
            means.append(f"{schedule['label']} no value")
            continue
        viral, trust = estimate(100.0 * table[:, 0]), estimate(table[:, 1])
        look: Any = {"color": f"{_SERIES}{i}", "marker": MARKERS[i % len(MARKERS)]}
        axes.scatter(100.0 * table[:, 0], table[:, 1], s=22, alpha=0.45, linewidth=0, **look)
        if math.isfinite(viral.low):
            axes.plot([viral.low, viral.high], [trust.mean] * 2, color=_INK, linewidth=1.4, zorder=4)
            axes.plot([viral.mean] * 2, [trust.low, trust.high], color=_INK, linewidth=1.4, zorder=4)
        axes.scatter([viral.mean], [trust.mean], s=90, edgecolor=_PAPER, linewidth=1.5, zorder=5, **look)
        means.append(f"{schedule['label']} {show(viral.mean, '')} % viral, trust gained {show(trust.mean, '0 to 1')}")
    for line, row in enumerate(rows):
        for at, number, name in row:
            y = height - 9.0 - 18.0 * line
            look = {"color": f"{_SERIES}{number}", "marker": MARKERS[number % len(MARKERS)]}
            page.plot([at + 6.0], [y], markersize=8, linestyle="none", **look)
            page.text(at + 16.0, y - 0.5, name, va="center")
    for get, set_, least in ((axes.get_xlim, axes.set_xlim, 0.5), (axes.get_ylim, axes.set_ylim, 0.005)):
        low, high = get()  # never zoom in on rounding
        middle, half = (low + high) / 2.0, max(high - low, least) / 2.0
        set_(middle - half, middle + half)
    left = 12.0 + _number_ticks(axes.yaxis)
    _place(axes, left, _WIDTH - 10.0, 54.0, 210.0, height)
    _number_ticks(axes.xaxis, _WIDTH - left - 10.0)
    if not axes.collections:
        axes.set(xticks=[], yticks=[])
        page.text(_WIDTH / 2.0, 130.0, "no value", ha="center", color=_PALE)
    page.text(_EDGE, height - 18.0 * len(rows) - 8.0, "Trust gained by the people reached (0 to 1)", va="top")
    page.text(_WIDTH - 10.0, 20.0, "Impressions brought by people's own shares (%)", ha="right")
    page.text(_WIDTH - 10.0, 4.0, "farther right: more viral", ha="right", color=_PALE)
    return _inline(figure, key, f"Scatter chart of virality against trust. Means: {'; '.join(means)}.")


@rc_context(_STYLE)
def paired_differences(key: str, panel: Content, schedules: Sequence[Content]) -> str:
    """One indicator's pairs below each other: mean of first minus second, its 95 % interval, and a line at zero.

    ``panel`` has ``label``, ``unit`` and ``pairs``. Of more than six pairs those of the schedule that
    leads most often are drawn; the page's table and its CSV hold all.
    """
    pairs = _drawn(panel["pairs"])
    shown = [PairedDifference(p["first"], p["second"], *_ends(p), 0, math.nan) for p in pairs]
    step, unit = row_step(shown), panel["unit"]
    ends = [value for pair in shown for value in (pair.low, pair.mean, pair.high) if math.isfinite(value)]
    size, word = _counted_in(max(map(abs, ends), default=0.0))
    size = 0.01 if difference_unit(unit) == "percentage points" else size
    numbers = {schedule["name"]: i for i, schedule in enumerate(schedules)}
    names = [[_cut(schedules[numbers[p[side]]]["label"], 18) for side in ("first", "second")] for p in pairs]
    words = [_told(pair, unit, step) for pair in pairs]
    left = 20.0 + _LETTER * max((max(len(first), 2 + len(second)) for first, second in names), default=0)
    right = _WIDTH - 6.0 - 7.6 * max((len(text) for pair in words for text in pair), default=0)
    row, foot = 38.0, 44.0
    figure, page = _page(height := max(1, len(pairs)) * row + foot)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    _place(axes, left, right - 12.0, foot, height, height)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    axes.axvline(0.0, color=_INK, linewidth=1.2)
    described = []
    for i, (pair, (first, second)) in enumerate(zip(pairs, names, strict=True)):
        mean, low, high = _ends(pair)
        clear, y = pair["verdict"] == "clear", height - (i + 0.5) * row
        colour = f"{_SERIES}{numbers[pair['first' if mean > 0 else 'second']]}" if clear else _PALE
        axes.plot([low / size, high / size], [i, i], color=colour, linewidth=2.4, zorder=3)
        fill = colour if clear else _PAPER
        axes.plot([mean / size], [i], "o", markersize=8, color=colour, markerfacecolor=fill, zorder=4)
        page.text(_EDGE, y + 1.0, first, va="bottom", fontsize=_SMALL)
        page.text(_EDGE, y - 1.0, f"\u2212 {second}", va="top", fontsize=_SMALL)
        page.text(right, y + 1.0, words[i][0], va="bottom", weight="bold")
        page.text(right, y - 1.0, words[i][1], va="top", fontsize=_SMALL, color=_PALE)
        described.append(f"{first} minus {second} {words[i][0]}, {words[i][1]}, {pair['verdict']}")
    least, most = min([*ends, 0.0]) / size, max([*ends, 0.0]) / size
    margin = 0.06 * (most - least) or 1.0
    axes.set_xlim(least - margin, most + margin)
    axes.set_ylim(max(1, len(pairs)) - 0.5, -0.5)
    _number_ticks(axes.xaxis, right - 12.0 - left)
    if not ends:
        axes.set_xticks([])
    axes.set_yticks([])
    under = f"first minus second ({word} {difference_unit(unit)})".replace("( ", "(")
    page.text((left + right - 12.0) / 2.0, 4.0, under, ha="center", color=_PALE)
    return _inline(figure, key, f"Paired differences of {panel['label']}: {'; '.join(described) or 'no pair'}.")


def _drawn(pairs: Sequence[Content]) -> list[Content]:
    """The pairs to draw: all of a few, else those of the schedule that comes out ahead most often."""
    if len(pairs) <= _MOST_PAIRS:
        return list(pairs)
    ahead = [pair["first"] if (pair["mean"] or 0.0) > 0.0 else pair["second"] for pair in pairs]
    leader = max(dict.fromkeys(ahead), key=ahead.count)
    return [pair for pair in pairs if leader in (pair["first"], pair["second"])]


def _told(pair: Content, unit: str, step: float | None) -> tuple[str, str]:
    """A pair's mean and its interval in figures."""
    mean, low, high = (
        end_shown(end, minus(show_difference(end, unit, step)).removesuffix(" pp")) for end in _ends(pair)
    )
    if math.isnan(pair_mean := _ends(pair)[0]):
        return "no value", ""
    suffix = " pp" if show_difference(pair_mean, unit, step).endswith(" pp") else ""
    if pair["verdict"] == "equal":
        return f"{mean}{suffix}", "equal throughout"
    return f"{mean}{suffix}", "no interval" if "n/a" in (low, high) else f"{low} to {high}"


def _ends(pair: Content) -> tuple[float, float, float]:
    mean, low, high = (math.nan if pair[end] is None else float(pair[end]) for end in ("mean", "low", "high"))
    return mean, low, high


def _numbers(values: Sequence[Any]) -> Array:
    """The values as floats; None becomes not a number."""
    return np.array(values, dtype=object).astype(np.float64)


def _cut(label: str, most: int) -> str:
    """A label that fits; the middle is cut, because long names tend to differ at their end."""
    return label if len(label) <= most else f"{label[: most - 6].rstrip()}\u2026{label[-5:].lstrip()}"


def _counted_in(top: float) -> tuple[float, str]:
    """Thousands or millions, so that an axis needs few digits."""
    return (1e6, "million") if top >= 2e6 else (1e3, "thousand") if top >= 1e4 else (1.0, "")


def _flow(labels: Sequence[str]) -> list[list[tuple[float, int, str]]]:
    """Lines of a key that fit the width: (start in units, number of the schedule, label)."""
    rows: list[list[tuple[float, int, str]]] = [[]]
    at = _EDGE
    for i, label in enumerate(labels):
        width = 34.0 + _LETTER * len(label)
        if at + width > _WIDTH and rows[-1]:
            rows.append([])
            at = _EDGE
        rows[-1].append((at, i, label))
        at += width
    return rows


def _page(height: float) -> tuple[Figure, Axes]:
    """A figure and, over all of it, an empty panel whose coordinates are the picture's units."""
    figure = Figure(figsize=(_WIDTH / 72.0, height / 72.0), dpi=72)
    page = figure.add_axes((0.0, 0.0, 1.0, 1.0), zorder=5)
    page.axis("off")
    page.set(xlim=(0.0, _WIDTH), ylim=(0.0, height), autoscale_on=False)
    return figure, page


def _place(axes: Axes, left: float, right: float, bottom: float, top: float, height: float) -> None:
    """The panel between these edges of a picture so high, in units from the lower left."""
    axes.set_position((left / _WIDTH, bottom / height, (right - left) / _WIDTH, (top - bottom) / height))


def _limit(axes: Axes, from_zero: bool) -> None:
    """Sets the ends of the y axis: a count starts at zero; a state is zoomed in on, but never on rounding."""
    if from_zero:
        axes.set_ylim(bottom=0.0)
        return
    low, high = axes.get_ylim()
    half = max(high - low, 0.002) / 2.0
    axes.set_ylim((low + high) / 2.0 - half, (low + high) / 2.0 + half)


def _number_ticks(axis: Axis, room: float = math.inf) -> float:
    """Round numbers, fewer where they would not fit in ``room`` units beside each other; returns the widest, in units.

    All have as many decimals as the step between the finest needs.
    """
    low, high = sorted(axis.get_view_interval())
    places = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high)
    step = places[1] - places[0]
    form = f",.{max(0, -math.floor(math.log10(step) + 1e-9))}f"
    widest = _DIGIT * max(len(f"{place:{form}}") for place in places)
    every = next((n for n in (1, 2, 5) if n * step / (high - low) * room >= widest + 8.0), 10)
    axis.set_ticks([p for p in places if low <= p <= high and round(p / step) % every == 0])
    axis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:{form}}")))
    return widest


def _day_ticks(axes: Axes, in_days: bool) -> None:
    """Ticks where people count: whole days and weeks, or whole hours and half days."""
    low, high = axes.get_xlim()
    steps = (1, 2, 5, 7, 14, 28, 56, 91, 182, 364) if in_days else (1, 2, 3, 6, 12, 24)
    step = next((step for step in steps if (high - low) / step <= 7), steps[-1])
    axes.set_xticks(np.arange(math.ceil(low / step) * step, high + 1e-9, step)[:40])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _label_ends(axes: Axes, page: Axes, ends: Sequence[tuple[float, str, int]], words: Sequence[str]) -> None:
    """Each line's name and last value beside its end, moved apart where they would overlap."""
    (left, bottom), (_, top) = axes.get_position().get_points() * (_WIDTH, page.get_ylim()[1])
    start, two_lines = left + axes.get_position().width * _WIDTH, len(ends) <= _ALL_NAMED
    low, high = axes.get_ylim()
    order = sorted(range(len(ends)), key=lambda i: (math.isfinite(ends[i][0]), ends[i][0]))
    wanted = [min(1.0, (ends[i][0] - low) / (high - low)) if math.isfinite(ends[i][0]) else 0.0 for i in order]
    places = spaced(wanted, (33.0 if two_lines else 18.0) / (top - bottom))
    for i, place, exact in zip(order, places, wanted, strict=True):
        end, label, number = ends[i]
        y = bottom + place * (top - bottom)
        begin = bottom + exact * (top - bottom) if math.isfinite(end) else y
        page.plot([start + 2.0, start + 14.0], [begin, y], color=f"{_SERIES}{number}", linewidth=2.4)
        name = _cut(label, _NAME)
        if two_lines:
            page.text(start + 18.0, y + 0.5, name, va="bottom")
            page.text(start + 18.0, y - 0.5, words[i], va="top", fontsize=_SMALL, color=_PALE)
        else:
            page.text(start + 18.0, y, name, va="center")


def _inline(figure: Figure, key: str, description: str) -> str:
    """The figure as an SVG element: nothing in it varies between runs, or clashes with another picture."""
    written = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with rc_context({"svg.hashsalt": key}), warnings.catch_warnings():
        # Matplotlib warns of letters that its own typeface lacks; the reader's browser brings its own.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        figure.savefig(written, format="svg", metadata=nothing)
    body = written.getvalue().partition("<svg")[2].partition(">")[2]
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>|<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    needed = set(re.findall(r'(?:href="#|url\(#)(\w+)', body))
    body = re.sub(r"<[^>]+>", lambda tag: _for_the_page(tag.group(), key, needed), body)
    body = re.sub(r">\s+<", "><", body)
    up = 72.0 * figure.get_size_inches()[1]
    name = html.escape(description)
    return f'<svg role="img" aria-label="{name}" viewBox="0 0 {_WIDTH:g} {up:g}" data-picture="{key}">{body.strip()}'


def _for_the_page(tag: str, key: str, needed: set[str]) -> str:
    """One tag with the page's colours, only the ids that are ``needed``, unlike any other picture's, and hundredths."""
    tag = re.sub(r"\s+", " ", tag.replace("xlink:href", "href"))
    tag = re.sub(r' id="([^"]*)"', lambda match: match.group() if match.group(1) in needed else "", tag)
    tag = re.sub(r'((?: id="|href="#|url\(#))(\w+)', rf"\g<1>{key}-\g<2>", tag)
    tag = re.sub(r"(\d\.\d\d)\d+", r"\1", tag)
    return re.sub("#0[1-5]0[1-5]0[0-9]", lambda match: _VARIABLES.get(match.group(), match.group()), tag)


def _channels(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)])


def _luminance(channels: Array) -> float:
    """Relative luminance, 0 to 1, of sRGB channels (WCAG 2.2)."""
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _contrast(first: Array, second: Array) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
