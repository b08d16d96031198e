"""The assumptions as a reader sees them: a list, or one explained."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.assumptions import TIERS, Assumptions, Entry

_MARKS = {"documents": "cyan", "measured": "green", "cited": "green", "derived": "yellow", "guessed": "red"}


def _shown(entry: Entry, which: str) -> str:
    values = getattr(entry, which)
    if not entry.by_tier:
        return f"{values:g}"
    each = [f"{values[tier]:g}" for tier in TIERS]
    return each[0] if len(set(each)) == 1 else " / ".join(each)


def _range(entry: Entry) -> str:
    if entry.distribution == "fixed":
        return "fixed"
    if not entry.by_tier:
        return f"{entry.low:g} to {entry.high:g}"
    each = [f"{entry.low[tier]:g} to {entry.high[tier]:g}" for tier in TIERS]  # type: ignore[index]
    return each[0] if len(set(each)) == 1 else "; ".join(each)


def listing(assumptions: Assumptions) -> Group:
    """Every entry of a set in one table, and how many of them stand how."""
    table = Table(box=box.SIMPLE_HEAD, title=f"assumptions: {assumptions.name}", title_justify="left", pad_edge=False)
    table.add_column("name", no_wrap=True)
    table.add_column("value", justify="right")
    table.add_column("range")
    table.add_column("standing")
    for entry in assumptions:
        table.add_row(entry.name, _shown(entry, "base"), _range(entry), Text(entry.standing, _MARKS[entry.standing]))
    counts = Counter(entry.standing for entry in assumptions)
    standing = ", ".join(f"{counts[name]} {name}" for name in _MARKS if counts[name])
    legend = "Four values are those of nano, micro, macro and mega. `groundswell assumptions NAME` explains one."
    return Group(table, Text(f"{len(assumptions)} numbers: {standing}.\n{legend}"))


def explanation(assumptions: Assumptions, entry: Entry) -> Text:
    """One entry in full."""
    tiers = f"  ({', '.join(TIERS)})" if entry.by_tier else ""
    lines = (
        ("meaning", entry.meaning),
        ("unit", entry.unit),
        ("value", _shown(entry, "base") + tiers),
        ("range", f"{_range(entry)} ({entry.distribution})" if entry.distribution != "fixed" else "fixed"),
        ("standing", entry.standing),
        ("source", entry.source),
        ("set", assumptions.name),
    )
    text = Text(f"{entry.name}\n", "bold")
    for label, value in lines:
        text.append(f"  {label:<9}", "dim")
        text.append(f"{value}\n", _MARKS[entry.standing] if label == "standing" else "")
    return text


def assumption_json(entry: Entry) -> dict[str, Any]:
    """One entry for a machine."""

    def plain(value: Any) -> Any:
        return dict(value) if entry.by_tier else value

    return {
        "name": entry.name,
        "meaning": entry.meaning,
        "unit": entry.unit,
        "base": plain(entry.base),
        "low": plain(entry.low),
        "high": plain(entry.high),
        "distribution": entry.distribution,
        "standing": entry.standing,
        "source": entry.source,
    }
