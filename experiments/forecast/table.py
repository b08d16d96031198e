"""Forecasts of held-out cascades, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.forecast.held_out import CONSTANT, HeldOut
from sim.assumptions.numbers import Assumptions

# The numbers of the model's process that are assumptions as well, by name.
AS_ASSUMED = {"second": "delay_spread", "retelling": "retelling_factor", "size_exponent": "size_on_sharing"}


def as_json(found: HeldOut) -> dict[str, Any]:
    """The content of forecast.json."""
    return {
        "groundswell": version("groundswell"),
        "after_hours": list(found.after_hours),
        "horizon_hours": found.horizon_hours,
        "fitted": [asdict(process) for process in found.processes],
        "off_by_factor": {name: found.off_by(name).tolist() for name in found.log_ratios},
        "log_ratios": {name: ratios.tolist() for name, ratios in found.log_ratios.items()},
        "nearer_than_self_exciting": [asdict(one) for one in found.nearer("groundswell", "self-exciting")],
    }


def forecast_tables(found: HeldOut, assumptions: Assumptions) -> Group:
    """How far forecasts are off, and the fitted numbers beside those assumed."""
    off = Table(title=_title(found), box=box.SIMPLE_HEAD, title_justify="left")
    off.add_column("seen for")
    for name in ("groundswell", "self-exciting", CONSTANT):
        off.add_column(name, justify="right")
    off.add_column("nearer than self-exciting", justify="right")
    nearer = found.nearer("groundswell", "self-exciting")
    for place, hours in enumerate(found.after_hours):
        cells = [f"x {found.off_by(name)[place]:,.3g}" for name in ("groundswell", "self-exciting", CONSTANT)]
        one = nearer[place]
        off.add_row(f"{hours:g} h", *cells, f"{one.mean:+.2f} ({one.low:+.2f} to {one.high:+.2f})")
    numbers = Table(title="Fitted, beside what is assumed", box=box.SIMPLE_HEAD, title_justify="left")
    for heading in ("", "fitted", "assumed", "range"):
        numbers.add_column(heading, justify="left" if not heading else "right")
    for row in _numbers(found, assumptions):
        numbers.add_row(*row)
    return Group(off, numbers, Text(_reading(found)))


def _title(found: HeldOut) -> str:
    held = next(iter(found.log_ratios.values())).shape[1]
    return f"{held} cascades held out: half of the forecasts to hour {found.horizon_hours:,.0f} are off by at most"


def _numbers(found: HeldOut, assumptions: Assumptions) -> Sequence[tuple[str, str, str, str]]:
    model = found.processes[0]
    rows = [("median delay, hours", f"{model.first:.3g}", "by platform", "")]
    for field, name in AS_ASSUMED.items():
        entry = assumptions.entry(name)
        rows.append(
            (name, f"{getattr(model, field):.3g}", f"{assumptions.value(name):g}", f"{entry.low} to {entry.high}")
        )
    return rows


def _reading(found: HeldOut) -> str:
    """What the last column says, in a sentence."""
    surely = [
        hours
        for hours, one in zip(found.after_hours, found.nearer("groundswell", "self-exciting"), strict=True)
        if one.low > 0.0 or one.high < 0.0
    ]
    told = (
        f"surely told apart after {', '.join(f'{hours:g}' for hours in surely)} hours" if surely else "not told apart"
    )
    return (
        "The last column is the mean, over the same cascades, by how much nearer the model's process is (logarithms; "
        f"with its 95 % interval): the two are {told}. Fitted on the other half of the file."
    )
