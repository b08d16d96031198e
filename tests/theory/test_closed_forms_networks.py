"""The model against theory: percolation, Bass diffusion, epidemics, complex contagion, portfolios, identities.

As in `test_closed_forms`, expected values are worked out here and never with the model's own rules, seeds are
fixed, and every deviation stays below 4 standard errors.
"""

import csv
import math
from dataclasses import replace

import numpy as np
import pytest
from places import LASTFM
from scipy import optimize, sparse
from scipy.sparse.csgraph import connected_components
from standard_errors import close, z_count, z_mean, z_variance
from worlds import influencer, plain_market, plan_of, shares_per_post, with_audience, world_of

from sim import events as ev
from sim.crowd.behaviour import Behaviour, behaviour_of
from sim.kpis import KPI_BY_NAME, kpi_value
from sim.model import simulate
from sim.planning.budget import plan
from sim.results.measures import totals_of
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Schedule
from sim.world.influencers import synthetic_roster
from sim.world.world import World

TIES = LASTFM / "edges.csv"
needs_lastfm = pytest.mark.skipif(not TIES.is_file(), reason="the LastFM Asia graph, ../shared/data, is not here")

# Whoever sees it engages and shares; nothing happens to anybody by halves.
EAGER = {"share_per_engaged_person": 1.0}
WHOLE_MARKET = {"circle_people": 1_000_000, "circle_tie_share": 1.0, "circle_mutual_share": 1.0, "fans_mean": 0.0}


# ---- Percolation ----------------------------------------------------------------------------------


