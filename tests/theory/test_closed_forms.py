"""The model against theory: exact expectations, worked out here and never with the model's own rules.

Every comparison is a z value, the deviation in standard errors, and must stay below 4. Seeds are
fixed, so a test that passes goes on passing until the model changes.
"""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats
from standard_errors import close, z_count, z_mean, z_variance
from worlds import PLAIN, TIERS, influencer, plain_market, plan_of, shares_per_post, with_audience, world_of

from sim import events as ev
from sim.assumptions.numbers import Assumptions
from sim.model import simulate
from sim.planning.budget import plan
from sim.results.record import Record
from sim.roster.profile import engagement_per_reached_person
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Schedule
from sim.world.world import World

# ---- One post -------------------------------------------------------------------------------------


def test_engagements_with_one_post_are_binomial_over_the_true_followers():
    scenario = plain_market(5_000, delay_median_hours=2.0, delay_spread=1.0)
    declared, fakes, reach, engagement = 2_000, 0.3, 0.4, 0.2
    world = world_of(scenario, 1, influencer(0, declared, reach, engagement, fakes=fakes))
    records = [simulate(scenario, world, plan_of((0, 0, 0)), luck_seed=luck).totals for luck in range(800)]
    true = round(declared * (1 - fakes))
    read = stats.lognorm.cdf(23, 1.0, scale=2.0)  # reactions are counted in the hours 1 to 23
    seen, engaged = reach * read, reach * read * engagement
    reached = [record["reach_people"] for record in records]
    engagements = [record["engagements"] for record in records]
    close(
        reach=z_mean(reached, true * seen),
        reach_variance=z_variance(reached, true * seen * (1 - seen)),
        engagements=z_mean(engagements, true * engaged),
        engagements_variance=z_variance(engagements, true * engaged * (1 - engaged)),
    )


def test_quality_of_a_post_adds_the_variance_of_a_common_factor():
    spread, n, reach, engagement = 0.3, 2_000, 0.5, 0.05
    scenario = plain_market(5_000, post_quality_spread=spread)
    world = world_of(scenario, 1, influencer(0, n, reach, engagement))
    engagements = [
        simulate(scenario, world, plan_of((0, 0, 0)), luck_seed=luck).totals["engagements"] for luck in range(1_500)
    ]
    p = reach * engagement
    common = p * p * (math.exp(spread**2) - 1)
    close(
        mean=z_mean(engagements, n * p),
        variance=z_variance(engagements, n * p * (1 - p) + n * (n - 1) * common),
    )


def base_values(assumption_set: str) -> dict[str, object]:
    return {entry.name: entry.base for entry in Assumptions.load(assumption_set)}


FOLLOWERS = {"nano": 8_000, "micro": 40_000, "macro": 700_000, "mega": 1_500_000}


@pytest.mark.parametrize("assumption_set", ["evidence", "documents"])
@pytest.mark.parametrize("tier", TIERS)
def test_a_neutral_first_exposure_gives_each_tiers_engagement_per_follower(tier, assumption_set):
    """People as different, audiences as mixed and delays as long as the set says; one post, of usual quality."""
    base = base_values(assumption_set)
    kept = (
        "match_influencer",
        "activity_spread",
        "delay_median_hours",
        "delay_spread",
        "localities_per_interest",
        "fatigue_per_repeat",
        "wear_in_gain",
        "wear_in_impressions",
        "propensity_spread",
    )
    scenario = plain_market(
        3_000_000, days=10, interests="abcdefghij", assumption_set=assumption_set, **{name: base[name] for name in kept}
    )
    followers, fakes, reach = FOLLOWERS[tier], base["fake_follower_share"][tier], base["reach_rate"][tier]
    if assumption_set == "evidence":
        engagement = base["engagement_per_reached_person"][tier]
        per_follower = reach * (1 - fakes) * engagement
    else:
        top, bottom = base["engagement_rate_per_follower_at_10k"], base["engagement_rate_per_follower_at_1m"]
        way = min(1.0, max(0.0, math.log(followers / 10_000) / math.log(100)))
        per_follower = top + (bottom - top) * way
        engagement = None
    read = stats.lognorm.cdf(239, base["delay_spread"], scale=base["delay_median_hours"])
    runs = 40 if tier in ("nano", "micro") else 4
    if engagement is None:
        engagement = engagement_per_reached_person(followers, tier, fakes, reach, scenario.assumptions)
    profile = influencer(3, followers, reach, engagement, tier=tier, interest=4, fakes=fakes)
    # A world for each run: then every true follower counts as one independent trial, traits included.
    totals = [
        simulate(scenario, world_of(scenario, seed, profile), plan_of((0, 0, 0)), luck_seed=seed).totals["engagements"]
        for seed in range(runs)
    ]
    trials = runs * round(followers * (1 - fakes))
    close(engagements=z_count(sum(totals), trials, per_follower * read / (1 - fakes)))


