"""Entries that earlier versions had: what to write in their place."""

from __future__ import annotations

FORMER_NAMES = {
    "coordination_eur_per_influencer": "up to 0.6; write coordination_hours_per_influencer, in hours, and "
    "own_hour_eur, what an hour costs; with brand.hours_from_budget = true the budget pays them, as it did",
}


def instead_of(name: object) -> str:
    """The end of a sentence on a name that is no entry's any more: since when, and what to write; "" for any other."""
    told = FORMER_NAMES.get(str(name))
    return f"; there was one {told}" if told else ""
