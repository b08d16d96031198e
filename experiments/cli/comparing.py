"""The first command: which launch schedule does better."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import (
    AsJson,
    AssumeBoth,
    Budget,
    Jobs,
    Objective,
    Out,
    People,
    ScenarioFile,
    Schedules,
    Seed,
    Without,
    example,
    sets_in,
)
from experiments.cli.terminal import advance, asked, asked_schedules, console, kept_runs, named, progress
from experiments.files import filled_folder, writable_folder

comparing = typer.Typer()


@comparing.command(epilog=example("groundswell compare --people 100000"))
def compare(
    scenario: ScenarioFile = None,
    schedules: Schedules = None,
    replicates: Annotated[
        int, typer.Option(min=1, max=100_000, help="Paired replicates (worlds with their luck).")
    ] = 40,
    assumptions: AssumeBoth = None,
    lucks: Annotated[
        int, typer.Option(min=1, max=1000, help="Replicates that share one draw of the uncertain assumptions.")
    ] = 2,
    no_belief: Annotated[
        bool, typer.Option("--no-belief", help="Take every assumption at its base value instead of drawing it.")
    ] = False,
    until_clear: Annotated[
        bool, typer.Option("--until-clear", help="Add replicates until the decision is clear, or --cap is reached.")
    ] = False,
    cap: Annotated[int, typer.Option(min=1, max=100_000, help="The most replicates with --until-clear.")] = 640,
    indifference: Annotated[
        float, typer.Option(min=0.0, help="With --until-clear: a difference of the objective that does not matter.")
    ] = 0.0,
    without: Without = "",
    objective: Objective = None,
    people: People = None,
    budget: Budget = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    allow_unequal_budgets: Annotated[
        bool,
        typer.Option(
            help="Where schedules spend different sums, tell the plain difference, not that per amount spent."
        ),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Print every table; without it, the answer on one screen.")
    ] = False,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Which launch schedule does better at equal budget, by how much, and how sure that is.

    Writes report.html, comparison.json, runs.csv (a row per schedule and replicate), plan.csv (a row per post)
    and pictures. Where schedules cannot spend the same, they are compared per amount spent. Finished runs are kept in
    DIR/runs: what was stopped goes on where it was, and more replicates are added to those that are there.
    """
    sets: Sequence[str | None] = [None] if assumptions is None else sets_in(assumptions)
    questions = [asked(scenario, people, set_name, objective, named(without)) for set_name in sets]
    if budget is not None:
        questions = [question.with_value("budget_eur", budget) for question in questions]
    names = asked_schedules(schedules, questions[0])
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.compare_schedules.comparison import UntilClear
    from experiments.compare_schedules.comparison import compare as compared
    from experiments.compare_schedules.files import as_json as result_of
    from experiments.compare_schedules.files import write_comparison
    from experiments.replicates.design import Design
    from experiments.report.verdicts import verdicts_beside

    design = Design(seed, 0 if no_belief else lucks, allow_unequal_budgets=allow_unequal_budgets)
    result, runs = {}, folder / "runs"
    for question in questions:
        kind = question.assumptions.name
        bar_of = progress(f"{len(names)} schedules, {kind}", cap if until_clear else replicates)
        with kept_runs(runs, "runs"), bar_of as bar:
            result[kind] = compared(
                question,
                names,
                replicates,
                design,
                jobs=jobs or cpu_count(),  # as many as this process may use, which in a container can be fewer
                until_clear=UntilClear(cap, indifference) if until_clear else None,
                on_replicate=partial(advance, bar),
                folder=runs,
            )
    with filled_folder(folder) as unfinished:
        write_comparison(result, unfinished, verdicts_beside(folder))
    if as_json:
        print(json.dumps(result_of(result), indent=2))
        return
    from experiments.compare_schedules.first_screen import print_first_screen
    from experiments.compare_schedules.table import print_comparison

    screen = console()
    (print_comparison if full else print_first_screen)(screen, result)
    per_set = "" if len(result) == 1 else " for each set"
    files = f"report.html, comparison.json, runs.csv, plan.csv and three pictures (PNG){per_set}"
    rest = "" if full else " --full prints every table."
    screen.print(f"Files: {folder}/{files}.{rest}", highlight=False, markup=False)
