"""The files of a comparison as far as it has come: report, every run, everything for a machine, and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.lab.play.town_files import headed
from experiments.lab.temporary import temporary_folder

if TYPE_CHECKING:
    from experiments.replicates.design import Design, Run
    from sim.scenario.scenario import Scenario

# By the name of the file, what it is.
FILES = {
    "report.html": "Report (HTML)",
    "paired_differences.png": "Picture (PNG)",
    "runs.csv": "Every run (CSV)",
    "plan.csv": "Plan (CSV)",
    "comparison.json": "Everything (JSON)",
}


def comparison_files(
    scenario: Scenario, schedules: Sequence[str], design: Design, runs: Sequence[Run], strayed: str = ""
) -> dict[str, bytes]:
    """Made as the command line makes them, from the runs of whole replicates. Takes seconds.

    Tables begin with a line that says in what it is not as shipped, if in anything.
    """
    from experiments.compare_schedules.base_plans import base_plans
    from experiments.compare_schedules.comparison import summarised
    from experiments.compare_schedules.files import write_comparison

    replicates = len({run.replicate for run in runs})
    base = base_plans(scenario, schedules, design)
    comparison = summarised(scenario, tuple(schedules), replicates, design, list(runs), base)
    with temporary_folder() as folder:
        write_comparison({scenario.assumptions.name: comparison}, folder)
        files = {name: (folder / name).read_bytes() for name in FILES}
    tables = {name: headed(strayed, file.decode()).encode() for name, file in files.items() if name.endswith(".csv")}
    return files | tables
