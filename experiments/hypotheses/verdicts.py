"""From judged claims to a verdict: supported, refuted, undecided, or depends, and then on what and from where on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from experiments.hypotheses.claims import Judged, State, limits
from experiments.statistics.belief_effects import drivers
from experiments.statistics.estimates import Array, Estimate

Verdict: TypeAlias = Literal["supported", "refuted", "depends", "undecided"]

_RESAMPLES = 1_000
_TURNS_AT = 0.05  # adjusted p value below which an assumption that flips a claim is named


@dataclass(frozen=True)
class Turn:
    """Where a claim turns as one number grows: it holds above or below ``value``, always, never, or nobody can tell.

    ``low`` and ``high`` are the ends of the 95 % interval of that place; infinite where it may lie beyond what
    was tried.
    """

    holds: Literal["above", "below", "always", "never", "within", "unknown"]
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Dependence:
    """An uncertain assumption on which a claim turns: it holds on one side of a quantile of it and not on the other."""

    assumption: str
    holds: Literal["above", "below"]
    quantile: Estimate
    rank_correlation: float
    p_value: float


@dataclass(frozen=True, eq=False)
class Ablation:
    """The claims with and without one mechanism, over the same beliefs; ``change`` is what it adds to each.

    A change is in the unit of its claim's measure, positive where the mechanism speaks for the claim.
    """

    mechanism: str
    with_it: tuple[Judged, ...]
    without: tuple[Judged, ...]
    change: tuple[Estimate, ...]

    def carries(self, claim: int, verdict: State) -> bool:
        """Whether the mechanism surely pushes this claim towards its verdict."""
        change = self.change[claim]
        return change.low > 0.0 if verdict == "supported" else change.high < 0.0 if verdict == "refuted" else False

    def turns(self, claim: int) -> bool:
        """Whether the mean lies on the other side of the threshold without it."""
        return bool((self.with_it[claim].beyond.mean() > 0.0) != (self.without[claim].beyond.mean() > 0.0))


def ablation(mechanism: str, with_it: Sequence[Judged], without: Sequence[Judged], error: float) -> Ablation:
    """The change that a mechanism makes to each claim; ``error`` is that of each one-sided limit."""
    changes = []
    for judged, judged_without in zip(with_it, without, strict=True):
        common = sorted(set(judged.beliefs) & set(judged_without.beliefs))
        change = judged.beyond[judged.places(common)] - judged_without.beyond[judged_without.places(common)]
        mean = float(change.mean()) if common else math.nan
        changes.append(Estimate(mean, *limits(mean, change - mean, error)))
    return Ablation(mechanism, tuple(with_it), tuple(without), tuple(changes))


def dependence(judged: Judged, quantiles: Mapping[int, Mapping[str, float]], seed: int) -> Dependence | None:
    """The assumption on which the claim turns most surely; None where it turns on none.

    ``quantiles`` has for each belief where every uncertain assumption lies in its range. A claim turns on an
    assumption if it surely holds over a third of the beliefs at one end of it and surely does not over the
    third at the other end. The place is where a straight line on the quantile crosses the threshold.
    """
    known = np.isfinite(judged.beyond)
    if not known.any():
        return None
    beliefs = [b for b, is_known in zip(judged.beliefs, known, strict=True) if is_known]
    names = set.intersection(*(set(quantiles[b]) for b in beliefs))
    columns = {name: np.array([quantiles[b][name] for b in beliefs]) for name in names}
    beyond = judged.beyond[known]
    for driver in drivers(beyond, columns):
        if driver.flips and driver.p_value < _TURNS_AT:
            place = _turning_quantile(columns[driver.name], beyond, seed)
            side: Literal["above", "below"] = "above" if driver.rank_correlation > 0.0 else "below"
            return Dependence(driver.name, side, place, driver.rank_correlation, driver.p_value)
    return None


def of_set(states: Sequence[State], turning: Sequence[Dependence | None]) -> Verdict:
    """The verdict under one set of assumptions: all claims must hold, and one that fails is enough to refute."""
    verdicts: list[Verdict] = ["depends" if on else state for state, on in zip(states, turning, strict=True)]
    for verdict in ("refuted", "depends", "undecided"):
        if verdict in verdicts:
            return verdict
    return "supported"


def over_sets(verdicts: Mapping[str, Verdict]) -> Verdict:
    """The verdict over the sets of assumptions: their own where they agree, depends where they contradict.

    Where one set leaves it open and the other does not, it is undecided.
    """
    distinct = set(verdicts.values())
    if len(distinct) == 1:
        return distinct.pop()
    return "undecided" if distinct == {"supported", "undecided"} or distinct == {"refuted", "undecided"} else "depends"


def turn(values: Sequence[float], beyond: npt.ArrayLike, seed: int) -> Turn:
    """Where the mean of ``beyond`` (values, beliefs) changes its sign as the value grows, linear in between.

    The interval resamples beliefs, each with all its values. ``within`` is a claim that holds in the middle
    and fails at both ends, or the other way round: the place is then that of the first change.
    """
    table = np.asarray(beyond, dtype=np.float64)
    at = np.asarray(values, dtype=np.float64)
    means = table.mean(axis=1)
    if np.isnan(means).any():
        return Turn("unknown", math.nan, math.nan, math.nan)
    if (means > 0.0).all() or (means <= 0.0).all():
        return Turn("always" if means[0] > 0.0 else "never", math.nan, math.nan, math.nan)
    holds = means > 0.0
    changes = int((holds[1:] != holds[:-1]).sum())
    value, rising = _crossing(at, means), not holds[0]
    generator = np.random.default_rng(seed)
    n = table.shape[1]
    counts = generator.multinomial(n, np.full(n, 1.0 / n), size=_RESAMPLES)
    places = np.array([_crossing(at, row, rising=rising) for row in counts @ table.T / n])
    low, high = np.quantile(places, (0.025, 0.975), method="closest_observation")
    side: Literal["above", "below", "within"] = "within" if changes > 1 else "above" if rising else "below"
    return Turn(side, value, float(low), float(high))


def _crossing(at: Array, means: Array, rising: bool | None = None) -> float:
    """The first place at which the curve changes sign; beyond what was tried where it does not."""
    up = means[0] <= 0.0 if rising is None else rising
    sign = 1.0 if up else -1.0
    curve = sign * means
    if curve[0] > 0.0:
        return -math.inf
    past = np.flatnonzero(curve > 0.0)
    if past.size == 0:
        return math.inf
    k = int(past[0])
    share = -curve[k - 1] / (curve[k] - curve[k - 1])
    return float(at[k - 1] + share * (at[k] - at[k - 1]))


def _turning_quantile(quantile: Array, beyond: Array, seed: int) -> Estimate:
    """Where a straight line through the beliefs crosses the threshold, with a bootstrap interval."""
    rows = np.random.default_rng(seed).integers(len(beyond), size=(_RESAMPLES, len(beyond)))
    low, high = np.quantile(_zero_of_line(quantile[rows], beyond[rows]), (0.025, 0.975))
    return Estimate(float(_zero_of_line(quantile, beyond)), float(low), float(high))


def _zero_of_line(x: Array, y: Array) -> Array:
    """Where the least squares line is zero, over the last axis, kept within 0 to 1."""
    middle = x.mean(axis=-1, keepdims=True)
    slope = ((x - middle) * y).sum(axis=-1) / ((x - middle) ** 2).sum(axis=-1)
    zero: Array = np.clip(middle[..., 0] - y.mean(axis=-1) / slope, 0.0, 1.0)
    return zero
