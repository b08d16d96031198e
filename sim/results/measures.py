"""The totals of one run, of which every indicator is made, and who brought the purchases.

Counts are given at full size: a scale model of a market multiplies what it counted by the number of
real people whom one simulated person stands for. Money is never scaled, nor are those who are not thinned
out in a scale model: influencers and the press.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim import events as ev
from sim.arguments import check_kinds
from sim.kpis import FIRST_WEEK_HOURS, LAUNCH_HOURS
from sim.results.record import Record
from sim.tiers import TIER_NAMES
from sim.world.people import press_weight

if TYPE_CHECKING:
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario
    from sim.world.world import World


def totals_of(record: Record, scenario: Scenario, world: World) -> dict[str, float]:
    """The totals that indicators are made of, by name: counts at full size, money in EUR, times in hours."""
    from sim.scenario.scenario import Scenario
    from sim.world.world import World

    check_kinds(
        "totals_of",
        record=(record, Record, "a Record"),
        scenario=(scenario, Scenario, "a Scenario"),
        world=(world, World, "a World"),
    )
    if record.ending is None or record.by_post is None:
        raise ValueError("the run is not over; play it to the end first")
    counts, plan, brand = record.totals, record.plan, scenario.brand
    published = plan.published
    reached = np.cumsum(record.hourly[:, ev.REACH])
    half = int(np.searchsorted(reached, reached[-1] / 2)) if reached[-1] else -1
    first_hour = min((post.hour for post in published), default=0)
    launched = record.hourly[: first_hour + LAUNCH_HOURS + 1]  # a post of hour h is first seen in hour h + 1
    early, later = _by_week(record)
    real = 1.0 / world.scale
    incremental = real * (counts["purchases_naive"] - counts["purchases_anyway"])
    # Of the price of a purchase by a code, on average over those who redeem it and those who do not.
    discount = scenario.assumptions.value("promo_code_discount_share") * scenario.assumptions.value(
        "code_redeemed_share"
    )
    discounts = discount * brand.worth_eur * real * counts["code_purchases"]
    commission = real * math.fsum(
        post.commission_share * brand.worth_eur * (1.0 - discount * post.promo_code) * int(piece[ev.OF_PURCHASES])
        for post, piece in zip(plan.posts, record.by_post[ev.FIRST_PLACE :], strict=True)
    )
    cost = plan.spend_eur + commission
    profit = brand.margin_share * brand.worth_eur * incremental - discounts - cost - plan.own_hours_eur
    by_count = {name: real * number for name, number in counts.items() if name not in _OTHERWISE}
    mentions = press_weight(scenario.assumptions.value("press_share"), world.scale) * counts["media_mentions"]
    return by_count | {
        "media_mentions": mentions,
        "launch_reach_people": real * int(launched[:, ev.REACH].sum()),
        "launch_impressions": real * int(launched[:, ev.IMPRESSIONS].sum()),
        "first_week_engagements": real * early[0],
        "first_week_fees_eur": early[1],
        "later_engagements": real * later[0],
        "later_fees_eur": later[1],
        "posted_followers": math.fsum(_in_market(world.roster[post.influencer]) for post in published),
        "purchases_incremental": incremental,
        "purchases_anyway_reached": real * (counts["purchases_anyway"] + record.ending.organic.size),
        "account_followers": float(brand.account_followers),
        "revenue_eur": brand.worth_eur * incremental - discounts,
        "fees_eur": plan.fees_eur,
        "gifts_eur": plan.gifts_eur,
        "coordination_eur": plan.coordination_eur,
        "own_hours": plan.own_hours,
        "own_hours_eur": plan.own_hours_eur,
        "commission_eur": commission,
        "discounts_eur": discounts,
        "cost_eur": cost,
        "profit_eur": profit,
        "loss_eur": max(0.0, -profit),
        "unspent_eur": plan.unspent_eur,
        "half_reach_hours": float(half - first_hour) if half >= 0 else float("nan"),
        "trust_sum_reached": real * record.ending.trust_sum,
        "trust_gained_sum": real * (record.ending.trust_sum - counts["trust_initial_steps"] / ev.FIXED),
    }


def _in_market(profile: Profile) -> float:
    """The declared followers of an influencer who live in the market, were fakes as widely spread as true ones."""
    return profile.followers * profile.in_market_share


def _by_week(record: Record) -> tuple[tuple[int, float], tuple[int, float]]:
    """(engagements, fees in EUR) of the influencers' posts published in the first week, and of the later ones."""
    assert record.by_post is not None
    sums = [[0, 0.0], [0, 0.0]]
    for post, piece in zip(record.plan.posts, record.by_post[ev.FIRST_PLACE :], strict=True):
        if not post.dropped:
            week = sums[post.hour >= FIRST_WEEK_HOURS]
            week[0] += int(piece[ev.OF_ENGAGEMENTS])
            week[1] += post.fee_eur
    (first, first_eur), (later, later_eur) = sums
    return (int(first), first_eur), (int(later), later_eur)


# Counts that are no totals as they stand.
_OTHERWISE = ("purchases_anyway", "media_mentions", "trust_steps", "trust_initial_steps")

SOURCES = (*TIER_NAMES, "word of mouth", "press")


def attributed(record: Record, world: World) -> dict[str, tuple[float, float]]:
    """Purchases by who brought them, at full size: (followed a click there, of those not to come anyway).

    The last click counts: a purchase belongs to the post that was clicked, also where a friend had
    passed it on. What customers told and the press wrote stand for themselves.
    """
    from sim.world.world import World

    check_kinds("attributed", record=(record, Record, "a Record"), world=(world, World, "a World"))
    if record.by_post is None:
        raise ValueError("the run is not over; play it to the end first")
    rows = ["word of mouth", "press", *(world.roster[post.influencer].tier for post in record.plan.posts)]
    by_source = dict.fromkeys(SOURCES, (0.0, 0.0))
    for source, piece in zip(rows, record.by_post, strict=True):
        bought, anyway = int(piece[ev.OF_PURCHASES]), int(piece[ev.OF_ANYWAY])
        naive, incremental = by_source[source]
        by_source[source] = naive + bought / world.scale, incremental + (bought - anyway) / world.scale
    return by_source


# What is told of each post; purchases are those that would not have come anyway.
POST_RESULTS = ("impressions", "reach_people", "engagements", "clicks", "purchases_incremental")


def post_results(record: Record, world: World) -> npt.NDArray[np.float64]:
    """What each post of the plan brought, dropped ones included, at full size: (posts, POST_RESULTS).

    People are reached by the post that they saw first, and a purchase belongs to the post that was clicked last, so
    that posts add up: to all but what word of mouth and the press brought.
    """
    if record.by_post is None:
        raise ValueError("the run is not over; play it to the end first")
    counts = record.by_post[ev.FIRST_PLACE :]
    told = [ev.OF_IMPRESSIONS, ev.OF_REACH, ev.OF_ENGAGEMENTS, ev.OF_CLICKS]
    incremental = counts[:, ev.OF_PURCHASES] - counts[:, ev.OF_ANYWAY]
    return np.column_stack([counts[:, told], incremental]) / world.scale
