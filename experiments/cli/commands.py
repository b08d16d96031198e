"""The command line: one command per question."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

# Everything that takes time to import is imported by the command that needs it.
from experiments import interrupt
from experiments.cli import assuming as cli_assuming
from experiments.cli import calibration as cli_calibration
from experiments.cli import comparing as cli_comparing
from experiments.cli import detecting as cli_detecting
from experiments.cli import forecasting as cli_forecasting
from experiments.cli import helping as cli_helping
from experiments.cli import planning as cli_planning
from experiments.cli import reproducing as cli_reproducing
from experiments.cli import research as cli_research
from experiments.cli import rosters as cli_rosters
from experiments.cli import storing as cli_storing
from experiments.cli import studies as cli_studies
from experiments.cli import teaching as cli_teaching
from experiments.cli import worth_knowing as cli_worth_knowing
from experiments.cli.cluster import on_cluster
from experiments.cli.listing import BySection
from experiments.cli.mechanisms import with_own_rules
from experiments.cli.options import (
    AsJson,
    Assume,
    Budget,
    Out,
    People,
    ScenarioFile,
    Seed,
    Without,
    example,
)
from experiments.cli.terminal import advance, asked, asked_schedules, begin_stage, console, named, progress
from experiments.files import filled_folder, removed_on_failure, writable_folder, write_json
from experiments.help.topics import START
from experiments.manifest import of_command
from experiments.words.plain_text import visible
from experiments.words.setting import setting
from sim.errors import InputError

app = typer.Typer(
    name="groundswell",
    cls=BySection,
    help="How an influencer campaign spreads: macro-only, micro-only and hybrid launches, compared in pairs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Crowd(StrEnum):
    """How followers are kept: as compiled columns, or each a Mesa agent."""

    columns = "columns"
    agents = "agents"


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    mechanisms: Annotated[
        Path | None,
        typer.Option("--mechanisms", metavar="FILE", help="Rules of your own (Python) in the place of the model's."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Play on the Dask cluster whose scheduler is there."),
    ] = None,
) -> None:
    if version:
        from importlib.metadata import version as installed

        print(f"groundswell {installed('groundswell')}")
        raise typer.Exit


@app.command(epilog=example("groundswell run --schedule hybrid --people 100000"))
def run(
    scenario: ScenarioFile = None,
    schedule: Annotated[
        str | None,
        typer.Option(help="A preset or one of the scenario's own; without it, the last of those that compare plays."),
    ] = None,
    crowd: Annotated[
        Crowd, typer.Option(help="columns: full size. agents: every follower a Mesa agent.")
    ] = Crowd.columns,
    events: Annotated[bool, typer.Option("--events", help="Keep every impression, in events.npz.")] = False,
    moving: Annotated[
        Path | None, typer.Option("--animate", metavar="FILE", help="Also draw it, person by person: .gif or .mp4.")
    ] = None,
    beside: Annotated[
        str, typer.Option(help="With --animate: further schedules, drawn beside it among the same people.")
    ] = "",
    replicate: Annotated[
        int | None,
        typer.Option(min=0, max=999_999, help="That replicate of a comparison with this seed, with what it believes."),
    ] = None,
    lucks: Annotated[
        int,
        typer.Option(min=0, max=1000, help="With --replicate: the --lucks of the comparison; 0 if it had --no-belief."),
    ] = 2,
    assumptions: Assume = None,
    without: Without = "",
    people: People = None,
    budget: Budget = None,
    seed: Seed = 1,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """One campaign: run.json, hourly.csv (a row per hour) and plan.csv (a row per post).

    On request also every event, and a moving picture. With --replicate it is one campaign of a comparison.
    """
    question = asked(scenario, people, assumptions, None, named(without))
    if budget is not None:
        question = question.with_value("budget_eur", budget)
    schedule = schedule or asked_schedules(None, question)[-1]
    if beside and moving is None:
        raise InputError("--beside needs --animate: it says what is drawn beside the schedule")
    if moving is not None:
        from experiments.pictures.animation import check_animation

        check_animation(moving, question.simulated_people)
    if replicate is not None:
        from experiments.replicates.design import Design

        question = Design(seed, lucks).believed(question, replicate)
    folder = writable_folder(out)

    from experiments.one_run import run_table, spent_sentences, summary_of, write_run
    from sim.results.campaign import play

    names = [schedule, *named(beside)]
    with progress(", ".join(names), len(names) * question.market.horizon_hours) as bar:
        results = {
            name: play(
                question,
                name,
                seed=seed,
                replicate=replicate or 0,
                crowd=crowd.value,
                events=events or moving is not None,
                on_hour=lambda: advance(bar),
            )
            for name in dict.fromkeys(names)
        }
    result = results[schedule]
    with filled_folder(folder) as unfinished:
        write_run(result, unfinished, events=events)
    if moving is not None:
        from experiments.pictures.animation import animate_runs, frames_of

        with progress(str(moving), frames_of(question.market.horizon_hours)) as bar:
            animate_runs(moving, question, results, on_frame=lambda: advance(bar))
    if as_json:
        print(json.dumps(summary_of(result), indent=2))
        return
    screen = console()
    screen.print(setting(question, "one run"), highlight=False, markup=False)
    screen.print(run_table(result))
    screen.print(spent_sentences(result), highlight=False, markup=False)
    files = "run.json, hourly.csv, plan.csv and events.npz" if events else "run.json, hourly.csv and plan.csv"
    screen.print(f"Files: {folder}/{files}{f', {moving}' if moving else ''}.", highlight=False, markup=False)


@app.command(epilog=example("groundswell init launch.toml"))
def init(file: Annotated[Path, typer.Argument(help="Where to write it; an existing file is left alone.")]) -> None:
    """Write a commented scenario file to start from."""
    from sim.scenario.scenario import template

    try:
        with file.open("x", encoding="utf-8") as target, removed_on_failure(file):
            target.write(template())
            target.flush()
    except FileExistsError:
        raise InputError(f"{file}: is there already; choose another name") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}") from None
    print(visible(f"Wrote {file}. Try: groundswell compare {file} --people 100000"))


@app.command(epilog=example("groundswell benchmark --quick"))
def benchmark(
    quick: Annotated[bool, typer.Option("--quick", help="Smaller sizes, fewer repeats: does it run at all.")] = False,
    peers: Annotated[bool, typer.Option("--peers", help="Sharing alone beside other programs, instead.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Also write the figures there.")] = None,
    as_json: AsJson = False,
) -> None:
    """How fast and how large, measured on this machine: the medians behind the figures in the documentation."""
    from experiments.benchmark.campaigns import measure
    from experiments.benchmark.sharing_alone import beside_peers
    from experiments.benchmark.table import benchmark_table, peers_table

    folder = writable_folder(out) if out else None
    with progress("measuring", None) as bar:
        result = (beside_peers if peers else measure)(quick=quick, on_stage=partial(begin_stage, bar))
    if folder:
        with filled_folder(folder) as unfinished:
            write_json(unfinished / ("benchmark_peers.json" if peers else "benchmark.json"), result)
            if peers:
                from experiments.benchmark.plot import peers_picture

                peers_picture(unfinished / "benchmark_peers.png", result)
    if as_json:
        print(json.dumps(result, indent=2))
    else:
        console().print((peers_table if peers else benchmark_table)(result))


app.add_typer(cli_comparing.comparing)
app.add_typer(cli_helping.helping)
app.add_typer(cli_assuming.assuming)
app.add_typer(cli_rosters.rosters)
app.add_typer(cli_studies.studies)
app.add_typer(cli_planning.planning)
app.add_typer(cli_detecting.detecting)
app.add_typer(cli_forecasting.forecasting)
app.add_typer(cli_reproducing.reproducing)
app.add_typer(cli_research.research)
app.add_typer(cli_calibration.calibration)
app.add_typer(cli_worth_knowing.worth)
app.add_typer(cli_storing.storing, name="store")
app.add_typer(cli_teaching.teaching)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command ``groundswell``: exit code 2 and one line per problem for bad input, 130 for Ctrl-C, 143 for SIGTERM.

    It may be called from Python too, and then ends with SystemExit as well.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    words = [word for word in given if word != "--debug"]  # which may stand anywhere
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a plus-minus sign gets a question mark
    lines: Sequence[str] = []
    with interrupt.heard():
        try:
            with of_command(words), on_cluster(with_own_rules(words)) as rest:
                code = app(rest or ["help", START], prog_name="groundswell", standalone_mode=False) or 0
            if code == interrupt.STOPPED:  # how Typer hands Ctrl-C over
                raise KeyboardInterrupt
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:
            if len(words) < len(given):
                raise
            code, lines = _explained(error)
            if isinstance(error, OSError):
                _forget_unwritten()
    if code == interrupt.exit_code():
        interrupt.say()
    with suppress(OSError, ValueError):  # nobody reads it
        for line in lines:
            print(f"groundswell: {visible(line)}", file=sys.stderr, flush=True)
    sys.exit(code)


def _explained(error: BaseException) -> tuple[int, Sequence[str]]:
    """The exit code for an error, and what to say about it."""
    if interrupt.pressed() or isinstance(error, KeyboardInterrupt | typer.Abort):
        return interrupt.exit_code(), []
    if isinstance(error, InputError):
        return 2, error.told
    if isinstance(error, BrokenPipeError):  # the reader, such as `head`, has seen enough
        return 1, []
    message = getattr(error, "format_message", lambda: "")()
    if message:  # a word on the command line that it does not know
        return 2, [message]
    if isinstance(error, OSError):
        return 1, [f"{error.filename or 'output'}: {error.strerror} (--debug shows where)"]
    return 1, [f"{type(error).__name__}: {error} (--debug shows where)"]


def _open_closed_streams() -> None:
    """Opens onto nowhere the standard streams that were closed at the start, so that no file takes their numbers."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # each gets the lowest number that is free
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123
            os.set_inheritable(nowhere.fileno(), True)  # for the processes that work for this one
            setattr(sys, name, nowhere)


def _forget_unwritten() -> None:
    """Sends what stdout still holds to nowhere: Python would try again at its end, and complain."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
