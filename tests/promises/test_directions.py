"""What each mechanism does, by how much and in which direction: exact expectations, worked out here by hand.

Every deviation is told in standard errors and stays below 4, and no expected value goes through the model's rules.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from standard_errors import close, z_count, z_mean, z_variance
from worlds import influencer, plain_market, unlabelled, with_audience, world_of

from sim import coin
from sim import events as ev
from sim.model import simulate
from sim.planning.budget import plan
from sim.planning.posts import OWN
from sim.results.measures import totals_of
from sim.results.record import Record
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import Phase, Schedule
from sim.world.influencers import synthetic_roster
from sim.world.world import World

N = 20_000  # people, all of whom follow and see everything unless said otherwise
CERTAIN = {"click_per_engaged_person": 1.0, "trust_initial_spread": 0.0}


def selling(scenario: Scenario, **product: object) -> Scenario:
    return replace(scenario, brand=scenario.brand.model_copy(update=product))


def count(events: np.ndarray, flag: int) -> int:
    return int(np.count_nonzero(events["outcome"] & flag))


def by_hour(record: Record, flag: int) -> dict[int, int]:
    """How often something came of an impression, by the hour of reading."""
    events = record.events[(record.events["outcome"] & flag) != 0]
    return dict(zip(*(part.tolist() for part in np.unique(events["hour"], return_counts=True)), strict=True))


def run(scenario: Scenario, *planned, luck: int = 1, engagement: float = 1.0, tiers=("micro",), **more) -> Record:
    """All of a market of N people follow an influencer of each tier, and read every post in the next hour."""
    roster = [influencer(k, N, 1.0, engagement, tier=tier, **more) for k, tier in enumerate(tiers)]
    return simulate(scenario, world_of(scenario, 1, *roster), unlabelled(*planned), luck_seed=luck, events=True)


# ---- Label and format -----------------------------------------------------------------------------


def test_a_labelled_post_is_engaged_with_four_fifths_as_often_and_an_unlabelled_one_as_before():
    record = run(
        plain_market(N, disclosure_on_engagement=0.8), (0, 0, 0, {"disclosed": True}), (0, 1, 5), engagement=0.3
    )
    engaged = by_hour(record, ev.ENGAGED)
    close(labelled=z_count(engaged[1], N, 0.8 * 0.3), unlabelled=z_count(engaged[6], N, 0.3))


@pytest.mark.parametrize(("factor", "trust"), [(0.8, 0.49), (1.0, 0.5), (1.2, 0.51), (3.0, 0.55)])
def test_a_label_moves_the_authenticity_of_the_messenger_and_through_it_trust(factor, trust):
    """Trust 0.5, authenticity 0.5 x factor and at most 1, a tenth of the way: 0.5 + 0.1 (min(1, 0.5 f) - 0.5)."""
    scenario = plain_market(N, **CERTAIN, disclosure_on_authenticity=factor, trust_step_seen=0.1)
    events = run(scenario, (0, 0, 0, {"disclosed": True}), (0, 1, 5), engagement=0.0).events
    first, second = (events["trust"][events["hour"] == hour] / 65_535 for hour in (1, 6))
    assert np.all(np.abs(first - trust) < 2e-5)
    assert np.all(np.abs(second - (trust + 0.1 * (0.5 - trust))) < 4e-5)


def test_a_story_reaches_its_share_and_is_gone_after_a_day():
    """Read by hour h: Phi(ln(h / m) / s) / Phi(ln(24 / m) / s) of those whom the story reaches at all."""
    median, spread, reach, factor = 10.0, 1.86, 0.5, 0.6
    scenario = plain_market(
        N, days=5, delay_median_hours=median, delay_spread=spread, reach_factor_story=factor, lifetime_hours_story=24
    )
    world = world_of(scenario, 1, influencer(0, N, reach, 0.1))
    events = simulate(scenario, world, unlabelled((0, 0, 3, {"format": "story"})), luck_seed=1, events=True).events
    hours = events["hour"] - 3
    assert hours.min() >= 1
    assert hours.max() == 24
    share = stats.norm.cdf(np.log(np.arange(1, 25) / median) / spread)
    share /= share[-1]
    close(
        reach=z_count(events.size, N, reach * factor),
        **{f"hour_{h}": z_count((hours <= h).sum(), events.size, share[h - 1]) for h in range(1, 24)},
    )
    # The lifetime does not take anybody away: who would have come later comes earlier.
    post = simulate(scenario, world, unlabelled((0, 0, 3)), luck_seed=1, events=True).events["hour"] - 3
    first_day, read = stats.norm.cdf(np.log(np.array([24, 116]) / median) / spread)
    close(
        post=z_count(post.size, N, reach * read),
        after_a_day=z_count((post > 24).sum(), N, reach * (read - first_day)),
    )
    assert (post > 24).sum() > 1_000


def test_a_reel_is_seen_by_more_people_and_for_longer_and_a_broadcast_by_fewer_within_its_hour():
    median, spread, reach = 4.0, 1.0, 0.4
    scenario = plain_market(
        N,
        days=9,
        delay_median_hours=median,
        delay_spread=spread,
        reach_factor_reel=1.5,
        delay_factor_reel=3.0,
        reach_factor_live=0.25,
        lifetime_hours_live=1.0,
    )
    world = world_of(scenario, 2, influencer(0, N, reach, 0.1))
    reel, live = (
        simulate(scenario, world, unlabelled((0, 0, 0, {"format": format_})), luck_seed=2, events=True).events["hour"]
        for format_ in ("reel", "live")
    )
    early = stats.norm.cdf(np.log(np.array([4, 12, 36, 215]) / (3.0 * median)) / spread)
    assert set(live.tolist()) == {1}
    close(
        reel=z_count(reel.size, N, 1.5 * reach * early[3]),
        live=z_count(live.size, N, 0.25 * reach),
        **{
            f"reel_{h}": z_count((reel <= h).sum(), N, 1.5 * reach * p)
            for h, p in zip((4, 12, 36), early, strict=False)
        },
    )


def test_posts_of_small_influencers_turn_out_more_unevenly_and_no_better():
    """Variance of engagements: n p (1 - p) + n (n - 1) p^2 (exp(s^2) - 1), s by tier."""
    n, p, spread = 2_000, 0.05, {"nano": 0.5, "micro": 0.5, "macro": 0.2, "mega": 0.2}
    scenario = plain_market(5_000, post_quality_spread=spread)
    for tier in ("nano", "macro"):
        world = world_of(scenario, 1, influencer(0, n, 1.0, p, tier=tier))
        engaged = [
            simulate(scenario, world, unlabelled((0, 0, 0)), luck_seed=luck).totals["engagements"]
            for luck in range(600)
        ]
        common = p * p * (math.exp(spread[tier] ** 2) - 1)
        close(
            mean=z_mean(engaged, n * p),
            variance=z_variance(engaged, n * p * (1 - p) + n * (n - 1) * common),
        )


# ---- Familiarity ----------------------------------------------------------------------------------


def test_who_knows_the_campaign_from_another_tier_engages_more_and_from_the_same_tier_no_more():
    scenario = plain_market(N, familiarity_on_engagement=1.4)
    record = run(
        scenario,
        *((0, 0, 0), (1, 0, 5), (2, 0, 10), (1, 1, 15)),
        engagement=0.2,
        tiers=("macro", "macro", "micro"),
    )
    engaged = by_hour(record, ev.ENGAGED)
    expected = {1: 0.2, 6: 0.2, 11: 1.4 * 0.2, 16: 1.4 * 0.2}
    close(**{f"hour_{hour}": z_count(engaged[hour], N, p) for hour, p in expected.items()})


# ---- What is sold, and to whom --------------------------------------------------------------------


def test_a_promo_code_makes_buying_likelier_and_cheaper_in_money():
    scenario = plain_market(
        N, **CERTAIN, purchase_per_click=0.2, promo_code_on_purchase=1.5, promo_code_discount_share=0.25
    )
    record = run(scenario, (0, 0, 0, {"promo_code": True}))
    plain = run(scenario, (0, 0, 0))
    close(code=z_count(record.totals["purchases_naive"], N, 0.3), none=z_count(plain.totals["purchases_naive"], N, 0.2))
    assert record.totals["code_purchases"] == record.totals["purchases_naive"]
    assert plain.totals["code_purchases"] == 0
    world = world_of(scenario, 1, influencer(0, N, 1.0, 1.0))
    for made in (record, plain):
        totals = totals_of(made, scenario, world)
        discounts = 0.25 * 10.0 * made.totals["code_purchases"]
        assert totals["discounts_eur"] == pytest.approx(discounts)
        assert totals["revenue_eur"] == pytest.approx(10.0 * made.totals["purchases_naive"] - discounts)
        assert totals["profit_eur"] == pytest.approx(0.5 * 10.0 * made.totals["purchases_naive"] - discounts)


def test_luxury_is_bought_by_those_who_buy_luxury_and_by_as_many_in_the_mean():
    """A fifth buys it four times as often as the others: 2.5 and 0.625 times the rate, 1 in the mean."""
    scenario = plain_market(N, **CERTAIN, purchase_per_click=0.2, luxury_match=4.0, luxury_buyers_share=0.2)
    for price_class, factors in (("luxury", (2.5, 0.625)), ("everyday", (1.0, 1.0))):
        events = run(selling(scenario, price_class=price_class), (0, 0, 0)).events
        fond = np.array([coin.draw(1, coin.TASTE, int(person), 0, 0)[0] < 0.2 for person in events["person"]])
        bought = (events["outcome"] & ev.BOUGHT) != 0
        close(
            fond=z_count(fond.sum(), N, 0.2),
            all=z_count(bought.sum(), N, 0.2),
            luxury=z_count((bought & fond).sum(), fond.sum(), 0.2 * factors[0]),
            others=z_count((bought & ~fond).sum(), (~fond).sum(), 0.2 * factors[1]),
        )


def test_only_the_interested_click_and_buy_with_a_campaign_or_without():
    share, click, per_year = 0.15, 0.6, 6.0
    scenario = plain_market(
        N, days=30, click_per_engaged_person=click, purchase_per_click=0.0, organic_purchase_per_year=per_year
    )
    few = run(selling(scenario, interested_share=share), (0, 0, 0), (0, 1, 40), engagement=0.5)
    everybody = run(scenario, (0, 0, 0), (0, 1, 40), engagement=0.5)
    interested = {person for person in range(N) if coin.draw(1, coin.TASTE, person, 0, 0)[1] < share}
    organic = 1 - math.exp(-per_year * 30 / 365)
    close(
        interested=z_count(len(interested), N, share),
        clicks=z_count(few.totals["clicks"], 2 * len(interested), 0.5 * click),
        engagements=z_count(few.totals["engagements"], 2 * N, 0.5),
        organic=z_count(few.ending.organic.size, len(interested), organic),
        all_clicks=z_count(everybody.totals["clicks"], 2 * N, 0.5 * click),
        all_organic=z_count(everybody.ending.organic.size, N, organic),
    )
    assert set(few.events["person"][(few.events["outcome"] & ev.CLICKED) != 0].tolist()) <= interested
    assert set(few.ending.organic["person"].tolist()) <= interested


# ---- After a purchase -----------------------------------------------------------------------------


def test_only_customers_buy_again_and_at_the_stated_rate():
    rate, repeat = 0.4, 0.5
    scenario = plain_market(N, **CERTAIN, purchase_per_click=rate, repeat_on_purchase=repeat)
    record = run(scenario, (0, 0, 0), (0, 1, 5))
    first, second = (record.events[record.events["hour"] == hour] for hour in (1, 6))
    customers = set(first["person"][(first["outcome"] & ev.BOUGHT) != 0].tolist())
    again = np.isin(second["person"], list(customers))
    bought = (second["outcome"] & ev.BOUGHT) != 0
    close(
        first=z_count(len(customers), N, rate),
        again=z_count((again & bought).sum(), len(customers), rate * repeat),
        others=z_count((~again & bought).sum(), N - len(customers), rate),
    )
    assert record.totals["repeat_purchases"] == record.ending.loyal == (again & bought).sum()
    assert record.ending.customers == len(customers) + (~again & bought).sum() - record.ending.loyal
    off = replace(scenario, assumptions=scenario.assumptions.with_values({"repeat_on_purchase": 0.0}))
    once = run(off, (0, 0, 0), (0, 1, 5))
    assert once.totals["repeat_purchases"] == once.ending.loyal == 0
    assert by_hour(once, ev.BOUGHT)[1] == len(customers)


def test_who_bought_without_the_campaign_is_a_customer_who_may_buy_again():
    """At 40 purchases a year, half of them at half: by hour h a share 1 - exp(-40 h / 8760) has bought already."""
    rate, repeat, hour, per_year = 0.4, 0.5, 400, 40.0
    scenario = plain_market(
        N, days=20, **CERTAIN, purchase_per_click=rate, repeat_on_purchase=repeat, organic_purchase_per_year=per_year
    )
    record = run(scenario, (0, 0, hour - 1))
    before = 1 - math.exp(-per_year * hour / 8_760)
    close(
        repeats=z_count(record.totals["repeat_purchases"], N, before * rate * repeat),
        first=z_count(record.totals["purchases_naive"] - record.totals["repeat_purchases"], N, (1 - before) * rate),
        anyway=z_count(
            record.totals["purchases_anyway"], N, (1 - before) * rate * (1 - math.exp(-per_year * 80 / 8_760))
        ),
    )


def test_first_customers_who_are_not_of_the_press_tell_at_the_stated_rate_and_nobody_else():
    rate, advocacy, press = 0.5, 0.3, 0.25
    scenario = plain_market(
        N,
        **CERTAIN,
        purchase_per_click=rate,
        advocacy_per_purchase=advocacy,
        press_share=press,
        repeat_on_purchase=1.0,
        friend_reach_rate=0.0,
    )
    record = run(scenario, (0, 0, 0), (0, 1, 5))
    events = record.events
    writes = {person for person in range(N) if coin.draw(1, coin.TASTE, person, 0, 0)[2] < press}
    bought = events[(events["outcome"] & ev.BOUGHT) != 0]
    first = set(bought["person"].tolist()) - writes
    told = events[(events["outcome"] & ev.WROTE) != 0]
    assert record.totals["word_of_mouth"] == told.size
    assert set(told["person"].tolist()) <= first
    assert record.totals["repeat_purchases"] > 1_000
    close(press=z_count(len(writes), N, press), told=z_count(told.size, len(first), advocacy))


def test_what_a_customer_tells_comes_to_the_followers_with_the_standing_of_a_friend():
    """A star: person 0 buys and tells; of 4,000 followers each sees it at a rate r, engages at e c, trusts at c a."""
    k, reach, credibility, engagement = 4_000, 0.7, 1.3, 0.2
    scenario = plain_market(
        4_001,
        **CERTAIN,
        purchase_per_click=1.0,
        advocacy_per_purchase=1.0,
        friend_reach_rate=reach,
        friend_credibility=credibility,
        engagement_per_reached_person=engagement,
        trust_step_seen=0.1,
        authenticity=0.6,
    )
    world = World.stored(scenario, 1, np.arange(1, k + 1), np.zeros(k, int), people=k + 1)
    world = with_audience(world.with_roster([influencer(0, 1, 1.0, 1.0)], scenario.assumptions), [0])
    record = simulate(scenario, world, unlabelled((0, 0, 0)), luck_seed=1, events=True)
    told = record.events[(record.events["post"] == OWN) & (record.events["via"] == 0)]
    close(
        impressions=z_count(told.size, k, reach),
        engaged=z_count(count(told, ev.ENGAGED), told.size, engagement * credibility),
    )
    unmoved = told[(told["outcome"] & ev.ENGAGED) == 0]
    assert np.all(np.abs(unmoved["trust"] / 65_535 - (0.5 + 0.1 * (0.6 * credibility - 0.5))) < 2e-5)
    assert np.array_equal(np.unique(told["hour"]), [2])


# ---- The brand's account and the press ------------------------------------------------------------


def test_people_begin_to_follow_the_brand_once_each():
    """Of three posts, each engaged with at a rate e and then followed at f: 1 - (1 - e f)^3."""
    engagement, follow = 0.5, 0.3
    scenario = plain_market(N, follow_per_engaged_person=follow)
    record = run(selling(scenario, account_followers=4_000), (0, 0, 0), (0, 1, 5), (0, 2, 9), engagement=engagement)
    followers = record.events["person"][(record.events["outcome"] & ev.FOLLOWED) != 0]
    assert np.unique(followers).size == followers.size == record.totals["brand_followers"]
    close(followers=z_count(followers.size, N, 1 - (1 - engagement * follow) ** 3))


@pytest.mark.parametrize(("readers", "simulated"), [(30, N), (300, N // 10)])
def test_the_press_writes_once_each_and_exactly_its_readers_read_it(readers, simulated):
    """A scale model has a tenth of the people, as many of the press, and a tenth of the readers of each."""
    share, mention, engagement = 0.004, 0.4, 0.5
    press = share * N / simulated
    scenario = plain_market(
        N,
        simulated=simulated,
        press_share=share,
        mention_per_engaged_press=mention,
        mention_readers=readers,
        engagement_per_mention_reader=0.1,
        mention_authenticity=0.8,
        trust_step_seen=0.1,
        trust_initial_spread=0.0,
    )
    world = world_of(scenario, 1, influencer(0, N, 1.0, engagement))
    record = simulate(scenario, world, unlabelled((0, 0, 0), (0, 1, 1)), luck_seed=1, events=True)
    events = record.events
    wrote = events[(events["outcome"] & ev.WROTE) != 0]
    read = events[events["post"] >= OWN]
    assert np.all(read["via"] == ev.NOBODY)
    assert set(read["post"].tolist()) == {OWN | int(person) for person in wrote["person"]}
    # Every reader, whatever their activity, in the hour after; each mention has so many, all different.
    each = np.unique(read["post"], return_counts=True)[1]
    assert set(each.tolist()) == {30}
    assert np.unique(read[["person", "post"]]).size == read.size
    assert record.totals["media_mentions"] == wrote.size == np.unique(wrote["person"]).size
    by_post = events[events["post"] < OWN]
    of_press = np.array([coin.draw(1, coin.TASTE, int(person), 0, 0)[2] < press for person in by_post["person"]])
    engaged = np.count_nonzero(of_press & ((by_post["outcome"] & ev.ENGAGED) != 0))
    assert 0 < wrote.size < engaged
    people = simulated * press
    chance = 1 - (1 - engagement * mention) ** 2
    close(
        # Those of the press who read another's mention may engage with it and write, too: a few.
        wrote=z_count(np.isin(wrote["post"], by_post["post"]).sum(), people, chance),
        engaged=z_count(count(read, ev.ENGAGED), read.size, 0.1),
        # Anywhere in the market: the middle of the readers is its middle.
        readers=z_mean(read["person"] / simulated, 0.5),
    )


def test_a_mention_moves_trust_towards_its_own_authenticity():
    scenario = plain_market(
        1_000,
        press_share=1.0,
        mention_per_engaged_press=1.0,
        mention_readers=1_000,
        engagement_per_mention_reader=0.0,
        mention_authenticity=0.8,
        trust_step_seen=0.1,
        trust_initial_spread=0.0,
    )
    world = world_of(scenario, 1, influencer(0, 1, 1.0, 1.0))
    events = simulate(scenario, world, unlabelled((0, 0, 0)), luck_seed=1, events=True).events
    read = events[events["post"] >= OWN]
    reader = read[~np.isin(read["person"], events["person"][events["post"] < OWN])]
    assert (read.size, reader.size) == (1_000, 999)
    assert np.all(np.abs(reader["trust"] / 65_535 - (0.5 + 0.1 * (0.8 - 0.5))) < 2e-5)


# ---- Too much of it -------------------------------------------------------------------------------


@pytest.mark.parametrize("engagement", [0.0, 1.0])
def test_each_unwelcome_impression_past_the_overdose_point_costs_its_share_of_trust(engagement):
    """Six posts, the point at 2: the third and later ones cost 15 % each, unless they are engaged with."""
    damage, point = 0.15, 2
    scenario = plain_market(
        N,
        trust_initial_spread=0.0,
        overdose_impressions=point,
        overdose_damage=damage,
        memory_half_life_hours=1e6,
    )
    record = run(scenario, *((0, k, k) for k in range(6)), engagement=engagement)
    for k in range(6):
        trust = record.events["trust"][record.events["hour"] == k + 1] / 65_535
        past = max(0, k + 1 - point) if engagement == 0.0 else 0
        assert np.all(np.abs(trust - 0.5 * (1 - damage) ** past) < 1e-4)
    # Overdosed are those past the point, damaged or not, each once.
    assert by_hour(record, ev.OVERDOSE) == {point + 1: N}


# ---- Audiences, and what is declared --------------------------------------------------------------


def test_the_audience_is_the_share_of_true_followers_who_live_in_the_market():
    scenario = plain_market(N)
    sizes = []
    for inside in (1.0, 0.7, 0.0):
        profile = replace(influencer(0, 10_000, 1.0, 0.5, fakes=0.2), in_market_share=inside)
        sizes.append(
            simulate(scenario, world_of(scenario, 1, profile), unlabelled((0, 0, 0)), luck_seed=1).totals[
                "reach_people"
            ]
        )
    assert sizes == [8_000, 5_600, 0]


@pytest.mark.parametrize(("mean", "spread", "width"), [(0.3, 0.1, 0.1), (0.05, 0.1, 0.05), (0.95, 0.3, 0.05)])
def test_fakes_differ_between_influencers_and_keep_the_mean_of_the_tier(mean, spread, width):
    """Uniform from mean - w to mean + w, w the spread or what the mean leaves: variance w^2 / 3."""
    assumptions = plain_market(N, fake_follower_share=mean, fake_share_spread=spread).assumptions
    fakes = np.array([one.fake_share for one in synthetic_roster(assumptions, {"micro": 3_000}, 5, None, 4)])
    assert mean - width - 1e-12 <= fakes.min() <= fakes.max() <= mean + width + 1e-12
    close(mean=z_mean(fakes, mean), variance=z_variance(fakes, width**2 / 3))


def test_what_is_declared_spreads_around_what_is_true_and_is_true_in_the_mean():
    """The ratio is lognormal of mean 1: its logarithm has mean -s^2 / 2 and standard deviation s."""
    spread = 0.3
    assumptions = plain_market(N, declared_rate_spread=spread, engagement_spread=0.5, fake_share_spread=0.1).assumptions
    roster = synthetic_roster(assumptions, {"nano": 3_000}, 5, None, 4)
    ratio = np.array(
        [
            one.declared_engagement_rate_per_follower
            / (one.engagement_per_reached_person * one.reach_rate * (1 - one.fake_share))
            for one in roster
        ]
    )
    close(
        mean=z_mean(ratio, 1.0),
        log_mean=z_mean(np.log(ratio), -(spread**2) / 2),
        log_variance=z_variance(np.log(ratio), spread**2),
    )


# ---- Money ----------------------------------------------------------------------------------------


def test_a_commission_is_paid_on_what_was_bought_through_the_link_at_the_price_paid():
    scenario = plain_market(N, **CERTAIN, purchase_per_click=0.2, promo_code_discount_share=0.25)
    terms = {"promo_code": True, "commission_share": 0.1}
    roster = [influencer(k, N, 1.0, 1.0) for k in range(2)]
    world = world_of(scenario, 1, *roster)
    record = simulate(
        scenario, world, unlabelled((0, 0, 0, terms), (1, 0, 5, {"commission_share": 0.3})), luck_seed=1, events=True
    )
    bought = by_hour(record, ev.BOUGHT)
    totals = totals_of(record, scenario, world)
    assert totals["commission_eur"] == pytest.approx(0.1 * 7.5 * bought[1] + 0.3 * 10.0 * bought[6])
    assert totals["cost_eur"] == totals["commission_eur"]  # nothing else was paid
    close(code=z_count(bought[1], N, 0.2), none=z_count(bought[6], N - bought[1], 0.2))


def test_many_small_partners_cost_more_to_coordinate_than_few_large_ones():
    launch = Scenario.load(None, people=2_000)
    world = World.generate(launch, 1)
    heads = {}
    for name in ("nano_only", "micro_only", "macro_only"):
        made = plan(launch, world, name)
        n = len(made.influencers)
        assert made.own_hours == pytest.approx(n**1.1)
        assert made.own_hours_eur == pytest.approx(35.0 * n**1.1, abs=0.005)
        heads[name] = made.own_hours / n
    assert heads["nano_only"] > heads["micro_only"] > heads["macro_only"] > 1.0


def test_a_gift_alone_is_for_those_who_work_without_a_fee_who_are_the_small():
    """At 60 EUR for the product money is no object: all who would, do."""
    launch = replace(Scenario.load(None, people=2_000), budget_eur=1e6)
    roster = synthetic_roster(launch.assumptions, dict.fromkeys(("nano", "micro", "macro"), 1_000), 5, None, 2)
    share = {}
    for tier in ("nano", "micro", "macro"):
        gifts = plan(launch, roster, Schedule("gifts", (Phase(tier=tier, fee_share=0.0, gift=True),)))
        assert all(roster[row].works_without_fee for row in gifts.influencers)
        assert gifts.gifts_eur == 60.0 * len(gifts.influencers)
        share[tier] = len(gifts.influencers)
    works = {tier: launch.assumptions.value("works_without_fee_share", tier) for tier in share}
    close(**{tier: z_count(share[tier], 1_000, works[tier]) for tier in share})
    assert share["nano"] > share["micro"] > share["macro"] > 0
