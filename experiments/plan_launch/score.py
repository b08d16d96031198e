"""What a plan is judged by: the mean of the objective, or the mean of its worst cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.statistics.estimates import Array

WORST_SHARE = 0.2  # of the replicates, that count where a plan is judged by its bad cases


@dataclass(frozen=True)
class Score:
    """More is better, whatever the objective. With ``cautious`` the mean of the worst fifth counts (CVaR).

    Source: R. T. Rockafellar, S. Uryasev, J. Banking Finance 26 (2002) 1443.
    """

    higher_is_better: bool = True
    cautious: bool = False

    def of(self, values: Array) -> Array:
        """The score of each option from its values, (..., replicates)."""
        good = values if self.higher_is_better else -values
        if not self.cautious:
            return np.asarray(good.mean(axis=-1))
        worst = np.sort(good, axis=-1)
        share = WORST_SHARE * good.shape[-1]
        whole = int(share)
        taken = worst[..., :whole].sum(axis=-1)
        if share > whole:  # a replicate on the boundary counts with its part
            taken = taken + (share - whole) * worst[..., whole]
        return np.asarray(taken / share)

    def surely_behind(self, values: Array, reference: Array, deviations: float = 1.0) -> bool:
        """Whether paired values lie so many standard errors behind those of another option; (replicates,) each."""
        ahead = (values - reference) * (1.0 if self.higher_is_better else -1.0)
        if self.cautious or len(ahead) < 2:
            return bool(self.of(values) < self.of(reference))
        return bool(ahead.mean() < -deviations * ahead.std(ddof=1) / np.sqrt(len(ahead)) - 1e-12)
