"""Intervals of whole comparisons cover a difference that is known from theory: worlds, luck, pairing and all."""

import numpy as np
import pytest
from test_closed_forms import influencer, market, plan_of

from experiments.statistics import Arm, bootstrap_difference, paired_difference
from sim.model import simulate
from sim.world import World

COMPARISONS, REPLICATES = 1_000, 20
PEOPLE, RATES = 1_000, (0.30, 0.24)


@pytest.mark.slow
def test_ninety_five_percent_intervals_of_simulated_differences_cover_93_to_97_percent_of_the_time():
    """Two influencers whom everybody follows and sees: engagements are binomial, their expected difference exact.

    Everybody shares the same luck, so the difference is not that of two independent binomials.
    """
    scenario = market(PEOPLE)
    posts = [plan_of((place, 0, 0)) for place in (0, 1)]
    truth = PEOPLE * (RATES[0] - RATES[1])
    covered = {"Student": 0, "as reported": 0}
    for comparison in range(COMPARISONS):
        values = np.empty((2, REPLICATES))
        for replicate in range(REPLICATES):
            seed = REPLICATES * comparison + replicate
            roster = [influencer(key, PEOPLE, 1.0, rate) for key, rate in enumerate(RATES)]
            world = World.generate(scenario, seed).with_roster(roster, scenario.assumptions)
            for place, plan in enumerate(posts):
                values[place, replicate] = simulate(scenario, world, plan, seed).totals["engagements"]
        arms = Arm("first", values[0]), Arm("second", values[1])
        for name, pair in (
            ("Student", paired_difference(*arms)),
            ("as reported", bootstrap_difference(*arms, seed=comparison, draws=1_000)),
        ):
            covered[name] += bool(pair.low <= truth <= pair.high)
    print({name: count / COMPARISONS for name, count in covered.items()})
    for count in covered.values():
        assert 0.93 <= count / COMPARISONS <= 0.97
