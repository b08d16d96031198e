"""The search from a start: on a long list it ends with a race that brings nothing that matters."""

from dataclasses import replace

import numpy as np
from plan_instances import instance
from rosters import LAUNCH, influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import creators_of
from experiments.plan_launch.greedy import GreedyPath, greedy
from experiments.plan_launch.moves import every
from experiments.plan_launch.score import MATTERS_SHARE, Score
from experiments.plan_launch.search import improved, race
from sim.scenario.plan_rules import PlanRules


class Sums:
    """Outcomes that add up over creators; ``played`` is every draft with its replicate, in order."""

    def __init__(self, brings):
        self.brings, self.played = np.asarray(brings, float), []

    def values(self, options, replicates):
        self.played += [(option, at) for option in options for at in replicates]
        return np.array([[self.brings[sorted(creators_of(one))].sum()] * len(replicates) for one in options])


def searched(brings, start, most):
    """The drafts that a search comes to from these creators, where the budget pays for so many, and what was played."""
    roster = [influencer(place, "micro", 100.0) for place in range(len(brings))]
    rules = PlanRules(posts_each=1, days=(1,))
    allowed, outcomes = Allowed(replace(LAUNCH, budget_eur=100.0 * most, rules=rules), roster), Sums(brings)
    draft = frozenset(allowed.post(one, 0) for one in start)
    gains = {(one, "post"): float(value) for one, value in enumerate(brings) if one not in start}
    path = GreedyPath((draft,), (float(outcomes.brings[list(start)].sum()),), gains)
    found = list(improved(allowed, outcomes, Score(), path, np.random.default_rng(1), lambda: True))
    return [creators_of(one) for one in found], outcomes.played


def test_a_long_list_is_searched_until_a_race_brings_nothing():
    brings = [10.0] * 10 + [1.0] * 100
    found, played = searched(brings, range(10), 10)
    assert found == [frozenset(range(10))]
    assert len(played) < 8 * 11 + 8 * 17 + 8 * 9 + 16 * 5 + 32 * 3 + 200  # one race, and what each creator is worth


def test_a_draft_that_is_better_by_more_than_matters_is_searched_on_from():
    brings = [10.0] * 8 + [1.0] * 100 + [9.0, 9.0]
    found, _ = searched(brings, range(10), 10)
    assert found[-1] == frozenset({*range(8), 108, 109})


def test_a_draft_that_is_better_by_less_than_matters_is_the_last_of_a_long_list():
    brings = [10.0] * 9 + [1.0] * 100 + [1.0 + 0.5 * MATTERS_SHARE * 91.0]
    found, played = searched(brings, range(10), 10)
    assert found[-1] == frozenset({*range(9), 109})
    assert len(found) == 2
    assert len({at for _, at in played if at >= 100_000}) == 64  # replicates that no race has seen, of a single check


def test_what_a_creator_takes_away_is_measured_once_on_a_long_list():
    brings = [10.0] * 8 + [1.0] * 100 + [9.0, 9.0]
    found, played = searched(brings, range(10), 10)
    assert len(found) > 1
    per_left_out = [draft for draft, at in played if at == 0 and creators_of(draft) < found[0] and len(draft) == 9]
    assert len(per_left_out) == len(set(per_left_out)) == 10


def test_a_short_list_is_searched_with_a_sharper_eye_before_it_ends():
    found, played = searched([10.0, 9.0, 1.0, 1.0], range(2), 2)
    assert found == [frozenset({0, 1})]
    assert max(at for _, at in played) >= 8 << 4


def test_who_is_worth_more_than_several_comes_in_in_their_place():
    """Two for 60 EUR each leave no room for the third at 110 EUR, who brings more than both."""
    roster = [influencer(place, "micro", fee) for place, fee in enumerate((60.0, 60.0, 110.0))]
    allowed = Allowed(replace(LAUNCH, budget_eur=120.0, rules=PlanRules(posts_each=1, days=(1,))), roster)
    draft = frozenset(allowed.post(one, 0) for one in (0, 1))
    moves = every(allowed, draft, {0: 6.0, 1: 5.0, 2: 12.0})
    assert frozenset({allowed.post(2, 0)}) in moves
    bound = Allowed(replace(allowed.scenario, rules=PlanRules(posts_each=1, days=(1,), must=("micro-1",))), roster)
    assert all(1 in creators_of(move) for move in every(bound, draft, {0: 6.0, 1: 5.0, 2: 12.0}))


def test_a_race_that_is_cut_short_tells_who_was_ahead():
    roster = [influencer(place, "micro", 100.0) for place in range(4)]
    allowed = Allowed(replace(LAUNCH, budget_eur=100.0, rules=PlanRules(posts_each=1, days=(1,))), roster)
    one, *others = (frozenset({allowed.post(place, 0)}) for place in range(4))
    outcomes = Sums([2.0, 1.0, 4.0, 3.0])
    laps = iter([True, False])
    assert race(outcomes, Score(), one, others, (8, 16), lambda: next(laps)) == ([others[1], others[2]], False)
    assert race(outcomes, Score(), one, others, (8, 16), lambda: True) == ([others[1]], True)


def test_who_was_ahead_when_the_campaigns_ended_is_told_for_the_last_choice():
    coverage, allowed = instance(1000, creators=6, luck=0.3)
    path = greedy(allowed, coverage, Score(), range(8), per_eur=True)
    told = []
    drafts = list(
        improved(
            allowed, coverage, Score(), path, np.random.default_rng(1), lambda: coverage.played < 1_000, told.append
        )
    )
    assert told
    assert not set(told[-1]) & set(drafts[-1:])
    assert all(not allowed.fault(one) for ahead in told for one in ahead)
