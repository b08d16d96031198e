"""The commands that ask of the model itself: do the articles' sentences follow, where does the answer turn."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli.options import (
    AsJson,
    Assume,
    AssumeBoth,
    AssumptionChoice,
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
from experiments.cli.terminal import (
    advance,
    asked,
    asked_schedules,
    begin_stage,
    console,
    ends,
    kept_runs,
    named,
    progress,
    whole_numbers,
)
from experiments.files import filled_folder, writable_folder, write_json
from experiments.words.setting import provenance
from sim.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

studies = typer.Typer()


@studies.command(epilog=example("groundswell hypotheses H5 --details"))
def hypotheses(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[H1 H2 ...]", help="Which hypotheses; all without a name.")
    ] = None,
    assumptions: AssumeBoth = AssumptionChoice.both,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Hypotheses of your own (TOML); without it, the articles'.")
    ] = None,
    without: Without = "",
    details: Annotated[
        bool, typer.Option("--details", help="Print claims, mechanisms, turning points and earlier readings too.")
    ] = False,
    people: People = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """What the marketing articles assert, tested: supported, refuted, undecided, or on what it depends.

    Writes hypotheses.json, hypotheses.html and a picture of each. Finished runs are kept in DIR/runs: a test
    that was stopped goes on where it was.
    """
    from experiments.hypotheses.stated import STATED, read_hypotheses
    from sim.assumptions.mechanisms import check_mechanisms

    stated = read_hypotheses(file or STATED)
    stated.chosen(tuple(names or ()))
    check_mechanisms(named(without))
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.hypotheses.files import as_json as result_of
    from experiments.hypotheses.files import write_hypotheses
    from experiments.hypotheses.run import Question, run_hypotheses
    from experiments.hypotheses.table import hypothesis_details, hypothesis_table

    question = Question(
        stated, tuple(names or ()), sets_in(assumptions or AssumptionChoice.both), people, seed, tuple(named(without))
    )
    runs = folder / "runs"
    with kept_runs(runs, "runs"), progress("hypotheses", None) as bar:
        tested = run_hypotheses(
            question,
            folder=runs,
            jobs=jobs or cpu_count(),
            on_stage=partial(begin_stage, bar),
            on_runs=partial(advance, bar),
        )
    content = result_of(tested, question)
    with filled_folder(folder) as unfinished:
        write_hypotheses(tested, content, unfinished)
    if as_json:
        print(json.dumps(content, indent=2))
        return
    screen = console()
    if details:
        screen.print(hypothesis_details(content))
    screen.print(hypothesis_table(content))
    screen.print(
        f"Files: {folder}/hypotheses.html, hypotheses.json and a picture of each (PNG).", highlight=False, markup=False
    )


@studies.command(epilog=example("groundswell validate --people 100000 --cascades 100000"))
def validate(
    people: Annotated[
        int, typer.Option(help="People of the market whose network and ordinary posts are measured.")
    ] = 1_000_000,
    cascades: Annotated[int, typer.Option(help="Posts of ordinary people.")] = 1_000_000,
    replicates: Annotated[
        int, typer.Option(min=1, max=100_000, help="Draws of the assumptions for what the articles promise.")
    ] = 100,
    cascade_file: Annotated[
        Path | None,
        typer.Option(
            "--cascades-file",
            metavar="FILE",
            help="Real cascades to hold the timing against: CSV, see docs/validation.md.",
        ),
    ] = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Does the model look like the world where the world has been measured? Every check, passed or missed.

    Writes validation.json and validation.png.
    """
    folder = writable_folder(out)

    from joblib import cpu_count
    from rich.text import Text

    from experiments.validation.plot import draw
    from experiments.validation.run import as_json as result_of
    from experiments.validation.run import validate as checked
    from experiments.validation.table import reasons, validation_table

    with progress("validating", None) as bar:
        validation = checked(
            people, seed, cascades, replicates, cascade_file, jobs or cpu_count(), partial(begin_stage, bar)
        )
    settings = {"people": people, "seed": seed, "cascades": cascades, "replicates": replicates}
    content = result_of(validation.checks, **settings)
    note = (
        f"groundswell {content['groundswell']}: {cascades:,} ordinary posts among {people:,} people; campaigns of the "
        f"sneaker launch at full size; seed {seed}."
    )
    explanations = (Text(reason, style="dim") for reason in reasons(validation.checks))
    shown: list[RenderableType] = [validation_table(validation.checks), *explanations]
    _end(folder, "validation", content, lambda path: draw(path, validation, note), shown, as_json)


def _end(
    folder: Path,
    name: str,
    content: Mapping[str, Any],
    draw: Callable[[Path], None],
    shown: Iterable[RenderableType],
    as_json: bool,
) -> None:
    """Writes a result as JSON and as a picture, both or none, and prints it, in words or as JSON."""
    with filled_folder(folder) as unfinished:
        write_json(unfinished / f"{name}.json", content)
        draw(unfinished / f"{name}.png")
    if as_json:
        print(json.dumps(content, indent=2))
        return
    screen = console()
    for part in shown:
        screen.print(part)
    screen.print(f"Files: {folder}/{name}.json and {name}.png.", highlight=False, markup=False)


