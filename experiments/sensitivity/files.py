"""The files of a study of sensitivity."""

from __future__ import annotations

from pathlib import Path

from experiments.files import write_json
from experiments.sensitivity.design_file import write_design
from experiments.sensitivity.study import Sensitivity
from experiments.sensitivity.table import as_json
from experiments.words.setting import provenance


def write_sensitivity(study: Sensitivity, folder: Path) -> None:
    """Writes sensitivity.json, sensitivity.png and, for each method, its design with the outcomes as CSV."""
    from experiments.sensitivity.plot import sensitivity_picture

    write_json(folder / "sensitivity.json", as_json(study))
    for method, part in study.parts.items():
        write_design(folder / f"{method}.csv", part.design, part.outcome)
    sensitivity_picture(folder / "sensitivity.png", study, note(study))


def note(study: Sensitivity) -> str:
    """Where a picture comes from."""
    points = " and ".join(f"{len(part.outcome):,} points ({method})" for method, part in study.parts.items())
    return (
        f"{provenance(study.scenario.name)} {points}, {study.plan.lucks} lucks, the same at every point, "
        f"{study.scenario.simulated_people:,} people simulated, seed {study.plan.seed}, assumptions: "
        f"{study.scenario.assumptions.name}; those that were not varied are at base."
    )
