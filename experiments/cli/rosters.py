"""The command that reads a roster file back, before anybody is hired from it."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.options import AsJson, Assume
from experiments.cli.terminal import asked, console
from experiments.files import removed_on_failure
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.roster.answers import Answers
    from sim.scenario.scenario import Scenario

rosters = typer.Typer()
_PEOPLE = 200_000  # in the scale model whose audiences are laid over one another


class Decimal(StrEnum):
    """What stands before decimals."""

    comma = "comma"
    point = "point"


@rosters.command()
def roster(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Influencers (CSV, XLSX): followers, and what else is known.")
    ],
    scenario: Annotated[
        Path | None, typer.Option(metavar="SCENARIO", help="Whose market and assumptions; without it, the common ones.")
    ] = None,
    percent: Annotated[
        bool | None, typer.Option("--percent/--shares", help="What engagement rates without a sign are.")
    ] = None,
    decimal: Annotated[
        Decimal | None, typer.Option(help="What stands before decimals, where 1.200 may be two.")
    ] = None,
    thousands: Annotated[bool, typer.Option("--thousands", help="Followers are in thousands: 34.5 is 34,500.")] = False,
    overlap: Annotated[
        bool, typer.Option("--overlap", help="Also how far the audiences are the same people; takes seconds.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Also write it, as CSV that can be read in one way alone."),
    ] = None,
    assumptions: Assume = None,
    as_json: AsJson = False,
) -> None:
    """What is understood of a roster file: of everybody what it says, what is assumed, and what is drawn."""
    from experiments.words.roster import roster_json, roster_table
    from sim.roster.answers import Answers
    from sim.roster.roster_file import read_roster

    question = asked(scenario, None, assumptions.value if assumptions else None, None)
    said = Answers(
        None if percent is None else "percent" if percent else "shares",
        decimal.value if decimal else None,
        "thousands" if thousands else None,
    )
    answers = _beside(said, question, file)
    listing = read_roster(file, question.market.interests, answers)
    if out is not None:
        from sim.roster.written_roster import written_roster

        _write_new(out, written_roster(listing, question.market.interests))
    share = _overlap(question, file, answers) if overlap else None
    if as_json:
        print(json.dumps(roster_json(listing, question, share), indent=2))
    else:
        console().print(roster_table(listing, question, share), highlight=False)


def _beside(said: Answers, question: Scenario, file: Path) -> Answers:
    """What is said on the command line and, of the scenario's own roster file, also what the scenario says."""
    own = question.roster.file
    if own is None or Path(own).resolve() != file.resolve():
        return said
    stated = question.roster.answers
    return replace(
        said,
        rates=said.rates or stated.rates,
        decimal=said.decimal or stated.decimal,
        followers_in=said.followers_in or stated.followers_in,
    )


def _overlap(question: Scenario, file: Path, answers: Answers) -> float:
    from sim.roster.file_text import read_file_text
    from sim.world.overlap import overlap_share
    from sim.world.world import World

    roster = question.roster.model_copy(
        update={
            "file": str(file),
            "rates": answers.rates,
            "decimal": answers.decimal,
            "followers_in": answers.followers_in,
        }
    )
    people = min(_PEOPLE, question.market.people)
    listed = replace(question, roster=roster, roster_text=read_file_text(file).text, simulated_people=people)
    return overlap_share(World.generate(listed, 1))


def _write_new(path: Path, text: str) -> None:
    """Writes a file that is not there yet. Raises InputError."""
    try:
        with path.open("x", encoding="utf-8", newline="") as target, removed_on_failure(path):
            target.write(text)
            target.flush()
    except FileExistsError:
        raise InputError(f"{path}: is there already; choose another name") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be written: {reason}") from None
