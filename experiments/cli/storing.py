"""The commands about finished runs: what is kept, which failed, all of it as a table, merged, pruned and checked."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.listing import WholeSentences
from experiments.cli.options import AsJson, example
from experiments.cli.terminal import console
from sim.errors import InputError

storing = typer.Typer(
    cls=WholeSentences,
    help="Finished runs that studies keep in DIR/runs: list, failures, export, merge, prune, check.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Place = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that a command wrote to, its runs, or one file of them.")
]


@storing.command("list", epilog=example("groundswell store list out"))
def list_(place: Place = Path("out"), as_json: AsJson = False) -> None:
    """What is kept, question by question."""
    from rich.table import Table

    from experiments.store.listing import played_twice, studies_in

    found, twice = studies_in(place), played_twice(place)
    if as_json:
        told = [
            {**study.about, "cells": study.cells, "runs": study.runs, "failed": study.failed, "found": study.is_current}
            for study in found
        ]
        print(json.dumps({"studies": told, "played_twice": twice}, indent=2))
        return
    table = Table(title="Finished runs", title_justify="left")
    for column in ("scenario", "schedule", "assumptions"):
        table.add_column(column, overflow="fold")
    for column in ("people", "seed", "cells", "runs", "failed"):
        table.add_column(column, justify="right")
    table.add_column("code")
    for study in found:
        words = [str(study.about.get(name, "")) for name in ("scenario", "schedule", "assumptions")]
        numbers = [study.about.get("people", 0), study.about.get("seed", 0), study.cells, study.runs, study.failed]
        table.add_row(*words, *(f"{number:,}" for number in numbers), "of today" if study.is_current else "older")
    screen = console()
    screen.print(table)
    runs = sum(study.runs for study in found)
    screen.print(f"{runs:,} runs, {twice:,} of them played twice.", highlight=False, markup=False)


@storing.command(epilog=example("groundswell store failures out"))
def failures(place: Place = Path("out"), as_json: AsJson = False) -> None:
    """Runs without a result: why, with their seeds and a command that plays each again."""
    from experiments.store.listing import runs_in

    found = list(runs_in(place, failed=True))
    if as_json:
        rows = [
            {
                "scenario": run.about.get("scenario", ""),
                "schedule": run.about.get("schedule", ""),
                "replicate": run.replicate,
                "world_seed": run.world_seed,
                "error": run.error,
                "command": run.command,
            }
            for run in found
        ]
        print(json.dumps(rows, indent=2))
        return
    screen = console()
    for run in found:
        what = f"{run.about.get('scenario', '')}, {run.about.get('schedule', '')}, replicate {run.replicate:,}"
        screen.print(f"{what} (seed of world and luck {run.world_seed:,}): {run.error}", highlight=False, markup=False)
        screen.print(f"  {run.command}", highlight=False, markup=False, soft_wrap=True)
    count = f"{len(found):,} run{'s' * (len(found) != 1)}"
    screen.print(f"{count} without a result.", highlight=False, markup=False)


@storing.command(epilog=example("groundswell store export out runs.csv"))
def export(
    place: Place,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table to write: .csv or .parquet.")],
) -> None:
    """Every run as a row: what it is about, its totals, why it has none."""
    from experiments.store.export import write_csv, write_parquet

    if file.suffix not in (".csv", ".parquet"):
        raise InputError(f"{file}: must end in .csv or .parquet")
    if file.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise InputError("Parquet needs the extra 'research': pip install 'groundswell[research]'; or name a .csv file")
    rows = (write_csv if file.suffix == ".csv" else write_parquet)(place, file)
    print(f"Wrote {file}: {rows:,} runs.")


@storing.command(epilog=example("groundswell store merge all job1 job2"))
def merge(
    into: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that gets them; made if it is not there.")],
    sources: Annotated[list[Path], typer.Argument(metavar="FROM...", help="Folders or files with finished runs.")],
) -> None:
    """Copies finished runs of other folders into one."""
    from experiments.store.care import merge as merged

    print(f"{into} has {merged(into, sources):,} runs now.")


@storing.command(epilog=example("groundswell store prune out"))
def prune(place: Place) -> None:
    """Takes away runs of an older model, which nothing finds any more."""
    from experiments.store.care import prune as pruned

    print(f"{place}: {pruned(place):,} runs of an older model were taken away.")


@storing.command(epilog=example("groundswell store check out"))
def check(place: Place = Path("out")) -> None:
    """Reads everything that is kept. Exit code 1 where something is damaged; studies play that again by themselves."""
    from experiments.store.care import check as checked

    found = checked(place)
    for one in found:
        told = "whole" if one.is_whole else f"damaged ({one.damaged:,} parts; the file: {one.database})"
        print(f"{one.file}: {one.runs:,} runs, {told}.")
    if not all(one.is_whole for one in found):
        raise typer.Exit(1)
