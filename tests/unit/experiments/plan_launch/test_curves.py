"""The outcome against the spend: of one tier alone its own creators, and the profit of one more EUR between points."""

from dataclasses import replace

import numpy as np
import pytest
from rosters import LAUNCH, influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.curves import CurvePoint, curves_by_tier, marginal_profits
from experiments.plan_launch.draft import creators_of
from experiments.plan_launch.score import Score
from experiments.statistics.estimates import Estimate
from sim.scenario.plan_rules import PlanRules

BRINGS = {0: 5.0, 1: 9.0, 2: 40.0}  # two micro creators and a macro


class Sums:
    """Outcomes that add up: the objective, and a profit of a tenth of it."""

    names = ("reach_people", "profit_eur")

    def __init__(self):
        self.tried = []

    def totals(self, options, replicates):
        self.tried += options
        sums = [sum(BRINGS[one] for one in creators_of(option)) for option in options]
        return np.array([[[value, value / 10]] * len(replicates) for value in sums])

    def values(self, options, replicates):
        return self.totals(options, replicates)[:, :, 0]


def curves(budget_eur):
    roster = [influencer(0, "micro", 100.0), influencer(1, "micro", 100.0), influencer(2, "macro", 300.0)]
    scenario = replace(LAUNCH, budget_eur=budget_eur, rules=PlanRules(posts_each=1, days=(1,)))
    played = Sums()
    return played, curves_by_tier(Allowed(scenario, roster), played, Score(), range(20))


def test_a_tier_alone_brings_what_its_own_creators_bring_the_better_one_first():
    played, told = curves(1_000.0)
    assert [(one.spend_eur, one.objective.mean) for one in told["micro"]] == [(100.0, 9.0), (200.0, 14.0)]
    assert [(one.spend_eur, one.objective.mean) for one in told["macro"]] == [(300.0, 40.0)]
    assert list(told) == ["micro", "macro"]  # no other tier is in the list
    assert not any({0, 2} <= creators_of(draft) or {1, 2} <= creators_of(draft) for draft in played.tried)


def test_a_tier_that_the_budget_does_not_pay_for_has_no_curve():
    _, told = curves(250.0)
    assert list(told) == ["micro"]
    assert told["micro"][-1].spend_eur <= 250.0


def test_the_profit_of_one_more_eur_is_the_slope_between_points():
    none = Estimate(0.0, 0.0, 0.0)
    curve = [CurvePoint(spend, none, Estimate(profit, 0, 0), 1, False) for spend, profit in ((100, 50), (300, 30))]
    assert marginal_profits(curve) == pytest.approx([0.5, -0.1])
