"""Sets the quantities of a scenario by name: assumptions, those of one tier, price and budget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from sim.assumptions.former_names import instead_of
from sim.assumptions.numbers import Assumptions
from sim.errors import Faults, InputError, nearest
from sim.money import EUR, Currency
from sim.reading.tables import named, shown
from sim.scenario.market import Brand
from sim.tiers import TIER_NAMES


@dataclass(frozen=True)
class Chosen:
    """A number that is decided and not assumed: meaning, unit, and the least and most that are allowed."""

    meaning: str
    unit: str
    least: float
    most: float
    above_least: bool = False  # the least itself is not allowed


CHOSEN: Mapping[str, Chosen] = {
    "brand.price_eur": Chosen("Price of one unit", "EUR", 0.0, 1e9),
    "brand.margin_share": Chosen("Share of the price that stays with the brand", "share of the price", 0.0, 1.0),
    "brand.usual_price_eur": Chosen("What such a product usually costs", "EUR", 0.0, 1e9, above_least=True),
    "brand.sold_per_lead": Chosen("Share of the leads that are sold", "share of leads", 0.0, 1.0, above_least=True),
    "brand.days_to_purchase": Chosen("Days after a click by which half of the buyers have bought", "days", 0.0, 365.0),
    "brand.interested_share": Chosen("Share of people to whom the product means anything", "share of people", 0.0, 1.0),
    "budget_eur": Chosen("What each schedule may spend", "EUR", 0.0, 1e12, above_least=True),
}


def numbers_of(assumptions: Assumptions) -> list[str]:
    """The single numbers of a set by name: that of one tier is ``name.tier``."""
    plain = [entry.name for entry in assumptions if not entry.by_tier]
    return plain + [f"{entry.name}.{tier}" for entry in assumptions if entry.by_tier for tier in TIER_NAMES]


def unknown(name: object, assumptions: Assumptions, currency: Currency = EUR) -> str:
    """A sentence on a name that is no quantity's, with the nearest that is, as they are written in this currency."""
    chosen = [currency.outside(known_name) for known_name in CHOSEN]
    known = [*chosen, *numbers_of(assumptions)]
    tiers = [known_name for known_name in known if known_name.startswith(f"{name}.")]
    by_tier = f"; it holds one number for each tier: {', '.join(tiers)}" if tiers else ""
    hint = by_tier or instead_of(name) or nearest(name, known)
    return (
        f"{named(name)}: no such quantity; allowed are {', '.join(chosen)} and the assumptions of the set "
        f"{assumptions.name}{hint}"
    )


def overrides_of(assumptions: Assumptions, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as overrides of a set: where one tier is set, the other tiers stay at their base.

    An entry by tier may also be set whole, with a table or one number for all. Raises InputError with every
    name that is no assumption's.
    """
    overrides: dict[str, Any] = {}
    numbers, problems = set(numbers_of(assumptions)), Faults()
    for name, value in values.items():
        stem, _, tier = str(name).partition(".")
        if name not in numbers and not assumptions.has(name):
            problems.append(unknown(name, assumptions))
        elif tier:
            old = overrides.get(stem, assumptions.entry(stem).base)
            by_tier = dict(old) if isinstance(old, Mapping) else dict.fromkeys(TIER_NAMES, old)
            overrides[stem] = by_tier | {tier: value}
        else:
            overrides[name] = value
    if problems:
        raise InputError(problems)
    return overrides


def set_in(
    brand: Brand, budget_eur: float, assumptions: Assumptions, values: Mapping[str, Any], currency: Currency = EUR
) -> tuple[Brand, float, Assumptions]:
    """Brand, budget and assumptions with these quantities set.

    An assumption that is set counts as overridden and is not drawn any more. Raises InputError with every
    problem: an unknown name, a value that is not allowed, values that no world can satisfy at once.
    """
    chosen = {name: value for name, value in values.items() if name in CHOSEN}
    problems = Faults(fault for name, value in chosen.items() for fault in _not_allowed(name, value, currency))
    try:
        overrides = overrides_of(assumptions, {name: value for name, value in values.items() if name not in CHOSEN})
        assumptions = assumptions.with_values(overrides) if overrides else assumptions
    except InputError as error:
        problems.take(error, "")
    if problems:
        raise InputError(problems, problems.beyond)
    decided = {name: float(value) for name, value in chosen.items()}
    brand_values = {name.removeprefix("brand."): value for name, value in decided.items() if name.startswith("brand.")}
    if brand_values:
        brand = Brand.model_validate({**brand.model_dump(), **brand_values})
    return brand, decided.get("budget_eur", budget_eur), assumptions


def _not_allowed(name: str, value: object, currency: Currency) -> list[str]:
    """A sentence on the value given for a number that is decided, if it is not allowed."""
    limits = CHOSEN[name]
    number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    if limits.least <= number <= limits.most and not (limits.above_least and number == limits.least):
        return []
    start = f"above {limits.least:g}, at most" if limits.above_least else f"from {limits.least:g} to"
    return [f"{currency.outside(name)}: {shown(value)} given; allowed is a finite number {start} {limits.most:g}"]
