"""Promo codes: each post with or without as is better where that is searched, and as the rules say elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from plan_instances import instance, plan

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Post, schedule_of
from experiments.plan_launch.moves import every, near, recoded


class WithCodes:
    """What an instance brings, each post of it more with a code or more without, by its creator."""

    def __init__(self, coverage, better_with):
        self.coverage, self.better_with = coverage, better_with

    @property
    def played(self):
        return self.coverage.played

    def share(self, option):
        right = sum(post.code == self.better_with[post.creator] for post in option)
        return 1.0 + 0.1 * (right / max(1, len(option)) - 0.5)

    def mean(self, option):
        return self.coverage.mean(frozenset(post._replace(code=False) for post in option)) * self.share(option)

    def values(self, options, replicates):
        plain = [frozenset(post._replace(code=False) for post in option) for option in options]
        return self.coverage.values(plain, replicates) * np.array([[self.share(option)] for option in options])


def made(number, *, promo_code=False, search_codes=True, creators=5):
    """An instance under such rules, in which codes help with every second creator and harm with the others."""
    coverage, allowed = instance(number, creators=creators, luck=0.0)
    rules = allowed.rules.model_copy(update={"promo_code": promo_code, "search_codes": search_codes})
    better_with = [bool(k % 2) for k in range(creators)]
    return WithCodes(coverage, better_with), Allowed(replace(allowed.scenario, rules=rules), allowed.roster)


@pytest.mark.parametrize("promo_code", [False, True])
@pytest.mark.parametrize("number", [3, 4, 5])
def test_where_codes_are_searched_each_post_has_one_if_that_is_better(number, promo_code):
    outcomes, allowed = made(number, promo_code=promo_code)
    options, choice = plan(outcomes, allowed, campaigns=10_000)
    best = options[choice.best]
    assert [post.code for post in best] == [outcomes.better_with[post.creator] for post in best]


@pytest.mark.parametrize("promo_code", [False, True])
def test_where_they_are_not_every_post_is_as_the_rules_say(promo_code):
    outcomes, allowed = made(3, promo_code=promo_code, search_codes=False)
    options, _ = plan(outcomes, allowed, campaigns=4_000)
    assert {post.code for option in options for post in option} == {promo_code}
    assert list(recoded(allowed, options[0])) == []


def test_a_search_without_codes_is_what_it_was_before_there_were_any():
    """The moves that codes add take no number of the generator where they are not searched."""
    _, allowed = made(6, search_codes=False)
    _, searched = made(6)
    draft = frozenset({Post(0, 0, "post"), Post(1, 7, "post")})
    worth = dict.fromkeys(range(5), 1.0)
    plain, both = (near(one, draft, worth, 12, np.random.default_rng(2)) for one in (allowed, searched))
    assert {post.code for option in plain for post in option} == {False}
    assert {post.code for option in both for post in option} == {False, True}
    assert set(every(allowed, draft, worth)) < set(every(searched, draft, worth))


def test_a_code_is_a_matter_of_the_post_in_the_schedule_too():
    _, allowed = made(3)
    draft = frozenset({Post(0, 0, "post", code=True), Post(0, 7, "post"), Post(1, 0, "post")})
    schedule = schedule_of(draft, allowed.roster, allowed.rules)
    told = {(phase.influencers[0], phase.start_hours < 100): phase.promo_code for phase in schedule.phases}
    assert told == {("creator-0", True): True, ("creator-0", False): False, ("creator-1", True): False}
