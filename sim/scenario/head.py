"""What stands in a scenario file before its first section, and its choice of assumptions."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from sim.assumptions.numbers import SETS, TIER_SETS
from sim.assumptions.own_file import is_own_file
from sim.errors import InputError, nearest
from sim.kpis import KPI_BY_NAME, OBJECTIVES
from sim.money import EUR, Currency
from sim.reading.tables import Number, one_of

MOST_EUR = 1e12  # of a budget
_FROZEN = ConfigDict(extra="forbid", frozen=True)


class Head(BaseModel):
    """The keys of a scenario file before its first section."""

    model_config = _FROZEN

    name: str = Field(default="", max_length=200, description="the scenario's name; left out, that of its file")
    question: str = Field(default="", max_length=2_000, description="what is to be decided, in words")
    budget_eur: Number = Field(gt=0, le=MOST_EUR, description="what each schedule may spend, in EUR")
    objective: str = Field(
        default="conversion",
        validate_default=True,
        description="what the campaign is for, or the indicator to judge by",
    )
    compare: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        fail_fast=True,
        description="the schedules to compare where none are named on the command line",
    )

    @field_validator("objective")
    @classmethod
    def _known(cls, objective: str, about: ValidationInfo) -> str:
        currency = EUR if about.context is None else about.context["currency"]
        name = currency.inside(objective, (*OBJECTIVES, *KPI_BY_NAME))
        if name is None:
            known = (*OBJECTIVES, *map(currency.outside, KPI_BY_NAME))
            raise ValueError(f"must be an objective or an indicator{nearest(objective, known) or one_of(known)}")
        return OBJECTIVES.get(name, name)


class Money(BaseModel):
    """The [money] section of a scenario file."""

    model_config = _FROZEN

    currency: str = Field(default=EUR.code, description="the currency of all amounts of the file, a code of ISO 4217")
    per_eur: Number | None = Field(default=None, gt=0, le=1e9, description="what one EUR costs in that currency")

    @field_validator("currency")
    @classmethod
    def _code(cls, given: str) -> str:
        if not is_code(given):
            raise ValueError("must be a code of ISO 4217, three capital letters, such as USD")
        return given

    @model_validator(mode="after")
    def _one_rate(self) -> Money:
        if self.currency == EUR.code and self.per_eur not in (None, EUR.per_eur):
            raise InputError(f"per_eur = {self.per_eur:g}: one EUR costs 1 EUR; leave it out, or say which currency")
        if self.currency != EUR.code and self.per_eur is None:
            raise InputError(
                f"currency = '{self.currency}': per_eur is missing, what one EUR costs in {self.currency}; fees and "
                "costs that the file does not give are known in EUR, and no exchange rate is taken for granted"
            )
        return self

    @property
    def as_currency(self) -> Currency:
        """The currency that it says."""
        return Currency(self.currency, EUR.per_eur if self.per_eur is None else self.per_eur)


def is_code(text: str) -> bool:
    """Whether a text can be a currency's code of ISO 4217."""
    return re.fullmatch("[A-Z]{3}", text) is not None


class Choice(BaseModel):
    """The [assumptions] section of a scenario file."""

    model_config = _FROZEN

    set: str = Field(
        default="evidence",
        description="the set of assumptions, or a file (TOML) with one, relative to the scenario file",
    )
    tiers: str = Field(default="D1", description="the document whose bounds between the tiers hold")
    override: dict[str, Any] = Field(default_factory=dict, description="other values, by name")

    @field_validator("set")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in SETS and not is_own_file(name):
            raise ValueError(f"must be {' or '.join(SETS)}, or a file (.toml){nearest(name, SETS)}")
        return name

    @field_validator("tiers")
    @classmethod
    def _drawn(cls, document: str) -> str:
        if document not in TIER_SETS:
            raise ValueError(f"must be one of {', '.join(TIER_SETS)}{nearest(document.upper(), TIER_SETS)}")
        return document
