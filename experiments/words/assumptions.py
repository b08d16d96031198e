"""The assumptions as a reader sees them: a list, or one explained."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.words.drawn_numbers import drawn_json, drawn_shown
from sim.assumptions.numbers import Assumptions, Entry
from sim.listed import listed
from sim.tiers import TIER_NAMES, TIERS, TierTable

_SMALL, _LARGE = ([tier.name for tier in TIERS if tier.large == large] for large in (False, True))
_MOVES = {
    "together": "all at one quantile of their ranges",
    "contrast": f"{listed(_SMALL)} at one quantile of their ranges, {listed(_LARGE)} at one minus it",
    "apart": "each at a quantile of its own",
}
_MARKS = {"documents": "cyan", "measured": "green", "cited": "green", "derived": "yellow", "guessed": "red"}
_FIELDS = ("name", "meaning", "unit", "base", "low", "high", "distribution", "tiers", "standing", "source")


def base_shown(entry: Entry) -> str:
    """The value in use, or those of the tiers."""
    if not entry.by_tier:
        return f"{entry.base:g}"
    by_tier = [f"{entry.value(tier):g}" for tier in TIER_NAMES]
    return by_tier[0] if len(set(by_tier)) == 1 else " / ".join(by_tier)


def range_shown(entry: Entry) -> str:
    """The range of belief, or that there is none."""
    if entry.distribution == "fixed":
        return "fixed"
    if not entry.by_tier:
        return f"{entry.low:g} to {entry.high:g}"
    by_tier = [f"{entry.low[tier]:g} to {entry.high[tier]:g}" for tier in TIER_NAMES]  # type: ignore[index]
    return by_tier[0] if len(set(by_tier)) == 1 else "; ".join(by_tier)


def listing(assumptions: Assumptions) -> Group:
    """Every entry of a set in one table, and how many of them stand how."""
    table = Table(box=box.SIMPLE_HEAD, title=f"assumptions: {assumptions.name}", title_justify="left", pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("value", justify="right")
    table.add_column("range")
    table.add_column("tiers")
    if assumptions.draws:
        table.add_column("drawn, 5 to 95 %")
    table.add_column("standing")
    for entry in assumptions:
        drawn = [drawn_shown(assumptions, entry)] if assumptions.draws else []
        standing = Text(entry.standing, _MARKS[entry.standing])
        table.add_row(entry.name, base_shown(entry), range_shown(entry), entry.tiers or "", *drawn, standing)
    counts = Counter(entry.standing for entry in assumptions)
    counted = ", ".join(f"{counts[name]} {name}" for name in _MARKS if counts[name])
    legend = (
        f"Several values are those of {listed(TIER_NAMES)}; `tiers` says how belief "
        "moves them in their ranges. "
        "`groundswell assumptions NAME` explains one."
    )
    return Group(table, Text(f"{len(assumptions)} numbers: {counted}.\n{legend}"))


def explanation(assumptions: Assumptions, entry: Entry) -> Text:
    """One entry in full."""
    tiers = f"  ({', '.join(TIER_NAMES)})" if entry.by_tier else ""
    lines = [
        ("meaning", entry.meaning),
        ("unit", entry.unit),
        ("value", base_shown(entry) + tiers),
        ("range", f"{range_shown(entry)} ({entry.distribution})" if entry.distribution != "fixed" else "fixed"),
        ("standing", entry.standing),
        ("source", entry.source),
        ("set", assumptions.name),
    ]
    if drawn := drawn_shown(assumptions, entry):
        lines.insert(4, ("drawn", f"{drawn} (5 to 95 % of {len(assumptions.draws.rows):,} draws)"))  # type: ignore[union-attr]
    if entry.tiers is not None:
        lines.insert(4, ("tiers", f"{entry.tiers}: {_MOVES[entry.tiers]}"))
    text = Text(f"{entry.name}\n", "bold")
    for label, value in lines:
        text.append(f"  {label:<9}", "dim")
        text.append(f"{value}\n", _MARKS[entry.standing] if label == "standing" else "")
    return text


def assumption_json(entry: Entry, assumptions: Assumptions) -> dict[str, Any]:
    """One entry of a set for a machine; numbers of the tiers as a mapping, and what the set's draws say of it."""
    values = {name: getattr(entry, name) for name in _FIELDS}
    return {name: dict(value) if isinstance(value, TierTable) else value for name, value in values.items()} | (
        drawn_json(assumptions, entry)
    )
