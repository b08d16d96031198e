"""What could be seen in a brand's own sales, for the terminal and as JSON."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.detect.power import ERROR, POWER
from experiments.detect.study import INDICATOR, Detection
from experiments.files import finite
from experiments.words.numbers import percent, show
from experiments.words.setting import origin


def as_json(study: Detection) -> dict[str, Any]:
    """The content of detect.json."""
    scenario = study.scenario
    return finite(
        {
            **origin(scenario),
            "simulated_people": scenario.simulated_people,
            "schedules": list(study.schedules),
            "replicates": study.replicates,
            "seed": study.seed,
            "weeks_of_campaign": study.weeks,
            "error": ERROR,
            "power": POWER,
            "sales": asdict(study.noise),
            "effects": [asdict(one) for one in study.effects],
        }
    )


def detect_table(study: Detection) -> Group:
    """Each effect with the probability that it would be seen, and what it would take."""
    noise, unit = study.noise, INDICATOR.unit
    title = (
        f"{noise.weeks} weeks of {noise.mean_sales:,.0f} sales, give or take {noise.spread_sales:,.0f} a week; a "
        f"campaign of {study.weeks} weeks"
    )
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading in ("", f"brings ({unit})", "would be seen", "smallest that would", "campaigns it takes"):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in study.effects:
        table.add_row(
            one.name.replace("_", " "),
            f"{show(one.effect.mean, unit)} ({show(one.effect.low, unit)} to {show(one.effect.high, unit)})",
            percent(one.seen_probability),
            show(one.smallest_effect, unit),
            f"{max(1, math.ceil(one.campaigns)):,}" if one.campaigns < 1e6 else "more than a million",
        )
    return Group(table, Text(_reading()))


def _reading() -> str:
    return (
        f"Would be seen: the probability that the weeks of the campaign are told from those before at an error of "
        f"{100 * ERROR:g} %, over all that may be true of the assumptions. Smallest that would: seen with probability "
        f"{POWER:g}. A difference is that of two halves of the market, a schedule in each, and so half as large. "
        "Campaigns it takes: as many as would show the mean with that probability, one after the other."
    )
