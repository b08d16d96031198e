"""Effect of the uncertain assumptions on the lead of the best schedule over the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.compare_schedules.choices import Choice
from experiments.replicates.design import Design
from experiments.statistics.belief_effects import (
    Driver,
    VarianceSplit,
    drivers,
    saved_by_shared_belief,
    survives,
    variance_split,
)
from experiments.statistics.estimates import Array, Proportion
from sim.kpis import KPI_BY_NAME
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class BeliefEffects:
    """Effect of the uncertain assumptions on the lead of the best schedule over the next, by the objective."""

    first: str
    second: str
    split: VarianceSplit  # of the best schedule's objective
    saved: float  # how many replicates one is worth because both schedules share the belief
    survives: Proportion
    drivers: list[Driver]


def belief_effects(
    scenario: Scenario, beliefs: Sequence[int], values: Mapping[str, Array], decision: Choice, design: Design
) -> BeliefEffects | None:
    """Effects of the assumptions on the lead; None where no belief was drawn, or there are no two arms.

    ``values`` are those of the objective by arm, (beliefs, lucks) each.
    """
    if not design.lucks or decision.lead is None:
        return None
    from sim.assumptions.belief import quantile_of

    sign = 1.0 if KPI_BY_NAME[scenario.objective].better == "higher" else -1.0
    best, runner_up = values[decision.lead.first], values[decision.lead.second]
    difference = sign * (best - runner_up).mean(axis=1)
    drawn = [quantile_of(scenario.assumptions, design.seed_of(belief)) for belief in beliefs]
    quantiles = {name: np.array([draw[name] for draw in drawn]) for name in drawn[0]}
    return BeliefEffects(
        decision.lead.first,
        decision.lead.second,
        variance_split(best),
        saved_by_shared_belief(best, runner_up),
        survives(np.maximum(difference, 0.0)),  # ahead, whatever the sign of the mean: that of ratios may be another
        drivers(difference, quantiles),
    )
