"""One claim, judged: the effect over draws of the assumptions, its limits, and whether it passes what matters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy.optimize import brentq
from scipy.stats import rankdata

from experiments.hypotheses.stated import MEASURES, Claim
from experiments.replicates.design import MOST_MISSING_SHARE
from experiments.replicates.totals import divided
from experiments.statistics.estimates import ROUNDING, Array, Estimate
from experiments.statistics.limits import margins
from experiments.statistics.sequential import known_ratio
from experiments.store.store import Outcome
from sim.kpis import Kpi, kpi_value

State: TypeAlias = Literal["supported", "refuted", "undecided"]
Outcomes: TypeAlias = Mapping[int, Outcome]  # by belief

_FARTHEST = 1e6  # a relative effect beyond this has no limit


@dataclass(frozen=True, eq=False)
class Judged:
    """A claim under one set of assumptions.

    ``effect`` is the difference of the two arms, as a share of the second where the claim is relative, else in
    the measure's unit; its limits are each wrong with the error given. ``beyond`` (beliefs,) is how far each
    belief lies beyond the threshold, in the measure's unit, positive where the claim holds, and ``ahead`` the
    same beyond no difference at all; both are jackknife values, whose means are those of the measure itself.
    """

    state: State
    effect: Estimate
    first: float  # the measure in either arm; for a correlation, the correlation itself and nothing
    second: float
    beliefs: tuple[int, ...]
    beyond: Array
    ahead: Array
    left_out: int  # beliefs in which an arm has no result

    def places(self, beliefs: Sequence[int]) -> list[int]:
        """The places in ``beyond`` and ``ahead`` of these beliefs, all of which must count."""
        place = {belief: k for k, belief in enumerate(self.beliefs)}
        return [place[belief] for belief in beliefs]


def judge_claim(claim: Claim, outcomes: Mapping[str, Outcomes], error: float) -> Judged:
    """Whether the claim holds: supported if its effect surely passes the threshold, refuted if it surely does not.

    ``outcomes`` are those of each arm. A belief counts if every arm has a result in it; one that leaves an arm
    money unspent counts like any other, at what was spent. Where more than ``MOST_MISSING_SHARE`` of the beliefs
    do not count, the rest is no sample: the claim stays undecided and has no limits. ``error`` is that of each
    one-sided limit. Limits are those of ``experiments.statistics.sequential``; the limits of a relative effect e
    are found by asking for which e the difference "first less (1 + e) second" may be zero, so that effect and
    state can never contradict.
    """
    arms = [outcomes[name] for name in claim.names]
    tried = sorted(set.intersection(*(set(by_belief) for by_belief in arms)))
    kept = [belief for belief in tried if not any(isinstance(by_belief[belief], str) for by_belief in arms)]
    columns = {name: [_totals(outcomes[name][b]) for b in kept] for name in claim.names}
    if claim.against is not None:
        first = _correlations(claim, columns), np.ones(len(kept))
        second = np.zeros(len(kept)), np.ones(len(kept))
    else:
        above, than = claim.more or claim.less, claim.than
        assert above is not None
        assert than is not None
        first = _quantity(above, claim.kpi, columns)
        second = _quantity(than, MEASURES[claim.than_measure or claim.measure], columns)

    def values(times: float, less: float) -> tuple[float, Array]:
        return _pseudo_values(first, (times * second[0], second[1]), less, error)

    if claim.relative:
        mean, beyond = values(1.0 + claim.threshold, 0.0)
        effect = _relative(lambda e: limits(*values(1.0 + e, 0.0), error), first, second, error)
    else:
        mean, beyond = values(1.0, claim.threshold)
        low, high = limits(*values(1.0, 0.0), error)
        effect = Estimate(mean + claim.threshold, low, high)
    ends = sorted(claim.sign * end for end in limits(mean, beyond, error))
    state: State = "supported" if ends[0] > 0.0 else "refuted" if ends[1] < 0.0 else "undecided"
    if len(tried) - len(kept) > MOST_MISSING_SHARE * len(tried):
        state, effect = "undecided", Estimate(effect.mean, math.nan, math.nan)
    return Judged(
        state,
        effect,
        _mean(first),
        _mean(second),
        tuple(kept),
        claim.sign * (mean + beyond),
        claim.sign * (np.add(*values(1.0, 0.0))),
        len(tried) - len(kept),
    )


def limits(mean: float, deviations: Array, error: float) -> tuple[float, float]:
    """One-sided limits of a mean, each wrong with ``error``, from each belief's deviation; see ``limits.margins``."""
    n = len(deviations)
    if n < 3 or math.isnan(mean):
        return math.nan, math.nan
    spread = float(deviations.std(ddof=1))
    if spread <= ROUNDING * max(abs(mean), float(np.abs(deviations).max())):
        return mean, mean
    below, above = margins(deviations, spread, error)
    return mean - below, mean + above


