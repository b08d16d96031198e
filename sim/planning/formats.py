"""Formats of content: how many see a piece, and for how long it can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim import rules
from sim.scenario.schedule import FORMATS

if TYPE_CHECKING:
    from sim.assumptions.numbers import Assumptions
    from sim.roster.profile import Profile


def reach_rate_of(profile: Profile, format_: str, assumptions: Assumptions) -> float:
    """Share of the true followers who see one piece of this format by this influencer."""
    if format_ == "post":
        return profile.reach_rate
    factor = assumptions.value(f"reach_factor_{format_}", profile.tier)
    return float(rules.format_reach(profile.reach_rate, factor))


def delay_shares(assumptions: Assumptions, hours: int) -> npt.NDArray[np.float64]:
    """P(delay <= h) for h = 1, 2, ... ``hours``, one row for each of ``FORMATS``: shape (4, hours)."""
    shares = np.empty((len(FORMATS), hours))
    for row, format_ in enumerate(FORMATS):
        shares[row] = seen_within(format_, range(1, hours + 1), assumptions)
    return shares


def seen_within(format_: str, hours: Iterable[int], assumptions: Assumptions) -> list[float]:
    """The shares (0 to 1) of a piece's views that come within so many hours of showing it, for each of ``hours``."""
    value = assumptions.value
    median, spread = value("delay_median_hours"), value("delay_spread")
    if format_ in ("story", "live"):
        lifetime = value(f"lifetime_hours_{format_}")
        return [float(rules.delay_share_within(h, median, spread, lifetime)) for h in hours]
    if format_ == "reel":
        median *= value("delay_factor_reel")
    return [float(rules.delay_share(h, median, spread)) for h in hours]
