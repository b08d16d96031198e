"""How a post is passed on over time: by those who were shown it, each after a delay, some posts more than others.

With followers f of whoever passes it on, the post is passed on at the rate

    p x sum over those before of w x density(time since),  w = f^(1 - size exponent) x retelling for all but the author

where p belongs to the post, drawn from a gamma distribution. With a lognormal delay these are the delay, the thinning
by size and by retelling, and the infectiousness of the model. With a power-law delay, weights of f alone and a p that
is known from the post itself it is a self-exciting process as it is fitted to such data (Zhao et al. 2015, SEISMIC).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, ndtr

from experiments.validation.timing import Cascade
from sim.compiled import compiled

Floats = npt.NDArray[np.float64]

_LOOKED_AT = 200  # reshares of a cascade at which the rate is worked out, evenly spread; the rest count through these
_STEP_HOURS = 0.5  # of a forecast


@dataclass(frozen=True)
class Process:
    """The numbers of a process. ``delay``: lognormal (median in hours, spread) or power law (scale in hours, exponent).

    ``shape`` and ``rate`` are those of the gamma distribution of p over posts; both 0 where each post tells its own.
    ``later`` is what one who passes it on later counts for, in the unit of the weights.
    """

    name: str
    delay: str
    first: float
    second: float
    retelling: float = 1.0
    size_exponent: float = 0.0
    shape: float = 0.0
    rate: float = 0.0
    later: float = 0.0

    def weights(self, followers: Floats) -> Floats:
        """What each who passed it on counts for, the author first; (n,)."""
        weights = np.maximum(followers, 1.0) ** (1.0 - self.size_exponent)
        weights[1:] *= self.retelling
        return weights

    def shown_by(self, hours: Floats) -> Floats:
        """The share of those who are shown it at some time that see it within so many hours, of any shape."""
        after = np.maximum(hours, 0.0)
        if self.delay == "power law":
            return 1.0 - (1.0 + after / self.first) ** -self.second
        shares = np.zeros_like(after)
        seen = after > 0.0
        shares[seen] = ndtr(np.log(after[seen] / self.first) / self.second)
        return shares

    def log_likelihood(self, cascade: Cascade, horizon_hours: float) -> float:
        """Of the times at which a post was passed on, p left out by its distribution, up to a constant."""
        hours, weights = cascade.hours, self.weights(cascade.followers)
        n = hours.size - 1
        at = np.unique(np.linspace(1, n, min(_LOOKED_AT, n)).astype(np.int64))
        logs = _log_rates(hours, weights, at, self.delay == "power law", self.first, self.second) * n / at.size
        exposed = float((weights * self.shown_by(horizon_hours - hours)).sum())
        if not self.shape:
            return float(logs + n * math.log(n / exposed) - n)
        a, b = self.shape, self.rate
        return float(logs + gammaln(a + n) - gammaln(a) + a * math.log(b) - (a + n) * math.log(b + exposed))

    def forecast(self, cascade: Cascade, after_hours: float, horizon_hours: float) -> float:
        """Times it will have been passed on by the horizon, from what had been seen of it after so many hours."""
        seen = int(np.searchsorted(cascade.hours, after_hours, side="right"))
        hours, weights = cascade.hours[:seen], self.weights(cascade.followers[:seen])
        exposed = float((weights * self.shown_by(after_hours - hours)).sum())
        p = (self.shape + seen - 1) / max(self.rate + exposed, 1e-9)
        edges = np.arange(after_hours, horizon_hours + 1e-9, _STEP_HOURS)
        by_edge = p * (weights[:, np.newaxis] * self.shown_by(edges[np.newaxis, :] - hours[:, np.newaxis])).sum(axis=0)
        each = np.diff(self.shown_by(np.arange(edges.size, dtype=np.float64) * _STEP_HOURS))
        return float(seen - 1 + _with_further(np.diff(by_edge), each, p * self.later).sum())


@compiled()
def _log_rates(
    hours: Floats, weights: Floats, at: npt.NDArray[np.int64], power_law: bool, first: float, second: float
) -> float:
    """The sum of the logarithms of the rate, but for p, at some of the times; never below the smallest number."""
    total = 0.0
    for k in range(at.size):
        rate = 0.0
        for i in range(at[k]):
            since = hours[at[k]] - hours[i]
            if power_law:
                rate += weights[i] * second / first * math.exp(-(1.0 + second) * math.log1p(since / first))
            elif since > 0.0:
                z = math.log(since / first) / second
                rate += weights[i] * math.exp(-0.5 * z * z) / (since * second * math.sqrt(2.0 * math.pi))
        total += math.log(max(rate, 1e-300))
    return total


@compiled()
def _with_further(direct: Floats, each: Floats, further: float) -> Floats:
    """What comes in each step, with what comes of it (a renewal equation): ``direct``, written over."""
    for k in range(direct.size):
        for j in range(k):
            direct[k] += further * each[k - 1 - j] * direct[j]
    return direct
