"""Texts of a page: elements that hold nothing but text, which is never taken for markup, and what they say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from nicegui import ui

from experiments.lab.question.plainly import plainly
from experiments.statistics.estimates import Estimate, PairedDifference
from experiments.words.numbers import difference_unit, noun
from sim.kpis import Kpi


def text(tag: str, words: str) -> ui.element:
    """Puts an element of this tag with this text, and returns it."""
    with ui.element(tag) as element:
        ui.label(words).classes("contents")
    return element


def table_head(headings: Iterable[str]) -> None:
    """Puts the head of a table with these headings of columns."""
    with ui.element("thead"), ui.element("tr"):
        for heading in headings:
            text("th", heading).props("scope=col")


def scrolled(name: str = "Figures") -> ui.element:
    """A box for what may be wider than the window: it scrolls, with the keyboard too."""
    return ui.element("div").classes("wide").props(f'tabindex=0 role=group aria-label="{name}"')


def figures_table(headings: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """Puts a table of figures; a row is a name and its figures in words, one for each further heading."""
    with ui.element("table").classes("figures"):
        table_head(headings)
        with ui.element("tbody"):
            for name, *figures in rows:
                with ui.element("tr"):
                    text("th", name).props("scope=row")
                    for words in figures:
                        text("td", words)


def alerts(problems: Iterable[str]) -> None:
    """Puts each problem, in plain words, in a paragraph of its own, which screen readers read out at once."""
    for problem in problems:
        text("p", plainly(problem)).classes("problem").props("role=alert")


def with_interval(
    value: Estimate | PairedDifference, shown: Callable[[float], str], none: str = "no interval yet"
) -> str:
    """A number as shown, with its 95 % interval where it has one, and with the words of ``none`` where it has not."""
    if not math.isfinite(value.high - value.low):
        return f"{shown(value.mean)} ({none})"
    return f"{shown(value.mean)} ({shown(value.low)} to {shown(value.high)})"


def beside_nothing(kpi: Kpi) -> str:
    """Sentences to go on with where two launches are compared by profit without the third choice; empty elsewhere."""
    if kpi.name != "profit_eur":
        return ""
    return (
        " This is one launch against the other: both may lose money. The page of comparisons has doing nothing, which "
        "earns nothing, beside them."
    )


def with_unit(kpi: Kpi) -> str:
    """An indicator with the unit of a difference of it, where its name does not say that already."""
    name, unit = noun(kpi), difference_unit(kpi.unit)
    return name if name.endswith(unit) else f"{name} ({unit})"
