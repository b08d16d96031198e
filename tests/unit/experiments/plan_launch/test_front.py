"""Plans between two objectives: nobody on the front is beaten in both, and both ends are found."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from rosters import LAUNCH, influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import NAME, NOTHING, Post, creators_of
from experiments.plan_launch.front import front, named_front
from sim.kpis import KPI_BY_NAME
from sim.scenario.plan_rules import PlanRules

REACH = np.array([9.0, 8.0, 1.0, 1.5, 5.0])
SALES = np.array([1.0, 1.5, 8.0, 9.0, 5.0])


class Additive:
    """Two totals, each the sum of what its creators bring, with luck that all drafts share."""

    def __init__(self, second=SALES):
        self.brings, self.asked = np.stack([REACH, second], axis=1), 0

    def totals(self, options, replicates):
        self.asked += len(options) * len(replicates)
        luck = np.array([1.0 + 0.01 * np.sin(replicate) for replicate in replicates])
        sums = np.array([self.brings[sorted(creators_of(option))].sum(axis=0) for option in options])
        return sums[:, None, :] * luck[None, :, None]


def allowed(most=2):
    """Any so many of the creators, who all cost the same."""
    roster = [influencer(place, "micro", 100.0) for place in range(len(REACH))]
    scenario = replace(LAUNCH, budget_eur=100.0 * most, rules=PlanRules(posts_each=1, days=(1,)))
    return Allowed(scenario, roster)


def found(second=SALES, kpi="purchases_incremental"):
    one = allowed()
    best = frozenset(one.post(creator, 0) for creator in np.argsort(-REACH)[:2])
    objectives = KPI_BY_NAME["reach_people"], KPI_BY_NAME[kpi]
    return best, front(
        one, Additive(second), objectives, best, [], cautious=False, campaigns=400, seed=1, replicates=range(100, 120)
    )


def test_every_plan_of_the_front_is_within_the_budget_and_none_possible_beats_it_in_both():
    _, plans = found()
    pairs = [np.array([REACH[list(two)].sum(), SALES[list(two)].sum()]) for two in itertools.combinations(range(5), 2)]
    for one in plans:
        inside = sorted(creators_of(one.draft))
        assert one.spend_eur <= 200.0
        own = np.array([REACH[inside].sum(), SALES[inside].sum()])
        assert not any((other >= own).all() and (other > own).any() for other in pairs)
    assert {tuple(sorted(creators_of(one.draft))) for one in plans} >= {(0, 1), (2, 3)}


def test_what_is_given_up_and_gained_is_the_paired_difference_to_the_plan():
    best, plans = found()
    assert [one.first.mean for one in plans] == sorted((one.first.mean for one in plans), reverse=True)
    (itself,) = (one for one in plans if one.draft == best)
    assert itself.first_less_plan.mean == itself.second_less_plan.mean == 0.0
    for one in plans:
        assert one.first_less_plan.mean == pytest.approx(one.first.mean - itself.first.mean)
        assert one.second_less_plan.mean == pytest.approx(one.second.mean - itself.second.mean)


def test_objectives_that_agree_leave_the_plan_alone_on_its_front():
    best, plans = found(second=REACH)
    assert [one.draft for one in plans] == [best]


def test_where_less_of_the_second_is_better_to_hire_nobody_is_no_plan():
    best, plans = found(second=10.0 - SALES, kpi="own_hours")
    assert NOTHING not in {one.draft for one in plans}
    assert best in {one.draft for one in plans}


def test_the_plan_keeps_its_name_and_the_others_are_counted():
    best, plans = found()
    names = dict(named_front(best, plans))
    assert names[NAME].draft == best
    assert sorted(names) == sorted([NAME, *(f"front_{place}" for place in range(1, len(plans)))])
    assert all(isinstance(post, Post) for one in plans for post in one.draft)
