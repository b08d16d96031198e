"""The numbers that the rules take in one run, gathered once from the assumptions and the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim import coin, rules
from sim.compiled import Row, compiled
from sim.crowd.sharing import share_scale
from sim.errors import InputError
from sim.planning.formats import delay_shares
from sim.roster.profile import of_true_followers
from sim.world.people import match_factors, press_weight, reach_scale

if TYPE_CHECKING:
    from sim.assumptions.numbers import Assumptions
    from sim.scenario.scenario import Scenario
    from sim.world.people import People
    from sim.world.world import World

HOURS_PER_YEAR = 365.0 * 24.0
NEVER = 1 << 30  # later than any horizon
_GUIDE = 4096


class Behaviour(NamedTuple):
    """One value per number, as compiled loops read them.

    A number taken as it is assumed bears the name and the unit of its assumption and needs no more than its line here;
    the others are worked out in ``behaviour_of``.
    """

    # As assumed.
    retelling_factor: float
    author_infectiousness_spread: float
    post_infectiousness_spread: float
    feed_thinning: float
    click_per_engaged_person: float
    click_per_unengaged_person: float
    click_saturation: float
    follow_per_engaged_person: float
    mention_per_engaged_press: float
    purchase_per_click: float
    advocacy_per_purchase: float
    fatigue_per_repeat: float
    wear_in_impressions: float
    wear_in_gain: float
    memory_half_life_hours: float
    overdose_impressions: float
    overdose_damage: float
    friend_credibility: float
    familiarity_on_engagement: float
    trust_initial: float
    trust_step_seen: float
    trust_step_engaged: float
    trust_on_purchase: float
    considering_on_purchase: float
    repeat_on_purchase: float
    luxury_buyers_share: float
    ready_to_buy_share: float
    fit_on_organic_purchase: float
    # Worked out.
    luck_seed: np.uint64
    friend_reach_scale: float
    share_scale: float
    feed_interest_share: float  # of those to whom a feed shows a piece, that of ties: who share its interest
    brand_interest_start: int
    brand_interest_stop: int
    place_start: int  # the people who can buy
    place_stop: int
    brand_match_same: float
    brand_match_other: float
    organic_purchases_per_hour: float
    most_unengaged_click: float  # the chance of a click of whoever is likeliest to click without engaging
    interested_share_same: float  # of the people of the brand's interest
    interested_share_other: float
    class_match_luxury: float  # fit of a buyer of luxury and the product; 1 for an everyday product
    class_match_other: float
    ready_match: float  # of somebody who is about to buy such a product
    ready_match_other: float
    price_factor: float  # factor on buying: what it costs, and beside the usual price
    code_factor: float  # factor on buying with a promo code
    hours_to_purchase: float  # median, after a click
    simulated_press_share: float  # of the simulated people
    simulated_readers: int  # simulated people who read one mention
    horizon: int  # hours
    delay_shares: npt.NDArray[np.float64]  # (formats, hours) P(delay <= h) for h = 1, 2, ...
    delay_guide: npt.NDArray[np.int64]  # (formats, 4096) where to start looking in it


def behaviour_of(scenario: Scenario, world: World, luck_seed: int) -> Behaviour:
    """The numbers of people's behaviour in this scenario and world, with this luck seed.

    Raises InputError for a number that is neither an assumption nor worked out here.
    """
    value = scenario.assumptions.value
    hours = scenario.market.horizon_hours
    shares = delay_shares(scenario.assumptions, hours)
    luxury = value("luxury_match") if scenario.brand.price_class == "luxury" else 1.0
    class_luxury, class_other = match_factors(luxury, value("luxury_buyers_share"))
    ready, not_ready = match_factors(value("ready_to_buy_match"), value("ready_to_buy_share"))
    elasticity, discount = value("price_elasticity"), value("promo_code_discount_share")
    price = rules.price_response(scenario.brand.price_share, elasticity)
    order = scenario.brand.usual_price * scenario.brand.sold_per_lead  # a lead binds nobody to buy
    press = press_weight(value("press_share"), world.scale)
    start, stop = world.range_of(scenario.brand.interest)
    place = 0, world.people.size
    if scenario.brand.local and scenario.brand.interest is not None:
        place = world.place_of(scenario.brand.interest, int(value("localities_per_interest")))
        if place[0] == place[1]:
            raise InputError(
                f"brand.local: nobody of the {world.people.size:,} simulated people lives in the brand's place; "
                "simulate more people"
            )
    same_share = (stop - start) / world.people.size
    brand_same, brand_other = match_factors(value("match_brand"), same_share)
    interested_same, interested_other = _interested_shares(
        scenario.brand.interested_share, value("interest_on_need"), same_share
    )
    worked_out: dict[str, Any] = {
        "luck_seed": np.uint64(luck_seed),
        "friend_reach_scale": friend_reach_scale(scenario.assumptions, world.people),
        "share_scale": share_scale_of(scenario.assumptions, world),
        "feed_interest_share": value("fans_same_interest_share"),
        "brand_interest_start": start,
        "brand_interest_stop": stop,
        "place_start": place[0],
        "place_stop": place[1],
        "brand_match_same": brand_same,
        "brand_match_other": brand_other,
        "organic_purchases_per_hour": value("organic_purchase_per_year") / HOURS_PER_YEAR,
        "most_unengaged_click": rules.click_probability(
            value("click_per_unengaged_person"), max(brand_same, brand_other), 1.0, value("click_saturation")
        ),
        "interested_share_same": interested_same,
        "interested_share_other": interested_other,
        "class_match_luxury": class_luxury,
        "class_match_other": class_other,
        "ready_match": ready,
        "ready_match_other": not_ready,
        "price_factor": price * rules.order_value(order / scenario.currency.per_eur, value("order_value_on_purchase")),
        "code_factor": value("promo_code_on_purchase") * rules.price_response(1.0 - discount, elasticity),
        "hours_to_purchase": 24.0 * scenario.brand.days_to_purchase,
        "simulated_press_share": value("press_share") / (world.scale * press),
        "simulated_readers": min(round(value("mention_readers") * world.scale * press), world.people.size),
        "horizon": hours,
        "delay_shares": shares,
        "delay_guide": np.array([np.searchsorted(row, np.arange(_GUIDE) / _GUIDE, side="right") for row in shares]),
    }
    as_assumed: dict[str, Any] = {name: value(name) for name in Behaviour._fields if name not in worked_out}
    return Behaviour(**worked_out, **as_assumed)


def _interested_shares(share: float, ratio: float, same_share: float) -> tuple[float, float]:
    """Shares of the interested among people of the brand's interest, and among others: ``share`` of all in the mean.

    The first is ``ratio`` times the second; where that is more than everybody, the others make up for it.
    """
    same, other = (share * factor for factor in match_factors(ratio, same_share))
    if same <= 1.0 and other <= 1.0:
        return same, other
    if same > 1.0:
        return 1.0, (share - same_share) / (1.0 - same_share)
    return (share - (1.0 - same_share)) / same_share, 1.0


def friend_reach_scale(assumptions: Assumptions, people: People) -> float:
    """The factor on activity by which people see what a friend shares; all friends are true followers."""
    rate = of_true_followers(assumptions.value("friend_reach_rate"), "nano", assumptions)
    return reach_scale(rate, people.activity)


def share_scale_of(assumptions: Assumptions, world: World) -> float:
    """The scale at which so many of those who engage with what a friend shows pass it on as is assumed."""
    seeing = np.minimum(1.0, friend_reach_scale(assumptions, world.people) * world.people.activity)
    spreads = assumptions.value("author_infectiousness_spread"), assumptions.value("post_infectiousness_spread")
    rate = assumptions.value("share_per_engaged_person")
    return share_scale(rate, seeing, world.people, world.ties, float(np.hypot(*spreads)))


@compiled(forceinline=True)
def delay_hours(behaviour: Behaviour, format_: int, u: float) -> int:
    """Whole hours from showing to reading: the first h, from 1 on, with P(delay <= h) > u; NEVER beyond the table.

    ``format_`` is the place of the piece's format in ``sim.planning.formats.FORMATS``.

    A post is read in the hour after it is shown at the earliest, so nobody reacts to what is shown in
    the same hour and the order within an hour carries no meaning.
    """
    shares = behaviour.delay_shares
    at = behaviour.delay_guide[format_, int(u * _GUIDE)]
    while at < shares.shape[1] and shares[format_, at] <= u:
        at += 1
    return at + 1 if at < shares.shape[1] else NEVER


@compiled(forceinline=True)
def brand_match(behaviour: Behaviour, person: int) -> float:
    """Fit of this person and the brand, of mean 1 over the market."""
    if behaviour.brand_interest_start <= person < behaviour.brand_interest_stop:
        return behaviour.brand_match_same
    return behaviour.brand_match_other


@compiled(forceinline=True)
def influencer_match(post: Row, person: int) -> float:
    """Fit of this person and the influencer of a post, of mean 1 over the influencer's audience."""
    same = post.interest_start <= person < post.interest_stop
    match: float = post.match_same if same else post.match_other
    return match


