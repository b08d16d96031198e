"""The sections of a scenario file on the brand, the market and the influencers on offer."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, create_model, field_validator, model_validator

from sim.errors import InputError, nearest
from sim.reading.tables import Flag, Number, Whole, shown
from sim.roster.answers import DECIMAL, FOLLOWERS_IN, RATES, UNANSWERED, Answers
from sim.roster.platforms import FEEDS
from sim.roster.roster_file import KEYS_PER_TIER
from sim.tiers import TIER_NAMES, TIERS

INTERESTS = (
    *("sport", "fashion", "beauty", "food", "travel", "gaming", "music", "technology", "home", "parenting"),
    *("cars", "animals", "books", "film", "health", "art", "nature", "finance", "comedy", "crafts"),
)
LONGEST_INTEREST = 200  # characters
MOST_PEOPLE = 2_000_000_000
PRICE_CLASSES = ("everyday", "luxury")
RELATIONS = ("by_hand", "platform", "agency")  # who finds, briefs and follows up the influencers
FIRST_DAY, LAST_DAY = datetime.date(1970, 1, 1), datetime.date(2999, 12, 31)  # on which a campaign may start

_FROZEN = ConfigDict(extra="forbid", frozen=True)


class Brand(BaseModel):
    """The brand and its product. Wrong values for it, Market or RosterSource raise pydantic's ValidationError."""

    model_config = _FROZEN

    name: str = Field(min_length=1, max_length=200, description="the brand, in words")
    interest: str | None = Field(default=None, description="one of the market's interests; left out for a mass product")
    price_eur: Number = Field(ge=0, le=1e9, description="price of one unit in EUR; 0 where nothing is sold")
    margin_share: Number = Field(ge=0, le=1, description="share of the price that stays with the brand, 0 to 1")
    price_class: str = Field(default="everyday", description="everyday or luxury")
    interested_share: Number = Field(
        default=1.0, ge=0, le=1, description="share of people to whom such a product means anything, 0 to 1"
    )
    usual_price_eur: Number | None = Field(
        default=None, gt=0, le=1e9, description="what such a product usually costs, in EUR; left out: its own price"
    )
    days_to_purchase: Number = Field(
        default=0.0, ge=0, le=365, description="days after a click by which half of those who will buy have bought"
    )
    local: Flag = Field(
        default=False,
        description="true: only people of one place, a locality of the brand's interest, can buy, as of a bakery",
    )
    place: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="the place of a local brand by name, as the list of influencers states where each of them lives",
    )
    sold_per_lead: Number = Field(
        default=1.0,
        gt=0,
        le=1,
        description="share of the purchases that are sold: below 1 these are leads (a trial, a test drive, a request), "
        "of which so many are sold later, above 0, at most 1",
    )
    account_followers: Whole = Field(
        default=0, ge=0, le=MOST_PEOPLE, description="followers of the brand's own account, to tell its growth by"
    )
    relation: str = Field(
        default="by_hand",
        description="who finds, briefs and follows up the influencers: by_hand (your own people), platform (they "
        "choose on a website that takes a share of the fees) or agency (it does all of it, for a larger share)",
    )
    hours_from_budget: Flag = Field(
        default=False, description="whether the hours of your own people are paid from the budget, true or false"
    )

    @field_validator("price_class")
    @classmethod
    def _known_class(cls, given: str) -> str:
        if given not in PRICE_CLASSES:
            raise ValueError(f"must be {' or '.join(PRICE_CLASSES)}{nearest(given, PRICE_CLASSES)}")
        return given

    @field_validator("relation")
    @classmethod
    def _known_relation(cls, given: str) -> str:
        if given not in RELATIONS:
            raise ValueError(
                "must be by_hand (your own people find, brief and follow up the influencers), platform (on a website "
                f"that takes a share of the fees) or agency (which does it all){nearest(given, RELATIONS)}"
            )
        return given

    @model_validator(mode="after")
    def _somewhere(self) -> Brand:
        if self.local and self.interest is None:
            raise InputError("local = true: the place is a locality of the brand's interest; give it an interest")
        if self.place is not None and not self.local:
            raise InputError("place: only a local brand is in one place; give local = true too, or leave it out")
        return self

    @property
    def usual_price(self) -> float:
        """What such a product usually costs, in EUR; where that is not said, its own price."""
        return self.price_eur if self.usual_price_eur is None else self.usual_price_eur

    @property
    def price_share(self) -> float:
        """The price as a share of what such a product usually costs; 1 where that is not said."""
        return 1.0 if self.usual_price_eur is None else self.price_eur / self.usual_price_eur

    @property
    def sells_leads(self) -> bool:
        """Whether what people do after a click is a lead, of which a share is sold later."""
        return self.sold_per_lead < 1.0

    @property
    def switched_off(self) -> set[str]:
        """What is as if it were not there, by name."""
        return {
            name
            for name, off in {"local": False, "place": None, "sold_per_lead": 1.0}.items()
            if getattr(self, name) == off
        }

    @property
    def result(self) -> str:
        """What people do after a click, in a word: purchase or lead."""
        return "lead" if self.sells_leads else "purchase"

    @property
    def worth_eur(self) -> float:
        """What a purchase brings, in EUR: the price, or of a lead the price times the share that is sold."""
        return self.price_eur * self.sold_per_lead

    @field_validator("interest")
    @classmethod
    def _mass_product(cls, interest: str | None) -> str | None:
        return interest or None


