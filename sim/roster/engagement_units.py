"""Tells whether a column of engagement rates without signs holds shares or per cent.

What is plausible: 0.1 to 4 % of the followers of large accounts engage with a post, up to some 10 % of those of small
ones, and 20 to 30 % of those on a platform of short videos. A column is told by all its values together.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_LARGE = 100_000  # followers
# Of an account below and from that size on: a bare number below the first is no per cent, above the second no share,
# below the third no per cent even beside others above 1.
_NO_PERCENT_BELOW, _NO_SHARE_ABOVE, _LEAST_PERCENT = (0.25, 0.05), (0.5, 0.25), (0.08, 0.02)
_TALL_SHARE, _TINY_SHARE = 0.1, 0.0005  # read as shares all the same, and said to_say
_SAME = math.log(2.0)  # rates as far apart are taken for the same: some count comments and shares beside likes


class Unit(StrEnum):
    """The unit of the numbers without a sign in a column of rates."""

    share = "share"
    percent = "per cent"
    unknown = "unknown"
    mixed = "mixed"


@dataclass(frozen=True)
class ColumnUnit:
    """The unit of a column, and whether to say so to the user, as where it is assumed and not stated."""

    unit: Unit
    to_say: bool
    certain: bool = False  # told by counts beside the rates


def unit_of(rates: Sequence[float], followers: Sequence[int]) -> ColumnUnit:
    """The unit of rates without a sign, each beside the followers of its account; zeros tell nothing."""
    known = [(rate, int(size >= _LARGE)) for rate, size in zip(rates, followers, strict=True) if rate > 0.0]
    if any(rate > 1.0 for rate, _ in known):
        mixed = any(rate < _LEAST_PERCENT[large] for rate, large in known)
        return ColumnUnit(Unit.mixed if mixed else Unit.percent, True)
    no_percent = any(rate < _NO_PERCENT_BELOW[large] for rate, large in known)
    no_share = any(rate > _NO_SHARE_ABOVE[large] for rate, large in known)
    if no_share:
        return ColumnUnit(Unit.mixed if no_percent else Unit.percent, True)
    if no_percent or not known:
        return ColumnUnit(Unit.share, any(rate > _TALL_SHARE or rate < _TINY_SHARE for rate, _ in known))
    return ColumnUnit(Unit.unknown, True)


def same_rates(rates: Sequence[float], others: Sequence[float]) -> bool:
    """Whether rates are about the same as others, row by row, in the median; all above zero."""
    apart = [abs(math.log(rate / other)) for rate, other in zip(rates, others, strict=True)]
    return bool(apart) and statistics.median(apart) < _SAME
