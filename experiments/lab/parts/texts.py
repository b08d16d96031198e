"""Texts of a page: elements that hold nothing but text, which is never taken for markup, and what they say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from nicegui import ui

from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.words.numbers import difference_unit, noun
from sim.kpis import Kpi


def text(tag: str, words: str) -> ui.element:
    """An element with this text."""
    with ui.element(tag) as element:
        ui.label(words).classes("contents")
    return element


def alerts(problems: Iterable[str]) -> None:
    """Puts each problem in a paragraph of its own, which screen readers read out at once."""
    for problem in problems:
        text("p", problem).classes("problem").props("role=alert")


def with_interval(value: Estimate | PairedDifference, shown: Callable[[float], str]) -> str:
    """A number as shown, with its 95 % interval where it has one."""
    if not math.isfinite(value.high - value.low):
        return f"{shown(value.mean)} (no interval yet)"
    return f"{shown(value.mean)} ({shown(value.low)} to {shown(value.high)})"


def with_unit(kpi: Kpi) -> str:
    """An indicator with the unit of a difference of it, where its name does not say that already."""
    name, unit = noun(kpi), difference_unit(kpi.unit)
    return name if name.endswith(unit) else f"{name} ({unit})"
