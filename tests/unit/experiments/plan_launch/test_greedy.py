"""The start of a plan: the best for the money first, in every format that the rules allow, and hardly anybody twice."""

from dataclasses import replace

import numpy as np
import pytest
from rosters import LAUNCH, influencer

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.greedy import greedy
from experiments.plan_launch.score import Score
from experiments.plan_launch.search import improved
from sim.scenario.plan_rules import PlanRules

FORMATS = ("post", "story", "reel")


class Sums:
    """Outcomes that add up over posts, by format, and shrink with the size of a draft where ``shrinking``."""

    def __init__(self, brings, shrinking=0.0):
        self.brings, self.shrinking, self.played = brings, shrinking, set()

    def values(self, options, replicates):
        self.played |= {(option, at) for option in options for at in replicates}
        sums = [sum(self.brings[post.format][post.creator] for post in option) for option in options]
        return np.array([[value * (1.0 - self.shrinking * value)] * len(replicates) for value in sums])


def allowed(fees, budget_eur, formats=FORMATS):
    """A list with a fee for each format, one post each on a single day."""
    roster = [
        replace(influencer(place, "micro", own["post"]), fees_by_format_eur=tuple(own.items()))
        for place, own in enumerate(fees)
    ]
    rules = PlanRules(posts_each=1, days=(1,), formats=formats)
    return Allowed(replace(LAUNCH, budget_eur=budget_eur, rules=rules), roster)


def of(draft):
    return {(post.creator, post.format) for post in draft}


FEES = [{"post": 100.0, "story": 30.0, "reel": 200.0}, {"post": 100.0, "story": 90.0, "reel": 110.0}]
BRINGS = {"post": [10.0, 10.0], "story": [6.0, 1.0], "reel": [15.0, 30.0]}


def test_each_creator_starts_in_the_format_that_brings_most_for_its_own_fee():
    path = greedy(allowed(FEES, 140.0), Sums(BRINGS), Score(), range(2), per_eur=True)
    assert of(path.drafts[-1]) == {(0, "story"), (1, "reel")}


def test_by_gain_alone_the_format_that_brings_most_comes_first():
    path = greedy(allowed(FEES, 310.0), Sums(BRINGS), Score(), range(2), per_eur=False)
    assert of(path.drafts[-1]) == {(0, "reel"), (1, "reel")}


def test_a_format_that_the_rules_do_not_name_is_not_tried():
    outcomes = Sums(BRINGS)
    greedy(allowed(FEES, 310.0, ("post",)), outcomes, Score(), range(2), per_eur=True)
    assert {post.format for draft, _ in outcomes.played for post in draft} == {"post"}


def test_the_search_brings_creators_in_with_the_format_that_was_measured_best():
    one, outcomes = allowed(FEES, 140.0), Sums(BRINGS)
    path = greedy(one, outcomes, Score(), range(2), per_eur=True)
    assert path.by_creator(one) == {0: ("story", pytest.approx(6.0)), 1: ("reel", pytest.approx(30.0))}
    *_, last = improved(one, outcomes, Score(), path, np.random.default_rng(1), lambda: len(outcomes.played) < 500)
    assert of(last) == {(0, "story"), (1, "reel")}


def test_the_longer_a_draft_the_more_are_added_at_once_and_the_fewer_campaigns_a_post_takes():
    rng, creators = np.random.default_rng(1), 120
    outcomes = Sums({"post": rng.uniform(0.5, 1.5, creators)}, shrinking=0.001)
    one = allowed([{"post": 100.0}] * creators, 100.0 * creators / 2, ("post",))
    path = greedy(one, outcomes, Score(), range(1), per_eur=True)
    sizes = [len(draft) for draft in path.drafts]
    assert sizes[:9] == list(range(9))
    assert max(np.diff(sizes)) > 1
    assert all(later <= 1 + before // 8 for before, later in zip(sizes, np.diff(sizes), strict=False))
    assert len(outcomes.played) - creators < 2 * sizes[-1]
    best = np.sort(outcomes.brings["post"])[::-1][: sizes[-1]].sum()
    assert path.scores[-1] == pytest.approx(best * (1.0 - 0.001 * best), rel=0.01)


def test_a_long_draft_goes_on_to_those_who_still_add_something_where_whoever_led_the_list_adds_nothing_any_more():
    """Ten who convince different people, and ten pairs who convince the same."""

    class Groups:
        def values(self, options, replicates):
            groups = [
                {post.creator if post.creator < 10 else 100 + post.creator // 2 for post in one} for one in options
            ]
            return np.array(
                [
                    [10.0 * len(one) - 0.01 * len(option)] * len(replicates)
                    for one, option in zip(groups, options, strict=True)
                ]
            )

    one = allowed([{"post": 100.0}] * 30, 3_000.0, ("post",))
    path = greedy(one, Groups(), Score(), range(1), per_eur=True)
    assert path.scores[-1] >= 10.0 * 20 - 0.01 * 30  # of each group somebody
