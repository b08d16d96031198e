"""Key performance indicators of one run, each with its formula and unit, and the objectives to choose from.

EUR in a unit or a formula stands for the scenario's currency.

Add an indicator: one row here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from sim.errors import InputError
from sim.money import EUR, Currency
from sim.reading.tables import shown

LAUNCH_HOURS = 48  # what counts as the launch
FIRST_WEEK_HOURS = 168


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
    matters: float = 0.0  # the smallest difference that matters, in the unit; 0: any does


KPIS: tuple[Kpi, ...] = (
    Kpi("reach_people", "Reach", "people", "people who saw at least one post or share", "reach_people"),
    Kpi("impressions", "Impressions", "views", "posts and shares seen, repeats included", "impressions"),
    Kpi(
        "launch_reach_people",
        "Reach within 48 hours",
        "people",
        "people who saw at least one post or share within 48 hours of the first post",
        "launch_reach_people",
    ),
    Kpi(
        "launch_impressions",
        "Views within 48 hours",
        "views",
        "posts and shares seen within 48 hours of the first post",
        "launch_impressions",
    ),
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
        "engagements / declared followers in the market, summed over posts",
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
    Kpi(
        "engagement_rate_per_impression",
        "Engagement rate per impression",
        "share",
        "engagements / impressions",
        "engagements",
        "impressions",
    ),
    Kpi("shares", "Shares", "shares", "engagements that passed the post on to one's own followers", "shares"),
    Kpi(
        "viral_share",
        "Impressions brought by shares",
        "share",
        "impressions shown by a person who shared or told / impressions",
        "viral_impressions",
        "impressions",
    ),
    Kpi(
        "recommended_share",
        "Impressions brought by feeds",
        "share",
        "impressions that a feed showed to people who need not follow / impressions",
        "recommended_impressions",
        "impressions",
    ),
    Kpi("clicks", "Clicks", "clicks", "impressions after which somebody went to the shop", "clicks"),
    Kpi(
        "click_rate_per_impression",
        "Click-through rate",
        "share of impressions",
        "clicks / impressions",
        "clicks",
        "impressions",
    ),
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
    Kpi(
        "lift",
        "Lift",
        "share of what they buy anyway",
        "incremental purchases / purchases those reached would have made with no campaign",
        "purchases_incremental",
        "purchases_anyway_reached",
    ),
    Kpi(
        "overstatement",
        "Overstatement",
        "naive per incremental purchase",
        "naive purchases / incremental purchases",
        "purchases_naive",
        "purchases_incremental",
        better="neither",
    ),
    Kpi(
        "revenue_per_follower_eur",
        "Revenue per follower",
        "EUR per follower and post",
        "incremental revenue / declared followers in the market, summed over posts",
        "revenue_eur",
        "posted_followers",
    ),
    Kpi(
        "purchase_rate_per_click",
        "Purchases per click",
        "share of clicks",
        "naive purchases / clicks",
        "purchases_naive",
        "clicks",
    ),
    Kpi(
        "repeat_purchases",
        "Purchases, repeated",
        "purchases",
        "naive purchases by people who had bought before",
        "repeat_purchases",
    ),
    Kpi(
        "code_purchases",
        "Purchases with a code",
        "purchases",
        "naive purchases with a promo code, discounted",
        "code_purchases",
        better="neither",
    ),
    Kpi("brand_followers", "Brand followers won", "people", "people who began to follow the brand", "brand_followers"),
    Kpi(
        "account_growth",
        "Growth of the brand's account",
        "share of its followers",
        "brand followers won / followers of the brand's account before",
        "brand_followers",
        "account_followers",
    ),
    Kpi("word_of_mouth", "Customers who told others", "people", "first-time buyers who told it", "word_of_mouth"),
    Kpi("media_mentions", "Media mentions", "mentions", "pieces written by people of the press", "media_mentions"),
    Kpi("revenue_eur", "Revenue, incremental", "EUR", "price x incremental purchases - discounts", "revenue_eur"),
    Kpi(
        "cost_eur",
        "Cost",
        "EUR",
        "cash: fees + gifts + coordination paid from the budget + commission",
        "cost_eur",
        better="neither",
    ),
    Kpi(
        "own_hours",
        "Own hours",
        "hours",
        "hours of the brand's own people for finding, briefing and following up the influencers",
        "own_hours",
        better="lower",
    ),
    Kpi(
        "profit_eur",
        "Profit, incremental",
        "EUR",
        "margin x price x incremental purchases - discounts - cash cost - own hours in EUR",
        "profit_eur",
    ),
    Kpi(
        "cpm_eur",
        "CPM",
        "EUR per 1,000 views",
        "1,000 x cash cost / impressions",
        "cost_eur",
        "impressions",
        1000.0,
        better="lower",
    ),
    Kpi("cpe_eur", "CPE", "EUR per engagement", "cash cost / engagements", "cost_eur", "engagements", better="lower"),
    Kpi("cpc_eur", "CPC", "EUR per click", "cash cost / clicks", "cost_eur", "clicks", better="lower"),
    Kpi(
        "cpa_eur",
        "CPA",
        "EUR per purchase",
        "cash cost / incremental purchases",
        "cost_eur",
        "purchases_incremental",
        better="lower",
    ),
    Kpi("roas", "ROAS", "EUR per EUR", "incremental revenue / cash cost", "revenue_eur", "cost_eur"),
    Kpi("roi", "ROI", "share of cost", "incremental profit, own hours taken off / cash cost", "profit_eur", "cost_eur"),
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
        "trust_gain_reached",
        "Trust gained among the reached",
        "0 to 1",
        "final less initial brand trust, mean of the people reached",
        "trust_gained_sum",
        "reach_people",
        matters=0.005,  # a choice: half a point of a hundred, of people whose trust differs by 15
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


# The objectives of a campaign, each with the indicator that judges it.
OBJECTIVES: Mapping[str, str] = {
    "awareness": "reach_people",
    "engagement": "engagements",
    "conversion": "purchases_incremental",
    "loyalty": "repeat_purchases",
    "trust": "trust_gain_reached",
    "profit": "profit_eur",
}


KPI_BY_NAME: dict[str, Kpi] = {kpi.name: kpi for kpi in KPIS}

_LEAD_WORDS = {
    "Purchase": "Lead",
    "purchase": "lead",
    "CPA": "Cost per lead",
    "price x": "price x sales per lead x",
    "of what they buy anyway": "of the leads that come anyway",
    "first-time buyers": "people with a first lead",
    "had bought before": "had left one before",
}


def _in_leads(words: str) -> str:
    return re.sub("|".join(map(re.escape, _LEAD_WORDS)), lambda found: _LEAD_WORDS[found.group()], words)


# The same indicators where what people do after a click is a lead, of which a share is sold later.
IN_LEADS: dict[str, Kpi] = {
    kpi.name: replace(kpi, label=_in_leads(kpi.label), unit=_in_leads(kpi.unit), formula=_in_leads(kpi.formula))
    for kpi in KPIS
}


@lru_cache(maxsize=8)
def indicators_in(currency: Currency, *, leads: bool = False) -> Mapping[str, Kpi]:
    """The indicators by name as they are shown: with the code of the currency in unit and formula, in leads or not."""
    kpis = IN_LEADS if leads else KPI_BY_NAME
    if currency.code == EUR.code:
        return kpis
    return {
        name: replace(kpi, unit=currency.unit(kpi.unit), formula=currency.unit(kpi.formula))
        for name, kpi in kpis.items()
    }


def kpi_value(kpi: Kpi, totals: Mapping[str, float]) -> float:
    """The value of one indicator from the totals of a run (or from mean totals of many runs)."""
    if not isinstance(kpi, Kpi):
        raise InputError(f"kpi_value: {shown(kpi)} given; must be an indicator, such as KPI_BY_NAME['reach_people']")
    if kpi.denominator is None:
        return kpi.factor * totals[kpi.numerator]
    denominator = totals[kpi.denominator]
    return kpi.factor * totals[kpi.numerator] / denominator if denominator else float("nan")