def _pseudo_values(
    first: tuple[Array, Array], second: tuple[Array, Array], less: float, error: float
) -> tuple[float, Array]:
    """The difference of two ratios of means, less something, and each belief's deviation from it."""
    first_ratio, second_ratio = (known_ratio(x, y, 1.0, error) for x, y in (first, second))
    deviations = first_ratio.deviations - second_ratio.deviations
    mean = first_ratio.mean - second_ratio.mean - less
    scale = first_ratio.scale + second_ratio.scale + abs(less)
    if deviations.size and np.ptp(deviations) <= ROUNDING * scale:  # the same to the last digits
        deviations = np.zeros_like(deviations)
        mean = 0.0 if abs(mean) <= ROUNDING * scale else mean
    return mean, deviations


def _relative(
    bounds: Callable[[float], tuple[float, float]],
    first: tuple[Array, Array],
    second: tuple[Array, Array],
    error: float,
) -> Estimate:
    """The first measure over the second, less one, with the limits that the difference itself implies."""
    first_mean, second_mean = _mean(first), _mean(second)
    if not second_mean > 0.0 or math.isnan(first_mean):
        return Estimate(math.nan, math.nan, math.nan)
    effect = first_mean / second_mean - 1.0
    ends = []
    for which, direction in ((0, -1.0), (1, 1.0)):
        # The bound falls as e grows and is on its own side of zero at the effect itself.
        if bounds(effect)[which] == 0.0:
            ends.append(effect)
            continue
        step = 0.1
        while step < _FARTHEST and direction * bounds(effect + direction * step)[which] > 0.0:
            step *= 2.0
        at_end = bounds(effect + direction * step)[which]
        if not direction * at_end <= 0.0:
            ends.append(math.nan)
            continue
        ends.append(float(brentq(lambda e, k=which: bounds(e)[k], effect, effect + direction * step, xtol=1e-9)))
    if (first[0] >= 0.0).all():
        ends[0] = max(ends[0], -1.0)  # what cannot be negative cannot fall by more
    return Estimate(effect, *ends)


def _mean(ratio: tuple[Array, Array]) -> float:
    x, y = ratio
    below = float(y.mean()) if len(y) else 0.0
    return float(x.mean()) / below if below else math.nan


def _totals(outcome: Outcome) -> dict[str, float]:
    assert isinstance(outcome, dict)
    return outcome


def _quantity(
    arm: str | tuple[str, str], kpi: Kpi, columns: Mapping[str, Sequence[dict[str, float]]]
) -> tuple[Array, Array]:
    """Numerator and denominator of the measure in each belief, (beliefs,) each, the factor included."""
    if isinstance(arm, tuple):
        first, second = (divided(columns[name], kpi)[0] for name in arm)
        return first, second
    above, below = divided(columns[arm], kpi)
    return kpi.factor * above, np.ones(len(above)) if below is None else below


def _correlations(claim: Claim, columns: Mapping[str, Sequence[dict[str, float]]]) -> Array:
    """Rank correlation of the two measures over the arms, in each belief; 0 where either never differs."""
    assert claim.against is not None
    tables = [
        np.array([[kpi_value(MEASURES[name], totals) for totals in columns[arm]] for arm in claim.names])
        for name in (claim.measure, claim.against)
    ]
    correlations = np.zeros(tables[0].shape[1])
    for belief in range(correlations.size):
        a, b = (rankdata(np.nan_to_num(table[:, belief])) for table in tables)
        a, b = a - a.mean(), b - b.mean()
        size = float(np.sqrt((a @ a) * (b @ b)))
        correlations[belief] = a @ b / size if size else 0.0
    return correlations
