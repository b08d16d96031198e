"""Two schedules in one replicate after another: which is better, and whether that is clear."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.statistics.estimates import ROUNDING, PairedDifference


def better_by(differences: Sequence[PairedDifference], best: str, other: str, sign: float) -> PairedDifference | None:
    """The pair as "how much better is ``best``", whichever way round it was compared; None where it was not.

    ``sign`` is 1 where more is better and -1 where less is.
    """
    for pair in differences:
        if {pair.first, pair.second} == {best, other}:
            flip = sign if pair.first == best else -sign
            low, high = sorted((flip * pair.low, flip * pair.high))
            return PairedDifference(best, other, flip * pair.mean, low, high, pair.replicates, pair.replicates_saved)
    return None


def money_verdict(difference: PairedDifference, at_equal_spend: PairedDifference) -> str:
    """``verdict`` of a difference of profit, or ``spends less`` where it is clear by unspent money alone.

    ``at_equal_spend`` is the difference of the same two as if both had spent their whole budget.
    """
    return _unless(difference, at_equal_spend, "spends less")


def spend_verdict(difference: PairedDifference, per_eur: PairedDifference) -> str:
    """``verdict`` of a difference, or ``spends more`` where it is clear but not clear, too, per EUR spent.

    ``per_eur`` is the difference of the same two per EUR spent; of a lead that spends less it is the difference itself.
    """
    return _unless(difference, per_eur, "spends more")


def _unless(difference: PairedDifference, other: PairedDifference, word: str) -> str:
    """``verdict`` of a difference, or the word where it is clear and the other is not, or is the other way round."""
    plain = verdict(difference)
    if plain == "clear" and (verdict(other) != "clear" or difference.mean * other.mean < 0.0):
        return word
    return plain


def verdict(difference: PairedDifference) -> str:
    """``clear`` if the interval leaves zero out, ``equal`` if nothing ever differed, else ``open``.

    A limit that is nothing but rounding beside the mean and the other limit counts as zero. Two schedules under
    which nothing ever happened are equal too, though they have no interval.
    """
    never_moved = difference.replicates > 1 and math.isnan(difference.replicates_saved)
    if never_moved and difference.mean == 0.0:
        return "equal"
    low, high = difference.low, difference.high
    rounding = ROUNDING * max(abs(low), abs(high), abs(difference.mean))
    if low == 0.0 == high:
        return "equal"
    return "clear" if low > rounding or high < -rounding else "open"
