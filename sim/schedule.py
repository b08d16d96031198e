"""Launch schedules: phases, and the presets."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sim.assumptions import TIERS
from sim.errors import InputError, nearest
from sim.roster import LARGEST_ROSTER

if TYPE_CHECKING:
    from sim.scenario import Scenario

HOURS_PER_YEAR = 8_760
# A number is never read from text, nor from true and false.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]


class Phase(BaseModel):
    """Some influencers and when they post. Built with wrong values it raises pydantic's ValidationError."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: str | None = Field(default=None, description="the tier whose influencers are hired, in roster order")
    influencers: tuple[str, ...] | None = Field(default=None, min_length=1, description="influencers hired by name")
    count: Whole | None = Field(default=None, ge=1, le=LARGEST_ROSTER, description="how many of the tier")
    budget_share: Number | None = Field(default=None, gt=0, le=1, description="share of the whole budget, 0 to 1")
    rest: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, description="true: all money not used elsewhere"
    )
    start_hours: Whole = Field(default=0, ge=0, le=HOURS_PER_YEAR, description="hour of the first post")
    spacing_hours: Number = Field(
        default=0.0, ge=0, le=HOURS_PER_YEAR, description="hours between one influencer's first post and the next's"
    )
    posts_each: Whole = Field(default=1, ge=1, le=365, description="posts of each influencer")
    days_between_posts: Number = Field(
        default=1.0, ge=0, le=365, description="days between two posts of one influencer"
    )

    @field_validator("tier")
    @classmethod
    def _known_tier(cls, tier: str | None) -> str | None:
        if tier is not None and tier not in TIERS:
            raise ValueError(f"must be one of {', '.join(TIERS)}{nearest(tier, TIERS)}")
        return tier

    @model_validator(mode="after")
    def _one_meaning(self) -> Phase:
        problems = []
        if (self.tier is None) == (self.influencers is None):
            problems.append("say who posts with exactly one of tier and influencers")
        amounts = [name for name in ("count", "budget_share", "rest") if getattr(self, name) is not None]
        if self.influencers is not None and amounts:
            problems.append(f"influencers by name are all hired; leave out {' and '.join(amounts)}")
        elif len(amounts) > 1:
            problems.append(f"give at most one of {' and '.join(amounts)}")
        if self.rest is False:
            problems.append("rest can only be true; leave it out")
        for name, times in Counter(self.influencers or ()).items():
            if times > 1:
                problems.append(f"influencers names {name!r} {times} times; posts_each gives one several posts")
        if problems:
            raise InputError(problems)
        return self

    @property
    def served(self) -> int:
        """The round in which the phase hires: 0 by name, 1 by count, 2 by share of the budget, 3 with the rest."""
        if self.influencers is not None:
            return 0
        return 1 if self.count is not None else 2 if self.budget_share is not None else 3

    @property
    def takes_rest(self) -> bool:
        """Whether the phase hires with all the money that is left."""
        return self.served == 3

    @property
    def order(self) -> tuple[int, int, int, tuple[str, ...], int, float, int, float, float]:
        """Where the phase comes, whatever its place in a file. Phases that agree in it are the same."""
        return (
            self.served,
            self.start_hours,
            TIERS.index(self.tier) if self.tier is not None else -1,
            self.influencers or (),
            self.count or 0,
            self.budget_share or 0.0,
            self.posts_each,
            self.spacing_hours,
            self.days_between_posts,
        )

    def hour(self, turn: int, piece: int) -> int:
        """The hour at which the influencer hired in this turn posts this piece, both counted from 0."""
        exact = self.start_hours + turn * self.spacing_hours + piece * 24.0 * self.days_between_posts
        return int(exact + 1e-6)  # 100 x 0.29 h is 29 h, not 28.999...

    def __str__(self) -> str:
        who = f"tier {self.tier}" if self.tier is not None else ", ".join(self.influencers or ())
        return f"the phase of {who} from hour {self.start_hours}"


@dataclass(frozen=True)
class Schedule:
    """A launch schedule. The order of its phases means nothing: they are served in their own order."""

    name: str
    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        shares = math.fsum(phase.budget_share or 0.0 for phase in self.phases)
        if shares > 1.0 + 1e-9:
            raise InputError(
                f"schedules.{self.name}: the budget_share of its phases add up to {shares:g}; must be at most 1"
            )

    @property
    def served(self) -> tuple[Phase, ...]:
        """The phases in the order in which they hire."""
        return tuple(sorted(self.phases, key=lambda phase: phase.order))


PRESETS: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule("macro_only", (Phase(tier="macro", spacing_hours=24.0),)),
        Schedule("micro_only", (Phase(tier="micro", spacing_hours=1.5),)),
        # D1's sneaker launch: a leader reveals, then about a hundred micro-influencers in the days after.
        Schedule("hybrid", (Phase(tier="macro", count=1), Phase(tier="micro", start_hours=24, spacing_hours=1.5))),
    )
}


def schedule_named(name: str, scenario: Scenario) -> Schedule:
    """A preset or one of the scenario's own schedules. Raises InputError."""
    known = {**PRESETS, **scenario.schedules}
    if name not in known:
        raise InputError(f"unknown schedule {name!r}{nearest(name, known)}; known are {', '.join(known)}")
    return known[name]
