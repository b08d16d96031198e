"""Both crowds, and a world written out, give the same events to the last bit; threads change nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.budget import Plan, PlannedPost
from sim.model import CampaignModel, simulate
from sim.record import CLICKED, ENGAGED, EVENT, FIRST, NOBODY, OVERDOSE, SHARED, TALLY, Record
from sim.roster import Profile
from sim.scenario import Scenario
from sim.world import World

TIERS = ("nano", "micro", "macro", "mega")
MARKET = 1_000  # real people; fewer are simulated
INTERESTS = ("a", "b", "c")

# What each number may be: wide, and dense enough for cascades in a market of a few hundred people.
ASSUMPTIONS = {
    "share_per_engaged_person": st.floats(0.2, 1.0),
    "click_per_engaged_person": st.floats(0.0, 1.0),
    "purchase_per_click": st.floats(0.0, 1.0),
    "fatigue_per_repeat": st.floats(0.0, 1.0),
    "wear_in_impressions": st.floats(0.0, 6.0),
    "wear_in_gain": st.floats(0.0, 1.0),
    "memory_half_life_hours": st.floats(0.5, 1_000.0),
    "overdose_impressions": st.floats(0.0, 8.0),
    "friend_credibility": st.floats(0.0, 3.0),
    "friend_reach_rate": st.floats(0.0, 1.0),
    "trust_initial": st.floats(0.05, 1.0),
    "trust_initial_spread": st.floats(0.0, 0.5),
    "trust_step_seen": st.floats(0.0, 1.0),
    "trust_step_engaged": st.floats(0.0, 1.0),
    "trust_on_purchase": st.floats(0.0, 4.0),
    "considering_on_purchase": st.floats(0.0, 3.0),
    "match_influencer": st.floats(0.1, 10.0),
    "match_brand": st.floats(0.1, 10.0),
    "organic_purchase_per_year": st.floats(0.0, 100.0),
    "propensity_spread": st.floats(0.0, 2.0),
    "activity_spread": st.floats(0.0, 2.0),
    "delay_median_hours": st.floats(0.1, 20.0),
    "delay_spread": st.sampled_from([0.0, 0.5, 1.86, 4.0]),
    "post_quality_spread": st.floats(0.0, 1.0),
    "circle_people": st.integers(1, 50),
    "circle_tie_share": st.floats(0.0, 1.0),
    "circle_mutual_share": st.floats(0.0, 1.0),
    "fans_mean": st.floats(0.0, 10.0),
    "fans_tail_exponent": st.sampled_from([1.8, 2.3, 3.0]),
    "fans_largest": st.sampled_from([20, 150]),
    "fans_same_interest_share": st.floats(0.0, 1.0),
    "fans_follow_activity": st.floats(0.0, 1.0),
    "localities_per_interest": st.integers(1, 10),
}
INFLUENCER = st.tuples(
    st.integers(0, 2**18 - 1),  # key
    st.sampled_from(TIERS),
    st.integers(0, len(INTERESTS) - 1),
    st.integers(0, 900),  # followers
    st.floats(0.2, 1.0),  # reach rate
    st.floats(0.05, 1.0),  # engagement per reached person
    st.floats(0.0, 1.0),  # authenticity
    st.sampled_from([0.0, 0.3]),  # fakes
)
# Influencer and hour of each post: few hours, so that posts and repeats fall into the same one.
POSTS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0, 0, 1, 2, 5, 30])), min_size=1, max_size=6)


def market(people: int, days: int, brand: str | None, values: dict[str, object]) -> Scenario:
    smallest = {"nano": 1, "micro": 10_000, "macro": 500_000, "mega": 1_000_000}
    largest = {"nano": 1, "micro": 100_000, "macro": 1_000_000, "mega": 5_000_000}
    return Scenario.from_mapping(
        {
            "budget_eur": 1_000.0,
            "brand": {"name": "b", "price_eur": 10.0, "margin_share": 0.5, "interest": brand or ""},
            "market": {"people": MARKET, "horizon_days": days, "interests": list(INTERESTS)},
            "roster": {"nano": 1, "micro": 0, "macro": 0, "mega": 0},
            "assumptions": {"override": {"followers_smallest": smallest, "followers_largest": largest} | values},
        },
        people=people,
    )


def plan_of(posts: list[tuple[int, int]], influencers: int) -> Plan:
    """A plan by hand: (influencer, hour) of each post, pieces numbered by hour."""
    pieces: Counter[int] = Counter()
    planned = []
    for influencer, hour in sorted(posts, key=lambda post: post[1]):
        planned.append(PlannedPost(influencer % influencers, pieces[influencer % influencers], hour))
        pieces[influencer % influencers] += 1
    hired = tuple(sorted({post.influencer for post in planned}))
    return Plan("by hand", tuple(planned), hired, 0.0, 0.0, 0.0, 0.0, False)


@st.composite
def campaigns(draw) -> tuple[Scenario, World, Plan, int]:
    values = draw(st.fixed_dictionaries(ASSUMPTIONS))
    scenario = market(draw(st.integers(200, 600)), 2, draw(st.sampled_from([None, *INTERESTS])), values)
    drawn = draw(st.lists(INFLUENCER, min_size=1, max_size=4, unique_by=lambda given: given[0]))
    roster = [
        Profile(key, f"i{key}", tier, interest, followers, reach, engagement, authenticity, fakes, 1.0)
        for key, tier, interest, followers, reach, engagement, authenticity, fakes in drawn
    ]
    world = World.generate(scenario, draw(st.integers(0, 2**62))).with_roster(roster, scenario.assumptions)
    plan = plan_of(draw(POSTS), len(roster))
    return scenario, world, plan, draw(st.integers(0, 2**62))


def assert_identical(one: Record, other: Record) -> None:
    assert np.array_equal(one.hourly, other.hourly)
    assert one.events is not None
    assert one.events.dtype == EVENT
    assert np.array_equal(one.events, other.events)
    assert (one.ending.aware, one.ending.considering, one.ending.customers, one.ending.trust_sum) == (
        other.ending.aware,
        other.ending.considering,
        other.ending.customers,
        other.ending.trust_sum,
    )
    assert np.array_equal(one.ending.organic, other.ending.organic)


def assert_in_reading_order(record: Record) -> None:
    """By (hour, person, post, via); nobody meets a showing twice; only first impressions are first."""
    events = record.events
    order = np.lexsort((events["via"], events["post"], events["person"], events["hour"]))
    assert np.array_equal(order, np.arange(events.size))
    assert np.unique(events[["person", "post", "via"]]).size == events.size
    first = events[np.unique(events["person"], return_index=True)[1]] if events.size else events
    assert np.all(first["outcome"] & FIRST)
    assert np.count_nonzero(events["outcome"] & FIRST) == first.size
    # Nobody shares the same post twice, and only engagement leads anywhere.
    shared = events[(events["outcome"] & SHARED) != 0]
    assert np.unique(shared[["person", "post"]]).size == shared.size
    led = (events["outcome"] & (SHARED | CLICKED)) != 0
    assert np.all(events["outcome"][led] & ENGAGED)
    # A person shows only what that person shared, in an earlier hour.
    when = {(int(e["person"]), int(e["post"])): int(e["hour"]) for e in shared}
    for event in events[events["via"] != NOBODY][:200]:
        assert when[int(event["via"]), int(event["post"])] < event["hour"]


def assert_numbers_are_numbers(record: Record) -> None:
    assert np.isfinite(record.ending.trust_sum)
    assert record.hourly.min() >= 0
    assert 0.0 <= record.ending.trust_sum <= record.totals["reach_people"]


def test_agents_and_columns_give_the_same_events_in_many_dense_worlds():
    seen: Counter[str] = Counter()

    @settings(
        max_examples=220,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),  # making a failing example smaller would take minutes
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(campaigns())
    def check(campaign):
        scenario, world, plan, luck = campaign
        columns = simulate(scenario, world, plan, luck, events=True)
        assert_identical(columns, simulate(scenario, world, plan, luck, crowd="agents", events=True))
        assert_identical(columns, simulate(scenario, world.written_out(), plan, luck, events=True))
        assert_in_reading_order(columns)
        assert_numbers_are_numbers(columns)
        events = columns.events
        readings, each = np.unique(events[["hour", "person"]], return_counts=True)
        seen["campaigns"] += 1
        seen["with cascades"] += columns.totals["viral_impressions"] > 0
        seen["with purchases"] += columns.totals["purchases_naive"] > 0
        seen["with organic purchases"] += columns.ending.organic.size > 0
        seen["with overdose"] += bool(np.any(events["outcome"] & OVERDOSE))
        seen["with purchases that would have come anyway"] += columns.totals["purchases_anyway"] > 0
        seen["several impressions in one hour"] += int((each > 1).sum())
        seen["several hours"] += readings.size > 0 and np.unique(events["hour"]).size > 1
        seen["impressions"] += events.size

    check()
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


DENSE = {
    "share_per_engaged_person": 0.6,
    "purchase_per_click": 0.4,
    "organic_purchase_per_year": 20.0,
    "delay_median_hours": 3.0,
}


def dense(seed: int, days: int = 2) -> tuple[Scenario, World, Plan]:
    scenario = market(400, days, "a", DENSE)
    roster = [Profile(k, f"i{k}", TIERS[k], k % 3, 300 + 200 * k, 0.5, 0.4, 0.6, 0.0, 1.0) for k in range(3)]
    world = World.generate(scenario, seed).with_roster(roster, scenario.assumptions)
    return scenario, world, plan_of([(0, 0), (1, 0), (1, 3), (2, 3), (2, 30)], 3)


def test_a_graph_stored_by_hand_gives_the_same_events_in_both_crowds():
    scenario = market(200, 2, "a", DENSE)
    rng = np.random.default_rng(5)
    shares = 0
    for seed in range(10):
        ends = rng.integers(0, 200, (2, 3_000))
        ends[1, :300] = rng.integers(0, 4, 300)  # a few whom many follow
        interest = rng.choice(INTERESTS, 200).tolist()
        world = World.stored(scenario, seed, *ends, people=200, interest=interest, best_connected=3)
        plan = plan_of([(0, 0), (1, 0), (2, 1), (0, 1)], 3)
        columns = simulate(scenario, world, plan, seed, events=True)
        assert_identical(columns, simulate(scenario, world, plan, seed, crowd="agents", events=True))
        assert_in_reading_order(columns)
        shares += columns.totals["shares"]
    assert shares > 30


def test_a_run_without_events_counts_the_same():
    for crowd in ("columns", "agents"):
        scenario, world, plan = dense(1)
        with_events = simulate(scenario, world, plan, 2, crowd=crowd, events=True)
        without = simulate(scenario, world, plan, 2, crowd=crowd)
        assert without.events is None
        assert np.array_equal(with_events.hourly, without.hourly)
        assert with_events.ending.trust_sum == without.ending.trust_sum


def test_the_same_run_twice_is_the_same_run():
    scenario, world, plan = dense(3)
    assert_identical(simulate(scenario, world, plan, 4, events=True), simulate(scenario, *dense(3)[1:], 4, events=True))


def test_runs_at_the_same_time_in_threads_are_the_same_as_one_after_the_other():
    jobs = [(*dense(seed % 3), seed) for seed in range(12)]

    def run(job):
        return simulate(*job, crowd="agents" if job[-1] % 4 == 0 else "columns", events=True)

    serial = [run(job) for job in jobs]
    with ThreadPoolExecutor(2) as pool:
        threaded = list(pool.map(run, jobs))
    for one, other in zip(serial, threaded, strict=True):
        assert_identical(one, other)


def test_mesas_collector_holds_the_counts_of_the_record():
    for crowd in ("columns", "agents"):
        scenario, world, _ = dense(1, days=1)
        model = CampaignModel(scenario, world, plan_of([(0, 0), (1, 2)], 3), 1, crowd=crowd, collect=True)
        record = model.run()
        frame = model.datacollector.get_model_vars_dataframe()
        assert list(frame.columns) == list(TALLY)
        assert np.array_equal(frame.to_numpy(), record.hourly)
