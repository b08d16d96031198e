"""The command that asks whether a launch could be seen in a brand's own sales."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import AsJson, Assume, Jobs, Out, People, Schedules, Seed, example
from experiments.cli.terminal import advance, asked, asked_schedules, console, progress
from experiments.files import filled_folder, writable_folder, write_json

detecting = typer.Typer()


@detecting.command(epilog=example("groundswell detect weekly_sales.csv"))
def detect(
    sales: Annotated[Path, typer.Argument(metavar="SALES", help="Weekly sales (CSV): a column sales, a row a week.")],
    scenario: Annotated[
        Path | None, typer.Option(metavar="SCENARIO", help="A scenario file (TOML); without it, the sneaker launch.")
    ] = None,
    schedules: Schedules = None,
    replicates: Annotated[int, typer.Option(min=2, max=100_000, help="Paired replicates.")] = 40,
    assumptions: Assume = None,
    people: People = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Could the brand see it in its own sales? The power to tell each launch, and each difference, from noise.

    The noise is that of weeks without a campaign. Writes detect.json.
    """
    from experiments.detect.sales_file import read_sales

    weekly = read_sales(sales)
    question = asked(scenario, people, assumptions, None)
    names = asked_schedules(schedules, question)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.detect.study import detect_study as studied
    from experiments.detect.table import as_json as result_of
    from experiments.detect.table import detect_table

    with progress(f"{len(names)} schedules", replicates) as bar:
        study = studied(
            question,
            names,
            weekly,
            replicates=replicates,
            seed=seed,
            jobs=jobs or cpu_count(),
            on_replicate=partial(advance, bar),
        )
    content = result_of(study)
    with filled_folder(folder) as unfinished:
        write_json(unfinished / "detect.json", content)
    if as_json:
        print(json.dumps(content, indent=2))
        return
    screen = console()
    screen.print(detect_table(study), highlight=False)
    screen.print(f"Files: {folder}/detect.json.", highlight=False, markup=False)
