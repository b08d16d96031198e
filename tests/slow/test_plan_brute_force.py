"""The whole planner on the simulation itself, where every plan that the rules allow can be played.

The luck of single posts is off, and the objective is reach: with them on, 400 campaigns of each plan tell means of
engagements to a fifth (measured), and nobody could say which plan is within a hundredth of the best.
"""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Post
from experiments.plan_launch.played import Played
from experiments.plan_launch.study import Effort, plan_launch
from experiments.replicates.design import Design
from sim.assumptions.mechanisms import without
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.nightly

CREATORS, DAYS = 5, (1, 4)
TRUTH = range(900_000, 900_100)  # replicates that the planner has not seen


def scenario(number, tmp_path):
    """A small market, and a list of creators with fees of whom the budget pays for two or three."""
    rng = np.random.default_rng(number)
    followers = (10 ** rng.uniform(3.0, 3.9, CREATORS)).astype(int)
    fees = np.round(20.0 + 0.02 * followers * rng.uniform(0.5, 2.0, CREATORS))
    interests = rng.choice(["sport", "food"], CREATORS)
    rows = zip(followers, rng.uniform(0.02, 0.08, CREATORS), fees, interests, strict=True)
    file = tmp_path / f"creators-{number}.csv"
    file.write_text(
        "name,followers,engagement_rate_per_follower,fee_eur,interest\n"
        + "".join(f"c{k},{size},{rate:.4f},{fee:.0f},{one}\n" for k, (size, rate, fee, one) in enumerate(rows))
    )
    small = Scenario.from_mapping(
        {
            "name": "small",
            "budget_eur": float(np.round(0.5 * fees.sum())),
            "objective": "awareness",
            "brand": {"name": "b", "interest": "sport", "price_eur": 40.0, "margin_share": 0.5},
            "market": {"people": 20_000, "horizon_days": 7, "interests": ["sport", "food"]},
            "roster": {"file": str(file)},
            "rules": {"posts_each": 1, "days": list(DAYS)},
        }
    )
    luck = ["sharing", "feeds", "declared_rates", "engagement_spread", "quality"]
    return replace(small, assumptions=without(small.assumptions, luck))


def share_of_the_best(number, tmp_path, campaigns=1_500):
    """The mean that the plan brings over that of the best of all plans, in replicates that the planner has not seen."""
    asked = scenario(number, tmp_path)
    made = plan_launch(asked, effort=Effort(campaigns, 20))
    played = Played(asked, Design(1, lucks=1), 1)
    allowed = Allowed(asked, played.roster)
    every = [
        frozenset(Post(creator, day - 1, "post") for creator, day in enumerate(days) if day)
        for days in itertools.product((None, *DAYS), repeat=CREATORS)
    ]
    every = [draft for draft in every if draft and not allowed.fault(draft)]
    assert made.draft in every
    means = dict(zip(every, played.values(every, TRUTH).mean(axis=1), strict=True))
    return means[made.draft] / max(means.values()), len(every)


@pytest.mark.parametrize("number", [1, 2])
def test_the_plan_reaches_99_percent_of_the_best_of_all_plans_in_the_simulation(number, tmp_path):
    reached, plans = share_of_the_best(number, tmp_path)
    assert plans > 30
    assert reached >= 0.99