class Market(BaseModel):
    """The market: the people who can be reached, their interests, and the days over which results are counted."""

    model_config = _FROZEN

    people: Whole = Field(ge=1_000, le=MOST_PEOPLE, description="people in the market")
    horizon_days: Whole = Field(ge=1, le=365, description="days that are simulated")
    interests: tuple[str, ...] = Field(
        default=INTERESTS, min_length=1, max_length=100, fail_fast=True, description="what people follow"
    )

    feed: str = Field(
        default="mixed",
        description="to whom the platform shows posts: followers (nobody else), mixed (some beyond, more of reels) or "
        "recommended (hardly anybody but who is likely to like it)",
    )

    start: datetime.date | None = Field(
        default=None, description="the day on which the campaign starts, such as 2027-03-01: hour 0 is its midnight"
    )

    @field_validator("start", mode="before")
    @classmethod
    def _day(cls, given: object) -> datetime.date | None:
        day = _day_of(given)
        if given is not None and (day is None or not FIRST_DAY <= day <= LAST_DAY):
            raise ValueError(f"must be a day from {FIRST_DAY} to {LAST_DAY}, such as 2027-03-01")
        return day

    @field_validator("feed")
    @classmethod
    def _known_feed(cls, given: str) -> str:
        if given not in FEEDS:
            raise ValueError(f"must be one of {', '.join(FEEDS)}{nearest(given, FEEDS)}")
        return given

    @field_validator("interests")
    @classmethod
    def _distinct(cls, interests: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({name for name in interests if interests.count(name) > 1})
        problems = [f"names {shown(name)} more than once" for name in twice]
        if any(name != name.strip() or not name for name in interests):
            problems.append("must be names without spaces around them")
        if any(len(name) > LONGEST_INTEREST for name in interests):
            problems.append(f"must be names of at most {LONGEST_INTEREST} characters")
        if problems:
            raise InputError(problems)
        return interests

    @property
    def horizon_hours(self) -> int:
        """Hours that are simulated; posts fall in hour 0 up to this less one."""
        return 24 * self.horizon_days


def _day_of(given: object) -> datetime.date | None:
    """A day that was given as such or as text (year-month-day); None where it is none, a time of day included."""
    if isinstance(given, str) and len(given) == len("2027-03-01"):
        try:
            return datetime.date.fromisoformat(given)
        except ValueError:
            return None
    return given if isinstance(given, datetime.date) and not isinstance(given, datetime.datetime) else None


class _RosterFile(BaseModel):
    model_config = _FROZEN

    file: str | None = Field(default=None, min_length=1, description="CSV or XLSX file, relative to the scenario file")
    rates: str | None = Field(default=None, description="what rates without a sign are in the file: percent or shares")
    decimal: str | None = Field(default=None, description="what stands before decimals in the file: comma or point")
    followers_in: str | None = Field(default=None, description="in what the file counts followers: people or thousands")

    @field_validator("rates", "decimal", "followers_in")
    @classmethod
    def _known_answer(cls, given: str | None, about: ValidationInfo) -> str | None:
        known = {"rates": RATES, "decimal": DECIMAL, "followers_in": FOLLOWERS_IN}[str(about.field_name)]
        if given is not None and given not in known:
            raise ValueError(f"must be {' or '.join(known)}{nearest(given, known)}")
        return given

    @property
    def answers(self) -> Answers:
        """What is said of the file where it can be read in two ways."""
        return Answers(self.rates, self.decimal, self.followers_in)


_TIER_COUNTS: dict[str, Any] = {
    tier.name: (
        Whole,
        Field(default=tier.on_offer, ge=0, le=KEYS_PER_TIER, description=f"{tier.name}-influencers on offer"),
    )
    for tier in TIERS
}


class RosterSource(create_model("RosterSource", __base__=_RosterFile, **_TIER_COUNTS)):  # type: ignore[misc]
    """The source of the influencers on offer: a CSV file, or so many drawn of each tier."""

    @model_validator(mode="after")
    def _one_source(self) -> RosterSource:
        if self.file is not None and self.model_fields_set & set(TIER_NAMES):
            raise InputError("give either file or how many of each tier, not both")
        if self.file is None and self.answers != UNANSWERED:
            raise InputError("rates, decimal and followers_in say how a file is read; give file, or leave them out")
        if self.file is None and not any(self.counts.values()):
            raise InputError("must offer at least one influencer")
        return self

    @property
    def counts(self) -> dict[str, int]:
        """Influencers on offer by tier; without meaning where there is a file."""
        return {tier: getattr(self, tier) for tier in TIER_NAMES}
