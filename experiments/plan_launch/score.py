"""What a plan is judged by: the mean of the objective, or the mean of its worst cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.statistics.decisions import conditional_value_at_risk
from experiments.statistics.estimates import Array

MATTERS_SHARE = 0.01  # of the objective: a difference that does not matter
WORST_SHARE = 0.2  # of the replicates, that count where a plan is judged by its bad cases


@dataclass(frozen=True)
class Score:
    """More is better, whatever the objective. With ``cautious`` the mean of the worst fifth counts (CVaR)."""

    higher_is_better: bool = True
    cautious: bool = False

    def of(self, values: Array) -> Array:
        """The score of each option from its values, (..., replicates)."""
        good = values if self.higher_is_better else -values
        if not self.cautious:
            return np.asarray(good.mean(axis=-1))
        return np.apply_along_axis(lambda one: conditional_value_at_risk(one[:, np.newaxis], WORST_SHARE), -1, good)

    def surely_behind(self, values: Array, reference: Array) -> bool:
        """Whether paired values lie more than a standard error behind those of another option; (replicates,) each."""
        ahead = (values - reference) * (1.0 if self.higher_is_better else -1.0)
        if self.cautious or len(ahead) < 2:
            return bool(self.of(values) < self.of(reference))
        return bool(ahead.mean() < -ahead.std(ddof=1) / np.sqrt(len(ahead)) - 1e-12)
