"""Both crowds, and a world written out, give the same events to the last bit; threads change nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from dense_campaigns import campaigns
from worlds import INTERESTS, TIERS, posted, town

from sim import events as ev
from sim.assumptions.mechanisms import MECHANISMS
from sim.errors import InputError
from sim.mesa_model import CampaignModel
from sim.model import simulate
from sim.planning.budget import Plan
from sim.planning.posts import OWN, PIECES
from sim.results.record import Record
from sim.roster.profile import Profile
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS
from sim.world.world import World


def assert_identical(one: Record, other: Record) -> None:
    assert np.array_equal(one.hourly, other.hourly)
    assert np.array_equal(one.by_post, other.by_post)
    assert one.plan == other.plan
    assert one.events is not None
    assert one.events.dtype == ev.EVENT
    assert np.array_equal(one.events, other.events)
    for part in ("aware", "considering", "customers", "loyal", "trust_sum"):
        assert getattr(one.ending, part) == getattr(other.ending, part)
    assert np.array_equal(one.ending.organic, other.ending.organic)


def assert_in_reading_order(record: Record, roster: tuple[Profile, ...]) -> None:
    """By (hour, person, post, via); nobody meets a showing twice; only first impressions are first."""
    events = record.events
    order = np.lexsort((events["via"], events["post"], events["person"], events["hour"]))
    assert np.array_equal(order, np.arange(events.size))
    assert np.unique(events[["person", "post", "via"]]).size == events.size
    first = events[np.unique(events["person"], return_index=True)[1]] if events.size else events
    assert np.all(first["outcome"] & ev.FIRST)
    assert np.count_nonzero(events["outcome"] & ev.FIRST) == first.size
    # Nobody shares the same post twice, writes or follows twice, and nobody buys without a click.
    outcome = events["outcome"]
    shared, wrote = events[(outcome & ev.SHARED) != 0], events[(outcome & ev.WROTE) != 0]
    assert np.unique(shared[["person", "post"]]).size == shared.size
    assert not np.any(shared["post"] == (OWN | shared["person"]))  # what one wrote is shown already
    assert np.unique(wrote["person"]).size == wrote.size
    assert np.unique(events["person"][(outcome & ev.FOLLOWED) != 0]).size == np.count_nonzero(outcome & ev.FOLLOWED)
    assert np.all(outcome[(outcome & (ev.SHARED | ev.FOLLOWED)) != 0] & ev.ENGAGED)
    assert np.all(outcome[(outcome & ev.BOUGHT) != 0] & ev.CLICKED)
    assert np.all(outcome[(outcome & ev.WROTE) != 0] & (ev.ENGAGED | ev.BOUGHT))
    assert np.all(outcome[(outcome & ev.BOUGHT) != 0] & ev.CLICKED)
    # A person shows only what that person shared or wrote, in an earlier hour, and the press what it wrote.
    when = {(int(e["person"]), int(e["post"])): int(e["hour"]) for e in shared}
    when |= {(int(e["person"]), OWN | int(e["person"])): int(e["hour"]) for e in wrote}
    for event in events[(events["via"] < ev.FEED) | (events["post"] >= OWN)][:200]:
        author = int(event["post"]) - OWN if event["via"] == ev.NOBODY else int(event["via"])
        assert when[author, int(event["post"])] < event["hour"]
    # Influencers show what the plan has, after its hour; what was dropped was never shown.
    hours = {roster[post.influencer].key * PIECES + post.piece: post.hour for post in record.plan.published}
    own = events[events["post"] < OWN]
    assert all(hours[int(event["post"])] < event["hour"] for event in own[:200])
    assert set(own["post"].tolist()) <= hours.keys()


def familiar_engagements(record: Record, roster: tuple[Profile, ...]) -> int:
    """Engagements of people who had met the campaign through another tier."""
    tier_of = {profile.key: profile.tier for profile in roster}
    met: dict[int, set[str]] = {}
    found = 0
    for event in record.events:
        tier = "nobody's" if event["post"] >= OWN else tier_of[int(event["post"]) // PIECES]
        known = met.setdefault(int(event["person"]), set())
        found += bool(known - {tier}) and bool(event["outcome"] & ev.ENGAGED)
        known.add(tier)
    return found


def assert_numbers_are_numbers(record: Record) -> None:
    assert np.isfinite(record.ending.trust_sum)
    assert np.delete(record.hourly, ev.TRUST, axis=1).min() >= 0  # trust is a change
    assert record.by_post.min() >= 0
    assert record.totals["trust_steps"] == round(65_535 * record.ending.trust_sum)
    assert 0.0 <= record.ending.trust_sum <= record.totals["reach_people"]


# In how many of the campaigns, and how often in all of them, something must have happened to be compared.
ENOUGH = {
    "with word of mouth": 30,
    "told by customers": 500,
    "with media mentions": 10,
    "read in the media": 2_000,
    "own pieces passed on": 300,
    "with repeat purchases": 20,
    "with code purchases": 30,
    "with brand followers": 60,
    "familiar engagements": 1_000,
    "overdose damage": 1_000,
    "purchases of luxury": 300,
    "purchases where few are interested": 300,
    "plans changed by a review": 20,
    "read of posts that a review added": 1_000,
    **dict.fromkeys(FORMATS, 1_000),
}


@pytest.mark.slow
def test_agents_and_columns_give_the_same_events_in_dense_worlds():
    assert played_by_both(40)["campaigns"] == 40


@pytest.mark.nightly
def test_agents_and_columns_give_the_same_events_in_many_dense_worlds():
    seen = played_by_both(220)
    # The worlds were dense enough for the comparison to mean something.
    assert seen["campaigns"] >= 200
    assert seen["with cascades"] > 100
    assert seen["with purchases"] > 80
    assert seen["with organic purchases"] > 80
    assert seen["with overdose"] > 80
    assert seen["with purchases that would have come anyway"] > 5
    assert seen["several impressions in one hour"] > 10_000
    assert seen["several hours"] > 150
    assert seen["impressions"] > 100_000
    for what, least in ENOUGH.items():
        assert seen[what] >= least, (what, seen[what])


def played_by_both(many: int) -> Counter[str]:
    """Plays so many campaigns by both crowds, which must be identical; what was seen in them."""
    seen: Counter[str] = Counter()
    for scenario, world, plan, luck in campaigns(many):
        columns = simulate(scenario, world, plan, luck_seed=luck, events=True)
        assert_identical(columns, simulate(scenario, world, plan, luck_seed=luck, crowd="agents", events=True))
        assert_identical(columns, simulate(scenario, world.written_out(), plan, luck_seed=luck, events=True))
        if seen["campaigns"] % 4 == 0:
            threads = (2, 4, 8)[seen["campaigns"] % 3]
            assert_identical(columns, simulate(scenario, world, plan, luck_seed=luck, threads=threads, events=True))
        assert_in_reading_order(columns, world.roster)
        assert_numbers_are_numbers(columns)
        events = columns.events
        readings, each = np.unique(events[["hour", "person"]], return_counts=True)
        seen["campaigns"] += 1
        seen["with cascades"] += columns.totals["viral_impressions"] > 0
        seen["with purchases"] += columns.totals["purchases_naive"] > 0
        seen["with organic purchases"] += columns.ending.organic.size > 0
        seen["with overdose"] += bool(np.any(events["outcome"] & ev.OVERDOSE))
        seen["with purchases that would have come anyway"] += columns.totals["purchases_anyway"] > 0
        seen["several impressions in one hour"] += int((each > 1).sum())
        seen["several hours"] += readings.size > 0 and np.unique(events["hour"]).size > 1
        seen["impressions"] += events.size
        values, totals = scenario.assumptions.value, columns.totals
        own = events["post"] >= OWN
        read = dict(zip([*columns.plan.posts], columns.by_post[ev.FIRST_PLACE :, 1], strict=True))
        seen["with word of mouth"] += totals["word_of_mouth"] > 0
        seen["told by customers"] += np.count_nonzero(own & (events["post"] - OWN == events["via"]))
        seen["with media mentions"] += totals["media_mentions"] > 0
        seen["read in the media"] += np.count_nonzero(own & (events["via"] == ev.NOBODY))
        seen["own pieces passed on"] += np.count_nonzero(
            own & (events["via"] != ev.NOBODY) & (events["post"] - OWN != events["via"])
        )
        seen["with repeat purchases"] += totals["repeat_purchases"] > 0
        seen["with code purchases"] += totals["code_purchases"] > 0
        seen["with brand followers"] += totals["brand_followers"] > 0
        seen["familiar engagements"] += familiar_engagements(columns, world.roster)
        unwelcome = (events["outcome"] & (ev.OVERDOSE | ev.ENGAGED)) == ev.OVERDOSE
        seen["overdose damage"] += np.count_nonzero(unwelcome) * (values("overdose_damage") > 0)
        luxury = scenario.brand.price_class == "luxury"
        seen["purchases of luxury"] += totals["purchases_naive"] * luxury
        seen["purchases where few are interested"] += totals["purchases_naive"] * (scenario.brand.interested_share < 1)
        seen["plans changed by a review"] += columns.plan != plan
        added = columns.plan.posts[len(plan.posts) :]
        seen["read of posts that a review added"] += sum(int(read[post]) for post in added)
        for format_ in FORMATS:
            seen[format_] += sum(int(n) for post, n in read.items() if post.format == format_)
    return seen


DENSE = {
    "share_per_engaged_person": 0.6,
    "purchase_per_click": 0.4,
    "organic_purchase_per_year": 20.0,
    "delay_median_hours": 3.0,
    "repeat_on_purchase": 0.8,
    "advocacy_per_purchase": 0.4,
    "follow_per_engaged_person": 0.2,
    "press_share": 0.1,
    "mention_per_engaged_press": 0.5,
    "mention_readers": 60,
    "engagement_per_mention_reader": 0.3,
}


def dense(seed: int, days: int = 2) -> tuple[Scenario, World, Plan]:
    scenario = town(400, days, "a", DENSE)
    roster = [Profile(k, f"i{k}", TIERS[k], k % 3, 300 + 200 * k, 0.5, 0.4, 0.6, 0.0, 1.0) for k in range(3)]
    world = World.generate(scenario, seed).with_roster(roster, scenario.assumptions)
    return scenario, world, posted([(0, 0), (1, 0), (1, 3), (2, 3), (2, 30)], 3)


def test_a_graph_stored_by_hand_gives_the_same_events_in_both_crowds():
    scenario = town(200, 2, "a", DENSE | {"engagement_per_reached_person": 0.4, "reach_rate": 0.6})
    rng = np.random.default_rng(5)
    shares = spoken = mentions = 0
    for seed in range(10):
        ends = rng.integers(0, 200, (2, 3_000))
        ends[1, :300] = rng.integers(0, 4, 300)  # a few whom many follow
        interest = rng.choice(INTERESTS, 200).tolist()
        world = World.stored(scenario, seed, *ends, people=200, interest=interest, best_connected=3)
        plan = posted([(0, 0), (1, 0), (2, 1), (0, 1)], 3)
        columns = simulate(scenario, world, plan, luck_seed=seed, events=True)
        assert_identical(columns, simulate(scenario, world, plan, luck_seed=seed, crowd="agents", events=True))
        assert_in_reading_order(columns, world.roster)
        shares += columns.totals["shares"]
        spoken += columns.totals["word_of_mouth"]
        mentions += columns.totals["media_mentions"]
    assert shares > 30
    assert spoken > 10
    assert mentions > 10


def test_nobody_passes_on_what_they_told_or_wrote_when_it_comes_back_to_them():
    """Six people who all follow each other, engage with everything, share everything, buy and tell, or write."""
    ends = np.array([(a, b) for a in range(6) for b in range(6) if a != b]).T
    off = {entry: value for mechanism in MECHANISMS.values() for entry, value in mechanism.off.items()}
    talk = ("share_per_engaged_person", "advocacy_per_purchase", "mention_per_engaged_press", "purchase_per_click")
    see = ("reach_rate", "friend_reach_rate", "engagement_per_reached_person", "engagement_per_mention_reader")
    certain = off | dict.fromkeys((*talk, *see, "click_per_engaged_person", "delay_median_hours"), 1.0)
    certain |= dict.fromkeys(("activity_spread", "propensity_spread", "delay_spread"), 0.0)
    for press in (0.0, 1.0):
        values = certain | {"press_share": press, "mention_readers": 1_000}
        scenario = town(200, 2, None, values)
        world = World.stored(scenario, 1, *ends, people=6, best_connected=1)
        columns = simulate(scenario, world, posted([(0, 0)], 1), luck_seed=1, events=True)
        assert_identical(
            columns, simulate(scenario, world, posted([(0, 0)], 1), luck_seed=1, crowd="agents", events=True)
        )
        assert_in_reading_order(columns, world.roster)
        back = columns.events[columns.events["post"] == (OWN | columns.events["person"])]
        assert np.count_nonzero(back["outcome"] & ev.ENGAGED) > 10  # it did come back
        assert columns.totals["media_mentions" if press else "word_of_mouth"] == 6


def test_a_run_without_events_counts_the_same():
    for crowd in ("columns", "agents"):
        scenario, world, plan = dense(1)
        with_events = simulate(scenario, world, plan, luck_seed=2, crowd=crowd, events=True)
        without = simulate(scenario, world, plan, luck_seed=2, crowd=crowd)
        assert without.events is None
        assert np.array_equal(with_events.hourly, without.hourly)
        assert np.array_equal(with_events.by_post, without.by_post)
        assert with_events.ending.trust_sum == without.ending.trust_sum


@pytest.mark.parametrize("threads", [2, 3, 4, 16])
def test_threads_that_share_a_campaign_change_no_digit(threads):
    for scenario, world, plan, luck in campaigns(6):
        alone = simulate(scenario, world, plan, luck_seed=luck, events=True)
        shared = simulate(scenario, world, plan, luck_seed=luck, threads=threads, events=True)
        assert_identical(alone, shared)
        unlogged = simulate(scenario, world, plan, luck_seed=luck, threads=threads)
        assert np.array_equal(alone.hourly, unlogged.hourly)
        assert unlogged.events is None


@pytest.mark.parametrize(
    ("threads", "crowd", "allowed"),
    [
        (0, "columns", "a whole number from 1 to 64"),
        (65, "columns", "a whole number from 1 to 64"),
        (2.0, "columns", "a whole number from 1 to 64"),
        (2, "agents", "1 where followers are agents, who take turns"),
    ],
)
def test_another_number_of_threads_is_refused_with_those_allowed(threads, crowd, allowed):
    with pytest.raises(InputError, match=f"simulate: threads is {threads}; must be {allowed}"):
        simulate(*dense(1), luck_seed=1, threads=threads, crowd=crowd)


def test_the_same_run_twice_is_the_same_run():
    scenario, world, plan = dense(3)
    assert_identical(
        simulate(scenario, world, plan, luck_seed=4, events=True),
        simulate(scenario, *dense(3)[1:], luck_seed=4, events=True),
    )


@pytest.mark.slow
def test_runs_at_the_same_time_in_threads_are_the_same_as_one_after_the_other():
    jobs = [(*dense(seed % 3), seed) for seed in range(12)]

    def run(job):
        return simulate(*job[:-1], luck_seed=job[-1], crowd="agents" if job[-1] % 4 == 0 else "columns", events=True)

    serial = [run(job) for job in jobs]
    with ThreadPoolExecutor(2) as pool:
        threaded = list(pool.map(run, jobs))
    for one, other in zip(serial, threaded, strict=True):
        assert_identical(one, other)


def test_mesas_collector_holds_the_counts_of_the_record():
    for crowd in ("columns", "agents"):
        scenario, world, _ = dense(1, days=1)
        model = CampaignModel(scenario, world, posted([(0, 0), (1, 2)], 3), luck_seed=1, crowd=crowd, collect=True)
        record = model.run()
        frame = model.datacollector.get_model_vars_dataframe()
        assert list(frame.columns) == list(ev.TALLY)
        assert np.array_equal(frame.to_numpy(), record.hourly)
