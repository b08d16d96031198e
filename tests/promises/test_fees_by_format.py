"""What a campaign pays is the sum of the fees that the list has for the formats of its posts."""

import tomllib

import pytest
from worlds import SMALLEST

from experiments.plan_launch.allowed import Allowed
from experiments.plan_launch.draft import Post, schedule_of
from sim.planning.budget import plan
from sim.results.measures import totals_of
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, Phase, Schedule
from sim.world.influencers import roster_of

FEES = {
    "ann": {"": 100.0, "story": 30.0, "reel": 250.5},
    "bob": {"": 80.0, "reel": 0.0},
    "cem": {"": 120.25, "post": 110.0, "live": 600.0},
}
LIST = "name,followers,fee,fee_post,fee_story,fee_reel,fee_live\n" + "".join(
    f"{name},{900 + place}," + ",".join(str(fees.get(one, "")) for one in ("", *FORMATS)) + "\n"
    for place, (name, fees) in enumerate(FEES.items())
)


def fee(name: str, format_: str) -> float:
    return FEES[name].get(format_, FEES[name][""])


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("fees")
    (path / "list.csv").write_text(LIST)
    text = SMALLEST.replace("= 1000\n[brand]", "= 5000\n[brand]").replace("horizon_days = 30", "horizon_days = 9")
    text += f'[rules]\nformats = {list(FORMATS)}\ndays_between_posts = 1\n[roster]\nfile = "{path / "list.csv"}"\n'
    return Scenario.from_mapping(tomllib.loads(text), people=1_000)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_post_costs_the_fee_of_its_format_or_else_the_general_one(scenario, format_):
    roster = roster_of(scenario, scenario.market.interests, 1)
    phases = tuple(Phase(influencers=(name,), format=format_, posts_each=2, fee_share=0.5) for name in FEES)
    made = plan(scenario, roster, Schedule("by_hand", phases))
    assert {roster[post.influencer].name: post.fee_eur for post in made.posts} == {
        name: round(50 * fee(name, format_)) / 100 for name in FEES
    }
    assert made.fees_eur == pytest.approx(sum(round(50 * fee(name, format_)) / 100 for name in FEES) * 2)


def test_the_planner_the_books_and_a_campaign_have_the_same_sum_of_listed_fees(scenario):
    roster = roster_of(scenario, scenario.market.interests, 1)
    places = {profile.name: place for place, profile in enumerate(roster)}
    posts = [
        *(("ann", 0, "reel"), ("ann", 2, "story"), ("ann", 4, "post"), ("bob", 1, "reel"), ("bob", 3, "live")),
        *(("cem", 2, "post"), ("cem", 4, "live"), ("cem", 6, "reel")),
    ]
    draft = frozenset(Post(places[name], day, format_) for name, day, format_ in posts)
    schedule = schedule_of(draft, roster, scenario.rules)
    campaign = scenario.play(schedule, events=False)
    fees = sum(fee(name, format_) for name, _, format_ in posts)
    gift = 10.0 * 0.5  # who asks for no fee for a first post is given the product
    assert campaign.plan.fees_eur == campaign.totals["fees_eur"] == fees
    assert campaign.plan.spend_eur == campaign.totals["cost_eur"] == fees + gift
    assert Allowed(scenario, roster).prices.of(draft) == round(100 * (fees + gift))
    agents = scenario.play(schedule, crowd="agents", events=False)
    assert agents.totals["cost_eur"] == fees + gift
    assert totals_of(agents.record, scenario, agents.world)["fees_eur"] == fees


def test_a_creator_of_whom_one_format_is_within_the_budget_may_post(scenario):
    roster = roster_of(scenario, scenario.market.interests, 1)
    poor = scenario.with_value("budget_eur", 35.0)
    assert [roster[one].name for one in Allowed(poor, roster).creators] == ["ann", "bob"]
