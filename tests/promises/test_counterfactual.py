"""What must not change when something irrelevant does: the same person meeting the same post has the same luck."""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import market, plan_of, world_of

from sim import coin
from sim import events as ev
from sim.mesa_model import CampaignModel
from sim.model import simulate
from sim.planning.budget import Plan, PlannedPost, plan
from sim.planning.posts import OWN
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS
from sim.world.world import World

SEEDS = range(6)
DENSE = {
    "share_per_engaged_person": 0.5,
    "purchase_per_click": 0.3,
    "organic_purchase_per_year": 10.0,
    "delay_median_hours": 4.0,
    "fans_mean": 3.0,
    "circle_people": 12,
    "reach_factor_story": 0.8,
    "reach_factor_live": 0.7,
    "familiarity_on_engagement": 1.3,
    "overdose_impressions": 3.0,
    "overdose_damage": 0.2,
    "repeat_on_purchase": 0.8,
    "advocacy_per_purchase": 0.5,
    "follow_per_engaged_person": 0.2,
    "press_share": 0.05,
    "mention_per_engaged_press": 0.5,
    "mention_readers": 60,
    "engagement_per_mention_reader": 0.3,
}


FOUR = [
    Profile(9 * k, f"i{k}", ("nano", "micro", "macro", "mega")[k], k % 4, 150 * (k + 1), 0.4, 0.3, 0.6, 0.0, 1.0)
    for k in range(4)
]


def fitting(days: int = 4, **override: object) -> Scenario:
    """A market of a thousand people, to one of whose interests the brand belongs."""
    return market(days=days, product={"interest": "a"}, **override)


def varied(*posts: tuple[int, int, int]) -> Plan:
    """A plan by hand from (influencer, piece, hour); the pieces differ in format, label and promo code."""
    return plan_of(
        *(
            PlannedPost(
                influencer,
                piece,
                hour,
                format=FORMATS[(influencer + piece) % 4],
                disclosed=influencer != 2,
                promo_code=piece % 2 == 1,
            )
            for influencer, piece, hour in sorted(posts, key=lambda post: (post[2], post[0], post[1]))
        )
    )


POSTS = ((0, 0, 0), (1, 0, 0), (2, 0, 5), (1, 1, 5), (3, 0, 20), (1, 2, 20))
PLAN = varied(*POSTS)


def identical(one: np.ndarray, other: np.ndarray) -> bool:
    return one.size > 0 and np.array_equal(one, other)


# ---- Keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_no_key_is_used_for_two_things_in_one_run(seed, monkeypatch):
    drawn: list[tuple[int, ...]] = []

    def recorded(*key):
        drawn.append(tuple(int(part) for part in key))
        return coin.draw(*key)

    watched = SimpleNamespace(**{name: value for name, value in vars(coin).items() if not name.startswith("_")})
    watched.draw = recorded
    for module in ("sim.crowd.agents.coin", "sim.planning.posts.coin"):
        monkeypatch.setattr(module, watched)
    scenario = fitting(**DENSE)
    record = simulate(scenario, world_of(scenario, seed, *FOUR), PLAN, luck_seed=seed, crowd="agents", events=True)
    by_purpose = {purpose: Counter(key for key in drawn if key[1] == purpose) for purpose in {key[1] for key in drawn}}
    assert set(by_purpose) == {coin.SEE, coin.REACT, coin.ANSWER, coin.ORGANIC, coin.QUALITY}
    for purpose in (coin.SEE, coin.REACT, coin.ANSWER, coin.QUALITY):
        assert max(by_purpose[purpose].values()) == 1
    assert len(by_purpose[coin.REACT]) == record.events.size > 500
    assert len(by_purpose[coin.ANSWER]) == record.events.size
    assert record.totals["engagements"] > 100
    assert len(by_purpose[coin.QUALITY]) == len(POSTS)
    # The hour of a person's organic purchase is asked for more than once and is one fact: the key says
    # so, and nothing else is decided with it.
    assert {key[3:] for key in by_purpose[coin.ORGANIC]} == {(0, 0)}
    assert {key[0] for key in drawn} == {seed}


