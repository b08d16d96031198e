"""The command that makes a lesson: a page that plays launches in any browser, without this program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# Everything that takes time to import is imported by the command that needs it.
from experiments.cli.options import Assume, ScenarioFile, Schedules, Seed, example
from experiments.cli.terminal import asked, asked_schedules, console
from experiments.files import whole_file
from sim.errors import InputError

teaching = typer.Typer()


@teaching.command(epilog=example("groundswell page --schedules macro_only,hybrid"))
def page(
    scenario: ScenarioFile = None,
    schedules: Schedules = None,
    towns: Annotated[int, typer.Option(min=1, max=10, help="Towns to choose from, each with people of its own.")] = 3,
    people: Annotated[
        int | None, typer.Option(help="People simulated in each town; without it 20,000, to be seen one by one.")
    ] = None,
    assumptions: Assume = None,
    seed: Seed = 1,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write (HTML).")] = Path("lesson.html"),
) -> None:
    """A lesson as one HTML file that plays two or three launches in any browser, by the model's own compiled rules.

    It asks nobody for anything and needs no program: it can be put on a stick, sent by mail, opened from a folder.
    """
    from experiments.page.lesson import PEOPLE
    from experiments.page.page import page as made

    question = asked(scenario, people, assumptions, None)
    if people is None and question.network is None and question.simulated_people > PEOPLE:
        question = asked(scenario, PEOPLE, assumptions, None)
    text = made(question, asked_schedules(schedules, question), towns, seed)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(out) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    told = f"Wrote {out}: {len(text.encode()) / 1e6:,.2f} MB. Open it in a browser, or hand it round."
    console().print(told, highlight=False, markup=False)
