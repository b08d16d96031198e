"""How likely each deed is in compiled loops: what a person remembers, and the chances of those who see a piece.

Both the reaction and, in a page, a person's story ask these; whether it happens is a coin of the reaction.
"""

from __future__ import annotations

import numpy as np

from sim import coin, rules, rules_of_spread
from sim import events as ev
from sim.compiled import Row, compiled
from sim.crowd.behaviour import (
    Behaviour,
    brand_match,
    class_match,
    influencer_match,
    interested,
    organic_purchases_per_hour,
    readiness,
)
from sim.crowd.person_table import CONSIDERING, CUSTOMER, MEMORY_STEPS
from sim.crowd.run_state import State
from sim.crowd.sharing import infectiousness_of_own
from sim.planning.posts import OWN
from sim.world.habits import sharing_habit
from sim.world.people import People, traits


@compiled(inline="always")
def remembered(behaviour: Behaviour, p: Row, hour: int) -> float:
    """The number of campaign impressions still remembered in this hour; 0 for somebody reached just now."""
    if p.tiers == 0:
        return 0.0
    memory: float = p.memory / MEMORY_STEPS
    if p.hour == hour:
        return memory
    return rules.faded(memory, float(hour - p.hour), behaviour.memory_half_life_hours)


@compiled(inline="always")
def chance_to_engage(behaviour: Behaviour, person: int, p: Row, post: Row, memory: float, credibility: float) -> float:
    """The probability that this person engages with the piece they see."""
    attention = rules.attention(
        memory, behaviour.wear_in_gain, behaviour.wear_in_impressions, behaviour.fatigue_per_repeat
    )
    familiar = rules.familiarity(p.tiers & (p.tiers ^ post.tier_bit), behaviour.familiarity_on_engagement)
    match = influencer_match(post, person)
    return rules.engage_probability(post.engagement, match, post.quality, attention, credibility, familiar)


@compiled(inline="always")
def chance_to_share(state: State, person: int, showing: Row) -> float:
    """The probability that this person passes the piece that they engaged with on."""
    behaviour, people = state.behaviour, state.people
    post = state.posts[showing.place]
    infectious = post.infectiousness * (post.size if showing.via == ev.NOBODY else 1.0)
    if showing.place < ev.FIRST_PLACE:
        infectious = infectiousness_of_own(people.seed, behaviour, np.int64(showing.post) - OWN)
    return rules_of_spread.share_probability(
        behaviour.share_scale,
        sharing_habit(people, state.ties, person),
        infectious,
        rules_of_spread.retold(showing.steps, behaviour.retelling_factor),
    )


@compiled(inline="always")
def chance_to_click(state: State, person: int, rate: float) -> float:
    """The probability that this person goes to the shop, at the rate of those who engaged or did not."""
    behaviour = state.behaviour
    match, wants = brand_match(behaviour, person), interested(state.people, behaviour, person)
    return rules.click_probability(rate, match, wants, behaviour.click_saturation)


@compiled(inline="always")
def chance_to_buy(state: State, person: int, p: Row, post: Row, bought_before: bool, hour: int) -> float:
    """The probability that somebody who clicked buys."""
    behaviour = state.behaviour
    return rules.buy_probability(
        behaviour.purchase_per_click,
        p.trust / ev.FIXED,
        behaviour.trust_initial,
        behaviour.trust_on_purchase,
        traits(state.people, person)[1],
        behaviour.considering_on_purchase if p.flags & CONSIDERING else 1.0,
        rules.promo_code(post.promo_code, behaviour.code_factor),
        class_match(state.people, behaviour, person),
        rules.repeat_purchase(bought_before, behaviour.repeat_on_purchase),
        behaviour.price_factor,
        readiness(state.people, behaviour, person),
        post.tie,
        rules.decided_within(float(behaviour.horizon - hour), behaviour.hours_to_purchase),
    )


@compiled(inline="always")
def has_bought(state: State, person: int, p: Row, hour: int) -> bool:
    """Whether this person has bought by now, after a click or of their own accord."""
    return (p.flags & CUSTOMER) != 0 or organic_hour(state.people, state.behaviour, person) <= hour


@compiled(forceinline=True)
def organic_hour(people: People, behaviour: Behaviour, person: int) -> float:
    """The hour in which this person would buy with no campaign, infinite for never; the same under every schedule."""
    u = coin.unit(coin.words(behaviour.luck_seed, coin.ORGANIC, person, 0, 0)[0])
    rate = organic_purchases_per_hour(people, behaviour, person)
    return rules.organic_hour(u, rate, traits(people, person)[1])
