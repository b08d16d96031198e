"""What stands in a scenario file before its first section, and its choice of assumptions."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sim.assumptions.numbers import SETS, TIER_SETS
from sim.errors import nearest
from sim.kpis import KPI_BY_NAME, OBJECTIVES
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
    def _known(cls, objective: str) -> str:
        known = (*OBJECTIVES, *KPI_BY_NAME)
        if objective not in known:
            raise ValueError(f"must be an objective or an indicator{nearest(objective, known) or one_of(known)}")
        return OBJECTIVES.get(objective, objective)


class Choice(BaseModel):
    """The [assumptions] section of a scenario file."""

    model_config = _FROZEN

    set: str = Field(default="evidence", description="the set of assumptions")
    tiers: str = Field(default="D1", description="the document whose bounds between the tiers hold")
    override: dict[str, Any] = Field(default_factory=dict, description="other values, by name")

    @field_validator("set")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in SETS:
            raise ValueError(f"must be {' or '.join(SETS)}{nearest(name, SETS)}")
        return name

    @field_validator("tiers")
    @classmethod
    def _drawn(cls, document: str) -> str:
        if document not in TIER_SETS:
            raise ValueError(f"must be one of {', '.join(TIER_SETS)}{nearest(document.upper(), TIER_SETS)}")
        return document
