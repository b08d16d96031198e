"""The files of a comparison that goes on, of the replicates so far: seconds of work, for a process of the pool."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from experiments.compare_schedules import summarised
from experiments.comparison_files import write_comparison

if TYPE_CHECKING:
    from experiments.study import Design, Run
    from sim.scenario import Scenario

# By the names that ``groundswell compare`` gives them: what a button says, and the kind of file.
FILES = {
    "report.html": ("Report (HTML)", "text/html"),
    "runs.csv": ("Every run (CSV)", "text/csv"),
    "comparison.json": ("Everything (JSON)", "application/json"),
    "paired_differences.png": ("Picture (PNG)", "image/png"),
}
FEWEST_REPLICATES = 3


def result(name: str, scenario: Scenario, schedules: tuple[str, ...], design: Design, runs: Sequence[Run]) -> bytes:
    """One of ``FILES``. Raises RuntimeError where no replicate counts."""
    comparison = summarised(scenario, schedules, len({run.replicate for run in runs}), design, runs)
    with TemporaryDirectory() as folder:
        write_comparison({scenario.assumptions.name: comparison}, Path(folder))
        return (Path(folder) / name).read_bytes()