# ---- Coverage -------------------------------------------------------------------------------------


def test_coverage_of_several_posts_is_one_minus_the_chance_to_miss_them_all():
    median, spread, reach, n = 5.0, 1.2, 0.3, 3_000
    scenario = plain_market(5_000, days=3, delay_median_hours=median, delay_spread=spread)
    world = world_of(scenario, 2, influencer(0, n, reach, 0.1))
    for hours in ((0,), (0, 0), (0, 0, 30, 60)):
        posts = plan_of(*((0, piece, hour) for piece, hour in enumerate(hours)))
        reached = [simulate(scenario, world, posts, luck_seed=luck).totals["reach_people"] for luck in range(60)]
        missed = math.prod(1 - reach * stats.lognorm.cdf(71 - hour, spread, scale=median) for hour in hours)
        close(**{f"posts_{len(hours)}": z_count(sum(reached), 60 * n, 1 - missed)})


def test_coverage_of_two_influencers_counts_their_common_audience_once():
    scenario = plain_market(5_000)
    one, other = influencer(0, 2_500, 0.5, 0.1), influencer(1, 1_500, 0.3, 0.1)
    world = world_of(scenario, 2, one, other)
    overlap = np.intersect1d(world.audience(0), world.audience(1)).size
    assert 500 < overlap < 1_000
    reached = [
        simulate(scenario, world, plan_of((0, 0, 0), (1, 0, 2)), luck_seed=luck).totals["reach_people"]
        for luck in range(300)
    ]
    expected = 0.5 * 2_500 + 0.3 * 1_500 - 0.5 * 0.3 * overlap
    close(reach=z_mean(reached, expected))


def test_coverage_of_random_audiences():
    people, sizes, reaches, posts = 8_000, (1_000, 500, 2_000, 250), (0.5, 0.8, 0.3, 1.0), (1, 1, 3, 2)
    scenario = plain_market(people, audience_locality_share=0.0, audience_interest_share=0.0)
    roster = [influencer(k, sizes[k], reaches[k], 0.1) for k in range(4)]
    pieces = plan_of(*((k, piece, k) for k in range(4) for piece in range(posts[k])))
    reached = [
        simulate(scenario, world_of(scenario, seed, *roster), pieces, luck_seed=seed).totals["reach_people"]
        for seed in range(150)
    ]
    missed = math.prod(
        1 - size / people * (1 - (1 - reach) ** number)
        for size, reach, number in zip(sizes, reaches, posts, strict=True)
    )
    close(reach=z_mean(reached, people * (1 - missed)))


# ---- Sharing --------------------------------------------------------------------------------------


