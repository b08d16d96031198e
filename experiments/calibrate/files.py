"""The files of a calibration."""

from __future__ import annotations

from pathlib import Path

from experiments.calibrate.posterior_file import write_posterior
from experiments.calibrate.study import Calibration
from experiments.calibrate.table import as_json
from experiments.files import write_json
from experiments.words.setting import provenance


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Writes posterior.toml, calibration.json and calibration.png."""
    from experiments.calibrate.plot import calibration_picture

    write_posterior(folder / "posterior.toml", calibration)
    write_json(folder / "calibration.json", as_json(calibration))
    note = (
        f"{provenance(calibration.scenario.name)} {len(calibration.table.totals):,} points with luck of their own, "
        f"{calibration.scenario.simulated_people:,} people simulated, seed {calibration.seed}, assumptions: "
        f"{calibration.scenario.assumptions.name}."
    )
    calibration_picture(folder / "calibration.png", calibration, note)
