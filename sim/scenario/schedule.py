"""Launch schedules: phases, and the presets."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sim.errors import InputError, nearest
from sim.reading.tables import Flag, Number, Whole, named, shown
from sim.roster.platforms import FEEDS
from sim.roster.roster_file import LARGEST_ROSTER
from sim.tiers import TIER_NAMES, tier_named

FORMATS = ("post", "story", "reel", "live")
PICKS = ("roster", "followers", "declared_rate", "fit", "authenticity", "audience_quality")
RESULTS = ("clicks", "engagements", "code_purchases")

HOURS_PER_YEAR = 8_760
MOST_POSTS_EACH = 365


class Phase(BaseModel):
    """Some influencers and when they post. Built with wrong values it raises pydantic's ValidationError."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: str | None = Field(default=None, description="the tier whose influencers are hired, in roster order")
    influencers: tuple[str, ...] | None = Field(
        default=None, min_length=1, max_length=LARGEST_ROSTER, fail_fast=True, description="influencers hired by name"
    )
    count: Whole | None = Field(default=None, ge=1, le=LARGEST_ROSTER, description="how many of the tier")
    budget_share: Number | None = Field(default=None, gt=0, le=1, description="share of the whole budget, 0 to 1")
    rest: Flag | None = Field(
        default=None, description="true: all money not used elsewhere; beside count, for further posts of those"
    )
    start_hours: Whole = Field(default=0, ge=0, le=HOURS_PER_YEAR, description="hour of the first post")
    spacing_hours: Number = Field(
        default=0.0, ge=0, le=HOURS_PER_YEAR, description="hours between one influencer's first post and the next's"
    )
    within_hours: Number | None = Field(
        default=None, gt=0, le=HOURS_PER_YEAR, description="hours over which the first posts are spread, however many"
    )
    posts_each: Whole = Field(default=1, ge=1, le=MOST_POSTS_EACH, description="posts of each influencer")
    days_between_posts: Number = Field(
        default=1.0, ge=0, le=365, description="days between two posts of one influencer"
    )
    format: str = Field(default="post", description="post, story, reel or live")
    feed: str | None = Field(
        default=None,
        description="to whom the platform shows the posts: followers, mixed, recommended; left out: as roster, market",
    )
    disclosed: Flag = Field(default=True, description="false: the label 'advertising' is left out")
    promo_code: Flag = Field(default=False, description="true: the posts carry a promo code")
    pick: str = Field(default="roster", description=f"who comes first: {', '.join(PICKS)}")
    fee_share: Number = Field(default=1.0, ge=0, le=1, description="share of the usual fee that is paid, 0 to 1")
    gift: Flag = Field(default=False, description="true: each influencer is given the product")
    commission_share: Number = Field(
        default=0.0, ge=0, le=1, description="share of the price of every purchase by their links, 0 to 1"
    )

    @field_validator("format")
    @classmethod
    def _known_format(cls, given: str) -> str:
        return _one_of(given, FORMATS)

    @field_validator("feed")
    @classmethod
    def _known_feed(cls, given: str | None) -> str | None:
        return None if given is None else _one_of(given, FEEDS)

    @field_validator("pick")
    @classmethod
    def _known_pick(cls, given: str) -> str:
        return _one_of(given, PICKS)

    @field_validator("tier")
    @classmethod
    def _known_tier(cls, tier: str | None) -> str | None:
        return None if tier is None else _one_of(tier, TIER_NAMES)

    @model_validator(mode="after")
    def _one_meaning(self) -> Phase:
        problems = []
        if (self.tier is None) == (self.influencers is None):
            problems.append("say who posts with exactly one of tier and influencers")
        amounts = [name for name in ("count", "budget_share", "rest") if getattr(self, name) is not None]
        if self.influencers is not None and amounts:
            problems.append(f"influencers by name are all hired; leave out {' and '.join(amounts)}")
        elif len(amounts) > 1 and not self.posts_on:
            problems.append(f"give at most one of {' and '.join(amounts)}")
        if self.posts_on and self.fee_share == 0.0:
            problems.append("rest = true beside count pays for further posts: give a fee_share above 0")
        if self.fee_share == 0.0 and not self.gift and self.commission_share == 0.0:
            problems.append("nobody works for nothing: give a fee_share above 0, gift = true or a commission_share")
        if self.influencers is not None and self.pick != "roster":
            problems.append("influencers by name are not picked; leave out pick")
        if self.within_hours is not None and self.spacing_hours:
            problems.append("give spacing_hours or within_hours, not both")
        if self.rest is False:
            problems.append("rest can only be true; leave it out")
        for name, times in Counter(self.influencers or ()).items():
            if times > 1:
                problems.append(f"influencers names {shown(name)} {times} times; posts_each gives one several posts")
        if problems:
            raise InputError(problems)
        return self

    @property
    def hiring_round(self) -> int:
        """The round in which the phase hires: 0 by name, 1 by count, 2 by share of the budget, 3 with the rest."""
        if self.influencers is not None:
            return 0
        return 1 if self.count is not None else 2 if self.budget_share is not None else 3

    @property
    def takes_rest(self) -> bool:
        """Whether the phase hires with all the money that is left."""
        return self.hiring_round == 3

    @property
    def posts_on(self) -> bool:
        """Whether those whom the phase hires post as often as the money that is left pays for."""
        return self.count is not None and self.budget_share is None and self.rest is True

    @property
    def order(self) -> tuple[int | float | str | tuple[str, ...], ...]:
        """The sort key of phases, whatever their places in a file. Phases that agree in it are the same."""
        return (
            self.hiring_round,
            self.start_hours,
            tier_named(self.tier).identity if self.tier is not None else -1,
            self.influencers or (),
            self.count or 0,
            self.budget_share or 0.0,
            self.posts_each,
            self.spacing_hours,
            self.within_hours or 0.0,
            self.days_between_posts,
            self.format,
            self.feed or "",
            self.disclosed,
            self.promo_code,
            self.pick,
            self.fee_share,
            self.gift,
            self.commission_share,
            self.posts_on,
        )

    def hour(self, turn: int, piece: int, team: int = 1) -> int:
        """The hour at which the influencer hired in this turn, of so many, posts this piece; both counted from 0."""
        spacing = self.within_hours / team if self.within_hours is not None else self.spacing_hours
        exact = self.start_hours + turn * spacing + piece * 24.0 * self.days_between_posts
        return int(exact + 1e-6)  # 100 x 0.29 h is 29 h, not 28.999...

    def __str__(self) -> str:
        who = f"tier {self.tier}" if self.tier is not None else ", ".join(self.influencers or ())
        return f"the phase of {who} from hour {self.start_hours}"


