"""Key performance indicators of one run, each with its formula and unit.

Counts are given at full size: a scale model of a market multiplies what it counted by the number of
real people whom one simulated person stands for. Money is never scaled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.record import REACH

if TYPE_CHECKING:
    from sim.budget import Plan
    from sim.record import Record
    from sim.scenario import Scenario
    from sim.world import World


@dataclass(frozen=True)
class Kpi:
    """One indicator. A ratio names the totals it divides, so that means of it are ratios of means.

    The value of a run is ``factor * numerator / denominator``, or the plain total where
    ``denominator`` is None; it is not a number where the denominator is zero.
    """

    name: str
    label: str
    unit: str
    formula: str
    numerator: str
    denominator: str | None = None
    factor: float = 1.0
    better: Literal["higher", "lower", "neither"] = "higher"


KPIS: tuple[Kpi, ...] = (
    Kpi("reach_people", "Reach", "people", "people who saw at least one post or share", "reach_people"),
    Kpi("impressions", "Impressions", "views", "posts and shares seen, repeats included", "impressions"),
    Kpi(
        "frequency",
        "Frequency",
        "views per person reached",
        "impressions / reach",
        "impressions",
        "reach_people",
        better="neither",
    ),
    Kpi("engagements", "Engagements", "likes, comments, saves", "impressions that were engaged with", "engagements"),
    Kpi(
        "engagement_rate_per_follower",
        "Engagement rate per follower",
        "share",
        "engagements / declared followers, summed over posts",
        "engagements",
        "posted_followers",
    ),
    Kpi(
        "engagement_rate_per_reached_person",
        "Engagement rate per reached person",
        "share",
        "engagements / reach",
        "engagements",
        "reach_people",
    ),
    Kpi("shares", "Shares", "shares", "engagements that passed the post on to one's own followers", "shares"),
    Kpi(
        "viral_share",
        "Impressions brought by shares",
        "share",
        "impressions shown by a person who shared / impressions",
        "viral_impressions",
        "impressions",
    ),
    Kpi("clicks", "Clicks", "clicks", "engagements that went to the shop", "clicks"),
    Kpi(
        "purchases_naive",
        "Purchases, naive",
        "purchases",
        "purchases that followed a click on the campaign",
        "purchases_naive",
    ),
    Kpi(
        "purchases_incremental",
        "Purchases, incremental",
        "purchases",
        "naive purchases less those the same people would have made by the end with no campaign",
        "purchases_incremental",
    ),
    Kpi("revenue_eur", "Revenue, incremental", "EUR", "price x incremental purchases", "revenue_eur"),
    Kpi("cost_eur", "Cost", "EUR", "fees + coordination", "cost_eur", better="neither"),
    Kpi("profit_eur", "Profit, incremental", "EUR", "margin x incremental revenue - cost", "profit_eur"),
    Kpi(
        "cpm_eur",
        "CPM",
        "EUR per 1,000 views",
        "1,000 x cost / impressions",
        "cost_eur",
        "impressions",
        1000.0,
        better="lower",
    ),
    Kpi("cpe_eur", "CPE", "EUR per engagement", "cost / engagements", "cost_eur", "engagements", better="lower"),
    Kpi(
        "cpa_eur",
        "CPA",
        "EUR per purchase",
        "cost / incremental purchases",
        "cost_eur",
        "purchases_incremental",
        better="lower",
    ),
    Kpi("roi", "ROI", "share of cost", "(margin x incremental revenue - cost) / cost", "profit_eur", "cost_eur"),
    Kpi(
        "half_reach_hours",
        "Hours to half of reach",
        "hours",
        "hours from the first post until half of the final reach",
        "half_reach_hours",
        better="lower",
    ),
    Kpi(
        "trust_mean_reached",
        "Final trust among the reached",
        "0 to 1",
        "mean brand trust of the people reached, at the end",
        "trust_sum_reached",
        "reach_people",
    ),
    Kpi(
        "overdosed_share",
        "Share overdosed",
        "share of reach",
        "people past the overdose point of recent impressions at least once / reach",
        "overdosed_people",
        "reach_people",
        better="lower",
    ),
)

KPI_BY_NAME: dict[str, Kpi] = {kpi.name: kpi for kpi in KPIS}


def kpi_value(kpi: Kpi, totals: Mapping[str, float]) -> float:
    """The value of one indicator from the totals of a run (or from mean totals of many runs)."""
    if kpi.denominator is None:
        return kpi.factor * totals[kpi.numerator]
    denominator = totals[kpi.denominator]
    return kpi.factor * totals[kpi.numerator] / denominator if denominator else float("nan")


def totals_of(record: Record, scenario: Scenario, world: World, plan: Plan) -> dict[str, float]:
    """The totals that indicators are made of, by name: counts at full size, money in EUR, times in hours."""
    if record.ending is None:
        raise ValueError("the run is not over; play it to the end first")
    counts = record.totals
    reached = np.cumsum(record.hourly[:, REACH])
    half = int(np.searchsorted(reached, reached[-1] / 2)) if reached[-1] else -1
    real = 1.0 / world.scale
    incremental = real * (counts["purchases_naive"] - counts["purchases_anyway"])
    revenue = scenario.brand.price_eur * incremental
    return {
        "reach_people": real * counts["reach_people"],
        "impressions": real * counts["impressions"],
        "viral_impressions": real * counts["viral_impressions"],
        "engagements": real * counts["engagements"],
        "posted_followers": float(sum(world.roster[post.influencer].followers for post in plan.posts)),
        "shares": real * counts["shares"],
        "clicks": real * counts["clicks"],
        "purchases_naive": real * counts["purchases_naive"],
        "purchases_incremental": incremental,
        "revenue_eur": revenue,
        "cost_eur": plan.spend_eur,
        "profit_eur": scenario.brand.margin_share * revenue - plan.spend_eur,
        "half_reach_hours": float(half - record.first_post_hour) if half >= 0 else float("nan"),
        "trust_sum_reached": real * record.ending.trust_sum,
        "overdosed_people": real * counts["overdosed_people"],
    }
