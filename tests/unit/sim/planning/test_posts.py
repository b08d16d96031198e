"""How readily a post is passed on goes with how well it is liked, and not with how well its account is."""

from dataclasses import replace

import pytest
from worlds import influencer, market, plan_of

from sim.planning.budget import PlannedPost
from sim.planning.posts import posts_of
from sim.world.world import World


def test_how_infectious_an_author_is_says_nothing_of_how_well_the_account_is_liked():
    # As shares per view: per engagement it is the less, the more engage.
    scenario = market(5_000, engagement_spread=0.85, author_infectiousness_spread=0.8)
    usual = influencer(3, 500, 0.5, 0.05)
    infectious = []
    for engagement in (0.05, 0.2, 0.6):
        who = [replace(usual, engagement_per_reached_person=engagement)]
        world = World.generate(scenario, 1).with_roster(who, scenario.assumptions)
        (post,) = posts_of(plan_of(PlannedPost(0, 0, 0)).posts, world, scenario, 1)
        infectious.append(float(post["infectiousness"]) * engagement)
    assert infectious[0] != pytest.approx(0.05, rel=0.01)
    assert infectious == pytest.approx([infectious[0]] * 3)