class Review(BaseModel):
    """A look at the results so far, which moves money between posts that are still to come.

    Built with wrong values it raises pydantic's ValidationError.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    review_hours: Whole = Field(ge=1, le=HOURS_PER_YEAR, description="hour of the review")
    judge_by: str = Field(default="clicks", description="what is judged per EUR: clicks, engagements, code_purchases")
    shift_share: Number = Field(
        default=0.5, gt=0, le=1, description="the most that is moved, of the fees for posts still to come, 0 to 1"
    )

    @property
    def order(self) -> tuple[int, str, float]:
        """The sort key of reviews, whatever their places in a file."""
        return self.review_hours, self.judge_by, self.shift_share

    @field_validator("judge_by")
    @classmethod
    def _known_results(cls, given: str) -> str:
        return _one_of(given, RESULTS)


def _one_of(given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise ValueError(f"must be one of {', '.join(known)}{nearest(given, known)}")
    return given


@dataclass(frozen=True)
class Schedule:
    """A launch schedule. The order of its phases means nothing: they hire in an order of their own."""

    name: str
    phases: tuple[Phase, ...]
    reviews: tuple[Review, ...] = ()

    def __post_init__(self) -> None:
        shares = math.fsum(phase.budget_share or 0.0 for phase in self.phases)
        if shares > 1.0 + 1e-9:
            raise InputError(
                f"schedules.{named(self.name)}: the budget_share of its phases add up to {shares:g}; must be at most 1"
            )
        if any(phase.posts_on for phase in self.phases) and sum(p.posts_on or p.takes_rest for p in self.phases) > 1:
            raise InputError(
                f"schedules.{named(self.name)}: a phase with count and rest = true takes all money that is left; give "
                "every other phase a count or a budget_share"
            )

    @property
    def phases_in_order(self) -> tuple[Phase, ...]:
        """The phases in the order in which they hire."""
        return tuple(sorted(self.phases, key=lambda phase: phase.order))


def _hybrid(name: str, *, promo_code: bool = True, reviews: tuple[Review, ...] = ()) -> Schedule:
    """D1's funnel: macro launches, micro anchors, micro and nano convert with promo codes."""
    return Schedule(
        name,
        (
            Phase(tier="macro", count=1),
            Phase(tier="micro", start_hours=24, within_hours=144),
            Phase(tier="micro", budget_share=0.15, start_hours=192, within_hours=96, promo_code=promo_code),
            Phase(tier="nano", budget_share=0.05, start_hours=192, within_hours=96, promo_code=promo_code),
        ),
        reviews,
    )


PRESETS: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        *(Schedule(f"{tier}_only", (Phase(tier=tier, within_hours=192),)) for tier in TIER_NAMES),
        _hybrid("hybrid"),
        _hybrid("hybrid_without_codes", promo_code=False),
        _hybrid("hybrid_adjusted", reviews=(Review(review_hours=72), Review(review_hours=144))),
        # D2: campaigns side by side. D1: macro and micro in turn, by the calendar.
        Schedule(
            "parallel",
            (Phase(tier="macro", budget_share=0.5, within_hours=192), Phase(tier="micro", within_hours=192)),
        ),
        Schedule(
            "alternating",
            (
                Phase(tier="macro", budget_share=0.25, within_hours=144),
                Phase(tier="micro", budget_share=0.25, start_hours=168, within_hours=144),
                Phase(tier="macro", budget_share=0.25, start_hours=336, within_hours=144),
                Phase(tier="micro", start_hours=504, within_hours=144),
            ),
        ),
        # D1: 'shock' actions against a long-term partnership, with the same tier.
        Schedule("burst", (Phase(tier="micro", within_hours=24),)),
        Schedule("drip", (Phase(tier="micro", within_hours=144, posts_each=4, days_between_posts=6.0),)),
    )
}
