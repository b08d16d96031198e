"""The check as a table for the terminal, and as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.text import Text

from experiments.calibration_check.check import LEVELS, CalibrationCheck
from experiments.calibration_check.recovery import Recovery
from experiments.words.numbers import percent
from experiments.words.tables import titled_table


def as_json(check: CalibrationCheck) -> dict[str, Any]:
    """Coverages over all numbers, those that are learned, and each; and what is not as promised."""
    learned = check.learned()
    return {
        "truths": len(check.ranks),
        "numbers": len(check.labels),
        "coverage": {f"{level:g}": check.coverage(level) for level in LEVELS},
        "coverage_of_learned": {f"{level:g}": check.coverage(level, learned) for level in LEVELS} if learned else None,
        "learned": [check.labels[k] for k in learned],
        "faults": check.faults(),
        "recovery": _recovery_as_json(check.recovery) if check.recovery else None,
        "by_number": {
            label: {
                "spread": float(check.spread[:, k].mean()),
                "chance_of_ranks": check.uniform(k),
                **{f"coverage_{level:g}": check.coverage(level, [k]) for level in LEVELS},
            }
            for k, label in enumerate(check.labels)
        },
    }


def check_table(check: CalibrationCheck) -> Group:
    """Coverage over all numbers and of each that is learned, with the chance of its ranks; and what is amiss."""
    truths = len(check.ranks)
    headings = ["Numbers", "Spread left", *(f"{level:.0%} hold" for level in LEVELS), "Chance of ranks"]
    table = titled_table(f"Intervals on {truths} known truths", headings, ["Numbers"])

    def row(name: str, places: list[int] | None, chance: str) -> None:
        spread = check.spread if places is None else check.spread[:, places]
        table.add_row(
            name, f"{spread.mean():.0%}", *(f"{check.coverage(level, places):.1%}" for level in LEVELS), chance
        )

    row(f"all {len(check.labels)}", None, "")
    if learned := check.learned():
        row(f"those of which campaigns say something: {len(learned)}", learned, "")
    for k in learned:
        row(check.labels[k], [k], f"{check.uniform(k):.2g}")
    told = check.faults() or ["Coverage and ranks are as promised."]
    if check.recovery:
        told.append(recovery_sentence(check.recovery))
    return Group(table, *(Text(sentence) for sentence in told))


def recovery_sentence(found: Recovery) -> str:
    """How often data brought the answer nearer to the truth, and by how much."""
    return (
        f"Of {len(found.after)} truths the answer (the difference of the two schedules by incremental purchases) under "
        f"the posterior is nearer to the truth in {percent(found.nearer())}, its middle alone in "
        f"{percent(found.middle_nearer())}; {percent(found.distance_left())} of the mean distance is left. Truths are "
        f"means over lucks: {percent(found.luck_share)} of the variance between them is luck."
    )


def _recovery_as_json(found: Recovery) -> dict[str, Any]:
    return {
        "truths": len(found.after),
        "nearer_share": found.nearer(),
        "middle_nearer_share": found.middle_nearer(),
        "distance_left": found.distance_left(),
        "luck_share": found.luck_share,
    }
