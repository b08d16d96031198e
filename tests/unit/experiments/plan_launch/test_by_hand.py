"""A creator who is taken into a plan by hand posts on the best day that is allowed, and what is broken is said."""

from dataclasses import replace

import numpy as np
import pytest
from plan_instances import DAYS, instance

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.by_hand import changed_less_found, fault_by_hand, taken_in, taken_out
from experiments.plan_launch.draft import NOTHING, Post
from sim.scenario.plan_rules import PlanRules

_, ALLOWED = instance(3, creators=5, luck=0.0)
NAMES = [profile.name for profile in ALLOWED.roster]
FIRST, SECOND, THIRD = DAYS


def under(budget_eur=1e6, **rules):
    rules = PlanRules(**{"posts_each": 1, "days": tuple(day + 1 for day in DAYS), **rules})
    return Allowed(replace(ALLOWED.scenario, budget_eur=budget_eur, rules=rules), ALLOWED.roster)


def draft(*posts):
    return frozenset(Post(creator, day, "post") for creator, day in posts)


@pytest.mark.parametrize(
    ("there", "day"),
    [
        ((), FIRST),
        (((0, FIRST),), SECOND),
        (((0, FIRST), (1, THIRD)), SECOND),
        (((0, FIRST), (1, SECOND), (2, THIRD)), FIRST),
        (((0, FIRST), (1, FIRST), (2, SECOND)), THIRD),
    ],
)
def test_who_is_taken_in_posts_on_the_day_on_which_fewest_others_do(there, day):
    assert taken_in(under(), draft(*there), 4, NOTHING) == draft(*there, (4, day))


def test_who_is_taken_in_posts_on_no_day_that_a_rule_forbids_while_there_is_another():
    there = draft((0, SECOND), (1, SECOND), (2, THIRD))
    assert taken_in(under(blackout_days=(FIRST + 1,)), there, 4, NOTHING) == there | draft((4, THIRD))
    full = draft((0, FIRST), (1, SECOND), (2, SECOND), (3, THIRD), (0, THIRD))
    assert taken_in(under(posts_a_day=1), full, 4, NOTHING) == full | draft((4, FIRST))  # no day is allowed


def test_a_budget_that_is_too_small_moves_nobody_to_another_day():
    allowed = under(budget_eur=ALLOWED.prices.of(draft((0, FIRST))) / 100)
    there = draft((0, FIRST))
    wider = taken_in(allowed, there, 1, NOTHING)
    assert wider == there | draft((1, SECOND))
    assert fault_by_hand(allowed, wider).startswith("costs ")


def test_who_was_in_the_plan_that_was_found_comes_back_as_there():
    found = draft((0, THIRD), (1, FIRST), (1, THIRD))
    assert taken_in(under(), taken_out(found, 1), 1, found) == found
    assert taken_out(found, 1) == draft((0, THIRD))


def test_what_a_changed_plan_breaks_is_said_who_must_post_among_it():
    allowed = under(must=(NAMES[2],), never=(NAMES[3],))
    assert fault_by_hand(allowed, draft((2, FIRST))) == ""
    assert fault_by_hand(allowed, draft((0, FIRST))) == f"rules.must names {NAMES[2]!r}"
    assert fault_by_hand(allowed, draft((2, FIRST), (3, FIRST))) == f"rules.never names {NAMES[3]!r}"


def test_the_change_is_what_the_changed_plan_brings_less_what_the_plan_brings():
    changed, found = np.array([5.0, 7.0, 9.5]), np.array([4.0, 4.0, 8.0])
    difference = changed_less_found(changed, found)
    assert difference.mean == pytest.approx(11 / 6)
    assert difference.low < difference.mean < difference.high
