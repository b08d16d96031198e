"""The posterior as a file of assumptions, from which every command draws."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import tomli_w

from experiments.calibrate.study import DRAWS, Calibration
from sim.assumptions.belief import is_uncertain
from sim.assumptions.files import BOUNDS, SETS
from sim.assumptions.numbers import Assumptions, Entry, Value
from sim.assumptions.own_file import POSTERIOR, ranges_digest
from sim.compiled import source_digest
from sim.tiers import TierTable

_DIGITS = 5


def write_posterior(path: Path, calibration: Calibration) -> None:
    """Writes the set that was calibrated, and 400 equally likely draws of its uncertain numbers.

    Beside them it says under which ranges they were found, and which numbers were held at a value: not drawn by the
    calibration, though the set or the scenario leaves them open. Entries in which the set differs from the shipped one
    that it extends are written too, but for those that the scenario replaces.
    """
    found, assumptions = calibration.posterior, calibration.scenario.assumptions
    shipped = _extended(assumptions)
    drawn = {label.partition(".")[0] for label in found.labels}
    held = {
        entry.name: _plain(entry.base)
        for entry in assumptions
        if entry.overridden or (is_uncertain(entry) and entry.name not in drawn)
    }
    own = {
        entry.name: _table(entry)
        for entry in assumptions
        if entry.name not in BOUNDS and not entry.overridden and entry != shipped.entry(entry.name)
    }
    rows = [[round(quantile, _DIGITS) for quantile in row] for row in found.draws(DRAWS).tolist()]
    draws = ",\n".join(f"    [{', '.join(map(str, row))}]" for row in rows)
    origin = {
        "ranges": ranges_digest(assumptions, held),
        "code": source_digest(),
        "groundswell": version("groundswell"),
    }
    text = [
        f"# What {len(calibration.campaigns)} past campaigns say: draws of the uncertain numbers, each a quantile of\n"
        "# its range. Written by `groundswell calibrate`; used with --assumptions FILE, or as the set of a scenario.\n",
        tomli_w.dumps({"extends": shipped.name, **own, POSTERIOR: {"labels": list(found.labels)}}),
        f"draws = [\n{draws},\n]\n\n",
        "# Where these ranges change, the same quantiles are other numbers: whoever uses the file is told.\n",
        tomli_w.dumps({POSTERIOR: {"learned_under": origin}}),
    ]
    if held:
        text.append("\n# Taken for certain while the others were learned; whoever uses the file draws them as ever.\n")
        text.append(tomli_w.dumps({POSTERIOR: {"held": held}}))
    path.write_text("".join(text), encoding="utf-8")


def _extended(assumptions: Assumptions) -> Assumptions:
    """The shipped set that has the same entries: a file of one's own extends one of them."""
    sets = map(Assumptions.load, SETS)
    return next(shipped for shipped in sets if set(shipped.names) == set(assumptions.names))


def _table(entry: Entry) -> dict[str, Any]:
    """An entry as a file has it."""
    told = {
        "meaning": entry.meaning,
        "unit": entry.unit,
        "base": _plain(entry.base),
        "low": _plain(entry.low),
        "high": _plain(entry.high),
        "distribution": entry.distribution,
        "standing": entry.standing,
        "source": entry.source,
        "allowed": list(entry.allowed),
    }
    return told if entry.tiers is None else told | {"tiers": entry.tiers}


def _plain(value: Value) -> float | dict[str, float]:
    return dict(value) if isinstance(value, TierTable) else value
