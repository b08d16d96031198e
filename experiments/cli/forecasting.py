"""The command that forecasts real cascades from their beginning."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import AsJson, Out, example
from experiments.cli.terminal import begin_stage, console, named, progress
from experiments.files import filled_folder, finite, writable_folder, write_json
from sim.errors import InputError

forecasting = typer.Typer()


@forecasting.command(epilog=example("groundswell forecast mine.csv --after 1,6"))
def forecast(
    cascades: Annotated[
        Path, typer.Argument(metavar="CASCADES", help="Real cascades (CSV): cascade,seconds,followers.")
    ],
    after: Annotated[str, typer.Option(help="Hours of a cascade that are seen, with commas between.")] = "0.5,1,3,6,12",
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """How far posts will go, told from their first hours: fitted on half of real cascades, tried on the others.

    The model's own timing and sharing beside a self-exciting process and a constant rate. Writes forecast.json.
    """
    hours = [_hour(word) for word in named(after)]
    if not hours:
        raise InputError("--after names no hour; give at least one, such as 1,6")
    from experiments.validation.timing import read_cascades

    real = read_cascades(cascades)
    folder = writable_folder(out)

    from experiments.forecast.held_out import held_out
    from experiments.forecast.table import as_json as result_of
    from experiments.forecast.table import forecast_tables
    from sim.assumptions.numbers import Assumptions

    with progress("forecast", None) as bar:
        found = held_out(real, hours, partial(begin_stage, bar))
    content = finite(result_of(found))
    with filled_folder(folder) as unfinished:
        write_json(unfinished / "forecast.json", content)
    if as_json:
        print(json.dumps(content, indent=2))
        return
    screen = console()
    screen.print(forecast_tables(found, Assumptions.load("evidence")), highlight=False)
    screen.print(f"Files: {folder}/forecast.json.", highlight=False, markup=False)


def _hour(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise InputError(f"--after {word}: must be hours with commas between, such as 0.5,1,6") from None
