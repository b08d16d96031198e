"""A roster file as it was understood, before anybody is hired from it: as a table, or as JSON."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.roster.profile import tier_of, usual_fee
from sim.roster.views import beyond_reach, declared_rate_of

if TYPE_CHECKING:
    from sim.roster.listing import Listed, Listing
    from sim.scenario.scenario import Scenario

_RATE = "engagement_rate_per_follower"
_LEGEND = (
    "Without a word it stands in the file; assumed: usual for the size; drawn: not known, and drawn anew in each world."
)


def roster_json(listing: Listing, scenario: Scenario) -> dict[str, Any]:
    """The roster for a machine: of every value also where it is from (file, assumed or drawn)."""
    return {
        "groundswell": version("groundswell"),
        "scenario": scenario.name,
        "assumptions": scenario.assumptions.name,
        "influencers": [_understood(listed, scenario) for listed in listing.listed],
        "notes": _notes(listing, scenario),
    }


def roster_table(listing: Listing, scenario: Scenario) -> Group:
    """The roster for a reader, and below it what was left out, assumed or not known."""
    table = Table(box=box.SIMPLE_HEAD, title=_title(listing, scenario), title_justify="left", pad_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("tier")
    table.add_column("followers", justify="right")
    table.add_column("engagement rate per follower", justify="right")
    table.add_column("EUR per post", justify="right")
    table.add_column("interest")
    for listed in listing.listed:
        known = _understood(listed, scenario)
        table.add_row(
            _cell(known["name"], known["name"]["value"]),
            known["tier"]["value"],
            f"{listed.followers:,}",
            _cell(known[_RATE], f"{100 * known[_RATE]['value']:.3g} %"),
            _cell(known["fee_eur"], f"{known['fee_eur']['value']:,.2f}"),
            _cell(known["interest"], known["interest"]["value"] or ""),
        )
    notes = [Text(f"- {note}") for note in _notes(listing, scenario)]
    return Group(table, Text(_LEGEND), *([Text("\nHow it was read:"), *notes] if notes else []))


def _title(listing: Listing, scenario: Scenario) -> Text:
    count = len(listing.listed)
    people = "1 influencer" if count == 1 else f"{count:,} influencers"
    return Text(f"{people}, with the market of {scenario.name}; assumptions: {scenario.assumptions.name}")


def _cell(known: dict[str, Any], shown: str) -> Text:
    text = Text(shown)
    if known["from"] != "file":
        text.append(f" {known['from']}".lstrip() if not shown else f" {known['from']}", "dim")
    return text


def _understood(listed: Listed, scenario: Scenario) -> dict[str, Any]:
    assumptions = scenario.assumptions
    tier = tier_of(listed.followers, assumptions)
    rate, fee = listed.engagement_rate_per_follower, listed.fee_eur
    interest = None if listed.interest is None else scenario.market.interests[listed.interest]
    return {
        "line": listed.line,
        "name": _from(listed.name if listed.named else None, listed.name),
        "tier": {"value": tier, "from": "followers"},
        "followers": {"value": listed.followers, "from": "file"},
        _RATE: _from(rate, declared_rate_of(listed, listed.feed or scenario.market.feed, assumptions)),
        "fee_eur": _from(fee, usual_fee(listed.followers, tier, assumptions)),
        "feed": _from(listed.feed, scenario.market.feed),
        "interest": {"value": interest, "from": "drawn" if interest is None else "file"},
    }


def _from(given: Any, usual: Any) -> dict[str, Any]:
    return {"value": usual, "from": "assumed"} if given is None else {"value": given, "from": "file"}


def _notes(listing: Listing, scenario: Scenario) -> list[str]:
    return [*listing.notes, *beyond_reach(listing.listed, scenario.market.feed, scenario.assumptions)]
