"""Every mechanism can be removed exactly: with its off values, every event is the one of a model built without it.

The build without it is the agent crowd, into whose namespaces a rule is put that does nothing; its values
stay on. The columns, with the values off and no rule touched, must give the identical log.
"""

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import INTERESTS, TIERS, posted, town

from sim import coin, rules, rules_of_spread
from sim.assumptions.mechanisms import MECHANISMS, without
from sim.assumptions.numbers import SETS, Assumptions
from sim.crowd import behaviour
from sim.crowd.sharing import share_scale
from sim.model import simulate
from sim.planning import feeds
from sim.planning import posts as pieces
from sim.planning.budget import Plan, plan
from sim.planning.feeds import Feed
from sim.planning.formats import delay_shares, reach_rate_of
from sim.results.measures import totals_of
from sim.results.record import Record
from sim.roster.profile import Profile, engagement_per_reached_person
from sim.scenario.scenario import Scenario
from sim.scenario.schedule import FORMATS, PRESETS, Review
from sim.world import drawn_roster
from sim.world.influencers import roster_of, synthetic_roster
from sim.world.people import match_factors, reach_scale
from sim.world.world import World

Removal = Callable[[pytest.MonkeyPatch], None]


def rules_with(patch: pytest.MonkeyPatch, module: str, **replaced: Callable) -> None:
    """Gives a module the rules, some of them replaced."""
    patch.setattr(f"sim.{module}.rules", SimpleNamespace(**vars(rules) | replaced))


def instead(module: str, **replaced: Callable) -> Removal:
    return lambda patch: rules_with(patch, module, **replaced)


def one(*_: object) -> float:
    return 1.0


def zero(*_: object) -> float:
    return 0.0


def of_spread_instead(module: str, **replaced: Callable) -> Removal:
    rules_without = SimpleNamespace(**vars(rules_of_spread) | replaced)
    return lambda patch: patch.setattr(f"sim.{module}.rules_of_spread", rules_without)


def all_posts_alike(patch: pytest.MonkeyPatch) -> None:
    rules_with(patch, "planning.posts", post_quality=one)
    turns_out, reproduction = pieces.turns_out, feeds.reproduction
    patch.setattr(
        "sim.planning.posts.turns_out",
        lambda luck, post, known: turns_out(luck, post, known._replace(quality_spread=0.0)),
    )
    patch.setattr("sim.planning.feeds.reproduction", lambda share, thinning, _: reproduction(share, thinning, 0.0))


