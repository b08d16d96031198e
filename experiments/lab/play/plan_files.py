"""The files of a plan, as the command line writes them: of the plan that was found, or of one changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.lab.temporary import temporary_folder

if TYPE_CHECKING:
    from experiments.plan_launch.draft import Draft
    from experiments.plan_launch.study import LaunchPlan
    from experiments.replicates.design import Design
    from sim.scenario.scenario import Scenario

# By the name of the file, what it is. The first of them say who posts what when, and are there of every plan.
FILES = {
    "plan.csv": "Plan (CSV)",
    "plan.xlsx": "Plan (XLSX)",
    "plan.ics": "Calendar (ICS)",
    "brief.html": "Brief to print (HTML)",
    "brief.pdf": "Brief (PDF)",
    "plan.toml": "Scenario with the plan (TOML)",
    "plan.json": "Everything (JSON)",
    "response_curve.png": "Other budgets (PNG)",
    "response_by_tier.png": "Each tier alone (PNG)",
    "report.html": "Report (HTML)",
}


def files_of_plan(plan: LaunchPlan, document: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of the plan that was found, with what is expected of each post. ``plan.ics`` where dates are known."""
    from experiments.plan_launch.files import write_plan

    with temporary_folder() as folder:
        write_plan(plan, document, folder)
        return {file.name: file.read_bytes() for file in folder.iterdir()}


def files_of_draft(scenario: Scenario, design: Design, draft: Draft, document: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a plan that was changed by hand, or not estimated: nothing is said of what its posts bring."""
    from experiments.plan_launch.allowed import Allowed
    from experiments.plan_launch.by_post import base_plan
    from experiments.plan_launch.files import write_draft
    from experiments.plan_launch.played import Played

    played = Played(scenario, design, jobs=1)
    with temporary_folder() as folder:
        write_draft(Allowed(scenario, played.roster), draft, base_plan(played, draft), document, folder)
        return {file.name: file.read_bytes() for file in folder.iterdir()}
