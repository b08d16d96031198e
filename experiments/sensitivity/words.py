"""What matters, and where the answer turns, in sentences."""

from __future__ import annotations

from experiments.sensitivity.study import Sensitivity
from experiments.words.numbers import noun, percent, spoken
from sim.assumptions.belief import value_at
from sim.tiers import TierTable


def what(study: Sensitivity) -> str:
    """What the study is about: an indicator of one schedule, or the difference of two."""
    names = [spoken(name) for name in study.schedules]
    return f"{noun(study.kpi)} of {names[0]}" + (f" less that of {names[1]}" if names[1:] else "")


def answer(study: Sensitivity) -> str:
    """Which groups surely matter, those of the largest effect first."""
    indices = study.last.importance[-1]
    sure = [name for name in indices.ranked() if indices.total[name].is_above_zero]
    if not sure:
        return f"No assumption that was varied matters for {what(study)}."
    if study.last.design.method == "morris":
        return f"What moves {what(study)}, the most first: {', '.join(sure[:5])}."
    told = ", ".join(f"{name} ({percent(indices.total[name].value)})" for name in sure[:5])
    return f"Of the variance of {what(study)}, these take part in: {told}. Others move it less, or not surely."


def turning(study: Sensitivity) -> str:
    """Where the answer turns, with coverage and density; "" where two schedules are not compared by indices."""
    if len(study.schedules) < 2 or "sobol" not in study.parts:
        return ""
    first, second = (spoken(name) for name in study.schedules)
    outcome = study.parts["sobol"].outcome
    outcome = outcome[outcome == outcome]
    ahead = float((outcome > 0.0).mean())
    higher, lower = (first, second) if ahead <= 0.5 else (second, first)
    start = f"{study.kpi.label}: {first} has more at {percent(ahead)} of the points"
    box = study.box
    if box is None:
        return f"{start}; no part of the space of assumptions was found where that is surely otherwise."
    limits = " and ".join(limit(study, label, *ends) for label, ends in box.limits.items())
    return (
        f"{start}. {higher.capitalize()} has more than {lower} above all where {limits}: {percent(box.density)} of the "
        f"points there, {percent(box.usual)} everywhere, and {percent(box.coverage)} of all such points lie there."
    )


def limit(study: Sensitivity, label: str, low: float, high: float) -> str:
    """The limits of one number: in its own unit, and as a part of what is believed of it."""
    least, most = (_shown(study, label, end) for end in (low, high))
    if low == 0.0:
        return f"{label} is below {most} (the lowest {percent(high)} of what is believed)"
    if high == 1.0:
        return f"{label} is above {least} (the highest {percent(1.0 - low)})"
    return f"{label} is from {least} to {most} (from {percent(low)} to {percent(high)})"


def _shown(study: Sensitivity, label: str, quantile: float) -> str:
    value = value_at(study.scenario.assumptions, label, quantile)
    if isinstance(value, TierTable):
        return " / ".join(f"{number:.3g}" for number in value.values())
    return f"{value:.3g}"