# ---- Time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [1, 7, 24, 53])
def test_a_campaign_shifted_by_some_hours_has_the_same_events_so_many_hours_later(shift):
    values = DENSE | {"organic_purchase_per_year": 0.0}
    shifted_plan = varied(*((influencer, piece, hour + shift) for influencer, piece, hour in POSTS))
    short, long = fitting(4, **values), fitting(4 + -(-shift // 24), **values)
    for seed in SEEDS:
        world = world_of(short, seed, *FOUR)
        base = simulate(short, world, PLAN, luck_seed=seed, events=True)
        moved = simulate(long, world, shifted_plan, luck_seed=seed, events=True).events
        moved = moved[moved["hour"] < 96 + shift]
        moved["hour"] -= shift
        assert base.totals["viral_impressions"] > 50
        assert identical(base.events, moved)


def test_a_longer_horizon_only_adds_hours():
    short, long = fitting(4, **DENSE), fitting(6, **DENSE)
    for seed in SEEDS:
        world = world_of(short, seed, *FOUR)
        base = simulate(short, world, PLAN, luck_seed=seed, events=True).events
        more = simulate(long, world, PLAN, luck_seed=seed, events=True).events
        assert identical(base, more[more["hour"] < 96])


# ---- Other influencers, other posts ---------------------------------------------------------------


@pytest.mark.parametrize("crowd", ["columns", "agents"])
def test_an_influencer_nobody_follows_changes_nothing(crowd):
    scenario = fitting(**DENSE)
    nobody = Profile(777, "nobody", "nano", 1, 0, 0.9, 0.9, 0.9, 0.0, 1.0)
    for seed in SEEDS if crowd == "columns" else SEEDS[:2]:
        world = world_of(scenario, seed, *FOUR)
        larger = world.with_roster([*world.roster, nobody], scenario.assumptions)
        assert larger.influencers[4]["members"] == 0
        base = simulate(scenario, world, PLAN, luck_seed=seed, crowd=crowd, events=True)
        for posts in ((), ((4, 0, 0),), ((4, 0, 0), (4, 1, 5), (4, 2, 19))):
            other = simulate(scenario, larger, varied(*POSTS, *posts), luck_seed=seed, crowd=crowd, events=True)
            assert identical(base.events, other.events)
            assert np.array_equal(base.hourly, other.hourly)
            assert base.ending.trust_sum == other.ending.trust_sum
            assert np.array_equal(base.ending.organic, other.ending.organic)


def shown_by_influencers(events: np.ndarray, but: int) -> np.ndarray:
    own = events[(events["via"] == ev.NOBODY) & (events["post"] != but) & (events["post"] < OWN)]
    return np.sort(own[["person", "post"]])


@pytest.mark.parametrize("changed", [*range(len(POSTS))])
@pytest.mark.parametrize("hour", [None, 3, 40])
def test_dropping_or_moving_a_post_leaves_who_sees_the_others_unchanged(changed, hour):
    influencer, piece, _ = POSTS[changed]
    rest = tuple(post for post in POSTS if post != POSTS[changed])
    other = varied(*rest) if hour is None else varied(*rest, (influencer, piece, hour))
    scenario = fitting(**DENSE)
    identity = FOUR[influencer].key * 4096 + piece
    for seed in SEEDS:
        world = world_of(scenario, seed, *FOUR)
        before = simulate(scenario, world, PLAN, luck_seed=seed, events=True).events
        after = simulate(scenario, world, other, luck_seed=seed, events=True).events
        assert np.any(before["post"] == identity)
        assert identical(shown_by_influencers(before, identity), shown_by_influencers(after, identity))


def test_without_memory_trust_and_customers_a_post_is_a_world_of_its_own():
    """With fatigue, trust, shopping, familiarity and press off, dropping a post leaves every event of the others.

    Cascades included; only who meets the campaign or follows the brand for the first time may move.
    """
    values = DENSE | {
        "fatigue_per_repeat": 1.0,
        "wear_in_gain": 0.0,
        "overdose_impressions": 1e6,
        "trust_step_seen": 0.0,
        "trust_step_engaged": 0.0,
        "click_per_engaged_person": 0.0,
        "click_per_unengaged_person": 0.0,
        "familiarity_on_engagement": 1.0,
        "mention_per_engaged_press": 0.0,
    }
    scenario = fitting(**values)
    for seed in SEEDS:
        world = world_of(scenario, seed, *FOUR)
        before = simulate(scenario, world, PLAN, luck_seed=seed, events=True).events
        after = simulate(scenario, world, varied(*POSTS[1:]), luck_seed=seed, events=True).events
        before, after = (events[events["post"] != 0].copy() for events in (before, after))
        for events in (before, after):
            events["outcome"] &= 0xFF ^ ev.FIRST ^ ev.FOLLOWED
        assert identical(before, after)


def test_every_further_post_has_luck_of_its_own():
    scenario = fitting(**DENSE | {"share_per_engaged_person": 0.0})
    world = world_of(scenario, 2, *FOUR)
    events = simulate(scenario, world, varied((3, 0, 0), (3, 1, 0)), luck_seed=2, events=True).events
    first, second = (set(events["person"][events["post"] == 27 * 4096 + piece]) for piece in (0, 1))
    assert first - second
    assert second - first


def test_the_order_of_the_posts_of_an_hour_means_nothing():
    scenario = fitting(**DENSE)
    world = world_of(scenario, 3, *FOUR)
    turned = replace(PLAN, posts=tuple(sorted(PLAN.posts, key=lambda post: (post.hour, -post.influencer))))
    assert turned.posts != PLAN.posts
    for crowd in ("columns", "agents"):
        one = simulate(scenario, world, PLAN, luck_seed=1, crowd=crowd, events=True)
        other = simulate(scenario, world, turned, luck_seed=1, crowd=crowd, events=True)
        assert identical(one.events, other.events)


def test_organic_purchases_are_the_same_whatever_the_schedule():
    scenario = fitting(**DENSE | {"click_per_engaged_person": 0.0})
    for seed in SEEDS:
        world = world_of(scenario, seed, *FOUR)
        endings = [simulate(scenario, world, p, luck_seed=seed).ending for p in (PLAN, varied(*POSTS[:3]))]
        hours = [dict(zip(e.organic["person"].tolist(), e.organic["hour"].tolist(), strict=True)) for e in endings]
        both = hours[0].keys() & hours[1].keys()
        assert len(both) > 5
        assert all(hours[0][person] == hours[1][person] for person in both)


def test_two_schedules_share_luck_where_they_share_posts():
    """What pairing is for: the difference of two like schedules varies far less than the schedules do."""
    scenario = fitting(**DENSE | {"share_per_engaged_person": 0.05})
    world = world_of(scenario, 1, *FOUR)
    other = varied(*((i, piece, hour + 3) for i, piece, hour in POSTS[:5]), POSTS[5])
    pairs = np.array(
        [
            [simulate(scenario, world, p, luck_seed=luck).totals["engagements"] for p in (PLAN, other)]
            for luck in range(60)
        ]
    )
    assert pairs[:, 0].var() + pairs[:, 1].var() > 5 * (pairs[:, 0] - pairs[:, 1]).var()


# ---- Nothing at all -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_effect_is_the_difference_from_the_same_world_without_a_campaign(seed):
    """All purchases of all people, with the campaign and without it; those of the twin are organic."""
    scenario = fitting(**DENSE)
    world = world_of(scenario, seed, *FOUR)
    with_it, twin = (
        CampaignModel(scenario, world, p, luck_seed=seed, crowd="agents", collect=False) for p in (PLAN, varied())
    )
    totals, nothing = with_it.run().totals, twin.run().totals
    assert nothing["purchases_naive"] == 0
    organic = sum(follower.organic_hour < twin.hours for follower in twin.crowd.followers)
    still_organic = sum(f.organic_hour < with_it.hours and not f.customer for f in with_it.crowd.followers)
    assert totals["purchases_anyway"] > 0
    assert totals["repeat_purchases"] > 0
    effect = totals["purchases_naive"] - totals["purchases_anyway"]
    assert effect == totals["purchases_naive"] + still_organic - organic


@pytest.mark.parametrize("crowd", ["columns", "agents"])
def test_an_empty_campaign_does_nothing(crowd):
    scenario = fitting(**DENSE)
    record = simulate(scenario, world_of(scenario, 1, *FOUR), varied(), luck_seed=1, crowd=crowd, events=True)
    assert record.events.size == 0
    assert not record.hourly.any()
    ending = record.ending
    assert (ending.aware, ending.considering, ending.customers, ending.trust_sum) == (0, 0, 0, 0.0)
    assert ending.organic.size == 0


@pytest.mark.parametrize(
    "off",
    [
        {"reach": 0.0},
        {"engagement": 0.0, "click_per_unengaged_person": 0.0},
        {"share_per_engaged_person": 0.0},
        {"friend_reach_rate": 0.0},
        {"click_per_engaged_person": 0.0, "click_per_unengaged_person": 0.0},
        {"purchase_per_click": 0.0},
        {"organic_purchase_per_year": 0.0},
        {"overdose_impressions": 1e6},
        {"repeat_on_purchase": 0.0},
        {"advocacy_per_purchase": 0.0},
        {"mention_per_engaged_press": 0.0},
        {"press_share": 0.0},
        {"follow_per_engaged_person": 0.0},
    ],
)
def test_an_off_value_removes_its_mechanism_exactly(off):
    values = {name: value for name, value in off.items() if name not in ("reach", "engagement")}
    scenario = fitting(**DENSE | values)
    roster = [
        replace(
            profile,
            reach_rate=off.get("reach", profile.reach_rate),
            engagement_per_reached_person=off.get("engagement", profile.engagement_per_reached_person),
        )
        for profile in FOUR
    ]
    world = World.generate(scenario, 1).with_roster(roster, scenario.assumptions)
    record = simulate(scenario, world, PLAN, luck_seed=1, events=True)
    gone = {
        "reach": "impressions",
        "engagement": "engagements",
        "share_per_engaged_person": "shares",
        "friend_reach_rate": "viral_impressions",
        "click_per_engaged_person": "clicks",
        "purchase_per_click": "purchases_naive",
        "organic_purchase_per_year": "purchases_anyway",
        "overdose_impressions": "overdosed_people",
        "repeat_on_purchase": "repeat_purchases",
        "advocacy_per_purchase": "word_of_mouth",
        "mention_per_engaged_press": "media_mentions",
        "press_share": "media_mentions",
        "follow_per_engaged_person": "brand_followers",
    }
    assert record.totals[gone[next(iter(off))]] == 0
    whole = simulate(fitting(**DENSE), world_of(fitting(**DENSE), 1, *FOUR), PLAN, luck_seed=1, events=True)
    assert whole.totals[gone[next(iter(off))]] > 0


# ---- Bookkeeping ----------------------------------------------------------------------------------


@pytest.mark.parametrize("crowd", ["columns", "agents"])
@pytest.mark.parametrize("seed", SEEDS)
def test_counts_are_in_order_and_add_up(crowd, seed):
    scenario = fitting(**DENSE)
    record = simulate(scenario, world_of(scenario, seed, *FOUR), PLAN, luck_seed=seed, crowd=crowd, events=True)
    totals, events, ending = record.totals, record.events, record.ending
    assert 0 < totals["purchases_naive"] <= totals["clicks"] <= totals["engagements"] <= totals["impressions"]
    assert totals["shares"] <= totals["engagements"]
    assert 0 < totals["repeat_purchases"] <= totals["purchases_naive"]
    assert totals["purchases_anyway"] <= totals["purchases_naive"] - totals["repeat_purchases"]
    assert 0 < totals["code_purchases"] <= totals["purchases_naive"]
    assert 0 < totals["word_of_mouth"] <= totals["purchases_naive"] - totals["repeat_purchases"]
    assert totals["media_mentions"] > 0
    assert 0 < totals["brand_followers"] <= totals["engagements"]
    assert totals["overdosed_people"] <= totals["reach_people"] <= min(totals["impressions"], 1_000)
    assert totals["viral_impressions"] < totals["impressions"]
    # The log and the counts by hour tell the same story.
    counted = {
        "reach_people": ev.FIRST,
        "engagements": ev.ENGAGED,
        "shares": ev.SHARED,
        "clicks": ev.CLICKED,
        "purchases_naive": ev.BOUGHT,
        "overdosed_people": ev.OVERDOSE,
        "brand_followers": ev.FOLLOWED,
    }
    columns = dict(zip(record.totals, record.hourly.T, strict=True))
    for name, flag in counted.items():
        hours = events["hour"][(events["outcome"] & flag) != 0]
        assert np.array_equal(np.bincount(hours, minlength=96), columns[name])
    assert np.array_equal(np.bincount(events["hour"], minlength=96), columns["impressions"])
    viral = events["hour"][events["via"] < ev.FEED]
    assert np.array_equal(np.bincount(viral, minlength=96), columns["viral_impressions"])
    recommended = events["hour"][events["via"] == ev.FEED]
    assert np.array_equal(np.bincount(recommended, minlength=96), columns["recommended_impressions"])
    wrote = events["hour"][(events["outcome"] & ev.WROTE) != 0]
    assert np.array_equal(np.bincount(wrote, minlength=96), columns["word_of_mouth"] + columns["media_mentions"])
    # Stages add up to the people touched, and so do customers and trust.
    bought = Counter(events["person"][(events["outcome"] & ev.BOUGHT) != 0].tolist())
    organic = dict(zip(ending.organic["person"].tolist(), ending.organic["hour"].tolist(), strict=True))
    first = [person for person in bought if person not in organic]
    again = {person: times - (person not in organic) for person, times in bought.items()}
    assert ending.aware + ending.considering + ending.customers + ending.loyal == totals["reach_people"]
    assert len(first) == totals["purchases_naive"] - totals["repeat_purchases"]
    assert ending.customers + ending.loyal == len(first) + len(organic)
    assert ending.loyal == sum(times > 0 for times in again.values()) > 0
    engaged = np.unique(events["person"][(events["outcome"] & ev.ENGAGED) != 0]).size
    assert ending.considering <= engaged
    last = events[events.size - 1 - np.unique(events["person"][::-1], return_index=True)[1]]
    assert ending.trust_sum == pytest.approx(last["trust"].sum() / 65_535, rel=1e-12)
    assert columns["trust_steps"].sum() == last["trust"].sum()
    # Nobody follows the brand twice; organic buyers were touched, and bought by a click only afterwards.
    followers = events["person"][(events["outcome"] & ev.FOLLOWED) != 0]
    assert np.unique(followers).size == followers.size
    assert set(organic) <= set(events["person"])
    assert np.all(ending.organic["hour"] < 96)
    for event in events[(events["outcome"] & ev.BOUGHT) != 0]:
        assert organic.get(int(event["person"]), 0) <= event["hour"]


@pytest.mark.parametrize("crowd", ["columns", "agents"])
def test_counts_by_piece_are_those_of_the_log_and_add_up_to_the_totals(crowd):
    scenario = fitting(**DENSE)
    world = world_of(scenario, 2, *FOUR)
    record = simulate(scenario, world, PLAN, luck_seed=2, crowd=crowd, events=True)
    events, totals = record.events, record.totals
    assert record.by_post.shape == (2 + len(POSTS), len(ev.BY_POST))
    assert dict(zip(ev.BY_POST, record.by_post.sum(axis=0).tolist(), strict=True)) == {
        name: totals[name] for name in ev.BY_POST
    }
    told = (events["post"] >= OWN) & (events["via"] != ev.NOBODY)
    written = {int(post) for post in np.unique(events["post"][(events["post"] >= OWN) & (events["via"] == ev.NOBODY)])}
    told &= ~np.isin(events["post"], list(written))  # what the press wrote is passed on under the name it came out
    identities = [world.roster[post.influencer].key * 4096 + post.piece for post in PLAN.posts]
    rows = [told, (events["post"] >= OWN) & ~told, *(events["post"] == identity for identity in identities)]
    flags = {"reach_people": ev.FIRST, "engagements": ev.ENGAGED, "clicks": ev.CLICKED, "purchases_naive": ev.BOUGHT}
    for row, own in zip(rows, record.by_post, strict=True):
        counts = dict(zip(ev.BY_POST, own.tolist(), strict=True))
        assert counts["impressions"] == np.count_nonzero(row) > 0
        assert counts["purchases_anyway"] <= counts["purchases_naive"]
        for name, flag in flags.items():
            assert counts[name] == np.count_nonzero(events["outcome"][row] & flag)


# ---- Names ----------------------------------------------------------------------------------------


def test_renumbering_the_people_of_a_graph_changes_no_mean():
    """Two samples of 300 runs each, worlds and luck anew: the means agree within 4 standard errors."""
    rng = np.random.default_rng(11)
    people = 1_000
    follower, followed = rng.integers(0, people, 8_000), (people * rng.random(8_000) ** 3).astype(int)
    number = rng.permutation(people)
    scenario = fitting(2, **DENSE | {"share_per_engaged_person": 0.2})
    names = ("reach_people", "impressions", "engagements", "shares", "purchases_naive", "viral_impressions")
    samples = []
    for first_seed, ends in ((0, (follower, followed)), (1_000, (number[follower], number[followed]))):
        runs = []
        for seed in range(first_seed, first_seed + 300):
            if seed == first_seed:
                stored = World.stored(scenario, seed, *ends, people=people, best_connected=2)
            world = replace(stored, people=stored.people._replace(seed=np.uint64(seed)), seed=seed)
            totals = simulate(scenario, world, varied((0, 0, 0), (1, 0, 3)), luck_seed=seed).totals
            runs.append([totals[name] for name in names])
        samples.append(np.array(runs, float))
    one, other = samples
    assert one.mean(axis=0).min() > 1
    z = (one.mean(axis=0) - other.mean(axis=0)) / np.sqrt((one.var(axis=0) + other.var(axis=0)) / 300)
    assert np.abs(z).max() < 4


def test_phases_may_stand_in_any_order_in_a_file():
    phases = [
        {"tier": "macro", "count": 1},
        {"tier": "micro", "start_hours": 24, "spacing_hours": 1.5, "budget_share": 0.3},
        {"tier": "nano", "start_hours": 30, "spacing_hours": 0.5},
    ]
    base = Scenario.load(None, people=20_000)
    records = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        scenario = Scenario.from_mapping(
            {
                "budget_eur": 20_000.0,
                "brand": base.brand.model_dump(),
                "market": base.market.model_dump() | {"horizon_days": 10},
                "schedules": {"mine": [phases[k] for k in order]},
            },
            people=20_000,
        )
        world = World.generate(scenario, 1)
        records.append(simulate(scenario, world, plan(scenario, world, "mine"), luck_seed=1, events=True))
    assert identical(records[0].events, records[1].events)
    assert identical(records[0].events, records[2].events)
