"""Lists of creators: the one that a visitor opened as it is understood, and drawn ones to try the planner with."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from sim.roster.listing import Listing
from sim.roster.roster_file import parse_roster
from sim.scenario.scenario import Scenario

EXAMPLE = {"nano": 12, "micro": 18, "macro": 8, "mega": 2}  # creators of an example list
MOST_OWN = 200  # of a scenario's own creators, that a drawn list holds: more take minutes before there is a plan
_HEADER = ("name", "followers", "engagement_rate_per_follower", "fee_eur", "interest")


def listing_of(scenario: Scenario) -> Listing:
    """The opened list as it is understood. Raises InputError."""
    assert scenario.roster_text is not None
    return parse_roster(
        scenario.roster_text, "your list", scenario.market.interests, scenario.roster.answers, scenario.currency
    )


def own_counts(scenario: Scenario) -> Mapping[str, int]:
    """How many of each tier a drawn list of a scenario's own creators has: all, or as many of each in proportion."""
    counts = scenario.roster.counts
    whole = sum(counts.values())
    share = min(1.0, MOST_OWN / whole)
    return {tier: max(1, int(share * count)) for tier, count in counts.items() if count}


def drawn_list(scenario: Scenario, counts: Mapping[str, int], seed: int) -> str:
    """A CSV text of the first so many of each tier as the scenario draws them with this seed."""
    # Imported here: what is only read needs no compiler.
    from sim.world.influencers import synthetic_roster

    interests = scenario.market.interests
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(map(scenario.currency.outside, _HEADER))
    for one in synthetic_roster(scenario.assumptions, counts, len(interests), scenario.brand_interest, seed):
        rate = f"{100 * one.declared_engagement_rate_per_follower:.4g}%"
        rows.writerow((one.name, one.followers, rate, f"{one.fee_eur:.2f}", interests[one.interest]))
    return out.getvalue()
