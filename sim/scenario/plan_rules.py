"""The [rules] section of a scenario file: what a plan of names and dates has to keep to."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sim.errors import InputError, nearest
from sim.reading.tables import Flag, Number, Whole, shown
from sim.scenario.schedule import FORMATS
from sim.tiers import TIER_NAMES

_MOST_NAMES = 10_000
_LAST_DAY = 365


class PlanRules(BaseModel):
    """What a plan must keep to, beside the budget. Built with wrong values it raises pydantic's ValidationError.

    All of them but ``must`` allow whatever is left of a plan when a post is taken out of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    must: tuple[str, ...] = Field(
        default=(), max_length=_MOST_NAMES, fail_fast=True, description="creators who must post, by name"
    )
    never: tuple[str, ...] = Field(
        default=(), max_length=_MOST_NAMES, fail_fast=True, description="creators who must not post, by name"
    )
    at_most_one_of: tuple[tuple[str, ...], ...] = Field(
        default=(), max_length=_MOST_NAMES, description="lists of creators of whom at most one may post"
    )
    posts_each: Whole = Field(default=4, ge=1, le=100, description="posts of one creator, at most")
    days_between_posts: Number = Field(
        default=6.0, ge=0, le=365, description="days between two posts of one creator, at least"
    )
    posts_a_day: Whole | None = Field(default=None, ge=1, le=100_000, description="posts on one day, at most")
    days: tuple[Whole, ...] | None = Field(
        default=None, min_length=1, max_length=_LAST_DAY, description="days on which there may be posts, from 1"
    )
    blackout_days: tuple[Whole, ...] = Field(
        default=(), max_length=_LAST_DAY, description="days on which nobody may post, from 1"
    )
    blackout_dates: tuple[datetime.date, ...] = Field(
        default=(), max_length=_LAST_DAY, description="dates on which nobody may post; market.start has to be known"
    )
    hour_of_day: Whole = Field(default=18, ge=0, le=23, description="hour of the day at which posts come out")
    formats: tuple[str, ...] = Field(
        default=("post",), min_length=1, max_length=len(FORMATS), description="formats that are tried"
    )
    promo_code: Flag = Field(default=False, description="true: every post carries a promo code")
    search_codes: Flag = Field(default=False, description="true: any post may carry a code or none, whatever is better")
    tier_shares: dict[str, Number] = Field(
        default_factory=dict, description="share of the budget, 0 to 1, that is kept for a tier"
    )
    review_days: tuple[Whole, ...] = Field(
        default=(), max_length=20, description="days after which results are looked at and money is moved, from 1"
    )

    @field_validator("formats")
    @classmethod
    def _known_formats(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        problems = [
            f"names {shown(one)}; must be of {', '.join(FORMATS)}{nearest(one, FORMATS)}"
            for one in given
            if one not in FORMATS
        ]
        problems += [f"names {one} {times} times" for one, times in Counter(given).items() if times > 1]
        if problems:
            raise InputError(problems)
        return given

    @field_validator("days", "blackout_days", "review_days")
    @classmethod
    def _from_one(cls, given: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if given is not None and any(not 1 <= day <= _LAST_DAY for day in given):
            raise ValueError(f"days are counted from 1, up to {_LAST_DAY}")
        return None if given is None else tuple(sorted(set(given)))

    @field_validator("tier_shares")
    @classmethod
    def _known_tiers(cls, given: Mapping[str, float]) -> Mapping[str, float]:
        problems = [
            f"names {shown(tier)}; must be of {', '.join(TIER_NAMES)}{nearest(tier, TIER_NAMES)}"
            for tier in given
            if tier not in TIER_NAMES
        ]
        problems += [
            f"{tier} = {share:g}: must be a share, 0 to 1" for tier, share in given.items() if not 0 <= share <= 1
        ]
        if sum(given.values()) > 1.0 + 1e-9:
            problems.append(f"add up to {sum(given.values()):g}; must be at most 1")
        if problems:
            raise InputError(problems)
        return given

    @model_validator(mode="after")
    def _consistent(self) -> PlanRules:
        problems = [
            f"must and never both name {shown(name)}" for name in dict.fromkeys(self.must) if name in self.never
        ]
        for group in self.at_most_one_of:
            wanted = [name for name in dict.fromkeys(group) if name in self.must]
            if len(wanted) > 1:
                problems.append(f"must names {' and '.join(map(shown, wanted))}, of whom at_most_one_of allows one")
        if self.days is not None and set(self.days) <= set(self.blackout_days):
            problems.append("days and blackout_days leave no day; leave one of them out")
        if problems:
            raise InputError(problems)
        return self