def configuration(degrees: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A random graph with these degrees, as undirected ties; loops and repeats are left out."""
    ends = rng.permutation(np.repeat(np.arange(degrees.size), degrees))
    ends = ends[: ends.size // 2 * 2].reshape(-1, 2)
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return ends[:, 0], ends[:, 1]


def undirected(scenario: Scenario, a: np.ndarray, b: np.ndarray, people: int) -> World:
    world = World.stored(scenario, 1, np.concatenate([a, b]), np.concatenate([b, a]), people=people)
    return world.with_roster([influencer(0, 1, 1.0, 1.0)], scenario.assumptions)


def outbreaks(scenario: Scenario, world: World, seeds: np.ndarray, luck: int) -> np.ndarray:
    """How many share a post that is shown to one person: a size for each of these people."""
    sizes = []
    for place, seed in enumerate(seeds):
        record = simulate(
            scenario, with_audience(world, [int(seed)]), plan_of((0, 0, 0)), luck_seed=1_000 * luck + place
        )
        assert not record.hourly[-1].any()  # it has died out
        sizes.append(record.totals["shares"])
    return np.array(sizes)


def moments(degrees: np.ndarray) -> tuple[float, float]:
    """<k> and (<k^2> - <k>) / <k>, the mean number of further ties at the end of a tie."""
    mean = degrees.mean()
    return float(mean), float(((degrees**2).mean() - mean) / mean)


def giant_share(degrees: np.ndarray, transmission: float) -> float:
    """S = 1 - G0(1 - T + T u), where u = G1(1 - T + T u)."""
    mean = degrees.mean()

    def g1(x: float) -> float:
        return float((degrees * x ** np.maximum(degrees - 1.0, 0.0)).mean() / mean)

    u = optimize.brentq(lambda u: g1(1.0 - transmission + transmission * u) - u, 0.0, 1.0 - 1e-9)
    return float(1.0 - ((1.0 - transmission + transmission * u) ** degrees).mean())


def some_degrees(people: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice([1, 3, 10], people, p=[0.5, 0.35, 0.15])


def lastfm_ties() -> np.ndarray:
    with TIES.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array(rows, int)


def lastfm_degrees() -> np.ndarray:
    return np.bincount(lastfm_ties().ravel())


@pytest.mark.parametrize("times_critical", [0.3, 0.6])
def test_below_the_threshold_outbreaks_on_a_random_graph_have_the_mean_size_of_a_branching_process(times_critical):
    """Mean size 1 + T <k> / (1 - T (<k^2> - <k>) / <k>), over graphs and people."""
    rng = np.random.default_rng(7)
    people, graphs, each = 8_000, 10, 100
    excess = []
    for graph in range(graphs):
        a, b = configuration(some_degrees(people, rng), rng)
        degrees = np.bincount(np.concatenate([a, b]), minlength=people)
        mean, further = moments(degrees)
        transmission = times_critical / further
        scenario = plain_market(people, days=4, **EAGER, friend_reach_rate=transmission)
        sizes = outbreaks(scenario, undirected(scenario, a, b, people), rng.integers(0, people, each), graph)
        assert sizes.max() < people / 20
        excess += (sizes - (1.0 + transmission * mean / (1.0 - times_critical))).tolist()
    close(mean_size=z_mean(excess, 0.0))


def test_above_the_threshold_an_outbreak_on_a_random_graph_takes_the_share_of_the_giant_component():
    """It takes off with chance S, and then reaches S of everybody."""
    rng = np.random.default_rng(8)
    people, graphs, each, times_critical = 8_000, 16, 25, 2.0
    chances, taken, beyond = [], 0, []
    for graph in range(graphs):
        a, b = configuration(some_degrees(people, rng), rng)
        degrees = np.bincount(np.concatenate([a, b]), minlength=people)
        transmission = times_critical / moments(degrees)[1]
        share = giant_share(degrees, transmission)
        scenario = plain_market(people, days=4, **EAGER, friend_reach_rate=transmission)
        sizes = outbreaks(scenario, undirected(scenario, a, b, people), rng.integers(0, people, each), graph)
        large = sizes[sizes > 0.5 * share * people]
        assert not np.any((sizes > 0.1 * share * people) & (sizes <= 0.5 * share * people))
        chances.append(share)
        taken += large.size
        beyond.append(large.mean() - share * people)
    assert 0.3 < np.mean(chances) < 0.7
    close(takes_off=z_count(taken, graphs * each, float(np.mean(chances))), size=z_mean(beyond, 0.0))


@needs_lastfm
def test_the_threshold_of_a_random_graph_with_the_degrees_of_lastfm_is_where_theory_puts_it():
    """T_c = <k> / (<k^2> - <k>) = 0.041: at half of it outbreaks are small, at twice it they take S of everybody."""
    rng = np.random.default_rng(9)
    wanted = lastfm_degrees()
    assert 1.0 / moments(wanted)[1] == pytest.approx(0.041, abs=5e-4)
    excess, taken, chances, beyond = [], 0, [], []
    for graph in range(8):
        a, b = configuration(wanted, rng)
        degrees = np.bincount(np.concatenate([a, b]), minlength=wanted.size)
        mean, further = moments(degrees)
        for times_critical, each in ((0.5, 100), (2.0, 40)):
            transmission = times_critical / further
            scenario = plain_market(wanted.size, days=4, **EAGER, friend_reach_rate=transmission)
            world = undirected(scenario, a, b, wanted.size)
            sizes = outbreaks(scenario, world, rng.integers(0, wanted.size, each), graph)
            if times_critical < 1.0:
                excess += (sizes - (1.0 + transmission * mean / (1.0 - times_critical))).tolist()
            else:
                share = giant_share(degrees, transmission)
                large = sizes[sizes > 0.4 * share * wanted.size]
                taken += large.size
                chances.append(share)
                beyond.append(large.mean() - share * wanted.size)
    close(
        below=z_mean(excess, 0.0),
        takes_off=z_count(taken, 8 * 40, float(np.mean(chances))),
        size=z_mean(beyond, 0.0),
    )


@needs_lastfm
@pytest.mark.parametrize("transmission", [0.02, 0.041, 0.1])
def test_outbreaks_on_lastfm_itself_have_the_sizes_of_its_percolation_clusters(transmission):
    """A real graph has triangles, and no formula: its ties are kept at random, and clusters found by search."""
    rng = np.random.default_rng(10)
    ties = lastfm_ties()
    people = int(ties.max()) + 1
    clusters = []
    for _ in range(150):
        kept = ties[rng.random(len(ties)) < transmission]
        graph = sparse.coo_matrix((np.ones(len(kept)), (kept[:, 0], kept[:, 1])), (people, people))
        sizes = np.bincount(connected_components(graph, directed=False)[1])
        clusters.append((sizes**2).sum() / people)  # of the cluster that a random person is in
    scenario = plain_market(people, days=6, **EAGER, friend_reach_rate=transmission)
    world = undirected(scenario, ties[:, 0], ties[:, 1], people)
    found = outbreaks(scenario, world, rng.integers(0, people, 400), 1)
    error = math.sqrt(np.var(clusters, ddof=1) / len(clusters) + np.var(found, ddof=1) / found.size)
    close(mean_size=float(found.mean() - np.mean(clusters)) / error)


# ---- Everybody knows everybody --------------------------------------------------------------------


def complete(people: int, days: int, **values: object) -> Scenario:
    """A market that is one circle of friends, in which everybody follows everybody."""
    return plain_market(people, days=days, **EAGER | WHOLE_MARKET | values)


def test_in_a_market_of_one_circle_everybody_follows_everybody():
    world = World.generate(complete(1_000, 1), 1)
    rows = world.written_out().ties
    assert np.all(np.diff(rows.starts) == 999)
    assert np.array_equal(rows.followers[:999], np.arange(1, 1_000))


@pytest.mark.nightly
@pytest.mark.parametrize("seeded", [0.0, 0.05])
def test_an_epidemic_on_a_complete_graph_has_the_final_size_of_theory(seeded):
    """1 - z = s0 exp(-R0 z): 0.797 for R0 = 2 from one person, if it takes off, which it does with that chance."""
    people, r0 = 1_000, 2.0
    scenario = complete(people, 3, friend_reach_rate=r0 / (people - 1))
    first = max(1, round(seeded * people))
    share = optimize.brentq(lambda z: 1.0 - z - (1.0 - seeded) * math.exp(-r0 * z), 0.1, 1.0)
    assert seeded or share == pytest.approx(0.797, abs=5e-4)
    world = with_audience(world_of(scenario, 1, influencer(0, first, 1.0, 1.0)), range(first))
    sizes = []
    for luck in range(3):
        table, record = shares_per_post(scenario, world, 40, luck)
        assert not record.hourly[-1].any()
        sizes += table.sum(axis=1).tolist()
    large = np.array([size for size in sizes if size > people / 2])
    z = {"size": z_mean(large, people * share)}
    if seeded:
        assert large.size == len(sizes)
    else:
        z["takes_off"] = z_count(large.size, len(sizes), share)
    close(**z)


def exponential(behaviour: Behaviour, rates: tuple[float, float]) -> Behaviour:
    """The first two formats with exponential delays of these rates per hour, to the nearest hour."""
    hours = behaviour.delay_shares.shape[1]
    shares, guide = behaviour.delay_shares.copy(), behaviour.delay_guide.copy()
    for row, rate in enumerate(rates):
        shares[row] = -np.expm1(-rate * (np.arange(1, hours + 1) + 0.5))
        steps = np.arange(guide.shape[1]) / guide.shape[1]
        guide[row] = np.searchsorted(shares[row], steps, side="right")
    return behaviour._replace(delay_shares=shares, delay_guide=guide)


@pytest.mark.slow
def test_word_of_mouth_in_a_complete_graph_follows_the_bass_curve(monkeypatch):
    """F(t) = (1 - exp(-(p + q) t)) / (1 + (q / p) exp(-(p + q) t)), with its peak at ln(q / p) / (p + q).

    The influencer's piece comes to everybody at a rate p; who sees it buys and tells everybody, and what
    each of N customers tells comes to each other person at a rate q / N. Hours are small against 1 / q.
    """
    people, p, q, runs = 2_500, 0.0004, 0.008, 15
    scenario = complete(
        people,
        45,
        share_per_engaged_person=0.0,
        friend_reach_rate=1.0,
        engagement_per_reached_person=1.0,
        click_per_engaged_person=1.0,
        purchase_per_click=1.0,
        advocacy_per_purchase=1.0,
        press_share=0.0,
    )
    monkeypatch.setattr("sim.hours.behaviour_of", lambda *given: exponential(behaviour_of(*given), (q / people, p)))
    story = replace(plan_of((0, 0, 0)), posts=(replace(plan_of((0, 0, 0)).posts[0], format="story"),))
    peak = math.log(q / p) / (p + q)
    times = (100, 200, 300, round(peak), 450, 600, 800)
    by_time, middle, adopted = [], [], np.zeros(1_080)
    for luck in range(runs):
        world = world_of(scenario, luck, influencer(0, people, 1.0, 1.0))
        events = simulate(scenario, world, story, luck_seed=luck, events=True).events
        hours = events["hour"][(events["outcome"] & ev.BOUGHT) != 0].astype(float)
        assert hours.size == np.unique(events["person"][(events["outcome"] & ev.BOUGHT) != 0]).size
        by_time.append([(hours <= t).sum() / people for t in times])
        middle.append(hours[hours < 2.0 * peak].mean())
        adopted += np.bincount(hours.astype(int), minlength=1_080)
    bass = [-math.expm1(-(p + q) * (t + 0.5)) / (1 + q / p * math.exp(-(p + q) * (t + 0.5))) for t in times]
    found = np.array(by_time)
    close(
        # Adoptions are symmetric about their peak until twice its time: it is the mean of their times there.
        peak=z_mean(middle, peak),
        **{f"F_{t}": z_mean(found[:, k], bass[k]) for k, t in enumerate(times)},
    )
    smooth = np.convolve(adopted, np.ones(49) / 49, "same")
    assert abs(smooth.argmax() - peak) < 48
    assert smooth.max() == pytest.approx(runs * people * (p + q) ** 2 / (4 * q), rel=0.05)


# ---- Complex contagion ----------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "growth"), [(2, 2), (1, 4)])
def test_on_a_ring_where_two_exposures_are_needed_two_more_adopt_on_each_side_of_two(threshold, growth):
    """Degree 4, two adjacent seeds, threshold 2: exactly 2 + 2 t adopters after t hours; 2 + 4 t with threshold 1.

    Who has seen nothing yet engages at a rate of 2e-12; who remembers one impression, 1e12 times as often.
    """
    people, hours = 200, 40
    person = np.arange(people)
    follower = np.concatenate([(person + step) % people for step in (1, 2, -1, -2)])
    wear_in = {"wear_in_gain": 1e12, "wear_in_impressions": 1.0, "memory_half_life_hours": 1e6}
    scenario = plain_market(1_000, days=2, **EAGER, **wear_in if threshold == 2 else {}, friend_reach_rate=1.0)
    world = World.stored(scenario, 1, follower, np.tile(person, 4), people=people)
    engagement = 2e-12 if threshold == 2 else 1.0
    world = with_audience(world.with_roster([influencer(0, 2, 1.0, engagement)], scenario.assumptions), [99, 100])
    # The seeds see two posts; the second finds them ready, and is the one that spreads.
    pieces = [(0, piece, 0) for piece in range(threshold)]
    for crowd in ("columns", "agents"):
        events = simulate(scenario, world, plan_of(*pieces), luck_seed=3, crowd=crowd, events=True).events
        shared = events[((events["outcome"] & ev.SHARED) != 0) & (events["post"] == threshold - 1)]
        adopters = np.cumsum(np.bincount(shared["hour"], minlength=48))[1 : hours + 1]
        assert adopters.tolist() == [2 + growth * t for t in range(hours)]
        assert np.unique(shared["person"]).size == shared.size


# ---- Portfolios -----------------------------------------------------------------------------------


@pytest.mark.nightly
def test_the_spread_of_a_portfolio_falls_to_the_floor_that_its_correlation_sets():
    """K equal posts with correlation r have CV = c0 sqrt((1 + (K - 1) r) / K), which stays above c0 sqrt(r).

    Posts of one influencer share its own level of engagement, exp(s^2) - 1 of relative variance, and differ
    by their quality and by who happens to engage.
    """
    shared, own, n, p, runs = 0.3, 0.4, 3_000, 0.05, 500
    scenario = plain_market(5_000, engagement_spread=shared, post_quality_spread=own, engagement_per_reached_person=p)
    posts = plan_of(*((0, piece, 0) for piece in range(16)))
    found = np.empty((runs, 16))
    for seed in range(runs):
        (drawn,) = synthetic_roster(scenario.assumptions, {"micro": 1}, 1, None, seed)
        profile = replace(drawn, followers=n, reach_rate=1.0)
        record = simulate(scenario, world_of(scenario, seed, profile), posts, luck_seed=seed)
        found[seed] = record.by_post[ev.FIRST_PLACE :, ev.OF_ENGAGEMENTS]
    common = math.exp(shared**2) - 1.0
    second_moment = math.exp(shared**2 + own**2)
    c0 = math.sqrt(second_moment - 1.0 + 1.0 / (n * p) - second_moment / n)
    r = common / c0**2
    z = {"mean": z_mean(found.mean(axis=1) / (n * p), 1.0)}
    for k in (1, 2, 4, 16):
        z[f"posts_{k}"] = z_variance(found[:, :k].mean(axis=1) / (n * p), c0**2 * (1.0 + (k - 1.0) * r) / k)
    close(**z)
    floor = c0 * math.sqrt(r)
    spreads = [found[:, :k].mean(axis=1).std() / (n * p) for k in (1, 2, 4, 16)]
    assert spreads == sorted(spreads, reverse=True)
    # The floor of sixteen posts is 5 % below them; without correlation they would be at a quarter of one.
    assert floor == pytest.approx(math.sqrt(common))
    assert spreads[-1] > max(0.95 * floor, 2.0 * spreads[0] / 4.0)


# ---- Identities -----------------------------------------------------------------------------------


@pytest.mark.parametrize("margin", [0.2, 0.5, 1.0])
def test_cost_per_engagement_and_purchase_return_on_spend_and_investment_follow_from_rates(margin):
    """CPE = CPM / (1000 e), CPA = CPM / (1000 CTR CVR), ROAS = 1000 v CTR CVR / CPM, ROI = margin ROAS - 1.

    The fee is the only cost, and nothing would have come anyway.
    """
    launch = Scenario.load(None, people=20_000)
    free = {
        "coordination_hours_per_influencer": 0.0,
        "organic_purchase_per_year": 0.0,
        "purchase_per_click": 0.3,
        "promo_code_discount_share": 0.0,
    }
    scenario = replace(
        launch,
        assumptions=launch.assumptions.with_values(free),
        brand=launch.brand.model_copy(update={"margin_share": margin, "price_eur": 80.0}),
    )
    world = World.generate(scenario, 2)
    bought = plan(scenario, world, Schedule("two tiers", (Phase(tier="macro", count=1), Phase(tier="micro"))))
    record = simulate(scenario, world, bought, luck_seed=2)
    assert record.totals["purchases_naive"] > 20
    totals = totals_of(record, scenario, world)
    value = {name: kpi_value(kpi, totals) for name, kpi in KPI_BY_NAME.items()}
    assert totals["cost_eur"] == totals["fees_eur"] > 50_000
    per_view = value["click_rate_per_impression"] * value["purchase_rate_per_click"]
    assert value["cpe_eur"] == pytest.approx(value["cpm_eur"] / (1_000 * value["engagement_rate_per_impression"]))
    assert value["cpa_eur"] == pytest.approx(value["cpm_eur"] / (1_000 * per_view))
    assert value["roas"] == pytest.approx(1_000 * 80.0 * per_view / value["cpm_eur"])
    assert value["roi"] == pytest.approx(margin * value["roas"] - 1.0)
    # Where some would have bought anyway, the same purchases are worth less.
    often = {"organic_purchase_per_year": 3.0}
    organic = replace(scenario, assumptions=scenario.assumptions.with_values(often))
    anyway = totals_of(simulate(organic, world, bought, luck_seed=2), organic, world)
    cpa = kpi_value(KPI_BY_NAME["cpa_eur"], anyway)
    assert cpa > 1.05 * anyway["cost_eur"] / anyway["purchases_naive"]
