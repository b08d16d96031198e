"""What a roster is as a whole: how many of which kind, what is usual in it, and what stands out."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.money import EUR, Currency
from sim.roster.profile import tier_of
from sim.roster.towns import lives_in
from sim.roster.views import beyond_reach, fake_share_of
from sim.tiers import TIER_NAMES

if TYPE_CHECKING:
    from sim.roster.listing import Listed
    from sim.scenario.scenario import Scenario

RATE = "engagement_rate_per_follower"
_COLUMNS = {RATE: "engagement rate per follower", "fee_eur": "fee", "interest": "interest", "feed": "feed"}
_HARDLY_POSSIBLE_RATE = 0.3  # of the followers of an account, on whatever platform
_FEWEST_FOLLOWERS = 1_000  # the least that the sources call an influencer
_FAR = 5.0  # times the usual fee, or a fifth of it
_MOST_NAMED = 3


def summary_of(listed: Sequence[Listed], known: Sequence[Mapping[str, Any]], scenario: Scenario) -> dict[str, Any]:
    """The summary, with ``known`` what is understood of each: counts, medians, where values are from, warnings."""
    tiers = Counter(one["tier"]["value"] for one in known)
    interests = Counter(one["interest"]["value"] for one in known)
    paid = [one for one in known if one["fee_eur"]["from"] == "file" and one["usual_fee_eur"] is not None]
    ends = {"least": min(paid, key=_fee_factor), "most": max(paid, key=_fee_factor)} if paid else {}
    return {
        "influencers": len(known),
        "by_tier": {tier: tiers[tier] for tier in TIER_NAMES if tiers[tier]},
        "by_interest": {interest or "not known": count for interest, count in interests.most_common()},
        "median": {
            name: statistics.median(values)
            for name in ("followers", RATE, "fee_eur")
            if (values := [one[name]["value"] for one in known if one[name]["value"] is not None])
        },
        "values_from": {name: dict(Counter(one[name]["from"] for one in known)) for name in _COLUMNS},
        "fee_beside_usual": {
            word: {"name": one["name"]["value"], "factor": _fee_factor(one)} for word, one in ends.items()
        },
        "fake_share_by_tier": _fakes(listed, scenario),
        **({"lives": _lives(listed, scenario.brand.place)} if scenario.brand.place is not None else {}),
        "warnings": [
            *_warnings(known, scenario.currency),
            *beyond_reach(listed, scenario.market.feed, scenario.assumptions),
        ],
    }


def summary_rows(summary: Mapping[str, Any], currency: Currency = EUR) -> dict[str, str]:
    """The summary in words, by what each row is about."""
    median, fakes = summary["median"], summary["fake_share_by_tier"]
    rows = {
        "tiers": ", ".join(f"{count:,} {tier}" for tier, count in summary["by_tier"].items()),
        "interests": ", ".join(f"{count:,} {interest}" for interest, count in summary["by_interest"].items()),
        "medians": f"{median['followers']:,.0f} followers, {100 * median[RATE]:.3g} % of them engage with a post"
        + (f", {median['fee_eur']:,.0f} {currency.code} a post" if "fee_eur" in median else ""),
        "taken from": "; ".join(
            f"{word}: " + ", ".join(f"{count:,} {origin}" for origin, count in summary["values_from"][name].items())
            for name, word in _COLUMNS.items()
        ),
        "fake followers": ", ".join(f"{tier} {100 * share:.3g} %" for tier, share in fakes.items()),
    }
    if "lives" in summary:
        rows["lives"] = ", ".join(f"{count:,} {where}" for where, count in summary["lives"].items())
    if summary["fee_beside_usual"]:
        ends = (f"{end['factor']:.3g} times ({end['name'][:60]!r})" for end in summary["fee_beside_usual"].values())
        rows["fees"] = f"{' to '.join(ends)} what is usual for the size"
    if "overlap_share" in summary:
        share = 100 * summary["overlap_share"]
        rows["overlap"] = f"{share:.3g} % of the summed audiences are people who are counted more than once"
    return rows


def summary_table(summary: Mapping[str, Any], currency: Currency = EUR) -> Group:
    """The summary for a reader, warnings last."""
    table = Table.grid(padding=(0, 2))
    for name, words in summary_rows(summary, currency).items():
        table.add_row(f"{name}:", Text(words))
    return Group(table, *(Text(f"! {warning}", "bold") for warning in summary["warnings"]))


def _lives(listed: Sequence[Listed], town: str) -> dict[str, int]:
    """How many live where the brand is, by what the file says."""
    stated = [one.place for one in listed if one.place]
    there = sum(lives_in(place, town) for place in stated)
    return {f"in {town}": there, "elsewhere": len(stated) - there, "not stated": len(listed) - len(stated)}


def _fakes(listed: Sequence[Listed], scenario: Scenario) -> dict[str, float]:
    """The mean share of fake followers by tier: of each what the file says, or what is assumed."""
    shares: dict[str, list[float]] = {tier: [] for tier in TIER_NAMES}
    for one in listed:
        tier = tier_of(one.followers, scenario.assumptions)
        shares[tier].append(fake_share_of(one, tier, scenario.assumptions))
    return {tier: statistics.fmean(of_tier) for tier, of_tier in shares.items() if of_tier}


def _warnings(known: Sequence[Mapping[str, Any]], currency: Currency) -> Iterator[str]:
    of_file = [one for one in known if one[RATE]["from"] == "file"]
    high = [one for one in of_file if one[RATE]["value"] > _HARDLY_POSSIBLE_RATE]
    if high:
        named = _named(high, lambda one: f"{100 * one[RATE]['value']:.3g} %")
        yield f"hardly possible: {_of(high, known)} say that over 30 % of their followers engage with a post: {named}"
    few = [one for one in known if one["followers"]["value"] < _FEWEST_FOLLOWERS]
    if few:
        named = _named(few, lambda one: f"{one['followers']['value']:,}")
        yield f"few followers: {_of(few, known)} have fewer than {_FEWEST_FOLLOWERS:,}: {named}"
    paid = sorted((one for one in known if _fee_factor(one) > 0.0), key=_fee_factor)
    dear, cheap = [
        [one for one in paid[::-1] if _fee_factor(one) > _FAR],
        [one for one in paid if _fee_factor(one) < 1 / _FAR],
    ]
    for word, far in (("dear", dear), ("cheap", cheap)):
        if far:
            named = _named(
                far, lambda one: f"{one['fee_eur']['value']:,.0f} {currency.code}, {_fee_factor(one):.3g} times"
            )
            yield f"{word}: {_of(far, known)} are far from the usual fee for their size: {named}"


def _fee_factor(one: Mapping[str, Any]) -> float:
    """A fee of the file as so many times the usual; 0 where there is none of either."""
    fee, usual = one["fee_eur"], one["usual_fee_eur"]
    return float(fee["value"] / usual) if fee["from"] == "file" and usual else 0.0


def _of(some: Sequence[object], known: Sequence[object]) -> str:
    return f"{len(some):,} of {len(known):,}"


def _named(some: Sequence[Mapping[str, Any]], said: Any) -> str:
    more = len(some) - _MOST_NAMED
    named = ", ".join(f"{one['name']['value'][:60]!r} ({said(one)})" for one in some[:_MOST_NAMED])
    return named + (f" and {more:,} more" if more > 0 else "")
