"""The command that makes a result again and says whether the digits agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import AsJson, example
from experiments.cli.terminal import console

reproducing = typer.Typer()


@reproducing.command(epilog=example("groundswell reproduce out"))
def reproduce(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="A folder that a command wrote, or the *.manifest.json in it.")
    ],
    as_json: AsJson = False,
) -> None:
    """Make a result again from its manifest, and say whether the digits agree.

    The command is given once more, from the folder where you are, and writes into a folder that is removed
    afterwards. Exit code 1 where a digit differs.
    """
    from experiments.reproduce import reproduce as made_again

    made = made_again(result)
    if as_json:
        print(json.dumps({"agrees": made.agrees, **asdict(made)}, indent=2))
    else:
        screen = console()
        screen.print(f"groundswell {' '.join(made.command)}\n", highlight=False, markup=False)
        for file in made.files:
            screen.print(f"  {file.file}: {file.answer}", highlight=False, markup=False)
        for line in made.differences:
            screen.print(f"Made otherwise: {line}.", highlight=False, markup=False)
        answer = "Every digit agrees." if made.agrees else "Not every digit agrees."
        screen.print(f"\n{answer}", highlight=False, markup=False)
    if not made.agrees:
        raise typer.Exit(1)
