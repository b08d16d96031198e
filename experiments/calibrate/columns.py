"""The columns of past campaigns: what each is called in exports, and the total of a simulated campaign that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import nearest


@dataclass(frozen=True)
class Measure:
    """A count of a campaign: the total of the model that it is compared with, and other names of its column."""

    total: str
    also: tuple[str, ...] = ()
    at_most: str = ""  # another measure that cannot be smaller
    teaches: bool = True  # what is spent follows from budget and plan, and says nothing of how people behave
    adds_up: bool = True  # over the rows of one campaign; people reached on two days are not twice as many


MEASURES: Mapping[str, Measure] = {
    "impressions": Measure("impressions", ("views", "impression", "video views", "plays")),
    "reach": Measure(
        "reach_people", ("people reached", "accounts reached", "unique reach"), "impressions", adds_up=False
    ),
    "engagements": Measure("engagements", ("interactions", "engagement", "total engagements"), "impressions"),
    "shares": Measure("shares", ("reposts", "retweets", "sends"), "impressions"),
    "clicks": Measure("clicks", ("link clicks", "visits", "swipe ups"), "impressions"),
    "sales": Measure("purchases_naive", ("purchases", "orders", "conversions", "attributed sales"), "clicks"),
    "incremental_sales": Measure("purchases_incremental", ("lift", "incremental purchases", "incremental conversions")),
    "spend": Measure("cost_eur", ("cost", "costs", "budget spent", "amount spent"), teaches=False),
}
LEARNED_BY = tuple(name for name, measure in MEASURES.items() if measure.teaches)
CAMPAIGN, SCHEDULE, DATE = "campaign", "schedule", "date"
_WORDS: Mapping[str, tuple[str, ...]] = {
    CAMPAIGN: ("name", "campaign name", "flight"),
    SCHEDULE: ("launch", "plan"),
    DATE: ("day", "start", "start date"),
}
ERROR = "_se"  # at the end of a column: the standard error of another
_ERROR_WORDS = re.compile(r"[ _](?:se|s\.e\.|standard error|std err|stderr)$")
_CURRENCY_WORDS = re.compile(r"[ _]\(?(?:eur|usd|gbp|€|\$|£)\)?$")

_NAMES = {
    **{word: name for name, measure in MEASURES.items() for word in (name.replace("_", " "), *measure.also)},
    **{word: name for name, words in _WORDS.items() for word in (name, *words)},
}


def column_named(header: str) -> str | None:
    """What a column is, by its header: a measure, one with ``_se`` behind, campaign, schedule or date; None if none."""
    text = " ".join(header.strip().casefold().split())
    error = bool(_ERROR_WORDS.search(text))
    text = _CURRENCY_WORDS.sub("", _ERROR_WORDS.sub("", text)).replace("_", " ").strip()
    name = _NAMES.get(text)
    if name is None or (error and name not in MEASURES):
        return None
    return f"{name}{ERROR}" if error else name


def like(header: str) -> str:
    """The end of a sentence on a header that is no column here."""
    return nearest(header.strip().casefold(), list(MEASURES))
