"""Draws a belief: a set of assumptions in which every uncertain number is drawn from its range."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist

from sim.assumptions.numbers import Assumptions, Entry, Value
from sim.tiers import TIERS, TierTable

# Two shares of one audience: where one of them is kept, the other may take no more than it leaves.
_REST_OF_AUDIENCE = {
    "audience_locality_share": "audience_interest_share",
    "audience_interest_share": "audience_locality_share",
}
_ROW = b"which row of the draws"  # keys a coin of its own: no entry can bear this name
_NORMAL = NormalDist()
_HALF_WIDTH = 1.959964  # 95 % of a normal distribution lie within so many s.d. of its mean


def believed(assumptions: Assumptions, belief_seed: int) -> Assumptions:
    """The same set with each uncertain number drawn from its range; ``belief_seed`` is from 0 to 2^63 - 1.

    Fixed and overridden entries stay as they are. A drawn one keeps its ``low`` and ``high`` and is not
    marked as overridden; it depends on the seed and on what it is about, so that no other entry moves
    it. Draw from a set as it was read, never from a drawn one: two of the distributions depend on the
    base. Nothing counts as read yet.
    """
    return assumptions_at(assumptions, quantile_of(assumptions, belief_seed))


def assumptions_at(assumptions: Assumptions, quantiles: Mapping[str, float]) -> Assumptions:
    """The same set with these uncertain numbers at quantiles, in [0, 1], of their ranges; the others stay.

    Quantiles go by the names of ``quantile_of``, for every tier of an entry or for none. Nothing counts as read yet.
    """
    entries = (
        replace(entry, base=_drawn(entry, assumptions, quantiles))
        if is_uncertain(entry) and quantiles.keys() >= _labels(entry).keys()
        else entry
        for entry in assumptions
    )
    return replace(assumptions, entries=tuple(entries), read=set())


def quantile_of(assumptions: Assumptions, belief_seed: int) -> dict[str, float]:
    """The quantile in [0, 1) at which ``believed`` draws each uncertain entry, by its name.

    Tiers that move ``apart`` have one each, under ``name.tier``. Under ``contrast`` it is that of the small
    tiers; the large ones stand at one minus it. Fixed and overridden entries are left out.
    """
    # Imported here: reading the assumptions needs no compiler.
    from sim.coin import BELIEF, draw

    quantiles = {
        label: draw(belief_seed, BELIEF, zlib.crc32(entry.name.encode()), identity, 0)[0]
        for entry in assumptions
        if is_uncertain(entry)
        for label, identity in _labels(entry).items()
    }
    if assumptions.draws is not None:
        labels, rows = assumptions.draws
        which = int(draw(belief_seed, BELIEF, zlib.crc32(_ROW), 0, 0)[0] * len(rows))
        together = dict(zip(labels, rows[which], strict=True))
        quantiles |= {label: quantile for label, quantile in together.items() if label in quantiles}
    return quantiles


def value_at(assumptions: Assumptions, label: str, quantile: float) -> Value:
    """The number drawn at a quantile of an uncertain entry, named as by ``quantile_of``; by tier where it differs."""
    name, _, tier = label.partition(".")
    entry = assumptions.entry(name)
    number = _drawn(entry, assumptions, dict.fromkeys(_labels(entry), quantile))
    return _for_tier(number, tier) if tier else number


def is_uncertain(entry: Entry) -> bool:
    """Whether belief draws an entry: it has a range, and nobody gave another value."""
    return entry.distribution != "fixed" and not entry.overridden


def _labels(entry: Entry) -> dict[str, int]:
    """The names under which an entry is drawn, each with what keys its coin beside the entry."""
    if entry.tiers == "apart":
        return {f"{entry.name}.{tier.name}": tier.identity for tier in TIERS}
    return {entry.name: 0}


def _drawn(entry: Entry, assumptions: Assumptions, quantiles: Mapping[str, float]) -> Value:
    if not entry.by_tier:
        low, base, high = (_for_tier(number, "") for number in (entry.low, entry.base, entry.high))
        return _at(entry.distribution, low, base, high, quantiles[entry.name])
    rest = _REST_OF_AUDIENCE.get(entry.name, "")
    other_share = assumptions.entry(rest) if assumptions.has(rest) else None
    numbers = []
    for tier in TIERS:
        quantile = quantiles[f"{entry.name}.{tier.name}" if entry.tiers == "apart" else entry.name]
        if entry.tiers == "contrast" and tier.large:
            quantile = 1.0 - quantile
        low, base, high = (_for_tier(number, tier.name) for number in (entry.low, entry.base, entry.high))
        if other_share is not None and not is_uncertain(other_share):
            high = max(base, min(high, 1.0 - other_share.value(tier.name)))
        numbers.append(_at(entry.distribution, low, base, high, quantile))
    return TierTable(*numbers)


def _for_tier(number: Value, tier: str) -> float:
    return number[tier] if isinstance(number, TierTable) else number


def _at(distribution: str, low: float, base: float, high: float, quantile: float) -> float:
    """The number at a quantile, in [0, 1], of a distribution between low and high.

    A triangular one peaks at base. A lognormal one has its median at base and a width of which 95 %
    would fit between low and high; what lies outside them is left out, not moved to the ends.
    """
    if low == high:
        return base
    match distribution:
        case "uniform":
            number = low + quantile * (high - low)
        case "loguniform":
            number = low * (high / low) ** quantile
        case "triangular":
            rising = (base - low) / (high - low)
            if quantile < rising:
                number = low + math.sqrt(quantile * (high - low) * (base - low))
            else:
                number = high - math.sqrt((1.0 - quantile) * (high - low) * (high - base))
        case _:
            spread = math.log(high / low) / (2.0 * _HALF_WIDTH)
            least, most = (_NORMAL.cdf(math.log(end / base) / spread) for end in (low, high))
            number = base * math.exp(spread * _NORMAL.inv_cdf(least + quantile * (most - least)))
    return min(max(number, low), high)  # rounding may miss an end by the last digit
