"""A campaign that cannot be played is one of which nothing is told, and the others are played."""

import numpy as np
from sneakers import launch

from experiments.reference_table.batch import TOTALS, Batch, played
from sim.errors import InputError
from sim.planning import budget


def test_a_schedule_that_is_refused_has_no_totals_and_the_other_has(monkeypatch):
    plan = budget.plan

    def refusing(scenario, world, name, **how):
        if name == "macro_only":
            raise InputError("nobody can be hired")
        return plan(scenario, world, name, **how)

    monkeypatch.setattr(budget, "plan", refusing)
    batch = Batch(launch(), ("macro_only", "micro_only"), ("fatigue_per_repeat",), np.array([[0.5]]), np.array([[7]]))
    totals = played(batch)
    assert totals.shape == (1, 1, 2, len(TOTALS))
    assert np.isnan(totals[0, 0, 0]).all()
    assert np.isfinite(totals[0, 0, 1, TOTALS.index("impressions")])
