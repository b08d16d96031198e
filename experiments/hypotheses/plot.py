"""One picture per hypothesis: its claims against what matters, what each mechanism adds, where numbers turn it.

PNG, 1600 pixels wide, in the look of ``experiments.compare_schedules.plots``; import it only where a picture is drawn.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.hypotheses.claims import Judged
from experiments.hypotheses.run import Tested
from experiments.hypotheses.stated import Claim
from experiments.hypotheses.words import decisive, effect_of, found, says
from experiments.pictures.page import INK, PALE, STYLE, WIDTH, axes_at, page, save
from experiments.statistics.estimates import Estimate
from experiments.words.numbers import capitalised, is_share, minus, spoken

# By set of assumptions, and by state: told apart by colour-blind readers.
SET_COLOURS = {"evidence": "#0072B2", "documents": "#D55E00"}
SET_MARKERS = {"evidence": "o", "documents": "s"}

_HOLDS = "#DDEFE6"  # behind the side on which a claim holds

_ROW = 0.34  # inches, like those below
_HEAD = 0.42
_FOOT = 0.62
_CURVE = 3.1
_NAMES = 3.3  # inches left of a panel for its rows' names
_FIGURES = 2.55  # inches right of it for figures
_SHOWN = 4.0  # a panel shows as much as so many times the widest effect itself


@rc_context(STYLE)
def draw(path: Path, tested: Tested, note: str) -> None:
    """Writes the picture of one tested hypothesis; ``note`` is its provenance.

    Above, each claim with its threshold (dashed; the side on which it holds is tinted); then, for the claims
    on which a verdict rests, the same without each mechanism; below, the claim over the values of a number.
    """
    stated, sets = tested.hypothesis, list(tested.sets)
    mechanisms = [ablation.mechanism for ablation in tested.sets[sets[0]].ablations]
    taken_apart = sorted({decisive(result) for result in tested.sets.values()}) if mechanisms else []
    narrow = _ROW * 0.72
    height = 1.75 + len(stated.claims) * (_HEAD + _FOOT + _ROW * len(sets))
    height += len(taken_apart) * (_HEAD + _FOOT + narrow * (1 + len(mechanisms)) * len(sets))
    height += _CURVE * math.ceil(len(stated.sweeps) / 2)
    marks = {"o": "circles", "s": "squares"}
    kinds = ", ".join(f"{marks[SET_MARKERS.get(name, 'o')]} under {name}" for name in sets)
    subtitle = (
        f"{stated.sentence}{f' ({stated.articles})' if stated.articles else ''} {kinds.capitalize()}, with intervals; "
        "hollow: undecided. Dashed: the smallest difference that matters; tinted: where the claim holds."
    )
    figure, _, place = page(f"{stated.name}: {tested.verdict}", subtitle, note, height)
    for k, claim in enumerate(stated.claims):
        rows = [(f"under {name}", name, tested.sets[name].claims[k]) for name in sets]
        place = _panel(figure, place, says(claim), claim, rows, _ROW, states=True)
    for k in taken_apart:
        rows = [("as it is" if name == sets[0] else "", name, tested.sets[name].claims[k]) for name in sets]
        for j, mechanism in enumerate(mechanisms):
            label = f"without {spoken(mechanism)}"
            rows += [(label if n == sets[0] else "", n, tested.sets[n].ablations[j].without[k]) for n in sets]
        title = f"without each mechanism: {effect_of(stated.claims[k])}"
        place = _panel(figure, place, title, stated.claims[k], rows, narrow, states=False)
    for k in range(len(stated.sweeps)):
        if k % 2 == 0:
            place -= _CURVE
        _curve(figure, place, k, tested)
    save(figure, path)


def _panel(
    figure: Figure,
    top: float,
    title: str,
    claim: Claim,
    rows: Sequence[tuple[str, str, Judged]],
    row: float,
    *,
    states: bool,
) -> float:
    """Effects below each other with intervals and threshold; a row is (name, set, result). Returns its lower end."""
    across, up = figure.get_size_inches()
    height = row * len(rows)
    top -= _HEAD
    figure.text(0.35 / across, (top + 0.12) / up, textwrap.shorten(capitalised(title), 125), weight="bold", fontsize=10)
    axes = axes_at(figure, _NAMES, top - height, WIDTH - _NAMES - _FIGURES, height)
    percent = 100.0 if claim.relative or is_share(claim.kpi.unit) else 1.0
    low, high = _span([judged.effect for _, _, judged in rows], claim.threshold)
    side = axes.get_yaxis_transform()
    axes.axvline(0.0, color=INK, linewidth=0.9)
    axes.axvline(percent * claim.threshold, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    beyond = (high if claim.sign > 0 else low) * percent
    axes.axvspan(*sorted((percent * claim.threshold, beyond)), color=_HOLDS, linewidth=0, zorder=0)
    for i, (label, name, judged) in enumerate(rows):
        colour, solid = SET_COLOURS.get(name, INK), judged.state != "undecided"
        if math.isfinite(judged.effect.mean):
            ends = [
                min(max(end if not math.isnan(end) else judged.effect.mean, low), high)
                for end in (judged.effect.low, judged.effect.high)
            ]
            axes.plot([percent * end for end in ends], [i, i], color=colour, linewidth=2.0, zorder=3)
            axes.plot(
                [percent * min(max(judged.effect.mean, low), high)], [i], SET_MARKERS.get(name, "o"), markersize=6.5,
                color=colour, markerfacecolor=colour if solid else "white", zorder=4,
            )  # fmt: skip
        axes.text(-0.03, i, label, transform=side, va="center", ha="right", fontsize=8.5)
        state = f"{judged.state}: " if states else ""
        axes.text(1.03, i, minus(f"{state}{found(judged, claim)}"), transform=side, va="center", fontsize=8, color=PALE)
    axes.set_xlim(percent * low, percent * high)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:,.10g}")))
    axes.tick_params(axis="x", labelsize=8)
    axes.set_xlabel(_axis(claim), fontsize=8.5, labelpad=1)
    return top - height - _FOOT


def _axis(claim: Claim) -> str:
    """The label of an axis of effects, with their unit."""
    if claim.against is not None:
        return "rank correlation (-1 to 1)"
    if claim.relative:
        return "difference in % of the second"
    return f"difference ({'percentage points' if is_share(claim.kpi.unit) else claim.kpi.unit})"


def _span(effects: Sequence[Estimate], threshold: float) -> tuple[float, float]:
    """Both ends of an axis that shows all effects, zero, the threshold, and intervals unless they dwarf these."""
    core = [0.0, threshold, *(effect.mean for effect in effects if math.isfinite(effect.mean))]
    most = _SHOWN * max(abs(value) for value in core) or 1.0
    ends = [end for effect in effects for end in (effect.low, effect.high) if math.isfinite(end)]
    every = [*core, *(min(max(end, -most), most) for end in ends)]
    margin = 0.06 * (max(every) - min(every))
    return min(every) - margin, max(every) + margin


def _curve(figure: Figure, bottom: float, number: int, tested: Tested) -> None:
    """The effect of one claim over the values of one number, and where it turns."""
    across, up = figure.get_size_inches()
    sweep = tested.hypothesis.sweeps[number]
    claim = tested.hypothesis.claims[sweep.claim - 1]
    width = (WIDTH - 2 * 0.35) / 2
    left = 0.35 + (number % 2) * width
    axes = axes_at(figure, left + 0.75, bottom + 0.75, width - 0.95, _CURVE - 1.3)
    factor = 100.0 if claim.relative or is_share(claim.kpi.unit) else 1.0
    points = {name: [point.effect for point in result.swept[number].points] for name, result in tested.sets.items()}
    low, high = _span([effect for set_effects in points.values() for effect in set_effects], claim.threshold)
    axes.axhline(0.0, color=INK, linewidth=0.9)
    axes.axhline(factor * claim.threshold, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    beyond = factor * (high if claim.sign > 0 else low)
    axes.axhspan(*sorted((factor * claim.threshold, beyond)), color=_HOLDS, linewidth=0, zorder=0)
    values = np.array(sweep.values)
    shift = 0.012 * float(values[-1] - values[0])
    for k, (name, effects) in enumerate(points.items()):
        colour, x = SET_COLOURS.get(name, INK), values + shift * (k - (len(points) - 1) / 2.0)
        means = factor * np.array([effect.mean for effect in effects])
        axes.plot(x, means, color=colour, marker=SET_MARKERS.get(name, "o"), markersize=5, linewidth=1.6, label=name)
        for at, effect in zip(x, effects, strict=True):
            ends = [min(max(end, low), high) for end in (effect.low, effect.high) if math.isfinite(end)]
            axes.plot([at] * len(ends), [factor * end for end in ends], color=colour, linewidth=1.1, alpha=0.7)
    axes.set_ylim(factor * low, factor * high)
    axes.set_ylabel(_axis(claim), fontsize=8)
    axes.set_xlabel(textwrap.fill(f"{spoken(sweep.number)} ({_unit(tested, sweep.number)})", 62), fontsize=8)
    axes.tick_params(labelsize=8)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: minus(f"{value:,.10g}")))
    axes.legend(fontsize=8, frameon=False, loc="best")
    title = textwrap.shorten(capitalised(effect_of(claim)), 66)
    figure.text((left + 0.05) / across, (bottom + _CURVE - 0.42) / up, title, weight="bold", fontsize=9.5)


def _unit(tested: Tested, number: str) -> str:
    return next(iter(tested.sets.values())).assumptions.entry(number).unit
