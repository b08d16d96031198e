"""Curves of many replicates, in the hours of a campaign."""

from __future__ import annotations

import numpy as np

from experiments.statistics.estimates import Array


def middle_90_percent(curves: Array) -> Array:
    """5th percentile, median and 95th percentile over replicates of curves (replicates, H), as (3, H).

    Not a number where no replicate has a value.
    """
    percentiles = np.full((3, curves.shape[1]), np.nan)
    known = np.isfinite(curves).any(axis=0)
    if known.any():
        percentiles[:, known] = np.nanpercentile(curves[:, known], (5.0, 50.0, 95.0), axis=0)
    return percentiles
