"""Why somebody was never reached: who would have had to show it, by the same world and log."""

import re
from dataclasses import replace

import numpy as np
import pytest

from experiments.lab.question.asked import Asked
from sim import events as ev
from sim.planning.posts import posts_of
from sim.results.never_reached import why_never_reached
from sim.scenario.scenario import Scenario
from sim.world.following import influencers_followed, people_followed
from sim.world.people import traits


@pytest.fixture(scope="module")
def campaign():
    return Asked(people=3_000, sharing=50).scenario().play("micro_only", seed=4)


def untouched(campaign):
    reached = np.unique(campaign.record.events["person"])
    return np.setdiff1d(np.arange(campaign.world.people.size), reached).tolist()


def why(campaign, person):
    return why_never_reached(campaign.scenario, campaign.world, campaign.record, campaign.luck_seed, person)


def test_whom_they_follow_is_named_and_nobody_else(campaign):
    world, hired = campaign.world, campaign.plan.influencers
    for person in untouched(campaign)[::60]:
        said, followed = why(campaign, person), influencers_followed(world, person, hired)
        assert ("would have had to be hired" in said) == (not followed)
        named = set(re.findall(r"[a-z]+-\d+", said))
        assert named <= {world.roster[row].name for row in followed}
        others = people_followed(world, person).size
        assert f"Follows {others:,} other" in said or others == 0


def test_who_passed_something_on_unseen_is_named(campaign):
    events = campaign.record.events
    showed = set(events["person"][(events["outcome"] & (ev.SHARED | ev.WROTE)) != 0].tolist())
    told = 0
    for person in untouched(campaign)[::10]:
        friends = showed & set(people_followed(campaign.world, person).tolist())
        assert ("passed something on or wrote of it, unseen" in why(campaign, person)) == bool(friends)
        told += bool(friends)
    assert told  # or this would try nothing


def test_the_chance_of_seeing_is_that_of_the_rule_worked_by_hand(campaign):
    world, plan = campaign.world, campaign.plan
    scales = posts_of(plan.posts, world, campaign.scenario, campaign.luck_seed)["reach_scale"]
    told = 0
    for person in untouched(campaign)[::20]:
        found = re.search(r"at least one was ([\d.]+) %", why(campaign, person))
        if found is None:
            continue
        followed = influencers_followed(world, person, plan.influencers)
        by_hand, activity = 1.0, traits(world.people, person)[0]
        for post, scale in zip(plan.posts, scales, strict=True):
            if post.influencer in followed:
                by_hand *= 1.0 - min(1.0, float(scale) * activity)
        assert float(found[1]) == pytest.approx(100.0 * (1.0 - by_hand), rel=0.06)  # two digits are told
        told += 1
    assert told > 3


def test_without_feeds_none_is_spoken_of(campaign):
    quiet = Scenario.load(people=2_000)
    one = replace(quiet, market=quiet.market.model_copy(update={"feed": "followers"})).play("macro_only", seed=2)
    assert all("No feed showed a post" in why(one, person) for person in untouched(one)[::50])
