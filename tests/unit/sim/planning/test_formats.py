"""A story, a reel and a live broadcast differ from a post in reach and in time, and in nothing else."""

import numpy as np
import pytest
from scipy import stats
from worlds import influencer, plain_market, unlabelled, world_of

from sim import events as ev
from sim.crowd.behaviour import NEVER, behaviour_of, delay_hours
from sim.memory import BYTES_AT_REST, BYTES_PER_IMPRESSION, estimated_bytes
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.formats import delay_shares, reach_rate_of
from sim.planning.posts import posts_of
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, Phase, Schedule
from sim.tiers import TIER_NAMES
from sim.world.world import World

MEDIAN, SPREAD = 10.0, 1.86
FACTORS = {"reach_factor_story": 0.25, "reach_factor_reel": 1.5, "reach_factor_live": 0.1}
TIMES = {"lifetime_hours_story": 24.0, "lifetime_hours_live": 3.0, "delay_factor_reel": 2.0}
SCENARIO = plain_market(10_000, days=10, delay_median_hours=MEDIAN, delay_spread=SPREAD, **FACTORS, **TIMES)
WORLD = world_of(SCENARIO, 1, influencer(0, 10_000, 0.4, 0.3))


def expected_shares(format_: str) -> np.ndarray:
    """P(delay <= h) for h = 1 to 240, by scipy."""
    delay = stats.lognorm(SPREAD, scale=MEDIAN * (2.0 if format_ == "reel" else 1.0))
    shares = delay.cdf(np.arange(1, 241))
    life = {"story": 24, "live": 3}.get(format_)
    return shares if life is None else np.minimum(1.0, shares / delay.cdf(life))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_table_of_delays_is_lognormal_and_cut_at_the_lifetime(format_):
    table = delay_shares(SCENARIO.assumptions, 240)
    assert table.shape == (len(FORMATS), 240)
    assert table[FORMATS.index(format_)] == pytest.approx(expected_shares(format_), rel=1e-12)


@pytest.mark.parametrize("format_", FORMATS)
def test_delays_drawn_have_the_frequencies_of_their_format_and_never_outlive_it(format_):
    behaviour, row = behaviour_of(SCENARIO, WORLD, 1), FORMATS.index(format_)
    draws = 20_000
    delays = np.array([delay_hours(behaviour, row, (i + 0.5) / draws) for i in range(draws)])
    found = np.array([(delays <= h).mean() for h in range(1, 241)])
    assert np.abs(found - expected_shares(format_)).max() <= 1.0 / draws
    last = {"story": 24, "live": 3}.get(format_, NEVER)
    assert delays.max() == last == delay_hours(behaviour, row, 1.0 - 2.0**-32)
    assert delay_hours(behaviour, row, 0.0) == 1


@pytest.mark.parametrize("tier", TIER_NAMES)
def test_reach_is_that_of_a_post_times_the_factor_of_the_format_and_never_above_one(tier):
    by_tier = {"nano": 0.4, "micro": 0.3, "macro": 0.2, "mega": 0.1}
    assumptions = plain_market(1_000, **FACTORS | {"reach_factor_story": by_tier, "reach_factor_reel": 3.0}).assumptions
    profile = influencer(0, 1_000, 0.5, 0.1, tier=tier)
    assert reach_rate_of(profile, "post", assumptions) == 0.5
    assert reach_rate_of(profile, "story", assumptions) == 0.5 * by_tier[tier]
    assert reach_rate_of(profile, "reel", assumptions) == 1.0
    assert reach_rate_of(profile, "live", assumptions) == 0.5 * 0.1


def test_pieces_of_different_formats_differ_in_reach_alone():
    made = posts_of(unlabelled(*((0, 0, 0, {"format": format_}) for format_ in FORMATS)).posts, WORLD, SCENARIO, 1)
    assert made["format"].tolist() == [0, 1, 2, 3]
    scales = made["reach_scale"] / made["reach_scale"][0]
    assert scales == pytest.approx([1.0, *FACTORS.values()])  # nobody here is more active than another
    same = [name for name in made.dtype.names if name not in ("format", "reach_scale")]
    assert len(np.unique(made[same])) == 1


def test_what_is_passed_on_lives_as_long_from_then_on_as_what_was_published():
    """A shared story can be seen for a day after it was shared, and a shared broadcast for its hours."""
    scenario = plain_market(
        2_000,
        days=6,
        delay_median_hours=MEDIAN,
        delay_spread=SPREAD,
        share_per_engaged_person=0.5,
        friend_reach_rate=0.6,
        **TIMES,
    )
    world = world_of(scenario, 1, influencer(0, 2_000, 0.5, 0.5))
    for format_, life in (("story", 24), ("live", 3)):
        events = simulate(scenario, world, unlabelled((0, 0, 0, {"format": format_})), luck_seed=1, events=True).events
        shared = {int(e["person"]): int(e["hour"]) for e in events if e["outcome"] & 4}
        passed = events[events["via"] != ev.NOBODY]
        after = np.array([int(e["hour"]) - shared[int(e["via"])] for e in passed])
        assert after.size > 200
        assert (after.min(), after.max()) == (1, life)


def test_a_schedule_of_stories_reaches_fewer_at_the_same_money():
    launch = Scenario.load(None, people=100_000)
    world = World.generate(launch, 1)
    reached = {}
    for format_ in FORMATS:
        made = plan(launch, world, Schedule("mine", (Phase(tier="micro", format=format_),)))
        assert {post.format for post in made.posts} == {format_}
        reached[format_] = (made.spend_eur, simulate(launch, world, made, luck_seed=1).totals["reach_people"])
    assert len({spend for spend, _ in reached.values()}) == 1
    order = sorted(FORMATS, key=lambda format_: reached[format_][1])
    assert order == ["live", "story", "post", "reel"]


def test_the_estimate_of_memory_knows_that_a_story_is_seen_by_fewer():
    launch = Scenario.load(None, people=1_000_000)
    world = World.generate(launch, 1)
    by_format = {}
    for format_ in ("post", "story"):
        made = plan(launch, world, Schedule("mine", (Phase(tier="micro", format=format_),)))
        by_format[format_] = estimated_bytes(world, made, launch.assumptions) - BYTES_AT_REST
        read = simulate(launch, world, made, luck_seed=1).totals["impressions"]
        assert by_format[format_] > BYTES_PER_IMPRESSION * 0.95 * read
    assert by_format["story"] == pytest.approx(0.2 * by_format["post"], rel=1e-6)