def all_share_alike(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.crowd.agents.sharing_habit", one)
    patch.setattr(
        "sim.crowd.behaviour.share_scale",
        lambda rate, seeing, people, *more: share_scale(rate, seeing, people._replace(sharing_spread=0.0), *more),
    )


def nothing_infectious(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.crowd.agents.infectiousness_of_own", one)
    of_spread_instead("planning.posts", infectiousness=one, spread_factor=one, shares_per_engagement=one)(patch)
    patch.setattr(
        "sim.crowd.behaviour.share_scale",
        lambda rate, seeing, people, ties, spread: share_scale(rate, seeing, people, ties, 0.0),
    )


def no_fit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.crowd.agents.influencer_match", one)
    patch.setattr("sim.crowd.agents.brand_match", one)
    organic_without(patch, brand_match_same=1.0, brand_match_other=1.0)


def no_price_class(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.crowd.agents.class_match", one)
    organic_without(patch, class_match_luxury=1.0, class_match_other=1.0)


def nobody_ready(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.crowd.agents.readiness", one)
    organic_without(patch, ready_match=1.0, ready_match_other=1.0)


def organic_without(patch: pytest.MonkeyPatch, **neutral: float) -> None:
    """People buy without a campaign as if these numbers of behaviour were neutral."""
    patch.setattr(
        "sim.crowd.agents.organic_purchases_per_hour",
        lambda people, numbers, person: behaviour.organic_purchases_per_hour(
            people, numbers._replace(**neutral), person
        ),
    )


def alike_without_campaign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        "sim.crowd.agents.organic_purchases_per_hour",
        lambda people, numbers, person: (
            numbers.organic_purchases_per_hour * behaviour.interested(people, numbers, person)
        ),
    )


def no_clicks_without_a_like(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.crowd.agents.coin", SimpleNamespace(**vars(coin) | {"rest": lambda u, chance: 1.0}))


def no_codes(patch: pytest.MonkeyPatch) -> None:
    rules_with(patch, "crowd.agents", promo_code=one)
    rules_with(patch, "planning.posts", promo_code=one)


def engage_without_credibility(engagement, match, quality, attention, credibility, familiarity):
    return rules.engage_probability(engagement, match, quality, attention, 1.0, familiarity)


def buy_without_trust(**factors):
    return rules.buy_probability(**factors | {"trust": 1.0, "trust_initial": 1.0, "trust_on_purchase": 1.0})


def buy_without_stage(**factors):
    return rules.buy_probability(**factors | {"considering": 1.0})


# What happens between people: how the agents are built without it.
BETWEEN_PEOPLE: dict[str, Removal] = {
    "quality": all_posts_alike,
    "disclosure": instead("planning.posts", disclosed=one),
    "interest_fit": no_fit,
    "wear_in": instead("crowd.agents", attention=lambda m, gain, peak, d: math.pow(d, m - peak) if m > peak else 1.0),
    "fatigue": instead("crowd.agents", attention=lambda m, gain, peak, d: 1.0 + gain * min(m, peak)),
    "familiarity": instead("crowd.agents", familiarity=one),
    "sharing": of_spread_instead("crowd.agents", share_probability=zero),
    "sharing_habits": all_share_alike,
    "infectiousness": nothing_infectious,
    "retelling": of_spread_instead("crowd.agents", retold=one),
    "size_on_sharing": of_spread_instead("planning.posts", size_on_sharing=one),
    "feeds": lambda patch: patch.setattr("sim.planning.posts.feed_of", lambda *_: Feed()),
    "friend_credibility": instead(
        "crowd.agents",
        engage_probability=engage_without_credibility,
        perceived_authenticity=lambda authenticity, credibility: rules.clip(authenticity),
    ),
    "word_of_mouth": instead("crowd.agents", advocacy_probability=zero),
    "press": instead("crowd.agents", mention_probability=zero),
    "brand_followers": instead("crowd.agents", follow_probability=zero),
    "promo_codes": no_codes,
    "price_class": no_price_class,
    "readiness": nobody_ready,
    "tie_strength": instead("planning.posts", tie_strength=one),
    "authority": instead("planning.posts", messenger=lambda authenticity, authority, weight: authenticity),
    "click_saturation": instead(
        "crowd.agents", click_probability=lambda rate, match, wants, saturation: rules.clip(rate * match * wants)
    ),
    "unengaged_clicks": no_clicks_without_a_like,
    "consideration": instead("crowd.agents", buy_probability=buy_without_stage),
    "trust": instead("crowd.agents", buy_probability=buy_without_trust),
    "trust_moves": instead("crowd.agents", trust_after=lambda trust, authenticity, step: trust),
    "overdose_damage": instead("crowd.agents", trust_damaged=lambda trust, damage: trust),
    "repeat_purchase": instead("crowd.agents", repeat_purchase=lambda is_customer, factor: 0.0 if is_customer else 1.0),
    "organic_fit": alike_without_campaign,
    "organic_purchase": instead("crowd.agents", organic_hour=lambda u, rate, propensity: math.inf),
}
# What is settled before anybody reads, by rosters, plans and tables; each has a test of its own below.
BEFOREHAND = (
    *(
        "declared_rates",
        "engagement_spread",
        "fakes",
        "foreign_audience",
        "formats",
        "coordination_growth",
        "fees_by_size",
    ),
    *("reach_of_true_followers", "authenticity_spread", "need_by_interest", "price", "order_value", "code_redemption"),
)


def test_every_mechanism_has_a_test_here():
    assert {*BETWEEN_PEOPLE, *BEFOREHAND} == set(MECHANISMS)


def same_history(one: Record, other: Record) -> bool:
    """The same events, counts and end. Which piece is in which place does not matter: it is in the events."""
    return (
        np.array_equal(one.events, other.events)
        and np.array_equal(one.hourly, other.hourly)
        and one.ending.trust_sum == other.ending.trust_sum
        and np.array_equal(one.ending.organic, other.ending.organic)
    )


def switched_off(scenario: Scenario, world: World, name: str) -> tuple[Scenario, World]:
    """The same question and market without a mechanism."""
    off = dataclasses.replace(scenario, assumptions=without(scenario.assumptions, [name]))
    return off, World.generate(off, world.seed).with_roster(world.roster, off.assumptions)


# Every mechanism on, and felt: a world of two hundred people in which the post, the press and the customers talk.
ON: dict[str, tuple[float, float]] = {
    "post_quality_spread": (0.3, 1.0),
    "reach_factor_story": (0.5, 0.9),
    "reach_factor_reel": (1.1, 2.0),
    "reach_factor_live": (0.4, 0.9),
    "lifetime_hours_story": (2.0, 24.0),
    "lifetime_hours_live": (1.0, 3.0),
    "delay_factor_reel": (1.5, 4.0),
    "disclosure_on_engagement": (0.5, 0.9),
    "disclosure_on_authenticity": (0.5, 0.9),
    "match_influencer": (2.0, 8.0),
    "match_brand": (2.0, 8.0),
    "wear_in_gain": (0.2, 1.0),
    "wear_in_impressions": (1.0, 4.0),
    "fatigue_per_repeat": (0.5, 0.9),
    "familiarity_on_engagement": (1.2, 2.0),
    "share_per_engaged_person": (0.2, 0.5),
    "sharing_spread": (0.5, 2.0),
    "sharing_follows_popularity": (0.2, 0.9),
    "author_infectiousness_spread": (0.3, 0.9),
    "post_infectiousness_spread": (0.3, 0.9),
    "infectiousness_follows_quality": (0.2, 0.8),
    "sharing_apart_from_engagement": (0.2, 1.0),
    "retelling_factor": (0.2, 0.7),
    "size_on_sharing": (0.3, 0.9),
    "feed_share_post": (0.3, 0.6),
    "feed_share_reel": (0.4, 0.8),
    "friend_credibility": (0.5, 0.9),
    "advocacy_per_purchase": (0.3, 0.9),
    "press_share": (0.02, 0.1),
    "mention_per_engaged_press": (0.3, 0.9),
    "mention_readers": (100, 400),
    "engagement_per_mention_reader": (0.2, 0.6),
    "follow_per_engaged_person": (0.1, 0.5),
    "promo_code_on_purchase": (1.5, 3.0),
    "promo_code_discount_share": (0.1, 0.3),
    "promotion_on_engagement": (1.1, 1.6),
    "price_elasticity": (1.0, 3.0),
    "order_value_on_purchase": (0.1, 0.5),
    "tie_strength_on_purchase": (0.05, 0.2),
    "ready_to_buy_share": (0.1, 0.4),
    "ready_to_buy_match": (2.0, 10.0),
    "interest_on_need": (1.5, 4.0),
    "click_per_unengaged_person": (0.05, 0.3),
    "click_saturation": (0.3, 1.0),
    "authority_weight": (0.2, 0.9),
    "luxury_buyers_share": (0.2, 0.6),
    "luxury_match": (2.0, 8.0),
    "considering_on_purchase": (1.3, 2.0),
    "trust_on_purchase": (0.5, 3.0),
    "trust_step_seen": (0.02, 0.2),
    "trust_step_engaged": (0.1, 0.5),
    "overdose_impressions": (1.0, 4.0),
    "overdose_damage": (0.05, 0.5),
    "repeat_on_purchase": (0.4, 1.0),
    "organic_purchase_per_year": (5.0, 40.0),
    "click_per_engaged_person": (0.4, 0.9),
    "purchase_per_click": (0.1, 0.4),
    "propensity_spread": (0.0, 1.5),
    "activity_spread": (0.0, 1.5),
    "delay_median_hours": (0.5, 8.0),
    "delay_spread": (0.3, 2.0),
    "memory_half_life_hours": (5.0, 500.0),
    "fans_mean": (0.5, 5.0),
    "circle_tie_share": (0.1, 0.4),
}


@functools.cache
def campaign(seed: int) -> tuple[Scenario, World, Plan, int]:
    """A world in which everything can happen, drawn at random, and posts of every kind, two of them after a review."""
    some = np.random.default_rng(seed)
    values = {name: float(some.uniform(low, high)) for name, (low, high) in ON.items()}
    product = {"price_class": "luxury", "interested_share": float(some.uniform(0.5, 0.9)), "usual_price_eur": 12.0}
    scenario = town(200, 2, INTERESTS[seed % 3], values | {"circle_people": int(some.integers(5, 25))}, **product)
    roster = [
        Profile(
            *(11 * k, f"i{k}", TIERS[k], k % 3, int(some.integers(200, 900)) * times, some.uniform(0.3, 0.7)),
            *(some.uniform(0.2, 0.6), some.uniform(0.2, 0.9), 1.0 - 0.9 / times, 1.0),
            declared_engagement_rate_per_follower=some.uniform(0.01, 0.1),
        )
        for k, times in enumerate((1, 1, 100, 100))  # two with many followers, nearly all of them fake
    ]
    posts = [
        (
            k % 4,
            hour,
            {"format": FORMATS[(k + seed) % 4], "disclosed": k != 2, "promo_code": k % 2 == 0, "fee_eur": 2.0},
        )
        for k, hour in enumerate((0, 0, 1, 3, 6, 6, 10, 10))
    ]
    world = World.generate(scenario, seed).with_roster(roster, scenario.assumptions)
    return scenario, world, posted(posts, 4, (Review(review_hours=8, shift_share=1.0),)), seed


CAMPAIGNS = range(5)


@functools.cache
def with_everything(seed: int) -> Record:
    scenario, world, posts, luck = campaign(seed)
    return simulate(scenario, world, posts, luck_seed=luck, events=True)


@pytest.mark.parametrize("name", BETWEEN_PEOPLE)
def test_a_mechanism_switched_off_gives_every_event_of_a_model_built_without_it(name):
    felt = 0
    for seed in CAMPAIGNS:
        scenario, world, posts, luck = campaign(seed)
        off = simulate(*switched_off(scenario, world, name), posts, luck_seed=luck, events=True)
        with pytest.MonkeyPatch.context() as patch:
            BETWEEN_PEOPLE[name](patch)
            built_without = simulate(scenario, world, posts, luck_seed=luck, crowd="agents", events=True)
        assert same_history(built_without, off)
        felt += not same_history(with_everything(seed), off)
    assert felt >= len(CAMPAIGNS) - 2  # a promo code may have moved nobody


def test_where_everybody_is_interested_nobody_is_asked():
    """The brand's field has an off value of its own: 1."""
    for seed in CAMPAIGNS:
        few, world, posts, luck = campaign(seed)
        everybody = dataclasses.replace(few, brand=few.brand.model_copy(update={"interested_share": 1.0}))
        off = simulate(everybody, world, posts, luck_seed=luck, events=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sim.crowd.agents.interested", one)
            organic_without(patch, interested_share_same=1.0, interested_share_other=1.0)
            assert same_history(simulate(few, world, posts, luck_seed=luck, crowd="agents", events=True), off)
        assert not same_history(with_everything(seed), off)


def test_a_plan_without_reviews_is_carried_out_as_it_stands():
    for seed in CAMPAIGNS:
        scenario, world, posts, luck = campaign(seed)
        off = dataclasses.replace(posts, reviews=())
        record = simulate(scenario, world, off, luck_seed=luck, events=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sim.hours.reviewed", lambda plan, *seen: plan)
            assert same_history(simulate(scenario, world, posts, luck_seed=luck, crowd="agents", events=True), record)
        assert record.plan == off
        assert simulate(scenario, world, posts, luck_seed=luck).plan.posts != off.posts


# ---- Rosters, plans and tables --------------------------------------------------------------------


@pytest.fixture(params=SETS)
def launch(request) -> Scenario:
    return Scenario.load(None, people=2_000, assumption_set=request.param)


def drawn(assumptions: Assumptions, seed: int = 3) -> tuple[Profile, ...]:
    return synthetic_roster(assumptions, dict.fromkeys(TIERS, 30), 20, 4, seed)


def listed(launch: Scenario, off: Assumptions | None = None) -> tuple[Profile, ...]:
    """Influencers of a file, as they are in one world."""
    text = "followers,engagement_rate_per_follower\n" + "\n".join(f"{3_000 * k},0.02" for k in range(1, 60))
    return roster_of(
        dataclasses.replace(launch, roster_text=text, assumptions=off or launch.assumptions), launch.market.interests, 3
    )


@pytest.fixture
def with_readable_draws(monkeypatch) -> None:
    """Influencers are drawn by the loop as it is written, which asks for a rule where it stands when it is called."""
    for loop in ("hidden_traits", "drawn_influencers"):
        monkeypatch.setattr(drawn_roster, loop, getattr(drawn_roster, loop).py_func)


@pytest.mark.usefixtures("with_readable_draws")
def test_declared_rates_switched_off_are_the_true_ones_of_a_roster_drawn_without_the_rule(launch, monkeypatch):
    off = without(launch.assumptions, ["declared_rates"])
    expected = drawn(off), listed(launch, off)
    assert (drawn(launch.assumptions), listed(launch)) != expected
    monkeypatch.setattr(rules, "declared_rate", lambda rate, bias, spread, u1, u2: rate)
    assert (drawn(launch.assumptions), listed(launch)) == expected


@pytest.mark.usefixtures("with_readable_draws")
def test_fakes_switched_off_are_none_in_a_roster_drawn_without_the_rule(launch, monkeypatch):
    off = without(launch.assumptions, ["fakes"])
    expected = drawn(off), listed(launch, off)
    assert {one.fake_share for roster in expected for one in roster} == {0.0}
    assert (drawn(launch.assumptions), listed(launch)) != expected
    within_tier = rules.trait_within_tier
    fakes = {launch.assumptions.value("fake_follower_share", tier) for tier in TIERS}
    monkeypatch.setattr(
        rules, "trait_within_tier", lambda mean, *rest: 0.0 if mean in fakes else within_tier(mean, *rest)
    )
    monkeypatch.setattr(rules, "reach_of_true_followers", lambda reach_rate, fake_share, counted: reach_rate)
    assert drawn(launch.assumptions) == expected[0]
    # A file's usual influencer is engaged with as the tier's are, whose fakes are an assumption and no rule.
    without_mean = launch.assumptions.with_values({"fake_follower_share": 0.0})
    assert listed(launch, without_mean) == expected[1]


def test_a_spread_of_fakes_of_zero_gives_everybody_the_share_of_the_tier(launch):
    off = launch.assumptions.with_values({"fake_share_spread": 0.0})
    for profile in (*drawn(off), *listed(launch, off)):
        assert profile.fake_share == off.value("fake_follower_share", profile.tier)
    assert len({one.fake_share for one in drawn(launch.assumptions)}) > 100


def test_reach_by_all_followers_is_the_published_reach_of_a_roster_drawn_without_the_rule(launch, monkeypatch):
    off = without(launch.assumptions, ["reach_of_true_followers"])
    expected = drawn(off), listed(launch, off)
    assert {one.reach_rate for roster in expected for one in roster} == {
        off.value("reach_rate", tier) for tier in TIERS
    }
    assert (drawn(launch.assumptions), listed(launch)) != expected
    monkeypatch.setattr(rules, "reach_of_true_followers", lambda reach_rate, fake_share, counted: reach_rate)
    assert (drawn(launch.assumptions), listed(launch)) == expected


def test_friends_are_seen_as_the_published_reach_says_where_it_counts_true_followers_alone(launch):
    off = without(launch.assumptions, ["reach_of_true_followers"])
    people = World.generate(launch, 3).people
    published = reach_scale(off.value("friend_reach_rate"), people.activity)
    assert (
        behaviour.friend_reach_scale(off, people)
        == published
        < behaviour.friend_reach_scale(launch.assumptions, people)
    )


def test_an_authenticity_without_spread_is_that_of_the_tier(launch):
    off = without(launch.assumptions, ["authenticity_spread"])
    for profile in (*drawn(off), *listed(launch, off)):
        assert profile.authenticity == off.value("authenticity", profile.tier)
    assert len({one.authenticity for one in drawn(launch.assumptions)}) > 100
    assert [one.fake_share for one in drawn(off)] == [one.fake_share for one in drawn(launch.assumptions)]


def test_prices_need_and_codes_switched_off_leave_behaviour_as_it_is_without_them(launch):
    product = {"interested_share": 0.4, "usual_price_eur": 60.0, "price_eur": 90.0}
    brand = launch.brand.model_copy(update=product)
    world = World.generate(launch, 3)

    def numbers(*names: str) -> behaviour.Behaviour:
        off = dataclasses.replace(launch, brand=brand, assumptions=without(launch.assumptions, names))
        return behaviour.behaviour_of(off, world, 1)

    on = numbers()
    assert on.interested_share_same > 0.4 > on.interested_share_other
    assert (numbers("need_by_interest").interested_share_same, numbers("need_by_interest").interested_share_other) == (
        0.4,
        0.4,
    )
    assert numbers("price").price_factor == numbers("price", "order_value").price_factor == 1.0 > on.price_factor
    assert numbers("price").code_factor == launch.assumptions.value("promo_code_on_purchase") < on.code_factor
    assert numbers("promo_codes").code_factor == 1.0


def test_what_a_product_costs_counts_beside_sixty_euros_unless_switched_off(launch):
    world = World.generate(launch, 3)
    dear = dataclasses.replace(launch, brand=launch.brand.model_copy(update={"price_eur": 6_000.0}))
    assert behaviour.behaviour_of(dear, world, 1).price_factor == pytest.approx(
        0.01 ** launch.assumptions.value("order_value_on_purchase")
    )
    off = dataclasses.replace(dear, assumptions=without(dear.assumptions, ["order_value"]))
    assert behaviour.behaviour_of(off, world, 1).price_factor == 1.0


def test_influencers_of_one_size_are_liked_alike_where_engagement_does_not_spread(launch):
    on = launch.assumptions.with_values({"engagement_spread": 0.7})
    off = without(on, ["engagement_spread"])
    for profile in drawn(off):
        usual = engagement_per_reached_person(
            profile.followers, profile.tier, profile.fake_share, profile.reach_rate, off
        )
        assert profile.engagement_per_reached_person == min(usual, 1.0)
    assert drawn(on) != drawn(off)


def test_nobody_lives_abroad_where_the_audience_is_not_foreign(launch):
    off = without(launch.assumptions, ["foreign_audience"])
    built_without = tuple(dataclasses.replace(one, in_market_share=1.0) for one in drawn(launch.assumptions))
    assert drawn(off) == built_without
    on, home = (
        World.generate(launch, 3).with_roster(roster, launch.assumptions)
        for roster in (drawn(launch.assumptions), built_without)
    )
    assert on.influencers["members"].sum() < 0.9 * home.influencers["members"].sum()
    # The audience is then as large as the number of true followers, at the scale of the market.
    for influencer, profile in zip(home.influencers, built_without, strict=True):
        true = profile.followers * (1.0 - profile.fake_share)
        assert influencer["members"] == min(round(true * launch.scale), 2_000)


@pytest.mark.usefixtures("with_readable_draws")
def test_fees_that_do_not_go_by_size_are_so_much_for_each_follower(launch, monkeypatch):
    off = without(launch.assumptions, ["fees_by_size"])
    expected = drawn(off), listed(launch, off)
    assert (drawn(launch.assumptions), listed(launch)) != expected
    monkeypatch.setattr(rules, "usual_fee", lambda followers, each, growth, level, floor: max(floor, each * followers))
    assert (drawn(launch.assumptions), listed(launch)) == expected


def test_coordination_without_growth_takes_as_long_as_planned_without_the_rule(launch, monkeypatch):
    off = dataclasses.replace(launch, assumptions=without(launch.assumptions, ["coordination_growth"]))
    roster = roster_of(off, off.market.interests, 3)
    expected = [plan(off, roster, name) for name in PRESETS]
    for made in expected:
        assert (made.own_hours, made.own_hours_eur) == (len(made.influencers), 35.0 * len(made.influencers))
    assert [plan(launch, roster, name) for name in PRESETS] != expected
    monkeypatch.setattr(rules, "coordination_cost", lambda cost, influencers, growth: cost * influencers)
    assert [plan(launch, roster, name) for name in PRESETS] == expected


@pytest.mark.parametrize(("median", "spread"), [(10.0, 1.86), (20.0, 2.3), (0.5, 0.0), (500.0, 6.0)])
def test_formats_switched_off_reach_as_far_and_live_as_long_as_a_post_exactly(launch, median, spread):
    on = launch.assumptions.with_values({"delay_median_hours": median, "delay_spread": spread})
    off = without(on, ["formats"])
    post, *others = delay_shares(off, 720)
    assert np.array_equal(post, [rules.delay_share(h, median, spread) for h in range(1, 721)])
    for row in others:
        assert np.array_equal(row, post)
    for profile in drawn(on):
        for format_ in FORMATS:
            assert reach_rate_of(profile, format_, off) == profile.reach_rate
            assert (reach_rate_of(profile, format_, on) == profile.reach_rate) == (format_ == "post")


def test_pieces_of_any_format_have_the_events_of_posts_where_formats_do_not_differ():
    for seed in CAMPAIGNS:
        scenario, world, mixed, luck = campaign(seed)
        scenario = dataclasses.replace(scenario, market=scenario.market.model_copy(update={"feed": "followers"}))
        posts = dataclasses.replace(mixed, posts=tuple(dataclasses.replace(p, format="post") for p in mixed.posts))
        built_without = simulate(scenario, world, posts, luck_seed=luck, crowd="agents", events=True)
        off = simulate(*switched_off(scenario, world, "formats"), mixed, luck_seed=luck, events=True)
        assert same_history(off, built_without)
        assert not same_history(simulate(scenario, world, mixed, luck_seed=luck, events=True), off)


def test_a_discount_switched_off_costs_nothing(launch):
    world = World.generate(launch, 3)
    hybrid = plan(launch, world, "hybrid")
    record = simulate(launch, world, hybrid, luck_seed=3)
    record.by_post[-20:, 4] += 3  # purchases with a code, of which a market as small as this may have none
    record.hourly[-1, 10] += 60
    off = dataclasses.replace(launch, assumptions=without(launch.assumptions, ["promo_codes"]))
    on, none = totals_of(record, launch, world), totals_of(record, off, world)
    assert none["discounts_eur"] == 0.0 < on["discounts_eur"]
    assert none["revenue_eur"] == launch.brand.price_eur * none["purchases_incremental"]
    everybody = dataclasses.replace(launch, assumptions=without(launch.assumptions, ["code_redemption"]))
    discount = launch.assumptions.value("promo_code_discount_share") * launch.brand.price_eur
    all_redeem = totals_of(record, everybody, world)
    assert all_redeem["discounts_eur"] == pytest.approx(discount * all_redeem["code_purchases"], rel=1e-12)
    redeemed = launch.assumptions.value("code_redeemed_share")
    assert on["discounts_eur"] == pytest.approx(redeemed * all_redeem["discounts_eur"], rel=1e-12)


def test_fit_of_one_is_no_fit_at_all():
    for share in np.linspace(0.0, 1.0, 11):
        assert match_factors(1.0, share) == (1.0, 1.0)


def test_everything_off_at_once_is_each_off_one_after_the_other(launch):
    at_once = without(launch.assumptions, MECHANISMS)
    for names in itertools.permutations(("fakes", "formats", "press")):
        assert without(without(launch.assumptions, names), set(MECHANISMS) - set(names)) == at_once
    for mechanism in MECHANISMS.values():
        for entry, value in mechanism.off.items():
            found = at_once.entry(entry)
            assert {found.value(tier) for tier in TIERS} == {value}
