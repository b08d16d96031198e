"""What the draws of a posterior leave of the range of a number, as a reader sees it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.assumptions.belief import value_at
from sim.assumptions.numbers import Assumptions, Entry
from sim.tiers import TIER_NAMES, TierTable

LEARNED = 0.85  # a number whose spread fell below this share of what it was is one of which the data say something
_LEVELS = (0.05, 0.95)


def quantiles_drawn(assumptions: Assumptions, entry: Entry) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """The quantiles at which the draws of a set have an entry, or its tiers as ``name.tier``; empty without draws."""
    if assumptions.draws is None or entry.overridden:
        return {}
    labels = [entry.name, *(f"{entry.name}.{tier}" for tier in TIER_NAMES)]
    return {
        label: np.array([row[place] for row in assumptions.draws.rows])
        for place, label in enumerate(assumptions.draws.labels)
        if label in labels
    }


def is_learned(assumptions: Assumptions, entry: Entry) -> bool:
    """Whether the draws of a set are clearly narrower than the range of an entry, for one tier at least."""
    return any(12.0**0.5 * drawn.std() < LEARNED for drawn in quantiles_drawn(assumptions, entry).values())


def drawn_ends(assumptions: Assumptions, entry: Entry) -> dict[str, tuple[float, float]]:
    """Between which numbers nine tenths of the draws lie, by tier where the entry differs by tier, else under ""."""
    ends: dict[str, tuple[float, float]] = {}
    for label, drawn in quantiles_drawn(assumptions, entry).items():
        numbers = [value_at(assumptions, label, float(np.quantile(drawn, level))) for level in _LEVELS]
        low, high = (
            dict(number) if isinstance(number, TierTable) else {label.partition(".")[2]: number} for number in numbers
        )
        ends |= {tier: (min(low[tier], high[tier]), max(low[tier], high[tier])) for tier in low}
    return ends


def drawn_shown(assumptions: Assumptions, entry: Entry) -> str:
    """Between which numbers nine tenths of the draws lie; empty where the entry is in no draw."""
    ends = {tier: f"{low:.3g} to {high:.3g}" for tier, (low, high) in drawn_ends(assumptions, entry).items()}
    if 0 < len(ends.keys() & set(TIER_NAMES)) < len(TIER_NAMES):
        return "; ".join(f"{tier} {shown}" for tier, shown in ends.items())
    return next(iter(ends.values())) if len(set(ends.values())) == 1 else "; ".join(ends.values())


def drawn_json(assumptions: Assumptions, entry: Entry) -> dict[str, Any]:
    """The same for a machine, under ``drawn_5_95``; empty where the entry is in no draw."""
    ends = {tier: list(pair) for tier, pair in drawn_ends(assumptions, entry).items()}
    return {"drawn_5_95": ends.get("", ends)} if ends else {}
