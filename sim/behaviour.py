"""The numbers that the rules take in one run, gathered once from the assumptions and the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim import rules
from sim.compiled import compiled

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.world import World

HOURS_PER_YEAR = 365.0 * 24.0
NEVER = 1 << 30  # later than any horizon
_GUIDE = 4096


class Behaviour(NamedTuple):
    """One value per number, as compiled loops read them. Units are those of the assumptions."""

    luck_seed: np.uint64
    share_per_engaged: float
    click_per_engaged: float
    purchase_per_click: float
    fatigue_per_repeat: float
    wear_in_impressions: float
    wear_in_gain: float
    memory_half_life_hours: float
    overdose_impressions: float
    friend_credibility: float
    friend_reach_scale: float
    trust_initial: float
    trust_step_seen: float
    trust_step_engaged: float
    trust_on_purchase: float
    considering_on_purchase: float
    brand_interest_start: int
    brand_interest_stop: int
    brand_match_same: float
    brand_match_other: float
    organic_purchases_per_hour: float
    delay_shares: npt.NDArray[np.float64]  # (hours,) P(delay <= h) for h = 1, 2, ...
    delay_guide: npt.NDArray[np.int64]  # (4096,) where to start looking in it


def match_factors(ratio: float, same_share: float) -> tuple[float, float]:
    """Fit of the same interest and of any other: ``ratio`` apart, of mean 1 where ``same_share`` is the same."""
    other = 1.0 / (same_share * ratio + (1.0 - same_share))
    return ratio * other, other


def behaviour_of(scenario: Scenario, world: World, luck_seed: int) -> Behaviour:
    """Everything that people do in this scenario, in this world, with this luck."""
    from sim.population import reach_scale

    value = scenario.assumptions.value
    hours = scenario.market.horizon_hours
    shares = np.array(
        [rules.delay_share(h, value("delay_median_hours"), value("delay_spread")) for h in range(1, hours + 1)]
    )
    start, stop = world.range_of(scenario.brand.interest)
    brand_same, brand_other = match_factors(value("match_brand"), (stop - start) / world.people.size)
    return Behaviour(
        luck_seed=np.uint64(luck_seed),
        share_per_engaged=value("share_per_engaged_person"),
        click_per_engaged=value("click_per_engaged_person"),
        purchase_per_click=value("purchase_per_click"),
        fatigue_per_repeat=value("fatigue_per_repeat"),
        wear_in_impressions=value("wear_in_impressions"),
        wear_in_gain=value("wear_in_gain"),
        memory_half_life_hours=value("memory_half_life_hours"),
        overdose_impressions=value("overdose_impressions"),
        friend_credibility=value("friend_credibility"),
        friend_reach_scale=reach_scale(value("friend_reach_rate"), world.people.activity),
        trust_initial=value("trust_initial"),
        trust_step_seen=value("trust_step_seen"),
        trust_step_engaged=value("trust_step_engaged"),
        trust_on_purchase=value("trust_on_purchase"),
        considering_on_purchase=value("considering_on_purchase"),
        brand_interest_start=start,
        brand_interest_stop=stop,
        brand_match_same=brand_same,
        brand_match_other=brand_other,
        organic_purchases_per_hour=value("organic_purchase_per_year") / HOURS_PER_YEAR,
        delay_shares=shares,
        delay_guide=np.searchsorted(shares, np.arange(_GUIDE) / _GUIDE, side="right"),
    )


@compiled(forceinline=True)
def delay_hours(behaviour, u):  # type: ignore[no-untyped-def]
    """Whole hours from showing to reading: the first h, from 1 on, with P(delay <= h) > u; NEVER beyond the table.

    A post is read in the hour after it is shown at the earliest, so nobody reacts to what is shown in
    the same hour and the order within an hour carries no meaning.
    """
    shares = behaviour.delay_shares
    at = behaviour.delay_guide[int(u * _GUIDE)]
    while at < shares.shape[0] and shares[at] <= u:
        at += 1
    return at + 1 if at < shares.shape[0] else NEVER


@compiled(forceinline=True)
def brand_match(behaviour, person):  # type: ignore[no-untyped-def]
    """Fit of this person and the brand, of mean 1 over the market."""
    if behaviour.brand_interest_start <= person < behaviour.brand_interest_stop:
        return behaviour.brand_match_same
    return behaviour.brand_match_other


@compiled(forceinline=True)
def influencer_match(influencer, person):  # type: ignore[no-untyped-def]
    """Fit of this person and the influencer, of mean 1 over the influencer's audience."""
    if influencer.interest_start <= person < influencer.interest_stop:
        return influencer.match_same
    return influencer.match_other
