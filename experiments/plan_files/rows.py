"""The rows of a plan: a post each, by the hour in which it comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from experiments.plan_files.expected import Expected, ExpectedResults
from experiments.plan_files.moments import day_of, moment, time_of
from sim.results.measures import POST_RESULTS

if TYPE_CHECKING:
    from sim.planning.budget import Plan
    from sim.roster.profile import Profile
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class PlanRow:
    """One post: by whom, when, on which terms, and what is expected of it, if that is known."""

    name: str
    tier: str
    platform: str  # where the roster says it
    feed: str  # to whom the platform shows posts
    day: int  # of the campaign, from 1
    date: date | None  # None where the scenario does not say when the campaign starts
    time: str
    format: str
    promo_code: bool
    disclosed: bool
    fee_eur: float
    commission_share: float  # of the price of what is bought by its link
    gift: bool  # the product is given for it
    expected: Expected


TERMS = tuple(field.name for field in fields(PlanRow) if field.name != "expected")
ENDS = ("", "_low", "_high")  # of the columns of a result: its mean and the ends of its interval
COLUMNS = (*TERMS, *(f"{result}{end}" for result in POST_RESULTS for end in ENDS))


def rows_of(
    scenario: Scenario, roster: Sequence[Profile], plan: Plan, expected: ExpectedResults | None = None
) -> list[PlanRow]:
    """The posts of a plan that come out, in order; ``expected`` has results of all of its posts.

    Raises ValueError where these are of another number of posts.
    """
    known: Sequence[Expected] = ({},) * len(plan.posts) if expected is None else expected.by_post
    start = scenario.market.start
    rows = []
    for post, results in zip(plan.posts, known, strict=True):
        if post.dropped:
            continue
        profile = roster[post.influencer]
        row = PlanRow(
            name=profile.name,
            tier=profile.tier,
            platform=profile.platform,
            feed=post.feed or profile.feed or scenario.market.feed,
            day=day_of(post.hour),
            date=None if start is None else moment(start, post.hour).date(),
            time=time_of(post.hour),
            format=post.format,
            promo_code=post.promo_code,
            disclosed=post.disclosed,
            fee_eur=post.fee_eur,
            commission_share=post.commission_share,
            gift=post.gift,
            expected=results,
        )
        rows.append((post.hour, row))
    return [row for _, row in sorted(rows, key=lambda entry: entry[0])]


def results_in(row: PlanRow) -> list[float | None]:
    """Mean, low and high end of each result, as in COLUMNS; None for what is not known."""
    values: list[float | None] = []
    for name in POST_RESULTS:
        known = row.expected.get(name)
        ends = (None,) * 3 if known is None else (known.mean, known.low, known.high)
        values += [None if end is None or end != end else end for end in ends]
    return values
