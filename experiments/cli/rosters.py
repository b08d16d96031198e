"""The command that reads a roster file back, before anybody is hired from it."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.options import AsJson, Assume, example
from experiments.cli.terminal import asked, console
from experiments.files import removed_on_failure
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.money import Currency
    from sim.roster.answers import Answers
    from sim.scenario.scenario import Scenario

rosters = typer.Typer()
_PEOPLE = 200_000  # in the scale model whose audiences are laid over one another


class Decimal(StrEnum):
    """What stands before decimals."""

    comma = "comma"
    point = "point"


@rosters.command(epilog=example("groundswell roster influencers.xlsx"))
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
    currency: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="The currency of the fees, such as USD; without it, the scenario's, or EUR."),
    ] = None,
    per_eur: Annotated[
        float | None, typer.Option(help="What one EUR costs in it, to tell the usual fees, which are known in EUR.")
    ] = None,
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

    question = asked(scenario, None, assumptions, None)
    if currency is not None or per_eur is not None:
        question = replace(question, currency=_currency(currency, per_eur, question.currency if scenario else None))
    said = Answers(
        None if percent is None else "percent" if percent else "shares",
        decimal.value if decimal else None,
        "thousands" if thousands else None,
    )
    answers = _beside(said, question, file)
    listing = read_roster(file, question.market.interests, answers, question.currency)
    if out is not None:
        from sim.roster.written_roster import written_roster

        _write_new(out, written_roster(listing, question.market.interests, question.currency))
    share = _overlap(question, file, answers) if overlap else None
    if as_json:
        print(json.dumps(roster_json(listing, question, share), indent=2))
    else:
        console().print(roster_table(listing, question, share), highlight=False)


def _currency(code: str | None, per_eur: float | None, of_scenario: Currency | None) -> Currency:
    """The currency that the command line says. Raises InputError."""
    from sim.money import EUR, Currency
    from sim.scenario.head import is_code

    if code is None:
        raise InputError("--per-eur says what one EUR costs in a currency; say in which, such as --currency USD")
    if not is_code(code):
        raise InputError(f"--currency {code}: must be a code of ISO 4217, three capital letters, such as USD")
    if of_scenario is not None and (code != of_scenario.code or per_eur not in (None, of_scenario.per_eur)):
        raise InputError(f"--currency {code}: the scenario's amounts are in {of_scenario.code}; leave one of them out")
    if of_scenario is not None:
        return of_scenario
    if code == EUR.code and per_eur not in (None, EUR.per_eur):
        raise InputError(f"--per-eur {per_eur:g}: one EUR costs 1 EUR; leave it out")
    if per_eur is not None and not 0.0 < per_eur < math.inf:
        raise InputError(f"--per-eur {per_eur:g}: must be a number above 0")
    return EUR if code == EUR.code else Currency(code, math.nan if per_eur is None else per_eur)


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
