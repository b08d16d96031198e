"""The command that shows the numbers that the model takes."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from experiments.cli.options import AsJson, Assume, AssumptionSet, example
from experiments.cli.terminal import console
from sim.errors import InputError

assuming = typer.Typer()


@assuming.command(epilog=example("groundswell assumptions fatigue_per_repeat"))
def assumptions(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Explain this one.")] = None,
    assumptions: Assume = None,
    difference: Annotated[
        bool,
        typer.Option(
            "--difference",
            help="Only the numbers in which the sets differ, side by side; with a file, in which it differs from the "
            "set that it extends.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Every number that the model takes: value, range, unit, how well it stands, and where it comes from."""
    from experiments.words.assumption_difference import difference_json, difference_table
    from experiments.words.assumptions import assumption_json, explanation, listing
    from sim.assumptions.own_file import assumptions_named, extended_by, is_own_file

    if difference:
        if name is not None or not (assumptions is None or is_own_file(assumptions)):
            raise InputError(
                "--difference shows what differs between both sets, or a file and the set that it extends; leave out "
                "NAME, and --assumptions unless it is a file"
            )
        compared = (
            [one.value for one in AssumptionSet] if assumptions is None else [extended_by(assumptions), assumptions]
        )
        sets = [assumptions_named(one) for one in compared]
        if as_json:
            print(json.dumps(difference_json(*sets), indent=2))
        else:
            console().print(difference_table(*sets), highlight=False)
        return
    known = assumptions_named(assumptions or AssumptionSet.evidence.value)
    entries = list(known) if name is None else [known.entry(name)]
    if as_json:
        print(json.dumps([assumption_json(entry, known) for entry in entries], indent=2))
    else:
        console().print(listing(known) if name is None else explanation(known, entries[0]), highlight=False)
