"""Formats of content: how many see a piece, and for how long it can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim import rules
from sim.schedule import FORMATS

if TYPE_CHECKING:
    from sim.assumptions import Assumptions
    from sim.roster import Profile


def reach_rate_of(profile: Profile, format_: str, assumptions: Assumptions) -> float:
    """Share of the true followers who see one piece of this format by this influencer."""
    if format_ == "post":
        return profile.reach_rate
    factor = assumptions.value(f"reach_factor_{format_}", profile.tier)
    return float(rules.format_reach(profile.reach_rate, factor))


def delay_shares(assumptions: Assumptions, hours: int) -> npt.NDArray[np.float64]:
    """P(delay <= h) for h = 1, 2, ... ``hours``, one row for each of ``FORMATS``: shape (4, hours)."""
    value = assumptions.value
    median, spread = value("delay_median_hours"), value("delay_spread")
    lives = {"story": value("lifetime_hours_story"), "live": value("lifetime_hours_live")}
    medians = {"reel": median * value("delay_factor_reel")}
    shares = np.empty((len(FORMATS), hours))
    for row, format_ in enumerate(FORMATS):
        own = medians.get(format_, median)
        for h in range(1, hours + 1):
            if format_ in lives:
                shares[row, h - 1] = rules.delay_share_within(h, own, spread, lives[format_])
            else:
                shares[row, h - 1] = rules.delay_share(h, own, spread)
    return shares