@studies.command(epilog=example("groundswell breakeven brand.price_eur share_per_engaged_person --people 100000"))
def breakeven(
    x: Annotated[
        str, typer.Argument(metavar="X", help="What runs across: an assumption, one tier of one, or of the brand.")
    ] = "engagement_per_reached_person.micro",
    y: Annotated[str, typer.Argument(metavar="Y", help="What runs upwards.")] = "share_per_engaged_person",
    scenario: Annotated[
        Path | None, typer.Option(metavar="SCENARIO", help="A scenario file (TOML); without it, the sneaker launch.")
    ] = None,
    schedules: Schedules = None,
    points: Annotated[int, typer.Option(help="Values of each quantity.")] = 7,
    x_range: Annotated[str, typer.Option(metavar="LOW,HIGH", help="Ends of X; without them, its range.")] = "",
    y_range: Annotated[str, typer.Option(metavar="LOW,HIGH", help="Ends of Y; without them, its range.")] = "",
    replicates: Annotated[
        int, typer.Option(min=2, max=100_000, help="Paired replicates, the same in every cell.")
    ] = 20,
    assumptions: Assume = None,
    objective: Objective = None,
    people: People = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Where the answer turns: which schedule wins over a grid of two quantities, and how well its border is known.

    A quantity is an assumption (share_per_engaged_person), one tier of one (reach_rate.micro), brand.price_eur,
    brand.margin_share, brand.interested_share or budget_eur. Where one tier of an assumption is set, the other tiers
    are held at the scenario's values of it. Writes breakeven.json and breakeven.png. Finished runs are kept in
    DIR/runs: what was stopped goes on where it was.
    """
    question = asked(scenario, people, assumptions, objective)
    names = asked_schedules(schedules, question)
    limits = ends("--x-range", x_range), ends("--y-range", y_range)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.break_even.map import axis
    from experiments.break_even.map import breakeven as mapped
    from experiments.break_even.plot import breakeven_map
    from experiments.break_even.table import as_json as result_of
    from experiments.break_even.table import breakeven_table
    from experiments.replicates.design import Design

    across, up = (axis(name, question, points, *low_high) for name, low_high in zip((x, y), limits, strict=True))
    runs, design = folder / "runs", Design(seed, lucks=1)
    with kept_runs(runs, "runs"), progress(f"{x} and {y}", points * points) as bar:
        grid = mapped(
            *(question, names, across, up, replicates, design, jobs or cpu_count()),
            on_cell=lambda: advance(bar),
            folder=runs,
        )
    content = result_of(grid)
    note = (
        f"{provenance(question.name)} {question.simulated_people:,} people simulated, {replicates} paired replicates, "
        f"seed {seed}, assumptions: {question.assumptions.name}."
    )
    _end(folder, "breakeven", content, lambda path: breakeven_map(path, grid, note), [breakeven_table(grid)], as_json)


@studies.command(epilog=example("groundswell scale --sizes 10000,30000 --replicates 20"))
def scale(
    scenario: ScenarioFile = None,
    schedules: Schedules = None,
    sizes: Annotated[
        str, typer.Option(metavar="PEOPLE,...", help="Simulated people, ascending; the last is the reference.")
    ] = "10000,30000,100000,300000,1000000,3000000",
    replicates: Annotated[int, typer.Option(min=2, max=100_000, help="Replicates of every size.")] = 80,
    assumptions: Assume = None,
    objective: Objective = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """How big a run must be: from which size and how many replicates on the decision and the patterns stay.

    Writes scale.json and scale.png. Finished runs are kept in DIR/runs: what was stopped goes on where it was.
    """
    people = whole_numbers("--sizes", sizes)
    question = asked(scenario, None, assumptions, objective)
    names = asked_schedules(schedules, question)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.replicates.design import Design
    from experiments.scale.plot import scale_picture
    from experiments.scale.study import scale_study
    from experiments.scale.table import as_json as result_of
    from experiments.scale.table import scale_table

    runs, design = folder / "runs", Design(seed, lucks=1)
    with kept_runs(runs, "runs"), progress(f"{len(people)} sizes", len(people) * replicates) as bar:
        study = scale_study(
            *(question, names, people, replicates, design, jobs or cpu_count()),
            on_run=lambda: advance(bar),
            folder=runs,
        )
    content = result_of(study)
    note = (
        f"{provenance(question.name)} {replicates} replicates of each size, seed {seed}, "
        f"assumptions: {question.assumptions.name}."
    )
    _end(folder, "scale", content, lambda path: scale_picture(path, study, note), [scale_table(study)], as_json)


@studies.command(epilog=example("groundswell lab"))
def lab(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Where it listens, on this machine alone.")] = 8080,
    no_show: Annotated[bool, typer.Option("--no-show", help="Do not open a browser.")] = False,
) -> None:
    """Watch campaigns spread in the browser: launches side by side among the same people, hour by hour."""
    from importlib.util import find_spec

    if find_spec("nicegui") is None:
        raise InputError("the lab needs the extra 'lab': pip install 'groundswell[lab]'")
    from experiments.lab.server import serve

    print(f"The lab is at http://127.0.0.1:{port}; Ctrl-C ends it.", file=sys.stderr)
    serve(port, show=not no_show)
