"""The command that asks whether a launch could be seen in a brand's own sales."""

from __future__ import annotations

import json
import math
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import AsJson, Assume, Jobs, Out, People, Schedules, Seed
from experiments.cli.terminal import advance, asked, asked_schedules, console, progress
from experiments.files import filled_folder, finite, writable_folder, write_json

detecting = typer.Typer()


@detecting.command()
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

    The noise is that of weeks without a campaign. Writes detect.json. Example: groundswell detect weekly.csv
    """
    from experiments.detect.sales_file import noise_of, read_sales

    noise = noise_of(read_sales(sales))
    question = asked(scenario, people, assumptions, None)
    names = asked_schedules(schedules, question)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.compare_schedules.comparison import compare
    from experiments.detect.power import of_schedules
    from experiments.detect.table import as_json as result_of
    from experiments.detect.table import detect_table
    from experiments.replicates.design import Design
    from experiments.replicates.totals import Totals
    from sim.kpis import KPI_BY_NAME

    # A luck for each draw: what one campaign brings, whatever is true.
    design = Design(seed, lucks=1, contributions=False, allow_unequal_budgets=True)
    with progress(f"{len(names)} schedules", replicates) as bar:
        played = compare(
            question, names, replicates, design, jobs=jobs or cpu_count(), on_replicate=partial(advance, bar)
        )
    kpi = KPI_BY_NAME["purchases_incremental"]
    values = Totals(names, played.design, played.runs).values(kpi)[:, :, 0]
    weeks = math.ceil(question.market.horizon_days / 7)
    found = of_schedules(dict(zip(names, values, strict=True)), noise, weeks)
    content = finite(result_of(found, noise, weeks))
    with filled_folder(folder) as unfinished:
        write_json(unfinished / "detect.json", content)
    if as_json:
        print(json.dumps(content, indent=2))
        return
    screen = console()
    screen.print(detect_table(found, noise, weeks, kpi.unit), highlight=False)
    screen.print(f"Files: {folder}/detect.json.", highlight=False, markup=False)
