"""What could be seen in a brand's own sales, for the terminal and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.detect.power import ERROR, POWER, Detectable
from experiments.detect.sales_file import Noise
from experiments.words.numbers import percent, show


def as_json(found: Sequence[Detectable], noise: Noise, weeks: int) -> dict[str, Any]:
    """The content of detect.json."""
    return {
        "groundswell": version("groundswell"),
        "weeks_of_campaign": weeks,
        "error": ERROR,
        "power": POWER,
        "sales": asdict(noise),
        "effects": [asdict(one) for one in found],
    }


def detect_table(found: Sequence[Detectable], noise: Noise, weeks: int, unit: str) -> Group:
    """Each effect with the probability that it would be seen, and what it would take."""
    title = (
        f"{noise.weeks} weeks of {noise.mean_sales:,.0f} sales, give or take {noise.spread_sales:,.0f} a week; a "
        f"campaign of {weeks} weeks"
    )
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading in ("", f"brings ({unit})", "would be seen", "smallest that would", "campaigns it takes"):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in found:
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
