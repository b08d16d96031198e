"""Numbers, units and names as they are written, wherever they are written."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.kpis import Kpi

if TYPE_CHECKING:
    from experiments.statistics.estimates import Estimate, PairedDifference


def spoken(name: str) -> str:
    """A schedule's name as it is read aloud: ``micro_only`` is ``micro only``."""
    return name.replace("_", " ")


def capitalised(sentence: str) -> str:
    """The sentence with a capital letter in front, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def minus(text: str) -> str:
    """A number's text with the typographic minus sign, as wide as a plus, so that columns line up."""
    return text.replace("-", "\u2212")


def typeset(text: str) -> str:
    """The text with the typographic minus sign before its numbers; hyphens in words stay."""
    return re.sub(r"(?<!\w)-(?=\d)", "\u2212", text)


def show(value: float, unit: str, step: float | None = None) -> str:
    """A number for reading, thousands grouped, without its unit except the per cent sign.

    Unit "share" or "share of ..." is a number from 0 to 1 that is shown in per cent. Units of money,
    which begin with EUR or another code, get two decimals below 100 (below 0.1 three significant digits, as a cost
    per engagement is often cents). Anything else gets three significant digits.

    ``step`` is how finely the value is known (the half-width of its interval): two of its digits
    are kept, so that numbers of one row line up. Zero means exact: thousands are not rounded. Not a
    number, as of what has no interval, is as if it were not given.
    """
    if not math.isfinite(value):
        return "n/a" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    share = is_share(unit)
    if share:
        value, step = 100.0 * value, None if step is None else 100.0 * step
    decimals = _decimals(value, step, is_money(unit))
    rounded = round(value, decimals) + 0.0  # adding zero turns -0.0 into 0.0
    return f"{rounded:,.{max(decimals, 0)}f}" + (" %" if share else "")


def show_difference(value: float, unit: str, step: float | None = None) -> str:
    """A difference with its sign; between shares it is in percentage points (pp)."""
    text = show(value, unit, step)
    if text.endswith(" %"):
        text = text.removesuffix(" %") + " pp"
    return f"+{text}" if value > 0 and math.isfinite(value) else text


def end_shown(value: float, text: str) -> str:
    """An end of an interval as shown, but never as zero where it is not: that end is what a verdict hangs on."""
    if value == 0.0 or not math.isfinite(value) or any(digit in text for digit in "123456789"):
        return text
    return "above 0" if value > 0.0 else "below 0"


def difference_unit(unit: str) -> str:
    """The unit of a difference between two values of ``unit``, as it stands behind a number in a sentence."""
    if is_share(unit):
        return "percentage points"
    return "on a scale of 0 to 1" if unit == "0 to 1" else unit


def noun(kpi: Kpi) -> str:
    """The label inside a sentence: "Purchases, incremental" is "incremental purchases"; CPM stays CPM."""
    head, _, kind = kpi.label.partition(", ")
    head = head if head.split()[0].isupper() else head[0].lower() + head[1:]
    return f"{kind} {head}" if kind else head


def _decimals(value: float, step: float | None, money: bool) -> int:
    """Decimals to keep (negative: tens, hundreds); see ``show`` for the meaning of ``step``."""
    size = math.floor(math.log10(abs(value))) if value else 0
    step = None if step is not None and math.isnan(step) else step
    decimals = 1 - math.floor(math.log10(step)) if step else 2 - size
    if not value and not step:
        decimals = 0
    elif step == 0.0:
        decimals = max(0, decimals)
    if not money:
        return decimals
    if step:
        return max(decimals, 2) if decimals > 0 else decimals
    if abs(value) >= 100.0:
        return min(decimals, 0)
    return decimals if 0.0 < abs(value) < 0.1 else 2


def row_step(values: Sequence[Estimate | PairedDifference]) -> float | None:
    """One precision for a whole row, so that its numbers line up: that of its narrowest interval.

    Not finer than a thousandth of the largest mean: further digits are true, and in the way.
    """
    halves = [(value.high - value.low) / 2.0 for value in values if math.isfinite(value.high - value.low)]
    if not halves:
        return None
    known = [half for half in halves if half > 0.0]
    if not known:
        return 0.0
    return max(min(known), 1e-3 * max(abs(value.mean) for value in values if math.isfinite(value.mean)))


def is_share(unit: str) -> bool:
    """Whether a unit is a share, 0 to 1, which is shown in per cent."""
    return unit == "share" or unit.startswith("share of ")


def is_money(unit: str) -> bool:
    """Whether a unit is an amount of money, or one for each of something: it begins with the code of a currency."""
    return re.match(r"[A-Z]{3}\b", unit) is not None


def is_amount(unit: str) -> bool:
    """Whether a unit is an amount of money, and not one for each of something."""
    return is_money(unit) and " " not in unit


def unit_shown(unit: str) -> str:
    """The unit as it stands beside numbers in per cent: "share of reach" becomes "% of reach"."""
    return "%" + unit.removeprefix("share") if is_share(unit) else unit


def chance_shown(probability: float) -> str:
    """Two decimals, and never certainty: a bootstrap cannot see luck that did not happen."""
    if math.isnan(probability):
        return "too few to say"
    if probability >= 0.995:
        return "above 0.99"
    return "below 0.01" if probability < 0.005 else f"{probability:.2f}"


def percent(share: float) -> str:
    """A share in whole per cent."""
    return "n/a" if math.isnan(share) else f"{100.0 * share:.0f} %"
