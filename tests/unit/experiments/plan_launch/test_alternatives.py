"""What else could be done: a close rival in every replicate, one that is far behind in fewer."""

from dataclasses import replace

import numpy as np
import pytest
from rosters import LAUNCH, influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.alternatives import FEW_REPLICATES, alternatives_to, far_behind
from experiments.plan_launch.draft import creators_of
from sim.scenario.plan_rules import PlanRules

REPLICATES = range(600_000, 600_100)
BRINGS = np.array([10.0, 9.9, 2.0, 5.0])


class Lucky:
    """Outcomes that add up, times a luck that all options share, plus a little of each one's own."""

    def __init__(self, roster, objective="higher"):
        self.roster, self.seen = roster, {}
        self.sign = 1.0 if objective == "higher" else -1.0

    def values(self, options, replicates):
        for option in options:
            self.seen.setdefault(option, set()).update(replicates)
        rows = []
        for option in options:
            mean = 1.0 if isinstance(option, str) else BRINGS[sorted(creators_of(option))].sum()
            at = np.array(replicates)
            rows.append(self.sign * (mean * (1.0 + 0.1 * np.cos(at)) + 0.3 * np.sin(7.0 * at + 50.0 * mean)))
        return np.array(rows)


def world(objective="reach_people"):
    roster = [influencer(place, "micro", 100.0) for place in range(len(BRINGS))]
    scenario = replace(LAUNCH, budget_eur=100.0, objective=objective, rules=PlanRules(posts_each=1, days=(1,)))
    return Allowed(scenario, roster), Lucky(roster, scenario.judged_by.better)


def of(allowed, creator):
    return frozenset({allowed.post(creator, 0)})


def played_in(outcomes, option):
    return len(outcomes.seen[option] & set(REPLICATES))


@pytest.mark.parametrize("objective", ["reach_people", "cpm_eur"])
def test_a_close_rival_is_played_in_all_replicates_and_one_far_behind_in_fewer(objective):
    allowed, outcomes = world(objective)
    strategies = {"by_price": of(allowed, 1), "by_fit": of(allowed, 2)}
    told = alternatives_to(of(allowed, 0), allowed, outcomes, strategies, None, REPLICATES)
    assert played_in(outcomes, of(allowed, 1)) == len(REPLICATES)
    assert played_in(outcomes, of(allowed, 2)) == FEW_REPLICATES
    by_name = {one.name: one for one in told}
    sign = outcomes.sign
    assert sign * by_name["by_fit"].behind.mean == pytest.approx(8.0, abs=0.3)
    assert sign * by_name["by_price"].behind.mean == pytest.approx(0.1, abs=0.3)
    assert {one.kind for one in told} == {"strategy", "preset", "own"}


def test_the_edited_plan_is_played_in_all_replicates_however_far_behind_it_is():
    allowed, outcomes = world()
    alternatives_to(of(allowed, 0), allowed, outcomes, {}, of(allowed, 2), REPLICATES)
    assert played_in(outcomes, of(allowed, 2)) == len(REPLICATES)


def test_of_two_alike_hardly_ever_one_is_called_far_behind():
    rng = np.random.default_rng(1)
    called = [far_behind(*rng.normal(size=(2, 8))) for _ in range(4_000)]
    # Above 4 lies 0.26 % of a t distribution with 7 degrees of freedom; three standard errors for luck.
    assert np.mean(called) < 0.0026 + 3.0 * np.sqrt(0.0026 / 4_000)
    assert far_behind(rng.normal(size=8), 10.0 + rng.normal(size=8))
