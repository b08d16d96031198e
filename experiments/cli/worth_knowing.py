"""The command that tells which data would narrow an answer, before anybody gathers them."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

# Everything that takes time to import is imported by the command that needs it.
from experiments.cli.options import (
    AsJson,
    Assume,
    FewPeople,
    Jobs,
    Out,
    Points,
    ScenarioFile,
    Schedules,
    Seed,
    Vary,
    example,
)
from experiments.cli.terminal import (
    advance,
    asked_schedules,
    asked_small,
    begin_stage,
    console,
    kept_runs,
    named,
    progress,
    whole_numbers,
)
from experiments.files import filled_folder, writable_folder, write_json

worth = typer.Typer()


@worth.command(epilog=example("groundswell worth-knowing --schedules hybrid,micro_only"))
def worth_knowing(
    scenario: ScenarioFile = None,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="INDICATOR", help="What is to be narrowed; without it, the objective."),
    ] = None,
    schedules: Schedules = None,
    campaigns: Annotated[
        str, typer.Option(metavar="N,...", help="How many past campaigns of a schedule one might gather.")
    ] = "1,5,20",
    lift_error: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            help="Standard error of a lift test, in purchases; without it, a quarter of the standard deviation of "
            "incremental purchases among the table's campaigns.",
        ),
    ] = None,
    vary: Vary = "",
    points: Points = 1_024,
    lucks: Annotated[int, typer.Option(min=2, max=1000, help="Lucks of the answer at each point.")] = 4,
    truths: Annotated[
        int, typer.Option(help="Points of the table that are taken for the truth, one after another.")
    ] = 200,
    assumptions: Assume = None,
    people: FewPeople = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Which data would narrow most what is believed of the difference between two schedules, first less second.

    Tried are single measures, whole campaigns, several of them, and lift tests, of each schedule. Writes
    worth_knowing.json. Finished campaigns are kept in DIR/runs: a command that was stopped goes on there.
    """
    question = asked_small(scenario, people, assumptions)
    names = asked_schedules(schedules, question)[: None if schedules else 2]
    counts = whole_numbers("--campaigns", campaigns)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.worth_knowing.study import worth_knowing_study as studied
    from experiments.worth_knowing.table import as_json as result_of
    from experiments.worth_knowing.table import worth_table

    with progress("campaigns", 2 * points) as bar, kept_runs(folder / "runs"):
        study = studied(
            question,
            names,
            of,
            campaigns=counts,
            lift_error=lift_error,
            points=points,
            lucks=lucks,
            truths=truths,
            vary=named(vary),
            seed=seed,
            folder=folder / "runs",
            jobs=jobs or cpu_count(),
            on_points=partial(advance, bar),
            on_data=lambda count: begin_stage(bar, "data sets"),
        )
    with filled_folder(folder) as unfinished:
        write_json(unfinished / "worth_knowing.json", result_of(study))
    if as_json:
        print(json.dumps(result_of(study), indent=2))
        return
    screen = console()
    screen.print(worth_table(study), highlight=False)
    screen.print(f"Files: {folder}/worth_knowing.json.", highlight=False, markup=False)