@compiled(forceinline=True)
def _taste(people: People, person: int) -> coin.Words:
    return coin.words(people.seed, coin.TASTE, person, 0, 0)


@compiled()
def interested(people: People, behaviour: Behaviour, person: int) -> float:
    """1 for a person to whom a product of this kind means something, and who can buy it, else 0; fixed in a world."""
    if not behaviour.place_start <= person < behaviour.place_stop:
        return 0.0
    share = behaviour.interested_share_other
    if behaviour.brand_interest_start <= person < behaviour.brand_interest_stop:
        share = behaviour.interested_share_same
    if share >= 1.0:
        return 1.0
    return 1.0 if coin.unit(_taste(people, person)[1]) < share else 0.0


@compiled()
def class_match(people: People, behaviour: Behaviour, person: int) -> float:
    """Fit of this person and the product's price class, of mean 1 over people; 1 for an everyday product."""
    if coin.unit(_taste(people, person)[0]) < behaviour.luxury_buyers_share:
        return behaviour.class_match_luxury
    return behaviour.class_match_other


@compiled()
def readiness(people: People, behaviour: Behaviour, person: int) -> float:
    """How much likelier than usual this person is to buy such a product now, mean 1 over people; fixed in a world."""
    if coin.unit(_taste(people, person)[3]) < behaviour.ready_to_buy_share:
        return behaviour.ready_match
    return behaviour.ready_match_other


@compiled()
def organic_purchases_per_hour(people: People, behaviour: Behaviour, person: int) -> float:
    """The rate at which this person would buy with no campaign, before the own inclination to buy is counted."""
    fit = brand_match(behaviour, person) * class_match(people, behaviour, person)
    fit *= readiness(people, behaviour, person) * behaviour.price_factor
    rate = behaviour.organic_purchases_per_hour * interested(people, behaviour, person)
    return rate * rules.organic_fit(fit, behaviour.fit_on_organic_purchase)


@compiled()
def is_press(people: People, behaviour: Behaviour, person: int) -> bool:
    """Whether this person writes for the press; fixed in a world."""
    return coin.unit(_taste(people, person)[2]) < behaviour.simulated_press_share
