"""A roster file as it was understood, before anybody is hired from it: as a table, or as JSON."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from experiments.words.roster_summary import RATE, summary_of, summary_table
from sim.roster.fee_columns import FORMAT_FEES
from sim.roster.profile import tier_of, usual_fee
from sim.roster.views import declared_rate_of, fake_share_of, in_market_share_of

if TYPE_CHECKING:
    from sim.roster.listing import Listed, Listing
    from sim.scenario.scenario import Scenario

_MOST_ROWS = 40  # on a screen
_LEGEND = (
    "Without a word it stands in the file; assumed: usual for the size; drawn: not known, and drawn anew in each world."
)


def roster_json(listing: Listing, scenario: Scenario, overlap_share: float | None = None) -> dict[str, Any]:
    """The roster for a machine, with the names of the scenario's currency."""
    content = roster_content(listing, scenario, overlap_share)
    named: dict[str, Any] = scenario.currency.keys(content, (*scenario.market.interests, "not known"))
    return named


def roster_content(listing: Listing, scenario: Scenario, overlap_share: float | None = None) -> dict[str, Any]:
    """The roster as understood: a summary, and of every value also where it is from (file, assumed or drawn)."""
    known = [_understood(listed, scenario) for listed in listing.listed]
    return {
        "groundswell": version("groundswell"),
        "scenario": scenario.name,
        "assumptions": scenario.assumptions.name,
        "summary": _summary(listing, known, scenario, overlap_share),
        "influencers": known,
        "notes": list(listing.notes),
    }


def roster_table(listing: Listing, scenario: Scenario, overlap_share: float | None = None) -> Group:
    """The roster for a reader: what it is as a whole, its first rows, and what was left out, assumed or not known."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("tier")
    table.add_column("followers", justify="right")
    table.add_column("engagement rate per follower", justify="right")
    formats = [name for name in FORMAT_FEES if any(name in dict(one.fees_by_format_eur) for one in listing.listed)]
    for one in ("other post" if "post" in formats else "post", *formats):
        table.add_column(f"{scenario.currency.code} per {one}", justify="right")
    table.add_column("interest")
    influencers = [_understood(listed, scenario) for listed in listing.listed]
    for known in influencers[:_MOST_ROWS]:
        table.add_row(
            _cell(known["name"], known["name"]["value"]),
            known["tier"]["value"],
            f"{known['followers']['value']:,}",
            _cell(known[RATE], f"{100 * known[RATE]['value']:.3g} %"),
            _fee_cell(known["fee_eur"]),
            *(_fee_cell(known[field]) if (field := FORMAT_FEES[name]) in known else "" for name in formats),
            _cell(known["interest"], known["interest"]["value"] or ""),
        )
    more = len(influencers) - _MOST_ROWS
    beyond = [Text(f"and {more:,} more; --json shows all")] if more > 0 else []
    notes = [Text(f"- {note}") for note in listing.notes]
    read = [Text("\nHow it was read:"), *notes] if notes else []
    summary = summary_table(_summary(listing, influencers, scenario, overlap_share), scenario.currency)
    return Group(_title(listing, scenario), Text(""), summary, table, *beyond, Text(_LEGEND), *read)


def _summary(
    listing: Listing, known: list[dict[str, Any]], scenario: Scenario, overlap_share: float | None
) -> dict[str, Any]:
    summary = summary_of(listing.listed, known, scenario)
    return summary if overlap_share is None else summary | {"overlap_share": overlap_share}


def _title(listing: Listing, scenario: Scenario) -> Text:
    count = len(listing.listed)
    people = "1 influencer" if count == 1 else f"{count:,} influencers"
    return Text(f"{people}, with the market of {scenario.name}; assumptions: {scenario.assumptions.name}")


def _cell(known: dict[str, Any], shown: str) -> Text:
    text = Text(shown)
    if known["from"] != "file":
        text.append(f" {known['from']}".lstrip() if not shown else f" {known['from']}", "dim")
    return text


def _fee_cell(known: dict[str, Any]) -> Text:
    return _cell(known, "" if known["value"] is None else f"{known['value']:,.2f}")


def _understood(listed: Listed, scenario: Scenario) -> dict[str, Any]:
    assumptions = scenario.assumptions
    tier = tier_of(listed.followers, assumptions)
    by_size = usual_fee(listed.followers, tier, assumptions)
    usual = None if math.isnan(by_size) else by_size  # no rate is known by which it could be told
    rate, fee = listed.engagement_rate_per_follower, listed.fee_eur
    interest = None if listed.interest is None else scenario.market.interests[listed.interest]
    return {
        "line": listed.line,
        "name": _from(listed.name if listed.named else None, listed.name),
        "tier": {"value": tier, "from": "followers"},
        "followers": {"value": listed.followers, "from": "file"},
        RATE: _from(rate, declared_rate_of(listed, listed.feed or scenario.market.feed, assumptions)),
        "fee_eur": {"value": None, "from": "not known"} if fee is None and usual is None else _from(fee, usual),
        "usual_fee_eur": usual,
        **{FORMAT_FEES[format_]: _from(own, None) for format_, own in listed.fees_by_format_eur},
        "platform": {"value": listed.platform or None, "from": "file" if listed.platform else "not known"},
        "feed": _from(listed.feed, scenario.market.feed),
        "in_market_share": _from(listed.in_market_share, in_market_share_of(listed, tier, assumptions)),
        "fake_share": _from(listed.fake_share, fake_share_of(listed, tier, assumptions)),
        "place": {"value": listed.place or None, "from": "file" if listed.place else "not known"},
        "interest": {"value": interest, "from": "drawn" if interest is None else "file"},
    }


def _from(given: Any, usual: Any) -> dict[str, Any]:
    return {"value": usual, "from": "assumed"} if given is None else {"value": given, "from": "file"}
