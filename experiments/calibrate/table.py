"""A calibration as tables for the terminal, and all that is known of it as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.console import Group
from rich.text import Text

from experiments.calibrate.study import Calibration
from experiments.calibrate.words import number_at, sentences
from experiments.files import finite
from experiments.words.numbers import percent
from experiments.words.setting import origin
from experiments.words.tables import titled_table

_ROWS = 15
_LEVELS = (0.05, 0.5, 0.95)


def as_json(calibration: Calibration) -> dict[str, Any]:
    """Everything that is known of a calibration but its draws."""
    found, scenario = calibration.posterior, calibration.scenario
    ends = np.stack([found.at(level) for level in _LEVELS], axis=1)
    spread = found.spread()
    return finite(
        {
            **origin(scenario),
            "simulated_people": scenario.simulated_people,
            "seed": calibration.seed,
            "points": len(calibration.table.totals),
            "accepted": len(found.rows),
            "effective_size": found.effective_size,
            "campaigns": [
                {"name": one.name, "schedule": one.schedule, **one.measured} for one in calibration.campaigns
            ],
            "sentences": sentences(calibration),
            "numbers": {
                label: {
                    "spread": float(spread[k]),
                    "quantiles_5_50_95": ends[k].tolist(),
                    "prior_5_50_95": [number_at(calibration, label, level) for level in _LEVELS],
                    "posterior_5_50_95": [number_at(calibration, label, float(end)) for end in ends[k]],
                }
                for k, label in enumerate(found.labels)
            },
            "checks": [
                {
                    "name": fit.summary.name,
                    "observed": float(np.expm1(fit.summary.observed)),
                    "before_5_50_95": np.expm1(fit.before).tolist(),
                    "after_5_50_95": np.expm1(fit.after).tolist(),
                    "met": fit.is_met,
                }
                for fit in calibration.fits
            ],
        }
    )


def calibration_table(calibration: Calibration) -> Group:
    """Prior beside posterior of the numbers that were learned most, the checks, and what it means."""
    found = calibration.posterior
    spread, order = found.spread(), np.argsort(found.spread())
    ends = np.stack([found.at(level) for level in _LEVELS], axis=1)
    numbers = titled_table("What is believed: 5, 50 and 95 %", ["Number", "Before", "After", "Spread"], ["Number"])
    for k in order[:_ROWS]:
        label = found.labels[k]
        before = "\n".join(number_at(calibration, label, level) for level in _LEVELS)
        after = "\n".join(number_at(calibration, label, float(end)) for end in ends[k])
        numbers.add_row(label, before, after, percent(float(spread[k])), end_section=True)
    headings = ["Of a campaign", "Observed", "Before: 5 to 95 %", "After: 5 to 95 %"]
    checks = titled_table("Do campaigns look like the data?", headings, ["Of a campaign"])
    for fit in calibration.fits:
        cells = [f"{np.expm1(fit.summary.observed):,.0f}", *(_range(ends) for ends in (fit.before, fit.after))]
        checks.add_row(fit.summary.name, *cells)
    return Group(numbers, checks, *(Text(sentence + "\n") for sentence in sentences(calibration)))


def _range(ends: tuple[float, float, float]) -> str:
    return f"{np.expm1(ends[0]):,.0f} to {np.expm1(ends[2]):,.0f}"
