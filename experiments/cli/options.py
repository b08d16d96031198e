"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError, nearest


class AssumptionSet(StrEnum):
    """The named sets of assumptions."""

    evidence = "evidence"
    documents = "documents"


class AssumptionChoice(StrEnum):
    """One set of assumptions, or both."""

    evidence = "evidence"
    documents = "documents"
    both = "both"

    @property
    def sets(self) -> tuple[str, ...]:
        """The names of the sets chosen."""
        return ("evidence", "documents") if self is AssumptionChoice.both else (self.value,)


def known_set(name: str | None) -> str | None:
    """The name of a set of assumptions, or of a file with one. Raises InputError."""
    return _checked_set(name, [one.value for one in AssumptionSet])


def known_sets(name: str | None) -> str | None:
    """The name of one or both sets of assumptions, or of a file with one. Raises InputError."""
    return _checked_set(name, [one.value for one in AssumptionChoice])


def _checked_set(name: str | None, known: Sequence[str]) -> str | None:
    if name is not None and name not in known and not name.endswith(".toml"):
        sets = ", ".join(known)
        raise InputError(f"--assumptions {name!r}: must be one of {sets}, or a file (.toml){nearest(name, known)}")
    return name


def sets_in(choice: str) -> tuple[str, ...]:
    """The names of the sets chosen: one, both, or a file with one."""
    return AssumptionChoice.both.sets if choice == AssumptionChoice.both else (choice,)


def example(line: str) -> str:
    """What stands below the help of a command: a line that works as it is printed. A test plays it."""
    return f"\b\nExample:\n  {line}"


FEW_PEOPLE = 100_000  # fewer sell so little that chance hides what the assumptions do

ScenarioFile = Annotated[
    Path | None, typer.Argument(metavar="SCENARIO", help="A scenario file (TOML); without it, the sneaker launch.")
]
Schedules = Annotated[
    str | None,
    typer.Option(
        help="Schedules, separated by commas: presets or the scenario's own. Without it, those that the scenario asks "
        "about: its line `compare`, or macro only, micro only and its own."
    ),
]
Budget = Annotated[
    float | None,
    typer.Option(metavar="AMOUNT", help="What may be spent; without it, as the scenario has it."),
]
Seed = Annotated[int, typer.Option(min=0, max=2**40, help="Fixes every number. The same seed, the same result.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if it is not there.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
People = Annotated[
    int | None,
    typer.Option(help="Simulate a scale model of so many people: audiences shrink in proportion, money does not."),
]
Assume = Annotated[
    str | None,
    typer.Option(
        "--assumptions",
        metavar="SET",
        callback=known_set,
        help="The set of assumptions: evidence, documents, or a file (TOML) of your own.",
    ),
]
AssumeBoth = Annotated[
    str | None,
    typer.Option(
        "--assumptions",
        metavar="SET",
        callback=known_sets,
        help="The set of assumptions: evidence, documents, both, or a file (TOML) of your own.",
    ),
]
Jobs = Annotated[int | None, typer.Option(min=1, max=1024, help="Processes at once; without it, every core.")]
Objective = Annotated[str | None, typer.Option(help="What to judge by; without it, the scenario's.")]
Without = Annotated[
    str, typer.Option(help="Mechanisms to switch off, separated by commas, such as fatigue,familiarity.")
]
FewPeople = Annotated[
    int | None,
    typer.Option(help=f"People simulated; without it {FEW_PEOPLE:,}, since thousands of campaigns are played."),
]
Points = Annotated[int, typer.Option(help="Points of the table, each a draw of the assumptions.")]
Vary = Annotated[
    str, typer.Option(metavar="NAME,...", help="Assumptions to vary; without it, all uncertain ones. Others: base.")
]
