"""The question and the origin of a result, in words."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sim.own_rules import own_file

if TYPE_CHECKING:
    from sim.assumptions.numbers import Assumptions
    from sim.scenario.scenario import Scenario


def origin(scenario: Scenario) -> dict[str, Any]:
    """With what the JSON of a study begins: the program, the scenario, and the set of assumptions."""
    return {
        "groundswell": version("groundswell"),
        "scenario": scenario.name,
        "scenario_fingerprint": scenario.fingerprint,
        "assumptions": scenario.assumptions.name,
    }


def setting(scenario: Scenario, times: str, sets: str = "") -> str:
    """The question, budget, days and size of the market of a scenario, in a few lines.

    ``times`` says how often it was played, ``sets`` under which assumptions, where they are not its own alone.
    """
    simulated, market = scenario.simulated_people, scenario.market.people
    size = f"a market of {market:,} people"
    if simulated != market:
        size += (
            f", simulated with {simulated:,} (one for {market / simulated:,.4g}: chance weighs more, above all in what "
            "is passed on, so that intervals of views and engagements are too narrow)"
        )
    own = f", with the rules of {own.name}" if (own := own_file()) else ""
    return (
        f"{scenario.question or scenario.name}\n{scenario.budget_eur:,.0f} {scenario.currency.code}, "
        f"{scenario.market.horizon_days} days, "
        f"{size}; {times}; assumptions: {sets or assumed(scenario.assumptions)}{own}.{_leads(scenario)}\n"
    )


def assumed(assumptions: Assumptions) -> str:
    """A set of assumptions by its name, with how many draws it has that belong together, if it has any."""
    if assumptions.draws is None:
        return assumptions.name
    labels, rows = assumptions.draws
    return f"{assumptions.name} ({len(rows):,} draws of {len(labels)} number{'s' * (len(labels) > 1)} together)"


def _leads(scenario: Scenario) -> str:
    if not scenario.brand.sells_leads:
        return ""
    return f" Leads are counted, of which {100.0 * scenario.brand.sold_per_lead:g} % are sold."


def provenance(scenario_name: str) -> str:
    """How a note on the origin of a picture begins: program, version and scenario, with a colon behind."""
    from importlib.metadata import version

    name = scenario_name.replace("_", " ").encode(errors="replace").decode()  # a file's name may be no text at all
    own = f" with the rules of {own.name}" if (own := own_file()) else ""
    return f"groundswell {version('groundswell')}{own}, {name}:"
