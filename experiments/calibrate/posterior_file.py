"""The posterior as a file of assumptions, from which every command draws."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from experiments.calibrate.study import DRAWS, Calibration
from sim.assumptions.own_file import POSTERIOR

_DIGITS = 5


def write_posterior(path: Path, calibration: Calibration) -> None:
    """Writes the set that was calibrated, and 400 equally likely draws of its uncertain numbers."""
    found = calibration.posterior
    rows = [[round(quantile, _DIGITS) for quantile in row] for row in found.draws(DRAWS).tolist()]
    table = {"labels": list(found.labels), "draws": rows}
    text = tomli_w.dumps({"extends": calibration.scenario.assumptions.name, POSTERIOR: {"labels": table["labels"]}})
    draws = ",\n".join(f"    [{', '.join(map(str, row))}]" for row in rows)
    head = (
        f"# What {len(calibration.campaigns)} past campaigns say: draws of the uncertain numbers, each a quantile of\n"
        "# its range. Written by `groundswell calibrate`; used with --assumptions FILE.\n"
    )
    path.write_text(f"{head}{text}draws = [\n{draws},\n]\n", encoding="utf-8")
