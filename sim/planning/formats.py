"""Formats of content: how many see a piece, and for how long it can be seen."""

from __future__ import annotations

from functools import lru_cache
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
    return np.array([_hour_by_hour(*_delays(format_, assumptions), hours) for format_ in FORMATS])


def seen_within(format_: str, hours: float, assumptions: Assumptions) -> float:
    """The share (0 to 1) of a piece's views that come within so many hours of showing it."""
    return _share_within(hours, *_delays(format_, assumptions))


def _delays(format_: str, assumptions: Assumptions) -> tuple[float, float, float]:
    """Median and spread of the delay, and the lifetime of a piece, infinite for what stays; hours, but the spread."""
    value = assumptions.value
    median, spread = value("delay_median_hours"), value("delay_spread")
    if format_ in ("story", "live"):
        return median, spread, value(f"lifetime_hours_{format_}")
    return median * value("delay_factor_reel") if format_ == "reel" else median, spread, np.inf


def _share_within(hours: float, median: float, spread: float, lifetime: float) -> float:
    if lifetime < np.inf:
        return float(rules.delay_share_within(hours, median, spread, lifetime))
    return float(rules.delay_share(hours, median, spread))


@lru_cache(maxsize=64)  # campaigns under the same assumptions ask for the same
def _hour_by_hour(median: float, spread: float, lifetime: float, hours: int) -> tuple[float, ...]:
    return tuple(_share_within(h, median, spread, lifetime) for h in range(1, hours + 1))
