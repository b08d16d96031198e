"""Profit and risk beside a comparison: a sentence, a picture of eight campaigns of ten, and the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from experiments.lab.parts.charts import ZERO, chart, in_rows, redraw
from experiments.lab.parts.texts import figures_table, scrolled, text
from experiments.lab.play.risk import Risk, profit_in, risk_rows, risk_sentence, risks
from experiments.pictures.palette import colours
from experiments.replicates.design import Run
from experiments.words.numbers import noun, spoken
from sim.money import Currency


class RiskView:
    """The section on profit and risk of these launches; ``show`` fills it in with what was played so far."""

    def __init__(self, schedules: Sequence[str], currency: Currency) -> None:
        self.schedules = schedules
        self.currency = currency
        with ui.element("section").classes("risk").props("data-risk aria-labelledby=risk-title"):
            text("h2", "Profit, and what may go wrong").props("id=risk-title")
            self.words = ui.label(risk_sentence([], currency)).classes("answer").props("data-risk-answer")
            self.chart = chart(_options(schedules, [], currency), f"{7 + 4 * len(schedules)}rem")
            self.figures = scrolled("Profit and risk in figures")

    def show(self, runs: Mapping[int, Sequence[Run]]) -> None:
        """Tells what these runs, by replicate, come to."""
        found = risks(self.schedules, runs)
        if not found:
            return
        self.words.set_text(risk_sentence(found, self.currency))
        redraw(self.chart, _options(self.schedules, found, self.currency))
        self.figures.clear()
        with self.figures:
            code = self.currency.code
            headings = (
                f"{noun(profit_in(self.currency))} ({code}) per campaign",
                "mean (95 % interval)",
                "loses money",
                "eight campaigns of ten",
                "mean of the worst tenth",
            )
            figures_table(headings, risk_rows(found, self.currency))


def _options(schedules: Sequence[str], found: Sequence[Risk], currency: Currency) -> dict[str, Any]:
    """A row for each launch: a line for eight campaigns of ten, a dot for the mean; and a line at zero."""
    palette = colours(list(schedules))
    lines, dots = [], []
    for row, one in enumerate(found):
        colour = palette[one.schedule]
        style = {"color": colour, "width": 3, "opacity": 1}
        lines.append({"coords": [[one.low, row], [one.high, row]], "lineStyle": style})
        dots.append({"value": [one.mean.mean, row], "itemStyle": {"color": colour, "opacity": 1}})
    ends = [number for one in found for number in (one.low, one.high, one.mean.mean)]
    name = f"{noun(profit_in(currency))} ({currency.code}): mean, and eight campaigns of ten"
    return in_rows(name, ends, [spoken(name) for name in schedules], 12) | {
        "series": [
            {"type": "lines", "coordinateSystem": "cartesian2d", "polyline": False, "data": lines, "silent": True},
            {"type": "scatter", "symbolSize": 12, "data": dots, "label": {"show": False}, "markLine": ZERO},
        ]
    }
