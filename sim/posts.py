"""The posts of a run, each with an identity that no schedule changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim import coin, rules
from sim.budget import Plan
from sim.scenario import Scenario
from sim.world import World

PIECES = 4096  # posts of one influencer that have an identity of their own

POST = np.dtype(
    [
        ("post", np.uint32),  # identity: (influencer, k-th piece); the upper half is kept for people's own posts
        ("influencer", np.int64),  # place in the world's roster
        ("quality", np.float64),  # factor on engagement, mean 1
    ]
)

Posts = npt.NDArray[np.void]


def posts_of(plan: Plan, world: World, scenario: Scenario, luck_seed: int) -> Posts:
    """The plan's posts, each with an identity that no schedule changes: (influencer, k-th piece)."""
    posts = np.zeros(len(plan.posts), POST)
    spread = scenario.assumptions.value("post_quality_spread")
    for place, planned in enumerate(plan.posts):
        identity = world.roster[planned.influencer].key * PIECES + planned.piece
        u1, u2, _, _ = coin.draw(luck_seed, coin.QUALITY, 0, identity, 0)
        posts[place] = (identity, planned.influencer, rules.post_quality(spread, u1, u2))
    return posts
