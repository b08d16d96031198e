"""Commands that learn from past campaigns, and that check what is learned."""

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
from experiments.cli.terminal import advance, asked_schedules, asked_small, console, kept_runs, named, progress
from experiments.files import filled_folder, writable_folder, write_json

calibration = typer.Typer()


@calibration.command(epilog=example("groundswell calibrate past.csv"))
def calibrate(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Past campaigns, a row each (CSV or XLSX).")],
    scenario: ScenarioFile = None,
    schedule: Annotated[
        str | None,
        typer.Option(help="The schedule of campaigns that name none; without it, the first that compare plays."),
    ] = None,
    vary: Vary = "",
    points: Points = 4_096,
    refine: Annotated[
        int, typer.Option(min=0, max=100_000, help="Further points around what was learned, for these data alone.")
    ] = 0,
    assumptions: Assume = None,
    people: FewPeople = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """What past campaigns say about the assumptions, written as a set from which every command draws.

    Columns are campaign, schedule, impressions, reach, engagements, shares, clicks, sales, incremental_sales and spend,
    as far as they are known, each with a standard error (clicks_se) where it is. Writes posterior.toml, for
    --assumptions of other commands, calibration.json and calibration.png. Finished campaigns are kept in DIR/runs.
    """
    question = asked_small(scenario, people, assumptions)
    usual = schedule or asked_schedules(None, question)[0]

    from experiments.calibrate.data_file import read_campaigns
    from sim.scenario.schedule import PRESETS

    campaigns, notes = read_campaigns(data, [*PRESETS, *question.schedules], usual)
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.calibrate.files import write_calibration
    from experiments.calibrate.study import calibration_study as calibrated
    from experiments.calibrate.table import as_json as result_of
    from experiments.calibrate.table import calibration_table

    with progress("calibrating", points + refine) as bar, kept_runs(folder / "runs"):
        found = calibrated(
            question,
            campaigns,
            points=points,
            refine=refine,
            vary=named(vary),
            seed=seed,
            folder=folder / "runs",
            jobs=jobs or cpu_count(),
            on_points=partial(advance, bar),
        )
    with filled_folder(folder) as unfinished:
        write_calibration(found, unfinished)
    if as_json:
        print(json.dumps(result_of(found), indent=2))
        return
    screen = console()
    for note in notes:
        screen.print(f"{data}: {note}.", highlight=False, markup=False)
    screen.print(calibration_table(found), highlight=False)
    files = "posterior.toml, calibration.json and calibration.png"
    screen.print(f"Files: {folder}/{files}.", highlight=False, markup=False)


@calibration.command(epilog=example("groundswell calibration-check --schedules macro_only,micro_only"))
def calibration_check(
    scenario: ScenarioFile = None,
    schedules: Schedules = None,
    truths: Annotated[
        int, typer.Option(help="Points of the table that are taken for the truth, one after another.")
    ] = 400,
    points: Annotated[int, typer.Option(help="Points of the table.")] = 4_096,
    campaigns: Annotated[
        int, typer.Option(min=1, max=1000, help="Campaigns of every schedule that are known of a truth.")
    ] = 1,
    lucks: Annotated[
        int, typer.Option(min=0, max=1000, help="Lucks of the answer at each point; 0 leaves the answer out.")
    ] = 2,
    truth_lucks: Annotated[
        int, typer.Option(min=0, max=1000, help="Lucks of the answer at each truth; 0 takes those of its point.")
    ] = 0,
    assumptions: Assume = None,
    people: FewPeople = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Whether intervals of a calibration hold what they promise, on simulated campaigns whose assumptions are known.

    Of each truth one campaign of every schedule is taken for the data. Of two schedules it is told as well how often
    data bring their difference nearer to the truth. Writes calibration_check.json and calibration_check.png. Finished
    campaigns are kept in DIR/runs.
    """
    question = asked_small(scenario, people, assumptions)
    names = tuple(asked_schedules(schedules, question)[: None if schedules else 2])
    folder = writable_folder(out)

    from joblib import cpu_count

    from experiments.calibration_check.plot import check_picture
    from experiments.calibration_check.study import checked_calibration
    from experiments.calibration_check.table import as_json as result_of
    from experiments.calibration_check.table import check_table
    from experiments.words.setting import provenance

    steps = points
    if len(names) == 2 and lucks:  # the answer is played as well
        steps += points + (truths if truth_lucks else 0)
    with (
        progress("calibration check", steps) as bar,
        kept_runs(folder / "runs"),
    ):
        check = checked_calibration(
            question,
            names,
            points=points,
            truths=truths,
            campaigns=campaigns,
            lucks=lucks,
            truth_lucks=truth_lucks,
            seed=seed,
            folder=folder / "runs",
            jobs=jobs or cpu_count(),
            on_points=partial(advance, bar),
        )
    settings = {
        "points": points,
        "campaigns": campaigns,
        "lucks": lucks,
        "truth_lucks": truth_lucks,
        "people": question.simulated_people,
        "schedules": list(names),
        "seed": seed,
    }
    content = result_of(check) | settings
    note = (
        f"{provenance(question.name)} {truths} truths among {points:,} points, campaigns known of {', '.join(names)}: "
        f"{campaigns} each, {question.simulated_people:,} people simulated, seed {seed}, assumptions: "
        f"{question.assumptions.name}."
    )
    with filled_folder(folder) as unfinished:
        write_json(unfinished / "calibration_check.json", content)
        check_picture(unfinished / "calibration_check.png", check, note)
    if as_json:
        print(json.dumps(content, indent=2))
        return
    screen = console()
    screen.print(check_table(check), highlight=False)
    screen.print(f"Files: {folder}/calibration_check.json and calibration_check.png.", highlight=False, markup=False)
