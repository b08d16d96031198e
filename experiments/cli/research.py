"""Commands for researchers: which assumption matters, and any design of one's own."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

# Everything that takes time to import is imported by the command that needs it.
from experiments.cli.options import (
    AsJson,
    Assume,
    FewPeople,
    Jobs,
    Out,
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
)
from experiments.files import filled_folder, removed_on_failure, writable_folder
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.sensitivity.designs import SensitivityDesign
    from experiments.sensitivity.study import Plan
    from sim.scenario.scenario import Scenario

research = typer.Typer()


class MethodChoice(StrEnum):
    """A screening, indices, or one after the other."""

    morris = "morris"
    sobol = "sobol"
    both = "both"


@research.command(epilog=example("groundswell sensitivity --schedules macro_only,micro_only --of profit"))
def sensitivity(
    scenario: ScenarioFile = None,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="INDICATOR", help="What is to be explained; without it, the objective."),
    ] = None,
    schedules: Schedules = None,
    vary: Vary = "",
    method: Annotated[
        MethodChoice, typer.Option(help="A screening (morris), indices (sobol) of all, or of what it ranks first.")
    ] = MethodChoice.both,
    trajectories: Annotated[int, typer.Option(help="Of the screening, each of a point per group and one.")] = 10,
    points: Annotated[int, typer.Option(help="Blocks of the indices, each of a point per group and two.")] = 64,
    top: Annotated[int, typer.Option(min=2, help="Groups that get indices after a screening.")] = 8,
    lucks: Annotated[int, typer.Option(min=1, max=1000, help="Lucks, the same at every point.")] = 2,
    design_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the design (CSV) and play nothing; with one --method.")
    ] = None,
    read: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take the outcomes from such a file, its last column filled in.")
    ] = None,
    assumptions: Assume = None,
    people: FewPeople = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Which assumption matters, for an indicator of one schedule or for the difference of two, first less second.

    Writes sensitivity.json, sensitivity.png and the designs with their outcomes (CSV). Finished campaigns are kept in
    DIR/runs: a command that was stopped goes on there.
    """
    question = asked_small(scenario, people, assumptions)
    names = asked_schedules(schedules, question)[: None if schedules else 2]
    if (design_out or read) and method is MethodChoice.both:
        raise InputError("--design-out and --read are about one design: choose --method morris or --method sobol")

    from experiments.sensitivity.study import Plan

    plan = Plan(method.value, trajectories, points, top, lucks, seed)
    if design_out:
        _write_design(design_out, question, plan, named(vary))
        return
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.sensitivity.design_file import read_outcome
    from experiments.sensitivity.files import write_sensitivity
    from experiments.sensitivity.study import sensitivity_study as studied
    from experiments.sensitivity.table import as_json as result_of
    from experiments.sensitivity.table import sensitivity_table

    with progress("sensitivity", None) as bar, kept_runs(folder / "runs"):

        def begin(design: SensitivityDesign) -> None:
            begin_stage(bar, f"{len(design.groups)} groups, {design.method}", len(design.points.quantiles))

        study = studied(
            question,
            names,
            of,
            plan,
            vary=named(vary),
            folder=folder / "runs",
            jobs=jobs or cpu_count(),
            on_design=begin,
            on_points=partial(advance, bar),
            read=partial(read_outcome, read) if read else None,
        )
    with filled_folder(folder) as unfinished:
        write_sensitivity(study, unfinished)
    if as_json:
        print(json.dumps(result_of(study), indent=2))
        return
    screen = console()
    screen.print(sensitivity_table(study), highlight=False)
    designs = " and ".join(f"{method}.csv" for method in study.parts)
    screen.print(f"Files: {folder}/sensitivity.json, sensitivity.png, {designs}.", highlight=False, markup=False)


def _write_design(path: Path, question: Scenario, plan: Plan, vary: list[str]) -> None:
    from experiments.reference_table.points import labels_of
    from experiments.sensitivity.design_file import write_design
    from experiments.sensitivity.designs import design
    from experiments.sensitivity.groups import groups_of
    from experiments.sensitivity.study import methods_of

    (method,) = methods_of(plan)
    blocks = plan.trajectories if method == "morris" else plan.points
    made = design(method, groups_of(labels_of(question.assumptions, vary)), blocks, plan.seed)
    try:
        with removed_on_failure(path):
            write_design(path, made)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    print(f"Wrote {path}: {len(made.points.quantiles):,} points. Fill in the column outcome, then --read {path}.")


@research.command(epilog=example("groundswell sweep grid.toml --schedules macro_only,micro_only"))
def sweep(
    design: Annotated[
        Path, typer.Argument(metavar="DESIGN", help="A grid (TOML: lists of values) or cells (CSV: a row each).")
    ],
    scenario: ScenarioFile = None,
    schedules: Schedules = None,
    replicates: Annotated[
        int, typer.Option(min=1, max=100_000, help="Paired replicates, the same in every cell.")
    ] = 20,
    no_belief: Annotated[
        bool, typer.Option("--no-belief", help="Take what no cell sets at its base value instead of drawing it.")
    ] = False,
    assumptions: Assume = None,
    people: FewPeople = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
) -> None:
    """Every schedule in every cell of a design: a table with a row for each run, and its indicators.

    Cells set assumptions (fatigue_per_repeat), one tier of one (reach_rate.micro), brand.price_eur and the like, or
    budget_eur. Writes sweep.csv and, with the extra 'research', sweep.parquet. Finished runs are kept in DIR/runs.
    """
    from experiments.sweep.design_file import read_design

    question = asked_small(scenario, people, assumptions)
    cells = read_design(design, question)
    names = asked_schedules(schedules, question)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.replicates.design import Design
    from experiments.sweep.files import write_sweep
    from experiments.sweep.sweep import sweep_study as swept

    with progress(f"{len(cells)} cells", len(cells) * replicates) as bar, kept_runs(folder / "runs"):
        found = swept(
            question,
            cells,
            names,
            replicates,
            Design(seed, 0 if no_belief else 2),
            folder=folder / "runs",
            jobs=jobs or cpu_count(),
            on_runs=partial(advance, bar),
        )
    with filled_folder(folder) as unfinished:
        files = write_sweep(found, unfinished)
    told = f"{len(cells)} cells, {len(names)} schedules, {replicates} replicates: {len(found.outcomes):,} runs."
    console().print(f"{told}\nFiles: {folder}/{' and '.join(files)}.", highlight=False, markup=False)