def directed(out_of: np.ndarray, into: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Ties (follower, followed) in which person k follows ``out_of[k]`` and is followed by ``into[k]`` people."""
    follower = rng.permutation(np.repeat(np.arange(out_of.size), out_of))
    return follower, np.repeat(np.arange(into.size), into)


SHARING = {"share_per_engaged_person": 0.5, "friend_reach_rate": 0.5}


@pytest.mark.parametrize(("few", "many"), [(8, 8), (4, 12)])
def test_sharing_below_the_threshold_brings_the_reshares_of_a_branching_process(few, many):
    """A seed that reaches B people brings B s (1 + R1 / (1 - R)) shares, s those per person reached.

    People shared to are chosen in proportion to the accounts they follow, hence R = s E[a f] / E[a]; the
    first, whom the influencer reached, are not, hence R1 = s E[f]. Where all are alike both are equal,
    and the total is B s / (1 - R), of which 1 - R direct.
    """
    people, seeds, reach, engagement = 20_000, 200, 0.5, 0.2
    degree = np.where(np.arange(people) % 2 == 0, few, many)  # accounts followed and followers alike
    scenario = plain_market(people, **SHARING)
    rng = np.random.default_rng(3)
    world = World.stored(scenario, 1, *directed(degree, degree, rng), people=people)
    degree = np.diff(world.ties.starts)  # a tie drawn twice counts once
    accounts = np.bincount(world.ties.followers, minlength=people)
    world = world.with_roster([influencer(0, seeds, reach, engagement)], scenario.assumptions)
    world = with_audience(world, rng.choice(people, seeds, replace=False))
    audience_followers = degree[world.audience(0)].mean()
    adopt = engagement * SHARING["share_per_engaged_person"]
    per_follower = SHARING["friend_reach_rate"] * adopt
    first = per_follower * audience_followers
    later = per_follower * (accounts * degree).sum() / accounts.sum()
    assert later < 0.6
    totals = [simulate(scenario, world, plan_of((0, 0, 0)), luck_seed=luck, events=True) for luck in range(400)]
    shares = [record.totals["shares"] for record in totals]
    direct = [
        np.count_nonzero(own["outcome"] & ev.SHARED) for own in (r.events[r.events["via"] == ev.NOBODY] for r in totals)
    ]
    viral = [record.totals["viral_impressions"] for record in totals]
    adopters = seeds * reach * adopt
    further = adopters * first / (1 - later)
    shown = adopters * first / per_follower + further * later / per_follower
    close(
        shares=z_mean(shares, adopters + further),
        direct=z_mean(direct, adopters),
        viral=z_mean(viral, shown * SHARING["friend_reach_rate"]),
    )
    if few == many:
        close(direct_share=z_mean(np.array(direct) - (1 - later) * np.array(shares), 0.0))


def test_cascades_from_one_person_have_the_sizes_of_a_branching_process():
    """P(n) = P(Bin(n k, p) = n - 1) / n, the total progeny of a branching process with Bin(k, p) offspring."""
    people, k, reach, credibility = 20_000, 20, 0.25, 0.12
    scenario = plain_market(
        people, share_per_engaged_person=1.0, friend_reach_rate=reach, friend_credibility=credibility
    )
    rng = np.random.default_rng(4)
    degree = np.full(people, k)
    world = World.stored(scenario, 1, *directed(degree, degree, rng), people=people)
    world = world.with_roster([influencer(0, 1, 1.0, 1.0)], scenario.assumptions)
    sizes = []
    for start in range(20):  # 100 posts are 100 independent cascades of one and the same person
        world = with_audience(world, [int(rng.integers(people))])
        posts = plan_of(*((0, piece, 0) for piece in range(100)))
        events = simulate(scenario, world, posts, luck_seed=start, events=True).events
        sizes += np.bincount(events["post"][(events["outcome"] & ev.SHARED) != 0], minlength=100).tolist()
    n = np.arange(1, 200)
    chances = stats.binom.pmf(n - 1, n * k, reach * credibility) / n
    sizes = np.array(sizes)
    mean_size = 1 / (1 - k * reach * credibility)
    edges = [1, 2, 3, 5, 9, 17, 10**6]
    expected = np.array([chances[(n >= a) & (n < b)].sum() for a, b in itertools.pairwise(edges)])
    expected[-1] += 1 - chances.sum()
    found = np.array([np.count_nonzero((sizes >= a) & (sizes < b)) for a, b in itertools.pairwise(edges)])
    close(
        mean=z_mean(sizes, mean_size),
        **{f"size_{a}": z_count(x, sizes.size, p) for a, x, p in zip(edges, found, expected, strict=False)},
    )


@pytest.mark.parametrize(("branches", "depth"), [(2, 6), (3, 4), (1, 10)])
def test_a_cascade_on_a_balanced_tree_has_the_geometric_size(branches, depth):
    """Expected adopters, root included: (1 - (b p)^(D + 1)) / (1 - b p); at depth d, (b p)^d."""
    reach, credibility, posts = 0.8, 0.75, 3_000
    p = reach * credibility
    count = sum(branches**d for d in range(depth + 1))
    child = np.arange(1, count)
    parent = (child - 1) // branches
    scenario = plain_market(
        1_000, share_per_engaged_person=1.0, friend_reach_rate=reach, friend_credibility=credibility
    )
    world = World.stored(scenario, 1, child, parent, people=count)
    world = with_audience(world.with_roster([influencer(0, 1, 1.0, 1.0)], scenario.assumptions), [0])
    table, record = shares_per_post(scenario, world, posts)
    level = np.zeros(count, int)
    for person in child:
        level[person] = level[(person - 1) // branches] + 1
    bp = branches * p
    size = (1 - bp ** (depth + 1)) / (1 - bp)
    by_level = np.array([table[:, level == d].sum(axis=1) for d in range(depth + 1)])
    assert np.all(by_level[0] == 1)
    close(
        size=z_mean(table.sum(axis=1), size),
        **{f"depth_{d}": z_mean(by_level[d], bp**d) for d in range(1, depth + 1)},
    )
    # One step an hour: what is shown in one hour is read in the next.
    shared = record.events[(record.events["outcome"] & ev.SHARED) != 0]
    assert np.array_equal(shared["hour"], level[shared["person"]] + 1)


def test_a_cascade_on_any_tree_reaches_each_person_by_the_product_along_the_path():
    """People of another interest engage half as often, so that the branches of the tree differ."""
    #            0
    #       1    2    3
    #      4 5   6    |
    #      7     8    9
    parent = {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 2, 7: 4, 8: 6, 9: 3}
    other = {2, 5, 7, 9}
    reach, credibility, share, posts = 0.9, 0.7, 0.9, 4_000
    order = [k for k in range(10) if k not in other] + sorted(other)  # as the world will number them
    scenario = plain_market(
        1_000,
        interests=("a", "b"),
        share_per_engaged_person=share,
        friend_reach_rate=reach,
        friend_credibility=credibility,
        match_influencer=2.0,
    )
    world = World.stored(
        scenario,
        1,
        list(parent),
        list(parent.values()),
        people=10,
        interest=["b" if k in other else "a" for k in range(10)],
    )
    assert world.labels.tolist() == order
    # One follower, of the influencer's own interest: the fit is 1 there and 1/2 elsewhere.
    world = world.with_roster([influencer(0, 100, 1.0, 1.0)], scenario.assumptions)
    table = world.influencers.copy()
    table["match_same"], table["match_other"] = 1.0, 0.5
    world = with_audience(replace(world, influencers=table), [0])
    shares, _ = shares_per_post(scenario, world, posts)

    def chance(person: int) -> float:
        if person == 0:
            return share
        own = reach * credibility * share * (0.5 if person in other else 1.0)
        return own * chance(parent[person])

    z = {f"person_{k}": z_count(shares[:, order.index(k)].sum(), posts, chance(k)) for k in range(10)}
    close(size=z_mean(shares.sum(axis=1), sum(chance(k) for k in range(10))), **z)


def test_cascades_on_a_small_graph_have_the_distribution_of_its_live_edge_worlds():
    """With loops and several ways to one person: every one of the 2^9 worlds of live ties is enumerated."""
    ties = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 1), (2, 4), (4, 0), (3, 0)]  # (shown by, follower)
    reach, credibility, posts = 0.7, 0.6, 4_000
    p = reach * credibility
    chances = np.zeros(6)
    by_person = np.zeros(5)
    for live in itertools.product((False, True), repeat=len(ties)):
        weight = math.prod(p if edge else 1 - p for edge in live)
        adopted, frontier = {0}, [0]
        while frontier:
            person = frontier.pop()
            for (shown_by, follower), edge in zip(ties, live, strict=True):
                if edge and shown_by == person and follower not in adopted:
                    adopted.add(follower)
                    frontier.append(follower)
        chances[len(adopted)] += weight
        by_person[list(adopted)] += weight
    scenario = plain_market(
        1_000, share_per_engaged_person=1.0, friend_reach_rate=reach, friend_credibility=credibility
    )
    world = World.stored(scenario, 1, [b for _, b in ties], [a for a, _ in ties], people=5)
    world = with_audience(world.with_roster([influencer(0, 1, 1.0, 1.0)], scenario.assumptions), [0])
    shares, _ = shares_per_post(scenario, world, posts)
    assert shares.max() == 1
    sizes = np.bincount(shares.sum(axis=1), minlength=6)
    assert chances.sum() == pytest.approx(1.0)
    close(
        **{f"size_{n}": z_count(sizes[n], posts, chances[n]) for n in range(1, 6)},
        **{f"person_{k}": z_count(shares[:, k].sum(), posts, by_person[k]) for k in range(1, 5)},
    )


# ---- Repeated exposure ----------------------------------------------------------------------------


def engaged_at_least_once(record: Record) -> int:
    events = record.events
    return np.unique(events["person"][(events["outcome"] & ev.ENGAGED) != 0]).size


@pytest.mark.parametrize("hours", [(0, 0, 0, 0, 0, 0), (0, 1, 2, 2, 9, 20)])
@pytest.mark.parametrize("fatigue", [1.0, 0.7, 0.0])
def test_repeated_exposure_adds_up_as_it_should_with_and_without_fatigue(fatigue, hours):
    """Engaged at least once in n exposures: 1 - prod over j < n of (1 - p d^j)."""
    n, p = 4_000, 0.15
    scenario = plain_market(5_000, fatigue_per_repeat=fatigue, memory_half_life_hours=1e6)
    world = world_of(scenario, 1, influencer(0, n, 1.0, p))
    posts = plan_of(*((0, piece, hour) for piece, hour in enumerate(hours)))
    record = simulate(scenario, world, posts, luck_seed=1, events=True)
    assert record.totals["impressions"] == 6 * n
    assert record.totals["reach_people"] == n
    once = 1 - math.prod(1 - p * fatigue**j for j in range(6))
    by_exposure = record.events.reshape(n, 6) if hours == (0,) * 6 else None
    z = {"once": z_count(engaged_at_least_once(record), n, once)}
    if by_exposure is not None:
        for j in range(1 if fatigue == 0.0 else 6):
            engaged = np.count_nonzero(by_exposure[:, j]["outcome"] & ev.ENGAGED)
            z[f"exposure_{j}"] = z_count(engaged, n, p * fatigue**j)
        if fatigue == 0.0:
            assert not np.any(by_exposure[:, 1:]["outcome"] & ev.ENGAGED)
    close(**z)


def test_wear_in_lifts_the_next_exposures_and_then_wears_out():
    """Attention 1, 1.3, 1.6, then 1.6 d, 1.6 d^2, ... with a gain of 0.3 up to two remembered impressions."""
    n, p, fatigue = 6_000, 0.2, 0.6
    scenario = plain_market(
        6_000, wear_in_gain=0.3, wear_in_impressions=2, fatigue_per_repeat=fatigue, memory_half_life_hours=1e6
    )
    world = world_of(scenario, 1, influencer(0, n, 1.0, p))
    record = simulate(scenario, world, plan_of(*((0, piece, 0) for piece in range(6))), luck_seed=2, events=True)
    by_exposure = record.events.reshape(n, 6)
    attention = (1.0, 1.3, 1.6, 1.6 * fatigue, 1.6 * fatigue**2, 1.6 * fatigue**3)
    engaged = [np.count_nonzero(by_exposure[:, j]["outcome"] & ev.ENGAGED) for j in range(6)]
    close(**{f"exposure_{j}": z_count(engaged[j], n, p * attention[j]) for j in range(6)})


def test_fatigue_fades_by_half_in_a_half_life():
    n, p, fatigue, half_life = 20_000, 0.3, 0.3, 10.0
    scenario = plain_market(20_000, days=2, fatigue_per_repeat=fatigue, memory_half_life_hours=half_life)
    world = world_of(scenario, 1, influencer(0, n, 1.0, p))
    record = simulate(scenario, world, plan_of((0, 0, 0), (0, 1, 10), (0, 2, 30)), luck_seed=1, events=True)
    # Remembered: 0; 1 after one half-life, that is 1/2; then 1 + 1/2 after two of them.
    remembered = {1: 0.0, 11: 0.5, 31: 1.5 / 4}
    close(
        **{
            f"hour_{hour}": z_count(record.hourly[hour, 3], n, p * fatigue**memory)
            for hour, memory in remembered.items()
        }
    )


# ---- Time -----------------------------------------------------------------------------------------


def test_delays_are_lognormal_and_far_from_exponential():
    """t90 / t50 = exp(1.2816 sigma), which is 10.8 for the measured spread; an exponential has 3.3."""
    n, median, spread = 20_000, 40.0, 1.2
    scenario = plain_market(n, days=40, delay_median_hours=median, delay_spread=spread)
    world = world_of(scenario, 1, influencer(0, n, 1.0, 0.1))
    read = np.cumsum(simulate(scenario, world, plan_of((0, 0, 0)), luck_seed=1).hourly[:, 1]) / n
    hours = np.arange(read.size)
    first, last = (math.log(np.interp(share, read, hours)) for share in (0.5, 0.9))
    quantile = stats.norm.ppf(0.9)
    at_median, at_ninth = stats.norm.pdf(0.0), stats.norm.pdf(quantile)
    variance_first = spread**2 * 0.25 / (n * at_median**2)
    variance_last = spread**2 * 0.09 / (n * at_ninth**2)
    covariance = spread**2 * 0.05 / (n * at_median * at_ninth)
    close(
        median=(first - math.log(median)) / math.sqrt(variance_first),
        t90=(last - math.log(median) - quantile * spread) / math.sqrt(variance_last),
        ratio=(last - first - quantile * spread) / math.sqrt(variance_first + variance_last - 2 * covariance),
    )
    assert math.exp(1.2816 * spread) > 1.3 * math.log(10) / math.log(2)


# ---- From engaging to buying ----------------------------------------------------------------------


def test_clicks_and_purchases_follow_their_rates_and_the_fit_of_person_and_brand():
    """Purchases per click by the quadrature of min(1, rate x propensity); clicks by the fit of interests."""
    n, engagement, click, rate, spread = 30_000, 0.5, 0.2, 0.3, 0.8
    scenario = plain_market(
        30_000,
        interests=("a", "b", "c"),
        click_per_engaged_person=click,
        purchase_per_click=rate,
        propensity_spread=spread,
        match_brand=3.0,
    )
    scenario = replace(scenario, brand=scenario.brand.model_copy(update={"interest": "b"}))
    world = world_of(scenario, 3, influencer(0, n, 1.0, engagement))
    events = simulate(scenario, world, plan_of((0, 0, 0)), luck_seed=1, events=True).events
    same = (events["person"] >= 10_000) & (events["person"] < 20_000)
    clicked = (events["outcome"] & ev.CLICKED) != 0
    other_fit = 1 / (1 / 3 * 3.0 + 2 / 3)
    propensity = stats.lognorm(spread, scale=math.exp(-(spread**2) / 2))
    buy = integrate.quad(lambda u: min(1.0, rate * propensity.ppf(u)), 0, 1, limit=200)[0]
    close(
        same=z_count(np.count_nonzero(clicked & same), 10_000, engagement * click * 3 * other_fit),
        other=z_count(np.count_nonzero(clicked & ~same), 20_000, engagement * click * other_fit),
        bought=z_count(np.count_nonzero(events["outcome"] & ev.BOUGHT), np.count_nonzero(clicked), buy),
    )


def test_trust_moves_by_its_steps_and_buying_follows_its_elasticity():
    """One impression engaged, the next after it: trust 0.5 + 0.2 (0.9 - 0.5) = 0.58, hence (0.58 / 0.5)^2 as likely."""
    n, rate = 20_000, 0.4
    scenario = plain_market(
        20_000,
        days=2,
        click_per_engaged_person=1.0,
        purchase_per_click=rate,
        trust_initial=0.5,
        trust_initial_spread=0.0,
        trust_step_engaged=0.2,
        trust_on_purchase=2.0,
        considering_on_purchase=1.5,
    )
    world = world_of(scenario, 3, replace(influencer(0, n, 1.0, 1.0), authenticity=0.9))
    events = simulate(scenario, world, plan_of((0, 0, 0), (0, 1, 5)), luck_seed=1, events=True).events
    first, second = events[events["hour"] == 1], events[events["hour"] == 6]
    bought = np.count_nonzero(first["outcome"] & ev.BOUGHT)
    assert np.all(np.abs(first["trust"] / 65_535 - 0.58) < 2e-5)
    assert np.all(np.abs(second["trust"] / 65_535 - (0.58 + 0.2 * (0.9 - 0.58))) < 4e-5)
    close(
        first=z_count(bought, n, rate),
        second=z_count(np.count_nonzero(second["outcome"] & ev.BOUGHT), n - bought, rate * 1.5 * (0.58 / 0.5) ** 2),
    )


@pytest.mark.parametrize(("per_year", "spread"), [(0.5, 0.8), (6.0, 0.8), (6.0, 0.0)])
def test_organic_purchases_of_the_touched_are_those_of_a_constant_hazard(per_year, spread):
    """1 - E[exp(-h T X)], X lognormal of mean 1, by quadrature; T the whole horizon."""
    n, days = 20_000, 60
    scenario = plain_market(n, days=days, organic_purchase_per_year=per_year, propensity_spread=spread)
    world = world_of(scenario, 4, influencer(0, n, 1.0, 0.3))
    record = simulate(scenario, world, plan_of((0, 0, 0)), luck_seed=5)
    cumulated = per_year * days / 365
    if spread:
        factor = stats.lognorm(spread, scale=math.exp(-(spread**2) / 2))
        bought = 1 - integrate.quad(lambda u: math.exp(-cumulated * factor.ppf(u)), 0, 1, limit=200)[0]
        by_half = 1 - integrate.quad(lambda u: math.exp(-cumulated / 2 * factor.ppf(u)), 0, 1, limit=200)[0]
    else:
        bought, by_half = 1 - math.exp(-cumulated), 1 - math.exp(-cumulated / 2)
    hours = record.ending.organic["hour"]
    close(
        bought=z_count(hours.size, n, bought),
        by_half_time=z_count(np.count_nonzero(hours < 12 * days), n, by_half),
    )


# ---- Scale, and tiers that do not differ ----------------------------------------------------------


def test_a_market_four_times_as_large_has_four_times_the_mean_and_half_the_relative_spread():
    """Standard error of a standard deviation: 1 / sqrt(2 n) of it, a little more where tails are longer."""
    runs, c = 400, 4
    scenario = {
        people: plain_market(
            8_000,
            simulated=people,
            share_per_engaged_person=0.2,
            friend_reach_rate=0.2,
            fans_mean=5.0,
            fans_largest=30.0,  # with a heavy tail of fans a variance is too unsteady to be compared
            circle_people=10,
        )
        for people in (2_000, 2_000 * c)
    }
    roster = [influencer(k, 2_000, 0.4, 0.2) for k in range(2)]
    posts = plan_of((0, 0, 0), (1, 0, 0), (1, 1, 4))
    small, large = (
        np.array(
            [
                list(simulate(s, world_of(s, seed, *roster), posts, luck_seed=seed + people).totals.values())
                for seed in range(runs)
            ],
            float,
        )[:, [0, 1, 3]]
        for people, s in scenario.items()
    )
    for column, name in enumerate(("reach", "impressions", "engagements")):
        one, other = small[:, column], large[:, column]
        error = math.sqrt((c * c * one.var() + other.var()) / runs)
        ratio = math.log((other.std() / other.mean()) / (one.std() / one.mean()))
        close(
            **{
                f"mean_{name}": (other.mean() - c * one.mean()) / error,
                f"cv_{name}": (ratio + 0.5 * math.log(c)) / math.sqrt(1.5 / runs),
            }
        )


def test_without_differences_between_tiers_macro_and_micro_do_not_differ():
    """Same rates, same price per follower, no fatigue: 80 pairs of small markets, per euro spent."""
    same = {
        "reach_rate": 0.2,
        "engagement_per_reached_person": 0.1,
        "fake_follower_share": 0.3,
        "authenticity": 0.5,
        "shortlist_fit_share": 0.5,
        "audience_locality_share": 0.0,
        "audience_interest_share": 0.0,
    }
    free = {"fee_floor_eur": 0.0, "coordination_hours_per_influencer": 0.0, "fee_per_follower_eur": 0.01}
    base = Scenario.load(None, people=20_000)
    followers = {"followers_smallest": {"nano": 1_000, "micro": 10_000, "macro": 500_000, "mega": 1_000_000}}
    scenario = replace(
        base,
        market=base.market.model_copy(update={"horizon_days": 1}),
        roster=base.roster.model_copy(update={"nano": 1, "micro": 150, "macro": 15, "mega": 1}),
        budget_eur=20_000.0,
        assumptions=base.assumptions.with_values(PLAIN | same | free | followers),
    )
    arms = [Schedule(tier, (Phase(tier=tier),)) for tier in ("macro", "micro")]
    names = ("reach_people", "impressions", "engagements")
    pairs = np.zeros((80, 2, 3))
    for seed in range(80):
        world = World.generate(scenario, seed)
        for k, arm in enumerate(arms):
            paid = plan(scenario, world, arm)
            totals = simulate(scenario, world, paid, luck_seed=seed).totals
            pairs[seed, k] = [1_000 * totals[name] / paid.spend_eur for name in names]
    difference = pairs[:, 0] - pairs[:, 1]
    close(**{name: z_mean(difference[:, k], 0.0) for k, name in enumerate(names)})
    # Impressions per euro: true followers per euro x reach, at the scale of the market.
    expected = 1_000 / 0.01 * 0.7 * 0.2 * scenario.scale
    close(macro=z_mean(pairs[:, 0, 1], expected), micro=z_mean(pairs[:, 1, 1], expected))
